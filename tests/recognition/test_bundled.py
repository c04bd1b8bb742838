"""The whole way from the command line to words and times, on the recordings that come with the program."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from flamenco_desktop import bundled
from flamenco_desktop.lyrics.model import Word
from flamenco_desktop.lyrics.plain import lyrics_from_plain
from tests.truth import matched, truth_of, word_error_rate

pytestmark = pytest.mark.model

MOST_WRONG = 0.25
ONSET = 0.060  # seconds
_TIMEOUT = 240


@dataclass(frozen=True)
class Heard:
    """What the program heard in a recording, and what is sung there."""

    words: tuple[Word, ...]
    true: tuple[Word, ...]
    duration: float
    provenance: dict[str, str]

    def texts(self) -> tuple[list[str], list[str]]:
        return [word.text for word in self.true], [word.text for word in self.words]


@pytest.fixture(scope="module", params=bundled.recordings(), ids=lambda path: path.stem)
def heard(request: pytest.FixtureRequest) -> Heard:
    """One run of the command for all tests of a recording."""
    path: Path = request.param
    command = [sys.executable, "-m", "flamenco_desktop", "transcribe", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    assert done.returncode == 0, done.stderr
    plain = json.loads(done.stdout)
    assert plain["schema"] == 1
    assert plain["language"] == "es"
    lyrics = lyrics_from_plain(plain)
    from flamenco_desktop.audio import decode

    true = tuple(word for line in truth_of(path) for word in line.words)
    return Heard(tuple(lyrics.words()), true, decode.inspect(path).duration, plain["provenance"])


def test_there_are_recordings_with_their_truth() -> None:
    assert len(bundled.recordings()) >= 2
    assert all(truth_of(path) for path in bundled.recordings())


def test_the_words_are_readable(heard: Heard) -> None:
    true, words = heard.texts()
    wrong = word_error_rate(true, words)
    assert wrong < MOST_WRONG, f"WER {wrong:.1%}: {' '.join(words)}"


def test_every_word_is_timed_in_order_and_alone(heard: Heard) -> None:
    assert heard.words
    assert all(0.0 <= word.start < word.end <= heard.duration + 0.02 for word in heard.words)
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(heard.words))
    # Times that were only shared out between neighbours are no times.
    estimated = sum(word.estimated for word in heard.words)
    assert estimated <= 0.02 * len(heard.words)


def test_words_begin_when_they_are_sung(heard: Heard) -> None:
    true, words = heard.texts()
    pairs = matched(true, words)
    assert len(pairs) > (1 - MOST_WRONG) * len(true)
    errors = [abs(heard.words[at].start - heard.true[of].start) for of, at in pairs]
    median = statistics.median(errors)
    assert median < ONSET, f"median onset error {median * 1000:.0f} ms of {len(errors)} words"


def test_it_says_where_the_words_come_from(heard: Heard) -> None:
    assert heard.provenance["method"] == "recognised"
    assert heard.provenance["model"]
    assert heard.provenance["aligner"]
