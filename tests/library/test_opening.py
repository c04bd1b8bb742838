from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from flamenco_desktop.errors import LibraryError
from flamenco_desktop.library import Library, open_library
from flamenco_desktop.library.schema import MIGRATIONS
from tests.library.conftest import recording
from tests.library.test_library import COPLA


def filled(folder: Path) -> Path:
    path = folder / "data" / "library.sqlite"
    library, trouble = open_library(path)
    assert trouble is None
    for number in range(40):
        entry = library.add(recording(folder, f"{number}.wav", bytes([number])))
        library.store(entry.id, COPLA)
    library.close()
    return path


def test_a_new_library_and_again(tmp_path: Path) -> None:
    path = filled(tmp_path)
    library, trouble = open_library(path)
    assert trouble is None and len(library.entries()) == 40
    library.close()
    with sqlite3.connect(path) as plain:
        assert plain.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    plain.close()


def test_commits_are_forced_to_the_disk(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite")
    assert library._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    library.close()


def damage_head(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be one " * 100)


def damage_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : len(data) - 100] = b"\xff" * (len(data) - 4196)
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [damage_head, damage_middle])
def test_a_damaged_file_is_moved_aside_whole(tmp_path: Path, damage: object) -> None:
    path = filled(tmp_path)
    assert callable(damage)
    damage(path)
    broken = path.read_bytes()
    library, trouble = open_library(path)
    assert trouble is not None and trouble.parameters["reason"] == "damaged"
    moved = Path(str(trouble.parameters["moved"]))
    assert moved.parent == path.parent and moved.read_bytes() == broken
    assert library.entries() == ()
    library.add(recording(tmp_path, "new.wav"))
    library.close()
    library, trouble = open_library(path)
    assert trouble is None and len(library.entries()) == 1
    library.close()
    # A second one in the same second does not write over the first.
    damage_head(path)
    library, trouble = open_library(path)
    library.close()
    assert trouble is not None and trouble.parameters["moved"] != str(moved)
    assert moved.read_bytes() == broken


def test_the_library_of_a_later_program_is_left_alone(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA user_version = 999")
    plain.close()
    before = path.read_bytes()
    library, trouble = open_library(path)
    assert trouble is not None
    assert (trouble.parameters["reason"], trouble.parameters["temporary"]) == ("newer", 1)
    library.add(recording(tmp_path, "new.wav"))
    assert len(library.entries()) == 1
    library.close()
    assert path.read_bytes() == before


def test_where_no_library_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("whole")
    for path in (tmp_path / "file" / "library.sqlite", tmp_path):
        library, trouble = open_library(path)
        assert trouble is not None and trouble.parameters["temporary"] == 1
        assert library.entries() == ()
        library.close()
    assert (tmp_path / "file").read_text() == "whole"


def test_an_older_library_is_brought_up_and_a_failed_step_leaves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path)
    longer = (*MIGRATIONS, "ALTER TABLE recordings ADD COLUMN rating INTEGER; CREATE TABLE tags (name TEXT)")
    with monkeypatch.context() as patch:
        patch.setattr(
            "flamenco_desktop.library.schema.MIGRATIONS", (*MIGRATIONS, "CREATE TABLE a (b); NONSENSE")
        )
        with pytest.raises(LibraryError):
            Library(path)
    with monkeypatch.context() as patch:
        patch.setattr("flamenco_desktop.library.schema.MIGRATIONS", longer)
        library = Library(path)
        assert len(library.entries()) == 40
        library.close()
    with sqlite3.connect(path) as plain:
        assert plain.execute("PRAGMA user_version").fetchone() == (len(longer),)
        assert plain.execute("SELECT count(*) FROM tags").fetchone() == (0,)
        assert plain.execute("SELECT count(*) FROM sqlite_master WHERE name = 'a'").fetchone() == (0,)
    plain.close()
