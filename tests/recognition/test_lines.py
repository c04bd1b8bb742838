"""Lines are found in their spans, and a line that is not there is found beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.recognition import lines
from flamenco_desktop.recognition.lines import Letters

_FRAME = 0.02


def _letters(tokens: Sequence[int]) -> Letters:
    count = len(tokens)
    return Letters(np.array(tokens, np.intp), np.zeros(count, np.bool_), np.ones(count, np.bool_))


def _scores(frames: int, sung: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Log probabilities of 30 letters and blank, with a letter at each (frame, token) of `sung`."""
    chances = np.full((frames, 31), 0.001)
    for frame, token in sung:
        chances[frame, token] = 0.6
    chances[:, 0] = 1.0 - chances[:, 1:].sum(axis=1)
    return np.log(chances).astype(np.float32)


_FIRST = [(100, 1), (110, 2), (130, 3), (150, 4)]
_SECOND = [(300, 5), (320, 6), (330, 7), (360, 8)]
_THIRD = [(500, 9), (510, 10), (530, 11), (560, 12)]
_SONG = _scores(700, [*_FIRST, *_SECOND, *_THIRD])


def _tokens(sung: Sequence[tuple[int, int]]) -> Letters:
    return _letters([token for _, token in sung])


def _onsets(found: lines.Found | None) -> list[int]:
    assert found is not None
    return np.rint(found.onsets).astype(int).tolist()


def test_each_line_in_its_span() -> None:
    wanted = [(80, 200, _tokens(_FIRST)), (280, 400, _tokens(_SECOND))]
    found = lines.search(_SONG, 0, _FRAME, wanted)
    assert [_onsets(one) for one in found] == [[at for at, _ in _FIRST], [at for at, _ in _SECOND]]
    assert all(one is not None and one.quality(_tokens(_FIRST)) > -1.0 for one in found)


def test_a_line_astray_is_found_between_its_neighbours() -> None:
    wanted = [(80, 200, _tokens(_FIRST)), (390, 470, _tokens(_SECOND)), (480, 600, _tokens(_THIRD))]
    found = lines.search(_SONG, 0, _FRAME, wanted)
    assert _onsets(found[1]) == [at for at, _ in _SECOND]


def test_two_lines_astray_are_found_together() -> None:
    wanted = [(210, 290, _tokens(_FIRST)), (370, 470, _tokens(_SECOND)), (480, 600, _tokens(_THIRD))]
    found = lines.search(_SONG, 0, _FRAME, wanted)
    assert [_onsets(one) for one in found[:2]] == [[at for at, _ in _FIRST], [at for at, _ in _SECOND]]


def test_a_line_that_is_sung_nowhere_keeps_its_span() -> None:
    unsung = _letters([20, 21, 22])
    found = lines.search(_SONG, 0, _FRAME, [(80, 200, _tokens(_FIRST)), (280, 400, unsung)])
    assert _onsets(found[0]) == [at for at, _ in _FIRST]
    assert 280 <= _onsets(found[1])[0] <= _onsets(found[1])[-1] < 400


def test_no_letters_and_no_room() -> None:
    found = lines.search(_SONG, 0, _FRAME, [(80, 200, _letters([])), (690, 692, _letters([1] * 800))])
    assert found == [None, None]
