"""The recogniser's training in small: a few steps, the loss falls, what is saved loads everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import WhisperForConditionalGeneration

from finetune.from_scratch import recogniser, training
from finetune.from_scratch.examples import IGNORED, Maker, collate, written
from finetune.from_scratch.faults import BrokenCheckpointError
from finetune.from_scratch.recogniser import Recipe, Stage
from finetune.from_scratch.spelling import Spelling
from finetune.from_scratch.tokenizer import FIRST_TIMESTAMP, NO_SPEECH, SPANISH
from finetune.from_scratch.windows import Mixing, Pool, Window, draw, place

SMALL = Recipe(
    kept=1.0,
    width=48,
    encoder_layers=1,
    decoder_layers=1,
    stages=(
        Stage("encoder", 4.0, 60, 4, 3e-3, decoder=False),
        Stage("both", 4.0, 40, 4, 3e-3, decoder=True),
        Stage("whole", 30.0, 1, 1, 1e-3, decoder=True),
    ),
)


@pytest.fixture(scope="module")
def trained(pool_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the log, the checkpoint and the model of a small training."""
    out = tmp_path_factory.mktemp("recogniser")
    recogniser.export(recogniser.train(SMALL, pool_folder, out, workers=0, device="cpu"), out / "model")
    return out


def test_the_losses_fall(trained: Path) -> None:
    rows = training.read_log(trained / "log.jsonl")
    for name in ("letters", "around", "places"):
        losses = [row[name] for row in rows if row["stage"] == "encoder" and name in row]
        assert losses[-1] < 0.9 * losses[0], name
    assert any("frames_10db" in row for row in rows)
    text = [row["text"] for row in rows if row["stage"] == "both" and "text" in row]
    assert text[-1] < 0.9 * text[0]
    assert any("wer_10db" in row for row in rows)


