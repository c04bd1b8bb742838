"""Where the command line's results go, decided and checked before any work is done."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flamenco_desktop import formats
from flamenco_desktop.errors import FileMissingError, NotAFileError, NotLyricsError, WriteFailedError
from flamenco_desktop.lyrics import plain
from flamenco_desktop.lyrics.model import Lyrics

JSON = "json"
TEXT = "text"


@dataclass(frozen=True, slots=True)
class Plan:
    """The results wanted of each recording: `names` of formats, to `folder`, `file` or, neither, stdout."""

    names: tuple[str, ...]
    folder: Path | None = None
    file: Path | None = None


def format_names() -> list[str]:
    """The names that --format takes."""
    return sorted({*formats.FORMATS, JSON, TEXT})


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
    """What `formats`, `json` and `output` of `arguments` ask for. Wrong use raises SystemExit(2)."""
    names = tuple(arguments.formats) + ((JSON,) if arguments.json and JSON not in arguments.formats else ())
    if not arguments.output:
        names = names or (default,)
        if len(names) > 1 or (len(sources) > 1 and names[0] not in (JSON, TEXT)):
            arguments.parser.error("several results: say with -o into which folder")
        return Plan(names)
    output = Path(arguments.output)
    several = len(names) > 1 or len(sources) > 1
    if several or output.is_dir() or str(arguments.output).endswith(("/", os.sep)):
        found = Plan(names or ("srt",), folder=output)
        _refuse_clashes(arguments, found, sources)
        return found
    names = names or (_name_of_suffix(arguments, output),)
    return Plan(names, file=output)


def _name_of_suffix(arguments: argparse.Namespace, output: Path) -> str:
    suffixes = {entry.suffix: name for name, entry in formats.FORMATS.items()}
    name = {**suffixes, ".json": JSON, ".txt": TEXT}.get(output.suffix.lower())
    if name is None:
        arguments.parser.error(f"the name {output} does not tell the format: add --format")
    return str(name)


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
    suffix = {JSON: ".json", TEXT: ".txt"}.get(name) or formats.FORMATS[name].suffix
    return plan.folder / f"{source.stem}{suffix}"


def write(plan: Plan, source: Path, lyrics: Lyrics) -> None:
    """Write `lyrics` of `source` as planned. Raises WriteFailedError."""
    for name in plan.names:
        if plan.folder is None and plan.file is None:
            sys.stdout.write(_for_stdout(name, source, lyrics))
            sys.stdout.flush()
            continue
        target = _target(plan, source, name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteFailedError(path=str(target.parent), reason=error.strerror or str(error)) from error
        if name in (JSON, TEXT):
            _replace(target, _rendered(name, source, lyrics))
        else:
            formats.export(lyrics, target, name)


def _for_stdout(name: str, source: Path, lyrics: Lyrics) -> str:
    if name == JSON:
        return json.dumps(plain.lyrics_to_plain(lyrics, str(source)), ensure_ascii=False) + "\n"
    return _rendered(name, source, lyrics)


def _rendered(name: str, source: Path, lyrics: Lyrics) -> str:
    if name == JSON:
        return json.dumps(plain.lyrics_to_plain(lyrics, str(source)), ensure_ascii=False, indent=1) + "\n"
    if name == TEXT:
        return lyrics.text + "\n" if lyrics.lines else ""
    import io

    stream = io.StringIO()
    formats.FORMATS[name].write(lyrics, stream)
    return stream.getvalue()


def _replace(target: Path, text: str) -> None:
    """Write `text` to `target` at once or not at all."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as stream:
            stream.write(text)
        part = Path(stream.name)
        try:
            part.replace(target)
        except OSError:
            part.unlink()
            raise
    except OSError as error:
        raise WriteFailedError(path=str(target), reason=error.strerror or str(error)) from error


def load(path: Path) -> Lyrics:
    """The lyrics in the file `path`, of any format with times. Raises FlamencoError."""
    if not path.exists():
        raise FileMissingError(path=str(path))
    if not path.is_file():
        raise NotAFileError(path=str(path))
    if path.suffix.lower() != ".json":
        return formats.load(path)
    try:
        return plain.lyrics_from_plain(json.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise NotLyricsError(path=str(path), format="JSON", reason=str(error)) from error
