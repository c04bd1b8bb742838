"""Errors in the listener's words: one sentence that says what is so, one that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.errors import FlamencoError


@dataclass(frozen=True, slots=True)
class Said:
    """An error in words. `remedy` may be empty; `action` names the action of `actions.py` that offers itself."""

    sentence: str
    remedy: str = ""
    action: str = ""

    @property
    def text(self) -> str:
        """Both sentences."""
        return f"{self.sentence} {self.remedy}".strip()


def say(error: FlamencoError) -> Said:
    """The error in the language of the window."""
    values = {key: _short(key, value) for key, value in error.parameters.items()}
    sentence, remedy, action = _words(error.code)
    if not sentence:
        return Said(str(error))
    return Said(_filled(sentence, values), _filled(remedy, values), action)


def _short(key: str, value: str | float | int) -> str:
    return Path(str(value)).name or str(value) if key == "path" else str(value)


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _filled(text: str, values: dict[str, str]) -> str:
    return text.format_map(_Blank(values))


def _words(code: str) -> tuple[str, str, str]:
    """Sentence, remedy and action of a code; empty sentence for an unknown one."""
    tr = QCoreApplication.translate
    table = {
        "file_missing": (
            tr("Messages", "There is no file “{path}”."),
            tr("Messages", "It may have been moved or renamed: open it from where it is now."),
            "open",
        ),
        "not_a_file": (
            tr("Messages", "“{path}” is a folder."),
            tr("Messages", "Open a recording inside it."),
            "open",
        ),
        "not_sound": (
            tr("Messages", "“{path}” holds no sound that this program can read."),
            tr("Messages", "Try another copy, or a WAV, FLAC, MP3, Ogg, Opus or M4A file."),
            "open",
        ),
        "empty_sound": (
            tr("Messages", "“{path}” is a sound file without any sound in it."),
            tr("Messages", "Open another recording."),
            "open",
        ),
        "no_output_device": (
            tr("Messages", "There is nothing to play the sound on."),
            tr("Messages", "Connect headphones or loudspeakers and press play again; reading and correcting work."),
            "",
        ),
        "not_lyrics": (
            tr("Messages", "“{path}” cannot be read as lyrics."),
            tr("Messages", "Choose a file that this program, or a subtitle editor, has written."),
            "",
        ),
        "unknown_format": (
            tr("Messages", "There is no lyrics format called “{format}”."),
            tr("Messages", "Choose one of {known}."),
            "",
        ),
        "model_missing": (
            tr("Messages", "The model “{model}” is not on this machine."),
            tr("Messages", "Choose another one, or the folder where it is."),
            "models",
        ),
        "model_broken": (
            tr("Messages", "The model “{model}” cannot be used ({reason})."),
            tr("Messages", "Choose another one, or fetch it again."),
            "models",
        ),
        "device_missing": (
            tr("Messages", "The device “{device}” cannot be used for recognising ({reason})."),
            tr("Messages", "Start again without it: the processor does the same, only slower."),
            "",
        ),
        "worker_died": (
            tr("Messages", "The recogniser stopped in the middle of its work."),
            tr("Messages", "Nothing of yours is lost. Start it again; a smaller model needs less memory."),
            "transcribe",
        ),
        "job_failed": (
            tr("Messages", "The recording could not be recognised ({reason})."),
            tr("Messages", "Try again, or try another model."),
            "transcribe",
        ),
        "write_failed": (
            tr("Messages", "“{path}” could not be written ({reason})."),
            tr("Messages", "Choose another folder, or make room on the disk."),
            "",
        ),
        "library": (
            tr("Messages", "The library cannot be used ({reason})."),
            tr("Messages", "Corrections are not being kept. Check the disk, then start the program again."),
            "",
        ),
        "invalid_edit": (
            tr("Messages", "That correction cannot be made here."),
            tr("Messages", "A word needs letters and some time between its neighbours."),
            "",
        ),
        "unknown": (
            tr("Messages", "Something went wrong that nobody foresaw. What you corrected is kept."),
            tr("Messages", "The details are in the program's log."),
            "log",
        ),
    }
    return table.get(code, ("", "", ""))
