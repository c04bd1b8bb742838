from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from finetune.batches import Plan
from finetune.dataset import Item, Source
from finetune.features import FRAMES, Change, changed, draw
from finetune.from_scratch import tokenizer as whisper
from finetune.labels import IGNORED, SLIPS, Labels, used_tokens
from finetune.packing import Part, Window
from finetune.spec import TrainingSpec
from tests.finetune.made import line

SOURCE = Source("a" * 64, 1, 60.0)


def window(*texts: str, previous: str = "") -> Item:
    parts = tuple(Part(n, line(text, 10.0 + 5 * n, 3.0).words) for n, text in enumerate(texts))
    return Item(SOURCE, Window(9.5, 9.5 + max(5.0, 5.0 * len(texts)), parts, 0), previous)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    from tokenizers import Tokenizer

    folder = tmp_path_factory.mktemp("tokenizer")
    whisper.build_tokenizer(folder)
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def test_text_alone(words: object) -> None:
    labels = Labels(words, "es", timestamps=True)
    found = labels.label(window("la luna", "al río"))
    prompt = [whisper.START_OF_TRANSCRIPT, whisper.SPANISH, whisper.TRANSCRIBE, whisper.NO_TIMESTAMPS]
    assert found.inputs[:4].tolist() == prompt
    assert found.targets[:3].tolist() == [whisper.SPANISH, IGNORED, IGNORED]
    assert labels.read(found.targets[3:]) == "la luna al río" and found.targets[-1] == whisper.END_OF_TEXT
    assert found.inputs[1:].tolist()[3:] == found.targets[:-1].tolist()[3:]


def test_times_follow_the_window_and_its_pace(words: object) -> None:
    labels = Labels(words, "es", timestamps=True)
    tokens = labels.label(window("la luna", "al río"), timestamps=True, pace=1.1).targets.tolist()
    times = [(token - whisper.FIRST_TIMESTAMP) * 0.02 for token in tokens if token >= whisper.FIRST_TIMESTAMP]
    assert times == pytest.approx([0.5 / 1.1, 3.45 / 1.1, 5.5 / 1.1, 8.45 / 1.1], abs=0.011)
    assert whisper.NO_TIMESTAMPS not in tokens
    plain = Labels(words, "es", timestamps=False).label(window("la luna"), timestamps=True)
    assert max(plain.targets) < whisper.FIRST_TIMESTAMP


def test_what_was_before_is_told_but_not_asked(words: object) -> None:
    labels = Labels(words, "es", timestamps=True)
    found = labels.label(window("la luna", previous="tengo una pena"), previous=True)
    assert found.inputs[0] == whisper.START_OF_PREVIOUS
    start = found.inputs.tolist().index(whisper.START_OF_TRANSCRIPT)
    assert labels.read(found.inputs[1:start]) == "tengo una pena"
    assert set(found.targets[:start].tolist()) == {IGNORED}
    long = labels.label(window(*["la luna baja al río"] * 30, previous="ay pena " * 300), previous=True)
    assert len(long.inputs) <= 447
    never = Labels(words, "es", timestamps=True, prompted=False)
    assert never.label(window("la luna", previous="tengo una pena"), previous=True).inputs[0] == never.start


def test_slips_are_in_what_is_given_and_never_in_what_is_asked(words: object) -> None:
    labels = Labels(words, "es", timestamps=True)
    item = window("la luna", "al río", previous="tengo una pena")
    right = labels.label(item, previous=True, timestamps=True)
    slipped = [
        labels.label(item, previous=True, timestamps=True, slips=np.random.default_rng(n)) for n in range(200)
    ]
    assert all(np.array_equal(one.targets, right.targets) for one in slipped)
    wrong = np.array([one.inputs != right.inputs for one in slipped])
    text = np.isin(right.inputs, right.targets) & (right.inputs < labels.end)
    assert not wrong[:, ~text].any() and 0.05 < wrong[:, text].mean() < SLIPS
    nothing = labels.label(window(), slips=np.random.default_rng(1))
    assert np.array_equal(nothing.inputs, labels.label(window()).inputs)


def test_where_nobody_sings_that_is_what_is_said(words: object) -> None:
    found = Labels(words, "es", timestamps=True).label(window())
    assert found.targets.tolist() == [whisper.NO_SPEECH, IGNORED, IGNORED, whisper.END_OF_TEXT]


