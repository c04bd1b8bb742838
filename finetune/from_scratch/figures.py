"""Pictures for the documents: how the trainings went, and a sung line with the times of its letters."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from finetune.from_scratch.faults import PackageMissingError
from finetune.from_scratch.mel import LogMel
from finetune.from_scratch.pool import RATE
from finetune.from_scratch.singer import Singer
from finetune.from_scratch.training import read_log
from finetune.from_scratch.voice import SungLine, sing_line
from flamenco_desktop.errors import WriteFailedError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "figures"
_TEXT = "y lo que canta la fragua"
_DPI = 110


def draw(recogniser: Path, aligner: Path, folder: Path = FOLDER) -> list[Path]:
    """Write the pictures of two training folders (where they have a log) and of a line; their paths.

    Raises WriteFailedError, PackageMissingError without matplotlib, SpeechLibraryMissingError.
    """
    written = [save(line_picture(), folder / "line.png")]
    rows = read_log(recogniser / "log.jsonl")
    if rows:
        written.append(save(recogniser_curves(rows), folder / "recogniser.png"))
    rows = read_log(aligner / "log.jsonl")
    if rows:
        written.append(save(aligner_curves(rows), folder / "aligner.png"))
    return written


def recogniser_curves(rows: Sequence[dict[str, Any]]) -> Figure:
    """Losses and validation WER over all stages' steps, one after another."""
    steps = _running(rows)
    read = any("wer_clean" in row for row in rows)
    figure, ((losses, *errors),) = blank(1, 1 + read, (9.0 if read else 5.2, 3.4))
    for name, told in (("letters", "letters (encoder)"), ("text", "text (decoder)"), ("guided", "guidance")):
        _curve(losses, rows, steps, name, told)
    for axis in errors:
        for name, told in (("wer_clean", "alone"), ("wer_10db", "10 dB over the band")):
            _curve(axis, rows, steps, name, told, marker="o")
    for axis, words in zip((losses, *errors), ("loss", "WER, validation"), strict=False):
        axis.set(xlabel="step", ylabel=words)
        axis.locator_params(axis="x", nbins=6)
        axis.set_ylim(bottom=0)
        _edges(axis, rows, steps)
        axis.legend(frameon=False)
    return figure


def aligner_curves(rows: Sequence[dict[str, Any]]) -> Figure:
    """Cross entropy of the frames, training and validation."""
    figure, ((axis,),) = blank(1, 1, (5.2, 3.4))
    steps = _running(rows)
    _curve(axis, rows, steps, "loss", "training")
    _curve(axis, rows, steps, "validation", "validation", marker="o")
    axis.set(xlabel="step", ylabel="cross entropy")
    axis.legend(frameon=False)
    return figure


def line_picture(text: str = _TEXT, singer: int = 14, seed: int = 3) -> Figure:
    """The log-mel spectrogram of a sung line, with its letters where they begin."""
    sung = sing_line(text, Singer.held_out(singer), np.random.default_rng(seed))
    figure, ((axis,),) = blank(1, 1, (9.0, 3.2))
    mel = LogMel()(torch.from_numpy(sung.samples)[None])[0].numpy()
    seconds = len(sung.samples) / RATE
    axis.imshow(mel, origin="lower", aspect="auto", extent=(0, seconds, 0, 80), cmap="magma")
    _letters(axis, sung)
    axis.set(xlabel="seconds", ylabel="mel band", xlim=(0, seconds), ylim=(0, 92), yticks=(0, 20, 40, 60, 80))
    return figure


def _letters(axis: Any, sung: SungLine) -> None:
    for word in sung.words:
        axis.plot((word.start + 0.01, word.end - 0.01), (82, 82), color="black", linewidth=2)
        last = -1.0
        for letter in word.letters:
            axis.axvline(letter.start, ymax=80 / 92, color="white", linewidth=0.6, alpha=0.7)
            # Letters without a sound of their own stand so close that they would cover each other.
            at = max(letter.start, last + 0.055)
            axis.text(at, 85, letter.char, ha="left", fontsize=9)
            last = at


def _running(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Steps counted on through the stages."""
    steps: list[int] = []
    base, stage = 0, rows[0].get("stage")
    for row in rows:
        if row.get("stage") != stage:
            base, stage = steps[-1], row.get("stage")
        steps.append(base + row["step"])
    return steps


def _edges(axis: Any, rows: Sequence[dict[str, Any]], steps: Sequence[int]) -> None:
    for number in range(1, len(rows)):
        if rows[number].get("stage") != rows[number - 1].get("stage"):
            axis.axvline(steps[number - 1], color="grey", linewidth=0.8, linestyle=":")


def _curve(
    axis: Any, rows: Sequence[dict[str, Any]], steps: Sequence[int], name: str, told: str, marker: str = ""
) -> None:
    points = [(step, row[name]) for step, row in zip(steps, rows, strict=True) if name in row]
    if points:
        axis.plot(*zip(*points, strict=True), label=told, marker=marker or None, markersize=3, linewidth=1.2)


def blank(rows: int, columns: int, size: tuple[float, float]) -> tuple[Figure, Any]:
    """An empty figure of `size` in inches and its axes (rows, columns). Raises PackageMissingError."""
    try:
        # No pyplot: it would look for a screen.
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise PackageMissingError(package="matplotlib") from error
    figure = Figure(figsize=size, dpi=_DPI, layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False)


def save(figure: Figure, path: Path) -> Path:
    """Write the figure as a PNG. Raises WriteFailedError."""
    from PIL import Image

    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A palette: a third of the size, and the pictures are in git.
        Image.open(drawn).convert("RGB").quantize(128).save(path, optimize=True)
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
    return path
