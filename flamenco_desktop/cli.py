"""The command line: the same core as the window, without a window.

Results go to standard output or into files, everything else to standard error. Exit status: 0 done, 1 a job
failed, 2 wrong use, 130 stopped by Ctrl+C.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import flamenco_desktop
from flamenco_desktop import cli_models, cli_output, console, formats
from flamenco_desktop.errors import (
    EmptySoundError,
    FileMissingError,
    NotAFileError,
    NotLyricsError,
    NotSoundError,
    WriteFailedError,
)
from flamenco_desktop.lyrics.model import Lyrics
from flamenco_desktop.lyrics.vocabulary import languages
from flamenco_desktop.wire import DETECTORS, Options
from flamenco_desktop.wording import sentence

if TYPE_CHECKING:
    from flamenco_desktop.recognition.pipeline import Pipeline

COMMANDS = ("transcribe", "align", "isolate", "export", "models", "devices", "finetune")
ANSWERS = ("-h", "--help", "--version")

_ABOUT = "Hear a cante and read it, word by word: lyrics recognised and aligned on this machine."
_USAGE = "flamenco-desktop [RECORDING]\n       flamenco-desktop COMMAND ...     (COMMAND --help tells more)"
_STATUS = "exit status: 0 done, 1 a job failed, 2 wrong use, 130 stopped by Ctrl+C"


def main(argv: Sequence[str]) -> int:
    """Run the command that `argv` names and return the exit status. Wrong use raises SystemExit(2)."""
    console.use_utf8()
    if argv[:1] == ["finetune"] and argv[1:2] not in (["-h"], ["--help"]):
        return _finetune(argv[1:])
    arguments = _parser().parse_args(argv)
    return console.guarded(lambda: int(arguments.run(arguments)))


def window_recording(argv: Sequence[str]) -> Path | None:
    """The recording that the window is to open. Wrong use raises SystemExit(2)."""
    parser = argparse.ArgumentParser("flamenco-desktop", usage=_USAGE, add_help=False)
    parser.add_argument("recording", nargs="?", type=Path)
    recording = parser.parse_args(argv).recording
    return recording if isinstance(recording, Path) else None


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

# --- the arguments ----------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "flamenco-desktop",
        usage=_USAGE,
        description=f"{_ABOUT} Without a command a window opens, on the bundled recording if none is named.",
        epilog=_STATUS,
    )
    parser.add_argument(
        "--version", action="version", version=f"flamenco-desktop {flamenco_desktop.__version__}"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_transcribe(commands)
    _add_align(commands)
    _add_isolate(commands)
    _add_export(commands)
    _add_models(commands)
    _add_devices(commands)
    _add_finetune(commands)
    return parser


def _command(commands: _Commands, name: str, text: str, epilog: str = "") -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        prog=f"flamenco-desktop {name}",
        help=text[0].lower() + text[1:].rstrip("."),
        description=text,
        epilog=epilog or _STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(parser=parser)
    return parser


def _add_transcribe(commands: _Commands) -> None:
    parser = _command(
        commands,
        "transcribe",
        "Recognise the words of recordings and when each is sung.",
        "Without --format, -o and --json the words are printed, a verse a line.\n"
        "examples:\n"
        "  flamenco-desktop transcribe solea.flac\n"
        "  flamenco-desktop transcribe *.mp3 --format srt,lrc -o lyrics/\n"
        "  flamenco-desktop transcribe solea.flac --json > solea.json\n" + _STATUS,
    )
    parser.add_argument("recordings", nargs="+", type=Path, metavar="RECORDING")
    parser.add_argument(
        "--model", default="", help="recogniser: a name, a folder, a Hugging Face id (the one in use)"
    )
    parser.add_argument(
        "--singing",
        default=DETECTORS[0],
        choices=DETECTORS,
        help="where to listen: where there is any evidence of a voice, where a detector of speech hears one, "
        "or everywhere (evidence)",
    )
    parser.add_argument(
        "--prompt",
        default=None,
        metavar="TEXT",
        help="words to expect, told to the recogniser before; '' for none (words of the cante, for Spanish)",
    )
    _add_recognition(parser)
    _add_output(parser, "a comma-separated list of formats to write")
    parser.set_defaults(run=_transcribe)


def _add_align(commands: _Commands) -> None:
    parser = _command(
        commands,
        "align",
        "Give times to words that are already known.",
        "TEXT holds one verse a line (UTF-8), or is lyrics in a known format, or - for standard input.\n"
        "Without --format, -o and --json the result is printed as SRT.\n" + _STATUS,
    )
    parser.add_argument("recording", type=Path, metavar="RECORDING")
    parser.add_argument("text", type=Path, metavar="TEXT")
    _add_recognition(parser)
    _add_output(parser, "a comma-separated list of formats to write")
    parser.set_defaults(run=_align, model="")


def _add_isolate(commands: _Commands) -> None:
    parser = _command(
        commands,
        "isolate",
        "Take the voice out of the mix, to listen to it.",
        "It is kept, and there at once the next time. The network (300 MB) is fetched once.\n" + _STATUS,
    )
    parser.add_argument("recording", type=Path, metavar="RECORDING")
    parser.add_argument("-o", dest="output", type=Path, metavar="PATH", help="also copy the FLAC file there")
    parser.add_argument("--device", default="auto", choices=("auto", "cuda", "mps", "cpu"), help="(auto)")
    parser.add_argument(
        "--separator",
        dest="isolation",
        default="hdemucs",
        metavar="FOLDER",
        help="by the Hybrid Demucs in FOLDER instead of torchaudio's",
    )
    parser.set_defaults(run=_isolate)


def _add_export(commands: _Commands) -> None:
    parser = _command(commands, "export", "Write lyrics in another format.")
    parser.add_argument("lyrics", type=Path, metavar="LYRICS", help="a file with times (.json, .srt, ...)")
    _add_output(parser, "the format to write", json_too=False)
    parser.set_defaults(run=_export, json=False)


def _add_models(commands: _Commands) -> None:
    cli_models.add(_command(commands, "models", "List, fetch, install, verify and delete models."))


def _add_devices(commands: _Commands) -> None:
    parser = _command(commands, "devices", "List what this machine can compute on.")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=_devices)


def _add_finetune(commands: _Commands) -> None:
    """Its arguments are read by `python -m finetune` itself; here it only tells what it is."""
    _command(
        commands,
        "finetune",
        "Train a model on the lines that you have checked.",
        "SPEC.json, or one of dataset, export, merge, control, use, roll-back, export-model (each --help).\n"
        "examples:\n"
        "  flamenco-desktop finetune dataset library.sqlite -o data/\n"
        "  flamenco-desktop finetune SPEC.json --estimate\n"
        "  flamenco-desktop finetune SPEC.json\n"
        'SPEC.json holds {"dataset": "data", "out": "run"} at least; events come on standard output.\n'
        + _STATUS,
    ).add_argument("spec", metavar="SPEC.json")


def _add_recognition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--aligner", default="", help="aligner: a name, a folder, a Hugging Face id")
    parser.add_argument("--device", default="auto", choices=("auto", "cuda", "mps", "cpu"), help="(auto)")
    parser.add_argument(
        "--language",
        default="es",
        choices=languages(),
        metavar="CODE",
        help="what is sung: es, ca, pt or another code of Whisper's (es)",
    )
    parser.add_argument(
        "--isolate",
        dest="isolation",
        action="store_const",
        const="hdemucs",
        default="",
        help="take the voice out of the mix first and align on it (a network of 300 MB is fetched once)",
    )
    parser.add_argument(
        "--separator", dest="isolation", metavar="FOLDER", help="the same by the Hybrid Demucs in FOLDER"
    )


def _add_output(parser: argparse.ArgumentParser, about: str, *, json_too: bool = True) -> None:
    names = ", ".join(cli_output.format_names())
    parser.add_argument(
        "--format", dest="formats", type=cli_output.format_list, default=(), help=f"{about}: {names}"
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="PATH",
        help="a file; for several results, or if it ends in /, a folder (standard output)",
    )
    parser.add_argument(
        "--without-jaleos", action="store_true", help="leave out shouts and what is marked as not sung"
    )
    if json_too:
        parser.add_argument(
            "--json", action="store_true", help="JSON; on standard output a line for each recording"
        )


# --- the commands -----------------------------------------------------------------------------------------


def _transcribe(arguments: argparse.Namespace) -> int:
    plan = cli_output.plan(arguments, arguments.recordings, default="txt")
    sound = [path for path in arguments.recordings if _is_sound(path)]
    if not sound:
        return console.FAILED
    pipeline = None
    for path in sound:
        with console.working(path.name) as progress:
            if pipeline is None:
                pipeline = _pipeline(arguments)
            lyrics = pipeline.transcribe(path, progress)
        _deliver(plan, path, lyrics)
    return console.DONE if len(sound) == len(arguments.recordings) else console.FAILED


def _align(arguments: argparse.Namespace) -> int:
    plan = cli_output.plan(arguments, [arguments.recording], default="srt")
    texts = _verses(arguments.text)
    if not _is_sound(arguments.recording):
        return console.FAILED
    with console.working(arguments.recording.name) as progress:
        lyrics = _pipeline(arguments).align(arguments.recording, texts, 0.0, None, progress)
    _deliver(plan, arguments.recording, lyrics)
    return console.DONE


def _isolate(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.recognition.pipeline import Pipeline

    if not _is_sound(arguments.recording):
        return console.FAILED
    with console.working(arguments.recording.name) as progress:
        pipeline = Pipeline(Options(device=arguments.device, isolation=arguments.isolation))
        voice = pipeline.isolate(arguments.recording, progress)
        if arguments.output is not None:
            try:
                shutil.copyfile(voice, arguments.output)
            except OSError as error:
                raise WriteFailedError(
                    path=str(arguments.output), reason=error.strerror or str(error)
                ) from error
    sys.stdout.write(f"{arguments.output or voice}\n")
    return console.DONE


def _export(arguments: argparse.Namespace) -> int:
    if not arguments.formats and not arguments.output:
        arguments.parser.error("say what to write: --format, or -o with a name that tells")
    plan = cli_output.plan(arguments, [arguments.lyrics], default="")
    cli_output.write(plan, arguments.lyrics, formats.load(arguments.lyrics))
    return console.DONE


def _finetune(argv: Sequence[str]) -> int:
    """A process of its own: the training is a client of the program through files, and outlives it."""
    try:
        return subprocess.run([sys.executable, "-m", "finetune", *argv], check=False).returncode
    except KeyboardInterrupt:  # the training heard it too, and has said so
        return console.INTERRUPTED


def _devices(arguments: argparse.Namespace) -> int:
    from flamenco_desktop.recognition import devices

    found, chosen = devices.found(), devices.choose()
    if arguments.json:
        _print_json([{**asdict(device), "chosen": device == chosen} for device in found])
        return console.DONE
    for device in found:
        mark = "*" if device == chosen else " "
        name = device.name or ("" if device.usable else "not usable")
        reason = f" ({device.reason})" if device.reason else ""
        sys.stdout.write(f"{mark} {device.kind:<5} {name}{reason}\n")
    sys.stdout.write("* is what --device auto takes\n")
    return console.DONE


# --- their parts ------------------------------------------------------------------------------------------


def _print_json(content: object) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _pipeline(arguments: argparse.Namespace) -> Pipeline:
    from flamenco_desktop.models import in_use
    from flamenco_desktop.models.catalogue import ModelKind
    from flamenco_desktop.recognition.pipeline import Pipeline

    named = vars(arguments)
    chosen = {field.name: named[field.name] for field in fields(Options) if field.name in named}
    for kind, own in ((ModelKind.RECOGNISER, "model"), (ModelKind.ALIGNER, "aligner")):
        # Without a name what is in use from now on, as in the window.
        chosen[own] = chosen.get(own) or in_use.name(kind) or ""
    return Pipeline(Options(**chosen))


def _is_sound(path: Path) -> bool:
    """Whether `path` can be recognised; says so where not, long before any model is loaded."""
    from flamenco_desktop.audio import decode

    try:
        with console.libraries_apart():
            decode.inspect(path)
    except (FileMissingError, NotAFileError, NotSoundError, EmptySoundError) as error:
        console.say(f"flamenco-desktop: {sentence(error)}")
        return False
    return True


def _verses(path: Path) -> tuple[str, ...]:
    """The verses of `path`, or of standard input for "-". Raises what `formats.load_texts` does."""
    if str(path) == "-":
        verses = tuple(line.strip() for line in sys.stdin.read().splitlines() if line.strip())
    else:
        verses = formats.load_texts(path)
    if not verses:
        raise NotLyricsError(path=str(path), format="txt", reason="no words in it")
    return verses


def _deliver(plan: cli_output.Plan, path: Path, lyrics: Lyrics) -> None:
    if not lyrics.lines:
        console.say(f"flamenco-desktop: no singing was found in {path}.")
    cli_output.write(plan, path, lyrics)
