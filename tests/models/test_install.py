"""Models from folders and archives: what is taken, what is refused, and what is said of it."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flamenco_desktop.errors import (
    ArchiveError,
    CancelledError,
    ChecksumError,
    DiskFullError,
    FileMissingError,
    FlamencoError,
    ModelBrokenError,
    ModelKeptError,
    ModelMissingError,
)
from flamenco_desktop.models import archives, inventory, manifest, places, store
from flamenco_desktop.models.install import install
from flamenco_desktop.models.inventory import Place
from flamenco_desktop.wording import sentence
from tests.models.shapes import make_aligner, make_whisper

LARGE = "model.safetensors"


def no_converter(source: Path, target: Path) -> None:
    raise AssertionError("nothing here is pickled")


def _packed(made: Path, path: Path, inside: str = "whisper-mine/") -> Path:
    files = [item for item in made.iterdir() if item.is_file()]
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for item in files:
                archive.write(item, inside + item.name)
    else:
        with tarfile.open(path, "w:" + path.suffix.removeprefix(".").removeprefix("tar")) as archive:
            for item in files:
                archive.add(item, inside + item.name)
    return path


@pytest.mark.parametrize("name", ["mine.zip", "mine.tar", "mine.tar.gz", "mine.tar.xz"])
@pytest.mark.parametrize("inside", ["", "whisper-mine/", "a/b/"])
def test_an_archive_is_a_model(own: Path, made: Path, tmp_path: Path, name: str, inside: str) -> None:
    folder = install(_packed(made, tmp_path / name, inside), no_converter)
    assert folder == own / "mine"
    model = store.recogniser("mine")
    assert (model.folder, model.title) == (folder, "mine")
    assert not (folder / "flax_model.msgpack").exists()
    assert inventory.verify("mine") == 6
    assert list((own / ".incoming").glob("*installing/*")) == []


def test_a_folder_is_copied_and_may_go_afterwards(own: Path, made: Path) -> None:
    folder = install(made, no_converter, name="Lebrija 3")
    assert folder == own / "Lebrija-3"
    for path in made.iterdir():
        path.unlink()
    assert store.recogniser("Lebrija 3").title == "Lebrija 3"
    assert "Lebrija 3" in [model.name for model in store.installed()]


def test_a_cache_of_another_machine_is_taken_with_its_name(own: Path, made: Path, tmp_path: Path) -> None:
    home = tmp_path / "models--someone--whisper-cante"
    snapshot = home / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (home / "blobs").mkdir()
    for path in made.iterdir():
        digest = manifest.sha256(path)
        (home / "blobs" / digest).write_bytes(path.read_bytes())
        (snapshot / path.name).symlink_to(home / "blobs" / digest)
    install(home, no_converter)
    assert store.recogniser("someone/whisper-cante").folder == own / "someone--whisper-cante"


def test_an_aligner_takes_the_place_of_the_catalogue(own: Path, tmp_path: Path) -> None:
    install(make_aligner(tmp_path / "downloaded"), no_converter, name="wav2vec2-spanish")
    model = store.aligner("jonatasgrosman/wav2vec2-large-xlsr-53-spanish")
    assert model.folder == own / "wav2vec2-spanish"
    assert model.licence == "Apache-2.0"


def test_what_calls_itself_a_published_model_must_be_it(own: Path, made: Path) -> None:
    with pytest.raises(ChecksumError):
        install(made, no_converter, name="whisper-small")
    with pytest.raises(ModelBrokenError):
        install(made, no_converter, name="wav2vec2-spanish")
    with pytest.raises(ModelMissingError):
        store.recogniser("whisper-small")


def test_installing_again_takes_the_place_of_the_old(own: Path, made: Path, tmp_path: Path) -> None:
    install(made, no_converter, name="mine")
    before = manifest.read(own / "mine")
    install(make_whisper(tmp_path / "better", fill=11), no_converter, name="mine")
    after = manifest.read(own / "mine")
    assert before is not None and after is not None
    assert before.files[LARGE] != after.files[LARGE]
    assert [path.name for path in own.iterdir() if "old" in path.name] == []


# --- archives that mean harm, or are damaged --------------------------------------------------------------


def _tar_with(path: Path, item: tarfile.TarInfo, content: bytes = b"") -> Path:
    with tarfile.open(path, "w") as archive:
        item.size = len(content)
        archive.addfile(item, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../config.json",
        "/etc/config.json",
        "a/../../config.json",
        "C:\\config.json",
        "..\\config.json",
        "a:b",
    ],
)
@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_names_that_lead_outside_are_refused(own: Path, tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / f"bad.{kind}"
    if kind == "tar":
        _tar_with(path, tarfile.TarInfo(name), b"{}")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo(name), b"{}")
    with pytest.raises(ArchiveError) as caught:
        install(path, no_converter)
    assert "name" in str(caught.value.parameters["reason"])
    assert not (tmp_path / "config.json").exists()


def test_links_are_refused(own: Path, tmp_path: Path) -> None:
    link = tarfile.TarInfo("model.safetensors")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(ArchiveError, match="link"):
        install(_tar_with(tmp_path / "bad.tar", link), no_converter)
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        item = zipfile.ZipInfo("model.safetensors")
        item.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(item, "/etc/passwd")
    with pytest.raises(ArchiveError, match="link"):
        install(tmp_path / "bad.zip", no_converter)


@pytest.mark.parametrize("name", ["mine.zip", "mine.tar", "mine.tar.gz", "mine.tar.xz"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_archive_is_one_sentence(
    own: Path, made: Path, tmp_path: Path, name: str, share: float
) -> None:
    path = _packed(made, tmp_path / name)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(ArchiveError) as caught:
        install(path, no_converter)
    said = sentence(caught.value)
    assert str(path) in said and "\n" not in said
    assert not (own / "mine").exists()


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_no_damage_to_an_archive_gives_anything_but_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    base = tmp_path_factory.getbasetemp() / "fuzzed"
    if not base.exists():
        make_whisper(base / "made")
        _packed(base / "made", base / "whole.zip")
        _packed(base / "made", base / "whole.tar.gz")
    whole = data.draw(st.sampled_from(["whole.zip", "whole.tar.gz"]))
    content = bytearray((base / whole).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = base / f"damaged-{whole}"
    path.write_bytes(content)
    target = base / "target"
    try:
        archives.unpack(path, target, lambda name: True)
    except FlamencoError as error:
        assert "\n" not in sentence(error)
    assert {item.name for item in base.iterdir()} <= {
        "made", "whole.zip", "whole.tar.gz", path.name, "target", "damaged-whole.zip", "damaged-whole.tar.gz"
    }  # fmt: skip


def test_an_archive_larger_than_the_disk_is_refused_before(
    own: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _packed(made, tmp_path / "mine.zip")
    monkeypatch.setattr(places, "free", lambda folder: 20_000)
    with pytest.raises(DiskFullError):
        install(path, no_converter)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 nearly", bytes(600)])
def test_what_is_no_archive_is_said(own: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(content)
    with pytest.raises(ArchiveError) as caught:
        install(path, no_converter)
    assert caught.value.parameters["path"] == str(path)


def test_nothing_several_and_missing(own: Path, made: Path, tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        install(tmp_path / "nothing", no_converter)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelBrokenError, match="no model"):
        install(tmp_path / "empty", no_converter)
    make_whisper(tmp_path / "two" / "one")
    make_whisper(tmp_path / "two" / "other")
    with pytest.raises(ModelBrokenError, match="several"):
        install(tmp_path / "two", no_converter)
    with zipfile.ZipFile(tmp_path / "poem.zip", "w") as archive:
        archive.writestr("poem.txt", "verde que te quiero verde")
    with pytest.raises(ArchiveError, match="no model"):
        install(tmp_path / "poem.zip", no_converter)


def test_cancelled(own: Path, made: Path, tmp_path: Path) -> None:
    class Impatient:
        def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
            pass

        def cancelled(self) -> bool:
            return True

    for source in (made, _packed(made, tmp_path / "mine.zip")):
        with pytest.raises(CancelledError):
            install(source, no_converter, name="mine", watcher=Impatient())
    assert inventory.items()[0].place is Place.PROGRAM
    assert not (own / "mine").exists()


# --- verifying and deleting -------------------------------------------------------------------------------


def test_damage_is_found_and_said(own: Path, made: Path) -> None:
    folder = install(made, no_converter, name="mine")
    content = bytearray((folder / LARGE).read_bytes())
    content[-3] ^= 1
    (folder / LARGE).write_bytes(content)
    # Its form is right: only reading it whole tells.
    assert store.recogniser("mine").name == "mine"
    with pytest.raises(ChecksumError) as caught:
        inventory.verify("mine")
    assert caught.value.parameters == {"model": "mine", "file": LARGE}
    (folder / LARGE).unlink()
    with pytest.raises(ModelBrokenError):
        inventory.verify("mine")
    broken = inventory.item("mine", store.ModelKind.RECOGNISER)
    assert broken.model is None and broken.fault
    assert inventory.delete("mine") > 0
    with pytest.raises(ModelMissingError):
        inventory.delete("mine")


def test_the_cache_of_other_programs_is_verified_by_its_own_names_and_deleted_whole(
    own: Path, made: Path, tmp_path: Path
) -> None:
    home = tmp_path / "hub" / "models--someone--whisper-cante"
    (home / "blobs").mkdir(parents=True)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("abc")
    snapshot = home / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    for path in made.iterdir():
        name = manifest.sha256(path) if path.name == LARGE else manifest.git_sha1(path)
        (home / "blobs" / name).write_bytes(path.read_bytes())
        (snapshot / path.name).symlink_to(Path(os.path.relpath(home / "blobs" / name, snapshot)))
    item = inventory.item("someone/whisper-cante", store.ModelKind.RECOGNISER)
    assert item.place is Place.HUB
    assert inventory.verify("someone/whisper-cante") == 7
    assert inventory.delete("someone/whisper-cante") >= item.size
    assert not home.exists()


def test_what_is_not_ours_is_not_deleted(own: Path, made: Path) -> None:
    with pytest.raises(ModelKeptError):
        inventory.delete("whisper-cante-demo")
    with pytest.raises(ModelMissingError):
        inventory.delete(str(made))
    assert (made / LARGE).exists()


def test_the_embedded_models_are_whole() -> None:
    for name in ("whisper-cante-demo", "aligner-cante-demo"):
        assert inventory.verify(name) == 0


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=40))
def test_a_folder_for_every_name_and_none_outside(name: str) -> None:
    slug = places.slug(name)
    assert slug and not slug.startswith(".")
    assert Path(slug).name == slug
    assert places.home_of(name).parent == places.own_folder()
