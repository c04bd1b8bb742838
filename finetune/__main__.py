"""`python -m finetune SPEC.json`, and what goes with it: datasets, models, and the way back.

Events go to standard output as JSON lines (see `events`), sentences to standard error. Exit status: 0 done,
1 failed (a sentence says why), 2 wrong use, 130 stopped by Ctrl+C: the same command then goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from finetune import events, faults, spec
from finetune.events import Events
from flamenco_desktop.errors import FlamencoError, JobFailedError, WriteFailedError

# Heavy modules are imported by the commands that need them: `--help` must be quick.

COMMANDS = ("run", "dataset", "import", "export", "merge", "control", "use", "roll-back", "export-model")
_ABOUT = "Fine-tune a model on the lines that you have checked."
_EXAMPLES = """examples:
  flamenco-desktop finetune dataset library.sqlite -o data/      # the checked lines as a dataset
  flamenco-desktop finetune SPEC.json                            # train; again: goes on
  flamenco-desktop finetune SPEC.json --estimate                 # only measure memory, time and disk
  flamenco-desktop finetune control RUN/ pause                   # or stop (and keep the best), or go-on
  flamenco-desktop finetune use NAME ; flamenco-desktop finetune roll-back
a spec is JSON: {"dataset": "data", "out": "run", "base": "", "method": "auto", ...}
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] not in (*COMMANDS, "-h", "--help"):
        arguments.insert(0, "run")
    chosen = _parser().parse_args(arguments)
    try:
        chosen.do(chosen)
    except FlamencoError as error:
        return _failed(chosen, error)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped: the same command goes on from the last checkpoint.\n")
        return 130
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence for the listener, the rest for us
        traceback.print_exc()
        reason = " ".join(str(error).split())[:300] or type(error).__name__
        return _failed(chosen, JobFailedError(reason=reason))
    return 0


