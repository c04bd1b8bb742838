"""The recordings that come with the program: whole performances that the embedded models never heard.

Verses, singers, guitar and hands are of the test part. Their samples follow from the seeds below on every
machine, so the files can be made again at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from finetune.from_scratch.singer import Singer
from finetune.from_scratch.song import Song, perform, write_truth
from finetune.from_scratch.verses import load_coplas
from finetune.from_scratch.voice import RATE
from flamenco_desktop.errors import WriteFailedError

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "recordings"


@dataclass(frozen=True)
class Bundled:
    """One recording: the coplas of `palo` that begin with `openings`, sung by held-out singer `singer`.

    `stem` names its files. The last `repeated` lines of each copla are sung twice, as cantaores do. `artist`
    is the name shown; `snr_db` the level of the voice over the band, None for a voice alone.
    """

    stem: str
    title: str
    palo: str
    genre: str
    openings: tuple[str, ...]
    repeated: int
    artist: str
    singer: int
    snr_db: float | None
    seed: int


BUNDLED: tuple[Bundled, ...] = (
    Bundled(
        "solea-el-camino-de-tu-casa",
        "El camino de tu casa",
        "solea",
        "Soleá",
        ("el camino de tu casa", "tengo la casa encendía", "si la noche te pregunta"),
        0,
        "Voz sintética 1",
        8,
        15.0,
        7,
    ),
    Bundled(
        "martinete-la-pena-de-los-dos",
        "La pena de los dos",
        "martinete",
        "Martinete",
        ("mi pare me dio el martillo", "desde la pared del fondo"),
        2,
        "Voz sintética 2",
        10,
        None,
        8,
    ),
)


def text_of(recording: Bundled) -> list[str]:
    """The lines that are sung, an empty line between coplas."""
    coplas = {copla.lines[0]: copla for copla in load_coplas() if copla.palo == recording.palo}
    lines: list[str] = []
    for opening in recording.openings:
        copla = coplas[opening]
        again = copla.lines[len(copla.lines) - recording.repeated :]
        lines += [*([""] if lines else []), *copla.lines, *again]
    return lines


def render(recording: Bundled) -> Song:
    """The performance. Raises SpeechLibraryMissingError without espeak-ng."""
    rng = np.random.default_rng([4_242, recording.seed])
    singer = replace(Singer.held_out(recording.singer), name=recording.artist)
    return perform(
        text_of(recording),
        singer,
        recording.palo,
        rng,
        snr_db=recording.snr_db,
        title=recording.title,
        held_out=True,
    )


def write_flac(song: Song, path: Path, genre: str = "") -> None:
    """Write the song as FLAC, 16 bit, 16 kHz, mono, with its title, singer and genre as tags.

    Raises WriteFailedError.
    """
    try:
        with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16", format="FLAC") as stream:
            stream.title, stream.artist = song.title, song.singer
            stream.genre = genre or song.palo
            stream.write(song.samples)
    except (OSError, soundfile.LibsndfileError) as error:
        raise WriteFailedError(path=str(path), reason=str(error)) from error


def write(folder: Path = FOLDER, recordings: Sequence[Bundled] = BUNDLED) -> list[Path]:
    """Write every recording with its times (JSON and TextGrid) into `folder`; the FLACs' paths.

    Raises WriteFailedError, SpeechLibraryMissingError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailedError(path=str(folder), reason=str(error)) from error
    written: list[Path] = []
    for recording in recordings:
        song = render(recording)
        path = folder / f"{recording.stem}.flac"
        write_flac(song, path, recording.genre)
        write_truth(song, path.with_suffix(".json"))
        written.append(path)
    return written
