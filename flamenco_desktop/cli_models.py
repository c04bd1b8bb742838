"""`flamenco-desktop models`: what is here and worth having, fetched, installed, verified, deleted, measured.

With `--events` the progress and the end are told on standard output in the worker's protocol (`wire`), one
JSON object a line: how the window follows the same commands.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from flamenco_desktop import console, wire
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.models.arrival import Watcher
from flamenco_desktop.wording import sentence

if TYPE_CHECKING:
    from flamenco_desktop.models.inventory import Item
    from flamenco_desktop.models.speed import Rates


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `models`."""
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=_list)
    actions = parser.add_subparsers(title="actions", metavar="ACTION")

    def action(name: str, text: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=text[0].lower() + text[1:].rstrip("."), description=text)
        made.set_defaults(run=run, parser=made)
        made.add_argument("--events", action="store_true", help=argparse.SUPPRESS)
        return made

    fetch = action("fetch", "Fetch a model; broken off it goes on from there the next time.", _fetch)
    fetch.add_argument("name", metavar="NAME", help="a name of the list, or a Hugging Face id (owner/name)")
    install = action(
        "install", "Install a model from a folder, a zip or tar file, or OpenAI's .pt.", _install
    )
    install.add_argument("path", type=Path, metavar="PATH")
    install.add_argument("--name", default="", help="what to call it; a name of the list for that model")
    verify = action("verify", "Read models whole and compare them with their checksums.", _verify)
    verify.add_argument("names", nargs="*", metavar="NAME", help="(every one on this machine)")
    delete = action("delete", "Delete what was fetched or installed of a model.", _delete)
    delete.add_argument("name", metavar="NAME")
    rename = action("rename", "Call a model of your own something else.", _rename)
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("title", metavar="TITLE", help="how it is shown; its NAME stays")
    action("measure", "Measure how fast this machine computes, for the speeds in the list.", _measure)
    action("tidy", "Throw away converted forms; they are made again when they are needed.", _tidy)
    sources = action(
        "sources", "Where models are fetched from and kept; options set it, '' unsets.", _sources
    )
    sources.add_argument("--mirror", metavar="URL", help="instead of Hugging Face")
    sources.add_argument("--proxy", metavar="URL", help="instead of the system's proxy")
    sources.add_argument("--folder", metavar="PATH", help="to keep models in")
    sources.add_argument("--json", action="store_true", help="as JSON")


# --- the actions ------------------------------------------------------------------------------------------