def _failed(chosen: argparse.Namespace, error: FlamencoError) -> int:
    said = faults.sentence(error)
    stream = getattr(chosen, "stream", None)
    # Another training's diary is not the place to say that this one could not begin.
    foreign = isinstance(error, faults.AlreadyRunningError | faults.SpecError)
    folder = chosen.out if stream is not None and not foreign else None
    stream = stream or sys.stdout
    Events(folder, stream).tell("failed", code=error.code, parameters=error.parameters, sentence=said)
    sys.stderr.write(said + "\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "flamenco-desktop finetune",
        usage="flamenco-desktop finetune SPEC.json [--estimate]\n"
        "       flamenco-desktop finetune COMMAND ...",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    train = commands.add_parser("run", help="train as a spec says (the word may be left out)")
    train.add_argument("spec", type=Path, metavar="SPEC.json")
    train.add_argument("--estimate", action="store_true", help="measure one step, then end")
    train.add_argument(
        "--log", type=Path, metavar="FILE", help="say nothing here: sentences go to FILE, events to the run"
    )
    train.set_defaults(do=_run)
    make = commands.add_parser("dataset", help="write the checked lines of a library as a dataset")
    make.add_argument("library", type=Path)
    make.add_argument("--recording", type=int, action="append", help="only this one (may be repeated)")
    make.add_argument("--aligner", default=None, help="also tell how well words fit their sound, by it")
    make.set_defaults(do=_dataset)
    give = commands.add_parser("export", help="copy a dataset for others")
    give.add_argument("dataset", type=Path)
    give.add_argument("--no-audio", action="store_true", help="words and times only")
    give.set_defaults(do=_export)
    take = commands.add_parser("import", help="fill a dataset without sound from a library's recordings")
    take.add_argument("dataset", type=Path)
    take.add_argument("library", type=Path)
    take.set_defaults(do=_import)
    join = commands.add_parser("merge", help="several datasets as one")
    join.add_argument("datasets", type=Path, nargs="+")
    join.set_defaults(do=_merge)
    for command in (make, take, give, join):
        command.add_argument("-o", dest="out", type=Path, required=True, metavar="FOLDER")
        command.add_argument("--title", default="")
    wish = commands.add_parser("control", help="pause, stop or go on with a training")
    wish.add_argument("folder", type=Path)
    wish.add_argument("wish", choices=("pause", "stop", "go-on", "status"))
    wish.set_defaults(do=_control)
    use = commands.add_parser("use", help="use a model from now on")
    use.add_argument("name", help="as 'flamenco-desktop models' lists it")
    use.set_defaults(do=_use)
    back = commands.add_parser("roll-back", help="use the model that was used before")
    back.set_defaults(do=_roll_back)
    for command in (use, back):
        command.add_argument("--kind", choices=spec.KINDS, default="recogniser")
    model = commands.add_parser("export-model", help="a model for other programs")
    model.add_argument("model", help="a name or a folder")
    model.add_argument("--form", choices=("transformers", "ctranslate2", "openai"), default="transformers")
    model.add_argument("-o", dest="target", type=Path, required=True, metavar="PATH")
    model.set_defaults(do=_export_model)
    return parser


def _run(chosen: argparse.Namespace) -> None:
    if chosen.log is not None:
        _speak_to(chosen.log)
    asked = spec.read(chosen.spec)
    chosen.out = Path(asked.out)
    chosen.stream = events.to_stdout()
    signal.signal(signal.SIGTERM, _interrupt)
    _calm(asked)
    # Each label's length is another shape: oneDNN would keep a thousand of them, and their working memory.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "24")
    from finetune import run

    chosen.out.mkdir(parents=True, exist_ok=True)
    run.run(asked, Events(chosen.out, chosen.stream), only_estimate=chosen.estimate)


def _speak_to(path: Path) -> None:
    """Let go of the terminal, or of the window, that began it: it may be closed before the training ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as log, open(os.devnull, "wb") as nobody:  # noqa: PTH123 - not a file of ours
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(nobody.fileno(), 1)
            os.dup2(log.fileno(), 2)
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error


def _interrupt(number: int, frame: FrameType | None) -> None:
    """A polite end from outside is the same as Ctrl+C."""
    raise KeyboardInterrupt


def _calm(asked: spec.TrainingSpec) -> None:
    """No network, and no warnings of libraries that concern nobody here; as many threads as asked for."""
    from flamenco_desktop.recognition import offline

    offline.prepare()
    import torch
    import transformers

    transformers.utils.logging.set_verbosity_error()
    if asked.threads:
        torch.set_num_threads(asked.threads)


def _dataset(chosen: argparse.Namespace) -> None:
    from finetune import gathering

    with _library(chosen.library) as library:
        fit = None if chosen.aligner is None else _fit(chosen.aligner)
        numbers: dict[str, int] = {}
        dataset, findings = gathering.gather(
            library,
            chosen.out,
            recordings=chosen.recording,
            fit=fit,
            title=chosen.title,
            told=lambda fraction: _tell("stage", stage="gathering", fraction=round(fraction, 3)),
            numbers=numbers,
        )
    for finding in findings:
        _tell("finding", **finding.plain())
    _tell("dataset", **_about(dataset), numbers=numbers)


def _library(path: Path) -> Any:
    """The library at `path`, closed afterwards. Raises FileMissingError, LibraryError."""
    from contextlib import closing

    from flamenco_desktop.errors import FileMissingError
    from flamenco_desktop.library import Library

    if not path.is_file():
        raise FileMissingError(path=str(path))
    return closing(Library(path))


def _import(chosen: argparse.Namespace) -> None:
    from finetune import dataset, gathering

    with _library(chosen.library) as library:
        made, missing = gathering.fill(dataset.read(chosen.dataset), library, chosen.out, chosen.title)
    for source in missing:
        _tell("missing", title=source.title, singer=source.singer, seconds=source.duration)
    _tell("dataset", **_about(made))


def _fit(name: str) -> Any:
    from finetune import fitting
    from flamenco_desktop.models import store

    return fitting.by_aligner(store.aligner(name))


def _export(chosen: argparse.Namespace) -> None:
    from finetune import dataset

    made = dataset.export(
        dataset.read(chosen.dataset), chosen.out, audio=not chosen.no_audio, title=chosen.title
    )
    _tell("dataset", **_about(made))


def _merge(chosen: argparse.Namespace) -> None:
    from finetune import dataset

    made = dataset.merge([dataset.read(path) for path in chosen.datasets], chosen.out, chosen.title)
    _tell("dataset", **_about(made))


def _about(dataset: Any) -> dict[str, Any]:
    from finetune.dataset import palos, singers

    return {
        "folder": str(dataset.folder),
        "fingerprint": dataset.fingerprint,
        "windows": len(dataset.items),
        "lines": sum(len(item.window.parts) for item in dataset.items),
        "seconds": round(dataset.seconds, 1),
        "recordings": len({item.source.key for item in dataset.items}),
        "singers": singers(dataset.items),
        "palos": palos(dataset.items),
    }


def _control(chosen: argparse.Namespace) -> None:
    if chosen.wish == "status":
        steps = events.curve(chosen.folder)
        _tell("status", process=events.running(chosen.folder), last=steps[-1] if steps else None)
        return
    events.say(chosen.folder, "" if chosen.wish == "go-on" else chosen.wish)


def _use(chosen: argparse.Namespace) -> None:
    from flamenco_desktop.models import in_use, store
    from flamenco_desktop.models.catalogue import ModelKind

    found = store.recogniser(chosen.name) if chosen.kind == "recogniser" else store.aligner(chosen.name)
    in_use.use(chosen.name, ModelKind(chosen.kind))
    _tell("in_use", model=found.name)


def _roll_back(chosen: argparse.Namespace) -> None:
    from flamenco_desktop.models import in_use
    from flamenco_desktop.models.catalogue import ModelKind

    _tell("in_use", model=in_use.roll_back(ModelKind(chosen.kind)))


def _export_model(chosen: argparse.Namespace) -> None:
    from finetune import publishing
    from flamenco_desktop.models import store

    model = store.recogniser(chosen.model)
    write = {
        "transformers": publishing.export_folder,
        "ctranslate2": publishing.export_ctranslate2,
        "openai": publishing.export_openai,
    }[chosen.form]
    write(model, chosen.target)
    _tell("exported", path=str(chosen.target))


def _tell(kind: str, **content: Any) -> None:
    sys.stdout.write(json.dumps({"kind": kind, **content}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
