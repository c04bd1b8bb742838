"""What can happen to a listener: a power cut, a worker that dies, a file that is no sound, no screen."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pysubs2
import pytest

from flamenco_desktop import bundled
from tests.end_to_end.harness import (
    INSTALLED,
    OPEN_TITLE,
    Desktop,
    Home,
    await_end,
    process_environment,
)
from tests.truth import truth_of, word_error_rate

pytestmark = pytest.mark.end_to_end

RECOGNISED = 150


def test_a_correction_survives_a_power_cut(desk: Desktop, home_with_lyrics: Home) -> None:
    home = home_with_lyrics
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        program.correct_first_word("Candela")
        worker = program.until("a worker", program.worker)
        program.kill()
        await_end(worker)
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        program.go_to_first_word()
        program.says("Line 1, word: Candela")
        program.keys("ctrl+z")
        program.until("the correction undone after all", lambda: home.kept.texts()[0] != "Candela")
        assert program.close() == 0


def test_a_worker_that_dies_leaves_the_window_standing(desk: Desktop, home: Home) -> None:
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        program.until("the first lines", home.kept.lines, RECOGNISED)
        worker = program.worker()
        assert worker
        assert not home.kept.complete()
        os.kill(worker, signal.SIGKILL)
        program.says("The recogniser stopped in the middle of its work.")
        program.shoot("worker-died")
        program.keys("ctrl+t")
        other = program.until("another worker", program.worker)
        assert other != worker
        program.until("all lyrics", home.kept.complete, RECOGNISED)
        assert program.close() == 0


def test_a_text_file_named_wav_is_refused_in_one_sentence(desk: Desktop, home: Home, tmp_path: Path) -> None:
    path = tmp_path / "not-sound.wav"
    path.write_text("En la puerta de mi casa\n" * 50, encoding="utf-8")
    with desk.program(home, path) as program:
        program.await_window()
        said = program.says("not-sound.wav")
        assert "no sound" in said
        program.shoot("not-sound")
        assert program.close() == 0
        assert "Traceback" not in program.errors() + home.logs()


def test_without_a_sound_device_one_reads_and_corrects(desk: Desktop, home_with_lyrics: Home) -> None:
    with desk.program(home_with_lyrics, deaf=True) as program:
        program.await_window(OPEN_TITLE)
        program.keys("space")
        program.says("There is nothing to play the sound on.")
        program.shoot("no-sound")
        program.correct_first_word("Candela")
        assert program.close() == 0
        assert "Traceback" not in program.errors() + program.home.logs()


def test_closing_while_recognising_is_quick_and_loses_nothing(desk: Desktop, home_with_lyrics: Home) -> None:
    home = home_with_lyrics
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        program.correct_first_word("Candela")
        before = home.kept.texts()
        program.keys("ctrl+t")
        # Its words are still there; only the first lines of the new ones take their place.
        program.until("the first lines heard anew", lambda: home.kept.texts() != before, RECOGNISED)
        began = time.monotonic()
        assert program.close() == 0
        assert time.monotonic() - began < 5
        assert "Traceback" not in program.errors() + home.logs()
    assert home.kept.whole()
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        program.go_to_first_word()
        program.says("Line 1, word: Candela")
        assert home.kept.texts() == before
        assert program.close() == 0


@pytest.mark.model
def test_without_a_screen_the_terminal_does_the_main_job(home: Home, tmp_path: Path) -> None:
    own = process_environment(home.environment)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        own.pop(variable, None)
    # As packaging/run ends.
    done = subprocess.run(
        [INSTALLED], cwd=tmp_path, env=own, capture_output=True, text=True, timeout=RECOGNISED, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "There is no screen here" in done.stderr
    assert "Traceback" not in done.stderr
    recording = bundled.recording()
    path = tmp_path / f"{recording.stem}.srt"
    words = " ".join(cue.plaintext for cue in pysubs2.load(str(path), encoding="utf-8")).split()
    true = [word.text for line in truth_of(recording) for word in line.words]
    assert word_error_rate(true, words) < 0.25
    assert len(done.stdout.splitlines()) == len(pysubs2.load(str(path)))
