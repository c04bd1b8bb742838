"""The detectors that come along find speech, without the network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from flamenco_desktop import bundled
from flamenco_desktop.audio import decode
from flamenco_desktop.recognition.detectors import open_detector
from tests.recognition.sounds import hush
from tests.truth import truth_of

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.mark.parametrize("name", ["silero", "pyannote"])
def test_a_detector_hears_most_of_a_cante_and_nothing_in_a_hush(name: str) -> None:
    recording = bundled.recordings()[0]
    samples = decode.load(recording)[: 30 * 16000]
    detector = open_detector(name)
    spans = detector.spans(samples)
    lines = [line for line in truth_of(recording) if line.end < 30.0]
    covered = [
        sum(max(0.0, min(line.end, span.end) - max(line.start, span.start)) for span in spans)
        for line in lines
    ]
    assert sum(covered) > 0.5 * sum(line.end - line.start for line in lines)
    assert all(span.start < span.end for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert detector.spans(hush(3.0)) == ()
    assert detector.spans(np.zeros(0, np.float32)) == ()


def test_no_other_is_known() -> None:
    with pytest.raises(ValueError, match="abacus"):
        open_detector("abacus")
