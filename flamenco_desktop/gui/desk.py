"""What happens at the desk: a recording is opened, heard, recognised, corrected. No widgets here.

One recording is open at a time; a job goes on with its own recording when another one is opened.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.errors import CancelledError, FlamencoError
from flamenco_desktop.gui.outline import Outline
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.library import Entry, History, RecordingInfo
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance
from flamenco_desktop.lyrics.text import readable_lines
from flamenco_desktop.lyrics.timing import Timeline, settle

if TYPE_CHECKING:
    from flamenco_desktop.audio.decode import Recording
    from flamenco_desktop.audio.player import Player

FRAME_MS = 16
SLOWEST, FASTEST = 0.5, 1.5
LEAD = 0.3  # seconds of company before and after a line that is repeated
AGAIN = 1.5  # later than this in a line, "previous line" goes to its own beginning


@dataclass(slots=True)
class Job:
    """A job of the worker: for which recording, what was there before, and what it has brought so far."""

    number: int
    entry: Entry
    before: Lyrics
    align: bool = False
    begun: bool = False
    lines: list[Line] = field(default_factory=list)


class Desk(QObject):
    """Joins library, document, player and worker; the window shows what it tells and calls what it offers.

    `make_player` is called at the first need: the start does not wait for the sound system. Whoever made the
    writer and the worker starts and closes them.
    """

    entries_changed = Signal()
    opened = Signal()
    job_changed = Signal()
    progressed = Signal()
    model_changed = Signal()
    device_changed = Signal(str)
    speed_changed = Signal(float)
    loop_changed = Signal(bool)
    playing_changed = Signal(bool)
    place_moved = Signal()
    ticked = Signal()
    failed = Signal(object)
    sound_failed = Signal(object)
    _player_ended = Signal()
    _player_failed = Signal(object)

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
        self._writer = writer
        self._worker = worker
        self._make_player = make_player
        self._player: Player | None = None
        self._timeline = Timeline(())
        self._late: list[Line] | None = None
        self._waiting = 0
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self.ticked)
        self._connect()

    def _connect(self) -> None:
        self._writer.listed.connect(self._listed)
        self._writer.added.connect(self._added)
        self._writer.loaded.connect(self._loaded)
        self._writer.failed.connect(self.failed)
        self._worker.ready.connect(self._worker_ready)
        self._worker.progressed.connect(self._job_progressed)
        self._worker.lines_arrived.connect(self._job_lines)
        self._worker.finished.connect(self._job_finished)
        self._worker.failed.connect(self._job_failed)
        self.document.reset.connect(self._lyrics_moved)
        self.document.spliced.connect(self._lyrics_moved)
        self._player_ended.connect(self._follow_player)
        self._player_failed.connect(self._sound_lost)

    # --- the library ------------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a recording, new or known; one without words is transcribed at once."""
        from flamenco_desktop.audio import decode

        try:
            recording = decode.inspect(path)
        except FlamencoError as error:
            self.failed.emit(error)
            return
        self._writer.add(described(recording))

    def open_key(self, key: int) -> None:
        """Open a recording of the library."""
        entry = next((entry for entry in self.entries if entry.id == key), None)
        if entry is not None and (self.entry is None or self.entry.id != key):
            self._open(entry)

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

    def _added(self, entry: Entry) -> None:
        self._writer.list_entries()
        self._open(entry)

    def _listed(self, entries: tuple[Entry, ...]) -> None:
        self.entries = tuple(reversed(entries))
        self.entries_changed.emit()

    def _leave(self) -> None:
        """Close what is open; everything of it is already on its way to the disk."""
        self._frames.stop()
        if self._player is not None:
            self._player.close()
        self.outline.forget()
        self.entry = None
        self._late = None
        self.document.load(Lyrics())

    def _open(self, entry: Entry) -> None:
        self._leave()
        if entry.path is None:
            return
        try:
            self.player.open(entry.path)
        except FlamencoError as error:
            self.opened.emit()
            self.failed.emit(error)
            return
        self.entry = entry
        self._late = []
        self.preferences.last = entry.id
        self.outline.look(entry.path)
        self._writer.load(entry.id)
        self.opened.emit()
        self._follow_player()

    def _loaded(self, key: int, history: History | None) -> None:
        if self.entry is None or self.entry.id != key or self._late is None:
            return
        late, self._late = self._late, None
        if history is not None:
            self.document.reopen(history, self.duration, key)
            if late:
                self._append(late)
        if not self._works_on(self.entry) and (history is None or _broken_off(history)):
            # One after the other: while another recording is being recognised, this one waits.
            self._waiting = key if self.job is not None else 0
            self.transcribe()

    # --- sound ------------------------------------------------------------------------------------------

    @property
    def player(self) -> Player:
        """The player, made when it is first needed."""
        if self._player is None:
            self._player = self._make_player()
            self._player.on_finished = self._player_ended.emit
            self._player.on_failed = self._player_failed.emit
            self._player.volume = self.preferences.volume
        return self._player

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._player is not None and self._player.playing

    @property
    def duration(self) -> float:
        """Seconds of the open recording, 0 without one."""
        return self._player.duration if self._player is not None and self.entry is not None else 0.0

    def position(self) -> float:
        """Seconds now heard."""
        return self._player.position() if self._player is not None else 0.0

    def play_or_pause(self) -> None:
        """Play, or pause where it is heard."""
        if self.entry is None:
            return
        try:
            if self.player.playing:
                self.player.pause()
            else:
                self.player.play()
        except FlamencoError as error:
            self.sound_failed.emit(error)
        self._follow_player()

    def seek(self, seconds: float) -> None:
        """Go to a second of the recording."""
        if self.entry is not None:
            self.player.seek(seconds)
            self.place_moved.emit()

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

    def set_volume(self, volume: float) -> None:
        """A factor of the amplitude, 0 to 1."""
        self.preferences.volume = volume
        if self._player is not None:
            self._player.volume = volume

    def change_speed(self, by: float) -> None:
        """Slower or faster, the pitch kept."""
        if self.entry is not None:
            self.player.speed = min(FASTEST, max(SLOWEST, round(self.player.speed + by, 2)))
            self.speed_changed.emit(self.player.speed)

    def loop_line(self) -> None:
        """Repeat the line that is heard, or go on after it."""
        if self.entry is None:
            return
        line = self._timeline.line_at(self.position())
        if self.player.loop is not None or line < 0:
            self.player.loop = None
        else:
            own = self.document.lines[line]
            self.player.loop = (max(0.0, own.start - LEAD), min(self.duration, own.end + LEAD))
        self.loop_changed.emit(self.player.loop is not None)

    def _follow_player(self) -> None:
        if self.playing:
            self._frames.start()
        else:
            self._frames.stop()
        self.playing_changed.emit(self.playing)

    def _sound_lost(self, error: FlamencoError) -> None:
        self._follow_player()
        self.sound_failed.emit(error)

    # --- the recogniser ---------------------------------------------------------------------------------

    def transcribe(self) -> None:
        """Recognise the open recording; its lines come one by one in the place of those there were."""
        if self.entry is None or self.entry.path is None or self.job is not None:
            return
        number = self._worker.transcribe(self.entry.path, self.preferences.options)
        self._begin(Job(number, self.entry, self.document.lyrics))

    def align_again(self) -> None:
        """Find the times of these words anew."""
        if self.entry is None or self.entry.path is None or self.job is not None or not self.document.lines:
            return
        texts = [line.text for line in self.document.lines]
        number = self._worker.align(self.entry.path, texts, 0.0, None, self.preferences.options)
        self._begin(Job(number, self.entry, self.document.lyrics, align=True))

    def cancel(self) -> None:
        """Stop what the recogniser does; what there was before comes back."""
        if self.job is not None:
            self._worker.cancel(self.job.number)

    def warm(self) -> None:
        """Let the recogniser get ready before anybody asks."""
        if self.job is None:
            self._worker.warm(self.preferences.options)

    def choose_model(self, name: str) -> None:
        """Recognise with another model from now on."""
        self.preferences.options = replace(self.preferences.options, model=name)
        self.model_changed.emit()

    def model_title(self) -> tuple[str, bool]:
        """The recogniser's title, and whether it is only a demonstration."""
        from flamenco_desktop.models import store

        name = self.preferences.options.model
        try:
            model = store.recogniser(name)
        except FlamencoError:
            return name or store.EMBEDDED_RECOGNISER, not name
        return model.title, model.demonstration

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
            self._take_times(job, provenance)
        else:
            if not job.begun:
                self._bring(job, ())
            if self._shows(job):
                self.document.complete(provenance)
            else:
                self._writer.finish(job.entry.id, provenance, self.preferences.options.language)
        self._end()

    def _take_times(self, job: Job, provenance: Provenance) -> None:
        """Known words came back with new times; what the listener said of each line stays."""
        lines = tuple(job.lines)
        if [line.text for line in lines] == [line.text for line in job.before.lines]:
            pairs = zip(lines, job.before.lines, strict=True)
            lines = tuple(replace(line, state=old.state, kind=old.kind) for line, old in pairs)
        lyrics = Lyrics(lines, job.before.language, provenance)
        if self._shows(job):
            self.document.load(lyrics, self.duration, job.entry.id)
        else:
            self._writer.store(
                job.entry.id, Lyrics(settle(lines, job.entry.duration), lyrics.language, provenance)
            )

    def _job_failed(self, number: int, error: FlamencoError) -> None:
        job = self.job
        if job is None or number != job.number:
            return
        if job.begun and job.before.lines:
            if self._shows(job):
                self.document.load(job.before, self.duration, job.entry.id)
            else:
                self._writer.store(job.entry.id, job.before)
        self._end()
        if not isinstance(error, CancelledError):
            self.failed.emit(error)

    def _lyrics_moved(self) -> None:
        self._timeline = Timeline(self.document.lines)

    # --- the end ----------------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the sound; the lyrics are in the writer's hands."""
        self._frames.stop()
        self.outline.forget()
        if self._player is not None:
            self._player.close()
        self.preferences.flush()


def _broken_off(history: History) -> bool:
    """Whether the recogniser never came to its end here, and the listener has put no work into it."""
    return history.base.provenance == Provenance() and not history.steps


def described(recording: Recording) -> RecordingInfo:
    """What is known of a recording: its tags, or a description beside it, or its name."""
    told: dict[str, object] = {}
    beside = recording.path.with_suffix(".json")
    try:
        content = json.loads(beside.read_text(encoding="utf-8"))
        told = content if isinstance(content, dict) else {}
    except (OSError, ValueError):
        pass  # Most recordings have none.

    def text(key: str) -> str:
        value = told.get(key, "")
        return value if isinstance(value, str) else ""

    return RecordingInfo(
        path=recording.path,
        duration=recording.duration,
        title=recording.title or text("title") or recording.path.stem.replace("_", " "),
        singer=recording.artist or text("singer"),
        palo=text("palo"),
    )
