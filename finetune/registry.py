"""A fine-tuned model among the program's own (`flamenco_desktop.models.in_use` says which one is used)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from finetune import publishing
from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.models import manifest, places


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
