"""`python -m finetune.exporting NAME --form FORM -o PATH`: one export of a model, told to a window.

The same exports as `export-model`, but whole or not at all: it grows as PATH.partial and moves to PATH in one
step. Progress and end go to standard output in the worker's protocol (`wire`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from finetune import events
from flamenco_desktop import wire
from flamenco_desktop.errors import FlamencoError, JobFailedError, WriteFailedError

FORMS = ("transformers", "ctranslate2", "openai")
PARTIAL = ".partial"


def export(name: str, form: str, target: Path, kind: str = "recogniser") -> None:
    """Write the model called `name` to `target`, a folder (OpenAI's form: a file), in place of what is there.

    An aligner has Hugging Face's form only. Raises ModelMissingError, ModelBrokenError, WriteFailedError.
    """
    from finetune import publishing
    from flamenco_desktop.models import store

    model = store.recogniser(name) if kind == "recogniser" else store.aligner(name)
    write = {
        "transformers": publishing.export_folder,
        "ctranslate2": publishing.export_ctranslate2,
        "openai": publishing.export_openai,
    }[form]
    partial = target.with_name(target.name + PARTIAL)
    try:
        _clear(partial)
        write(model, partial)
        _clear(target)
        partial.replace(target)
    except OSError as error:
        raise WriteFailedError(path=str(target), reason=error.strerror or str(error)) from error
    finally:
        _clear(partial)


def _clear(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Export, and tell it; the exit status."""
    parser = argparse.ArgumentParser("finetune.exporting")
    parser.add_argument("name")
    parser.add_argument("--form", choices=FORMS, default=FORMS[0])
    parser.add_argument("--kind", choices=("recogniser", "aligner"), default="recogniser")
    parser.add_argument("-o", dest="target", type=Path, required=True)
    chosen = parser.parse_args(argv)
    with events.to_stdout() as stream:

        def tell(message: wire.Message) -> None:
            stream.write(wire.encode(message).decode())
            stream.flush()

        tell(wire.Progress(0, "exporting", 0.0))
        try:
            export(chosen.name, chosen.form, chosen.target, chosen.kind)
        except FlamencoError as error:
            tell(wire.Failed(0, error.code, error.parameters))
            return 1
        except Exception as error:  # noqa: BLE001 - the last resort: one sentence for the listener
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            failed = JobFailedError(reason=reason)
            tell(wire.Failed(0, failed.code, failed.parameters))
            return 1
        tell(wire.Done(0, {"path": str(chosen.target)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
