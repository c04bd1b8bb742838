"""Fetching over real HTTP from a server on this machine: ranges, breaks, lies, full disks, proxies."""

from __future__ import annotations

import errno
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flamenco_desktop.errors import (
    CancelledError,
    ChecksumError,
    DiskFullError,
    FetchFailedError,
    FlamencoError,
    ModelBrokenError,
    ModelMissingError,
)
from flamenco_desktop.models import arrival, catalogue, fetch, manifest, places, sources, store, transfer
from flamenco_desktop.models.sources import Sources
from flamenco_desktop.wording import sentence
from tests.models.hub_server import COMMIT, Hub

NAME = "someone/whisper-cante"
LARGE = "model.safetensors"


class Watcher:
    """Keeps what it was told; has enough after `patience` words."""

    def __init__(self, patience: int = 10**9) -> None:
        self.told: list[tuple[str, float]] = []
        self._patience = patience

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        assert 0.0 <= fraction <= 1.0
        assert seconds_left is None or seconds_left >= 0.0
        self.told.append((stage, fraction))

    def cancelled(self) -> bool:
        return len(self.told) >= self._patience


def no_converter(source: Path, target: Path) -> None:
    raise AssertionError("nothing here is pickled")


@pytest.fixture
def get(own: Path, hub: Hub) -> Callable[..., Path]:
    pauses: list[float] = []

    def got(name: str = NAME, watcher: Any = None, given: Sources | None = None) -> Path:
        return fetch.fetch(name, no_converter, watcher, given or Sources(mirror=hub.url), pauses.append)

    return got


def test_a_model_is_fetched_whole_and_found_by_its_name(
    get: Callable[..., Path], hub: Hub, own: Path, made: Path
) -> None:
    watcher = Watcher()
    folder = get(watcher=watcher)
    assert folder == own / "someone--whisper-cante"
    model = store.recogniser(NAME)
    assert model.folder == folder
    assert NAME in [found.name for found in store.installed()]
    about = manifest.read(folder)
    assert about is not None
    assert (about.hub, about.revision, about.source) == (NAME, COMMIT, hub.url)
    settings = ("config", "generation_config", "preprocessor_config", "tokenizer")
    assert set(about.files) == {LARGE, "README.md", *(f"{name}.json" for name in settings)}
    assert (folder / LARGE).read_bytes() == (made / LARGE).read_bytes()
    assert not any("flax" in path for path in hub.paths())
    assert all(f"/resolve/{COMMIT}/" in path for path in hub.paths() if "/resolve/" in path)
    assert watcher.told[0][0] == "fetching"
    assert watcher.told[-1] == ("checking", 1.0)
    assert arrival.arrived(NAME) == 0


def test_what_is_here_and_right_is_not_fetched_again_and_what_is_damaged_is(
    get: Callable[..., Path], hub: Hub, made: Path
) -> None:
    folder = get()
    asked = len(hub.asked)
    assert get() == folder
    assert len(hub.asked) == asked
    content = bytearray((folder / LARGE).read_bytes())
    content[-1] ^= 1
    (folder / LARGE).write_bytes(content)
    assert get() == folder
    assert (folder / LARGE).read_bytes() == (made / LARGE).read_bytes()


def test_a_broken_connection_is_taken_up_where_it_broke(get: Callable[..., Path], hub: Hub) -> None:
    hub.breaks_after[LARGE] = [30_000, 20_000, 0, 0, 1]
    folder = get()
    assert hub.ranges_of(LARGE) == ["", *(f"bytes={n}-" for n in (30_000, 50_000, 50_000, 50_000, 50_001))]
    assert store.recogniser(NAME).folder == folder


def test_paused_and_taken_up_by_another_process(get: Callable[..., Path], hub: Hub) -> None:
    hub.breaks_after[LARGE] = [30_000]

    class Impatient(Watcher):
        def cancelled(self) -> bool:
            return hub.ranges_of(LARGE) == [""] and not hub.breaks_after[LARGE]

    with pytest.raises(CancelledError):
        get(watcher=Impatient())
    assert arrival.arrived(NAME) > 0
    with pytest.raises(ModelMissingError):
        store.recogniser(NAME)
    begun = len(hub.asked)
    get()
    assert [span for path, span in hub.asked[begun:] if path.endswith(LARGE)][-1].startswith("bytes=")
    # The list of files is not asked for again: the commit that was begun is finished.
    assert not [path for path, _ in hub.asked[begun:] if path.startswith("/api/")]


def test_a_server_without_ranges_begins_anew(get: Callable[..., Path], hub: Hub, made: Path) -> None:
    hub.ranges = False
    hub.breaks_after[LARGE] = [30_000]
    assert (get() / LARGE).read_bytes() == (made / LARGE).read_bytes()


def test_a_redirect_to_another_place_keeps_the_range(get: Callable[..., Path], hub: Hub) -> None:
    hub.redirects = True
    hub.breaks_after[LARGE] = [30_000]
    get()
    assert ("/cdn/someone/whisper-cante/model.safetensors", "bytes=30000-") in hub.asked


