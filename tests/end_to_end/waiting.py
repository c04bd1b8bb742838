"""Waiting for states instead of seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_PAUSE = 0.05


class NeverCameError(AssertionError):
    """A state that was waited for did not come."""


def until(what: str, look: Callable[[], T | None], timeout: float, alive: Callable[[], str] = str) -> T:
    """The first thing that `look` returns which counts as true; `what` names it when it never comes.

    `alive` returns why waiting makes no sense any more (a process has died), or "".
    """
    deadline = time.monotonic() + timeout
    while True:
        found = look()
        if found:
            return found
        gone = alive()
        if gone:
            raise NeverCameError(f"waiting for {what}: {gone}")
        if time.monotonic() > deadline:
            raise NeverCameError(f"{what}: not within {timeout:g} s")
        time.sleep(_PAUSE)