def _list(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.models import inventory, speed

    items, rates = inventory.items(), speed.known()
    if arguments.json:
        found = [item for item in items if item.model is not None]
        _print_json([{**asdict(item.model), "folder": str(item.folder)} for item in found if item.model])
        return console.DONE
    for title, chosen in (
        ("On this machine:", [item for item in items if item.folder is not None]),
        ("Worth fetching (flamenco-desktop models fetch NAME):", [i for i in items if i.folder is None]),
    ):
        if chosen:
            sys.stdout.write(f"{title}\n" + "".join(_described(item, rates) for item in chosen) + "\n")
    if rates is None:
        sys.stdout.write("'flamenco-desktop models measure' adds how fast each would be here.\n")
    converted = inventory.converted_size()
    if converted:
        sys.stdout.write(
            f"Converted forms take {converted / 1e6:.0f} MB: 'flamenco-desktop models tidy' makes room.\n"
        )
    return console.DONE


def _described(item: Item, rates: Rates | None) -> str:
    from flamenco_desktop.models import in_use, speed

    entry = item.entry
    parts = [item.kind.value, f"{item.size / 1e6:.0f} MB"]
    if entry is not None:
        parts += [_languages(entry.languages), entry.licence]
        if entry.shape is not None:
            parts.append(f"needs about {speed.memory(entry.shape) / 1e9:.1f} GB of memory")
            if rates is not None:
                parts.append(
                    f"about {speed.times_as_fast(entry.shape, rates):.1f} times as fast as sung here"
                )
    elif item.model is not None and item.model.licence:
        parts.append(item.model.licence)
    notes = ["in use"] if item.model is not None and in_use.name(item.kind) == item.name else []
    if item.lineage is not None:
        notes.append(f"fine-tuned from {item.lineage.base}")
    if entry is not None and entry.demonstration:
        notes.append("demonstration only")
    if entry is not None and not entry.commercial:
        notes.append("for non-commercial use only")
    if item.fault:
        notes.append(f"damaged: {item.fault}")
    if item.arrived:
        notes.append(f"{item.arrived / 1e6:.0f} MB have arrived")
    lines = [f"  {item.name}  ({', '.join(part for part in parts if part)})"]
    lines += [f"      {item.title}"] if item.title != item.name else []
    lines += [f"      {item.folder}"] if item.folder is not None else []
    lines += [f"      {'; '.join(notes)}"] if notes else []
    return "\n".join(lines) + "\n"


def _languages(codes: tuple[str, ...]) -> str:
    return "99 languages" if codes == ("*",) else ", ".join(codes)


def _fetch(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.models.fetch import fetch

    def work(watcher: Watcher) -> dict[str, str]:
        return {"folder": str(fetch(arguments.name, _convert, watcher))}

    return _do(arguments, arguments.name, work)


def _install(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.models import manifest
    from flamenco_desktop.models.install import install

    def work(watcher: Watcher) -> dict[str, str]:
        folder = install(arguments.path, _convert, arguments.name, watcher)
        about = manifest.read(folder)
        return {"folder": str(folder), "name": about.name if about else arguments.name}

    return _do(arguments, arguments.path.name, work)


def _convert(source: Path, target: Path) -> None:
    from flamenco_desktop.recognition.importing import convert

    convert(source, target)


def _verify(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.models import inventory

    names = arguments.names or [item.name for item in inventory.items() if item.folder is not None]
    status = console.DONE
    for name in names:

        def work(watcher: Watcher, name: str = name) -> dict[str, str]:
            count = inventory.verify(
                name, lambda done: watcher.progress("checking", done, None), watcher.cancelled
            )
            checked = (
                f"{count} files are as they were published" if count else "whole, by its files' own sizes"
            )
            return {"name": name, "checked": checked, "files": str(count)}

        try:
            _do(arguments, name, work)
        except FlamencoError as error:
            if len(names) == 1:
                raise
            console.say(f"flamenco-desktop: {sentence(error)}")
            status = console.FAILED
    return status


def _delete(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.models import inventory

    return _do(
        arguments,
        arguments.name,
        lambda watcher: {"freed": f"{inventory.delete(arguments.name) / 1e6:.0f} MB"},
    )


def _rename(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.models import inventory

    if not arguments.title.strip():
        arguments.parser.error("TITLE must not be empty")

    def work(watcher: Watcher) -> dict[str, str]:
        inventory.rename(arguments.name, arguments.title)
        return {"name": arguments.name}

    return _do(arguments, arguments.name, work)


def _measure(arguments: argparse.Namespace) -> int:
    def work(watcher: Watcher) -> dict[str, str]:
        from flamenco_desktop.models import speed
        from flamenco_desktop.recognition import measuring

        rates = measuring.measure(watcher.cancelled, lambda done: watcher.progress("measuring", done, None))
        speed.keep(rates)
        return {
            "device": rates.device,
            "encoder": f"{rates.encoder / 1e9:.1f} thousand million multiplications a second",
            "decoder": f"{rates.decoder / 1e9:.2f} thousand million weights a second",
        }

    return _do(arguments, "measure", work)


def _tidy(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.models import inventory

    return _do(arguments, "tidy", lambda watcher: {"freed": f"{inventory.clear_converted() / 1e6:.0f} MB"})


def _sources(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.models import places, sources

    given = {
        field.name: getattr(arguments, field.name).strip()
        for field in fields(sources.Sources)
        if getattr(arguments, field.name) is not None
    }
    kept = replace(sources.load(), **given)
    wrong = sources.fault(kept)
    if wrong:
        arguments.parser.error(
            f"--{wrong} must be {'a whole path' if wrong == 'folder' else 'an address with http:// or https://'}"
        )
    if given:
        sources.save(kept)
    told = {"from": kept.hub, "proxy": kept.proxy or "the system's", "kept in": str(places.own_folder())}
    if arguments.json:
        _print_json(told)
    else:
        sys.stdout.write("".join(f"{key}: {value}\n" for key, value in told.items()))
    return console.DONE


# --- how they are done ------------------------------------------------------------------------------------


def _do(arguments: argparse.Namespace, title: str, work: Callable[[Watcher], dict[str, str]]) -> int:
    """Do `work` with progress on standard error, or all of it as events on standard output."""
    if arguments.events:
        return _told_in_events(work)
    with console.working(title) as progress:
        found = work(progress)
    for key, value in found.items():
        sys.stdout.write(f"{key}: {value}\n")
    return console.DONE


class _Teller:
    """A watcher that writes events."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def tell(self, message: wire.Message) -> None:
        try:
            self._stream.write(wire.encode(message))
        except BrokenPipeError:
            # Whoever asked is gone; what has arrived is on the disk.
            os._exit(console.INTERRUPTED)

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        self.tell(wire.Progress(0, stage, fraction, seconds_left))

    def cancelled(self) -> bool:
        # Whoever asked ends the process.
        return False


def _told_in_events(work: Callable[[Watcher], dict[str, str]]) -> int:
    own = os.dup(1)
    with console.libraries_apart(), os.fdopen(own, "wb", buffering=0) as stream:
        teller = _Teller(stream)
        try:
            found = work(teller)
        except FlamencoError as error:
            teller.tell(wire.Failed(0, error.code, error.parameters))
            return console.FAILED
        teller.tell(wire.Done(0, found))
    return console.DONE


def _print_json(content: object) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