def test_busy_servers_are_asked_again(get: Callable[..., Path], hub: Hub) -> None:
    hub.answers[LARGE] = [503, 429, 500]
    hub.answers["main"] = [502]
    get()
    assert len(hub.ranges_of(LARGE)) == 4


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        (LARGE, 401, "asks who you are"),
        (LARGE, 403, "refuses"),
        ("main", 404, "not there"),
        (LARGE, 404, "not"),
    ],
)
def test_what_cannot_be_had_is_said_at_once(
    get: Callable[..., Path], hub: Hub, file: str, code: int, words: str
) -> None:
    hub.answers[file] = [code] * 9
    with pytest.raises(FetchFailedError) as caught:
        get()
    assert words in str(caught.value.parameters["reason"])
    assert len(hub.answers[file]) == 8


def test_no_network_is_one_sentence(own: Path) -> None:
    nobody = Sources(mirror="http://127.0.0.1:9")
    with pytest.raises(FetchFailedError) as caught:
        fetch.fetch(NAME, no_converter, None, nobody, lambda seconds: None)
    said = sentence(caught.value)
    assert said.startswith(f"The model {NAME} could not be fetched from 127.0.0.1:9 (")
    assert "\n" not in said


def test_a_damaged_file_is_fetched_once_more_and_then_refused(
    get: Callable[..., Path], hub: Hub, made: Path
) -> None:
    content = bytearray((made / LARGE).read_bytes())
    content[-5] ^= 1
    hub.lies[LARGE] = bytes(content)
    with pytest.raises(ChecksumError) as caught:
        get()
    assert caught.value.parameters == {"model": NAME, "file": LARGE}
    assert len(hub.ranges_of(LARGE)) == 2
    with pytest.raises(ModelMissingError):
        store.recogniser(NAME)
    del hub.lies[LARGE]
    get()


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json"])
def test_small_files_have_checksums_too(get: Callable[..., Path], hub: Hub, file: str) -> None:
    hub.lies[file] = b'{"d_model": 17}'.ljust(len(hub.models[NAME][file]))
    with pytest.raises(ChecksumError):
        get()


def test_a_part_of_something_else_does_no_harm(get: Callable[..., Path], hub: Hub, made: Path) -> None:
    folder = places.incoming(NAME)
    folder.mkdir(parents=True)
    (folder / f"{LARGE}.part").write_bytes(b"x" * 30_000)
    (folder / "config.json.part").write_bytes(b"y" * 9_000_000)
    assert (get() / LARGE).read_bytes() == (made / LARGE).read_bytes()
    assert len(hub.ranges_of(LARGE)) == 2


# --- the catalogue's pins ---------------------------------------------------------------------------------


@pytest.fixture
def pinned(hub: Hub, made: Path, monkeypatch: pytest.MonkeyPatch) -> catalogue.Entry:
    """An entry of the catalogue whose weights are these."""
    small = next(entry for entry in catalogue.catalogue() if entry.name == "whisper-small")
    weights = {LARGE: manifest.sha256(made / LARGE)}
    entry = replace(small, weights=weights, size=(made / LARGE).stat().st_size, revision=COMMIT)
    hub.add(entry.hub, made)
    monkeypatch.setattr(catalogue, "catalogue", lambda: (entry,))
    return entry


def test_the_catalogue_knows_better_than_the_server(
    get: Callable[..., Path], hub: Hub, pinned: catalogue.Entry, tmp_path: Path
) -> None:
    from tests.models.shapes import make_whisper

    # A server that gives other weights, and the checksum that fits them.
    hub.add(pinned.hub, make_whisper(tmp_path / "other", fill=9))
    with pytest.raises(ChecksumError):
        get("whisper-small")


def test_a_plain_mirror_without_lists_is_enough_for_pinned_models(
    get: Callable[..., Path], hub: Hub, pinned: catalogue.Entry
) -> None:
    hub.lists = False
    folder = get("whisper-small")
    assert folder.name == "whisper-small"
    assert "vocab.json" not in [path.name for path in folder.iterdir()]
    with pytest.raises(FetchFailedError):
        get("someone/other")


def test_the_real_catalogue_is_pinned_where_its_makers_publish_checksums() -> None:
    for entry in catalogue.catalogue():
        for name, digest in entry.weights.items():
            assert name.endswith(".safetensors")
            assert len(digest) == 64
            assert len(entry.revision) == 40
        assert bool(entry.weights) == (entry.hub.startswith("openai/"))
        assert entry.embedded or entry.size > 1_000_000
        assert entry.languages
        assert entry.commercial == ("NC" not in entry.licence)
    assert all(not e.recommended or e.commercial for e in catalogue.catalogue())


# --- mirrors, proxies, places -----------------------------------------------------------------------------


