"""The recordings that come with the program: whole performances that the embedded models never heard.

Their verses are of the training part, their singers of the company (see `Singer.company`): that is all that
the first, small recogniser reads. Melody, tempo, guitar and room are new. Their samples follow from the seeds
below on every machine, so the files can be made again at any time.
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
    """One recording: the coplas of `palo` that begin with `openings`, sung by a singer of the company.

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
    snr_db: float | None
    seed: int


BUNDLED: tuple[Bundled, ...] = (
    Bundled(
        "solea-como-quiere-el-mar",
        "Como quiere el mar la orilla",
        "solea",
        "Soleá",
        ("te quise como se quiere", "la candela se ha apagao", "el reloj de la cocina"),
        0,
        "Voz sintética 1",
        15.0,
        7,
    ),
    Bundled(
        "martinete-un-pajaro-de-ceniza",
        "Un pájaro de ceniza",
        "martinete",
        "Martinete",
        ("no me quitéis los grilletes", "un pájaro de ceniza"),
        2,
        "Voz sintética 2",
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
    singer = replace(Singer.company(rng), name=recording.artist)
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
