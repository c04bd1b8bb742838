"""Real files of every kind, whole and broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from flamenco_desktop.audio import decode
from flamenco_desktop.audio.resample import Resampler, to_stereo
from flamenco_desktop.audio.source import open_source
from flamenco_desktop.audio.tape import Tape
from flamenco_desktop.errors import (
    CancelledError,
    EmptySoundError,
    FileMissingError,
    NotAFileError,
    NotSoundError,
)
from tests.audio.files import CONTAINER_KINDS, SOUNDFILE_KINDS, delay, noise, write, write_container

RATE = 48000
# What a lossy encoder without a note of its own delay (or FFmpeg's decoder) shifts, in seconds.
SHIFTED = {"aac": 1024 / RATE, "wma": -2048 / RATE}
# Time stamps of whole milliseconds: seeks are right within one or two.
MILLISECONDS = {"wma", "webm", "mkv", "mka"}


@pytest.mark.parametrize("kind", [*SOUNDFILE_KINDS, *CONTAINER_KINDS])
def test_every_kind_is_read_in_time(kind: str, tmp_path: Path) -> None:
    samples = noise(3.0, RATE, 2)
    path = write(tmp_path / f"cante.{kind}", samples, RATE)
    told = decode.inspect(path)
    assert told.rate == RATE
    assert told.channels == 2
    assert told.duration == pytest.approx(3.0, abs=0.2)
    loaded = decode.load(path)
    assert loaded.dtype == np.float32
    assert loaded.ndim == 1
    assert len(loaded) / 16000 == pytest.approx(3.0, abs=0.06)
    expected = decode.load(write(tmp_path / "true.wav", samples, RATE))
    assert delay(loaded, expected) / 16000 == pytest.approx(SHIFTED.get(kind, 0.0), abs=1 / 16000)


@pytest.mark.parametrize("kind", [*SOUNDFILE_KINDS, *CONTAINER_KINDS])
def test_seeking_lands_where_reading_on_does(kind: str, tmp_path: Path) -> None:
    source = open_source(write(tmp_path / f"cante.{kind}", noise(4.0, RATE), RATE))
    whole = source.read(10 * RATE)[:, 0]
    places = np.random.default_rng(5).integers(0, len(whole) - 4096, 25).tolist()
    for place in [0, 1, *places, 0]:
        source.seek(place)
        block = source.read(2048)[:, 0]
        around = whole[max(0, place - 100) : place + 2148]
        off = delay(around, block) - min(place, 100)
        assert abs(off) <= (2 * RATE // 1000 if kind in MILLISECONDS else 0), place
    source.seek(len(whole) + 5000)
    assert len(source.read(10)) == 0
    source.close()


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 96000, 192000])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT", "PCM_U8"])
def test_rates_and_depths(rate: int, subtype: str, tmp_path: Path) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    soundfile.write(tmp_path / "tone.wav", tone, rate, subtype=subtype)
    loaded = decode.load(tmp_path / "tone.wav")
    assert len(loaded) == 16000
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(16000) / 16000)
    assert np.abs(loaded - expected)[200:-200].max() < 0.02


@pytest.mark.parametrize("channels", range(1, 9))
def test_mono_to_seven_one(channels: int, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "many.wav", noise(1.0, RATE, channels), RATE)
    assert len(decode.load(tmp_path / "many.wav")) == 16000
    stereo = to_stereo(np.ones((10, channels), np.float32))
    assert stereo.shape == (10, 2)
    assert np.abs(stereo).max() <= 1.0 + 1e-6


@pytest.mark.parametrize("block", [1, 100, 4096, 50000])
def test_resampling_in_blocks_is_resampling_at_once(block: int) -> None:
    samples = noise(0.4, 44100)
    whole = Resampler(44100, 16000)
    once = np.concatenate([whole.push(samples), whole.flush()])
    streamed = Resampler(44100, 16000)
    parts = [streamed.push(samples[at : at + block]) for at in range(0, len(samples), block)]
    np.testing.assert_allclose(np.concatenate([*parts, streamed.flush()]), once, atol=1e-6)
    assert len(once) == round(len(samples) * 16000 / 44100)


def test_tags(tmp_path: Path) -> None:
    path = write_container(
        tmp_path / "a.m4a", noise(0.5, RATE, 2), RATE, "aac", title="Seguiriya del río", artist="La Paca"
    )
    told = decode.inspect(path)
    assert (told.title, told.artist) == ("Seguiriya del río", "La Paca")
    with soundfile.SoundFile(tmp_path / "a.flac", "w", RATE, 1) as out:
        out.title, out.artist = "Soleá", "El Ciego"
        out.write(noise(0.2, RATE))
    told = decode.inspect(tmp_path / "a.flac")
    assert (told.title, told.artist) == ("Soleá", "El Ciego")


def test_sound_of_a_film(tmp_path: Path) -> None:
    import av

    with av.open(str(tmp_path / "film.mp4"), "w") as out:
        video = out.add_stream("mpeg4", rate=25)
        video.width = video.height = 32
        audio = out.add_stream("aac", rate=RATE, layout="mono")
        for _ in range(10):
            picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            out.mux(video.encode(picture))
        out.mux(video.encode(None))
        for number in range(40):
            frame = av.AudioFrame.from_ndarray(
                np.full((1, 1024), 0.1, np.float32), format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = RATE, number * 1024
            out.mux(audio.encode(frame))
        out.mux(audio.encode(None))
    assert decode.load(tmp_path / "film.mp4").max() > 0.05


def test_nan_and_infinity_are_silence(tmp_path: Path) -> None:
    samples = noise(0.5, 16000)[:, 0]
    samples[100:200] = np.nan
    samples[300] = np.inf
    soundfile.write(tmp_path / "nan.wav", samples, 16000, subtype="FLOAT")
    loaded = decode.load(tmp_path / "nan.wav")
    assert np.isfinite(loaded).all()
    assert not loaded[100:200].any()
    np.testing.assert_array_equal(loaded[301:], samples[301:])


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        decode.inspect(tmp_path / "none.wav")
    with pytest.raises(FileMissingError):
        decode.inspect(tmp_path / ("long" * 100))
    with pytest.raises(NotAFileError):
        decode.load(tmp_path)
    with pytest.raises(NotAFileError):
        decode.load(Path("/dev/null"))


@pytest.mark.parametrize("kind", [*SOUNDFILE_KINDS, *CONTAINER_KINDS, "raw", "txt", ""])
@pytest.mark.parametrize("content", ["text", "playlist", "zeros", "random"])
def test_what_is_no_sound(kind: str, content: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"false.{kind}"
    path.write_bytes(
        {
            "text": b"Ay, que no es un sonido\n" * 400,
            "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
            "zeros": bytes(5000),
            "random": np.random.default_rng(2).bytes(5000),
        }[content]
    )
    with pytest.raises((NotSoundError, EmptySoundError)):
        decode.load(path)
    with pytest.raises((NotSoundError, EmptySoundError)):
        decode.inspect(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("kind", ["wav", "mp3", "m4a"])
def test_zero_bytes(kind: str, tmp_path: Path) -> None:
    (tmp_path / f"empty.{kind}").touch()
    with pytest.raises(EmptySoundError):
        decode.load(tmp_path / f"empty.{kind}")


@pytest.mark.parametrize("kind", ["wav", "flac", "aiff"])
def test_a_header_and_not_a_frame(kind: str, tmp_path: Path) -> None:
    soundfile.write(tmp_path / f"head.{kind}", np.zeros((0, 1), np.float32), RATE)
    with pytest.raises(EmptySoundError):
        decode.load(tmp_path / f"head.{kind}")


@pytest.mark.parametrize("kind", [*SOUNDFILE_KINDS, *CONTAINER_KINDS])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_truncated(kind: str, share: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What is there is read, or it is said in one error."""
    path = write(tmp_path / f"cut.{kind}", noise(12.0, RATE), RATE)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    try:
        loaded = decode.load(path)
    except (NotSoundError, EmptySoundError):
        assert share < 0.1 or kind in ("m4a", "mp4")
    else:
        assert (0.4 * share * 12 * 16000 if share > 0.1 else 0) < len(loaded) <= 12.1 * 16000
    said = capfd.readouterr().err
    # mpg123, inside libsndfile, cannot be kept from saying that a file is shorter than it claims.
    assert said == "" or (kind == "mp3" and said.startswith("Warning: Xing stream size off"))


