from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from flamenco_desktop.lyrics import plain
from flamenco_desktop.lyrics.model import Lyrics, Provenance
from tests.lyrics.strategies import lyrics


@given(lyrics())
def test_there_and_back(sung: Lyrics) -> None:
    told = Lyrics(sung.lines, "es", Provenance(method="recognised", model="demo"))
    text = json.dumps(plain.lyrics_to_plain(told, "a.flac"), allow_nan=False)
    assert plain.lyrics_from_plain(json.loads(text)) == told


WORD = {"text": "ay", "start": 1.0, "end": 2.0, "confidence": None}


@pytest.mark.parametrize(
    "broken",
    [
        {}, {"schema": 2, "language": "es", "lines": []}, {"schema": 1, "language": "es"},
        *(
            {"schema": 1, "language": "es", "lines": lines}
            for lines in (
                None, 3, [3], [{}], [{"words": []}], [{"words": [{}]}], [{"words": [{**WORD, "start": "1"}]}],
                [{"words": [{**WORD, "end": float("nan")}]}], [{"words": [{**WORD, "text": 7}]}],
                [{"words": [{**WORD, "letters": [["a"]]}]}], [{"words": [WORD], "state": "loved"}],
                [{"words": [{**WORD, "start": True}]}],
            )
        ),
    ],
)  # fmt: skip
def test_what_is_no_lyrics(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        plain.lyrics_from_plain(broken)
