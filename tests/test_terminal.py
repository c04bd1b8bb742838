"""The main job without a screen."""

from __future__ import annotations

import contextlib
import io
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop import bundled, formats, screen, terminal
from flamenco_desktop.lyrics.model import Line, Lyrics, Word
from tests.sound_server import RATE, sound_server

if sys.platform != "win32":
    import pty

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
VERSES = (
    Line((Word("en", 0.5, 0.8), Word("la", 0.8, 1.0), Word("fragua", 1.0, 2.0))),
    Line((Word("de", 3.0, 3.2), Word("mi", 3.2, 3.5), Word("padre", 3.5, 5.0))),
)


def seen(text: str) -> str:
    return ESCAPE.sub("", text)


def sung(text: str) -> str:
    """The part of a painted line that is in the colour of what is sung."""
    return text.split("\x1b[0m")[0].removeprefix("\x1b[1;38;2;242;184;75m")


# --- is there a screen? ------------------------------------------------------------------------------------


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland are Linux's")


@linux
@pytest.mark.usefixtures("bare")
def test_no_screen_without_either_name() -> None:
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in screen.missing()


@linux
@pytest.mark.usefixtures("bare")
def test_no_screen_where_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":47")
    assert "DISPLAY=:47" in screen.missing()


@linux
@pytest.mark.usefixtures("bare")
def test_a_screen_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind("\0/tmp/.X11-unix/X4711")
        server.listen()
        monkeypatch.setenv("DISPLAY", ":4711.0")
        assert screen.missing() == ""


@pytest.mark.usefixtures("bare")
def test_a_platform_that_was_asked_for_is_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert screen.missing() == ""


# --- the picture -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (0.0, ""),
        (0.5, ""),
        (0.8, "en "),
        (1.5, "en la fra"),
        (2.0, "en la fragua"),
        (9.0, "en la fragua"),
    ],
)
def test_a_line_fills_letter_by_letter(now: float, expected: str) -> None:
    painted = terminal.painted(VERSES[0], now)
    assert seen(painted) == "en la fragua"
    assert sung(painted) == expected


@given(st.floats(0, 6), st.floats(0, 6))
def test_what_is_sung_only_grows(first: float, second: float) -> None:
    early, late = sorted((first, second))
    assert len(sung(terminal.painted(VERSES[1], early))) <= len(sung(terminal.painted(VERSES[1], late)))


@given(st.lists(st.text("abcñ", min_size=1, max_size=9), min_size=1, max_size=12), st.integers(5, 60))
def test_rows_keep_all_words_and_the_width(texts: list[str], width: int) -> None:
    line = Line(tuple(Word(text, float(at), at + 0.9) for at, text in enumerate(texts)))
    rows = terminal.rows((line,), width)
    assert [word for row in rows for word in row.words] == list(line.words)
    assert all(len(row.text) <= width or len(row.words) == 1 for row in rows)


def test_the_karaoke_shows_every_line_filled_in_order() -> None:
    stream = io.StringIO()
    times = iter([0.0, 0.9, 1.5, 2.5, 3.1, 4.0, 5.2, 5.6])
    terminal.draw(VERSES, lambda: next(times), stream, pause=0.0)
    rows = stream.getvalue().split("\n")
    assert [seen(row).split("\r")[-1] for row in rows] == [line.text for line in VERSES]
    assert sung(rows[0].split("\r")[-1]) == "en la fragua"
    assert sung(rows[1].split("\r")[-1]) == "de mi padre"


def test_a_line_that_was_jumped_over_is_still_shown() -> None:
    stream = io.StringIO()
    times = iter([4.9, 9.0])
    terminal.draw(VERSES, lambda: next(times), stream, pause=0.0)
    assert "en la fragua" in seen(stream.getvalue())


def test_without_a_terminal_lines_are_printed_with_their_times() -> None:
    stream = io.StringIO()
    terminal.print_lines(Lyrics(VERSES), stream)
    assert stream.getvalue() == " 0:00  en la fragua\n 0:03  de mi padre\n"


def in_a_terminal(folder: Path, environment: dict[str, str]) -> str:
    """What the karaoke of a recording of two seconds draws in a real terminal."""
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(16000 * 2) / 16000)
    soundfile.write(folder / "solea.wav", tone.astype(np.float32), 16000)
    code = (
        "import sys, pathlib\n"
        "from flamenco_desktop import terminal\n"
        "from flamenco_desktop.lyrics.model import Line, Lyrics, Word\n"
        "lyrics = Lyrics((Line((Word('en', 0.2, 0.5), Word('la', 0.5, 0.9), Word('fragua', 0.9, 2.0))),))\n"
        "assert terminal.animated(sys.stdout)\n"
        "terminal.sing(lyrics, pathlib.Path('solea.wav'), sys.stdout)\n"
    )
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**environment, "TERM": "xterm", "COLUMNS": "80"},
        stdin=slave,
        stdout=slave,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(slave)
        drawn = b""
        with contextlib.suppress(OSError):  # the terminal closes with the program
            while part := os.read(master, 65536):
                drawn += part
        complaint = process.stderr.read() if process.stderr else b""
    os.close(master)
    assert process.returncode == 0, complaint.decode()
    return drawn.decode() + complaint.decode()


def stages(drawn: str) -> list[str]:
    """What was sung, frame by frame, without repeats."""
    frames = [sung(frame) for frame in drawn.split("\r") if "\x1b[1;" in frame]
    return [text for text in dict.fromkeys(frames) if text]


@linux
def test_the_karaoke_in_a_real_terminal_by_whatever_sound_there_is(tmp_path: Path) -> None:
    begin = time.monotonic()
    silent = {**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/nobody"}
    drawn = in_a_terminal(tmp_path, silent)
    assert time.monotonic() - begin > 2.0
    seen_stages = stages(drawn)
    assert seen_stages == sorted(seen_stages, key=len)
    assert len(seen_stages) >= 8
    assert seen_stages[-1] == "en la fragua"
    assert "\x1b[?25h" in drawn


@linux
@pytest.mark.sound
def test_the_karaoke_in_a_real_terminal_plays(tmp_path: Path) -> None:
    with sound_server() as server, server.capture() as capture:
        drawn = in_a_terminal(tmp_path, {**os.environ, **server.environment})
    assert "no device" not in drawn
    assert stages(drawn)[-1] == "en la fragua"
    heard = np.abs(capture.samples).max(axis=1) > 0.1
    assert 1.5 < heard.sum() / RATE < 2.2


def test_nobodys_file_is_overwritten(tmp_path: Path) -> None:
    wanted = tmp_path / "solea.srt"
    assert terminal.free_name(wanted) == wanted
    wanted.touch()
    (tmp_path / "solea-2.srt").touch()
    assert terminal.free_name(wanted) == tmp_path / "solea-3.srt"


# --- the whole ---------------------------------------------------------------------------------------------


def without_screen() -> dict[str, str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return {name: value for name, value in os.environ.items() if name not in hidden}


@linux
@pytest.mark.parametrize("name", ["missing.wav", "."])
def test_a_bad_recording_is_a_sentence(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flamenco_desktop", name],
        cwd=tmp_path,
        env=without_screen(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "There is no screen here" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@linux
@pytest.mark.model
def test_the_main_job_in_the_terminal(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flamenco_desktop"],
        cwd=tmp_path,
        env=without_screen(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "There is no screen here" in done.stderr
    lyrics = formats.load(tmp_path / f"{bundled.recording().stem}.srt")
    printed = [line.split(maxsplit=1)[1] for line in done.stdout.splitlines()]
    assert [line.text for line in lyrics.lines] == printed
    assert len(printed) >= 3
