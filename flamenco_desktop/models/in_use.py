"""Which models are in use from now on, and which were before: `in-use.json` beside the models.

The window, the command line and a training read and write the same short history, so that they always agree
and the model before can come back. An empty name is the program's own choice, the embedded model.
"""

from __future__ import annotations

import json
from pathlib import Path

from flamenco_desktop.errors import ModelBrokenError, ModelMissingError, WriteFailedError
from flamenco_desktop.models import places, store
from flamenco_desktop.models.catalogue import ModelKind

NAME = "in-use.json"
_REMEMBERED = 20
_OWN = {ModelKind.RECOGNISER: store.EMBEDDED_RECOGNISER, ModelKind.ALIGNER: store.EMBEDDED_ALIGNER}


def name(kind: ModelKind) -> str | None:
    """The model in use; empty for the program's own choice, None where nobody has ever chosen."""
    history = _history().get(kind)
    return history[-1] if history else None


def before(kind: ModelKind) -> str | None:
    """What going back would bring: the last other model that is still here; None without one."""
    kept = _kept_before(_history().get(kind, []), kind)
    return kept[-1] if kept else None


def use(model: str, kind: ModelKind) -> None:
    """Use `model` from now on. Raises WriteFailedError."""
    told = _history()
    history, chosen = told.get(kind, [""]), plain(model, kind)
    if chosen != history[-1]:
        history = [*history, chosen]
    if told.get(kind) != history:
        told[kind] = history[-_REMEMBERED:]
        _keep(told)


def roll_back(kind: ModelKind) -> str:
    """Go back to the model that was in use before; its name. Raises ModelMissingError, WriteFailedError."""
    told = _history()
    kept = _kept_before(told.get(kind, []), kind)
    if not kept:
        raise ModelMissingError(model="", reason="no model was in use before")
    told[kind] = kept
    _keep(told)
    return kept[-1]


def forget(model: str, kind: ModelKind) -> None:
    """`model` is gone: nobody goes back to it. Raises WriteFailedError."""
    told = _history()
    history = told.get(kind, [])
    if model in history:
        told[kind] = [one for one in history if one != model] or [""]
        _keep(told)


def plain(model: str, kind: ModelKind) -> str:
    """`model`, or nothing for the embedded one, which is the program's own choice."""
    return "" if model == _OWN[kind] else model


def folder() -> Path:
    """The folder in which the file changes when something else is in use."""
    return places.own_folder()


def _kept_before(history: list[str], kind: ModelKind) -> list[str]:
    """The history without what is in use now and without what has gone since."""
    kept = history[:-1]
    while kept and (kept[-1] == history[-1] or not _is_here(kept[-1], kind)):
        kept.pop()
    return kept


def _is_here(model: str, kind: ModelKind) -> bool:
    try:
        store.where(model or _OWN[kind], kind)
    except (ModelMissingError, ModelBrokenError):
        return False
    return True


def _history() -> dict[ModelKind, list[str]]:
    try:
        told = json.loads((folder() / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {
        kind: [plain(str(model), kind) for model in told[kind.value]]
        for kind in ModelKind
        if isinstance(told.get(kind.value), list) and told[kind.value]
    }


def _keep(told: dict[ModelKind, list[str]]) -> None:
    path = folder() / NAME
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {kind.value: history for kind, history in told.items()}
        partial.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
