"""The voice alone in the pipeline: made once, kept, aligned on, and only as much as is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest
import soundfile

from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.wire import Options
from tests.recognition.test_pipeline import Watcher
from tests.tiny_models import make_separator

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

KEPT = Path(platformdirs.user_cache_dir("flamenco-desktop", appauthor=False)) / "voices"


@pytest.fixture(scope="module")
def pipeline(options: Options, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    separator = make_separator(tmp_path_factory.mktemp("network"))
    return Pipeline(replace(options, isolation=str(separator)))


def test_a_stretch_then_the_whole_then_nothing_more(pipeline: Pipeline, recording: Path) -> None:
    before = set(KEPT.glob("*"))
    stretch = Watcher()
    words = list(pipeline.align(recording, ["ay qué pena"], 7.0, 9.0, stretch).words())
    assert words[0].start >= 7.0
    assert words[-1].end <= 9.02
    assert "isolating" in {stage for stage, _, _ in stretch.told}
    assert set(KEPT.glob("*")) == before
    first, second = Watcher(), Watcher()
    pipeline.transcribe(recording, first)
    told = [fraction for stage, fraction, _ in first.told if stage == "isolating"]
    assert told[0] == 0.0
    assert told[-1] == pytest.approx(1.0, abs=0.01)
    (voice,) = set(KEPT.glob("*")) - before
    assert soundfile.info(voice).duration == pytest.approx(soundfile.info(recording).duration, abs=0.01)
    assert pipeline.isolate(recording, second) == voice
    assert second.told == []
