from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_desktop.errors import UnknownFormatError, WriteFailedError
from flamenco_desktop.formats import export
from flamenco_desktop.lyrics.model import Line, Lyrics, Word

COPLA = Lyrics((Line((Word("ay", 1.0, 2.0),)),))
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions, links and limits")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text("old" * 1000)
    export(COPLA, path, "srt")
    assert path.read_text() == "1\n00:00:01,000 --> 00:00:02,000\nay\n\n"
    assert names(tmp_path) == ["a.srt"]


@pytest.mark.parametrize("name", ["none/a.srt", "file/a.srt", "folder"])
def test_where_nothing_can_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("whole")
    (tmp_path / "folder").mkdir()
    with pytest.raises(WriteFailedError) as error:
        export(COPLA, tmp_path / name, "srt")
    assert error.value.parameters["path"] == str(tmp_path / name) and error.value.parameters["reason"]
    assert names(tmp_path) == ["file", "folder"]


def test_an_unknown_format_touches_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError):
        export(COPLA, tmp_path / "a.doc", "doc")
    assert names(tmp_path) == []


def test_text_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        export(Lyrics((Line((Word("\ud800", 1.0, 2.0),)),)), path, "txt")
    assert path.read_text() == "old" and names(tmp_path) == ["a.txt"]


@posix
def test_permissions_follow_the_umask_and_links_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.srt"
    real.write_text("old")
    link = tmp_path / "link.srt"
    link.symlink_to(real)
    before = os.umask(0o027)
    try:
        export(COPLA, link, "srt")
    finally:
        os.umask(before)
    assert link.is_symlink() and "ay" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640


FULL = """
import resource, signal, sys
from pathlib import Path
from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.formats import export
from flamenco_desktop.lyrics.model import Line, Lyrics, Word
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
lines = tuple(Line((Word("ay", n, n + 1),)) for n in range(9999))
try:
    export(Lyrics(lines), Path(sys.argv[1]), "srt")
except WriteFailedError as error:
    raise SystemExit(7)
"""


@posix
def test_a_disk_that_is_full_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text("old")
    assert subprocess.run([sys.executable, "-B", "-c", FULL, str(path)], check=False).returncode == 7
    assert path.read_text() == "old" and names(tmp_path) == ["a.srt"]
