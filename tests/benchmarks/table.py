"""A table of measured figures against their limits, in Markdown."""

from __future__ import annotations

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: what, how much of which unit, and what it must stay under (None: nobody has said)."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def row(self) -> str:
        """One line of the table."""
        cells = [self.what, f"{_short(self.value)} {self.unit}"]
        if self.limit is None:
            cells += ["", ""]
        else:
            cells += [f"{_short(self.limit)} {self.unit}", f"{self.value / self.limit:.2f}"]
        return f"| {' | '.join(cells)} |"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print the table with the conditions it was measured in."""
    print(f"{title}\n{conditions()}\n")
    print("| What | Measured | Limit | Ratio |\n| --- | ---: | ---: | ---: |")
    for figure in figures:
        print(figure.row)
    sys.stdout.flush()


def conditions() -> str:
    """The machine, and how busy it was before."""
    busy = f", load {os.getloadavg()[0]:.1f} (1 min)" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}{busy}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, at least one of them."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)
