"""The errors in English sentences for the command line: what, where, and what to do about it.

The window has its own words for the same codes (`gui.messages`), in the listener's language.
"""

from __future__ import annotations

from flamenco_desktop.errors import FlamencoError

_SENTENCES = {
    "unknown": "Something went wrong that has no name: please try again, and report it with the log.",
    "file_missing": "There is no file {path}: check its name and folder.",
    "not_a_file": "{path} is not a file but a folder or a device: name a single file.",
    "not_sound": "{path} holds no sound that can be read{reason}: "
    "use a recording in WAV, FLAC, MP3, OGG, Opus, M4A or another common format.",
    "empty_sound": "{path} is a sound file with nothing in it: record or copy it again.",
    "no_output_device": "There is no device to play sound on{reason}: connect one, or go on without sound.",
    "device_gone": "The output {device} has gone: connect it again, or go on with {other}.",
    "broken_off": "The sound of {path} breaks off after {seconds} s: the file is not whole, "
    "copy or fetch it again.",
    "not_lyrics": "{path} cannot be read as lyrics{format}{line}{reason}: mend the file, or name another.",
    "unknown_format": "There is no lyrics format called {format}: choose one of {known}.",
    "invalid_edit": "This correction would break the lyrics{reason}: "
    "words keep their order and never overlap.",
    "model_missing": "The model {model} is missing{reason}: fetch it ('flamenco-desktop models fetch "
    "{model}'), see 'flamenco-desktop models' for those here, or name the folder that holds it.",
    "model_broken": "The model {model} cannot be used{reason}: fetch or copy it again, or choose another.",
    "device_missing": "The device {device} cannot be used here{reason}: choose --device auto or cpu, "
    "and see 'flamenco-desktop devices'.",
    "memory_short": "There is not enough memory for the model {model}: close other programs, "
    "or choose a smaller model.",
    "model_kept": "The model {model} stays as it is{reason}: change or delete it there yourself, "
    "if it is yours.",
    "model_in_use": "The model {model} is the one in use: go back to another one first "
    "('flamenco-desktop finetune roll-back', or 'use NAME'), then delete it.",
    "fetch_failed": "The model {model} could not be fetched from {source}{reason}: check the connection "
    "and try again, it goes on where it stopped; or install it from a folder or an archive.",
    "checksum": "The file {file} of the model {model} is not what its publisher made (its checksum is "
    "another): fetch it again, or get it elsewhere.",
    "disk_full": "The disk of {path} has {free} MB left and {needed} MB are needed: make room, "
    "or choose another folder for the models.",
    "archive": "The archive {path} cannot be unpacked{reason}: copy it again, or unpack it yourself "
    "and name the folder.",
    "worker_died": "The recogniser's process ended by itself (status {status}): try again; "
    "if it is short of memory, close other programs or choose a smaller model.",
    "job_failed": "The job failed in a way that nobody foresaw{reason}: try again, or report its log.",
    "cancelled": "Cancelled: nothing was written.",
    "write_failed": "{path} could not be written{reason}: choose another place, or make room.",
    "picture_failed": "The picture of the voice could not be made{reason}: try again, or free some memory.",
    "library": "The library {path} cannot be used{reason}: make sure that it can be written, or move it away "
    "and a new one is made.",
}

_OPTIONAL = {"reason": " ({})", "format": " in the format {}", "line": ", line {}"}


class _Parameters(dict[str, str]):
    """Values for a sentence: what the error does not say is left out, or unknown where it must stand."""

    def __missing__(self, key: str) -> str:
        return "" if key in _OPTIONAL else "(unknown)"


def sentence(error: FlamencoError) -> str:
    """One English sentence for `error`, without a line break."""
    template = _SENTENCES.get(error.code, _SENTENCES["unknown"])
    values = _Parameters()
    for key, value in error.parameters.items():
        text = " ".join(str(value).split())
        if not text:
            continue
        framed = key in _OPTIONAL and not (error.code == "unknown_format" and key == "format")
        values[key] = _OPTIONAL[key].format(text.rstrip(".")) if framed else text
    return template.format_map(values)


def codes() -> frozenset[str]:
    """The codes that have a sentence."""
    return frozenset(_SENTENCES)
