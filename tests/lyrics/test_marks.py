from __future__ import annotations

from hypothesis import given, settings

from flamenco_desktop.lyrics.marks import without_jaleos
from flamenco_desktop.lyrics.model import Kind, Line, Lyrics, Word
from flamenco_desktop.lyrics.timing import fault
from tests.lyrics.strategies import lyrics


def test_shouts_go_and_quejios_stay() -> None:
    song = Lyrics(
        (
            Line((Word("ay", 0.0, 1.0, kind=Kind.QUEJIO), Word("olé", 1.0, 2.0, kind=Kind.JALEO))),
            Line((Word("vamo", 3.0, 4.0, kind=Kind.JALEO),), kind=Kind.JALEO),
            Line((Word("luna", 5.0, 6.0), Word("mm", 6.0, 7.0, kind=Kind.NOT_SUNG))),
        )
    )
    assert without_jaleos(song).text == "ay\nluna"


@settings(deadline=None)
@given(lyrics())
def test_what_is_left_keeps_the_rules(start: Lyrics) -> None:
    left = without_jaleos(start)
    assert fault(left.lines) is None
    assert [word for word in start.words() if word.kind in (Kind.SUNG, Kind.QUEJIO)] == list(left.words())
    assert without_jaleos(left) == left
