"""What is asked for with each recording needs no other models; other models do."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from flamenco_desktop.lyrics.vocabulary import PROMPT
from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.recognition.worker import Worker
from flamenco_desktop.wire import Options


@pytest.fixture
def worker() -> Worker:
    return Worker(io.BytesIO())


def test_models_stay_while_a_queue_asks_for_different_things(worker: Worker, options: Options) -> None:
    first = worker.pipeline(options)
    asked = replace(options, language="ca", singing="everything", prompt="Camarón", isolation="hdemucs")
    assert worker.pipeline(asked) is first
    assert first.options == asked
    assert worker.pipeline(Options(aligner=options.aligner, device="cpu")) is not first


def test_the_prompt_is_for_large_models_and_their_language(options: Options) -> None:
    own = Pipeline(options)
    assert own._prompt(own.recogniser_model) == PROMPT
    for prompt, language, told in (
        (None, "ca", ""),
        ("", "es", ""),
        ("Camarón, la Perla", "ca", "Camarón, la Perla"),
    ):
        own.options = replace(options, prompt=prompt, language=language)
        assert own._prompt(own.recogniser_model) == told
    small = Pipeline(Options(prompt="Camarón", device="cpu"))
    assert small._prompt(small.recogniser_model) == ""
