"""The main job, by hand: hear a cante, read it, correct a word, export the SRT."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pysubs2
import pytest

from flamenco_desktop import bundled
from flamenco_desktop.lyrics.model import LineState
from tests.end_to_end.harness import OPEN_TITLE, Desktop, Home, Program
from tests.end_to_end.screen import difference, share_of
from tests.sound_server import RATE
from tests.truth import truth_of, word_error_rate

pytestmark = pytest.mark.end_to_end

RECOGNISED = 150
CORRECTED = "Candela"
SUNG = ("#f2b84b", "#8a4a00")
AUDIBLE = 0.005


def listen(desk: Desktop, program: Program) -> None:
    """Play from the middle of the song; the words fill while the sound really leaves."""
    lines = program.home.kept.lyrics().lines
    line = len(lines) // 2
    program.keys(*["alt+Down"] * (line + 1))
    before = program.shoot("waiting")
    half = (lines[line].end - lines[line].start) / 2
    with desk.sound.capture() as captured:
        program.keys("space")
        program.until(
            "half a line in the loudspeaker",
            lambda: np.count_nonzero(np.abs(captured.samples).max(axis=1) > AUDIBLE) > 0.6 * half * RATE,
        )
        verse = program.shoot("mid-verse")
        program.keys("space")
        heard = captured.samples
    level = float(np.sqrt(np.mean(heard[np.abs(heard).max(axis=1) > 0] ** 2)))
    assert level > 0.01, f"hardly a sound: {level}"
    assert difference(before, verse) > 0.0005
    assert max(share_of(verse, color) for color in SUNG) > 0.001, "nothing on the screen is filled"


def correct(program: Program) -> str:
    """Type over the first word in place, undo, redo; the word that was there."""
    kept = program.home.kept
    before = kept.texts()
    program.correct_first_word(CORRECTED)
    program.keys("ctrl+z")
    program.until("the undone correction", lambda: kept.texts() == before)
    program.keys("ctrl+shift+z")
    program.until("the redone correction", lambda: kept.texts() == [CORRECTED, *before[1:]])
    return before[0]


def check(program: Program) -> None:
    """Mark the first line as checked."""
    kept = program.home.kept
    program.keys("ctrl+Return")
    program.until("a checked line", lambda: kept.lyrics().lines[0].state is LineState.CHECKED)
    program.shoot("correcting")


def export(program: Program, path: Path) -> None:
    """File > Export > SRT, by keys."""
    program.keys("alt+f", "e", "Return")
    dialog = program.until("the dialog", lambda: program.screen.window("^Export the lyrics"))
    program.screen.activate(dialog)
    program.screen.keys("ctrl+a")
    program.type(str(path))
    program.screen.keys("Return")
    program.until("the exported file", lambda: path.is_file() and path.stat().st_size > 0)
    program.says(path.name)


def judge(path: Path, replaced: str, limit: float) -> None:
    """The SRT, read by somebody else's program, against what is really sung."""
    cues = pysubs2.load(str(path), encoding="utf-8")
    assert all(cue.start < cue.end for cue in cues)
    assert all(one.end <= other.start for one, other in pairwise(cues))
    words = " ".join(re.sub(r"<[^>]*>", "", cue.plaintext) for cue in cues).split()
    assert words[0] == CORRECTED
    true = [word.text for line in truth_of(bundled.recording()) for word in line.words]
    assert word_error_rate(true, [replaced, *words[1:]]) < limit


def test_the_main_job(desk: Desktop, home: Home, tmp_path: Path) -> None:
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        empty = program.shoot("start")
        program.until("all lyrics", home.kept.complete, RECOGNISED)
        assert difference(empty, program.shoot("recognised")) > 0.002
        program.says("demonstration model")
        listen(desk, program)
        replaced = correct(program)
        check(program)
        export(program, tmp_path / "cante.srt")
        judge(tmp_path / "cante.srt", replaced, limit=0.25)
        assert program.close() == 0
        assert "Traceback" not in program.errors() + home.logs()


def test_known_lyrics_are_read_corrected_and_exported(
    desk: Desktop, home_with_lyrics: Home, tmp_path: Path
) -> None:
    """The same hands on words that need no recognising: what is exported is what is sung, but one word."""
    home = home_with_lyrics
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        listen(desk, program)
        replaced = correct(program)
        check(program)
        export(program, tmp_path / "known.srt")
        judge(tmp_path / "known.srt", replaced, limit=0.001)
        assert program.close() == 0
        assert "Traceback" not in program.errors() + home.logs()
