"""Pictures of the karaoke view at five moments of the bundled recording:

    python -m tests.pictures.karaoke FOLDER

Every ground (dark, light, high contrast) at 100 % and 200 % scale, in both languages, and, with `--marks`,
with jaleos, quejíos and a voice without text put into the lyrics. Painted offscreen by Qt itself: what a
listener sees but for the system's own frame and typefaces.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

SIZE = (1280, 720)
LANGUAGES = ("es", "en")
SCALES = (1, 2)


def main() -> int:
    """Ask a process for each scale and language: Qt scales only from its start."""
    asked = argparse.ArgumentParser(prog="python -m tests.pictures.karaoke", description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--marks", action="store_true", help="with jaleos, quejíos and a voice without text")
    asked.add_argument("--size", type=int, nargs=2, default=SIZE, metavar=("WIDTH", "HEIGHT"))
    asked.add_argument("--one", nargs=2, metavar=("LANGUAGE", "SCALE"), help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.one:
        return draw(told.folder, told.one[0], int(told.one[1]), tuple(told.size), marks=told.marks)
    for language in LANGUAGES:
        for scale in SCALES:
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
            own = [
                sys.executable,
                "-m",
                "tests.pictures.karaoke",
                *sys.argv[1:],
                "--one",
                language,
                str(scale),
            ]
            subprocess.run(own, check=True, env=environment)
    return 0


def draw(folder: Path, language: str, scale: int, size: tuple[int, ...], *, marks: bool) -> int:
    """All grounds and moments in one language and scale."""
    from PySide6.QtCore import QTranslator
    from PySide6.QtWidgets import QApplication

    from flamenco_desktop import bundled
    from flamenco_desktop.gui.assets import TRANSLATIONS
    from flamenco_desktop.gui.karaoke_view import KaraokeView
    from flamenco_desktop.gui.theme import Choice, Theme
    from flamenco_desktop.lyrics.plain import lyrics_from_plain

    app = QApplication(sys.argv[:1])
    translator = QTranslator()
    if translator.load(f"flamenco_{language}", str(TRANSLATIONS)):
        app.installTranslator(translator)
    recording = bundled.recording()
    about = bundled.about(recording)
    plain = json.loads(recording.with_suffix(".json").read_text(encoding="utf-8"))
    lines = lyrics_from_plain(plain).lines
    if marks:
        lines = marked(lines)
    theme = Theme(app, Choice.DARK)
    folder.mkdir(parents=True, exist_ok=True)
    for choice in (Choice.DARK, Choice.LIGHT, Choice.CONTRAST):
        theme.choose(choice)
        for name, time in moments(lines).items():
            view = KaraokeView(theme)
            view.resize(*size)
            view.set_cover(about.title, "  ·  ".join((about.singer, about.palo)))
            view.set_lines(lines)
            view.set_clock(lambda time=time: time)
            view.show()
            app.processEvents()
            path = folder / f"{name}-{choice.value}-{scale}00-{language}.png"
            if not view.grab().save(str(path)):
                raise SystemExit(f"{path} cannot be written")
            view.close()
            view.deleteLater()
    return 0


def moments(lines):  # type: ignore[no-untyped-def]
    """Five moments by name, in seconds: the cover, a melisma, between two verses, a falseta, the end."""
    words = [word for line in lines for word in line.words]
    melisma = max(words, key=lambda word: word.end - word.start)
    gaps = [(after.start - before.end, before.end) for before, after in pairwise(lines)]
    longest, begin = max(gaps)
    middle = lines[1]
    return {
        "1-cover": lines[0].start * 0.4,
        "2-melisma": melisma.start + 0.6 * (melisma.end - melisma.start),
        "3-verse": (middle.start + middle.end) / 2,
        "4-falseta": begin + 0.55 * longest,
        "5-end": lines[-1].end + 5.0,
    }


def marked(lines):  # type: ignore[no-untyped-def]
    """The same lyrics with everything that a listener can mark in them."""
    from flamenco_desktop.lyrics.model import Kind, Line, Word

    made = []
    for index, line in enumerate(lines):
        made.append(line)
        room = (lines[index + 1].start if index + 1 < len(lines) else line.end + 3.0) - line.end
        if index % 3 == 0 and room > 0.7:
            call = Word("¡ole!", line.end + 0.1, line.end + 0.5, kind=Kind.JALEO)
            made.append(Line((call,), kind=Kind.JALEO))
        if index % 4 == 3 and room > 3.0:
            cry = Word("…", line.end + 1.0, line.end + 2.6)
            made.append(Line((cry,), kind=Kind.QUEJIO))
    first = made[0]
    cry = Word("ay", first.words[0].start, first.words[0].end, kind=Kind.QUEJIO)
    made[0] = replace(first, words=(cry, *first.words[1:]))
    return tuple(made)


if __name__ == "__main__":
    sys.exit(main())
