"""What the listener has chosen once and does not want to choose again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings

from flamenco_desktop.audio.kinds import Kind
from flamenco_desktop.gui.theme import Choice
from flamenco_desktop.wire import DETECTORS, Options

Option = TypeVar("Option", bound=StrEnum)


class Depth(StrEnum):
    """How much of the sheet is shown."""

    READ = "read"
    CORRECT = "correct"
    STUDY = "study"


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """How it sounds: volume 0 to 1, balance -1 (left) to 1, both sides alike or not, the key of the chosen
    output (empty: the system's default), and by key how many seconds an output is later than it says."""

    volume: float = 1.0
    balance: float = 0.0
    mono: bool = False
    output: str = ""
    delays: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the verses are set: a factor of their size, their typeface (empty: the house's), filled line by
    line or word by word, and the name of the screen for the theatre (empty: another one, if there is one)."""

    size: float = 1.0
    family: str = ""
    by_line: bool = False
    screen: str = ""


SMALLEST_WORDS, LARGEST_WORDS = 0.6, 2.0


class Preferences:
    """Kept in an ini file at `path`; a value that is not understood counts as not chosen."""

    def __init__(self, path: Path) -> None:
        self._kept = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> Choice:
        return _choice(Choice, self._text("theme"), Choice.SYSTEM)

    @theme.setter
    def theme(self, choice: Choice) -> None:
        self._kept.setValue("theme", choice.value)

    @property
    def language(self) -> str:
        """`en`, `es`, or empty for the system's."""
        return self._text("language")

    @language.setter
    def language(self, language: str) -> None:
        self._kept.setValue("language", language)

    @property
    def depth(self) -> Depth:
        return _choice(Depth, self._text("depth"), Depth.READ)

    @depth.setter
    def depth(self, depth: Depth) -> None:
        self._kept.setValue("depth", depth.value)

    @property
    def sound(self) -> SoundSettings:
        """How it sounds."""
        return SoundSettings(
            volume=self._number("volume", 1.0, 0.0, 1.0),
            balance=self._number("balance", 0.0, -1.0, 1.0),
            mono=self._text("mono") == "yes",
            output=self._text("output"),
            delays=self._delays(),
        )

    @sound.setter
    def sound(self, sound: SoundSettings) -> None:
        self._kept.setValue("volume", f"{sound.volume:.2f}")
        self._kept.setValue("balance", f"{sound.balance:.2f}")
        self._kept.setValue("mono", "yes" if sound.mono else "no")
        self._kept.setValue("output", sound.output)
        self._kept.setValue("delays", json.dumps(dict(sound.delays)))

    def _delays(self) -> dict[str, float]:
        try:
            kept = json.loads(self._text("delays") or "{}")
        except ValueError:
            return {}
        if not isinstance(kept, dict):
            return {}
        return {
            key: min(1.0, max(-1.0, float(value)))
            for key, value in kept.items()
            if isinstance(value, int | float) and math.isfinite(value)
        }

    @property
    def spelling(self) -> bool:
        """Whether words that no dictionary knows are underlined."""
        return self._text("spelling") != "off"

    @spelling.setter
    def spelling(self, on: bool) -> None:
        self._kept.setValue("spelling", "on" if on else "off")

    @property
    def exports_without_jaleos(self) -> bool:
        """Whether shouts, and what is marked as not sung, are left out of exports."""
        return self._text("export_jaleos") == "no"

    @exports_without_jaleos.setter
    def exports_without_jaleos(self, without: bool) -> None:
        self._kept.setValue("export_jaleos", "no" if without else "yes")

    @property
    def words_path(self) -> Path:
        """The file of the words that the listener has added to the dictionary."""
        return Path(self._kept.fileName()).with_name("words.txt")

    @property
    def library_hidden(self) -> bool:
        """Whether the list of recordings is put away."""
        return self._text("library") == "hidden"

    @library_hidden.setter
    def library_hidden(self, hidden: bool) -> None:
        self._kept.setValue("library", "hidden" if hidden else "shown")

    @property
    def learns_on(self) -> bool:
        """Whether a model goes on learning when the program is closed."""
        return self._text("learns_on") != "no"

    @learns_on.setter
    def learns_on(self, on: bool) -> None:
        self._kept.setValue("learns_on", "yes" if on else "no")

    @property
    def told_of_teaching(self) -> bool:
        """Whether it has been said that the model can learn from checked lines."""
        return self._text("told_of_teaching") == "yes"

    @told_of_teaching.setter
    def told_of_teaching(self, told: bool) -> None:
        self._kept.setValue("told_of_teaching", "yes" if told else "no")

    @property
    def last(self) -> int:
        """The library's number of the recording that was open last, 0 for none."""
        text = self._text("last")
        return int(text) if text.isdecimal() else 0

    @last.setter
    def last(self, key: int) -> None:
        self._kept.setValue("last", str(key))

    @property
    def options(self) -> Options:
        """How to recognise."""
        singing = self._text("listening/singing")
        return Options(
            model=self._text("model"),
            aligner=self._text("aligner"),
            language=self._text("listening/language") or "es",
            singing=singing if singing in DETECTORS else DETECTORS[0],
            isolation=self._text("listening/isolation"),
            prompt=self._text("listening/prompt") if self._kept.contains("listening/prompt") else None,
        )

    @options.setter
    def options(self, options: Options) -> None:
        self._kept.setValue("model", options.model)
        self._kept.setValue("aligner", options.aligner)
        self._kept.setValue("listening/language", options.language)
        self._kept.setValue("listening/singing", options.singing)
        self._kept.setValue("listening/isolation", options.isolation)
        if options.prompt is None:
            self._kept.remove("listening/prompt")
        else:
            self._kept.setValue("listening/prompt", options.prompt)

    @property
    def reading(self) -> Reading:
        """How the verses are set."""
        return Reading(
            size=self._number("reading/size", 1.0, SMALLEST_WORDS, LARGEST_WORDS),
            family=self._text("reading/family"),
            by_line=self._text("reading/fill") == "line",
            screen=self._text("reading/screen"),
        )

    @reading.setter
    def reading(self, reading: Reading) -> None:
        self._kept.setValue("reading/size", f"{reading.size:.2f}")
        self._kept.setValue("reading/family", reading.family)
        self._kept.setValue("reading/fill", "line" if reading.by_line else "word")
        self._kept.setValue("reading/screen", reading.screen)

    def pictured(self, kind: Kind) -> bool:
        """Whether a picture of the voice is shown to who studies."""
        return self._text(f"pictures/{kind.value}") != "hidden"

    def set_pictured(self, kind: Kind, shown: bool) -> None:
        """Show a picture of the voice, or not."""
        self._kept.setValue(f"pictures/{kind.value}", "shown" if shown else "hidden")

    # --- reviewing --------------------------------------------------------------------------------------

    @property
    def threshold(self) -> float:
        """Words of less confidence, 0 to 1, are doubtful."""
        return self._number("threshold", 0.5, 0.0, 1.0)

    @threshold.setter
    def threshold(self, threshold: float) -> None:
        self._kept.setValue("threshold", f"{threshold:.2f}")

    @property
    def lead_in(self) -> float:
        """Seconds that are heard before a line that plays by itself."""
        return self._number("lead_in", 0.5, 0.0, 5.0)

    @lead_in.setter
    def lead_in(self, seconds: float) -> None:
        self._kept.setValue("lead_in", f"{seconds:.2f}")

    @property
    def plays_lines(self) -> bool:
        """Whether a line plays by itself when the listener comes to it."""
        return self._text("plays_lines") == "yes"

    @plays_lines.setter
    def plays_lines(self, plays: bool) -> None:
        self._kept.setValue("plays_lines", "yes" if plays else "no")

    @property
    def repeats_lines(self) -> bool:
        """Whether a line that plays by itself is repeated until the listener goes on."""
        return self._text("repeats_lines") == "yes"

    @repeats_lines.setter
    def repeats_lines(self, repeats: bool) -> None:
        self._kept.setValue("repeats_lines", "yes" if repeats else "no")

    # --- keys -------------------------------------------------------------------------------------------

    def keys(self, command: str) -> tuple[str, ...] | None:
        """The keys that the listener gave a command, as portable sequences; None for its own ones."""
        try:
            kept = json.loads(self._text(f"keys/{command}") or "null")
        except ValueError:
            return None
        if not isinstance(kept, list) or not all(isinstance(key, str) for key in kept):
            return None
        return tuple(kept)

    def set_keys(self, command: str, keys: tuple[str, ...] | None) -> None:
        """Give a command other keys; None for its own ones."""
        if keys is None:
            self._kept.remove(f"keys/{command}")
        else:
            self._kept.setValue(f"keys/{command}", json.dumps(keys))

    # --- the window -------------------------------------------------------------------------------------

    @property
    def window(self) -> QByteArray:
        """Place and size of the window, as Qt writes them."""
        kept = self._kept.value("window")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    @window.setter
    def window(self, geometry: QByteArray) -> None:
        self._kept.setValue("window", geometry)

    def flush(self) -> None:
        """Write what has changed."""
        self._kept.sync()

    def _number(self, key: str, otherwise: float, least: float, most: float) -> float:
        try:
            number = float(self._text(key))
        except ValueError:
            return otherwise
        return min(most, max(least, number)) if math.isfinite(number) else otherwise

    def _text(self, key: str) -> str:
        value = self._kept.value(key, "")
        return value if isinstance(value, str) else ""


def _choice(kind: type[Option], text: str, otherwise: Option) -> Option:
    try:
        return kind(text)
    except ValueError:
        return otherwise
