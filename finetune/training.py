"""The training loop: from the first step to the last, or to where it is stopped; resumed exactly."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import nn

from finetune import checkpoint, events
from finetune.batches import Plan
from finetune.events import Events
from finetune.faults import TrainingStoppedError
from finetune.from_scratch.training import rate as rate_at
from finetune.network import Trained
from finetune.spec import TrainingSpec
from flamenco_desktop.errors import MemoryShortError
from flamenco_desktop.recognition.careful import ran_out_of_memory

CHECKPOINT, BEST = "checkpoint.pt", "best.pt"
_RECENT = 20
_PAUSE = 0.5


class Asked(Protocol):
    """A batch: how much it asks for, and itself in parts of at most so many windows."""

    @property
    def said(self) -> int:
        """What it asks for in all."""
        ...

    def parts(self, size: int) -> Sequence[Any]:
        """The same in parts of at most `size` windows."""
        ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """How good a model is now: `error` decides, `loops` is the share of texts that loop, `told` is shown."""

    error: float
    loops: float
    told: dict[str, Any]


@dataclass
class State:
    """Where a training is; all of it is in a checkpoint."""

    step: int = 0
    best_error: float = math.inf
    best_step: int = -1
    rounds_without: int = 0
    part: int = 0
    first_loops: float = -1.0
    recent: list[float] = field(default_factory=list)
    lowest: float = math.inf
    stopped_early: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a training ended: `ended` is "steps", "patience", "stopped", or a reason of TrainingStoppedError.

    `step` is that of the best weights.
    """

    ended: str
    steps: int
    step: int
    error: float


