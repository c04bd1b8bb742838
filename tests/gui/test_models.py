"""The models dialog with everything real behind it: the command's own process, and a hub on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.in_use import InUse
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.model_errands import MEASURE, ModelErrands, State
from flamenco_desktop.gui.model_row import ModelRow
from flamenco_desktop.gui.models_dialog import ModelsDialog
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.sources_dialog import SourcesDialog
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.models import in_use as choices
from flamenco_desktop.models import manifest, places, sources, speed, store
from flamenco_desktop.models.catalogue import ModelKind
from flamenco_desktop.models.sources import Sources
from flamenco_desktop.models.speed import Rates
from tests.models.hub_server import Hub, serving
from tests.models.shapes import make_aligner, make_whisper
from tests.models.test_in_use import LINEAGE

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

NAME = "someone/whisper-cante"
LONG = 240_000


@pytest.fixture
def own(own: Path) -> Path:
    """As everywhere, on a machine whose speed is known."""
    speed.keep(Rates("CPU", 60e9, 9e9))
    return own


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
def in_use(qapp: QApplication, own: Path, tmp_path: Path) -> InUse:
    return InUse(Preferences(tmp_path / "preferences.ini"), Errands())


@pytest.fixture
def show(
    qtbot: QtBot, theme: Theme, errands: ModelErrands, in_use: InUse
) -> Iterator[Callable[..., ModelsDialog]]:
    parent = QWidget()
    qtbot.addWidget(parent)

    def shown(current: str | None = None) -> ModelsDialog:
        """The page of models; with a name, the choice of one for once."""
        if current is None:
            dialog = ModelsDialog(parent, in_use=in_use, errands=errands)
        else:
            dialog = ModelsDialog(parent, current, errands=errands)
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


def test_the_choice_for_once_is_told(
    show: Callable[..., ModelsDialog], in_use: InUse, own: Path, tmp_path: Path
) -> None:
    make_whisper(places.home_of("mine"))
    make_aligner(places.home_of("placing"))
    dialog = show("mine")
    assert _marked(dialog) == {"mine"} and "placing" not in dialog.rows
    dialog.rows[store.EMBEDDED_RECOGNISER].button.click()
    # A click on what is marked leaves it so.
    dialog.rows[store.EMBEDDED_RECOGNISER].button.click()
    assert _marked(dialog) == {store.EMBEDDED_RECOGNISER}
    told: list[str] = []
    dialog.chosen.connect(told.append)
    dialog.use.click()
    assert told == [store.EMBEDDED_RECOGNISER]
    assert not (own / "in-use.json").exists()


def test_one_click_uses_and_one_goes_back(
    show: Callable[..., ModelsDialog], in_use: InUse, own: Path, qtbot: QtBot
) -> None:
    make_whisper(places.home_of("mine"))
    make_aligner(places.home_of("placing"))
    dialog = show()
    assert not any(back.isVisibleTo(dialog) for back in dialog.back.values())
    dialog.rows["mine"].button.click()
    dialog.rows["placing"].button.click()
    assert _marked(dialog) == {"mine", "placing"}
    back = dialog.back[ModelKind.RECOGNISER]
    qtbot.waitUntil(lambda: back.isVisibleTo(dialog), timeout=LONG)
    assert "Small demonstration model" in back.text()
    assert choices.name(ModelKind.RECOGNISER) == "mine" and choices.name(ModelKind.ALIGNER) == "placing"
    back.click()
    assert _marked(dialog) == {store.EMBEDDED_RECOGNISER, "placing"}
    qtbot.waitUntil(lambda: not back.isVisibleTo(dialog), timeout=LONG)
    assert choices.name(ModelKind.RECOGNISER) == ""


def test_what_the_command_line_uses_is_marked_while_the_page_is_open(
    show: Callable[..., ModelsDialog], in_use: InUse, own: Path, qtbot: QtBot
) -> None:
    for name in ("one", "two"):
        make_whisper(places.home_of(name))
    dialog = show()
    with qtbot.waitSignal(in_use.changed, timeout=LONG):
        choices.use("one", ModelKind.RECOGNISER)
    qtbot.waitUntil(lambda: "one" in _marked(dialog), timeout=LONG)
    choices.use("two", ModelKind.RECOGNISER)
    qtbot.waitUntil(lambda: "two" in _marked(dialog), timeout=LONG)
    back = dialog.back[ModelKind.RECOGNISER]
    qtbot.waitUntil(lambda: "one" in back.text(), timeout=LONG)
    choices.roll_back(ModelKind.RECOGNISER)
    qtbot.waitUntil(lambda: "one" in _marked(dialog), timeout=LONG)
    assert in_use.name(ModelKind.RECOGNISER) == "one"
    # A training registers what it made: it is there without being looked for.
    make_whisper(own / ".three")
    (own / ".three").rename(own / "three")
    qtbot.waitUntil(lambda: "three" in dialog.rows, timeout=LONG)


def test_what_was_chosen_before_there_was_a_file_stays(qtbot: QtBot, own: Path, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "preferences.ini")
    preferences.options = replace(preferences.options, model="mine", aligner=store.EMBEDDED_ALIGNER)
    in_use = InUse(preferences, Errands())
    qtbot.waitUntil(lambda: in_use.before(ModelKind.RECOGNISER) == "", timeout=LONG)
    assert choices.name(ModelKind.RECOGNISER) == preferences.options.model == "mine"
    in_use.roll_back(ModelKind.RECOGNISER)
    qtbot.waitUntil(lambda: choices.name(ModelKind.RECOGNISER) == "", timeout=LONG)
    assert preferences.options.model == ""


def test_a_choice_that_cannot_be_kept_is_said(in_use: InUse, own: Path, qtbot: QtBot) -> None:
    qtbot.waitUntil(own.is_dir, timeout=LONG)
    (own / "in-use.partial").mkdir()
    with qtbot.waitSignal(in_use.failed, timeout=LONG) as told:
        in_use.use("mine", ModelKind.RECOGNISER)
    assert "in-use.json" in say(told.args[0]).text


def _taught(name: str) -> Path:
    folder = make_whisper(places.home_of(name))
    (folder / "flamenco-lineage.json").write_text(json.dumps(LINEAGE), encoding="utf-8")
    manifest.write(folder, manifest.Manifest(name, "recogniser", "Ana, taught", licence="MIT"))
    return folder


def test_a_taught_model_says_where_it_comes_from_and_what_it_is_worth(
    show: Callable[..., ModelsDialog], own: Path
) -> None:
    _taught("ana")
    dialog = show()
    said = dialog.rows["ana"].lineage.text()
    for part in ("Whisper small", "20 min", "Ana de la Silla", "c0ffee", "42 % → 20 %", "3 → 0"):
        assert part in said
    assert "MB" in dialog.rows["ana"]._facts.text()
    assert not dialog.rows[store.EMBEDDED_RECOGNISER].lineage.isVisibleTo(dialog)


def _menu(row: ModelRow) -> dict[str, QAction]:
    row.menu.fill()
    return {action.text(): action for action in row.menu.actions()}


def test_renamed_and_deleted_but_never_while_in_use(
    show: Callable[..., ModelsDialog], in_use: InUse, own: Path, qtbot: QtBot
) -> None:
    _taught("ana")
    dialog = show()
    row = dialog.rows["ana"]
    assert "Rename…" not in _menu(dialog.rows[store.EMBEDDED_RECOGNISER])
    assert not any("Delete" in text for text in _menu(dialog.rows[store.EMBEDDED_RECOGNISER]))
    row.menu.rename("Ana, live")
    qtbot.waitUntil(lambda: row.button.text() == "Ana, live", timeout=LONG)
    row.button.click()
    (action,) = [action for text, action in _menu(row).items() if text.startswith("Delete it")]
    assert not action.isEnabled() and "go back" in action.text()
    qtbot.waitUntil(dialog.back[ModelKind.RECOGNISER].isVisible, timeout=LONG)
    dialog.back[ModelKind.RECOGNISER].click()
    assert _menu(row)["Delete it from this machine"].isEnabled()
    asked = row.menu.asked_to_delete()
    assert "Ana, live" in asked.text()
    (delete,) = [button for button in asked.buttons() if button.text() == "Delete"]
    delete.click()
    qtbot.waitUntil(lambda: "ana" not in dialog.rows, timeout=LONG)
    assert not places.home_of("ana").exists()


def test_exported_in_a_process_whole_or_not_at_all(
    show: Callable[..., ModelsDialog], own: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    _taught("ana")
    dialog = show()
    row = dialog.rows["ana"]
    row.menu.fill()
    assert len(row.menu.forms.actions()) == 3
    row.menu.export("transformers", tmp_path / "out" / "ana")
    assert row.note.text() in ("Starting…", "Exporting…") and row.bar.isVisibleTo(dialog)
    qtbot.waitUntil(lambda: row.note.text().startswith("Exported to"), timeout=LONG)
    assert (tmp_path / "out" / "ana" / "model.safetensors").read_bytes() == (
        places.home_of("ana") / "model.safetensors"
    ).read_bytes()
    # This model is none that transformers could load.
    row.menu.export("openai", tmp_path / "out" / "ana.pt")
    qtbot.waitUntil(lambda: "cannot be used" in row.note.text(), timeout=LONG)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ana"]


def test_an_export_that_is_stopped_leaves_nothing(
    errands: ModelErrands, own: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    make_whisper(places.home_of("mine"))
    (tmp_path / "ana.pt.partial").write_bytes(b"half of it")
    errands.export("mine", "recogniser", "openai", tmp_path / "ana.pt")
    errands.stop("mine")
    qtbot.waitUntil(lambda: not (tmp_path / "ana.pt.partial").exists(), timeout=LONG)
    assert errands.state("mine") is None and not (tmp_path / "ana.pt").exists()


def test_a_model_is_fetched_by_its_name_and_deleted(
    show: Callable[..., ModelsDialog], hub: Hub, errands: ModelErrands, qtbot: QtBot
) -> None:
    dialog = show()
    dialog.fetch("nonsense")
    assert "two parts" in dialog.word.text()
    dialog.fetch(NAME)
    qtbot.waitUntil(lambda: NAME in dialog.rows and dialog.rows[NAME].item.model is not None, timeout=LONG)
    qtbot.waitUntil(lambda: not dialog.word.isVisibleTo(dialog), timeout=LONG)
    row = dialog.rows[NAME]
    row.menu.fill()
    row.menu.actions()[-1].trigger()
    qtbot.waitUntil(lambda: NAME not in dialog.rows, timeout=LONG)
    assert not places.home_of(NAME).exists()


def test_what_goes_wrong_is_said_beside_the_model(
    show: Callable[..., ModelsDialog], hub: Hub, errands: ModelErrands, qtbot: QtBot
) -> None:
    dialog = show()
    row = dialog.rows["whisper-small"]
    row.fetch.click()
    assert row.pause.isVisibleTo(dialog)

    def failed() -> bool:
        state = errands.state("whisper-small")
        return state is not None and state.error is not None

    qtbot.waitUntil(failed, timeout=LONG)
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
    # Its folder may be seen before its process has ended.
    qtbot.waitUntil(lambda: "de-casa" in dialog.rows and not dialog.adding, timeout=LONG)
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
