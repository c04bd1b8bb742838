"""The sound under the window's hands: outputs that come and go, repeats, words that wait, taps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from flamenco_desktop.audio.output import server_key
from flamenco_desktop.audio.player import Player
from flamenco_desktop.audio.tapping import PERIOD
from flamenco_desktop.errors import BrokenOffError, DeviceGoneError, FlamencoError, NoOutputDeviceError
from flamenco_desktop.gui.calibration_dialog import CalibrationDialog, Stage
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.preferences import Preferences, SoundSettings
from flamenco_desktop.gui.sound import Sound
from flamenco_desktop.gui.sound_panel import SoundPanel
from flamenco_desktop.gui.theme import Theme
from tests.gui.conftest import Room
from tests.gui.test_window import opened
from tests.sound_server import SoundServer, sound_server

MakeRoom = Callable[..., Room]
PATIENCE = 20_000

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with sound_server() as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def make_sound(qapp: object, qtbot: QtBot, recording: Path) -> Iterator[Callable[..., Sound]]:
    """A sound with the recording open."""
    made: list[tuple[Sound, Errands]] = []

    def make(settings: SoundSettings | None = None, path: Path = recording) -> Sound:
        errands = Errands()
        sound = Sound(Player, errands, settings)
        made.append((sound, errands))
        sound.open(path)
        qtbot.waitUntil(lambda: sound.ready, timeout=PATIENCE)
        return sound

    yield make
    for sound, _ in made:
        sound.close()


def told(sound: Sound) -> list[FlamencoError]:
    found: list[FlamencoError] = []
    sound.failed.connect(found.append)
    return found


def play(qtbot: QtBot, sound: Sound) -> None:
    """Play until something has been heard."""
    before = sound.position()
    sound.play_or_pause()
    assert sound.playing
    qtbot.waitUntil(lambda: sound.position() > before + 0.05, timeout=PATIENCE)


@pytest.mark.sound
def test_an_unplugged_output_pauses_and_playing_goes_on_after_choosing_another(
    qtbot: QtBot, server: SoundServer, make_sound: Callable[..., Sound]
) -> None:
    number = server.add_sink("cascos", "Cascos")
    server.add_sink("salon", "Salón")
    sound = make_sound(SoundSettings(output=server_key("cascos")))
    errors = told(sound)
    qtbot.waitUntil(lambda: len(sound.outputs.devices) == 3, timeout=PATIENCE)
    play(qtbot, sound)
    server.remove_sink(number)
    qtbot.waitUntil(lambda: bool(errors), timeout=PATIENCE)
    assert isinstance(errors[0], DeviceGoneError)
    assert errors[0].parameters["device"] == "Cascos"
    assert not sound.playing
    held = sound.position()
    sound.choose_output(server_key("salon"))
    with server.capture("salon") as room:
        play(qtbot, sound)
        qtbot.waitUntil(lambda: bool(abs(room.samples).max() > 0.01), timeout=PATIENCE)
    assert sound.position() >= held
    assert len(errors) == 1
    sound.pause()


@pytest.mark.sound
def test_the_default_that_goes_away_pauses_and_one_that_is_only_changed_does_not(
    qtbot: QtBot, server: SoundServer, make_sound: Callable[..., Sound]
) -> None:
    number = server.add_sink("cascos", "Cascos")
    sound = make_sound()
    errors = told(sound)
    play(qtbot, sound)
    server.make_default("cascos")
    qtbot.waitUntil(
        lambda: sound.outputs.current is not None and sound.outputs.current.title == "Cascos",
        timeout=PATIENCE,
    )
    assert sound.playing
    assert not errors
    server.remove_sink(number)
    qtbot.waitUntil(lambda: bool(errors), timeout=PATIENCE)
    assert errors[0].parameters["device"] == "Cascos"
    assert not sound.playing
    play(qtbot, sound)  # with what is there
    sound.pause()


@pytest.mark.sound
def test_an_output_that_was_chosen_once_and_is_not_there_gives_way_to_the_default(
    qtbot: QtBot, server: SoundServer, make_sound: Callable[..., Sound]
) -> None:
    sound = make_sound(SoundSettings(output=server_key("left at home"), delays={server_key("test"): 0.1}))
    errors = told(sound)
    play(qtbot, sound)
    assert not errors
    qtbot.waitUntil(lambda: bool(sound.outputs.devices), timeout=PATIENCE)
    assert sound.outputs.route is None
    assert sound.outputs.delay == 0.1
    assert sound.settings.output == server_key("left at home")
    sound.pause()


def test_without_any_device_it_is_said_once_and_all_else_works(
    qtbot: QtBot, make_sound: Callable[..., Sound], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    sound = make_sound()
    errors = told(sound)
    states: list[bool] = []
    sound.playing_changed.connect(states.append)
    sound.play_or_pause()
    assert sound.playing
    qtbot.waitUntil(lambda: bool(errors) or not sound._underway, timeout=PATIENCE)
    if not errors:
        pytest.skip("this machine has a sound card")
    assert isinstance(errors[0], NoOutputDeviceError)
    assert len(errors) == 1
    assert not sound.playing
    assert states[0]
    assert not states[-1]
    sound.seek(7.0)
    sound.repeat(6.0, 8.0)
    qtbot.waitUntil(lambda: not sound._underway, timeout=PATIENCE)
    assert sound.position() == 7.0
    assert sound.loop == (6.0, 8.0)


def test_a_device_that_takes_its_time_holds_nobody_up(
    qtbot: QtBot, make_sound: Callable[..., Sound], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Playing is asked of a device that does not answer; the window goes on and keeps what is asked for."""
    answer = threading.Event()
    asked: list[str] = []

    def slow(player: Player) -> None:
        assert threading.current_thread() is not threading.main_thread()
        asked.append("play")
        assert answer.wait(PATIENCE / 1000)

    monkeypatch.setattr(Player, "play", slow)
    sound = make_sound()
    sound.play_or_pause()
    assert sound.playing
    sound.seek(12.0)
    sound.change_speed(-0.3)
    sound.repeat(10.0, 14.0)
    assert sound.position() == 12.0
    sound.play_or_pause()
    assert not sound.playing
    answer.set()
    qtbot.waitUntil(lambda: not sound._underway, timeout=PATIENCE)
    assert asked == ["play"]
    assert sound.position() == 12.0
    assert sound._player is not None
    assert (sound._player.speed, sound._player.loop) == (0.7, (10.0, 14.0))
    assert not sound.playing


