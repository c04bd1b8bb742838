"""Praat's TextGrid (long text format): lines, words and letters on three tiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Interval = tuple[float, float, str]


def textgrid(duration_s: float, tiers: Sequence[tuple[str, Iterable[Interval]]]) -> str:
    """The text of a TextGrid of interval tiers (name, intervals in order); gaps become empty intervals.

    Intervals that begin before the one before them ends are cut, those without length left out: Praat refuses
    overlaps. Format after Praat's manual, "TextGrid file formats".
    """
    out = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {duration_s:.4f}",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    for number, (name, intervals) in enumerate(tiers, 1):
        filled = _filled(duration_s, intervals)
        out += [
            f"    item [{number}]:",
            '        class = "IntervalTier"',
            f'        name = "{_quoted(name)}"',
            "        xmin = 0",
            f"        xmax = {duration_s:.4f}",
            f"        intervals: size = {len(filled)}",
        ]
        for index, (start, end, text) in enumerate(filled, 1):
            out += [
                f"        intervals [{index}]:",
                f"            xmin = {start:.4f}",
                f"            xmax = {end:.4f}",
                f'            text = "{_quoted(text)}"',
            ]
    return "\n".join(out) + "\n"


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def _filled(duration_s: float, intervals: Iterable[Interval]) -> list[Interval]:
    filled: list[Interval] = []
    at = 0.0
    for start, end, text in intervals:
        first, last = max(round(start, 4), at), min(round(end, 4), round(duration_s, 4))
        if last <= first:
            continue
        if first > at:
            filled.append((at, first, ""))
        filled.append((first, last, text))
        at = last
    if at < round(duration_s, 4):
        filled.append((at, round(duration_s, 4), ""))
    return filled