class Training:
    """One training in its folder; `resume` goes on from the checkpoint there."""

    def __init__(
        self,
        spec: TrainingSpec,
        network: Trained,
        plan: Plan,
        make: Callable[[int], Asked],
        judge: Callable[[], Judgement],
        told: Events,
    ) -> None:
        self.spec, self.network, self.told = spec, network, told
        self.folder = Path(spec.out)
        self.plan, self.make, self.judge = plan, make, judge
        self.peak = spec.rate_for(network.parameters)
        self.optimiser = torch.optim.AdamW(
            list(network.trained.values()), lr=self.peak, betas=(0.9, 0.98), weight_decay=0.01,
            fused=network.device == "cuda",
        )  # fmt: skip
        self.state = State(part=spec.batch)

    # --- before the start

    def measure(self) -> dict[str, float]:
        """Time and memory of one step, measured by computing one; nothing changes by it."""
        kept = checkpoint.random_states()
        batch = self.make(self.state.step)
        cuda = self.network.device == "cuda"
        if cuda:
            torch.cuda.reset_peak_memory_stats()
        self._gradients(batch)  # what is made once is not part of a step
        begun = time.monotonic()
        self._gradients(batch)
        if cuda:
            torch.cuda.synchronize()
        seconds = time.monotonic() - begun
        self.optimiser.zero_grad(set_to_none=True)
        checkpoint.restore_random(kept)
        trained = sum(weight.numel() for weight in self.network.trained.values())
        memory = torch.cuda.max_memory_allocated() if cuda else _resident()
        memory += 8 * trained  # AdamW's two moments
        return {"seconds_a_step": seconds, "memory": memory, "disk": self.disk()}

    def disk(self) -> int:
        """Bytes that checkpoint, best weights, the merged model and its conversion take."""
        trained = 4 * sum(weight.numel() for weight in self.network.trained.values())
        return 2 * 3 * trained + 2 * trained + 6 * self.network.parameters

    # --- going on where it was left

    def resume(self) -> bool:
        """Put back what the folder's checkpoint holds. Raises BrokenCheckpointError."""
        path = self.folder / CHECKPOINT
        found = checkpoint.load(path)
        if found is None:
            return False
        with checkpoint.fitting(path):
            if found["base"] != self.network.base.fingerprint:
                raise KeyError("it began with another model")
            self.network.load(found["weights"])
            self.optimiser.load_state_dict(found["optimiser"])
            self.state = State(**found["state"])
            checkpoint.restore_random(found["random"])
        return True

    def keep(self) -> None:
        """Write the checkpoint. Raises WriteFailedError."""
        state = {
            "base": self.network.base.fingerprint,
            "weights": self.network.weights(),
            "optimiser": self.optimiser.state_dict(),
            "state": dict(vars(self.state)),
            "random": checkpoint.random_states(),
        }
        checkpoint.save(self.folder / CHECKPOINT, state)
        self.told.tell("kept", step=self.state.step)

    # --- the loop

    def run(self) -> Outcome:
        """Train to the end. Raises TrainingStoppedError, MemoryShortError, WriteFailedError."""
        state, plan = self.state, self.plan
        kept = begun = time.monotonic()
        first = state.step
        pace: deque[float] = deque(maxlen=50)
        ended = ""
        self.network.module.train()
        while state.step < plan.steps and not state.stopped_early:
            if self._asked_to_stop():
                ended = "stopped"
                break
            now = time.monotonic()
            rate = self._set_rate(state.step)
            loss = self._step(self.make(state.step))
            state.step += 1
            pace.append(time.monotonic() - now)
            if ended := self._wrong(loss):
                break
            each = sum(pace) / len(pace)
            self.told.tell(
                "step", step=state.step, steps=plan.steps, epoch=round(plan.epoch(state.step), 3),
                loss=loss, rate=rate, seconds_left=round(each * (plan.steps - state.step), 1),
                windows_a_second=round(self.spec.batch / max(each, 1e-6), 3),
            )  # fmt: skip
            if state.step % plan.round == 0 or state.step == plan.steps:
                if ended := self._validate():
                    break
                state.stopped_early = state.rounds_without >= self.spec.patience
                self.keep()
                kept = time.monotonic()
            elif time.monotonic() - kept >= self.spec.checkpoint_minutes * 60:
                self.keep()
                kept = time.monotonic()
        if ended == "stopped":
            self.keep()
        if state.best_step < 0:
            if state.step == first == 0:
                raise TrainingStoppedError(reason="no_result")
            self._validate()
            self.keep()
        ended = ended or ("patience" if state.stopped_early else "steps")
        self.told.tell("ended", ended=ended, step=state.step, seconds=round(time.monotonic() - begun, 1))
        return Outcome(ended, state.step, state.best_step, state.best_error)

    def best(self) -> dict[str, torch.Tensor]:
        """The best weights so far. Raises BrokenCheckpointError, TrainingStoppedError without any."""
        found = checkpoint.load(self.folder / BEST)
        if found is None:
            raise TrainingStoppedError(reason="no_result")
        return dict(found["weights"])

    # --- one step

    def _set_rate(self, step: int) -> float:
        steps = self.plan.steps
        rate = rate_at(step, steps, self.peak, max(1, round(steps * 0.1)), end=0.0)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        return rate

    def _step(self, batch: Asked) -> float:
        loss = self._gradients(batch)
        nn.utils.clip_grad_norm_(self.network.trained.values(), 1.0)
        if math.isfinite(loss):
            self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return loss

    def _gradients(self, batch: Asked) -> float:
        """The mean loss over all targets of the batch, computed in parts that fit into memory.

        Whatever the parts, the gradient is that of the whole batch.
        """
        said = max(1, batch.said)
        while True:
            self.optimiser.zero_grad(set_to_none=True)
            try:
                total = 0.0
                for part in batch.parts(self.state.part):
                    loss = self.network.loss(part) / said
                    loss.backward()  # type: ignore[no-untyped-call]
                    total += float(loss.detach())
                return total
            except Exception as error:
                if not ran_out_of_memory(error):
                    raise
                self._spare(error)

    def _spare(self, error: Exception) -> None:
        """Less at once: half the windows, at last each layer computed twice; then there is nothing left."""
        self.optimiser.zero_grad(set_to_none=True)
        if self.network.device == "cuda":
            torch.cuda.empty_cache()
        if self.state.part > 1:
            self.state.part = max(1, min(self.state.part, self.spec.batch) // 2)
        elif not self.network.checkpointing:
            self.network.checkpoint()
        else:
            raise MemoryShortError(model=self.network.base.model.name) from error
        self.told.tell("memory", windows=self.state.part)

    def _wrong(self, loss: float) -> str:
        """Why to stop here: the loss is no number, or has grown far above where it was."""
        state = self.state
        if not math.isfinite(loss):
            return self._stop("nan")
        state.recent = [*state.recent[-_RECENT + 1 :], loss]
        if len(state.recent) == _RECENT:
            mean = sum(state.recent) / _RECENT
            state.lowest = min(state.lowest, mean)
            if mean > 2.0 * state.lowest + 1.0:
                return self._stop("diverged")
        return ""

    def _stop(self, reason: str) -> str:
        """End by `reason` with the best so far; raises TrainingStoppedError where there is nothing yet."""
        error = TrainingStoppedError(reason=reason, step=self.state.step)
        if self.state.best_step < 0:
            raise error
        self.told.tell("advice", reason=reason, step=self.state.step, sentence=str(error))
        return reason

    def _asked_to_stop(self) -> bool:
        """Whether the listener wants an end; waits as long as he wants a pause."""
        wish = events.control(self.folder)
        if wish == events.PAUSE:
            self.keep()
            self.told.tell("paused", step=self.state.step)
            while (wish := events.control(self.folder)) == events.PAUSE:
                time.sleep(_PAUSE)
            self.told.tell("resumed", step=self.state.step)
        return wish == events.STOP

    # --- validation

    def _validate(self) -> str:
        """Judge what has been learnt and keep it if it is the best; why to stop, if there is a reason."""
        state = self.state
        found = self.judge()
        if state.first_loops < 0:
            state.first_loops = found.loops
        better = found.error < state.best_error
        if better:
            state.best_error, state.best_step, state.rounds_without = found.error, state.step, 0
            checkpoint.save(
                self.folder / BEST,
                {"weights": self.network.weights(), "step": state.step, "error": found.error},
            )
        else:
            state.rounds_without += 1
        self.told.tell("validation", step=state.step, best=better, **found.told)
        if found.loops > max(0.3, 2 * state.first_loops) and state.step > self.plan.round:
            return self._stop("loops")
        return ""


def _resident() -> int:
    """Bytes of memory that this process holds."""
    import psutil

    return int(psutil.Process().memory_info().rss)
