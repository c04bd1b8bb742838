"""What a job of the worker brought, taken in as one edit, as `splice` describes edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Line, LineState, Word
from flamenco_desktop.lyrics.splice import Splice, Stretch, end_of
from flamenco_desktop.lyrics.text import readable_lines
from flamenco_desktop.lyrics.timing import settle

MARGIN = 2.0
"""Seconds beside a stretch in which its words may turn out to be sung."""


def window(
    lines: Sequence[Line], stretch: Stretch, duration: float | None, margin: float = MARGIN
) -> tuple[float, float]:
    """From when to when (seconds) to listen for the words of a stretch: never into its neighbours."""
    stretch.check(lines)
    words = stretch.words(lines)
    low, high = stretch.room(lines, duration)
    return max(low, words[0].start - margin), min(high, words[-1].end + margin)


def retime_lines(
    lines: Sequence[Line], asked: Sequence[str], aligned: Sequence[Line], duration: float | None
) -> Splice:
    """The times of `aligned`, which were made from the texts `asked`, for the whole recording.

    A line that reads otherwise by now keeps its times; what the listener said of a line stays.
    """
    if len(asked) != len(aligned):
        raise InvalidEditError(reason="stale")
    old = tuple(lines)
    mended = list(old)
    matcher = SequenceMatcher(None, list(asked), [line.text for line in lines], autojunk=False)
    for of_asked, of_lines, count in matcher.get_matching_blocks():
        for at, new in zip(range(of_lines, of_lines + count), aligned[of_asked:], strict=False):
            if new.words:
                mended[at] = _retold(lines[at], new.words)
    # Readable before settled: what is dropped needs no room.
    return Splice(0, old, settle(readable_lines(tuple(mended)), _bound(duration)))


def retime_stretch(
    lines: Sequence[Line],
    stretch: Stretch,
    asked: Sequence[str],
    aligned: Sequence[Line],
    duration: float | None,
) -> Splice:
    """The times of `aligned` for a stretch that read `asked`, held between the words beside it.

    Lines that were put in or taken out before it meanwhile are allowed for; a stretch that reads otherwise by
    now is "stale".
    """
    if len(asked) != len(aligned) or not asked:
        raise InvalidEditError(reason="stale")
    stretch = _found(lines, stretch, asked)
    if not any(line.words for line in aligned):
        raise InvalidEditError(reason="nothing_found")
    low, high = stretch.room(lines, duration)
    parts = [
        new if new.words else Line(lines[line].words[start:stop])
        for (line, start, stop), new in zip(stretch.parts(lines), aligned, strict=True)
    ]
    settled = settle(readable_lines(tuple(parts)), None if high == end_of(None) else high, low)
    if len(settled) != len(parts):
        raise InvalidEditError(reason="stale")
    mended = []
    for (line, start, stop), new in zip(stretch.parts(lines), settled, strict=True):
        old = lines[line]
        own = _retold(Line(old.words[start:stop]), new.words).words
        mended.append(replace(old, words=(*old.words[:start], *own, *old.words[stop:])))
    return Splice(stretch.first[0], tuple(lines[stretch.first[0] : stretch.last[0] + 1]), tuple(mended))


def replace_lines(
    lines: Sequence[Line], first: int, last: int, new: Sequence[Line], duration: float | None
) -> Splice:
    """Put `new`, known words with their times, in the place of lines `first` to `last` (not in it).

    Held between the lines beside them. A line that reads as one of the old ones keeps its kind and state, a
    line with other words is CORRECTED.
    """
    if not 0 <= first <= last <= len(lines):
        raise InvalidEditError(reason="no_such_line")
    old = tuple(lines[first:last])
    low = lines[first - 1].end if first else 0.0
    high = lines[last].start if last < len(lines) else _bound(duration)
    settled = list(settle(readable_lines(tuple(new)), high, low))
    if not settled:
        raise InvalidEditError(reason="nothing_found")
    matcher = SequenceMatcher(
        None, [line.text for line in old], [line.text for line in settled], autojunk=False
    )
    for tag, of_old, until, of_new, stop in matcher.get_opcodes():
        if tag == "equal":
            for was, at in zip(range(of_old, until), range(of_new, stop), strict=True):
                settled[at] = _retold(old[was], settled[at].words)
        else:
            for at in range(of_new, stop):
                settled[at] = replace(settled[at], state=LineState.CORRECTED)
    return Splice(first, old, tuple(settled))


def replace_stretch(
    lines: Sequence[Line], start: float, end: float, heard: Sequence[Line], duration: float | None
) -> Splice:
    """Put `heard`, what was recognised anew from `start` to `end` (seconds), in the place of what was there.

    A word is there when its middle is. A line that lies only partly in it keeps its other words.
    """
    if not any(line.words for line in heard):
        raise InvalidEditError(reason="nothing_found")
    inside = [
        (at, word)
        for at, line in enumerate(lines)
        if line.end > start and line.start < end
        for word, item in enumerate(line.words)
        if start <= (item.start + item.end) / 2 < end
    ]
    if inside:
        (first, head), (final, tail) = inside[0], inside[-1]
        before, after = lines[first].words[:head], lines[final].words[tail + 1 :]
        last = final + 1
    else:
        first = sum(line.start < start for line in lines)
        before, after, last = (), (), first
        if first and lines[first - 1].end > start:
            # Between two words of a line.
            first -= 1
            words = lines[first].words
            place = sum(word.end <= (start + end) / 2 for word in words)
            before, after, last = words[:place], words[place:], first + 1
    low = before[-1].end if before else lines[first - 1].end if first else 0.0
    if after:
        high: float | None = after[0].start
    else:
        high = lines[last].start if last < len(lines) else _bound(duration)
    new = list(settle(readable_lines(tuple(heard)), high, low))
    if not new:
        raise InvalidEditError(reason="nothing_found")
    old = tuple(lines[first:last])
    if before and after and old[0] is old[-1] and len(new) == 1:
        joined = replace(old[0], words=(*before, *new[0].words, *after), state=LineState.CORRECTED)
        return Splice(first, old, (joined,))
    if before:
        new.insert(0, replace(old[0], words=before, state=LineState.CORRECTED))
    if after:
        new.append(replace(old[-1], words=after, state=LineState.CORRECTED))
    return Splice(first, old, tuple(new))


def _found(lines: Sequence[Line], stretch: Stretch, asked: Sequence[str]) -> Stretch:
    """Where the stretch is by now: at its place, or, for whole lines, at the nearest place that reads so."""
    wanted = list(asked)
    if stretch.last[0] - stretch.first[0] + 1 != len(wanted):
        raise InvalidEditError(reason="stale")
    try:
        stretch.check(lines)
    except InvalidEditError:
        pass
    else:
        if stretch.texts(lines) == wanted:
            return stretch
    texts = [line.text for line in lines]
    count = len(wanted)
    places = [at for at in range(len(texts) - count + 1) if texts[at : at + count] == wanted]
    if not places:
        raise InvalidEditError(reason="stale")
    nearest = min(places, key=lambda at: abs(at - stretch.first[0]))
    return Stretch.of_lines(lines, nearest, nearest + count - 1)


def _retold(line: Line, words: tuple[Word, ...]) -> Line:
    """The line with other words, each of the kind that the listener gave to the one in its place."""
    if len(words) == len(line.words):
        pairs = zip(words, line.words, strict=True)
        return replace(line, words=tuple(replace(new, kind=old.kind) for new, old in pairs))
    return replace(line, words=tuple(replace(word, kind=line.kind) for word in words))


def _bound(duration: float | None) -> float | None:
    return None if duration is None else end_of(duration)
