from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Lyrics, Provenance, Word
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.lyrics.timing import fault
from tests.lyrics.operations import Operation, operations
from tests.lyrics.strategies import lyrics

COPLA = Lyrics(
    (
        Line((Word("sube", 1.0, 1.5, 0.9), Word("la", 1.5, 1.75), Word("luna", 2.0, 3.25))),
        Line((Word("despacio", 3.25, 4.4999),)),
    ),
    provenance=Provenance("recognised", "demo"),
)


class Followed:
    """A view: it knows only what the signals told it."""

    def __init__(self, document: LyricDocument) -> None:
        self.document = document
        self.lines: tuple[Line, ...] = document.lines
        self.spliced = 0
        self.states = 0
        document.reset.connect(self.on_reset)
        document.spliced.connect(self.on_spliced)
        document.state_changed.connect(self.on_state)

    def on_reset(self) -> None:
        self.lines = self.document.lines

    def on_spliced(self, splice: Splice) -> None:
        self.lines = splice.apply(self.lines)
        self.spliced += 1
        # Valid before anybody is told.
        assert self.document.lines == self.lines
        assert fault(self.lines, self.document.duration) is None

    def on_state(self) -> None:
        self.states += 1


@pytest.fixture
def document(qapp: QCoreApplication) -> Iterator[LyricDocument]:
    made = LyricDocument()
    made.load(COPLA, 6.00005)
    yield made
    made.deleteLater()


def test_loading(document: LyricDocument) -> None:
    assert document.lines == COPLA.lines and document.lyrics == COPLA
    assert document.duration == 6.0
    assert not document.undo_stack.canUndo()


def test_foreign_lyrics_are_made_to_keep_the_rules(document: LyricDocument) -> None:
    view = Followed(document)
    document.load(
        Lyrics((Line((Word("ay\u200b", 2.000049, 1.0, float("nan")),)), Line((Word("\x00", 3, 4),)))), 2.5
    )
    assert [(line.text, line.start, line.end) for line in document.lines] == [("ay", 2.0, 2.02)]
    assert view.lines == document.lines
    assert document.lines[0].words[0].confidence is None


def test_lyrics_that_cannot_fit_change_nothing(document: LyricDocument) -> None:
    with pytest.raises(InvalidEditError):
        document.load(COPLA, 0.0001)
    assert document.lines == COPLA.lines


def test_a_correction_is_one_step(document: LyricDocument) -> None:
    view = Followed(document)
    assert document.set_word_text(0, 2, "cuna")
    assert document.lines[0].text == "sube la cuna" and document.lines[0].state is LineState.CORRECTED
    assert (view.spliced, view.states) == (1, 1)
    assert document.undo_stack.undoText() == "Correct word “cuna”"
    document.undo_stack.undo()
    assert document.lines == COPLA.lines == view.lines
    document.undo_stack.redo()
    assert view.lines[0].text == "sube la cuna"


def test_nothing_changed_is_no_step(document: LyricDocument) -> None:
    assert not document.set_word_text(0, 2, "luna")
    assert not document.set_line_state(0, LineState.RECOGNISED)
    assert document.undo_stack.count() == 0


def test_a_refused_correction_leaves_everything(document: LyricDocument) -> None:
    view = Followed(document)
    with pytest.raises(InvalidEditError):
        document.set_word_text(0, 0, "")
    with pytest.raises(InvalidEditError):
        document.set_word_text(5, 0, "ay")
    assert (document.lines, document.undo_stack.count(), view.spliced) == (COPLA.lines, 0, 0)


def test_a_drag_is_one_step(document: LyricDocument) -> None:
    document.begin_gesture()
    for end in (3.0, 2.9, 2.7):
        document.retime_word(0, 2, 2.0, end)
    document.end_gesture()
    assert document.undo_stack.count() == 1
    document.begin_gesture()
    document.retime_word(0, 2, 2.0, 2.5)
    document.end_gesture()
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.lines[0].end == 2.7
    document.undo_stack.undo()
    assert document.lines == COPLA.lines


def test_a_drag_that_comes_back_is_no_step(document: LyricDocument) -> None:
    document.load(Lyrics((Line((Word("ay", 1.0, 2.0),), LineState.CORRECTED),)), 6.0)
    document.begin_gesture()
    document.retime_word(0, 0, 1.0, 3.0)
    document.retime_word(0, 0, 1.0, 2.0)
    document.end_gesture()
    assert document.undo_stack.count() == 0


def test_steps_outside_a_gesture_and_of_other_words_stay_apart(document: LyricDocument) -> None:
    document.set_word_text(0, 2, "cuna")
    document.set_word_text(0, 2, "tuna")
    document.begin_gesture()
    document.set_word_text(0, 2, "duna")
    document.set_word_text(0, 1, "mi")
    document.retime_word(0, 1, 1.5, 1.7)
    document.end_gesture()
    assert document.undo_stack.count() == 5


