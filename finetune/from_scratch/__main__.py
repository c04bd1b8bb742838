"""`python -m finetune.from_scratch COMMAND`: make synthetic cante, train on it, measure what came of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from finetune.from_scratch.faults import PackageMissingError
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.wording import codes, sentence

# Heavy modules are imported by the commands that need them: `--help` must be quick.

_BUILD = Path("build") / "from_scratch"
_PACKAGES = {"pyworld", "jiwer", "matplotlib", "torch", "transformers", "soundfile", "scipy"}
_ABOUT = "Make synthetic cante, train small models on it, measure what came of it."
_ORDER = (
    "Usual order: corpus, aligner, edges, recogniser, evaluate, card, figures. Interrupted commands go on."
)
Commands = argparse._SubParsersAction


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it is done, 1 with a sentence on stderr, 2 for misuse, 130 when interrupted."""
    chosen = _parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except FlamencoError as error:
        return _failed(sentence(error) if error.code in codes() else str(error))
    except ModuleNotFoundError as error:
        if error.name not in _PACKAGES:
            raise
        return _failed(str(PackageMissingError(package=error.name)))
    except KeyboardInterrupt:
        _say("\nInterrupted: the same command goes on from here.\n")
        return 130
    return 0


def _failed(said: str) -> int:
    _say(f"\n{said}\n")
    return 1


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m finetune.from_scratch", description=_ABOUT, epilog=_ORDER)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_corpus(commands)
    _add_aligner(commands)
    _add_edges(commands)
    _add_recogniser(commands)
    _add_evaluate(commands)
    _add_bundled(commands)
    _add_calibrate(commands)
    _add_card(commands)
    _add_figures(commands)
    return parser


def _command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    about: str,
    run: Callable[[argparse.Namespace], None],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name, help=about[0].lower() + about[1:], description=about + ".",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )  # fmt: skip
    parser.set_defaults(run=run)
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than one")
    return number


# --- corpus -----------------------------------------------------------------------------------------------


def _add_corpus(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "corpus", "Sing the lines that training draws from, or a data set for others", _corpus
    )
    parser.add_argument("--pool", type=Path, default=_BUILD / "pool", help="folder of the sung lines")
    parser.add_argument("--lines", type=_count, default=20_000, help="lines to sing for training")
    parser.add_argument("--processes", type=_count, default=os.cpu_count() or 1, help="side by side")
    parser.add_argument("--seed", type=int, default=1, help="another seed sings other lines")
    made = parser.add_argument_group("a data set with exact times (Hugging Face's audiofolder)")
    made.add_argument("--audiofolder", type=Path, metavar="FOLDER", help="write it here, and no pool")
    made.add_argument("--count", type=_count, default=16, help="how many recordings")
    made.add_argument("--part", choices=("train", "validation", "test"), default="test", help="of the verses")
    made.add_argument(
        "--kind", choices=("songs", "lines"), default="songs", help="two to four minutes, or lines"
    )
    made.add_argument(
        "--snr", type=_levels, default="clean,20,10,0", metavar="DB,DB,...",
        help="levels of voice over band, taken in turn; clean is a voice alone",
    )  # fmt: skip
    heard = parser.add_argument_group("something to listen to")
    heard.add_argument("--preview", type=Path, metavar="FOLDER", help="write a few WAVs here, and no pool")


