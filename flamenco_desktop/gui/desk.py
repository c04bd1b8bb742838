"""What happens at the desk: a recording is opened, heard, recognised, corrected. No widgets here.

One recording is open at a time; a job goes on with its own recording when another one is opened.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop import bundled
from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.errors import CancelledError, FlamencoError
from flamenco_desktop.gui.again import Again
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.in_use import InUse
from flamenco_desktop.gui.isolated import Isolated
from flamenco_desktop.gui.outline import Outline
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.selection import Selection
from flamenco_desktop.gui.sound import Sound
from flamenco_desktop.gui.voice import Voice
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.library import Entry, History, RecordingInfo, Version
from flamenco_desktop.lyrics.arriving import retime_lines
from flamenco_desktop.lyrics.model import Line, LineState, Lyrics, Provenance
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.lyrics.text import readable_lines
from flamenco_desktop.lyrics.timing import Timeline, settle
from flamenco_desktop.models.catalogue import ModelKind

if TYPE_CHECKING:
    from flamenco_desktop.audio.decode import Recording
    from flamenco_desktop.audio.player import Player

LEAD = 0.3  # seconds of company before and after a line that is repeated
AGAIN = 1.5  # later than this in a line, "previous line" goes to its own beginning
AGAIN_WORD = 0.5  # the same for words


@dataclass(slots=True)
class Job:
    """A job of the worker: for which recording, what was there before, and what it has brought so far."""

    number: int
    entry: Entry
    before: History
    align: bool = False
    begun: bool = False
    lines: list[Line] = field(default_factory=list)


class Desk(QObject):
    """Joins library, document, player and worker; the window shows what it tells and calls what it offers.

    No file is touched in the window's thread: a recording is at once there by its name and its words, and
    heard as soon as its file is open. Whoever made the writer and the worker starts and closes them.
    """

    entries_changed = Signal()
    opened = Signal()
    job_changed = Signal()
    progressed = Signal()
    model_changed = Signal()
    device_changed = Signal(str)
    place_moved = Signal()
    failed = Signal(object)
    versions_changed = Signal()

    def __init__(
        self,
        writer: LibraryWriter,
        document: LyricDocument,
        worker: Worker,
        make_player: Callable[[], Player],
        preferences: Preferences,
        outline: Outline,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.preferences = preferences
        self.outline = outline
        self.entries: tuple[Entry, ...] = ()
        self.entry: Entry | None = None
        self.job: Job | None = None
        self.device = ""
        self.stage, self.fraction = "", 0.0
        self.seconds_left: float | None = None
        self.versions: tuple[Version, ...] = ()
        self._errands = Errands(self)
        self.in_use = InUse(preferences, self._errands, self)
        self.voice = Voice(outline.folder, self._errands, self)
        self.make_player = make_player
        self.sound = Sound(make_player, self._errands, preferences.sound, self)
        self.selection = Selection(self)
        self.again = Again(self, writer, worker)
        self.isolated = Isolated(self, worker, self._errands)
        self._writer = writer
        self._worker = worker
        self._timeline = Timeline(())
        self._late: list[Line] | None = None
        self._stale = False
        self._chosen = False
        self._wordless = False
        self._waiting = 0
        self._opening = 0
        self._unsaid: list[FlamencoError] = []
        self._listed_once = False
        self._connect()

    def _connect(self) -> None:
        self._writer.listed.connect(self._listed)
        self._writer.added.connect(self._added)
        self._writer.loaded.connect(self._loaded)
        self._writer.versions.connect(self._versions_listed)
        self._writer.failed.connect(self._not_kept)
        self._worker.ready.connect(self._worker_ready)
        self._worker.progressed.connect(self._job_progressed)
        self._worker.lines_arrived.connect(self._job_lines)
        self._worker.finished.connect(self._job_finished)
        self._worker.failed.connect(self._job_failed)
        self.document.reset.connect(self._lyrics_moved)
        self.document.spliced.connect(self._lyrics_moved)
        self.sound.moved.connect(self.place_moved)
        self.sound.opened.connect(self._sound_opened)
        self.sound.refused.connect(self.failed)
        self.sound.settings_changed.connect(self._keep_sound)
        self.in_use.changed.connect(self.model_changed)
        self.in_use.failed.connect(self.failed)

    # --- the library ------------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a recording, new or known; one without words is transcribed at once."""

        def look() -> RecordingInfo:
            from flamenco_desktop.audio import decode

            return described(decode.inspect(path))

        self._opening += 1
        self._errands.run(look, self._writer.add, self._refused)

    @property
    def bare(self) -> bool:
        """Whether it is known that nothing is open nor about to be."""
        return self._listed_once and self.entry is None and not self._opening

    def _refused(self, error: FlamencoError) -> None:
        self._opening = max(0, self._opening - 1)
        if self._opening:
            # The next one sweeps away what was said before it.
            self._unsaid.append(error)
        else:
            self.failed.emit(error)

    def open_key(self, key: int) -> None:
        """Open a recording of the library."""
        entry = next((entry for entry in self.entries if entry.id == key), None)
        if entry is not None and (self.entry is None or self.entry.id != key):
            self._open(entry)

    @property
    def library_path(self) -> Path:
        """Where the library is."""
        return self._writer.path

    def correct_unopened(
        self, recording: int, name: str, change: Callable[[tuple[Line, ...]], Splice]
    ) -> None:
        """Correct lyrics that are not open: one step of theirs."""
        self._writer.correct(recording, name, change)

    def take_back_unopened(self, recording: int, name: str) -> None:
        """Undo the last step of lyrics that are not open, if it is called `name`."""
        self._writer.take_back(recording, name)

    def remove(self) -> None:
        """Take the open recording out of the library; its file and its lyrics stay where they are."""
        if self.entry is None:
            return
        gone = self.entry
        if self._works_on(gone):
            self.cancel()
        self._leave()
        self._writer.remove(gone.id)
        self._writer.list_entries()
        self.opened.emit()

    def _not_kept(self, error: FlamencoError) -> None:
        self._opening = 0
        self.failed.emit(error)

    def _added(self, entry: Entry) -> None:
        self._opening = max(0, self._opening - 1)
        self._writer.list_entries()
        self._open(entry)
        while self._unsaid and not self._opening:
            self.failed.emit(self._unsaid.pop(0))

    def _listed(self, entries: tuple[Entry, ...]) -> None:
        self._listed_once = True
        self.entries = tuple(reversed(entries))
        self.entries_changed.emit()

    def _leave(self) -> None:
        """Close what is open; everything of it is already on its way to the disk."""
        self.sound.leave()
        self.outline.forget()
        self.voice.forget()
        self.selection.clear()
        self.entry = None
        self.versions = ()
        self._let_go_of_lyrics()

    def _let_go_of_lyrics(self) -> None:
        self._late = None
        self._stale = self._chosen = self._wordless = False
        self.document.load(Lyrics())

    def _open(self, entry: Entry) -> None:
        self._leave()
        if entry.path is None:
            return
        self.entry = entry
        self.preferences.last = entry.id
        # A job that was broken off gives way to what was there before it.
        self._ask_lyrics(mend=not self._works_on(entry))
        self.opened.emit()
        # Last: the thread that opens the file would take its time from the window's, which is to show itself.
        self.sound.open(entry.path)

    def _ask_lyrics(self, *, mend: bool = False) -> None:
        if self.entry is not None:
            self._late = []
            self._writer.load(self.entry.id, mend=mend)

    def _sound_opened(self) -> None:
        if self.entry is not None and self.entry.path is not None:
            self.outline.look(self.entry.path)
            self.voice.look(self.entry.path)
        self._write_down()

    def _loaded(self, key: int, history: History | None) -> None:
        if self.entry is None or self.entry.id != key or self._late is None:
            return
        if self._stale:
            # It was read before something else took its place.
            self._stale, self._late = False, []
            self._writer.load(key)
            return
        late, self._late = self._late, None
        if history is not None:
            self.document.reopen(history, self.duration, key)
            if late:
                self._append(late)
        self._wordless = not self._chosen and (history is None or _broken_off(history))
        self._write_down()

    def _write_down(self) -> None:
        """What has no words is transcribed, as soon as both its sound and its words have been looked for."""
        if self._wordless and self.sound.ready and self.entry is not None and not self._works_on(self.entry):
            self._wordless = False
            # One after the other: while another recording is being recognised, this one waits.
            self._waiting = self.entry.id if self.job is not None else 0
            self.transcribe()

    # --- other versions of the lyrics -------------------------------------------------------------------

    def look_for_versions(self) -> None:
        """Ask what other lyrics there are of the open recording; `versions_changed` answers."""
        if self.entry is not None:
            self._writer.list_versions(self.entry.id)

    def choose_version(self, version: int) -> None:
        """Show other lyrics of the open recording, with their own corrections."""
        if self.entry is None or self.job is not None or self._late is not None:
            return
        self._let_go_of_lyrics()
        self._chosen = True
        self._writer.activate(self.entry.id, version)
        self._ask_lyrics()

    def _versions_listed(self, key: int, versions: tuple[Version, ...]) -> None:
        if self.entry is not None and self.entry.id == key:
            self.versions = versions
            self.versions_changed.emit()

    # --- sound ------------------------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self.sound.playing

    @property
    def duration(self) -> float:
        """Seconds of the open recording, 0 without one."""
        if self.entry is None:
            return 0.0
        known = self.sound.duration
        return self.entry.duration if known is None else known

    def position(self) -> float:
        """Seconds now heard."""
        return self.sound.position()

    def play_or_pause(self) -> None:
        """Play, or pause where it is heard."""
        if self.entry is not None:
            self.sound.play_or_pause()

    def seek(self, seconds: float) -> None:
        """Go to a second of the recording."""
        if self.entry is not None:
            self.sound.seek(seconds)

    def step(self, seconds: float) -> None:
        """Go on or back by `seconds`."""
        self.seek(self.position() + seconds)

    def step_line(self, lines: int) -> None:
        """Go to the beginning of this line or of one before or after it."""
        now = self.position()
        line = self._timeline.line_at(now)
        if lines < 0 and line >= 0 and now - self.document.lines[line].start > AGAIN:
            lines += 1
        line = max(0, line + lines)
        if line < len(self.document.lines):
            self.seek(self.document.lines[line].start)

    def step_word(self, words: int) -> None:
        """Go to the beginning of this word or of one before or after it."""
        starts = [word.start for line in self.document.lines for word in line.words]
        now = self.position()
        # A word that has just begun is not the one to go back to.
        at = bisect_right(starts, now + 0.001) - 1
        if words < 0 and at >= 0 and now - starts[at] > AGAIN_WORD:
            words += 1
        at = max(0, at + words)
        if at < len(starts):
            self.seek(starts[at])

    def set_volume(self, volume: float) -> None:
        """A factor of the amplitude, 0 to 1."""
        self.sound.set_volume(volume)

    def _keep_sound(self) -> None:
        self.preferences.sound = self.sound.settings

    def change_speed(self, by: float) -> None:
        """Slower or faster, the pitch kept."""
        if self.entry is not None:
            self.sound.change_speed(by)

    def loop_line(self) -> None:
        """Repeat the line that is heard, or go on after it."""
        line = self._timeline.line_at(self.position())
        if self.sound.go_on() or line < 0 or self.entry is None:
            return
        own = self.document.lines[line]
        self.sound.repeat(own.start - LEAD, min(self.duration, own.end + LEAD))

    # --- the recogniser ---------------------------------------------------------------------------------

    def transcribe(self) -> None:
        """Recognise the open recording; its lines come one by one in the place of those there were."""
        if self.entry is None or self.entry.path is None or self.job is not None or self._late is not None:
            return
        number = self._worker.transcribe(self.entry.path, self.preferences.options)
        self._begin(Job(number, self.entry, self.document.history()))

    def align_again(self) -> None:
        """Find the times of these words anew."""
        if self.entry is None or self.entry.path is None or self.job is not None or not self.document.lines:
            return
        texts = [line.text for line in self.document.lines]
        number = self._worker.align(self.entry.path, texts, 0.0, None, self.preferences.options)
        self._begin(Job(number, self.entry, self.document.history(), align=True))

    def cancel(self) -> None:
        """Stop what the recogniser does; what there was before comes back."""
        if self.job is not None:
            self._worker.cancel(self.job.number)
        self.again.cancel()
        self.isolated.cancel()

    def warm(self) -> None:
        """Let the recogniser get ready before anybody asks."""
        if self.job is None:
            self._worker.warm(self.preferences.options)

    def choose_model(self, name: str) -> None:
        """Recognise with another model from now on."""
        self.in_use.use(name, ModelKind.RECOGNISER)

    def model_title(self) -> tuple[str, bool]:
        """The recogniser's title, and whether it is only a demonstration."""
        from flamenco_desktop.models import store

        name = self.preferences.options.model
        try:
            model = store.recogniser(name)
        except FlamencoError:
            return name or store.EMBEDDED_RECOGNISER, not name
        return model.title, model.demonstration

    def only_demonstrated(self) -> bool:
        """Whether the words in sight, or those about to come, are a demonstration model's, not yet all seen
        to by the listener.
        """
        if self.entry is None:
            return False
        if self.job is not None and self._works_on(self.entry) and not self.job.align:
            return self.model_title()[1]
        heard = self.document.lyrics
        if not any(line.state is LineState.RECOGNISED for line in heard.lines):
            return False
        from flamenco_desktop.models import store

        name = heard.provenance.model
        return any(entry.demonstration for entry in store.catalogue() if name in (entry.name, entry.hub))

    def _begin(self, job: Job) -> None:
        self.job = job
        self.stage, self.fraction, self.seconds_left = "", 0.0, None
        self.job_changed.emit()

    def _end(self) -> None:
        self.job = None
        self._writer.list_entries()
        self.job_changed.emit()
        if self.entry is not None and self.entry.id == self._waiting:
            self._waiting = 0
            self.transcribe()

    def _works_on(self, entry: Entry) -> bool:
        return self.job is not None and self.job.entry.id == entry.id

    def _shows(self, job: Job) -> bool:
        return self.entry is not None and self.entry.id == job.entry.id

    def _worker_ready(self, device: str) -> None:
        self.device = device
        self.device_changed.emit(device)

    def _job_progressed(self, number: int, stage: str, fraction: float, seconds_left: float | None) -> None:
        if self.job is not None and number == self.job.number:
            self.stage, self.fraction, self.seconds_left = stage, fraction, seconds_left
            self.progressed.emit()

    def _job_lines(self, number: int, lines: tuple[Line, ...]) -> None:
        job = self.job
        if job is None or number != job.number:
            return
        job.lines.extend(lines)
        if not job.align:
            self._bring(job, lines)

    def _bring(self, job: Job, lines: tuple[Line, ...]) -> None:
        """New lines go where their recording is: into the document, or past it into the library."""
        if self._shows(job) and self._late is None:
            if not job.begun:
                self.document.begin(self.duration, job.entry.id, self.preferences.options.language)
            self._append(lines)
        else:
            if not job.begun:
                self._writer.store(job.entry.id, Lyrics(language=self.preferences.options.language))
                self._reload_if_shown(job)
            self._writer.extend(job.entry.id, settle(readable_lines(lines), job.entry.duration))
            if self._late is not None and self._shows(job):
                self._late.extend(lines)
        job.begun = True

    def _append(self, lines: list[Line] | tuple[Line, ...]) -> None:
        try:
            self.document.append_lines(lines)
        except FlamencoError as error:
            self.failed.emit(error)

    def _job_finished(self, number: int, told: dict[str, str]) -> None:
        job = self.job
        if job is None or number != job.number:
            return
        known = {key: str(value) for key, value in told.items() if key in Provenance.__slots__}
        provenance = Provenance(**known)
        if job.align:
            self._take_times(job)
        else:
            if not job.begun:
                self._bring(job, ())
            if self._shows(job) and self._late is None:
                self.document.complete(provenance)
            else:
                self._writer.finish(job.entry.id, provenance, self.preferences.options.language)
                self._reload_if_shown(job)
        self._end()

    def _take_times(self, job: Job) -> None:
        """Known words came back with new times: one step to undo, whether they are in sight or not."""
        asked = [line.text for line in job.before.current().lines]
        if self._shows(job) and self._late is None:
            try:
                self.document.retime_lines(asked, job.lines)
            except FlamencoError as error:
                self.failed.emit(error)
        else:
            aligned, duration = tuple(job.lines), job.entry.duration
            self._writer.correct(
                job.entry.id, "retime_lines", lambda lines: retime_lines(lines, asked, aligned, duration)
            )
            self._reload_if_shown(job)

    def _job_failed(self, number: int, error: FlamencoError) -> None:
        job = self.job
        if job is None or number != job.number:
            return
        self._bring_back(job)
        self._end()
        if not isinstance(error, CancelledError):
            self.failed.emit(error)

    def _bring_back(self, job: Job) -> None:
        """What was there before the job comes back, corrections and undo history and all."""
        in_sight = self._shows(job) and self._late is None
        if job.begun and job.before.current().lines:
            self._writer.go_back(job.entry.id)
            if in_sight:
                self.document.reopen(job.before, self.duration, job.entry.id)
            else:
                self._reload_if_shown(job)
        elif in_sight:
            self.document.halt()

    def _reload_if_shown(self, job: Job) -> None:
        self.replaced(job.entry)

    def shows(self, entry: Entry) -> bool:
        """Whether the lyrics of a recording are in sight, not only on their way from the library."""
        return self.entry is not None and self.entry.id == entry.id and self._late is None

    def replaced(self, entry: Entry) -> None:
        """The lyrics of a recording have just been changed in the library; those on their way are stale."""
        if self.entry is not None and self.entry.id == entry.id and self._late is not None:
            self._stale = True

    def _lyrics_moved(self) -> None:
        self._timeline = Timeline(self.document.lines)

    # --- the end ----------------------------------------------------------------------------------------

    def break_off(self) -> None:
        """The program is about to close: half of a transcription does not take the place of whole lyrics."""
        if self.job is not None:
            job, self.job = self.job, None
            self._bring_back(job)

    def close(self) -> None:
        """Let go of the sound; the lyrics are in the writer's hands."""
        self.outline.forget()
        self.voice.forget()
        self.sound.close()
        self.preferences.flush()


def _broken_off(history: History) -> bool:
    """Whether the recogniser never came to its end here, and the listener has put no work into it."""
    return history.base.provenance == Provenance() and not history.steps


def described(recording: Recording) -> RecordingInfo:
    """What is known of a recording: its tags, or a description beside it, or its name."""
    known = bundled.about(recording.path)
    return RecordingInfo(
        path=recording.path,
        duration=recording.duration,
        title=recording.title or known.title or recording.path.stem.replace("_", " "),
        singer=recording.artist or known.singer,
        palo=known.palo,
    )
