"""Taps words until it is killed: run as a program by test_tapping_killed.

`tapping.py LIBRARY RECORDING`: opens RECORDING's lyrics in LIBRARY, taps word after word, and says after each
line (as JSON, one line of output) at what times its words were tapped, once the library has it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from flamenco_desktop.audio.player import Player
from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.outline import Outline
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.tap_mode import TapMode
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.library import Library

LATER, LENGTH = 0.1, 0.25
"""Seconds by which each word is tapped after its onset, and for how long the key is down."""


def main() -> None:
    app = QApplication(sys.argv[:1])
    home = Path(sys.argv[1])
    library = Library(home)
    (entry,) = library.entries()
    history = library.history(entry.id)
    library.close()
    assert history is not None
    document, writer = LyricDocument(), LibraryWriter(home)
    writer.follow(document)
    writer.start()
    folder = home.parent
    preferences = Preferences(folder / "preferences.ini")
    desk = Desk(
        writer, document, Worker(log_path=folder / "log"), Player, preferences, Outline(folder / "peaks")
    )
    # Its file is never opened: the place in the song is wherever one goes.
    desk.entry = entry
    document.reopen(history, entry.duration, entry.id)
    lines = document.lines
    mode = TapMode(desk, lambda: (0, 0))
    mode.begin()
    while mode.seconds_to_first() > lines[0].words[0].start - desk.position() + 1e-6:
        app.processEvents()
    app.processEvents()
    for line in lines:
        tapped = []
        for word in line.words:
            onset = word.start + LATER
            desk.seek(onset)
            mode.press()
            desk.seek(onset + LENGTH)
            mode.release()
            tapped.append([round(onset, 4), round(onset + LENGTH, 4)])
        kept = writer.flush()
        print(json.dumps({"tapped": tapped, "kept": kept, "steps": document.undo_stack.count()}), flush=True)


if __name__ == "__main__":
    main()