def test_every_correction_can_be_made(document: LyricDocument) -> None:
    assert document.set_line_text(0, "sube la clara luna")
    assert document.split_word(0, 0, 2)
    assert document.merge_with_next(0, 0)
    assert document.insert_word(1, 1, "niña")
    assert document.delete_word(1, 0)
    assert document.insert_line(2, "ay ay", 5.5, 9.0)
    assert document.split_line(0, 2)
    assert document.merge_lines(0)
    assert document.set_line_state(0, LineState.CHECKED)
    assert document.set_kind(1, Kind.QUEJIO)
    assert document.set_kind(0, Kind.JALEO, 1)
    assert document.delete_line(2)
    assert [line.text for line in document.lines] == ["sube la clara luna", "niña"]
    names = [document.undo_stack.text(index) for index in range(document.undo_stack.count())]
    assert len(set(names)) == 12 and all(" " in name for name in names)


def test_lines_arrive(document: LyricDocument) -> None:
    document.begin(6.0)
    view = Followed(document)
    document.append_lines(COPLA.lines[:1])
    document.set_word_text(0, 0, "baja")
    document.append_lines(COPLA.lines[1:])
    assert document.growing
    document.complete(COPLA.provenance)
    assert not document.growing
    assert view.lines == document.lines and document.lines[1] == COPLA.lines[1]
    assert document.lyrics.provenance == COPLA.provenance
    document.undo_stack.undo()
    assert document.lines == COPLA.lines and not document.undo_stack.canUndo()


def test_while_lines_arrive_a_word_cannot_be_drawn_over_those_to_come(document: LyricDocument) -> None:
    document.begin(6.0)
    document.append_lines(COPLA.lines[:1])
    document.retime_word(0, 2, 2.0, 5.9)
    assert document.lines[0].end == 3.25
    document.retime_word(0, 2, 2.0, 2.5)
    document.append_lines(COPLA.lines[1:])
    document.undo_stack.undo()
    assert fault(document.lines) is None and document.lines == COPLA.lines


def test_ten_thousand_words(qapp: QCoreApplication) -> None:
    many = tuple(
        Line(tuple(Word(f"palabra{k}", n * 4 + k * 0.5, n * 4 + k * 0.5 + 0.4) for k in range(7)))
        for n in range(1430)
    )
    document = LyricDocument()
    document.load(Lyrics(many), 6000.0)
    spent = []
    document.begin_gesture()
    for attempt in range(50):
        begun = time.perf_counter()
        document.retime_word(700, 3, 2801.5, 2801.6 + attempt / 1000)
        spent.append(time.perf_counter() - begun)
    document.end_gesture()
    assert sorted(spent)[25] < 0.002
    document.deleteLater()


moves = st.sampled_from(("undo", "redo", "gesture", "rest", "arrive"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lyrics(), lyrics(most_lines=3), st.lists(st.one_of(operations, operations, moves), max_size=12))
def test_any_sequence_keeps_the_rules_and_is_undone(
    qapp: QCoreApplication, start: Lyrics, more: Lyrics, planned: list[Operation | str]
) -> None:
    document = LyricDocument()
    document.load(start, 500.0)
    view = Followed(document)
    arrived: tuple[Line, ...] = ()
    for operation in planned:
        if operation == "undo":
            document.undo_stack.undo()
        elif operation == "redo":
            document.undo_stack.redo()
        elif operation == "gesture":
            document.begin_gesture()
        elif operation == "rest":
            document.end_gesture()
        elif operation == "arrive":
            before = len(document.lines)
            document.append_lines(more.lines)
            arrived += document.lines[before:]
        elif isinstance(operation, Operation):
            try:
                getattr(document, operation.name)(*operation.arguments)
            except InvalidEditError:
                assert document.lines == view.lines
        assert document.lines == view.lines
        assert fault(document.lines, 500.0) is None
    document.undo_stack.setIndex(document.undo_stack.count())
    end = document.lines
    document.undo_stack.setIndex(0)
    assert document.lines == start.lines + arrived == view.lines
    document.undo_stack.setIndex(document.undo_stack.count())
    assert document.lines == end
    document.deleteLater()


def test_new_times_are_one_step_and_leave_what_was_corrected_meanwhile(document: LyricDocument) -> None:
    document.load(COPLA, 20.0)
    asked = [line.text for line in COPLA.lines]
    aligned = (
        Line((Word("sube", 1.2, 1.4), Word("la", 1.5, 1.7), Word("luna", 2.1, 3.0))),
        Line((Word("despacio", 3.5, 5.0),)),
    )
    document.set_line_state(0, LineState.CHECKED)
    document.set_word_text(1, 0, "deprisa")
    before = document.lines
    assert document.retime_lines(asked, aligned)
    first, second = document.lines
    assert [word.start for word in first.words] == [1.2, 1.5, 2.1]
    assert first.state is LineState.CHECKED
    assert second == before[1]
    document.undo_stack.undo()
    assert document.lines == before
    with pytest.raises(InvalidEditError):
        document.retime_lines(asked, aligned[:1])
    assert document.lines == before
