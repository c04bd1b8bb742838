"""A singer taught by hand, from corrections to a model in use: python -m tests.benchmarks.taught [--help]

A new synthetic singer (tests/benchmarks/new_singer.py) is in the library, each line with its true words but
for the first of some recordings. In the real window, on a screen of its own, those are typed anew, every line
is marked as checked, and the wizard is followed from first page to last; nothing is chosen but what it
offers. What came of it is put to use, and recordings that nobody checked are recognised by
`flamenco-desktop transcribe`: by the model in use, and by the one that came with the program. Some twenty
minutes on two cores; pictures of every page where FLAMENCO_SCREENSHOTS says.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from finetune.from_scratch.recordings import write_flac
from finetune.from_scratch.scores import reading
from finetune.from_scratch.song import Song
from flamenco_desktop.audio import decode
from flamenco_desktop.gui.finetune_folder import Training
from flamenco_desktop.library import Library, RecordingInfo
from flamenco_desktop.lyrics.model import Line, LineState, Lyrics, Provenance, Word
from flamenco_desktop.models.store import EMBEDDED_RECOGNISER
from tests.benchmarks import new_singer
from tests.benchmarks.table import Figure, show
from tests.end_to_end.harness import (
    COMMAND,
    OPEN_TITLE,
    Desktop,
    Home,
    Program,
    desktop,
    lacking,
    new_home,
    process_environment,
)
from tests.end_to_end.teaching import begin, kinds, look, trainings

_LONG = 3 * 3600.0
_MISREAD = "nadie"


def main() -> int:
    """Teach, use and measure; 1 where no desktop can be had, or the model is not offered."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.taught", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--seed", type=int, default=2, help="which singer (default: 2)")
    parser.add_argument(
        "--recordings", type=int, default=24, help="to learn from, of a minute each (default: 24)"
    )
    parser.add_argument("--held-out", type=int, default=6, help="to be recognised afterwards (default: 6)")
    chosen = parser.parse_args()
    wanting = lacking()
    if wanting:
        sys.stderr.write(f"no desktop to measure on: {wanting} not installed\n")
        return 1
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    with tempfile.TemporaryDirectory(prefix="ft-") as folder, desktop() as desk:
        home = new_home(Path(folder) / "home")
        songs = dict(written(Path(folder) / "songs", chosen.seed, "train", chosen.recordings))
        fill(home, songs)
        for path, song in songs.items():
            check(desk, home, path, song)
        begun = time.monotonic()
        offered = teach(desk, home)
        minutes = (time.monotonic() - begun) / 60
        tests = dict(written(Path(folder) / "tests", chosen.seed, "test", chosen.held_out))
        sung = sum(line.end - line.start for song in songs.values() for line in song.lines) / 60
        words = [" ".join(line.text for line in song.lines) for song in tests.values()]
        figures = [
            Figure("checked", sung, "min"),
            Figure("from the wizard's first page to a model in use", minutes, "min"),
            Figure("words tested", reading(words, words).words, ""),
            Figure("WER before", 100 * wer(home, tests, words, "--model", EMBEDDED_RECOGNISER), "%"),
            Figure("WER of the model in use", 100 * wer(home, tests, words), "%"),
        ]
    show(f"A singer taught by hand (seed {chosen.seed}, {len(songs)} recordings)", figures)
    return 0 if offered else 1


def written(folder: Path, seed: int, part: str, count: int) -> Iterator[tuple[Path, Song]]:
    """The singer's first recordings of a part as files."""
    folder.mkdir()
    for number, song in enumerate(islice(new_singer.songs(seed, part), count)):
        path = folder / f"{part}-{number:02d}.flac"
        write_flac(song, path)
        yield path, song


def fill(home: Home, songs: dict[Path, Song]) -> None:
    """A library with the recordings and their words, as if once recognised: a word here and there not."""
    home.library.parent.mkdir(parents=True)
    with closing(Library(home.library)) as library:
        for path, song in songs.items():
            about = decode.inspect(path)
            entry = library.add(
                RecordingInfo(
                    path=path,
                    duration=about.duration,
                    title=about.title,
                    singer=about.artist,
                    palo=song.palo,
                )
            )
            lines = [
                Line(tuple(Word(word.text, word.start, word.end) for word in line.words))
                for line in song.lines
            ]
            if typed(song):
                first, *others = lines[0].words
                lines[0] = Line((Word(_MISREAD, first.start, first.end), *others))
            known = Lyrics(tuple(lines), provenance=Provenance(method="recognised", model="known"))
            library.store(entry.id, known)


def typed(song: Song) -> str:
    """The first word, where every keyboard has its letters; else nothing is typed."""
    word = song.lines[0].words[0].text
    return word if word.isascii() else ""


def check(desk: Desktop, home: Home, path: Path, song: Song) -> None:
    """Open a recording, type its first word anew, and mark every line as checked."""

    def lyrics() -> Lyrics:
        with closing(Library(home.library)) as library:
            entry = library.by_path(path)
            found = library.lyrics(entry.id) if entry else None
            assert found is not None
            return found

    with desk.program(home, path) as program:
        program.await_window(OPEN_TITLE)
        word = typed(song)
        if word:
            program.go_to_first_word()
            program.keys("F2", "ctrl+a")
            program.says("Text of the word")
            program.type(word)
            program.keys("Return")
            program.until("the correction", lambda: lyrics().lines[0].words[0].text == word)
        program.keys("ctrl+2", "Home", *["ctrl+Return"] * len(song.lines))
        program.until(
            "checked lines", lambda: all(line.state is LineState.CHECKED for line in lyrics().lines)
        )
        program.close()


def teach(desk: Desktop, home: Home) -> bool:
    """Follow the wizard to its end; whether the model was offered, and is in use and chosen in the list."""
    training = Training(trainings(home) / "1")
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        wizard = begin(program, training)
        program.until("a judgement", lambda: "validation" in kinds(training), _LONG)
        look(program, wizard, "learns")
        program.until("the result", lambda: (training.run / "result.json").is_file(), _LONG)
        result = json.loads((training.run / "result.json").read_text("utf-8"))
        sys.stderr.write(result["verdict"] + "\n")
        if not result["offered"]:
            program.says("It is not better yet")
            look(program, wizard, "not-better")
            return False
        program.says("It understands better now")
        look(program, wizard, "better")
        use(program, home, wizard, result["name"])
        program.close()
    return True


def use(program: Program, home: Home, wizard: str, name: str) -> None:
    """Take the model, and see it chosen in the list of models."""
    program.screen.activate(wizard)
    program.screen.keys("Return")
    in_use = home.library.parent / "models" / "in-use.json"
    program.until("the choice", lambda: in_use.is_file() and name in in_use.read_text(encoding="utf-8"))
    program.keys("ctrl+m")
    models = program.until("the models", lambda: program.screen.window("^Models"))
    program.says("new-singer")
    look(program, models, "models")
    program.screen.close(models)
    program.until("the end of the dialog", lambda: not program.screen.window("^Models"))


def wer(home: Home, songs: dict[Path, Song], words: list[str], *options: str) -> float:
    """What the command line reads of the recordings, against what is sung in them."""
    told = []
    for path in songs:
        done = subprocess.run(
            [*COMMAND, "transcribe", str(path), *options],
            env=process_environment(home.environment), check=True, capture_output=True, text=True,
        )  # fmt: skip
        told.append(" ".join(done.stdout.split()))
    return reading(words, told).wer


if __name__ == "__main__":
    sys.exit(main())
