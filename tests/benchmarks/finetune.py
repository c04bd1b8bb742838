"""Fine-tuning a new singer, as one command: python -m tests.benchmarks.finetune [curve | speed] [--help]

`curve`: a synthetic singer whose voice, ornaments and words the embedded model has not met
(tests/benchmarks/new_singer.py) sings training recordings of 2, 5, 10 and 20 minutes and, other verses,
held-out recordings; `python -m finetune` trains on the first and reads the second. For each amount and seed:
WER before and after, the change on other singing, words invented in ten minutes of guitar and palmas, and the
hours it took. Then mean and spread.

`speed`: windows a second, peak memory, and the share of the device's peak, of this training and of Hugging
Face's Seq2SeqTrainer, on the same windows in the same run, for a Whisper of random weights of a given shape.

Hours on two cores for the whole of `curve`; what is done is kept in the folder, and the same command goes on.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from finetune.spec import TrainingSpec
from tests.benchmarks.table import conditions

SHAPES = {"tiny": (384, 4, 4, 6, 80), "small": (768, 12, 12, 12, 80), "large-v3": (1280, 32, 32, 20, 128)}


def main() -> int:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.finetune", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("what", choices=("curve", "speed"), nargs="?", default="curve")
    parser.add_argument("--folder", type=Path, default=Path("build/finetune"))
    parser.add_argument("--minutes", default="2,5,10,20")
    parser.add_argument("--test-minutes", type=float, default=5.0)
    parser.add_argument("--empty-minutes", type=int, default=10)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--base", default="")
    parser.add_argument("--spec", default="{}", help="JSON of further fields of the training spec")
    parser.add_argument("--shape", choices=SHAPES, default="small")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--method", choices=("lora", "all"), default="lora")
    chosen = parser.parse_args()
    print(conditions())
    if chosen.what == "speed":
        return speed(chosen)
    return curve(chosen)


# --- the learning curve -------------------------------------------------------------------------------------


def curve(chosen: argparse.Namespace) -> int:
    """Every amount with every seed."""
    seeds = [int(seed) for seed in chosen.seeds.split(",")]
    print("| minutes | WER before | after (mean ± spread) | other singing | invented | hours |")
    print("|--:|--:|--:|--:|--:|--:|")
    for minutes in (float(text) for text in chosen.minutes.split(",")):
        rows = [one(chosen, minutes, seed) for seed in seeds]
        before, after, other, invented, hours = zip(*rows, strict=True)
        print(
            f"| {minutes:g} | {_mean(before)} | {_mean(after)} | {_mean(other)} | {_mean(invented)} |"
            f" {_mean(hours)} |",
            flush=True,
        )
    return 0


def _mean(values: tuple[float, ...]) -> str:
    spread = f" ± {statistics.stdev(values):.3f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.3f}{spread}"


def one(chosen: argparse.Namespace, minutes: float, seed: int) -> tuple[float, float, float, float, float]:
    """One training: WER before and after, change on other singing, invented words, hours."""
    home = chosen.folder / f"{minutes:g}-minutes-seed-{seed}"
    done = home / "row.json"
    if not done.is_file():
        # A share of it says when to stop; `minutes` are what is learnt from.
        train = singing(
            chosen.folder, seed, "train", round(minutes / (1.0 - TrainingSpec("-", "-").held_out), 1)
        )
        test = singing(chosen.folder, seed, "test", chosen.test_minutes)
        asked = {
            "dataset": str(train.resolve()), "test": str(test.resolve()),
            "out": str((home / "run").resolve()),
            "base": chosen.base, "seed": seed, **json.loads(chosen.spec),
        }  # fmt: skip
        home.mkdir(parents=True, exist_ok=True)
        (home / "spec.json").write_text(json.dumps(asked, indent=1))
        begun = time.monotonic()
        with (home / "log.txt").open("w") as log:
            subprocess.run(
                [sys.executable, "-m", "finetune", str(home / "spec.json")],
                check=True,
                stdout=log,
                stderr=log,
            )
        hours = (time.monotonic() - begun) / 3600
        result = json.loads((home / "run" / "result.json").read_text())
        wer = result["scores"]["WER"]
        other = result["scores"].get("WER on other singing", {"before": 0.0, "after": 0.0})
        row = [
            wer["before"], wer["after"], other["after"] - other["before"],
            invented(home / "run" / "model", seed, chosen.empty_minutes), hours,
        ]  # fmt: skip
        done.write_text(json.dumps(row))
    row = json.loads(done.read_text())
    return row[0], row[1], row[2], row[3], row[4]


def singing(folder: Path, seed: int, part: str, minutes: float) -> Path:
    """A dataset of recordings of the seed's new singer; `part` train and test share no verse."""
    from finetune.dataset import ABOUT, RATE, Item, Source, Writer
    from finetune.packing import pack
    from flamenco_desktop.lyrics.model import Line, LineState, Word
    from tests.benchmarks import new_singer

    home = folder / f"{part}-{minutes:g}-seed-{seed}"
    if (home / ABOUT).is_file():
        return home
    writer = Writer(home)
    sung = 0.0
    for number, song in enumerate(new_singer.songs(seed, part)):
        if sung >= minutes * 60:
            break
        name = f"{seed:04x}{part == 'test':d}{number:04x}"
        source = Source(
            name.ljust(64, "0"), number + 1, len(song.samples) / RATE, song.title, song.singer, song.palo
        )
        checked = [
            Line(tuple(Word(word.text, word.start, word.end) for word in line.words), LineState.CHECKED)
            for line in song.lines
        ]
        for window in pack(checked, source.duration):
            if sung >= minutes * 60:
                break
            piece = song.samples[round(window.start * RATE) : round(window.end * RATE)]
            writer.add(Item(source, window), piece)
            sung += window.seconds
    writer.finish(f"{part}, seed {seed}")
    return home


