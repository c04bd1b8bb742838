"""The pictures of the open recording's voice: looked for on the disk, else made in a process, one by one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.audio.kinds import Kind
from flamenco_desktop.errors import FlamencoError, PictureFailedError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.jobs.picture import PictureProcess

if TYPE_CHECKING:
    from flamenco_desktop.audio.melody import Melody
    from flamenco_desktop.audio.spectrogram import Spectrogram


class Voice(QObject):
    """What is wanted of one recording at a time. `changed` when a picture came, went, or grew.

    A picture that could not be made is not tried again before another recording is open.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, folder: Path, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._errands = errands
        self._path: Path | None = None
        self._wanted: tuple[Kind, ...] = ()
        self._pictures: dict[Kind, Spectrogram | Melody] = {}
        self._shares: dict[Kind, float] = {}
        self._hopeless: set[Kind] = set()
        self._process: PictureProcess | None = None
        self._number = 0

    def look(self, path: Path) -> None:
        """From now on the pictures are those of `path`."""
        self.forget()
        self._path = path
        self._next()

    def forget(self) -> None:
        """There is no recording; what is being made is given up."""
        self._number += 1
        self._give_up()
        self._path = None
        self._pictures.clear()
        self._shares.clear()
        self._hopeless.clear()
        self.changed.emit()

    def want(self, kinds: Collection[Kind]) -> None:
        """These are to be shown; the others are made no more."""
        self._wanted = tuple(kinds)
        if self._process is not None and self._process.kind not in self._wanted:
            self._shares.pop(Kind(self._process.kind), None)
            self._give_up()
        self._next()

    def spectrogram(self) -> Spectrogram | None:
        """The spectrogram, if it is there."""
        found: Spectrogram | None = self._pictures.get(Kind.SPECTROGRAM)  # type: ignore[assignment]
        return found

    def melody(self) -> Melody | None:
        """The melody, if it is there."""
        found: Melody | None = self._pictures.get(Kind.MELODY)  # type: ignore[assignment]
        return found

    def share(self, kind: Kind) -> float | None:
        """How much of a picture is made; None where it is not being made."""
        return self._shares.get(kind)

    def _next(self) -> None:
        if self._path is None or self._shares:
            return
        path, number = self._path, self._number
        for kind in self._wanted:
            if kind not in self._pictures and kind not in self._hopeless:
                self._shares[kind] = 0.0
                self._look_for(number, kind, path)
                return

    def _looked(self, number: int, kind: Kind, found: Spectrogram | Melody | None) -> None:
        if number != self._number or self._path is None:
            return
        if found is not None:
            self._pictures[kind] = found
        if found is not None or kind not in self._wanted:
            self._shares.pop(kind, None)
            self._next()
        elif kind in self._hopeless:
            self._lost(number, kind, PictureFailedError(reason="it was not kept"))
        else:
            # Made once; what cannot be read back then will not be the next time either.
            self._hopeless.add(kind)
            self._make(number, kind)
        self.changed.emit()

    def _make(self, number: int, kind: Kind) -> None:
        if self._path is None:
            return
        path = self._path
        self._process = PictureProcess(kind.value, path, self._folder, self)
        self._process.progressed.connect(lambda share: self._grew(kind, share))
        self._process.failed.connect(lambda error: self._lost(number, kind, error))
        self._process.finished.connect(lambda: self._read_back(number, kind, path))

    def _read_back(self, number: int, kind: Kind, path: Path) -> None:
        self._release()
        self._look_for(number, kind, path)

    def _look_for(self, number: int, kind: Kind, path: Path) -> None:
        self._errands.run(
            lambda: _kept(kind, path, self._folder),
            lambda found: self._looked(number, kind, found),
            lambda error: self._lost(number, kind, error),
        )

    def _grew(self, kind: Kind, share: float) -> None:
        self._shares[kind] = share
        self.changed.emit()

    def _lost(self, number: int, kind: Kind, error: FlamencoError) -> None:
        if number != self._number:
            return
        self._release()
        self._hopeless.add(kind)
        self._shares.pop(kind, None)
        self.changed.emit()
        self.failed.emit(error)
        self._next()

    def _give_up(self) -> None:
        if self._process is not None:
            self._process.give_up()
            self._hopeless.discard(Kind(self._process.kind))
            self._release()

    def _release(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()


def _kept(kind: Kind, path: Path, folder: Path) -> Spectrogram | Melody | None:
    from flamenco_desktop.audio import pictures

    return pictures.read(kind, path, folder)