@pytest.mark.parametrize("length", [0, 1000, 2**31 - 1, 2**32 - 1])
def test_wrong_length_in_the_header(length: int, tmp_path: Path) -> None:
    path = tmp_path / "wrong.wav"
    soundfile.write(path, noise(1.0, 16000), 16000)
    content = bytearray(path.read_bytes())
    content[40:44] = length.to_bytes(4, "little")
    path.write_bytes(content)
    loaded = decode.load(path)
    assert len(loaded) == (500 if length == 1000 else 16000)


def test_damage_in_the_middle_keeps_the_rest_in_time(tmp_path: Path) -> None:
    samples = noise(4.0, RATE)
    path = write(tmp_path / "hurt.m4a", samples, RATE)
    true = decode.load(path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 3
    content[middle : middle + 1500] = np.random.default_rng(4).bytes(1500)
    path.write_bytes(content)
    loaded = decode.load(path)
    assert delay(loaded[-24000:], true[-24000:]) == pytest.approx(0, abs=len(true) - len(loaded) + 1)


@pytest.mark.parametrize("kind", [*SOUNDFILE_KINDS, *CONTAINER_KINDS])
@pytest.mark.parametrize("what", ["grows", "shrinks", "goes", "becomes another"])
def test_a_file_that_changes_while_it_is_read(
    what: str, kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing is hung, nothing crashes: what was there is read, or less of it."""
    path = write(tmp_path / f"cante.{kind}", noise(8.0, RATE), RATE)
    content = path.read_bytes()
    source = open_source(path)
    announced = source.frames
    before = len(source.read(RATE))
    if what == "grows":
        with path.open("ab") as out:
            out.write(content)
    elif what == "shrinks":
        with path.open("r+b") as out:
            out.truncate(len(content) // 3)
    elif what == "goes":
        path.unlink()
    else:
        with path.open("r+b") as out:
            out.write(np.random.default_rng(3).bytes(len(content)))
    read = before
    while len(block := source.read(RATE)):
        assert np.isfinite(block).all()
        read += len(block)
        assert read < 3 * announced + 10 * RATE
    if what in ("grows", "goes"):
        assert read >= 0.95 * announced
    source.seek(RATE // 2)
    assert len(source.read(100)) <= 100
    source.close()
    capfd.readouterr()  # mpg123, inside libsndfile, says what it finds


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (192000, 2), (96000, 6), (48000, 8)])
@pytest.mark.parametrize("subtype", ["PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_what_a_studio_keeps_is_played_as_it_is(
    rate: int, channels: int, subtype: str, tmp_path: Path
) -> None:
    """Through the tape, as the device gets it: the same tone, as loud, in both ears."""
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * rate) / rate)
    sound = np.repeat(tone[:, None], channels, axis=1)
    soundfile.write(tmp_path / "tone.wav", sound, rate, subtype=subtype)
    tape = Tape(open_source(tmp_path / "tone.wav"), RATE)
    parts = []
    while len(block := tape.read(4096)):
        parts.append(block)
    tape.close()
    heard = np.concatenate(parts)
    assert heard.shape == (2 * RATE, 2)
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)
    for ear in range(2):
        assert np.abs(heard[500:-500, ear] - expected[500:-500]).max() < 0.01


def test_cancel_and_progress(tmp_path: Path) -> None:
    path = write(tmp_path / "long.wav", noise(20.0, 8000), 8000)
    seen: list[float] = []
    decode.load(path, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > 3
    with pytest.raises(CancelledError):
        decode.load(path, cancelled=lambda: True)