@pytest.mark.parametrize(("longest", "count"), [(1, 20), (3, 9)])
def test_a_model_that_spells_is_taught_in_its_own_pieces(words: Any, longest: int, count: int) -> None:
    used = np.zeros(whisper.VOCABULARY_SIZE, bool)
    for token in range(whisper.END_OF_TEXT):
        used[token] = re.fullmatch(rf" ?[a-zñáéíóúü]{{1,{longest}}}| ", words.decode([token])) is not None
    labels = Labels(words, "es", timestamps=False, used=used)
    tokens = labels.text("Se le ha parao, ¡el corazón!")
    assert used[tokens].all()
    assert labels.read(tokens) == "se le ha parao el corazón"
    assert len(tokens) == count


def test_a_model_made_letter_by_letter_is_taught_letter_by_letter(words: object) -> None:
    from finetune.from_scratch.spelling import Spelling

    spelling = Spelling()
    used = np.zeros(whisper.VOCABULARY_SIZE, bool)
    used[list(spelling.standard)] = True
    labels = Labels(words, "es", timestamps=False, used=used)
    tokens = labels.text("Se le ha parao, ¡el corazón!")
    assert tokens == [token for word in labels.read(tokens).split() for token in spelling.spell(word)]


def test_rows_that_point_nowhere_are_seen() -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(5000, 16))
    assert used_tokens(rows).all()
    rows[1000:] = rows[1000]
    assert used_tokens(rows)[:1000].all() and not used_tokens(rows)[1000:].any()


def test_every_window_is_seen_once_an_epoch_and_some_are_practised() -> None:
    plan = Plan(TrainingSpec("d", "o", batch=8, rehearsal_share=0.25, epochs=3), 30, 7)
    assert (plan.fresh, plan.rehearsed, plan.steps_an_epoch) == (6, 2, 5)
    seen = [number for step in range(5) for number in plan.step(step)[0]]
    assert sorted(seen) == list(range(30))
    assert all(len(plan.step(step)[1]) == 2 for step in range(15))
    assert plan.step(7) == plan.step(7) != plan.step(8)


def test_few_windows_are_seen_more_often_than_many() -> None:
    plans = [Plan(TrainingSpec("d", "o", rehearsal=(), rehearsal_share=0.0), own, 0) for own in (8, 40, 800)]
    assert [plan.steps for plan in plans] == [40, 120, 1200]


def test_a_training_on_one_window_has_a_plan() -> None:
    plan = Plan(TrainingSpec("d", "o", batch=1, rehearsal_share=0.9), 1, 3)
    assert plan.step(0) == ([0], [])


def mel(seconds: float) -> np.ndarray:
    found = np.full((80, FRAMES), -0.5, np.float32)
    frames = round(seconds * 100)
    found[20:40, :frames] = np.sin(np.arange(frames) / 10) / 2 + 0.5
    return found


def test_a_faster_window_is_shorter() -> None:
    rng = np.random.default_rng(1)
    fast = changed(mel(10), 10, Change(pace=1.1), rng)
    sounding = np.flatnonzero(fast[30] > -0.45)
    assert fast.shape == (80, FRAMES) and sounding[-1] == pytest.approx(1000 / 1.1, abs=4)
    assert np.array_equal(changed(mel(10), 10, Change(), rng), mel(10))


def test_noise_and_room_add_energy_and_nothing_is_lost() -> None:
    rng = np.random.default_rng(1)
    loud = changed(mel(10), 10, Change(room=0.4, noise=4.0), rng)
    assert np.isfinite(loud).all() and loud.dtype == np.float32
    assert (loud[20:40, :1000] >= mel(10)[20:40, :1000] - 1e-3).all()
    assert loud[60, :1000].mean() > mel(10)[60, :1000].mean()


def test_masks_hide_little() -> None:
    hidden = changed(mel(20), 20, Change(masks=True), np.random.default_rng(3))
    assert 0 < (hidden != mel(20)).mean() < 0.4


def test_no_window_gets_too_long() -> None:
    rng = np.random.default_rng(5)
    assert all(draw(rng, 29.5).pace >= 29.5 / 30 for _ in range(50))