def invented(model: Path, seed: int, minutes: int) -> float:
    """Words that the program writes for some minutes of a band without a singer."""
    import tempfile

    import soundfile

    from finetune.checks import bare
    from finetune.from_scratch.performances import band_alone
    from finetune.from_scratch.voice import RATE
    from flamenco_desktop.recognition.pipeline import Pipeline
    from flamenco_desktop.wire import Options

    class Quiet:
        def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None: ...
        def lines(self, lines: tuple[Any, ...]) -> None: ...
        def cancelled(self) -> bool:
            return False

    rng = np.random.default_rng([seed, 79])
    palos = [("solea", "buleria")[minute % 2] for minute in range(minutes)]
    parts = [band_alone(60.0, palo, rng, held_out=True) for palo in palos]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "band.flac"
        soundfile.write(path, np.concatenate(parts), RATE)
        lyrics = Pipeline(Options(model=str(model), device="auto")).transcribe(path, Quiet())
    return float(len(bare(lyrics.text).split()))


# --- speed --------------------------------------------------------------------------------------------------


def speed(chosen: argparse.Namespace) -> int:
    """Both trainings on the same windows."""
    import torch

    from tests.finetune import made

    chosen.folder.mkdir(parents=True, exist_ok=True)
    base = chosen.folder / f"random-{chosen.shape}"
    if not base.is_dir():
        random_whisper(base, *SHAPES[chosen.shape])
    data = chosen.folder / "tones"
    if not data.is_dir():
        made.dataset(data, recordings=40, windows=2, seconds=9.0)
    spec = TrainingSpec(
        str(data), str(chosen.folder / "speed"), base=str(base), batch=chosen.batch, most_steps=chosen.steps,
        rehearsal=(), method=chosen.method, checkpoint_minutes=120.0, patience=1000,
    )  # fmt: skip
    rows = [("flamenco-desktop", *ours(spec)), ("Seq2SeqTrainer", *theirs(spec))]
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"
    print(f"{chosen.shape}, {chosen.method}, batch {chosen.batch}, {device}")
    print("| | windows/s | peak memory, GB | share of the GPU's bf16 peak |")
    print("|---|--:|--:|--:|")
    for name, rate, memory, work in rows:
        peak = _peak()
        share = f"{rate * work / peak:.1%}" if peak else ""
        print(f"| {name} | {rate:.2f} | {memory / 1e9:.2f} | {share} |")
    print(f"ratio {rows[0][1] / rows[1][1]:.2f}")
    return 0


