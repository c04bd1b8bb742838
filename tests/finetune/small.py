"""A training of a tiny Whisper on tones; and, run by itself, one that is killed again and again.

`python -m tests.finetune.small FOLDER KILLS` trains without a break and with KILLS kill -9 at random moments,
and prints as JSON whether both gave the same weights and the same losses to the last digit.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from finetune.events import Events, curve
from finetune.spec import TrainingSpec

SPEC = TrainingSpec(
    "data", "run", batch=2, most_steps=6, rehearsal=(), checkpoint_minutes=0.0, held_out=0.2, previous=0.5,
    timestamps=0.5, device="cpu",
)  # fmt: skip


def prepared(folder: Path) -> TrainingSpec:
    """A spec for a model and a dataset in `folder`, made once."""
    from tests import tiny_models
    from tests.finetune import made

    if not (folder / "base").is_dir():
        tiny_models.make_recogniser(folder / "base")
        made.dataset(folder / "data", recordings=4, windows=1, seconds=4.0)
    return replace(SPEC, dataset=str(folder / "data"), base=str(folder / "base"))


def training(spec: TrainingSpec, out: Path, told: Events | None = None) -> Any:
    """The training of `spec` in the folder `out`."""
    from finetune import network, run

    out.mkdir(exist_ok=True)
    asked = replace(spec, out=str(out))
    told = told or Events(out)
    parts = run.prepare(asked, told, 30.0)
    return run.listen(asked, network.base(asked), parts, told).training


def weights(out: Path) -> Any:
    """What the checkpoint of a run holds."""
    from finetune import checkpoint

    found = checkpoint.load(out / "checkpoint.pt")
    assert found is not None
    return found


def losses(out: Path) -> list[tuple[int, float]]:
    """The loss of each step, to the last digit."""
    return [(row["step"], row["loss"]) for row in curve(out)]


def killed(folder: Path, kills: int) -> dict[str, Any]:
    """See above. Each training is a fork of this process, so that the libraries are loaded once."""
    import torch

    # Long enough that it is still at work at the last of five moments.
    spec = replace(prepared(folder), most_steps=16)
    torch.set_num_threads(1)
    whole, broken = folder / "whole", folder / "broken"
    _fork(spec, whole)
    chance = random.Random(7)
    happened = 0
    for _ in range(kills):
        process = _started(spec, broken)
        _wait_for_steps(process, broken, len(losses(broken)) + chance.randint(0, 1))
        time.sleep(chance.uniform(0.0, 0.4))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        happened += os.WIFSIGNALED(status)
    _fork(spec, broken)
    one, other = weights(whole), weights(broken)
    same = all(torch.equal(one["weights"][name], other["weights"][name]) for name in one["weights"])
    return {
        "kills": happened,
        "same_weights": same and set(one["weights"]) == set(other["weights"]),
        "same_losses": losses(whole) == losses(broken),
        "steps": len(losses(whole)),
    }


def _started(spec: TrainingSpec, out: Path) -> int:
    process = os.fork()
    if process:
        return process
    try:
        job = training(spec, out)
        job.resume()
        job.run()
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - the child of a fork must never go on as the parent
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)


def _fork(spec: TrainingSpec, out: Path) -> None:
    _, status = os.waitpid(_started(spec, out), 0)
    if status:
        raise SystemExit("a training failed")


def _wait_for_steps(process: int, out: Path, count: int) -> None:
    while (
        len(losses(out)) < count
        and os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    ):
        time.sleep(0.02)


if __name__ == "__main__":
    print(json.dumps(killed(Path(sys.argv[1]), int(sys.argv[2]))))