def _levels(text: str) -> tuple[float | None, ...]:
    try:
        return tuple(None if part.strip() == "clean" else float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of 'clean' and decibels") from error


def _corpus(chosen: argparse.Namespace) -> None:
    from finetune.from_scratch.progress import Counted

    if chosen.preview is not None:
        from finetune.from_scratch.corpus import write_preview

        for path in write_preview(chosen.preview, seed=chosen.seed):
            sys.stdout.write(f"{path}\n")
    elif chosen.audiofolder is not None:
        from finetune.from_scratch.corpus import DataSet, write_audiofolder

        data_set = DataSet(chosen.part, chosen.kind, chosen.count, chosen.snr, chosen.seed)
        write_audiofolder(chosen.audiofolder, data_set, Counted(_say, chosen.kind))
    else:
        from finetune.from_scratch.pool import LINES_A_SHARD, fill

        # A hundredth more for the two parts that only measure.
        few = max(1, chosen.lines // 100 // LINES_A_SHARD)
        for part, shards in (("validation", few), ("train", -(-chosen.lines // LINES_A_SHARD))):
            told = Counted(_say, f"{part}, shards of {LINES_A_SHARD} lines")
            side_by_side = min(chosen.processes, shards)
            fill(chosen.pool, chosen.seed, range(shards), part, side_by_side, told)


# --- models -----------------------------------------------------------------------------------------------


def _add_training(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument("--pool", type=Path, default=_BUILD / "pool", help="folder of the sung lines")
    parser.add_argument("--out", type=Path, default=_BUILD / name, help="for checkpoint, log and recipe")
    parser.add_argument("--model", type=Path, help="for the finished model (default: OUT/model)")
    parser.add_argument("--workers", type=int, default=1, help="processes that mix windows")
    parser.add_argument("--threads", type=_count, default=max(1, (os.cpu_count() or 2) - 1), help="of torch")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda")
    parser.add_argument("--seed", type=int, help="another draw of windows and weights")
    parser.add_argument(
        "--processes", type=_count, default=1, help="train by so many, a thread each, on the CPU"
    )


def _add_aligner(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "aligner", "Train the aligner for WhisperX", _aligner)
    _add_training(parser, "aligner")
    parser.add_argument("--steps", type=_count, help="steps (default: the recipe's)")
    parser.add_argument("--batch", type=_count, help="windows a step (default: the recipe's)")


def _aligner(chosen: argparse.Namespace) -> None:
    import dataclasses

    import torch

    from finetune.from_scratch import aligner

    torch.set_num_threads(chosen.threads)
    changes = {name: getattr(chosen, name) for name in ("steps", "batch", "seed")}
    recipe = dataclasses.replace(
        aligner.Recipe(), **{name: value for name, value in changes.items() if value is not None}
    )
    if chosen.processes > 1:
        trained = aligner.train_together(chosen.processes, recipe, chosen.pool, chosen.out)
    else:
        trained = aligner.train(recipe, chosen.pool, chosen.out, workers=chosen.workers, device=chosen.device)
    _exported(chosen, lambda folder: aligner.export(trained, folder))


def _add_edges(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "edges", "Train what corrects the edges of the aligner's words, on the CPU", _edges
    )
    parser.add_argument("--pool", type=Path, default=_BUILD / "pool", help="folder of the sung lines")
    parser.add_argument("--out", type=Path, default=_BUILD / "edges", help="for checkpoint, log and recipe")
    parser.add_argument("--model", type=Path, help="for the finished file (default: OUT/edges.safetensors)")
    parser.add_argument("--workers", type=int, default=1, help="processes that mix windows")
    parser.add_argument("--threads", type=_count, default=1, help="of torch")
    parser.add_argument("--seed", type=int, help="another draw of windows and weights")
    parser.add_argument("--steps", type=_count, help="steps (default: the recipe's)")


def _edges(chosen: argparse.Namespace) -> None:
    import dataclasses

    import torch

    from finetune.from_scratch import edges
    from flamenco_desktop.recognition.edges import FILE

    torch.set_num_threads(chosen.threads)
    changes = {name: getattr(chosen, name) for name in ("steps", "seed")}
    recipe = dataclasses.replace(
        edges.Recipe(), **{name: value for name, value in changes.items() if value is not None}
    )
    trained = edges.train(recipe, chosen.pool, chosen.out, workers=chosen.workers)
    path = chosen.model or chosen.out / FILE
    edges.export(trained, path)
    sys.stdout.write(f"{path}\n")


def _add_recogniser(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "recogniser", "Train the small Whisper", _recogniser)
    _add_training(parser, "recogniser")
    parser.add_argument(
        "--steps", type=_steps, metavar="N,N,N", help="steps of each stage (default: the recipe's)"
    )
    parser.add_argument("--batch", type=_steps, metavar="N,N,N", help="windows a step, for each stage")
    parser.add_argument(
        "--last-stage", type=_count, help="end after so many stages (to go on with another pool, say)"
    )


def _steps(text: str) -> tuple[int, ...]:
    try:
        return tuple(_count(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers") from error


def _recogniser(chosen: argparse.Namespace) -> None:
    import dataclasses

    import torch

    from finetune.from_scratch import recogniser

    torch.set_num_threads(chosen.threads)
    recipe = recogniser.Recipe()
    stages = list(recipe.stages)
    for name in ("steps", "batch"):
        for number, value in enumerate(getattr(chosen, name) or ()):
            if number < len(stages):
                stages[number] = dataclasses.replace(stages[number], **{name: value})
    recipe = dataclasses.replace(recipe, stages=tuple(stages))
    if chosen.seed is not None:
        recipe = dataclasses.replace(recipe, seed=chosen.seed)
    if chosen.processes > 1:
        trained = recogniser.train_together(
            chosen.processes, recipe, chosen.pool, chosen.out, chosen.last_stage
        )
    else:
        trained = recogniser.train(
            recipe, chosen.pool, chosen.out,
            workers=chosen.workers, last_stage=chosen.last_stage, device=chosen.device,
        )  # fmt: skip
    _exported(chosen, lambda folder: recogniser.export(trained.cpu(), folder))


def _exported(chosen: argparse.Namespace, export: Callable[[Path], None]) -> None:
    folder = chosen.model or chosen.out / "model"
    export(folder)
    sys.stdout.write(f"{folder}\n")


# --- measuring and telling --------------------------------------------------------------------------------


def _add_evaluate(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "evaluate", "Measure both models on the held-out test part", _evaluate)
    parser.add_argument("--recogniser", default="", help="name or folder (default: the embedded one)")
    parser.add_argument("--aligner", default="", help="name or folder (default: the embedded one)")
    parser.add_argument("--only", choices=("recogniser", "aligner"), help="measure one of them")
    parser.add_argument(
        "--pipeline", action="store_true", help="whole songs through the program's own pipeline"
    )
    parser.add_argument(
        "--songs", type=_count, default=2, help="with --pipeline: songs of each kind and level"
    )
    parser.add_argument("--rounds", type=_count, default=2, help="singers for each test copla")
    parser.add_argument("--limit", type=_count, help="coplas at most: a quick look, not a result")
    parser.add_argument("--voiceless", type=float, default=600.0, help="seconds without a voice; 0 for none")
    parser.add_argument("--markdown", action="store_true", help="the table as Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all figures, for `card`")


def _evaluate(chosen: argparse.Namespace) -> None:
    # Nothing that is imported below may ask the network.
    from flamenco_desktop.recognition import offline

    offline.prepare()
    from finetune.from_scratch import evaluate, evaluate_songs, scores, training
    from finetune.from_scratch.progress import Fraction

    told = Fraction(_say)
    if chosen.pipeline:
        results = evaluate_songs.evaluate(
            chosen.recogniser, chosen.aligner,
            songs=chosen.songs, voiceless=chosen.voiceless, progress=told,
        )  # fmt: skip
    else:
        test = evaluate.Test(
            recogniser=None if chosen.only == "aligner" else chosen.recogniser,
            aligner=None if chosen.only == "recogniser" else chosen.aligner,
            rounds=chosen.rounds,
            limit=chosen.limit,
            voiceless=chosen.voiceless,
        )
        results = evaluate.evaluate(test, told)
    _say("\n")
    counted = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in results["test"].items())
    sys.stdout.write(f"{counted}\n\n{scores.table(results, markdown=chosen.markdown)}")
    if chosen.json is not None:
        training.write_json(chosen.json, results)


def _add_calibrate(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "calibrate",
        "Find what the aligner's evidence is worth on the validation part, and judge that on the test part",
        _calibrate,
    )
    parser.add_argument("--recogniser", default="", help="name or folder (default: the embedded one)")
    parser.add_argument("--aligner", default="", help="name or folder (default: the embedded one)")
    parser.add_argument("--takes", type=_count, default=60, help="validation takes to fit on")
    parser.add_argument("--test-takes", type=_count, default=35, help="test takes to judge on")
    parser.add_argument("--keep", action="store_true", help="judge what is there, fit nothing")
    parser.add_argument("--picture", type=Path, help="where (default: docs/figures/reliability.png)")


def _calibrate(chosen: argparse.Namespace) -> None:
    from flamenco_desktop.recognition import offline

    offline.prepare()
    from finetune.from_scratch import calibrate, evaluate, figures
    from finetune.from_scratch.progress import Fraction
    from flamenco_desktop.models import store
    from flamenco_desktop.recognition import calibration, devices
    from flamenco_desktop.recognition.aligner import Aligner

    told = Fraction(_say)
    model = store.aligner(chosen.aligner)
    aligner = Aligner(model, devices.choose("cpu"))
    reader = evaluate.Reader(chosen.recogniser)
    if not chosen.keep:
        found = calibrate.fit(aligner, calibrate.listen(aligner, reader, "validation", chosen.takes, told))
        calibrate.write(found, model.folder)
        sys.stdout.write(f"{model.folder / calibration.FILE}\n")
    heard = calibrate.listen(aligner, reader, "test", chosen.test_takes, told)
    _say("\n")
    chances, right = {}, {}
    for name, read in (("given words", False), ("recognised words", True)):
        words = calibrate.judged(aligner, heard, read=read)
        if not len(words.right):
            continue
        judge = aligner.calibration.recognised if read else aligner.calibration.given
        chances[name], right[name] = judge.chances(words.rows), words.right
        error = calibration.calibration_error(chances[name], right[name])
        sys.stdout.write(
            f"{name}: {len(words.right)}, {100 * words.right.mean():.1f} % right, ECE {100 * error:.1f} %\n"
        )
    path = chosen.picture or figures.FOLDER / "reliability.png"
    sys.stdout.write(f"{figures.save(calibrate.picture(chances, right), path)}\n")


def _add_bundled(commands: Commands[argparse.ArgumentParser]) -> None:
    for name, what in (("recordings", "recordings that come"), ("rehearsal", "rehearsal set that comes")):
        parser = _command(commands, name, f"Make the {what} with the program", _bundled)
        parser.add_argument(
            "--folder", type=Path, default=argparse.SUPPRESS, help=f"where, if not in resources/{name}"
        )
        parser.set_defaults(bundled=name)


def _bundled(chosen: argparse.Namespace) -> None:
    from finetune.from_scratch import recordings, rehearsal

    made: ModuleType = recordings if chosen.bundled == "recordings" else rehearsal
    for path in made.write(getattr(chosen, "folder", made.FOLDER)):
        sys.stdout.write(f"{path}\n")


def _add_card(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "card", "Write a model's card, README.md, into its folder", _card)
    parser.add_argument("kind", choices=("recogniser", "aligner"))
    parser.add_argument("folder", type=Path, help="the model's folder")
    parser.add_argument("--recipe", type=Path, required=True, help="recipe.json of the training")
    parser.add_argument("--results", type=Path, help="what evaluate --json wrote")
    parser.add_argument("--songs", type=Path, help="what evaluate --pipeline --json wrote")


def _card(chosen: argparse.Namespace) -> None:
    from finetune.from_scratch import model_card

    path = model_card.write(chosen.folder, chosen.kind, chosen.recipe, chosen.results, chosen.songs)
    sys.stdout.write(f"{path}\n")


def _add_figures(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "figures", "Draw the curves of the trainings, and a line with its times", _figures
    )
    parser.add_argument(
        "--recogniser", type=Path, default=_BUILD / "recogniser", help="its training's folder"
    )
    parser.add_argument("--aligner", type=Path, default=_BUILD / "aligner", help="its training's folder")
    parser.add_argument("--folder", type=Path, help="where (default: docs/figures)")


def _figures(chosen: argparse.Namespace) -> None:
    from finetune.from_scratch import figures

    for path in figures.draw(chosen.recogniser, chosen.aligner, chosen.folder or figures.FOLDER):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    sys.exit(main())