def random_whisper(folder: Path, width: int, encoder: int, decoder: int, heads: int, bins: int) -> None:
    """A Whisper of a real shape with random weights and the standard vocabulary."""
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    from finetune.from_scratch import tokenizer

    config = WhisperConfig(
        vocab_size=tokenizer.VOCABULARY_SIZE, d_model=width, encoder_layers=encoder, decoder_layers=decoder,
        encoder_attention_heads=heads, decoder_attention_heads=heads, encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width, num_mel_bins=bins, pad_token_id=tokenizer.END_OF_TEXT,
        bos_token_id=tokenizer.END_OF_TEXT, eos_token_id=tokenizer.END_OF_TEXT,
        decoder_start_token_id=tokenizer.START_OF_TRANSCRIPT, suppress_tokens=None,
        begin_suppress_tokens=None,
    )  # fmt: skip
    WhisperForConditionalGeneration(config).half().save_pretrained(folder)
    tokenizer.build_tokenizer(folder)
    settings = folder / "preprocessor_config.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "feature_size": bins}))


def ours(spec: Any) -> tuple[float, float, float]:
    """Windows a second, peak memory in bytes, floating point operations a window."""
    import torch

    from finetune import network, run
    from finetune.events import Events

    told = Events(None)
    Path(spec.out).mkdir(parents=True, exist_ok=True)
    found = network.base(spec)
    job = run.listen(spec, found, run.prepare(spec, told, found.model.window), told).training
    job.network.module.train()
    steps = spec.most_steps
    for step in range(3):
        job._step(job.make(step))
    cuda = job.network.device == "cuda"
    if cuda:
        torch.cuda.reset_peak_memory_stats()
        torch.cuda.synchronize()
    begun = time.monotonic()
    for step in range(3, steps):
        job._step(job.make(step))
    if cuda:
        torch.cuda.synchronize()
    rate = spec.batch * (steps - 3) / (time.monotonic() - begun)
    memory = torch.cuda.max_memory_allocated() if cuda else job.measure()["memory"]
    return rate, memory, _work(job.network.parameters)


def theirs(spec: Any) -> tuple[float, float, float]:
    """The same of Hugging Face's trainer, as its example for Whisper sets it up, on features made before."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import (
        Seq2SeqTrainer,
        Seq2SeqTrainingArguments,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
    )

    from finetune import dataset
    from finetune.labels import Labels
    from finetune.network import TARGETS, base, tokenizer_of
    from flamenco_desktop.recognition.decoding import filled

    found = base(spec)
    data = dataset.read(Path(spec.dataset))
    extractor = WhisperFeatureExtractor.from_pretrained(spec.base)
    labels = Labels(tokenizer_of(found.model), "es", timestamps=True)
    rows = [
        {
            "input_features": extractor(filled(data.audio(item)), sampling_rate=16000).input_features[0],
            "labels": labels.label(item).inputs[1:].tolist(),
        }
        for item in data.items
    ]

    def collate(items: list[dict[str, Any]]) -> dict[str, Any]:
        longest = max(len(item["labels"]) for item in items)
        told = [item["labels"] + [-100] * (longest - len(item["labels"])) for item in items]
        mels = np.stack([item["input_features"] for item in items])
        return {"input_features": torch.from_numpy(mels), "labels": torch.tensor(told)}

    model = WhisperForConditionalGeneration.from_pretrained(spec.base, dtype=torch.float32)
    parameters = sum(weight.numel() for weight in model.parameters())
    if spec.method == "lora":
        model = get_peft_model(model, LoraConfig(r=8, lora_alpha=16, target_modules=TARGETS))
    cuda = torch.cuda.is_available()
    settings = Seq2SeqTrainingArguments(
        output_dir=str(Path(spec.out) / "theirs"), per_device_train_batch_size=spec.batch,
        max_steps=spec.most_steps, bf16=cuda, report_to=[], save_strategy="no", logging_strategy="no",
        remove_unused_columns=False, label_names=["labels"], disable_tqdm=True,
    )  # fmt: skip
    trainer = Seq2SeqTrainer(model=model, args=settings, train_dataset=rows, data_collator=collate)
    if cuda:
        torch.cuda.reset_peak_memory_stats()
    result = trainer.train()
    memory = torch.cuda.max_memory_allocated() if cuda else 0.0
    return result.metrics["train_samples_per_second"], float(memory), _work(parameters)


def _work(parameters: int) -> float:
    """About six operations a weight and position, both ways: half of the weights hear 1500 positions."""
    return 6.0 * (parameters / 2) * 1500


def _peak() -> float:
    """The GPU's dense bf16 peak in operations a second, where it is known."""
    import torch

    if not torch.cuda.is_available():
        return 0.0
    name = torch.cuda.get_device_name()
    return next(
        (peak for key, peak in (("H200", 989e12), ("H100", 989e12), ("A100", 312e12)) if key in name), 0.0
    )


if __name__ == "__main__":
    sys.exit(main())