def test_from_a_to_b(qtbot: QtBot, make_sound: Callable[..., Sound]) -> None:
    sound = make_sound()
    told: list[bool] = []
    sound.loop_changed.connect(told.append)

    def at(seconds: float) -> None:
        sound.seek(seconds)
        qtbot.waitUntil(lambda: not sound._underway, timeout=PATIENCE)

    at(10.0)
    sound.repeat_from()
    assert sound.loop == (10.0, None)
    at(4.0)
    sound.repeat_to()  # before the beginning: nothing to repeat
    assert sound.loop == (10.0, None)
    at(13.5)
    sound.repeat_to()
    assert sound.loop == (10.0, 13.5)
    at(12.0)
    sound.repeat_from()
    assert sound.loop == (12.0, 13.5)
    at(20.0)
    sound.repeat_to()
    assert sound.loop == (12.0, 20.0)
    assert sound.go_on()
    assert sound.loop is None
    assert not sound.go_on()
    at(5.0)
    sound.repeat_to()  # without a beginning: from that of the recording
    assert sound.loop == (0.0, 5.0)
    assert told[-1]
    sound.leave()
    assert sound.loop is None
    assert not told[-1]


def test_how_it_sounds_is_kept(make_room: MakeRoom, tmp_path: Path) -> None:
    room = make_room()
    sound = room.desk.sound
    sound.set_balance(-0.4)
    sound.set_mono(True)
    sound.choose_output("pulse:cascos")
    sound.set_delay(0.18)
    room.desk.set_volume(0.6)
    room.close()
    kept = Preferences(tmp_path / "preferences.ini").sound
    assert kept == SoundSettings(0.6, -0.4, True, "pulse:cascos", {"pulse:cascos": 0.18})
    again = make_room()
    assert again.desk.sound.settings == kept
    assert again.desk.sound.outputs.delay == 0.18
    assert again.window.actions_by_name["mono"].isChecked()


