"""Every correction of the lyrics as a method: each is one pure edit, and one step to undo."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

from flamenco_desktop.lyrics import arriving, edits, line_edits, time_edits
from flamenco_desktop.lyrics.model import Kind, Line, LineState
from flamenco_desktop.lyrics.splice import Splice, Stretch


class Corrections:
    """What LyricDocument offers to those who correct.

    A method returns whether anything changed; it raises InvalidEditError, and then nothing has. Its name is
    the name of the step in the journal. Lines and words are meant by their places, times are seconds.
    """

    @property
    @abstractmethod
    def lines(self) -> tuple[Line, ...]:
        """The lines now."""

    @abstractmethod
    def _limit(self) -> float | None:
        """How far, in seconds, corrections may reach."""

    @abstractmethod
    def _edit(self, name: str, splice: Splice, *place: int) -> bool:
        """Check the splice and make it one step; `place` is what a gesture holds on to."""

    # --- words

    def set_word_text(self, line: int, word: int, text: str) -> bool:
        """Retype a word; with spaces it becomes several."""
        return self._edit("set_word_text", edits.set_word_text(self.lines, line, word, text), line, word)

    def split_word(self, line: int, word: int, at: int, time: float | None = None) -> bool:
        """Part a word before its character `at`."""
        return self._edit("split_word", edits.split_word(self.lines, line, word, at, time))

    def merge_with_next(self, line: int, word: int) -> bool:
        """Join a word with the next one of its line."""
        return self._edit("merge_with_next", edits.merge_with_next(self.lines, line, word))

    def insert_word(self, line: int, word: int, text: str) -> bool:
        """Put words before place `word` of a line."""
        return self._edit("insert_word", edits.insert_word(self.lines, line, word, text, self._limit()))

    def delete_word(self, line: int, word: int) -> bool:
        """Take a word out, and its line when it was the last."""
        return self._edit("delete_word", edits.delete_word(self.lines, line, word))

    def word_to_line_above(self, line: int, word: int) -> bool:
        """Move a word, with those before it in its line, to the line above."""
        return self._edit("word_to_line_above", edits.word_to_line_above(self.lines, line, word))

    def word_to_line_below(self, line: int, word: int) -> bool:
        """Move a word, with those after it in its line, to the line below."""
        return self._edit("word_to_line_below", edits.word_to_line_below(self.lines, line, word))

    # --- lines

    def set_line_text(self, line: int, text: str) -> bool:
        """Retype a line."""
        splice = line_edits.set_line_text(self.lines, line, text, self._limit())
        return self._edit("set_line_text", splice, line)

    def insert_line(self, line: int, text: str, start: float, end: float) -> bool:
        """Put a new line before place `line`, sung from `start` to `end`."""
        splice = line_edits.insert_line(self.lines, line, text, start, end, self._limit())
        return self._edit("insert_line", splice)

    def add_line(self, line: int, text: str) -> bool:
        """Put a new line before place `line`, in the silence there."""
        return self._edit("add_line", line_edits.add_line(self.lines, line, text, self._limit()))

    def duplicate_line(self, line: int) -> bool:
        """Put a line once more after itself."""
        return self._edit("duplicate_line", line_edits.duplicate_line(self.lines, line, self._limit()))

    def move_line(self, line: int, to: int) -> bool:
        """Let a line be sung in the place of line `to`."""
        return self._edit("move_line", line_edits.move_line(self.lines, line, to))

    def delete_line(self, line: int) -> bool:
        """Take a line out."""
        return self._edit("delete_line", line_edits.delete_line(self.lines, line))

    def split_line(self, line: int, word: int) -> bool:
        """Part a line before its word `word`."""
        return self._edit("split_line", line_edits.split_line(self.lines, line, word))

    def merge_lines(self, line: int) -> bool:
        """Join a line with the next one."""
        return self._edit("merge_lines", line_edits.merge_lines(self.lines, line))

    def set_line_state(self, line: int, state: LineState) -> bool:
        """Mark how far a line has been looked at."""
        return self._edit("set_line_state", line_edits.set_line_state(self.lines, line, state), line)

    def set_kind(self, line: int, kind: Kind, word: int | None = None) -> bool:
        """Say what a line, or one word of it, is in the cante."""
        return self._edit("set_kind", line_edits.set_kind(self.lines, line, kind, word))

    # --- times

    def retime_word(self, line: int, word: int, start: float, end: float) -> bool:
        """Move a word's onset and offset, held between its neighbours."""
        splice = time_edits.retime_word(self.lines, line, word, start, end, self._limit())
        return self._edit("retime_word", splice, line, word)

    def move_edge(self, line: int, word: int, time: float) -> bool:
        """Move a word's offset to `time` and the next one's onset with it."""
        return self._edit("move_edge", time_edits.move_edge(self.lines, line, word, time), line, word)

    def set_onset(self, line: int, word: int, time: float) -> bool:
        """Let a word begin where it was heard."""
        splice = time_edits.set_onset(self.lines, line, word, time, self._limit())
        return self._edit("set_onset", splice, line, word)

    def set_offset(self, line: int, word: int, time: float) -> bool:
        """Let a word end where it was heard."""
        splice = time_edits.set_offset(self.lines, line, word, time, self._limit())
        return self._edit("set_offset", splice, line, word)

    def shift(self, stretch: Stretch, by: float) -> bool:
        """Move words as one block."""
        splice = time_edits.shift(self.lines, stretch, by, self._limit())
        return self._edit("shift", splice, *stretch.first, *stretch.last)

    def stretch_words(self, stretch: Stretch, start: float, end: float) -> bool:
        """Let words last from `start` to `end` with their rhythm."""
        splice = time_edits.stretch_words(self.lines, stretch, start, end, self._limit())
        return self._edit("stretch_words", splice, *stretch.first, *stretch.last)

    def tap(
        self,
        line: int,
        word: int,
        taps: Sequence[tuple[float, float]],
        before: Sequence[Line] | None = None,
    ) -> bool:
        """Give the words from one on the onsets and offsets that were tapped.

        `before` are the lines when the round of taps began, where some of it has been done already.
        """
        lines = self.lines
        splice = time_edits.tap_on(
            lines, lines if before is None else before, line, word, taps, self._limit()
        )
        return self._edit("tap", splice)

    # --- what a job brought

    def retime_lines(self, asked: Sequence[str], aligned: Sequence[Line]) -> bool:
        """Take the times of `aligned`, all lines aligned anew from the texts `asked`."""
        splice = arriving.retime_lines(self.lines, asked, aligned, self._limit())
        return self._edit("retime_lines", splice)

    def retime_stretch(self, stretch: Stretch, asked: Sequence[str], aligned: Sequence[Line]) -> bool:
        """Take the times of `aligned`, a stretch aligned anew from the texts `asked`."""
        splice = arriving.retime_stretch(self.lines, stretch, asked, aligned, self._limit())
        return self._edit("retime_stretch", splice)

    def replace_stretch(self, start: float, end: float, heard: Sequence[Line]) -> bool:
        """Take what was recognised anew from `start` to `end`."""
        splice = arriving.replace_stretch(self.lines, start, end, heard, self._limit())
        return self._edit("replace_stretch", splice)

    def replace_lines(self, first: int, last: int, new: Sequence[Line]) -> bool:
        """Take known words with their times, as of a letra, for lines `first` to `last` (not in it)."""
        splice = arriving.replace_lines(self.lines, first, last, new, self._limit())
        return self._edit("replace_lines", splice)

    def change(self, name: str, make: Callable[[tuple[Line, ...]], Splice]) -> bool:
        """Any other edit, in the journal as `name`."""
        return self._edit(name, make(self.lines))
