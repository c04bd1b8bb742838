"""Fine-tuned models among the program's own: put there, made the one in use, and rolled back.

Which model is in use is kept as a short history beside the models, so that the one before comes back.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from finetune import publishing
from flamenco_desktop.errors import ModelMissingError, WriteFailedError
from flamenco_desktop.models import manifest, places

IN_USE = "in-use.json"
_REMEMBERED = 20


def register(folder: Path, name: str, kind: str = "recogniser") -> Path:
    """Copy the model in `folder` to where the program keeps its models, in one step; where it is then.

    A model of the same name is never written over: the new one gets a number. Raises WriteFailedError.
    """
    lineage = publishing.lineage_of(folder) or {}
    home = places.own_folder()
    target = places.home_of(name)
    number = 1
    while target.exists():
        number += 1
        target = places.home_of(f"{name}-{number}")
    try:
        home.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".registering-", dir=home))
        try:
            for path in folder.iterdir():
                if path.is_file():
                    shutil.copyfile(path, work / path.name)
            about = manifest.Manifest(
                target.name, kind, str(lineage.get("title", name)), licence=str(lineage.get("licence", ""))
            )
            manifest.write(work, about)
            work.chmod(0o755)
            work.rename(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise WriteFailedError(path=str(target), reason=error.strerror or str(error)) from error
    return target


def in_use(kind: str = "recogniser") -> str:
    """The name of the model in use; empty for the program's own choice."""
    history = _history().get(kind, [])
    return str(history[-1]) if history else ""


def use(name: str, kind: str = "recogniser") -> None:
    """Use the model called `name` (empty: the program's own choice) from now on. Raises WriteFailedError."""
    told = _history()
    before = told.get(kind, [""])
    if before[-1] != name:
        told[kind] = [*before, name][-_REMEMBERED:]
        _keep(told)


def roll_back(kind: str = "recogniser") -> str:
    """Go back to the model that was in use before; its name. Raises ModelMissingError without one."""
    told = _history()
    history = told.get(kind, [])
    if len(history) < 2:
        raise ModelMissingError(model="", reason="no model was in use before")
    told[kind] = history[:-1]
    _keep(told)
    return str(history[-2])


def _history() -> dict[str, Any]:
    try:
        told = json.loads((places.own_folder() / IN_USE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    good = isinstance(told, dict) and all(isinstance(names, list) and names for names in told.values())
    return told if good else {}


def _keep(told: dict[str, Any]) -> None:
    path = places.own_folder() / IN_USE
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