@pytest.mark.parametrize(
    ("key", "value"),
    [("delays", "{broken"), ("delays", "[1]"), ("delays", '{"a": "x"}'), ("balance", "nan"), ("volume", "-")],
)
def test_settings_that_are_not_understood_count_as_not_chosen(key: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "p.ini").write_text(f"[General]\n{key}={value}\n", encoding="utf-8")
    assert Preferences(tmp_path / "p.ini").sound == SoundSettings()


def test_the_words_wait_for_the_sound_by_keys(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = opened(qtbot, make_room(), recording)
    window, sound = room.window, room.desk.sound
    for _ in range(3):
        window.actions_by_name["words_later"].trigger()
    assert sound.outputs.delay == pytest.approx(0.03)
    assert window.player_bar._delay.text() == "+30 ms"
    for _ in range(5):
        window.actions_by_name["words_sooner"].trigger()
    assert window.player_bar._delay.text() == "-20 ms"
    qtbot.waitUntil(lambda: sound.ready, timeout=PATIENCE)
    assert sound._player is not None
    assert sound._player.latency_offset == pytest.approx(-0.02)


def test_panel_and_taps_come_from_the_menu(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = opened(qtbot, make_room(), recording)
    window = room.window
    window.actions_by_name["output"].trigger()
    panel = window.sound_controls.panel
    assert panel is not None
    assert panel.isVisible()
    panel.mono.click()
    assert window.actions_by_name["mono"].isChecked()
    window.actions_by_name["mono"].trigger()
    assert not room.desk.sound.settings.mono
    panel.by_tapping.click()
    assert not panel.isVisible()
    dialog = window.findChild(CalibrationDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.leave.click()
    assert room.desk.sound.outputs.delay == 0.0


def test_a_second_and_a_word_at_a_time(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = opened(qtbot, make_room(), recording)
    named, desk = room.window.actions_by_name, room.desk
    qtbot.waitUntil(lambda: desk.sound.ready, timeout=PATIENCE)
    desk.seek(20.0)
    named["back_second"].trigger()
    assert desk.position() == 19.0
    named["forward_second"].trigger()
    assert desk.position() == 20.0
    words = desk.document.lines[0].words
    desk.seek(words[1].start)
    named["next_word"].trigger()
    assert desk.position() == words[2].start
    named["previous_word"].trigger()
    named["previous_word"].trigger()
    assert desk.position() == words[0].start
    named["previous_word"].trigger()
    assert desk.position() == words[0].start
    desk.seek(words[2].start + 0.6)
    named["previous_word"].trigger()
    assert desk.position() == words[2].start
    named["stop"].trigger()
    assert desk.position() == 0.0


@pytest.mark.sound
def test_a_delay_set_before_the_output_is_known_is_that_of_the_output(
    qtbot: QtBot, server: SoundServer, make_sound: Callable[..., Sound]
) -> None:
    errands = Errands()
    sound = Sound(Player, errands)
    sound.set_delay(0.12)
    assert sound.outputs.delay == 0.12
    sound.outputs.start()
    qtbot.waitUntil(lambda: bool(sound.outputs.devices), timeout=PATIENCE)
    assert sound.settings.delays == {server_key("test"): 0.12}
    assert sound.outputs.delay == 0.12
    sound.close()


@pytest.mark.sound
def test_the_panel_offers_what_is_there(
    qtbot: QtBot, server: SoundServer, make_sound: Callable[..., Sound], theme: Theme
) -> None:
    from PySide6.QtWidgets import QWidget

    server.add_sink("cascos", "Cascos")
    sound = make_sound()
    host = QWidget()
    qtbot.addWidget(host)
    panel = SoundPanel(theme, sound, host)
    qtbot.waitUntil(lambda: len(panel._keys) == 3, timeout=PATIENCE)

    def button(title: str) -> QRadioButton:
        return next(one for one in panel.findChildren(QRadioButton) if one.toolTip() == title)

    assert button("As the system: Null Output").isChecked()
    button("Cascos").click()
    assert sound.outputs.route == server_key("cascos")
    panel.balance.setValue(-50)
    panel.mono.click()
    panel.later.click()
    assert sound.settings == SoundSettings(
        1.0, -0.5, True, server_key("cascos"), {server_key("cascos"): 0.01}
    )
    qtbot.waitUntil(lambda: not sound._underway, timeout=PATIENCE)
    assert sound._player is not None
    assert sound._player.device == server_key("cascos")
    number = server.add_sink("tercero", "Tercero")
    qtbot.waitUntil(lambda: len(panel._keys) == 4, timeout=PATIENCE)
    server.remove_sink(number)
    qtbot.waitUntil(lambda: len(panel._keys) == 3, timeout=PATIENCE)


@pytest.mark.sound
def test_taps_that_come_late_let_the_words_wait(
    qtbot: QtBot, server: SoundServer, make_sound: Callable[..., Sound], theme: Theme
) -> None:
    """Real claps through a real device; the hand taps 180 ms after each of them."""
    late = 0.18
    sound = make_sound()
    qtbot.waitUntil(lambda: bool(sound.outputs.devices), timeout=PATIENCE)
    errands = Errands()
    dialog = CalibrationDialog(theme, Player, sound, errands)
    dialog.show()
    dialog.start.click()
    done: set[int] = set()

    def hand() -> None:
        if dialog._player is None or dialog.stage is not Stage.TAPPING:
            return
        clap, rest = divmod(dialog._player.position() - late, PERIOD)
        if clap >= 1 and rest < PERIOD / 2 and int(clap) not in done:
            done.add(int(clap))
            qtbot.keyClick(dialog, Qt.Key.Key_Space)

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(hand)
    with server.capture() as room:
        timer.start(2)
        qtbot.waitUntil(lambda: dialog.stage in (Stage.FOUND, Stage.UNEVEN), timeout=4 * PATIENCE)
        timer.stop()
    assert dialog.stage is Stage.FOUND
    assert abs(room.samples).max() > 0.2
    assert dialog.delay == pytest.approx(late, abs=0.04)
    dialog.later.click()
    chosen = dialog.delay
    qtbot.waitUntil(lambda: dialog.drum.glow > 0.0, timeout=PATIENCE)
    dialog.keep.click()
    assert sound.outputs.delay == pytest.approx(chosen)
    assert sound.settings.delays == {server_key("test"): pytest.approx(chosen)}
    assert errands.finish(PATIENCE / 1000)


def test_a_file_that_breaks_off_says_so_once(
    qtbot: QtBot, make_sound: Callable[..., Sound], recording: Path, tmp_path: Path, server: SoundServer
) -> None:
    path = tmp_path / "half.wav"
    whole = recording.read_bytes()
    path.write_bytes(whole)
    sound = make_sound(path=path)
    errors = told(sound)
    # While it is open, most of it goes.
    path.write_bytes(whole[: 44 + 2 * 8000 * 3])
    play(qtbot, sound)
    qtbot.waitUntil(lambda: bool(errors), timeout=PATIENCE)
    assert isinstance(errors[0], BrokenOffError)
    assert not sound.playing
    assert sound.position() == pytest.approx(3.0, abs=0.3)
    sound.seek(2.5)
    sound.play_or_pause()
    qtbot.waitUntil(lambda: not sound.playing, timeout=PATIENCE)
    assert len(errors) == 1
