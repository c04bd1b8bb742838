"""The one window. It assembles the views, the actions and the desk, and does nothing of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop import __version__, bundled
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import actions, review_actions, text_actions
from flamenco_desktop.gui.correcting import Correcting
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.empty_page import EmptyPage
from flamenco_desktop.gui.finetune_desk import Teaching
from flamenco_desktop.gui.header import Header
from flamenco_desktop.gui.icons import icon
from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.gui.line_editor import LineEditor
from flamenco_desktop.gui.message_strip import MessageStrip
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.model_errands import ModelErrands
from flamenco_desktop.gui.player_bar import PlayerBar
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.gui.progress_words import doing
from flamenco_desktop.gui.reading import ReadingChoices
from flamenco_desktop.gui.recordings_list import RecordingsList, Row
from flamenco_desktop.gui.screens_menu import ScreensMenu
from flamenco_desktop.gui.sound_controls import SoundControls
from flamenco_desktop.gui.spec import Spec
from flamenco_desktop.gui.study import Study
from flamenco_desktop.gui.theatre import Theatre
from flamenco_desktop.gui.theme import GRID, Choice, Theme
from flamenco_desktop.gui.versions_menu import VersionsMenu
from flamenco_desktop.gui.voice_alone import VoiceAlone
from flamenco_desktop.gui.waveform_view import WaveformView
from flamenco_desktop.gui.writing import Writing
from flamenco_desktop.library import Entry
from flamenco_desktop.lyrics.splice import Splice

FURNISH_AFTER_MS = 250
# Actions with a button that is there from the first moment on.
_IN_SIGHT = frozenset(
    {
        *(depth.value for depth in Depth),
        *("open", "previous_line", "play", "next_line", "loop", "voice_alone", "check"),
    }
)
_ABOUT_VERSES = ("", "play", "loop", "", "theatre")
_SHEET, _BLANK, _EMPTY = range(3)
LANGUAGES = {"en": "English", "es": "Español"}


def byline(entry: Entry) -> str:
    """Singer and palo in one line."""
    return "  ·  ".join(part for part in (entry.singer, entry.palo) if part)


def _of_what(action: QAction, text: str) -> str:
    """The words of undo or redo, and what of."""
    return f"{action.data()}: {text}" if text else str(action.data())


class MainWindow(QMainWindow):
    """Shows a `Desk`. `language_chosen` asks whoever made the window for one in another language."""

    language_chosen = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, log: Path) -> None:
        super().__init__()
        self.desk = desk
        self.theme = theme
        self._log = log
        self._banner_closed = False
        self._model_errands: ModelErrands | None = None
        self._furnished = False
        self.empty: EmptyPage | None = None
        self.setWindowTitle("Flamenco Desktop")
        self.setAcceptDrops(True)
        self.resize(1200, 760)
        self.actions_by_name = actions.build(self)
        self.undo, self.redo = (self.actions_by_name[name] for name in ("undo", "redo"))
        for action in (self.undo, self.redo):
            action.setData(action.text())
        self._make_views()
        self._lay_out()
        self._fill_menus()
        self._fill_status()
        self._add_context_menus()
        self._connect()
        self.sound_controls = SoundControls(self)
        self.voice_alone = VoiceAlone(self)
        self.teaching = Teaching(self)
        self.theatre = Theatre(self, self.karaoke, self.player_bar, self._furniture())
        self.restoreGeometry(desk.preferences.window)
        self._recolour()
        self._show_all()
        QTimer.singleShot(FURNISH_AFTER_MS, self, self._furnish)

    # --- assembling -------------------------------------------------------------------------------------

    def _make_views(self) -> None:
        named = self.actions_by_name
        document = self.desk.document
        self.header = Header(self.theme, [named[depth.value] for depth in Depth], self)
        self.recordings = RecordingsList(self.theme, named["open"], self)
        self.karaoke = KaraokeView(self.theme, self)
        self.editor = LineEditor(document, self.theme, self)
        self.waveform = WaveformView(document, self.theme, self)
        self.writing = Writing(self)
        self.correcting = Correcting(self)
        self.study = Study(self)
        self.reading = ReadingChoices(self)
        self.banner = MessageStrip(self.theme, "banner", self)
        self.strip = MessageStrip(self.theme, "strip", self)
        self.sound_strip = MessageStrip(self.theme, "strip", self)
        self.empty_strip = MessageStrip(self.theme, "strip", self)
        transport = [named["previous_line"], named["play"], named["next_line"]]
        hearing = [named["loop"], named["voice_alone"]]
        self.player_bar = PlayerBar(self.theme, transport, hearing, named["check"], self)
        self.player_bar.volume.setValue(round(self.desk.preferences.sound.volume * 100))

    def _lay_out(self) -> None:
        self._above = QSplitter(Qt.Orientation.Horizontal, self)
        self._above.addWidget(self.karaoke)
        self._above.addWidget(self.editor)
        self._above.setSizes([560, 440])
        self._sheet = QSplitter(Qt.Orientation.Vertical, self)
        self._sheet.addWidget(self._above)
        self._sheet.addWidget(self.study.pane)
        self._sheet.setStretchFactor(0, 3)
        self._sheet.setSizes([480, 190])
        for splitter in (self._above, self._sheet):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(6)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._inset(self.banner))
        column.addLayout(self._inset(self.strip))
        column.addLayout(self._inset(self.writing.bar))
        column.addLayout(self._inset(self.writing.strip))
        column.addWidget(self._sheet, 1)
        column.addWidget(self.correcting.tap_bar)
        column.addLayout(self._inset(self.correcting.strip, above=GRID))
        column.addLayout(self._inset(self.sound_strip))
        self._pages = QStackedWidget(self)
        self._pages.addWidget(page)
        self._pages.addWidget(QWidget(self))
        self._sides = QSplitter(Qt.Orientation.Horizontal, self)
        self._sides.addWidget(self.recordings)
        self._sides.addWidget(self._pages)
        self._sides.setStretchFactor(1, 1)
        self._sides.setSizes([240, 960])
        self._sides.setHandleWidth(1)
        self._sides.setChildrenCollapsible(False)
        whole = QWidget(self)
        outer = self.lower_edge = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._sides, 1)
        outer.addWidget(self.player_bar)
        self.setCentralWidget(whole)

    def _show_page(self) -> None:
        """The sheet; or, once it is known that nothing is open, what to do about that; nothing until then."""
        if self.desk.entry is None and self.desk.bare and self.empty is None:
            self._add_empty_page()
        without = _BLANK if self.empty is None or not self.desk.bare else _EMPTY
        self._pages.setCurrentIndex(without if self.desk.entry is None else _SHEET)

    def _add_empty_page(self) -> None:
        self.empty = EmptyPage(self.theme, bundled.recordings(), self)
        self.empty.open_requested.connect(self.ask_recording)
        self.empty.try_requested.connect(self.desk.open)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._inset(self.empty_strip))
        column.addWidget(self.empty, 1)
        self._pages.addWidget(page)

    @staticmethod
    def _inset(strip: QWidget, above: int = 0) -> QVBoxLayout:
        """Room around the strip, gone with it."""
        layout = QVBoxLayout()
        layout.setContentsMargins(2 * GRID, above, 2 * GRID, GRID)
        layout.addWidget(strip)
        return layout

    def _furniture(self) -> list[QWidget]:
        """What the theatre does without."""
        return [self.menuBar(), self.statusBar(), self.recordings, self.header, self.editor, self.study.pane]

    def _fill_menus(self) -> None:
        self._menus: dict[str, QMenu] = {}
        titles = actions.menus()
        for name, title in titles.items():
            if "/" not in name:
                self._menus[name] = self.menuBar().addMenu(title)
        for spec in actions.specs():
            outer = self._menus[spec.menu.partition("/")[0]]
            if spec.separated:
                self._menus.get(spec.menu, outer).addSeparator()
            if spec.menu not in self._menus:
                self._menus[spec.menu] = outer.addMenu(titles[spec.menu])
            self._menus[spec.menu].addAction(self.actions_by_name[spec.name])
        self._export = self._menus["file/export"]
        self._add_choices(self._menus["view"])
        recognise = self._menus["recognise"]
        self.versions = VersionsMenu(self.desk, recognise)
        recognise.insertMenu(self.actions_by_name["cancel"], self.versions)

    def _add_context_menus(self) -> None:
        self.karaoke.addAction(self.karaoke.correct_here)
        for view, names in (
            (self.karaoke, _ABOUT_VERSES),
            (self.editor, text_actions.ABOUT_WORDS),
            (self.waveform, review_actions.ABOUT_TIMES),
            (self.recordings.view, ("open", "remove")),
        ):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            for name in names:
                view.addAction(self.actions_by_name[name] if name else self._line_between(view))

    @staticmethod
    def _line_between(view: QWidget) -> QAction:
        line = QAction(view)
        line.setSeparator(True)
        return line

    def _furnish(self) -> None:
        """What nobody sees in the first moment, so that the window is there sooner."""
        self._furnished = True
        self._fill_export()
        self._colour_actions(spec for spec in actions.specs() if spec.name not in _IN_SIGHT)

    def _fill_export(self) -> None:
        from flamenco_desktop.formats import FORMATS

        for name, form in FORMATS.items():
            if f"export_{name}" in self.actions_by_name:
                continue
            action = self._export.addAction(f"{form.title} ({form.suffix})")
            action.setObjectName(f"export_{name}")
            action.triggered.connect(lambda _=False, name=name: self.ask_export(name))
        self._export.addSeparator()
        without = self._option(
            self._export,
            None,
            self.tr("Without &jaleos and what is not sung"),
            self.desk.preferences.exports_without_jaleos,
        )
        without.setObjectName("export_without_jaleos")
        without.toggled.connect(self._export_without_jaleos)

    def _export_without_jaleos(self, on: bool) -> None:
        self.desk.preferences.exports_without_jaleos = on

    def _name_undo(self, text: str) -> None:
        self.undo.setText(_of_what(self.undo, text))

    def _name_redo(self, text: str) -> None:
        self.redo.setText(_of_what(self.redo, text))

    def _add_choices(self, menu: QMenu) -> None:
        menu.addMenu(ScreensMenu(self.desk.preferences, menu))
        menu.addSeparator()
        themes = menu.addMenu(self.tr("&Colours"))
        words = {
            Choice.SYSTEM: self.tr("As the system"),
            Choice.DARK: self.tr("Tablao (dark)"),
            Choice.LIGHT: self.tr("Papel (light)"),
            Choice.CONTRAST: self.tr("High contrast"),
        }
        group = QActionGroup(self)
        for choice, text in words.items():
            action = self._option(themes, group, text, choice is self.theme.choice)
            action.triggered.connect(lambda _=False, choice=choice: self.choose_theme(choice))
        languages = menu.addMenu(self.tr("&Language"))
        group = QActionGroup(self)
        for language, text in {"": self.tr("As the system"), **LANGUAGES}.items():
            action = self._option(languages, group, text, language == self.desk.preferences.language)
            action.triggered.connect(lambda _=False, language=language: self.language_chosen.emit(language))

    def _option(self, menu: QMenu, group: QActionGroup | None, text: str, checked: bool) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        if group is not None:
            group.addAction(action)
        return action

    def _fill_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self._saved = QLabel(self)
        bar.addWidget(self._saved)
        self._device = QLabel(self)
        self._model = QToolButton(self)
        self._model.setProperty("role", "status")
        self._model.clicked.connect(self.show_models)
        bar.addPermanentWidget(self._device)
        bar.addPermanentWidget(self._model)

    def _connect(self) -> None:
        desk = self.desk
        for view in (self.karaoke, self.editor, self.waveform):
            view.set_clock(desk.position)
            view.seek_requested.connect(desk.seek)
        self.karaoke.set_clock(desk.sound.shown)
        desk.sound.speed_changed.connect(self.player_bar.set_speed)
        desk.sound.loop_changed.connect(self.actions_by_name["loop"].setChecked)
        self.banner.dismissed.connect(self._close_banner)
        self.player_bar.seek_requested.connect(desk.seek)
        self.player_bar.volume_changed.connect(desk.set_volume)
        self.player_bar.cancel_requested.connect(desk.cancel)
        self.recordings.chosen.connect(desk.open_key)
        self.writing.connect_views()
        self.waveform.refused.connect(self._tell_here)
        self.karaoke.correction_requested.connect(self.correct_word)
        self.editor.word_selected.connect(self.waveform.select)
        self.waveform.word_selected.connect(self.editor.select)
        desk.sound.ticked.connect(self._tick)
        desk.place_moved.connect(self._move)
        desk.entries_changed.connect(self._show_entries)
        # After whoever opens a recording by itself, on hearing that there is none.
        desk.entries_changed.connect(self._show_page, Qt.ConnectionType.QueuedConnection)
        desk.opened.connect(self._show_all)
        desk.sound.opened.connect(self._show_duration)
        desk.outline.changed.connect(self.waveform.set_peaks)
        desk.voice.failed.connect(self._tell_here)
        stack = desk.document.undo_stack
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)
        stack.canUndoChanged.connect(self.undo.setEnabled)
        stack.canRedoChanged.connect(self.redo.setEnabled)
        self.undo.setEnabled(stack.canUndo())
        self.redo.setEnabled(stack.canRedo())
        self._name_undo(stack.undoText())
        self._name_redo(stack.redoText())
        desk.document.reset.connect(self._reset_lines)
        desk.document.spliced.connect(self._splice_lines)
        desk.sound.playing_changed.connect(self._show_playing)
        desk.job_changed.connect(self._show_job)
        desk.job_changed.connect(self._show_banner)
        desk.progressed.connect(self._show_job)
        desk.device_changed.connect(self._device.setText)
        desk.failed.connect(self._tell_here)
        desk.sound.failed.connect(self._tell_sound)
        desk.model_changed.connect(self._show_model)
        self.correcting.connect_views()
        desk.again.changed.connect(self._show_job)
        desk.isolated.changed.connect(self._show_job)
        self.theme.changed.connect(self._recolour)
        self.theme.app.installEventFilter(self)

    # --- what the desk tells ----------------------------------------------------------------------------

    def _show_all(self) -> None:
        """Show the desk as it is: after the window was made, and after another recording was opened."""
        desk = self.desk
        entry = desk.entry
        self._show_page()
        self.player_bar.setVisible(entry is not None)
        for strip in (self.strip, self.sound_strip, self.empty_strip):
            strip.hide()
        if entry:
            below = byline(entry)
            self.header.set_words(entry.title, below)
            self.karaoke.set_cover(entry.title, below)
            self.setWindowTitle(f"{entry.title} – Flamenco Desktop")
        else:
            self.setWindowTitle("Flamenco Desktop")
        self._show_duration()
        self.waveform.set_peaks(desk.outline.peaks)
        self._device.setText(desk.device)
        self._reset_lines()
        self._show_entries()
        self._show_playing(desk.playing)
        self._show_job()
        self._show_model()
        self.set_depth(desk.preferences.depth)

    def _show_duration(self) -> None:
        self.player_bar.set_duration(self.desk.duration)

    def _show_entries(self) -> None:
        here = self.desk.entry.id if self.desk.entry else None
        self.recordings.set_rows(
            [Row(entry.id, entry.title, byline(entry), entry.id == here) for entry in self.desk.entries]
        )
        self.recordings.setVisible(bool(self.desk.entries) and not self._library_hidden())
        self.actions_by_name["library"].setChecked(not self._library_hidden())

    def _library_hidden(self) -> bool:
        return self.desk.preferences.library_hidden

    def _reset_lines(self) -> None:
        self.karaoke.set_lines(self.desk.document.lines)
        self._lines_changed()

    def _splice_lines(self, splice: Splice) -> None:
        arriving = self.desk.job is not None and not splice.old
        self.karaoke.splice(splice.index, len(splice.old), splice.new, arriving=arriving)
        self._lines_changed()

    def _lines_changed(self) -> None:
        self.player_bar.set_lines(self.desk.document.lines)
        self._show_job()
        self._show_banner()

    def _tick(self) -> None:
        for view in (self.karaoke, self.editor, self.waveform):
            if view.isVisible():
                view.tick()
        self.player_bar.set_position(self.desk.position())

    def _move(self) -> None:
        self.karaoke.place_moved()
        self.waveform.place_moved()
        self.editor.tick()
        self.player_bar.set_position(self.desk.position())

    def _show_playing(self, playing: bool) -> None:
        action = self.actions_by_name["play"]
        action.setIcon(icon("pause" if playing else "play", self.theme.tokens.text))
        action.setText(self.tr("&Pause") if playing else self.tr("&Play"))
        self._move()

    def _show_job(self) -> None:
        desk = self.desk
        working = desk.job is not None
        words = doing(desk.stage, desk.seconds_left) if working else None
        if working:
            self.player_bar.set_progress(words, desk.fraction)
        else:
            said, fraction = self.correcting.progress()
            if said is None and desk.isolated.making:
                said, fraction = (
                    doing(desk.isolated.stage, desk.isolated.seconds_left),
                    desk.isolated.fraction,
                )
            self.player_bar.set_progress(said, fraction)
        self.karaoke.set_notice(self._notice(words))
        named = self.actions_by_name
        named["cancel"].setEnabled(working or bool(desk.again.tasks) or desk.isolated.making)
        named["transcribe"].setEnabled(desk.entry is not None and not working)
        named["align"].setEnabled(bool(desk.document.lines) and not working)
        self._export.setEnabled(bool(desk.document.lines))

    def _notice(self, words: str | None) -> str:
        if self.desk.document.lines or self.desk.entry is None:
            return ""
        if words is None and self.desk.document.lyrics.provenance.method:
            return self.tr("No singing was found in this recording.")
        return words or self.tr("No words yet. Ctrl+T listens to the recording and writes them down.")

    def _show_model(self) -> None:
        title, demonstration = self.desk.model_title()
        text = self.tr("Demonstration model") if demonstration else title
        self._model.setText(text)
        self._model.setToolTip(self.tr("Choose another model"))
        self._show_banner()

    def _show_banner(self) -> None:
        """Say plainly what the embedded model is, while it is what the listener reads from."""
        if not self.desk.only_demonstrated() or self._banner_closed:
            self.banner.hide()
            return
        self.banner.say(
            self.tr(
                "These words come from a small demonstration model that has only heard synthetic singing. "
                "Expect mistakes with real voices."
            ),
            self.tr("Get a better model…"),
            self.show_models,
            "info",
        )

    def _close_banner(self) -> None:
        self._banner_closed = True

    def tell(self, error: FlamencoError, strip: MessageStrip) -> None:
        """Say what went wrong, beside what it is about, with the command that mends it."""
        said = say(error)
        action = self.actions_by_name.get(said.action)
        text = action.text().replace("&", "") if action else ""
        strip.say(said.text, text, action.trigger if action else None)

    def _tell_here(self, error: FlamencoError) -> None:
        self._show_page()
        self.tell(error, self.strip if self.desk.entry else self.empty_strip)

    def _tell_sound(self, error: FlamencoError) -> None:
        self.tell(error, self.sound_strip)

    def _colour_actions(self, specs: Iterable[Spec]) -> None:
        for spec in specs:
            if spec.icon:
                self.actions_by_name[spec.name].setIcon(icon(spec.icon, self.theme.tokens.text))

    def _recolour(self) -> None:
        self._colour_actions(spec for spec in actions.specs() if self._furnished or spec.name in _IN_SIGHT)
        if self.desk.playing:
            self.actions_by_name["play"].setIcon(icon("pause", self.theme.tokens.text))

    # --- what the actions do ----------------------------------------------------------------------------

    def ask_recording(self) -> None:
        sounds = "*.wav *.flac *.mp3 *.ogg *.opus *.m4a *.aac *.aiff *.aif *.wma *.mp4 *.mkv *.webm"
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open a recording"),
            str(Path.home()),
            self.tr("Recordings") + f" ({sounds});;" + self.tr("All files") + " (*)",
        )
        if path:
            self.desk.open(Path(path))

    def open_bundled(self) -> None:
        try:
            self.desk.open(bundled.recording())
        except FlamencoError as error:
            self._tell_here(error)

    def ask_export(self, name: str) -> None:
        entry = self.desk.entry
        if entry is None:
            return
        from flamenco_desktop.formats import FORMATS

        form = FORMATS[name]
        start = Path.home() / (entry.title + form.suffix)
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the lyrics"), str(start), f"{form.title} (*{form.suffix})"
        )
        if path:
            self.export(Path(path), name)

    def export(self, path: Path, name: str) -> None:
        """Write the lyrics as they are now."""
        from flamenco_desktop.formats import export

        lyrics = self.desk.document.lyrics
        if self.desk.preferences.exports_without_jaleos:
            from flamenco_desktop.lyrics.marks import without_jaleos

            lyrics = without_jaleos(lyrics)
        try:
            export(lyrics, path, name)
        except FlamencoError as error:
            self.tell(error, self.strip)
            return
        self.strip.say(self.tr("The lyrics are in “{path}”.").format(path=path.name), kind="info")

    def remove_recording(self) -> None:
        self.desk.remove()

    def edit_word(self) -> None:
        self.deepen()
        self.correcting.stop_at_word()
        self.editor.edit_word()

    def correct(self, edit: Callable[[], None]) -> None:
        """Correct the selected word or line, if it is in sight; else bring it into sight first."""
        if self.editor.isVisible():
            edit()
        else:
            self.deepen()

    def correct_word(self, line: int, word: int) -> None:
        """Type over a word of the karaoke."""
        self.deepen()
        self.editor.select(line, word)
        self.editor.edit_word()

    def deepen(self) -> None:
        """Correcting needs the lines in sight; the place in the song stays."""
        if not self.editor.isVisible():
            self.set_depth(Depth.CORRECT)
            self.editor.select_at(self.desk.position())
            self.editor.setFocus()

    def search(self) -> None:
        if not self.recordings.isVisible():
            self.toggle_library()
        self.recordings.search.setFocus()
        self.recordings.search.selectAll()

    def set_depth(self, depth: Depth) -> None:
        """Show more or less of the sheet; the place in the song never moves."""
        self.desk.preferences.depth = depth
        for other in Depth:
            self.actions_by_name[other.value].setChecked(other is depth)
        self.karaoke.setVisible(depth is not Depth.CORRECT)
        self.editor.setVisible(depth is not Depth.READ)
        self.waveform.setVisible(depth is not Depth.READ)
        self.study.show()
        self.player_bar.set_correcting(depth is not Depth.READ)
        if depth is not Depth.READ:
            self.editor.setFocus()
        else:
            self.karaoke.setFocus()
        self._move()

    def next_depth(self) -> None:
        depths = list(Depth)
        self.set_depth(depths[(depths.index(self.desk.preferences.depth) + 1) % len(depths)])

    def toggle_library(self) -> None:
        self.desk.preferences.library_hidden = not self._library_hidden()
        self._show_entries()

    def toggle_theatre(self) -> None:
        self.theatre.toggle()

    def theatre_changed(self, on: bool) -> None:
        """The theatre has begun or ended."""
        self.actions_by_name["theatre"].setChecked(on)
        if not on:
            self._show_entries()
            self.set_depth(self.desk.preferences.depth)

    def choose_theme(self, choice: Choice) -> None:
        self.desk.preferences.theme = choice
        self.theme.choose(choice)

    def show_models(self) -> None:
        from flamenco_desktop.gui.models_dialog import ModelsDialog

        ModelsDialog(self, in_use=self.desk.in_use, errands=self.model_errands()).open()

    def model_errands(self) -> ModelErrands:
        """What is being done about models; it goes on while no dialog shows it."""
        if self._model_errands is None:
            self._model_errands = ModelErrands(self)
        return self._model_errands

    def _leave_models(self) -> None:
        if self._model_errands is not None:
            self._model_errands.leave()

    def show_keys(self) -> None:
        from flamenco_desktop.gui.keys_dialog import KeysDialog

        KeysDialog(self.correcting.keys(), self).show()

    def show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log)))

    def show_about(self) -> None:
        words = self.tr("Hear a cante and read it, word by word. Everything happens on this machine.")
        QMessageBox.about(self, "Flamenco Desktop", f"<h3>Flamenco Desktop {__version__}</h3><p>{words}</p>")

    def quit(self) -> None:
        self.close()

    def retire(self) -> None:
        """Go, for another window that shows the same desk."""
        self.theatre.close()
        self._leave_models()
        self.teaching.retire()
        self.theme.app.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    # --- Qt ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Space belongs to the button that has the focus, and to playing everywhere else.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and isinstance(watched, QAbstractButton)
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.theatre.on:
            self.theatre.toggle()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.theatre.place()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        for path in reversed(paths):
            self.desk.open(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.theatre.close()
        self._leave_models()
        self.teaching.leave()
        self.desk.preferences.window = self.saveGeometry()
        event.accept()
