"""Second page: with which model to begin and how it learns, and what that takes on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui import finetune_words as words
from flamenco_desktop.gui.finetune_bases import Base
from flamenco_desktop.gui.finetune_parts import Figures, Findings, Page, muted
from flamenco_desktop.gui.finetune_refusals import refusal
from flamenco_desktop.gui.finetune_spec import ALIGNER, ALL, AUTO, DEVICES, LORA, RECOGNISER, TrainingSpec
from flamenco_desktop.gui.finetune_story import Estimate, Story
from flamenco_desktop.gui.finetune_teacher import Teacher
from flamenco_desktop.gui.note import Note
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.gui.times import megabytes

_SETTLED_MS = 500
_FIELD = 30


class HowPage(Page):
    """Everything is chosen already; each change is measured anew."""

    line_requested = Signal(int, int)
    bases_wanted = Signal(str)

    def __init__(self, theme: Theme, teacher: Teacher, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._teacher = teacher
        self._start = TrainingSpec()
        self._bases: tuple[Base, ...] = ()
        self._named = False
        self.estimate: Estimate | None = None
        # The library's number of each recording, by which a finding leads to its line.
        self.numbers: Mapping[str, int] = {}
        self.setCommitPage(True)
        self.ask(
            self.tr("How shall it learn?"),
            self.tr("What is chosen here is a good beginning; you can simply go on."),
        )
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._measure)
        self.column.addLayout(self._choices())
        self.costs = Figures([self.tr("of time"), self.tr("of memory"), self.tr("of disk space")], self)
        self.doing = muted("", self)
        self.note = Note(theme, self)
        self.findings = Findings(theme, self)
        self.findings.line_requested.connect(self.line_requested)
        self.findings.hide()
        for widget in (self.costs, self.doing, self.note, self.findings):
            self.column.addWidget(widget)
        self.more = QToolButton(self)
        self.more.setText(self.tr("More choices"))
        self.more.setCheckable(True)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.column.addWidget(self.more)
        self.advanced = self._advanced()
        self.advanced.hide()
        self.more.toggled.connect(self._unfold)
        self.column.addWidget(self.advanced)
        self.column.addStretch(1)
        self._connect()

    # --- what is chosen ---------------------------------------------------------------------------------

    def _choices(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GRID)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.setContentsMargins(0, GRID, 0, GRID)
        self.base = QComboBox(self)
        self.base.setAccessibleName(self.tr("Begin with"))
        self.name = QLineEdit(self)
        self.name.setAccessibleName(self.tr("Its name"))
        for text, widget in ((self.tr("Begin with"), self.base), (self.tr("Its name"), self.name)):
            widget.setMinimumHeight(_FIELD)
            form.addRow(_beside(text, self), widget)
        column.addLayout(form)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        light = QRadioButton(self.tr("Small changes"), self)
        whole = QRadioButton(self.tr("All of it"), self)
        fitting = QRadioButton(self.tr("What fits it"), self)
        self.methods = {AUTO: fitting, LORA: light, ALL: whole}
        group = QButtonGroup(self)
        for row, (button, about) in enumerate((
            (fitting, self.tr("All of a small model changes, and little of a large one.")),
            (light, self.tr("It learns little matrices beside the model (LoRA): less memory, and it "
                                 "hardly forgets what it could do.")),
            (whole, self.tr("Every weight may change: more memory, and good for small models.")),
        )):  # fmt: skip
            group.addButton(button)
            grid.addWidget(button, row, 0)
            grid.addWidget(muted(about, self), row, 1)
        column.addLayout(grid)
        fitting.setChecked(True)
        return column

    def _advanced(self) -> QWidget:
        made = QWidget(self)
        form = QFormLayout(made)
        form.setContentsMargins(3 * GRID, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        automatic = self.tr("chosen by the program")
        self.kind = QComboBox(made)
        self.kind.addItem(self.tr("To understand the words"), RECOGNISER)
        self.kind.addItem(self.tr("To place the words in time"), ALIGNER)
        self.epochs, self.batch, self.rank = QSpinBox(made), QSpinBox(made), QSpinBox(made)
        self.epochs.setRange(0, 1000)
        self.batch.setRange(1, 64)
        self.rank.setRange(0, 512)
        for box in (self.epochs, self.rank):
            box.setSpecialValueText(automatic)
        self.rate = QDoubleSpinBox(made)
        self.rate.setDecimals(6)
        self.rate.setRange(0.0, 0.1)
        self.rate.setSingleStep(0.0001)
        self.rate.setSpecialValueText(automatic)
        self.device = QComboBox(made)
        for device, text in zip(
            DEVICES,
            (automatic, self.tr("NVIDIA GPU (CUDA)"), self.tr("Apple GPU (MPS)"), self.tr("Processor")),
            strict=True,
        ):
            self.device.addItem(text, device)
        self.rehearsal = QSpinBox(made)
        self.rehearsal.setRange(0, 90)
        self.rehearsal.setSuffix(" %")
        for text, widget in (
            (self.tr("What it learns"), self.kind),
            (self.tr("Times through all lines"), self.epochs),
            (self.tr("Windows a step"), self.batch),
            (self.tr("Practice of other singing"), self.rehearsal),
            (self.tr("Rate of learning"), self.rate),
            (self.tr("Rank of the small matrices"), self.rank),
            (self.tr("Compute on"), self.device),
        ):
            widget.setAccessibleName(text)
            widget.setMinimumHeight(_FIELD)
            if isinstance(widget, QAbstractSpinBox):
                widget.lineEdit().setTextMargins(GRID, 0, 0, 0)
            form.addRow(_beside(text, made), widget)
        return made

    def _connect(self) -> None:
        self.base.activated.connect(self._base_chosen)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.name.textEdited.connect(self._name_typed)
        for button in self.methods.values():
            button.toggled.connect(self._changed)
        for box in (self.epochs, self.batch, self.rank, self.rehearsal):
            box.valueChanged.connect(self._changed)
        self.rate.valueChanged.connect(self._changed)
        self.device.currentIndexChanged.connect(self._changed)
        self._teacher.changed.connect(self._show_progress)
        self._teacher.measured.connect(self.show_story)

    def start_from(self, spec: TrainingSpec) -> None:
        """Choose what `spec` says."""
        self._start = spec
        self.methods[spec.method].setChecked(True)
        self.epochs.setValue(spec.epochs)
        self.batch.setValue(spec.batch)
        self.rank.setValue(spec.rank)
        self.rate.setValue(spec.rate)
        self.rehearsal.setValue(round(100 * spec.rehearsal_share))
        self.device.setCurrentIndex(max(0, self.device.findData(spec.device)))
        self.kind.setCurrentIndex(max(0, self.kind.findData(spec.kind)))

    def show_bases(self, bases: tuple[Base, ...], place: int) -> None:
        """The models to begin with, that at `place` chosen."""
        self._bases = bases
        self.base.clear()
        for base in bases:
            title = self.tr("Small demonstration model") if base.demonstration else base.title
            self.base.addItem(f"{title}  ({megabytes(base.size)})", base.name)
        self.base.addItem(self.tr("A folder on this machine…"), None)
        self.base.setCurrentIndex(place)
        self._changed()

    @property
    def spec(self) -> TrainingSpec:
        """What is chosen now."""
        start = self._start
        return TrainingSpec(
            base=self.base.currentData() or start.base,
            kind=self.kind.currentData(),
            title=self.name.text().strip(),
            method=next(method for method, button in self.methods.items() if button.isChecked()),
            rank=self.rank.value(),
            rate=self.rate.value(),
            epochs=self.epochs.value(),
            most_steps=start.most_steps,
            batch=self.batch.value(),
            rehearsal=start.rehearsal,
            rehearsal_share=self.rehearsal.value() / 100,
            device=self.device.currentData(),
        )

    def suggest_name(self, singer: str) -> None:
        """Call it after the singer, unless the listener has found a name."""
        if not self._named:
            self.name.setText(self.tr("Cante of {singer}").format(singer=singer) if singer else
                              self.tr("My corrections"))  # fmt: skip

    def _name_typed(self) -> None:
        # A name costs nothing: nothing is to be measured anew.
        self._named = True

    def _kind_chosen(self) -> None:
        self.bases_wanted.emit(self.kind.currentData())

    def _base_chosen(self, place: int) -> None:
        if self.base.itemData(place) is None:
            folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of a model"))
            if folder:
                self.choose_folder(folder)
            else:
                self.base.setCurrentIndex(0)
        self._changed()

    def choose_folder(self, folder: str) -> None:
        """Begin with the model in `folder`."""
        self.base.insertItem(0, folder.replace("\\", "/").rstrip("/").rpartition("/")[2], folder)
        self.base.setCurrentIndex(0)
        self._changed()

    def _unfold(self, on: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self.advanced.setVisible(on)

    # --- what it takes ----------------------------------------------------------------------------------

    def initializePage(self) -> None:
        self._changed()

    def _forget(self) -> None:
        self.estimate = None
        self.findings.hide()
        self.costs.show_values(["–", "–", "–"])
        self.completeChanged.emit()

    def _changed(self) -> None:
        self._forget()
        self.note.say("")
        self.doing.setText(words.doing(Story(stage="")))
        self.doing.show()
        if self._bases or self.base.count():
            self._settled.start()

    def _measure(self) -> None:
        if self.wizard() is None or self.wizard().currentPage() is self:
            self._teacher.measure(self.spec)

    def _show_progress(self) -> None:
        if self.estimate is None and self.isVisible():
            self.doing.setText(words.doing(self._teacher.story))

    def show_story(self, story: Story) -> None:
        """What was measured, or why nothing could be."""
        self.doing.setText(words.parted(story))
        self.doing.setVisible(bool(self.doing.text()))
        if story.refusal is not None:
            self.doing.hide()
            self._forget()
            self.note.say(refusal(story.refusal), "warning")
            return
        found = self.estimate = story.estimate
        if found is not None:
            self.costs.show_values(
                [words.duration(found.seconds), megabytes(found.memory), megabytes(found.disk)]
            )
            self._warn(found)
        # What was odd about the lines has been said; which verses are on both sides is new.
        new = [
            replace(one, recording=self.numbers.get(str(one.recording), one.recording))
            for one in story.findings
            if one.code in ("both_sides", "too_many_tokens")
        ]
        self.findings.show_findings(new)
        self.findings.setVisible(bool(new))
        self.completeChanged.emit()

    def _warn(self, found: Estimate) -> None:
        if not found.fits_disk:
            text = self.tr("The disk has {free} left: make room for it first.")
            self.note.say(text.format(free=megabytes(found.disk_free)), "warning")
        elif not found.fits_memory:
            text = self.tr(
                "Only {free} of memory are free: close other programs, or it will learn in smaller bites "
                "and more slowly."
            )
            self.note.say(text.format(free=megabytes(found.memory_free)), "warning")

    def isComplete(self) -> bool:
        return self.estimate is not None and self.estimate.fits_disk


def _beside(text: str, parent: QWidget) -> QLabel:
    """What a field is called, level with it."""
    label = QLabel(text, parent)
    label.setMinimumHeight(_FIELD)
    return label
