"""One file over HTTP: it goes on where it stopped, and is kept only when it is what it should be."""

from __future__ import annotations

import errno
import http.client
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from flamenco_desktop import __version__
from flamenco_desktop.errors import CancelledError, ChecksumError, DiskFullError, FetchFailedError
from flamenco_desktop.errors import WriteFailedError as NotWrittenError
from flamenco_desktop.models import manifest, places
from flamenco_desktop.models.sources import Sources

_BLOCK = 1 << 18
_PATIENCE = 30.0
# In a row, without a byte between them.
_ATTEMPTS = 6
_LONGEST_PAUSE = 16.0
_HOPELESS = {
    401: "it asks who you are",
    403: "it refuses",
    404: "it is not there",
    410: "it is not there any more",
    451: "it may not be given out there",
}


class Opener(Protocol):
    """What `urllib.request.build_opener` gives."""

    def open(self, request: urllib.request.Request, timeout: float) -> http.client.HTTPResponse:
        """The answer to a request."""
        ...


@dataclass(frozen=True, slots=True)
class Remote:
    """A file at `url`, to be called `name`; `size` in bytes and checksums where they are known."""

    name: str
    url: str
    size: int = 0
    sha256: str = ""
    git_sha1: str = ""
    optional: bool = False


def opener(sources: Sources) -> Opener:
    """A way out by the listener's proxy, else by the system's."""
    proxies = {"http": sources.proxy, "https": sources.proxy} if sources.proxy else None
    made = urllib.request.OpenerDirector()
    # Not `build_opener`: it would read files and speak FTP too.
    for way in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=_certificates()),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        made.add_handler(way)
    made.addheaders = [("User-Agent", f"flamenco-desktop/{__version__}")]
    return made  # type: ignore[return-value]


def _certificates() -> ssl.SSLContext:
    """The system's, and those of certifi where it is installed: some Pythons know none of the system's."""
    context = ssl.create_default_context()
    try:
        import certifi
    except ImportError:
        return context
    context.load_verify_locations(certifi.where())
    return context


