"""Where the command line's results go, decided and checked before any work is done."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from flamenco_desktop import formats
from flamenco_desktop.errors import UnknownFormatError, WriteFailedError
from flamenco_desktop.formats.files import write_whole
from flamenco_desktop.lyrics import plain
from flamenco_desktop.lyrics.marks import without_jaleos
from flamenco_desktop.lyrics.model import Lyrics

JSON = "json"
TEXT = "txt"


@dataclass(frozen=True, slots=True)
class Plan:
    """The results wanted of each recording: `names` of formats, to `folder`, `file` or, neither, stdout."""

    names: tuple[str, ...]
    folder: Path | None = None
    file: Path | None = None
    without_jaleos: bool = False


def format_names() -> list[str]:
    """The names that --format takes."""
    return list(formats.FORMATS)


def format_list(text: str) -> tuple[str, ...]:
    """The formats of a comma-separated list. Raises argparse's error for an unknown one."""
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    known = format_names()
    for name in names:
        if name not in known:
            raise argparse.ArgumentTypeError(f"there is no format {name!r}; choose of {', '.join(known)}")
    if not names:
        raise argparse.ArgumentTypeError(f"no format named; choose of {', '.join(known)}")
    return names


def plan(arguments: argparse.Namespace, sources: Sequence[Path], default: str) -> Plan:
    """What `formats`, `json`, `output` and `without_jaleos` of `arguments` ask for.

    Wrong use raises SystemExit(2).
    """
    names = tuple(arguments.formats) + ((JSON,) if arguments.json and JSON not in arguments.formats else ())
    if not arguments.output:
        names = names or (default,)
        if len(names) > 1 or (len(sources) > 1 and names[0] not in (JSON, TEXT)):
            arguments.parser.error("several results: say with -o into which folder")
        return Plan(names, without_jaleos=arguments.without_jaleos)
    output = Path(arguments.output)
    several = len(names) > 1 or len(sources) > 1
    if several or output.is_dir() or str(arguments.output).endswith(("/", os.sep)):
        found = Plan(names or ("srt",), output, None, arguments.without_jaleos)
    else:
        found = Plan(names or (_name_of_suffix(arguments, output),), None, output, arguments.without_jaleos)
    _refuse_clashes(arguments, found, sources)
    return found


def _name_of_suffix(arguments: argparse.Namespace, output: Path) -> str:
    try:
        return formats.format_of(output).name
    except UnknownFormatError:
        arguments.parser.error(f"the name {output} does not tell the format: add --format")
        raise


def _refuse_clashes(arguments: argparse.Namespace, found: Plan, sources: Sequence[Path]) -> None:
    taken: dict[Path, Path] = {}
    for source in sources:
        for name in found.names:
            target = _target(found, source, name)
            if taken.setdefault(target, source) != source:
                arguments.parser.error(f"{taken[target]} and {source} would both be written to {target}")
            if target.exists() and source.exists() and target.samefile(source):
                arguments.parser.error(f"{target} would overwrite what it is made of")


def _target(plan: Plan, source: Path, name: str) -> Path:
    if plan.folder is None:
        assert plan.file is not None
        return plan.file
    return plan.folder / f"{source.stem}{formats.FORMATS[name].suffix}"


def write(plan: Plan, source: Path, lyrics: Lyrics) -> None:
    """Write `lyrics` of `source` as planned. Raises WriteFailedError."""
    if plan.without_jaleos:
        lyrics = without_jaleos(lyrics)
    for name in plan.names:
        if plan.folder is None and plan.file is None:
            _write(name, source, lyrics, sys.stdout, indent=None)
            sys.stdout.flush()
            continue
        target = _target(plan, source, name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteFailedError(path=str(target.parent), reason=error.strerror or str(error)) from error
        write_whole(target, partial(_write, name, source, lyrics, indent=1))


def _write(name: str, source: Path, lyrics: Lyrics, stream: TextIO, *, indent: int | None) -> None:
    if name != JSON:
        formats.FORMATS[name].write(lyrics, stream)
        return
    # The format's own writer does not know which recording it was.
    json.dump(plain.lyrics_to_plain(lyrics, str(source)), stream, ensure_ascii=False, indent=indent)
    stream.write("\n")
