"""The strips over the words, and how their pictures come: real processes on a real recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from flamenco_desktop.audio import pictures
from flamenco_desktop.audio.kinds import Kind
from flamenco_desktop.audio.melody import Melody
from flamenco_desktop.audio.spectrogram import BANDS, Spectrogram
from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.melody_strip import MelodyStrip, runs, syllable_times
from flamenco_desktop.gui.notes import named_between, note_name
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.gui.spectrogram_strip import SpectrogramStrip, bands, inks
from flamenco_desktop.gui.strip import Stretch
from flamenco_desktop.gui.theme import CONTRAST, PAPEL, TABLAO, Choice, Theme
from flamenco_desktop.gui.voice import Voice
from flamenco_desktop.gui.waveform_view import WaveformView
from flamenco_desktop.lyrics.model import Letter, Word
from tests.gui.conftest import LINES, Clock, Room
from tests.gui.test_karaoke_view import count

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

PATIENCE = 120_000


def steps(seconds: int = 60) -> Spectrogram:
    """Silence but for one band in each second: band 10 in the first, band 11 in the second."""
    frames = np.full((seconds * 100, BANDS), 20, np.uint8)
    for second in range(seconds):
        frames[second * 100 : second * 100 + 100, 10 + second] = 200
    levels = [frames]
    while len(levels[-1]) > 512:
        levels.append(np.maximum.reduceat(levels[-1], np.arange(0, len(levels[-1]), 4)))
    return Spectrogram(tuple(levels), 200)


@pytest.mark.parametrize("zoom", [4.0, 20.0, 90.0, 100.0, 250.0, 1200.0])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("start", [0.0, 7.003, 20.5])
def test_every_band_stands_where_it_sounds_at_any_zoom(zoom: float, ratio: float, start: float) -> None:
    stretch = Stretch(start, zoom)
    found = bands(steps(), stretch, 600.0, ratio, TABLAO)
    assert found is not None
    image, first, last = found
    seconds = (last - first) / image.width()
    assert image.width() <= 600 * ratio * 2 + 8 or zoom > 100
    for time in (start + share * 600 / zoom for share in (0.2, 0.5, 0.9)):
        second = int(time)
        if second + 1 >= 60 or min(time - second, second + 1 - time) < 3 * seconds + 0.02:
            continue
        column = int((time - first) / seconds)
        bright = [BANDS - 1 - y for y in range(BANDS) if image.pixel(column, y) == inks(40, 200, TABLAO)[200]]
        assert bright == [10 + second]


def test_what_is_out_of_sight_is_not_drawn() -> None:
    assert bands(steps(10), Stretch(50.0, 90.0), 600.0, 1.0, TABLAO) is None


@pytest.mark.parametrize("tokens", [TABLAO, PAPEL, CONTRAST])
def test_louder_is_never_fainter(tokens: object) -> None:
    from PySide6.QtGui import QColor

    ground = QColor(inks(40, 200, tokens)[0])  # type: ignore[arg-type]
    away = []
    for ink in inks(40, 200, tokens):  # type: ignore[arg-type]
        color = QColor(ink)
        away.append(abs(color.lightness() - ground.lightness()))
    assert away[0] == 0 and away == sorted(away)


def test_a_line_ends_at_gaps_and_at_leaps() -> None:
    notes = np.array([60, 60.5, np.nan, 61, 62, 63, 70, 70, np.nan, 50, np.nan], np.float32)
    assert runs(notes, 3.0) == [slice(0, 2), slice(3, 6), slice(6, 8)]
    assert runs(np.zeros(0, np.float32), 3.0) == []


def test_each_syllable_has_the_time_of_its_first_letter() -> None:
    letters = tuple(Letter(char, 1.0 + at / 10, 1.1 + at / 10) for at, char in enumerate("padecer"))
    word = Word("padecer", 1.0, 3.0, letters=letters)
    assert [text for text, _, _ in syllable_times(word)] == ["pa", "de", "cer"]
    assert [start for _, start, _ in syllable_times(word)] == pytest.approx([1.0, 1.2, 1.4])
    assert syllable_times(word)[-1][2] == 3.0
    # Without letters' times, by their number.
    assert syllable_times(Word("soleá", 0.0, 1.0))[1] == ("le", pytest.approx(0.4), pytest.approx(0.8))


def test_notes_have_the_names_that_musicians_give_them() -> None:
    assert [note_name(number) for number in (69, 60, 52)] == ["A4", "C4", "E3"]
    assert named_between(59.5, 72.5, 20.0) == list(range(60, 73))
    assert named_between(59.5, 72.5, 10.0) == [60, 62, 64, 65, 67, 69, 71, 72]
    assert named_between(59.5, 72.5, 5.0) == [60, 64, 67, 72]


@pytest.fixture
def view(qtbot: QtBot, document: LyricDocument, theme: Theme, clock: Clock) -> WaveformView:
    made = WaveformView(document, theme)
    qtbot.addWidget(made)
    made.set_clock(clock)
    made.resize(1000, 420)
    return made


def shot(view: WaveformView) -> QImage:
    return view.grab().toImage()


def test_the_melody_is_drawn_over_the_words_and_faintly_between_them(
    view: WaveformView, document: LyricDocument, theme: Theme
) -> None:
    heard = Melody(np.full(12_000, 220.0, np.float32))
    view.set_strips([MelodyStrip(document, theme, lambda: heard, lambda: None, view)])
    image = shot(view)
    first = document.lines[0]
    middle = view.word_rect(0, 2).center().x()
    top, bottom = view.height() * 0.4, view.height() - 60
    assert count(image, TABLAO.sung, middle - 4, middle + 4, top, bottom) >= 8
    before = view.word_rect(0, 0).left() - 60
    assert first.start > 1.0
    assert count(image, TABLAO.sung, before - 4, before + 4, top, bottom) == 0


def test_words_that_move_take_their_melody_with_them(
    view: WaveformView, document: LyricDocument, theme: Theme
) -> None:
    heard = Melody(np.full(12_000, 220.0, np.float32))
    view.set_strips([MelodyStrip(document, theme, lambda: heard, lambda: None, view)])
    before = shot(view)
    from flamenco_desktop.lyrics.splice import Splice

    document.apply_splice(Splice(0, document.lines[:1], ()))
    assert shot(view) != before


@pytest.mark.parametrize("choice", list(Choice))
def test_how_far_a_picture_is_stands_in_its_place(
    view: WaveformView, document: LyricDocument, theme: Theme, choice: Choice
) -> None:
    theme.choose(choice)
    strip = SpectrogramStrip(theme, lambda: None, lambda: 0.5, view)
    view.set_strips([strip])
    image = shot(view)
    tokens = theme.tokens
    row = range(int(view.height() * 0.5), view.height() - 50)
    assert max(count(image, tokens.sung, 400, 600, y, y + 1) for y in row) == pytest.approx(80, abs=4)


@pytest.fixture
def voice(qtbot: QtBot, tmp_path: Path) -> Iterator[Voice]:
    errands = Errands()
    made = Voice(tmp_path / "kept", errands)
    yield made
    made.forget()
    errands.finish(10.0)
    # Here and now: left to the collector, they might go in the thread of another test's errands.
    for thing in (made, errands):
        thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_pictures_come_one_after_the_other_and_the_next_time_at_once(
    qtbot: QtBot, voice: Voice, tmp_path: Path
) -> None:
    path = tmp_path / "ay.wav"
    time = np.arange(8000) / 8000
    soundfile.write(path, (0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32), 8000)
    shares: list[float | None] = []
    voice.changed.connect(lambda: shares.append(voice.share(Kind.SPECTROGRAM)))
    voice.look(path)
    voice.want([Kind.SPECTROGRAM])
    qtbot.waitUntil(lambda: voice.spectrogram() is not None, timeout=PATIENCE)
    assert 1.0 in shares and shares[-1] is None
    assert voice.melody() is None
    voice.forget()
    assert voice.spectrogram() is None
    assert isinstance(pictures.read(Kind.SPECTROGRAM, path, tmp_path / "kept"), Spectrogram)
    shares.clear()
    voice.look(path)
    qtbot.waitUntil(lambda: voice.spectrogram() is not None, timeout=PATIENCE)
    assert set(shares) <= {0.0, None}


def test_what_cannot_be_drawn_is_said_once(qtbot: QtBot, voice: Voice, tmp_path: Path) -> None:
    path = tmp_path / "poem.wav"
    path.write_text("ay")
    errors: list[FlamencoError] = []
    voice.failed.connect(errors.append)
    voice.look(path)
    with qtbot.waitSignal(voice.failed, timeout=PATIENCE):
        voice.want([Kind.SPECTROGRAM])
    voice.want([Kind.SPECTROGRAM])
    assert [error.code for error in errors] == ["not_sound"]
    assert voice.share(Kind.SPECTROGRAM) is None


def test_what_is_switched_off_is_given_up(qtbot: QtBot, voice: Voice, recording: Path) -> None:
    voice.look(recording)
    voice.want([Kind.MELODY])
    qtbot.waitUntil(lambda: voice._process is not None, timeout=PATIENCE)
    voice.want([])
    assert voice._process is None and voice.share(Kind.MELODY) is None


def test_a_key_shows_a_picture_to_who_studies(
    qtbot: QtBot, make_room: Callable[..., Room], recording: Path
) -> None:
    room = make_room()
    desk, window = room.desk, room.window
    desk.preferences.set_pictured(Kind.MELODY, False)
    desk.open(recording)
    qtbot.waitUntil(
        lambda: len(desk.document.lines) == LINES and desk.transcribing.job is None, timeout=PATIENCE
    )
    window.set_depth(Depth.READ)
    assert desk.voice.share(Kind.SPECTROGRAM) is None
    window.actions_by_name["spectrogram"].trigger()
    assert desk.preferences.depth is Depth.STUDY
    assert window.waveform._strips == (window.study.strips[Kind.SPECTROGRAM],)
    qtbot.waitUntil(lambda: desk.voice.spectrogram() is not None, timeout=PATIENCE)
    window.actions_by_name["spectrogram"].trigger()
    assert window.waveform._strips == ()
    assert not window.actions_by_name["spectrogram"].isChecked()
    assert desk.preferences.depth is Depth.STUDY


def test_with_everything_in_sight_the_window_fits_a_small_screen(
    qtbot: QtBot, make_room: Callable[..., Room], recording: Path
) -> None:
    """1280x720, less what a desktop takes for itself."""
    room = make_room()
    desk, window = room.desk, room.window
    for kind in Kind:
        desk.preferences.set_pictured(kind, True)
    window.resize(1280, 680)
    window.show()
    desk.open(recording)
    qtbot.waitUntil(lambda: len(desk.document.lines) == LINES, timeout=PATIENCE)
    window.set_depth(Depth.STUDY)
    window.banner.show()
    qtbot.waitUntil(lambda: len(window.waveform._strips) == len(Kind), timeout=PATIENCE)
    qtbot.waitUntil(window.waveform.isVisible, timeout=PATIENCE)
    assert window.minimumSizeHint().height() <= 680
