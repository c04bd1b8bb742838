from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flamenco_desktop import bundled
from flamenco_desktop.audio import decode
from flamenco_desktop.library import Library, RecordingInfo
from flamenco_desktop.lyrics.model import Lyrics, Provenance
from tests.end_to_end.harness import Desktop, Home, desktop, new_home
from tests.truth import truth_of


@pytest.fixture(scope="session")
def desk() -> Iterator[Desktop]:
    with desktop() as found:
        yield found


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return new_home(tmp_path / "home")


@pytest.fixture
def home_with_lyrics(home: Home) -> Home:
    """A home whose library already holds the bundled recording with its true words, as if once recognised."""
    path = bundled.recording()
    home.library.parent.mkdir(parents=True)
    about = decode.inspect(path)
    with closing(Library(home.library)) as library:
        entry = library.add(
            RecordingInfo(path=path, duration=about.duration, title=about.title, singer=about.artist)
        )
        known = Lyrics(truth_of(path), provenance=Provenance(method="recognised", model="known"))
        library.store(entry.id, known)
    return home
