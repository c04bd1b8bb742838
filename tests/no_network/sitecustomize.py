"""No way out of this machine: sockets may go to loopback and Unix addresses only.

Imported by tests/conftest.py, and by every child process that Python starts with this folder on PYTHONPATH.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any


class NetworkCutOffError(OSError):
    """A test tried to leave this machine."""


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not _stays(str(address[0])):
            raise NetworkCutOffError(f"the network is cut off during tests: {event} to {address[0]}")
    elif event == "socket.getaddrinfo":
        host = arguments[0]
        if host and not _stays(host.decode() if isinstance(host, bytes) else str(host)):
            raise NetworkCutOffError(f"the network is cut off during tests: looking up {host}")


def _stays(host: str) -> bool:
    if host in ("", "localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


# An audit hook sees the socket module's own C functions: no library gets past it or can take it away.
sys.addaudithook(_refuse)
