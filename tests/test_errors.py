"""Every error has its words, and survives the way between processes."""

from __future__ import annotations

import re

import pytest

from flamenco_desktop import errors, wording
from flamenco_desktop.errors import FlamencoError

# What the raisers give, by the docstrings of errors.py.
PARAMETERS: dict[str, dict[str, str | int | float]] = {
    "unknown": {},
    "file_missing": {"path": "a/solea.wav"},
    "not_a_file": {"path": "a"},
    "not_sound": {"path": "a.wav", "reason": "Format not recognised."},
    "empty_sound": {"path": "a.wav"},
    "no_output_device": {"reason": "no device"},
    "device_gone": {"device": "Headphones", "other": "Loudspeakers"},
    "broken_off": {"path": "a.wav", "seconds": 12.5},
    "not_lyrics": {"path": "a.srt", "format": "srt", "reason": "no time", "line": 3},
    "unknown_format": {"format": "doc", "known": "srt, lrc"},
    "invalid_edit": {"reason": "empty_word"},
    "model_missing": {"model": "whisper-x", "reason": "not on this machine"},
    "model_broken": {"model": "folder", "reason": "no weights"},
    "device_missing": {"device": "cuda", "reason": "no NVIDIA driver"},
    "memory_short": {"model": "whisper-x"},
    "model_kept": {"model": "whisper-x", "reason": "it is a part of the program"},
    "model_in_use": {"model": "whisper-x"},
    "fetch_failed": {"model": "whisper-x", "source": "https://example.org", "reason": "no answer"},
    "checksum": {"model": "whisper-x", "file": "model.safetensors"},
    "disk_full": {"path": "models", "free": 12, "needed": 3000},
    "archive": {"path": "a.zip", "reason": "it is cut short"},
    "worker_died": {"status": -11},
    "job_failed": {"reason": "index out of range"},
    "cancelled": {},
    "write_failed": {"path": "b.srt", "reason": "No space left on device"},
    "picture_failed": {"reason": "status -9"},
    "library": {"path": "library.sqlite", "reason": "database is locked"},
}


def tree(base: type[FlamencoError]) -> list[type[FlamencoError]]:
    return [base, *(found for child in base.__subclasses__() for found in tree(child))]


KINDS = [kind for kind in tree(FlamencoError) if kind.__module__ == errors.__name__]


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)


def test_words_and_errors_are_the_same_set() -> None:
    assert wording.codes() == {kind.code for kind in KINDS} == set(PARAMETERS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_sentence_names_every_parameter_and_a_remedy(kind: type[FlamencoError]) -> None:
    parameters = PARAMETERS[kind.code]
    sentence = wording.sentence(kind(**parameters))
    for value in parameters.values():
        assert str(value).rstrip(".") in sentence
    assert re.fullmatch(r"[^\n]+: [^\n]+\.", sentence), sentence
    assert "(unknown)" not in sentence
    assert "{" not in sentence
    assert ".)" not in sentence


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_an_error_without_parameters_still_has_a_sentence(kind: type[FlamencoError]) -> None:
    sentence = wording.sentence(kind())
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert "()" not in sentence


def test_a_reason_of_several_lines_stays_one_sentence() -> None:
    sentence = wording.sentence(errors.JobFailedError(reason="first\n  second {x}\n"))
    assert "first second {x}" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_an_error_is_the_same_after_the_wire(kind: type[FlamencoError]) -> None:
    parameters = PARAMETERS[kind.code]
    again = errors.from_code(kind.code, dict(parameters))
    assert type(again) is kind
    assert again.parameters == parameters


def test_a_code_that_nobody_knows_becomes_a_failed_job() -> None:
    assert isinstance(errors.from_code("from_the_future", {}), errors.JobFailedError)
