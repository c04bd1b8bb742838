"""The models dialog with everything real behind it: the command's own process, and a hub on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.model_errands import MEASURE, ModelErrands, State
from flamenco_desktop.gui.model_row import ModelRow
from flamenco_desktop.gui.models_dialog import ModelsDialog
from flamenco_desktop.gui.sources_dialog import SourcesDialog
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.models import places, sources, speed, store
from flamenco_desktop.models.sources import Sources
from flamenco_desktop.models.speed import Rates
from tests.models.hub_server import Hub, serving
from tests.models.shapes import make_aligner, make_whisper

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

NAME = "someone/whisper-cante"
LONG = 240_000


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable, folder in (
        ("FLAMENCO_DESKTOP_MODELS", "models"),
        ("HF_HUB_CACHE", "hub"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
    ):
        monkeypatch.setenv(variable, str(tmp_path / folder))
    speed.keep(Rates("CPU", 60e9, 9e9))
    return tmp_path / "models"


@pytest.fixture
def hub(tmp_path: Path, own: Path) -> Iterator[Hub]:
    with serving() as hub:
        hub.add(NAME, make_whisper(tmp_path / "made"))
        sources.save(Sources(mirror=hub.url))
        yield hub


@pytest.fixture
def errands(qapp: QApplication) -> Iterator[ModelErrands]:
    made = ModelErrands()
    yield made
    made.leave()


@pytest.fixture
def show(
    qtbot: QtBot, theme: Theme, errands: ModelErrands, own: Path
) -> Iterator[Callable[..., ModelsDialog]]:
    parent = QWidget()
    qtbot.addWidget(parent)

    def shown(current: str = "", aligner: str = "") -> ModelsDialog:
        dialog = ModelsDialog(current, parent, aligner=aligner, errands=errands)
        dialog.show()
        qtbot.waitUntil(lambda: any(row.isVisible() for row in dialog.rows.values()), timeout=LONG)
        return dialog

    yield shown


def _marked(dialog: ModelsDialog) -> set[str]:
    return {name for name, row in dialog.rows.items() if row.button.isChecked()}


def test_what_is_here_can_be_chosen_and_what_is_not_can_be_fetched(show: Callable[..., ModelsDialog]) -> None:
    dialog = show()
    assert _marked(dialog) == {store.EMBEDDED_RECOGNISER, store.EMBEDDED_ALIGNER}
    turbo = dialog.rows["whisper-large-v3-turbo"]
    assert not turbo.button.isVisibleTo(dialog)
    assert turbo.fetch.isVisibleTo(dialog)
    assert "1.6 GB" in turbo._facts.text() and "3 min of song in" in turbo._facts.text()
    assert "suggestion" in turbo.note.text()
    assert "non-commercial" in dialog.rows["wav2vec2-voxpopuli-es"].note.text()
    assert not dialog.rows[store.EMBEDDED_RECOGNISER].fetch.isVisibleTo(dialog)


def test_the_choice_is_told(
    show: Callable[..., ModelsDialog], own: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    make_whisper(places.home_of("mine"))
    make_aligner(places.home_of("placing"))
    dialog = show("mine")
    assert _marked(dialog) == {"mine", store.EMBEDDED_ALIGNER}
    dialog.rows[store.EMBEDDED_RECOGNISER].button.click()
    dialog.rows["placing"].button.click()
    assert _marked(dialog) == {store.EMBEDDED_RECOGNISER, "placing"}
    # A click on what is marked leaves it so.
    dialog.rows["placing"].button.click()
    told: list[str] = []
    dialog.chosen.connect(told.append)
    dialog.aligner_chosen.connect(told.append)
    dialog.use.click()
    assert told == [store.EMBEDDED_RECOGNISER, "placing"]


def test_a_model_is_fetched_by_its_name_and_deleted(
    show: Callable[..., ModelsDialog], hub: Hub, errands: ModelErrands, qtbot: QtBot
) -> None:
    dialog = show()
    dialog.fetch("nonsense")
    assert "two parts" in dialog.word.text()
    dialog.fetch(NAME)
    qtbot.waitUntil(lambda: NAME in dialog.rows and dialog.rows[NAME].item.model is not None, timeout=LONG)
    assert not dialog.word.isVisibleTo(dialog)
    row = dialog.rows[NAME]
    row._fill_menu()
    delete = row._menu.actions()[-1]
    delete.trigger()
    qtbot.waitUntil(lambda: NAME not in dialog.rows, timeout=LONG)
    assert not places.home_of(NAME).exists()


def test_what_goes_wrong_is_said_beside_the_model(
    show: Callable[..., ModelsDialog], hub: Hub, errands: ModelErrands, qtbot: QtBot
) -> None:
    dialog = show()
    row = dialog.rows["whisper-small"]
    row.fetch.click()
    assert row.pause.isVisibleTo(dialog)
    state = lambda: errands.state("whisper-small")  # noqa: E731
    qtbot.waitUntil(lambda: (found := state()) is not None and found.error is not None, timeout=LONG)
    assert "could not be fetched" in row.note.text()
    assert row.fetch.isVisibleTo(dialog)


def test_paused_and_gone_on_after_the_dialog_was_closed(
    show: Callable[..., ModelsDialog], hub: Hub, errands: ModelErrands, qtbot: QtBot
) -> None:
    import threading

    hub.holds = threading.Event()
    make_whisper(places.home_of(NAME))
    (places.home_of(NAME) / "model.safetensors").write_bytes(b"damaged")
    dialog = show()
    row = dialog.rows[NAME]
    assert "damaged" in row.note.text()
    row.fetch.click()
    qtbot.waitUntil(lambda: hub.ranges_of("model.safetensors") == [""], timeout=LONG)
    part = places.incoming(NAME) / "model.safetensors.part"
    qtbot.waitUntil(lambda: part.exists() and part.stat().st_size > 0, timeout=LONG)
    row.pause.click()
    qtbot.waitUntil(lambda: row.fetch.text() == "Go on", timeout=LONG)
    hub.holds.set()
    row.fetch.click()
    dialog.close()
    with qtbot.waitSignal(errands.ended, timeout=LONG):
        pass
    assert store.recogniser(NAME).folder == places.home_of(NAME)
    assert hub.ranges_of("model.safetensors")[-1].startswith("bytes=")


def test_an_archive_is_installed(
    show: Callable[..., ModelsDialog], own: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    import shutil

    make_whisper(tmp_path / "made")
    path = shutil.make_archive(str(tmp_path / "de-casa"), "zip", tmp_path / "made")
    dialog = show()
    dialog.install(path)
    qtbot.waitUntil(lambda: "de-casa" in dialog.rows, timeout=LONG)
    dialog.install(str(tmp_path / "made" / "README.md"))
    qtbot.waitUntil(lambda: "cannot be unpacked" in dialog.word.text(), timeout=LONG)


def test_following_an_errand(show: Callable[..., ModelsDialog], errands: ModelErrands) -> None:
    dialog = show()
    row: ModelRow = dialog.rows["whisper-small"]
    errands._set("whisper-small", State("fetching", 0.5, 125.0))
    assert row.note.text() == "Fetching 50 % · 2 min left"
    assert (row.bar.value(), row.bar.isVisibleTo(dialog)) == (500, True)
    assert not row.fetch.isVisibleTo(dialog)
    assert errands.state(MEASURE) is None


def test_where_models_come_from(qtbot: QtBot, theme: Theme, own: Path, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SourcesDialog(parent)
    dialog.mirror.setText("mirror.example")
    dialog._keep()
    assert "http" in dialog.word.text()
    dialog.mirror.setText("https://mirror.example")
    dialog.folder.setText(str(tmp_path / "large"))
    dialog._keep()
    assert sources.load() == Sources("https://mirror.example", "", str(tmp_path / "large"))


def test_converted_forms_are_thrown_away(qtbot: QtBot, theme: Theme, own: Path) -> None:
    cached = places.converted_folder() / "abc"
    cached.mkdir(parents=True)
    (cached / "model.bin").write_bytes(bytes(3_000_000))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SourcesDialog(parent)
    assert "3 MB" in dialog.caches.text()
    dialog.tidy.click()
    assert not cached.exists()
    assert not dialog.tidy.isVisibleTo(dialog)
