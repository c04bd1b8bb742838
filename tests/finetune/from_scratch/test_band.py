"""The band keeps its compás, its level and its seed; the mix keeps the level that was asked for."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finetune.from_scratch import guitar, percussion
from finetune.from_scratch.band import RATE, accompaniment, room
from finetune.from_scratch.compas import PALOS, compas
from finetune.from_scratch.mix import mix, singing


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=float))))


@pytest.mark.parametrize("palo", PALOS)
def test_every_palo_has_an_accompaniment_of_the_asked_length_and_level(palo: str) -> None:
    band = accompaniment(7.3, np.random.default_rng(1), palo=palo, cajon=True, jaleos=True)
    assert band.dtype == np.float32 and band.shape == (round(7.3 * RATE),)
    assert rms(band) == pytest.approx(0.1, rel=1e-3)


@pytest.mark.parametrize(
    ("written", "palo"),
    [("Soleá de Alcalá", "solea"), ("bulerías", "buleria"), ("TANGOS", "tango"), ("seguiriyas", "seguiriya")],
)
def test_palos_may_be_written_as_people_write_them(written: str, palo: str) -> None:
    assert compas(written) == compas(palo)


def test_an_unknown_palo_is_refused_with_those_known() -> None:
    with pytest.raises(ValueError, match=r"vals.*solea"):
        accompaniment(1.0, np.random.default_rng(0), palo="vals")


def test_the_same_seed_plays_the_same_and_another_does_not() -> None:
    first, again, other = (
        accompaniment(5.0, np.random.default_rng(seed), palo="soleá", jaleos=True) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_instruments_of_the_test_part_are_others() -> None:
    kept, usual = (
        accompaniment(5.0, np.random.default_rng(1), palo="tangos", held_out=held) for held in (True, False)
    )
    assert not np.array_equal(kept, usual)


def test_all_parts_off_is_silence() -> None:
    band = accompaniment(1.0, np.random.default_rng(0), palmas=False, guitar=False)
    assert not band.any()


@pytest.mark.parametrize("palo", [palo for palo in PALOS if compas(palo).guitar])
def test_palmas_fall_on_the_accents_of_the_compas(palo: str) -> None:
    cycle, tempo = compas(palo), 120.0
    out = np.zeros(12 * RATE, np.float32)
    percussion.palmas(out, cycle, tempo, 0.0, np.random.default_rng(3))
    loud = [
        number
        for number in range(cycle.pulses)
        if rms(out[round(number * 0.5 * RATE) - 200 if number else 0 : round(number * 0.5 * RATE) + 800])
        > 0.08
    ]
    assert set(cycle.accents) <= set(loud) <= set(cycle.accents) | set(cycle.claps)


@pytest.mark.parametrize("midi", [45, 57, 64, 76])
def test_a_plucked_string_is_in_tune(midi: int) -> None:
    hertz = 440 * 2 ** ((midi - 69) / 12)
    string = guitar._pluck(hertz, RATE, 0.5, 0.13, 0.35, np.random.default_rng(0))
    spectrum = np.abs(np.fft.rfft(string * np.hanning(RATE), 8 * RATE))
    near = slice(round(8 * hertz * 0.95), round(8 * hertz * 1.05))
    heard = (near.start + int(np.argmax(spectrum[near]))) / 8
    assert abs(1200 * np.log2(heard / hertz)) < 12
    assert rms(string[-2000:]) < 0.5 * rms(string[:2000])


def test_the_martinete_has_no_guitar() -> None:
    band = accompaniment(10.0, np.random.default_rng(1), palo="martinete")
    spectrum = np.abs(np.fft.rfft(band)) ** 2
    assert spectrum[:5000].sum() < 0.02 * spectrum.sum()


def test_ten_seconds_take_a_fraction_of_a_second() -> None:
    accompaniment(1.0, np.random.default_rng(0), cajon=True, jaleos=True)
    begun = time.process_time()
    for seed in range(10):
        accompaniment(10.0, np.random.default_rng(seed), cajon=True, jaleos=True)
    # Some 10 ms each, and once a bank for each guitar.
    assert time.process_time() - begun < 5.0


def test_a_room_keeps_the_beginning_and_adds_a_tail() -> None:
    click = np.zeros(RATE, np.float32)
    click[100] = 1.0
    wet = room(click, np.random.default_rng(0), 0.8)
    assert wet.shape == click.shape and wet.dtype == np.float32
    assert np.abs(wet[:100]).max() < 1e-5
    assert wet[100] == pytest.approx(1.0, abs=0.01)
    early, late = rms(wet[600:3000]), rms(wet[10_000:12_400])
    assert 20 * np.log10(early / late) == pytest.approx(60 * 0.587 / 0.8, abs=4)


@settings(max_examples=40, deadline=None)
@given(st.floats(-5, 30), st.integers(0, 1000), st.floats(0.2, 3.0))
def test_the_mix_has_the_level_that_was_asked_for(snr_db: float, seed: int, band_s: float) -> None:
    rng = np.random.default_rng(seed)
    voice = np.zeros(2 * RATE, np.float32)
    voice[8000:20_000] = 0.3 * np.sin(np.arange(12_000) * 0.07)
    band = rng.normal(0, 0.1, round(band_s * RATE)).astype(np.float32)
    mixed = mix(voice, band, snr_db, rng)
    assert np.abs(mixed).max() == pytest.approx(0.9, abs=1e-3)
    under = np.resize(band, len(voice))
    parts, *_ = np.linalg.lstsq(
        np.stack([voice, under], axis=1).astype(float), mixed.astype(float), rcond=None
    )
    sung = singing(voice)
    assert 20 * np.log10(parts[0] * rms(voice[sung]) / (parts[1] * rms(under[sung]))) == pytest.approx(
        snr_db, abs=0.05
    )


def test_singing_is_where_the_voice_is() -> None:
    voice = np.zeros(RATE, np.float32)
    voice[4000:8000] = 0.5
    assert 4000 <= singing(voice).sum() <= 4640
    assert not singing(np.zeros(100, np.float32)).any()


def test_a_silent_voice_leaves_the_band() -> None:
    band = accompaniment(1.0, np.random.default_rng(0))
    mixed = mix(np.zeros(RATE, np.float32), band, 10.0, np.random.default_rng(0), room_s=0.5)
    assert np.abs(mixed).max() == pytest.approx(0.9, abs=1e-3)