def test_rows_that_training_does_not_use_are_never_written(trained: Path) -> None:
    """Whatever comes to the last layer norm: the best row is one of those that were trained."""
    whisper = WhisperForConditionalGeneration.from_pretrained(trained / "model", dtype=torch.float32)
    states = 5 * torch.randn(3000, SMALL.width, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        best = whisper.proj_out(whisper.model.decoder.layer_norm(states)).argmax(-1)
    assert set(best.tolist()) <= set(Spelling().standard)


def test_a_finished_training_has_nothing_left_to_do(trained: Path, pool_folder: Path) -> None:
    before = (trained / "log.jsonl").read_text("utf-8")
    again = recogniser.train(SMALL, pool_folder, trained, workers=0, device="cpu")
    assert (trained / "log.jsonl").read_text("utf-8") == before
    state = training.load_checkpoint(trained / "checkpoint.pt")
    assert state is not None and state["stage"] == 3
    torch.testing.assert_close(again.letters.weight.detach(), state["model"]["letters.weight"])


def test_an_interrupted_training_goes_on(trained: Path, pool_folder: Path, tmp_path: Path) -> None:
    longer = replace(SMALL, stages=(replace(SMALL.stages[0], steps=2),))
    recogniser.train(longer, pool_folder, tmp_path, workers=0, device="cpu")
    state = training.load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and (state["stage"], state["step"]) == (1, 0)
    assert recogniser.read_recipe(tmp_path) == longer


def test_what_is_exported_is_the_mean_of_two_states(pool_folder: Path, tmp_path: Path) -> None:
    stages = (replace(SMALL.stages[0], steps=2), replace(SMALL.stages[1], steps=2))
    made = recogniser.train(replace(SMALL, stages=stages, kept=0.75), pool_folder, tmp_path, workers=0,
                            device="cpu").state_dict()  # fmt: skip
    before = training.load_checkpoint(tmp_path / recogniser.BEFORE)
    after = training.load_checkpoint(tmp_path / "checkpoint.pt")
    assert before is not None and after is not None
    name = "letters.weight"
    assert not torch.equal(before["model"][name], after["model"][name])
    torch.testing.assert_close(made[name], 0.25 * before["model"][name] + 0.75 * after["model"][name])


def test_a_checkpoint_of_another_recipe_is_one_sentence(trained: Path, pool_folder: Path) -> None:
    with pytest.raises(BrokenCheckpointError, match="another recipe"):
        recogniser.train(replace(SMALL, width=24), pool_folder, trained, workers=0, device="cpu")


def test_a_broken_recipe_is_named(tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text('{"stages": 3}', "utf-8")
    with pytest.raises(BrokenCheckpointError, match=r"recipe\.json"):
        recogniser.read_recipe(tmp_path)


@pytest.mark.model
def test_transformers_reads_with_it_and_has_whispers_settings(trained: Path) -> None:
    from transformers import WhisperForConditionalGeneration, WhisperProcessor

    processor = WhisperProcessor.from_pretrained(trained / "model")
    model = WhisperForConditionalGeneration.from_pretrained(trained / "model")
    assert model.config.vocab_size == 51_865 and model.config.max_source_positions == 1500
    sound = np.random.default_rng(1).normal(0, 0.1, 160_000).astype(np.float32)
    inputs = processor(sound, sampling_rate=16_000, return_tensors="pt", return_attention_mask=True)
    with torch.inference_mode():
        tokens = model.generate(
            inputs.input_features,
            attention_mask=inputs.attention_mask,
            language="es",
            task="transcribe",
            max_new_tokens=12,
        )
    written_ids = set(tokens[0].tolist())
    # Of the standard vocabulary only what was trained is ever written.
    assert written_ids <= set(Spelling().standard)


@pytest.mark.model
def test_ctranslate2_reads_with_it(trained: Path) -> None:
    from finetune.from_scratch.evaluate import Reader

    sound = np.random.default_rng(2).normal(0, 0.1, 160_000).astype(np.float32)
    texts = Reader(str(trained / "model")).read([sound, sound[:1600]])
    assert len(texts) == 2 and all(isinstance(text, str) for text in texts)


def test_words_are_written_in_the_span_in_which_they_are_sung(pool_folder: Path) -> None:
    line = place(Pool(pool_folder, "train").lines[2], 3.0, 1.0)
    window = Window(np.zeros(320_000, np.float32), 20.0, (line,))
    spelling = Spelling()
    tokens, spans = written(window, spelling, 5.0, True)
    assert spelling.read(tokens) == line.text
    assert tokens[0] == FIRST_TIMESTAMP + round((line.start + 5.0) * 50)
    assert tokens[-1] == FIRST_TIMESTAMP + round((line.end + 5.0) * 50)
    assert all(line.start - 0.2 <= start < end <= line.end + 0.2 for start, end in spans)
    starts = [start for start, _ in spans[1:-1]]
    assert starts == sorted(starts)


def test_targets_and_guide_of_a_batch(pool_folder: Path) -> None:
    pool, spelling = Pool(pool_folder, "train"), Spelling()
    stage = SMALL.stages[1]
    sung = Maker(pool, spelling, stage, SMALL, Mixing(seconds=4.0, voiceless=0.0), True)
    silent = Maker(pool, spelling, stage, SMALL, Mixing(seconds=4.0, voiceless=1.0), True)
    example = next(made for made in (sung(number) for number in range(20)) if len(made.targets) > 8)
    batch = collate([example, silent(3)])
    assert batch.targets[0, 0] == spelling.small[SPANISH]
    assert batch.targets[1, 0] == spelling.small[NO_SPEECH]
    assert (batch.targets[1] == IGNORED).any()
    assert batch.guide.shape == (*batch.inputs.shape, 200)
    assert batch.guide[0].any() and not batch.guide[1].any()


def test_validation_counts_wrong_words() -> None:
    assert recogniser.word_errors(["la luna", ""], ["la luna", "ay"]) == 0.0
    assert recogniser.word_errors(["la luna llena"], ["la lima"]) == pytest.approx(2 / 3)


def test_the_same_number_is_the_same_window(pool_folder: Path) -> None:
    pool = Pool(pool_folder, "train")
    maker = Maker(pool, Spelling(), SMALL.stages[0], SMALL, Mixing(seconds=4.0), True)
    np.testing.assert_array_equal(maker(9).inputs, maker(9).inputs)
    np.testing.assert_array_equal(draw(pool.lines, 10, 9, Mixing(seconds=4.0)).samples, maker(9).samples)
