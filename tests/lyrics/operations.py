"""Any correction on any lyrics, for property tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from flamenco_desktop.lyrics import edits, line_edits, time_edits
from flamenco_desktop.lyrics.model import Kind, Line, LineState
from flamenco_desktop.lyrics.splice import Splice, Stretch

TEXTS = (
    "ay",
    "lunita clara",
    "¡Olé mi niña!",
    "y",
    "a b c d e f",
    "",
    "  ",
    "a\u202eb",
    "x" * 201,
    "corazo\u0301n",
)
TIMES = st.one_of(
    st.floats(-5, 40, allow_nan=False), st.sampled_from((0.0, 1e9, -1e9, float("nan"), float("inf"), 0.00004))
)
PLACES = st.integers(-1, 7)
STRETCHES = st.builds(Stretch, st.tuples(PLACES, PLACES), st.tuples(PLACES, PLACES))
TAPS = st.lists(
    st.tuples(st.floats(0, 12, allow_nan=False), st.floats(0, 2, allow_nan=False)), max_size=5
).map(lambda taps: [(onset, onset + length) for onset, length in sorted(taps)])
# Edits that want to know how long the recording is.
TIMED = {
    "retime_word", "insert_word", "insert_line", "set_line_text", "add_line", "duplicate_line", "set_onset",
    "set_offset", "shift", "stretch_words", "tap",
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """A pure edit (and the method of LyricDocument with the same name) and what follows `lines`."""

    name: str
    arguments: tuple[Any, ...]

    def splice(self, lines: Sequence[Line], duration: float | None) -> Splice:
        room = next(room for room in (edits, line_edits, time_edits) if hasattr(room, self.name))
        function: Callable[..., Splice] = getattr(room, self.name)
        return function(lines, *self.arguments, *((duration,) if self.name in TIMED else ()))


def _operation(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Operation]:
    return st.builds(lambda *values: Operation(name, values), *arguments)


texts = st.sampled_from(TEXTS)
operations = st.one_of(
    _operation("set_word_text", PLACES, PLACES, texts),
    _operation("set_line_text", PLACES, texts),
    _operation("retime_word", PLACES, PLACES, TIMES, TIMES),
    _operation("split_word", PLACES, PLACES, PLACES, st.one_of(st.none(), TIMES)),
    _operation("merge_with_next", PLACES, PLACES),
    _operation("insert_word", PLACES, PLACES, texts),
    _operation("delete_word", PLACES, PLACES),
    _operation("insert_line", PLACES, texts, TIMES, TIMES),
    _operation("delete_line", PLACES),
    _operation("split_line", PLACES, PLACES),
    _operation("merge_lines", PLACES),
    _operation("word_to_line_above", PLACES, PLACES),
    _operation("word_to_line_below", PLACES, PLACES),
    _operation("add_line", PLACES, texts),
    _operation("duplicate_line", PLACES),
    _operation("move_line", PLACES, PLACES),
    _operation("move_edge", PLACES, PLACES, TIMES),
    _operation("set_onset", PLACES, PLACES, TIMES),
    _operation("set_offset", PLACES, PLACES, TIMES),
    _operation("shift", STRETCHES, TIMES),
    _operation("stretch_words", STRETCHES, TIMES, TIMES),
    _operation("tap", PLACES, PLACES, TAPS),
    _operation("set_line_state", PLACES, st.sampled_from(tuple(LineState))),
    _operation("set_kind", PLACES, st.sampled_from(tuple(Kind)), st.one_of(st.none(), PLACES)),
)
