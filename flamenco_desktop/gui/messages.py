"""Errors in the listener's words: one sentence that says what is so, one that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import edit_messages


@dataclass(frozen=True, slots=True)
class Said:
    """An error in words. `remedy` may be empty; `action` names the action that offers itself."""

    sentence: str
    remedy: str = ""
    action: str = ""

    @property
    def text(self) -> str:
        """Both sentences."""
        return f"{self.sentence} {self.remedy}".strip()


def say(error: FlamencoError) -> Said:
    """The error in the language of the window."""
    code = f"{error.code}.{error.parameters.get('reason', '')}"
    values = {key: _short(key, value) for key, value in error.parameters.items()}
    sentence, remedy, action = _words(code) if _words(code)[0] else _words(error.code)
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
    """Sentence, remedy and action of a code, or of a code and its reason; empty for an unknown one."""
    translate = QCoreApplication.translate
    table = {
        "file_missing": (
            translate("Messages", "There is no file “{path}”."),
            translate("Messages", "It may have been moved or renamed: open it from where it is now."),
            "open",
        ),
        "not_a_file": (
            translate("Messages", "“{path}” is a folder."),
            translate("Messages", "Open a recording inside it."),
            "open",
        ),
        "not_sound": (
            translate("Messages", "“{path}” holds no sound that this program can read."),
            translate("Messages", "Try another copy, or a WAV, FLAC, MP3, Ogg, Opus or M4A file."),
            "open",
        ),
        "empty_sound": (
            translate("Messages", "“{path}” is a sound file without any sound in it."),
            translate("Messages", "Open another recording."),
            "open",
        ),
        "no_output_device": (
            translate("Messages", "There is nothing to play the sound on."),
            translate(
                "Messages",
                "Connect headphones or loudspeakers and press play again; reading and correcting work.",
            ),
            "",
        ),
        "device_gone": (
            translate("Messages", "“{device}” has gone, so the song waits."),
            translate("Messages", "Press play to go on with “{other}”, or choose another output."),
            "output",
        ),
        "device_gone.nothing_left": (
            translate("Messages", "“{device}” has gone, so the song waits."),
            translate("Messages", "Connect it again, or something else to listen with, and press play."),
            "",
        ),
        "broken_off": (
            translate("Messages", "“{path}” breaks off here: the file is not whole."),
            translate("Messages", "Copy or fetch it again to hear the rest."),
            "",
        ),
        "not_lyrics": (
            translate("Messages", "“{path}” cannot be read as lyrics."),
            translate("Messages", "Choose a file that this program, or a subtitle editor, has written."),
            "",
        ),
        "unknown_format": (
            translate("Messages", "There is no lyrics format called “{format}”."),
            translate("Messages", "Choose one of {known}."),
            "",
        ),
        "model_missing": (
            translate("Messages", "The model “{model}” is not on this machine."),
            translate("Messages", "Choose another one, or the folder where it is."),
            "models",
        ),
        "model_broken": (
            translate("Messages", "The model “{model}” cannot be used ({reason})."),
            translate("Messages", "Choose another one, or fetch it again."),
            "models",
        ),
        "device_missing": (
            translate("Messages", "The device “{device}” cannot be used for recognising ({reason})."),
            translate("Messages", "Start again without it: the processor does the same, only slower."),
            "",
        ),
        "memory_short": (
            translate("Messages", "There is not enough memory for the model “{model}”."),
            translate("Messages", "Close other programs, or choose a smaller model."),
            "models",
        ),
        "model_kept": (
            translate("Messages", "The model “{model}” cannot be deleted from here ({reason})."),
            translate("Messages", "If it is yours, delete its folder."),
            "models",
        ),
        "model_in_use": (
            translate("Messages", "The model “{model}” is the one in use."),
            translate("Messages", "Go back to another one first, then delete it."),
            "models",
        ),
        "fetch_failed": (
            translate("Messages", "The model “{model}” could not be fetched from {source} ({reason})."),
            translate("Messages", "Check the connection and go on: what has arrived is kept."),
            "models",
        ),
        "checksum": (
            translate("Messages", "The file “{file}” of the model “{model}” is damaged or has been changed."),
            translate("Messages", "Fetch it again, or get it elsewhere."),
            "models",
        ),
        "disk_full": (
            translate("Messages", "The disk has {free} MB left, and {needed} MB are needed."),
            translate("Messages", "Make room, or choose another folder for the models."),
            "models",
        ),
        "archive": (
            translate("Messages", "The archive “{path}” cannot be unpacked ({reason})."),
            translate("Messages", "Copy it again, or unpack it yourself and choose the folder."),
            "models",
        ),
        "worker_died": (
            translate("Messages", "The recogniser stopped in the middle of its work."),
            translate(
                "Messages", "Nothing of yours is lost. Start it again; a smaller model needs less memory."
            ),
            "transcribe",
        ),
        "job_failed": (
            translate("Messages", "The recording could not be recognised ({reason})."),
            translate("Messages", "Try again, or try another model."),
            "transcribe",
        ),
        "write_failed": (
            translate("Messages", "“{path}” could not be written ({reason})."),
            translate("Messages", "Choose another folder, or make room on the disk."),
            "",
        ),
        "picture_failed": (
            translate("Messages", "The picture of the voice could not be drawn ({reason})."),
            translate("Messages", "Close other programs to free memory, then switch it off and on again."),
            "",
        ),
        "library": (
            translate("Messages", "The library cannot be used ({reason})."),
            translate(
                "Messages", "Corrections are not being kept. Check the disk, then start the program again."
            ),
            "",
        ),
        "library.damaged": (
            translate("Messages", "The library was damaged, and a new one has been begun."),
            translate("Messages", "The old one was moved aside whole: {moved}."),
            "",
        ),
        "library.journal_damaged": (
            translate("Messages", "Some of the last corrections of this recording could not be read back."),
            translate("Messages", "All those before them are here."),
            "",
        ),
        "invalid_edit": (
            translate("Messages", "That correction cannot be made here."),
            translate("Messages", "A word needs letters and some time between its neighbours."),
            "",
        ),
        **edit_messages.table(),
        "unknown": (
            translate("Messages", "Something went wrong that nobody foresaw. What you corrected is kept."),
            translate("Messages", "The details are in the program's log."),
            "log",
        ),
    }
    return table.get(code, ("", "", ""))