class Transfer:
    """Fetches the files of `model` with one opener.

    `arrived` is told bytes as they come (negative when a file is begun anew); `pause` waits seconds between
    attempts.
    """

    def __init__(
        self,
        model: str,
        way: Opener,
        arrived: Callable[[int], None] = lambda count: None,
        cancelled: Callable[[], bool] = lambda: False,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._model = model
        self._way = way
        self._arrived = arrived
        self._cancelled = cancelled
        self._pause = pause

    def fetch(self, remote: Remote, folder: Path) -> str:
        """Fetch `remote` into `folder`; its SHA-256, empty for an optional file that is not there.

        Raises FetchFailedError, ChecksumError, DiskFullError, WriteFailedError, CancelledError. What has
        arrived stays beside its place with ".part" in its name.
        """
        target = folder / remote.name
        part = target.with_name(target.name + ".part")
        for chance in (1, 2):
            if not self._complete(remote, part):
                return ""
            digest = manifest.sha256(part, cancelled=self._cancelled)
            if _right(remote, part, digest):
                part.replace(target)
                return digest
            # Begun by another version of the file, or changed on the way: once more from its beginning.
            self._arrived(-part.stat().st_size)
            part.unlink()
            if chance == 2:
                raise ChecksumError(model=self._model, file=remote.name)
        raise AssertionError("unreachable")

    def text(self, url: str) -> bytes:
        """What is at `url`, some kilobytes at most. Raises FetchFailedError, CancelledError."""
        failures = 0
        while True:
            self._stop_if_cancelled()
            try:
                request = urllib.request.Request(url)  # noqa: S310 - the opener knows HTTP only
                with self._way.open(request, timeout=_PATIENCE) as answer:
                    return answer.read(16 << 20)
            except (OSError, http.client.HTTPException) as error:
                if isinstance(error, urllib.error.HTTPError):
                    error.close()
                failures = self._give_up_or_wait(url, error, failures)

    def _complete(self, remote: Remote, part: Path) -> bool:
        """Fill `part`, in as many attempts as it takes; whether there is such a file."""
        failures = 0
        while True:
            self._stop_if_cancelled()
            have = part.stat().st_size if part.exists() else 0
            if remote.size and have == remote.size:
                return True
            if remote.size and have > remote.size:
                self._arrived(-have)
                part.unlink()
                have = 0
            before = have
            try:
                if self._attempt(remote, part, have):
                    return True
                reason: Exception = http.client.IncompleteRead(b"")
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == 404 and remote.optional:
                    return False
                if error.code == 416 and have:
                    self._arrived(-have)
                    part.unlink()
                reason = error
            except (OSError, http.client.HTTPException) as error:
                reason = error
            if part.exists() and part.stat().st_size > before:
                failures = 0
            failures = self._give_up_or_wait(remote.url, reason, failures)

    def _attempt(self, remote: Remote, part: Path, have: int) -> bool:
        """One connection; whether the file was whole at its end."""
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        request = urllib.request.Request(remote.url, headers=headers)  # noqa: S310 - the opener knows HTTP only
        with self._way.open(request, timeout=_PATIENCE) as answer:
            if have and not (answer.status == 206 and _begins(answer) == have):
                # The server does not do parts: what is here already is of no use.
                self._arrived(-have)
                have = 0
            length = answer.headers.get("Content-Length", "")
            expected = have + int(length) if length.isdecimal() else remote.size
            with _writing(part, keep=have > 0) as stream:
                # What is there, not a whole block: a slow connection shows its progress and loses nothing.
                while block := answer.read1(_BLOCK):
                    stream.write(block)
                    have += len(block)
                    self._arrived(len(block))
                    self._stop_if_cancelled()
        return not expected or have >= expected

    def _give_up_or_wait(self, url: str, error: Exception, failures: int) -> int:
        """Count a failure and wait; raises FetchFailedError when nothing is to be hoped for any more."""
        hopeless = isinstance(error, urllib.error.HTTPError) and error.code in _HOPELESS
        if hopeless or failures + 1 >= _ATTEMPTS:
            raise FetchFailedError(model=self._model, source=_place(url), reason=_words(error)) from error
        self._pause(min(_LONGEST_PAUSE, 0.5 * 2**failures))
        return failures + 1

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise CancelledError()


class _writing:  # noqa: N801 - used as a function
    """A file to append to; the disk's errors come out of it as the listener's, unlike the network's."""

    def __init__(self, path: Path, *, keep: bool) -> None:
        self._path = path
        try:
            self._stream = path.open("ab" if keep else "wb", buffering=0)
        except OSError as error:
            raise self._said(error) from error

    def __enter__(self) -> _writing:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def write(self, block: bytes) -> None:
        """All of `block`, or an error."""
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[self._stream.write(rest) :]
        except OSError as error:
            raise self._said(error) from error

    def _said(self, error: OSError) -> DiskFullError | NotWrittenError:
        return disk_error(self._path, error)


def disk_error(path: Path, error: OSError, needed: int = 0) -> DiskFullError | NotWrittenError:
    """What the listener is told of an error in writing `path`; `needed` in bytes where it is known."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        free = places.free(path.parent)
        wanted = max(needed, free + 1)
        return DiskFullError(path=str(path.parent), free=free // 1_000_000, needed=-(-wanted // 1_000_000))
    return NotWrittenError(path=str(path), reason=error.strerror or str(error))


def _begins(answer: http.client.HTTPResponse) -> int:
    """The first byte of a partial answer: `Content-Range: bytes 100-199/200` (RFC 9110, section 14.4)."""
    unit, _, span = answer.headers.get("Content-Range", "").partition(" ")
    first = span.partition("-")[0]
    return int(first) if unit == "bytes" and first.isdecimal() else -1


def _right(remote: Remote, part: Path, digest: str) -> bool:
    if remote.sha256:
        return digest == remote.sha256
    if remote.git_sha1:
        return manifest.git_sha1(part) == remote.git_sha1
    return True


def _place(url: str) -> str:
    return urlsplit(url).netloc or url


def _words(error: Exception) -> str:
    """A network's error in a few words."""
    if isinstance(error, urllib.error.HTTPError):
        return _HOPELESS.get(error.code, f"it answers {error.code}")
    if isinstance(error, http.client.IncompleteRead):
        return "the connection broke"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "it does not answer"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "its certificate is not valid"
    if isinstance(reason, OSError) and reason.strerror:
        return str(reason.strerror)
    return str(reason).strip().splitlines()[0] if str(reason).strip() else type(error).__name__
