"""Who teaches: gathers the lines, measures, begins a training, follows it and finds it again. No widgets.

The training is a process that needs nobody; all that is known of it is read from its folder, beside the
window's thread, so that it does not matter which window began it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import finetune_folder as folders
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.finetune_folder import PAUSE, STOP, Diary, Training
from flamenco_desktop.gui.finetune_spec import TrainingSpec
from flamenco_desktop.gui.finetune_story import Event, Refusal, Story
from flamenco_desktop.jobs.finetuning import COMMAND, FinetuneCommand, start_alone

LOOK_MS = 500
_FAREWELL = 2.0
_CALM = 10


class Phase(Enum):
    """Where a training is."""

    NONE = "none"
    LEARNING = "learning"
    BROKEN_OFF = "broken off"
    FAILED = "failed"
    DONE = "done"


class Teacher(QObject):
    """One training at a time, in the folder `home`.

    `changed` when something new is known of it; `gathered` and `measured` end what was asked for, each with a
    Story, whose `refusal` says why it failed; `found` once it is known whether there is a training;
    `bases_found` which models can be taught, and the place of the one to begin with; `failed` brings an error
    about files; `settled` when the result was put to use or thrown away.
    """

    changed = Signal()
    gathered = Signal(object)
    measured = Signal(object)
    found = Signal()
    failed = Signal(object)
    settled = Signal()
    bases_found = Signal(object, int)

    def __init__(self, home: Path, parent: QObject | None = None, command: Sequence[str] = COMMAND) -> None:
        super().__init__(parent)
        self.home = home
        self.training: Training | None = None
        self.story = Story()
        self.phase = Phase.NONE
        self._command = tuple(command)
        self._errands = Errands(self)
        self._diary: Diary | None = None
        self._started = 0
        self._asking = False
        self._prepared: Training | None = None
        self._running: FinetuneCommand | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    # --- before it begins -------------------------------------------------------------------------------

    def look_for_bases(self, kind: str, in_use: str) -> None:
        """See which models there are to begin with; `bases_found` answers."""

        def work() -> tuple[object, int]:
            # Only who opens the wizard needs it.
            from flamenco_desktop.gui.finetune_bases import bases

            return bases(kind, in_use)

        self._errands.run(work, lambda found: self.bases_found.emit(*found))

    def gather(self, library: Path) -> None:
        """Write the checked lines of `library` as a dataset; `gathered` tells what there is."""
        self.give_up()

        def ready(training: Training) -> None:
            self._prepared = training
            story = Story()
            self._follow(
                ("dataset", str(library), "-o", str(training.data)), story, lambda: self.gathered.emit(story)
            )

        def prepared() -> Training:
            folders.sweep(self.home)
            return folders.new(self.home)

        self._errands.run(prepared, ready, self.failed.emit)

    def measure(self, spec: TrainingSpec) -> None:
        """Measure what the training of `spec` takes here; `measured` tells."""
        self._stop_asking()
        training = self._prepared
        if training is None:
            return

        def ready(path: Path) -> None:
            if self._prepared is not training:
                return
            self._stop_asking()
            story = Story()
            self._follow((str(path), "--estimate"), story, lambda: self.measured.emit(story))

        self._errands.run(lambda: training.write(training.measured, spec), ready, self.failed.emit)

    def give_up(self) -> None:
        """Neither gather nor measure any more, and keep nothing of it."""
        self._stop_asking()
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared is not self.training:
            self._errands.run(lambda: _removed(prepared))

    def _follow(self, arguments: Sequence[str], story: Story, then: Callable[[], None]) -> None:
        running = self._running = FinetuneCommand(arguments, self, self._command)

        def told(event: Event) -> None:
            story.take(event)
            self.story = story
            self.changed.emit()

        def ended() -> None:
            if self._running is running:
                self._running = None
                running.deleteLater()
                then()

        def failed(event: Event) -> None:
            story.take(event)
            ended()

        running.told.connect(told)
        running.ended.connect(ended)
        running.failed.connect(failed)
        running.start()

    def _stop_asking(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.leave()
            running.deleteLater()

    # --- the training -----------------------------------------------------------------------------------

    def begin(self, spec: TrainingSpec) -> None:
        """Begin what was prepared."""
        self._stop_asking()
        training, self._prepared = self._prepared, None
        if training is None:
            return
        self._take(training)

        def work() -> None:
            training.clear()
            training.write(training.asked, spec)

        self._errands.run(work, lambda _: self.go_on(), self.failed.emit)

    def go_on(self) -> None:
        """Go on with a paused training; begin again, from its last checkpoint, one that has ended."""
        training = self.training
        if training is None:
            return
        if self.phase is Phase.LEARNING:
            self._wish("")
            return
        self.phase, self.story.refusal, self.story.paused = Phase.LEARNING, None, False
        self._started = start_alone(training.asked, training.log, self._command)
        number = self._started
        self._errands.run(lambda: _calm(number))
        if not number:
            self.story.refusal = Refusal("worker_died", {"status": -1})
            self.phase = Phase.FAILED
        else:
            self._timer.start()
        self.changed.emit()

    def pause(self) -> None:
        """Let it wait."""
        self._wish(PAUSE)

    def stop(self) -> None:
        """End it and keep the best so far."""
        self._wish(STOP)

    def interrupt(self) -> None:
        """End its process; it goes on from its last checkpoint when it is asked to."""
        training, number = self.training, self._started
        self._timer.stop()
        if training is not None:
            self._errands.run(lambda: _ended(training, number))

    def _wish(self, what: str) -> None:
        training = self.training
        if training is not None:
            self._errands.run(lambda: training.wish(what), None, self.failed.emit)

    def discard(self) -> None:
        """Throw it away, its model too if that was registered; `settled` follows."""
        training, name, offered = self.training, self.story.model, bool(self.story.offered)
        if training is None:
            return
        kind = self._kind(training)
        number = self._started
        self._leave_training()

        def work() -> None:
            _ended(training, number)
            if name and offered:
                _deleted(name, kind)
            training.remove()

        self._errands.run(work, lambda _: self.settled.emit(), self.failed.emit)

    def use(self, then: Callable[[str, str], None]) -> None:
        """`then` is told the kind and the name of its model, and uses it; what made it goes, and `settled`
        follows."""
        training, name = self.training, self.story.model
        if training is None or not name:
            return
        then(self._kind(training), name)
        self._leave_training()
        self._errands.run(training.remove, lambda _: self.settled.emit(), self.failed.emit)

    @staticmethod
    def _kind(training: Training) -> str:
        spec = training.spec()
        return spec.kind if spec is not None else "recogniser"

    # --- finding it, following it -----------------------------------------------------------------------

    def look(self) -> None:
        """See whether there is a training from before; `found` answers."""

        def there(training: Training | None) -> None:
            if training is not None and self.training is None:
                self._take(training)
                self._look(self.found.emit)
            else:
                self.found.emit()

        self._errands.run(lambda: folders.latest(self.home), there)

    def _take(self, training: Training) -> None:
        self.training, self.story = training, Story()
        self._diary, self._started = Diary(training), 0
        self.phase = Phase.NONE

    def _leave_training(self) -> None:
        self._timer.stop()
        self.training, self._diary, self.story = None, None, Story()
        self.phase, self._started = Phase.NONE, 0
        self.changed.emit()

    def _look(self, then: Callable[[], None] | None = None) -> None:
        training, diary, started = self.training, self._diary, self._started
        if training is None or diary is None or (self._asking and then is None):
            return
        self._asking = True

        def work() -> tuple[int, list[Event], str]:
            number = training.process()
            if not number and started > 0 and folders.alive(started):
                number = started
            # Read after asking who runs: what a process told before its end is never missed.
            return number, diary.news(), "" if number else training.last_words()

        def seen(what: tuple[int, list[Event], str]) -> None:
            self._asking = False
            if self.training is not training:
                return
            number, news, last = what
            self.story.take_all(news)
            before = self.phase
            self.phase = self._phase(number, last)
            self._started = number or self._started
            if self.phase is Phase.LEARNING:
                self._timer.start()
            else:
                self._timer.stop()
                self._started = 0
            if news or before is not self.phase:
                self.changed.emit()
            if then is not None:
                then()

        self._errands.run(work, seen)

    def _phase(self, number: int, last: str) -> Phase:
        if number:
            return Phase.LEARNING
        if self.story.done:
            return Phase.DONE
        if self.story.refusal is None and not self.story.stage and last:
            # It could not even begin to tell.
            self.story.refusal = Refusal("", {}, last)
        return Phase.FAILED if self.story.refusal is not None else Phase.BROKEN_OFF

    def leave(self, *, interrupt: bool = False) -> None:
        """The window goes; the training goes on, unless it is to be interrupted."""
        self._timer.stop()
        if interrupt and self.phase is Phase.LEARNING:
            self.interrupt()
        self.give_up()
        self.training = None
        self.blockSignals(True)
        self._errands.finish(_FAREWELL)


def _calm(number: int) -> None:
    """Let everything else on the machine go first, so that playing never stutters."""
    import sys

    import psutil

    try:
        low = psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else _CALM
        psutil.Process(number).nice(low)
    except (psutil.Error, ValueError):
        return


def _ended(training: Training, started: int) -> None:
    import psutil

    for number in {training.process(), started} - {0, -1}:
        try:
            process = psutil.Process(number)
            process.terminate()
            process.wait(_FAREWELL)
        except psutil.TimeoutExpired:
            process.kill()
        except psutil.Error:
            continue


def _deleted(name: str, kind: str) -> None:
    from flamenco_desktop.models import inventory

    try:
        inventory.delete(name)
    except FlamencoError:
        # It is in use, or gone already: that is the listener's doing, and no reason to keep the rest.
        return


def _removed(training: Training) -> None:
    import shutil

    shutil.rmtree(training.folder, ignore_errors=True)
