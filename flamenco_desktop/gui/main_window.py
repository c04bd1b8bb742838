"""The one window. It assembles the views, the actions and the desk, and knows how much of it is in sight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QMainWindow,
    QMessageBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop import __version__
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import actions
from flamenco_desktop.gui.action_looks import ActionLooks
from flamenco_desktop.gui.at_work import AtWork
from flamenco_desktop.gui.correcting import Correcting
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.finetune_desk import Teaching
from flamenco_desktop.gui.header import Header
from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.gui.line_editor import LineEditor
from flamenco_desktop.gui.lyrics_export import LyricsExport
from flamenco_desktop.gui.menus import Menus
from flamenco_desktop.gui.message_strip import MessageStrip
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.model_errands import ModelErrands
from flamenco_desktop.gui.model_signs import ModelSigns
from flamenco_desktop.gui.pages import Pages
from flamenco_desktop.gui.player_bar import PlayerBar
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.gui.reading import ReadingChoices
from flamenco_desktop.gui.recordings_list import RecordingsList
from flamenco_desktop.gui.shelf import Shelf, byline
from flamenco_desktop.gui.sound_controls import SoundControls
from flamenco_desktop.gui.study import Study
from flamenco_desktop.gui.theatre import Theatre
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.gui.voice_alone import VoiceAlone
from flamenco_desktop.gui.waveform_view import WaveformView
from flamenco_desktop.gui.writing import Writing
from flamenco_desktop.lyrics.splice import Splice

FURNISH_AFTER_MS = 250


class MainWindow(QMainWindow):
    """Shows a `Desk`. `language_chosen` asks whoever made the window for one in another language."""

    language_chosen = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, log: Path) -> None:
        super().__init__()
        self.desk = desk
        self.theme = theme
        self._log = log
        self._model_errands: ModelErrands | None = None
        self.setWindowTitle("Flamenco Desktop")
        self.setAcceptDrops(True)
        self.resize(1200, 760)
        self.actions_by_name = actions.build(self)
        self.undo, self.redo = (self.actions_by_name[name] for name in ("undo", "redo"))
        self._make_views()
        self._lay_out()
        self.menus = Menus(self)
        self._connect()
        self.shelf = Shelf(self)
        self.looks = ActionLooks(self)
        self.at_work = AtWork(self)
        self.model_signs = ModelSigns(self)
        self.lyrics_export = LyricsExport(self)
        self.sound_controls = SoundControls(self)
        self.voice_alone = VoiceAlone(self)
        self.teaching = Teaching(self)
        self.theatre = Theatre(self, self.karaoke, self.player_bar, self._furniture())
        self.restoreGeometry(desk.preferences.window)
        self.looks.recolour()
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
        self.pages = Pages(self)
        sides = QSplitter(Qt.Orientation.Horizontal, self)
        sides.addWidget(self.recordings)
        sides.addWidget(self.pages)
        sides.setStretchFactor(1, 1)
        sides.setSizes([240, 960])
        sides.setHandleWidth(1)
        sides.setChildrenCollapsible(False)
        whole = QWidget(self)
        outer = self.lower_edge = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(sides, 1)
        outer.addWidget(self.player_bar)
        self.setCentralWidget(whole)

    def _furniture(self) -> list[QWidget]:
        """What the theatre does without."""
        return [self.menuBar(), self.statusBar(), self.recordings, self.header, self.editor, self.study.pane]

    def _furnish(self) -> None:
        """What nobody sees in the first moment, so that the window is there sooner."""
        self.lyrics_export.fill_menu()
        self.looks.colour_the_rest()

    def _connect(self) -> None:
        desk = self.desk
        for view in (self.karaoke, self.editor, self.waveform):
            view.set_clock(desk.position)
            view.seek_requested.connect(desk.seek)
        self.karaoke.set_clock(desk.sound.shown)
        desk.sound.speed_changed.connect(self.player_bar.set_speed)
        desk.sound.loop_changed.connect(self.actions_by_name["loop"].setChecked)
        self.player_bar.seek_requested.connect(desk.seek)
        self.player_bar.volume_changed.connect(desk.set_volume)
        self.player_bar.cancel_requested.connect(desk.cancel)
        self.writing.connect_views()
        self.waveform.refused.connect(self.tell_here)
        self.karaoke.correction_requested.connect(self.correct_word)
        self.editor.word_selected.connect(self.waveform.select)
        self.waveform.word_selected.connect(self.editor.select)
        desk.sound.ticked.connect(self._tick)
        desk.place_moved.connect(self._move)
        # After whoever opens a recording by itself, on hearing that there is none.
        desk.entries_changed.connect(self.pages.turn, Qt.ConnectionType.QueuedConnection)
        desk.opened.connect(self._show_all)
        desk.sound.opened.connect(self._show_duration)
        desk.outline.changed.connect(self.waveform.set_peaks)
        desk.voice.failed.connect(self.tell_here)
        desk.document.reset.connect(self._reset_lines)
        desk.document.spliced.connect(self._splice_lines)
        desk.sound.playing_changed.connect(self._show_playing)
        desk.failed.connect(self.tell_here)
        desk.sound.failed.connect(self._tell_sound)
        self.correcting.connect_views()
        self.theme.app.installEventFilter(self)

    # --- what the desk tells ----------------------------------------------------------------------------

    def _show_all(self) -> None:
        """Show the desk as it is: after the window was made, and after another recording was opened."""
        desk = self.desk
        entry = desk.entry
        self.pages.turn()
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
        self.model_signs.show_device(desk.transcribing.device)
        self._reset_lines()
        self.shelf.show()
        self._show_playing(desk.playing)
        self.at_work.show()
        self.model_signs.show_model()
        self.set_depth(desk.preferences.depth)

    def _show_duration(self) -> None:
        self.player_bar.set_duration(self.desk.duration)

    def _reset_lines(self) -> None:
        self.karaoke.set_lines(self.desk.document.lines)
        self._lines_changed()

    def _splice_lines(self, splice: Splice) -> None:
        arriving = self.desk.transcribing.job is not None and not splice.old
        self.karaoke.splice(splice.index, len(splice.old), splice.new, arriving=arriving)
        self._lines_changed()

    def _lines_changed(self) -> None:
        self.player_bar.set_lines(self.desk.document.lines)
        self.at_work.show()
        self.model_signs.show_banner()

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
        self.looks.show_playing(playing)
        self._move()

    def tell(self, error: FlamencoError, strip: MessageStrip) -> None:
        """Say what went wrong, beside what it is about, with the command that mends it."""
        said = say(error)
        action = self.actions_by_name.get(said.action)
        text = action.text().replace("&", "") if action else ""
        strip.say(said.text, text, action.trigger if action else None)

    def tell_here(self, error: FlamencoError) -> None:
        """Say what went wrong with the recording, where its words are or would be."""
        self.pages.turn()
        self.tell(error, self.strip if self.desk.entry else self.empty_strip)

    def _tell_sound(self, error: FlamencoError) -> None:
        self.tell(error, self.sound_strip)

    # --- what the actions do ----------------------------------------------------------------------------

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

    def toggle_theatre(self) -> None:
        self.theatre.toggle()

    def theatre_changed(self, on: bool) -> None:
        """The theatre has begun or ended."""
        self.actions_by_name["theatre"].setChecked(on)
        if not on:
            self.shelf.show()
            self.set_depth(self.desk.preferences.depth)

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
