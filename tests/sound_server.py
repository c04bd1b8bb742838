"""A private PulseAudio with a null sink: a real sound device for a machine without a sound card."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest

RATE = 48000
CHANNELS = 2
_AROUND = 3.0
BLOCK_MS = 5
"""Of the sink while it is recorded."""
_FRAME = 4 * CHANNELS


def missing() -> str:
    """What is not installed, by name; empty when a server can be started."""
    lacking = [program for program in ("pulseaudio", "parec", "pactl") if shutil.which(program) is None]
    return ", ".join(lacking)


def skip_if_missing() -> None:
    """Skip the calling test, naming what it needs."""
    lacking = missing()
    if lacking:
        pytest.skip(f"no sound server here: {lacking} not installed")


@dataclass
class Capture:
    """What the null sink has played: `samples` (n, 2), and when each piece came in, on time.monotonic()."""

    pieces: list[tuple[float, bytes]] = field(default_factory=list)

    @property
    def frames(self) -> int:
        return sum(len(piece) for _, piece in self.pieces) // _FRAME

    @property
    def samples(self) -> Any:
        whole = b"".join(piece for _, piece in self.pieces)
        return np.frombuffer(whole[: len(whole) // _FRAME * _FRAME], np.float32).reshape(-1, CHANNELS)

    def started(self, near: float | None = None) -> float:
        """The monotonic time at which frame 0 left the device: the earliest that any piece's arrival allows.

        `near` a time only pieces of some seconds around it count: a null sink's clock gains a tenth of a
        millisecond in a second, and what it gains is no error of the player's. The sink hands its monitor
        what it will play within the next block, so that all comes a block early: measured with blocks of 2 to
        40 ms, to a tenth of a millisecond.
        """
        done, earliest = 0, float("inf")
        for arrived, piece in self.pieces:
            done += len(piece)
            if near is None or abs(arrived - near) < _AROUND:
                earliest = min(earliest, arrived - done / _FRAME / RATE)
        return earliest + BLOCK_MS / 1000


class SoundServer:
    """The running server. `environment` is what a program needs to play into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_SERVER": f"unix:{folder / 'native'}",
            "PULSE_STATE_PATH": str(folder / "state"),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        script = self.folder / "null.pa"
        script.write_text(
            # Without norewinds the sink, while nobody records it, asks for sound every two seconds only.
            f"load-module module-null-sink sink_name=test norewinds=1"
            f" rate={RATE} channels={CHANNELS} format=float32le\n"
            "set-default-sink test\n"
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self.folder / 'native'}\n"
        )
        command = ["pulseaudio", "-n", "-F", str(script), "--daemonize=no", "--exit-idle-time=-1"]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "--use-pid-file=no", "--disable-shm=yes"],
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 20
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"pulseaudio did not start: {(self.folder / 'log').read_text()}")
            time.sleep(0.02)
        _as_hardware(self._process.pid)

    def stop(self) -> None:
        """End it, as a sound server that crashes or a device that is unplugged."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait(10)

    def add_sink(self, name: str, title: str) -> int:
        """Plug in another null sink; the number to unplug it by."""
        arguments = f"sink_name={name} norewinds=1 rate={RATE} channels={CHANNELS} format=float32le"
        about = f"sink_properties=\"device.description='{title}'\""
        return int(self.tell("load-module", "module-null-sink", *arguments.split(), about))

    def remove_sink(self, number: int) -> None:
        """Unplug it."""
        self.tell("unload-module", str(number))

    def make_default(self, name: str) -> None:
        """As a listener does in the system's settings."""
        self.tell("set-default-sink", name)

    def tell(self, *words: str) -> str:
        """A command for the server; its answer."""
        done = subprocess.run(
            ["pactl", *words],
            env={**os.environ, **self.environment},
            check=True,
            capture_output=True,
            text=True,
            timeout=20,
        )
        return done.stdout.strip()

    @contextmanager
    def capture(self, sink: str = "test") -> Iterator[Capture]:
        """Record what is played on `sink`, from before the block to its end."""
        command = [
            "parec",
            "-d",
            f"{sink}.monitor",
            f"--latency-msec={BLOCK_MS}",
            "--raw",
            "--format=float32le",
        ]
        process = subprocess.Popen(
            [*command, "--format=float32le", f"--rate={RATE}", f"--channels={CHANNELS}"],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        _as_hardware(process.pid)
        captured = Capture()
        running = threading.Event()
        reader = threading.Thread(target=_collect, args=(process.stdout, captured, running), daemon=True)
        reader.start()
        try:
            assert running.wait(10), "nothing comes from the sink's monitor"
            yield captured
        finally:
            process.terminate()
            process.wait(10)
            reader.join(10)
            process.stdout.close()

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.folder / "native"))
            except OSError:
                return False
        return True


@contextmanager
def sound_server() -> Iterator[SoundServer]:
    """A server for the block. The folder's name is short: a socket's path must be under 108 characters."""
    skip_if_missing()
    folder = Path(tempfile.mkdtemp(prefix="pa-"))
    server = SoundServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _as_hardware(process: int) -> None:
    """Let it have the processor before anybody else, where one may: a sound card does not wait for one."""
    if sys.platform.startswith("linux"):
        with suppress(OSError):
            for thread in Path(f"/proc/{process}/task").iterdir():
                os.sched_setscheduler(int(thread.name), os.SCHED_RR, os.sched_param(5))


def _collect(stream: IO[bytes], captured: Capture, running: threading.Event) -> None:
    descriptor = stream.fileno()
    while piece := os.read(descriptor, 65536):
        captured.pieces.append((time.monotonic(), piece))
        running.set()
