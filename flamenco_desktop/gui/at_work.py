"""What is being done to the recording: how far it is, as the window shows it, and what can be begun now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flamenco_desktop.gui.progress_words import doing

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


class AtWork(QObject):
    """Shows the jobs of a window's desk in its player bar, in its empty karaoke and by its actions."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        desk = self._desk = window.desk
        for told in (
            desk.transcribing.changed,
            desk.transcribing.progressed,
            desk.again.changed,
            desk.isolated.changed,
        ):
            told.connect(self.show)

    def show(self) -> None:
        """Show it as it is now."""
        desk = self._desk
        whole = desk.transcribing
        working = whole.job is not None
        words = doing(whole.stage, whole.seconds_left) if working else None
        if working:
            self._window.player_bar.set_progress(words, whole.fraction)
        else:
            said, fraction = self._window.correcting.progress()
            if said is None and desk.isolated.making:
                said, fraction = (
                    doing(desk.isolated.stage, desk.isolated.seconds_left),
                    desk.isolated.fraction,
                )
            self._window.player_bar.set_progress(said, fraction)
        self._window.karaoke.set_notice(self._notice(words))
        named = self._window.actions_by_name
        named["cancel"].setEnabled(working or bool(desk.again.tasks) or desk.isolated.making)
        named["transcribe"].setEnabled(desk.entry is not None and not working)
        named["align"].setEnabled(bool(desk.document.lines) and not working)
        self._window.menus.by_name["file/export"].setEnabled(bool(desk.document.lines))

    def _notice(self, words: str | None) -> str:
        """What stands where no words are; `words` say what is being done about that."""
        if self._desk.document.lines or self._desk.entry is None:
            return ""
        if words is None and self._desk.document.lyrics.provenance.method:
            return self.tr("No singing was found in this recording.")
        return words or self.tr("No words yet. Ctrl+T listens to the recording and writes them down.")
