"""The onsets of what was read, on a bundled recording, whose true times are known."""

from __future__ import annotations

from statistics import median

import pytest

from finetune import onsets
from finetune.clips import Clip
from finetune.dataset import Item, Source
from finetune.packing import Part, Window
from flamenco_desktop import bundled
from flamenco_desktop.lyrics.model import Word
from tests.truth import truth_of

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.fixture(scope="module")
def clip() -> Clip:
    path = bundled.recordings()[0]
    lines = [line for line in truth_of(path) if line.words[-1].end < 20.0]
    parts = tuple(Part(number, line.words) for number, line in enumerate(lines))
    window = Window(0.0, parts[-1].words[-1].end + 0.5, parts, 0)
    return Clip(Item(Source("0" * 64, 1, 60.0), window), path)


def test_the_right_words_are_placed_and_the_others_are_not_asked(clip: Clip) -> None:
    text = clip.item.text
    words = text.split()
    told: list[float] = []
    whole, half, nothing = onsets.errors([clip], [[text], [" ".join(["zzz", *words[1:]])], [""]], told.append)
    assert len(whole) == len(words) and median(whole) < 0.05
    assert len(half) == len(words) - 1 and nothing == [] and told == [1.0]
    assert onsets.table(whole, half).keys() == {"onset error, median (s)"} and onsets.table(whole, []) == {}


def test_estimated_times_are_no_truth(clip: Clip) -> None:
    guessed = Word("ay", 1.0, 2.0, None, estimated=True)
    window = Window(0.0, 5.0, (Part(0, (guessed,)),), 0)
    doubtful = Clip(Item(clip.item.source, window), clip.file)
    assert onsets.errors([doubtful], [["ay"], ["ay"]]) == [[], []]
