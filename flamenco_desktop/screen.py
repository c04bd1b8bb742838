"""Whether a window can be shown at all, known before Qt is asked: Qt aborts the process where it cannot."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

_DISPLAY = re.compile(r"^(?P<host>[^:]*):(?P<number>\d+)(\.\d+)?$")
_PATIENCE = 2.0
_FIRST_PORT = 6000


def missing() -> str:
    """Why there is no screen, as the end of an English sentence; "" where there is one."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return "neither DISPLAY nor WAYLAND_DISPLAY is set"
    if not _answers(display):
        return f"nothing answers at DISPLAY={display}"
    return ""


def _answers(display: str) -> bool:
    """Whether an X server listens at `display`; True for a form of name that is not known here."""
    match = _DISPLAY.match(display)
    if match is None:
        return True
    number = int(match["number"])
    if match["host"] not in ("", "unix"):
        return _connects(socket.AF_INET, (match["host"], _FIRST_PORT + number))
    path = Path("/tmp/.X11-unix") / f"X{number}"  # noqa: S108 - the place is the protocol's
    return _connects(socket.AF_UNIX, f"\0{path}") or _connects(socket.AF_UNIX, str(path))


def _connects(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PATIENCE)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True
