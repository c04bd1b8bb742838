"""How fast a model would be on this machine, from two rates that were measured on it.

A Whisper's time for a window of 30 s is the encoder's multiplications at one rate and, for every token, the
reading of the decoder's weights at another: the first is bound by arithmetic, the second by memory.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from flamenco_desktop import __version__
from flamenco_desktop.models.whisper import Shape

WINDOW = 30.0
# Cante is slow: some 60 tokens in 30 s, a beam that is waited for, and the window's prompt.
TOKENS = 75


@dataclass(frozen=True, slots=True)
class Rates:
    """Measured on `device` (in words): the encoder's multiplications and the decoder's weights, a second.

    `step` is the time in seconds that a token costs whatever the model's size.
    """

    device: str
    encoder: float
    decoder: float
    step: float = 0.0


def seconds_a_window(shape: Shape, rates: Rates) -> float:
    """The estimated time for 30 s of song."""
    heard = (shape.encoder_work + shape.cross_work) / rates.encoder
    return heard + TOKENS * (shape.decoder_weights / rates.decoder + rates.step)


def times_as_fast(shape: Shape, rates: Rates) -> float:
    """How many seconds of song are recognised in a second, alignment not counted."""
    return WINDOW / seconds_a_window(shape, rates)


def memory(shape: Shape, *, half: bool = False) -> float:
    """Bytes that recognising takes, near enough: weights in 8 bits (16 on a GPU), and what is computed."""
    each = 2.0 if half else 1.0
    working = 5 * 4.0 * shape.decoder_layers * shape.width * (1500 + 448) * 2
    return shape.weights * each + working + 400e6


def known() -> Rates | None:
    """The rates measured with this version of the program, if any."""
    try:
        content = json.loads(_file().read_text(encoding="utf-8"))
        if content.pop("program") != __version__:
            return None
        rates = Rates(**content)
        return rates if min(rates.encoder, rates.decoder) > 0 and rates.step >= 0 else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def keep(rates: Rates) -> None:
    """Remember `rates`; a cache that cannot be written is done without."""
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix="speed-", delete=False
        ) as stream:
            json.dump({"program": __version__, **asdict(rates)}, stream)
        Path(stream.name).replace(path)
    except OSError:
        return


def _file() -> Path:
    return platformdirs.user_cache_path("flamenco-desktop", appauthor=False) / "speed.json"
