"""The process that computes one picture of a voice and ends: `flamenco-desktop picture KIND PATH FOLDER`.

A process of its own: the window stays small and is not slowed down, the recogniser is not kept waiting, and
giving up is to end it. It writes the worker's events to its standard output: progress, then done or failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from flamenco_desktop import wire
from flamenco_desktop.audio import kept, melody, spectrogram
from flamenco_desktop.audio.kinds import Kind
from flamenco_desktop.audio.melody import Melody
from flamenco_desktop.audio.source import check_file
from flamenco_desktop.audio.spectrogram import Spectrogram
from flamenco_desktop.errors import FlamencoError

MOST_BYTES = 1_500_000_000
"""What all kept spectrograms may have together: some forty hours."""
_JOB = 0
_NICENESS = 5


def read(kind: Kind, path: Path, folder: Path) -> Spectrogram | Melody | None:
    """The picture kept for this very file; None where there is none. Raises what `check_file` raises."""
    check_file(path)
    return spectrogram.read(path, folder) if kind is Kind.SPECTROGRAM else melody.read(path, folder)


def make(kind: Kind, path: Path, folder: Path, progress: Callable[[float], None] | None = None) -> None:
    """Compute the picture and keep it. Raises what `decode.inspect` raises, and WriteFailedError."""
    check_file(path)
    if kind is Kind.SPECTROGRAM:
        spectrogram.keep(path, folder, spectrogram.compute(path, None, progress))
        kept.make_room(folder, "*.spectrogram.npy", MOST_BYTES, spectrogram.place(path, folder))
    else:
        melody.keep(path, folder, melody.compute(path, None, progress))


def main(arguments: Sequence[str]) -> int:
    """Compute, telling how far it is; the exit status is 0 whenever something could be said."""
    kind, path, folder = Kind(arguments[0]), Path(arguments[1]), Path(arguments[2])
    # What a library prints must not end up among the events.
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if hasattr(os, "nice"):
        os.nice(_NICENESS)

    def tell(message: wire.Message) -> None:
        events.write(wire.encode(message))

    try:
        tell(wire.Progress(_JOB, kind.value, 0.0))
        make(kind, path, folder, lambda share: tell(wire.Progress(_JOB, kind.value, share)))
        tell(wire.Done(_JOB, {}))
    except FlamencoError as error:
        with suppress(BrokenPipeError):
            tell(wire.Failed(_JOB, error.code, error.parameters))
    except BrokenPipeError:  # the window is gone
        return 1
    return 0