def test_a_proxy_of_ones_own(get: Callable[..., Path], hub: Hub) -> None:
    # The real hub's name never leaves this machine: the proxy is asked for it.
    get(given=Sources(mirror="http://models.invalid", proxy=hub.url))
    assert store.recogniser(NAME).folder.is_dir()


def test_what_the_listener_sets_is_kept(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Sources(
        mirror="https://mirror.example/hub/", proxy="http://proxy:3128", folder=str(tmp_path / "big")
    )
    sources.save(kept)
    assert sources.load() == kept
    assert kept.hub == "https://mirror.example/hub"
    monkeypatch.delenv("FLAMENCO_DESKTOP_MODELS")
    assert places.own_folder() == tmp_path / "big"
    sources.file().write_text(json.dumps({"mirror": "file:///etc", "proxy": "nonsense", "folder": "here"}))
    assert sources.load() == Sources()
    sources.file().write_text("{")
    assert sources.load() == Sources()
    monkeypatch.setenv("HF_ENDPOINT", "https://elsewhere.example")
    assert Sources().hub == "https://elsewhere.example"


def test_only_http_is_spoken(own: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    for address in (f"file://{tmp_path}/secret", "ftp://127.0.0.1/x", "data:,x"):
        with pytest.raises((FlamencoError, ValueError)):
            way = transfer.Transfer("m", transfer.opener(Sources()), pause=lambda seconds: None)
            way.fetch(transfer.Remote("x", address), tmp_path)


# --- disks ------------------------------------------------------------------------------------------------


def test_too_small_a_disk_is_said_before_anything_is_fetched(
    get: Callable[..., Path], hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "free", lambda folder: 5_000_000)
    with pytest.raises(DiskFullError) as caught:
        get()
    assert caught.value.parameters["free"] == 5
    assert int(caught.value.parameters["needed"]) > 5
    assert hub.ranges_of(LARGE) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_fills_up_is_said(own: Path, hub: Hub, tmp_path: Path) -> None:
    way = transfer.Transfer("m", transfer.opener(Sources()), pause=lambda seconds: None)
    (tmp_path / f"{LARGE}.part").symlink_to("/dev/full")
    with pytest.raises(DiskFullError) as caught:
        way.fetch(transfer.Remote(LARGE, f"{hub.url}/{NAME}/resolve/main/{LARGE}"), tmp_path)
    assert int(caught.value.parameters["needed"]) > int(caught.value.parameters["free"])


def test_errors_of_the_disk_have_their_own_sentences(tmp_path: Path) -> None:
    full = transfer.disk_error(tmp_path / "x", OSError(errno.ENOSPC, "No space left on device"))
    assert isinstance(full, DiskFullError)
    refused = transfer.disk_error(tmp_path / "x", PermissionError(errno.EACCES, "Permission denied"))
    assert refused.code == "write_failed"


def test_a_folder_that_cannot_be_made_is_a_sentence(get: Callable[..., Path], own: Path, hub: Hub) -> None:
    own.write_text("a file where the folder should be")
    with pytest.raises(FlamencoError) as caught:
        get()
    assert caught.value.code == "write_failed"


# --- what is no model -------------------------------------------------------------------------------------


def test_names_that_mean_nothing(get: Callable[..., Path]) -> None:
    for name in ("nonsense", "../../etc/passwd", "a/b/c", "whisper-cante-demo"):
        with pytest.raises(ModelMissingError):
            get(name)


def test_a_model_without_weights_is_said(get: Callable[..., Path], hub: Hub) -> None:
    del hub.models[NAME][LARGE]
    with pytest.raises(ModelMissingError) as caught:
        get()
    assert "no weights" in str(caught.value.parameters["reason"])


def test_a_model_of_another_kind_is_refused(get: Callable[..., Path], hub: Hub) -> None:
    hub.models[NAME]["config.json"] = b'{"model_type": "llama"}'
    with pytest.raises(ModelBrokenError):
        get()


def test_two_windows_do_not_fetch_the_same(get: Callable[..., Path], hub: Hub, own: Path) -> None:
    import subprocess
    import sys

    lock = own / ".incoming" / "someone--whisper-cante.lock"
    program = (
        "import sys; from pathlib import Path; from flamenco_desktop.models import lock\n"
        f"with lock.held(Path({str(lock)!r})) as mine: print(mine, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline().strip() == "True"
        with pytest.raises(FetchFailedError) as caught:
            get()
        assert "another window" in str(caught.value.parameters["reason"])
        other.stdin.close()
        other.wait(30)
    get()


def test_cancel_ends_a_transfer_in_its_middle(get: Callable[..., Path], hub: Hub) -> None:
    hub.holds = threading.Event()
    stop = threading.Event()

    class Stopping(Watcher):
        def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
            super().progress(stage, fraction, seconds_left)

        def cancelled(self) -> bool:
            if hub.ranges_of(LARGE):
                stop.set()
                hub.holds and hub.holds.set()
            return stop.is_set()

    with pytest.raises(CancelledError):
        get(watcher=Stopping())
