"""What comes with the app, and in which order it is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_desktop import bundled
from flamenco_desktop.errors import FileMissingError


def test_the_solea_comes_first() -> None:
    assert bundled.recording().name.startswith("solea")
    assert bundled.recordings()[0] == bundled.recording()
    assert len(bundled.recordings()) >= 2


def test_what_is_said_of_a_recording() -> None:
    known = bundled.about(bundled.recording())
    assert known.title
    assert known.palo == "soleá"


@pytest.mark.parametrize("content", [None, b"[]", b'{"title": 3}', b"\xff\xfe not json"])
def test_a_description_that_says_nothing(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "a.json").write_bytes(content)
    assert bundled.about(tmp_path / "a.flac") == bundled.About()


def test_the_order_is_by_palo_then_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "RESOURCES", tmp_path)
    with pytest.raises(FileMissingError):
        bundled.recording()
    folder = tmp_path / "recordings"
    folder.mkdir()
    for name in ("buleria-a.ogg", "martinete-a.flac", "solea-z.flac", "alboreá.mp3", "solea-z.json"):
        (folder / name).touch()
    names = [path.name for path in bundled.recordings()]
    assert names == ["solea-z.flac", "martinete-a.flac", "alboreá.mp3", "buleria-a.ogg"]
