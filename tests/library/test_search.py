from __future__ import annotations

from pathlib import Path

from flamenco_desktop.library import Library, RecordingInfo
from flamenco_desktop.library.search import search
from flamenco_desktop.lyrics import edits
from flamenco_desktop.lyrics.find import Hit, Query, replace_all
from flamenco_desktop.lyrics.model import Line, Lyrics, Word

SONG = Lyrics((Line((Word("la", 1.0, 2.0), Word("camela", 2.0, 3.0))), Line((Word("camelá", 4.0, 5.0),))))


def filled(folder: Path, count: int) -> tuple[Path, list[int]]:
    path = folder / "library.sqlite"
    library = Library(path)
    keys = []
    for number in range(count):
        sound = folder / f"{number}.wav"
        sound.write_bytes(f"sound {number}".encode())
        keys.append(library.add(RecordingInfo(sound, 9.0, title=f"Song {number}")).id)
        if number:
            library.store(keys[-1], SONG)
    library.close()
    return path, keys


def test_all_lyrics_as_they_are_now_are_searched(tmp_path: Path) -> None:
    path, keys = filled(tmp_path, 4)
    writing = Library(path)
    writing.append(keys[2], edits.set_word_text(SONG.lines, 0, 1, "otra"), "set_word_text")
    found = search(path, Query("camela"))
    assert [(item.entry.id, item.hits) for item in found] == [
        (keys[1], (Hit(0, 3, 9), Hit(1, 0, 6))),
        (keys[2], (Hit(1, 0, 6),)),
        (keys[3], (Hit(0, 3, 9), Hit(1, 0, 6))),
    ]
    assert found[1].lines[0].text == "la otra"
    assert search(path, Query("camela"), lambda: True) == ()
    assert search(path, Query("nada")) == ()
    writing.close()


def test_a_replacement_is_one_step_that_can_be_taken_back(tmp_path: Path) -> None:
    path, keys = filled(tmp_path, 2)
    library = Library(path)
    (found,) = search(path, Query("camela"))
    library.append(keys[1], replace_all(found.lines, found.hits, "camelas", 9.0), "replace_all")
    assert library.lyrics(keys[1]) != SONG
    assert not library.take_back(keys[1], "set_word_text")
    assert library.take_back(keys[1], "replace_all")
    assert library.lyrics(keys[1]) == SONG
    assert not library.take_back(keys[1], "replace_all")
    library.close()
