"""A letra on its way into the lyrics."""

from __future__ import annotations

from itertools import pairwise

from flamenco_desktop.gui import letra_job
from flamenco_desktop.lyrics import letra
from flamenco_desktop.lyrics.arriving import MARGIN
from tests.gui.verses import solea

DURATION = 120.0


def test_a_word_misheard_at_the_edge_of_a_verse_is_not_left_over() -> None:
    lines = solea(4)
    known = [line.text for line in lines]
    known[1] = "tuve una silla de enea"
    found = letra_job.tidied(letra.find(lines, known), lines)
    assert [verse.line.text for verse in found.verses] == known


def test_half_a_line_that_is_in_no_letra_stays() -> None:
    lines = solea(4)
    known = [line.text for line in lines if line is not lines[2]]
    found = letra_job.tidied(letra.find(lines, [known[0], known[2]]), lines)
    assert lines[1].text in [verse.line.text for verse in found.verses]
    assert lines[2].text in [verse.line.text for verse in found.verses]


def test_windows_never_reach_into_each_other_nor_out_of_the_song() -> None:
    lines = solea(12)
    known = [line.text for at, line in enumerate(lines) if at not in (3, 7)]
    found = letra.find(lines, known)
    parts = letra_job.parts(found, DURATION)
    assert sum(len(part.texts) for part in parts) == len(known)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(parts))
    assert all(0.0 <= part.start < part.end <= DURATION for part in parts)
    sung = {line.text: line for line in lines}
    for part in parts:
        assert part.start <= sung[part.texts[0]].start
        assert part.end >= sung[part.texts[-1]].end
        assert part.start >= sung[part.texts[0]].start - MARGIN - 1e-9
