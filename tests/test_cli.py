"""The command line: real files, real (tiny) models, and everything that can be wrong with them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from flamenco_desktop import __main__, bundled, cli, console, formats
from tests import tiny_models

RATE = 16000


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sung vowel, its words, and models of random weights."""
    folder = tmp_path_factory.mktemp("cante")
    time_axis = np.arange(RATE * 6) / RATE
    phase = 2 * np.pi * 220 * time_axis + 3 * np.sin(2 * np.pi * 5.5 * time_axis)
    voice = sum(np.sin(overtone * phase) / overtone for overtone in range(1, 12))
    swell = np.sin(np.pi * time_axis / 2) ** 2
    soundfile.write(folder / "solea.wav", (0.1 * voice * swell).astype(np.float32), RATE)
    (folder / "words.txt").write_text("en la fragua\n\nde mi padre\n", encoding="utf-8")
    tiny_models.make_recogniser(folder / "recogniser")
    tiny_models.make_aligner(folder / "aligner")
    return folder


@pytest.fixture
def here(room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def program(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flamenco_desktop", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=200,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def models(room: Path) -> list[str]:
    return ["--model", str(room / "recogniser"), "--aligner", str(room / "aligner"), "--device", "cpu"]


# --- help, version, wrong use ------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", *cli.COMMANDS])
def test_help_reads_well(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        __main__.main([command, "--help"] if command else ["--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert text.startswith("usage: flamenco-desktop")
    assert "exit status: 0 done" in text
    assert max(map(len, text.splitlines())) <= 100
    for name in cli.COMMANDS if not command else ():
        assert name in text


def test_the_version_is_the_packages(root: Path) -> None:
    done = program("--version", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert f'version = "{done.stdout.split()[1]}"' in (root / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["one.wav", "two.wav"],
        ["transcribe"],
        ["transcribe", "a.wav", "--format", "doc"],
        ["transcribe", "a.wav", "--format", ","],
        ["transcribe", "a.wav", "--device", "abacus"],
        ["transcribe", "a.wav", "--format", "srt,lrc"],
        ["transcribe", "a.wav", "b.wav", "--format", "srt"],
        ["transcribe", "a.wav", "-o", "a.mystery"],
        ["transcribe", "a/x.wav", "b/x.wav", "--format", "srt", "-o", "out/"],
        ["align", "a.wav"],
        ["export", "a.json"],
        ["models", "extra"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_status_2_with_a_sentence(
    arguments: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        __main__.main(arguments)
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert "flamenco-desktop" in said.err
    assert "Traceback" not in said.err
    assert list(here.iterdir()) == []


# --- bad input ---------------------------------------------------------------------------------------------


def bad_recording(kind: str, folder: Path) -> Path:
    path = folder / "bad.wav"
    if kind == "a folder":
        path.mkdir()
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "a text":
        path.write_text("this is no sound, it is a letter to a friend\n" * 50, encoding="utf-8")
    elif kind == "broken":
        path.write_bytes(b"RIFF\xff\xff\xff\xffWAVEfmt " + bytes(range(64)))
    elif kind == "no frames":
        soundfile.write(path, np.zeros(0, np.float32), RATE)
    return path


@pytest.mark.parametrize("command", ["transcribe", "align"])
@pytest.mark.parametrize("kind", ["missing", "a folder", "empty", "a text", "broken", "no frames"])
def test_a_bad_recording_is_one_sentence_and_status_1(
    kind: str, command: str, room: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = bad_recording(kind, here)
    words = [str(room / "words.txt")] if command == "align" else []
    status = cli.main([command, str(path), *words, "-o", "result.srt"])
    said = capfd.readouterr()
    assert status == 1
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("flamenco-desktop: ")
    assert "bad.wav" in said.err
    assert not (here / "result.srt").exists()


@pytest.mark.parametrize("option", ["--model", "--aligner"])
@pytest.mark.parametrize("kind", ["no such name", "a folder without weights", "a file"])
def test_a_bad_model_is_one_sentence_and_status_1(
    kind: str, option: str, room: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = here / "model"
    if kind == "a folder without weights":
        model.mkdir()
        (model / "config.json").write_text('{"model_type": "whisper"}', encoding="utf-8")
    elif kind == "a file":
        model.write_text("no model", encoding="utf-8")
    arguments = [*models(room), option, str(model)]
    status = cli.main(["transcribe", str(room / "solea.wav"), *arguments])
    said = capfd.readouterr()
    assert status == 1
    assert said.out == ""
    assert sum(line.startswith("flamenco-desktop: ") for line in said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    assert str(model) in said.err


def test_a_device_that_is_not_there_is_a_sentence(
    room: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from flamenco_desktop.recognition import devices

    absent = next(device for device in devices.found() if not device.usable)
    status = cli.main(["transcribe", str(room / "solea.wav"), *models(room), "--device", absent.kind])
    assert status == 1
    assert f"The device {absent.kind} cannot be used here" in capfd.readouterr().err


@pytest.mark.parametrize("content", [None, b"", b"\n \n", b"\xff\xfe\x00\xd8"])
def test_words_that_cannot_be_read(
    content: bytes | None, room: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (here / "words.txt").write_bytes(content)
    assert cli.main(["align", str(room / "solea.wav"), "words.txt", *models(room)[2:]]) == 1
    said = capfd.readouterr()
    assert "words.txt" in said.err
    assert "Traceback" not in said.err


def test_a_result_that_cannot_be_written_is_a_sentence(
    room: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (here / "taken").write_text("a file where a folder is wanted", encoding="utf-8")
    options = [*models(room)[2:], "-o", "taken/solea.srt"]
    assert cli.main(["align", str(room / "solea.wav"), str(room / "words.txt"), *options]) == 1
    assert "could not be written" in capfd.readouterr().err


def test_an_unforeseen_error_is_a_sentence_and_the_log_has_the_rest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def job() -> int:
        raise ZeroDivisionError("by nought")

    assert console.guarded(job) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError: by nought" in said
    assert str(console.log_path()) in said
    assert "Traceback" not in said
    assert "Traceback" in console.log_path().read_text(encoding="utf-8")


# --- results -----------------------------------------------------------------------------------------------


def test_align_gives_every_word_its_time(room: Path, here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status = cli.main(
        ["align", str(room / "solea.wav"), str(room / "words.txt"), *models(room)[2:], "--json"]
    )
    said = capfd.readouterr()
    assert status == 0, said.err
    result = json.loads(said.out)
    assert result["schema"] == 1
    assert result["recording"] == str(room / "solea.wav")
    assert [line["text"] for line in result["lines"]] == ["en la fragua", "de mi padre"]
    assert result["provenance"]["method"] == "aligned"
    words = [word for line in result["lines"] for word in line["words"]]
    for word in words:
        assert 0 <= word["start"] < word["end"] <= 6.1
        assert 0 <= word["confidence"] <= 1
    for before, after in pairwise(words):
        assert before["end"] <= after["start"]


def test_align_prints_srt_and_reads_words_from_lyrics_too(
    room: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    recording = str(room / "solea.wav")
    assert cli.main(["align", recording, str(room / "words.txt"), *models(room)[2:]]) == 0
    first = capfd.readouterr().out
    assert " --> " in first
    (here / "again.srt").write_text(first, encoding="utf-8")
    assert cli.main(["align", recording, "again.srt", *models(room)[2:]]) == 0
    assert capfd.readouterr().out == first


def test_transcribe_writes_each_format_of_each_recording(
    room: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    second = here / "two.wav"
    second.write_bytes((room / "solea.wav").read_bytes())
    missing = here / "three.wav"
    recordings = [str(room / "solea.wav"), str(missing), str(second)]
    options = ["--format", "srt,txt", "--json", "-o", "out"]
    status = cli.main(["transcribe", *recordings, *models(room), *options])
    said = capfd.readouterr()
    assert status == 1, "one of the three failed"
    assert said.out == ""
    assert "three.wav" in said.err
    assert sorted(path.name for path in (here / "out").iterdir()) == [
        f"{stem}{suffix}" for stem in ("solea", "two") for suffix in (".json", ".srt", ".txt")
    ]
    for stem in ("solea", "two"):
        result = json.loads((here / "out" / f"{stem}.json").read_text(encoding="utf-8"))
        assert Path(result["recording"]).stem == stem
        assert result["provenance"]["method"] == "recognised"
        assert (here / "out" / f"{stem}.txt").read_text(encoding="utf-8").split("\n")[:-1] == [
            line["text"] for line in result["lines"]
        ]


def test_libraries_cannot_spoil_the_output(room: Path, here: Path) -> None:
    done = program("transcribe", room / "solea.wav", *models(room), "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1
    assert json.loads(done.stdout)["schema"] == 1
    stages = {"reading the recording", "loading the models", "recognising the words", "aligning the words"}
    assert {line.removeprefix("solea.wav: ") for line in done.stderr.splitlines()} <= stages


def test_export_and_back(room: Path, here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    recording, words = str(room / "solea.wav"), str(room / "words.txt")
    assert cli.main(["align", recording, words, *models(room)[2:], "-o", "solea.json"]) == 0
    assert cli.main(["export", "solea.json", "--format", "srt", "-o", "folder/verses.srt"]) == 0
    assert cli.main(["export", "solea.json", "-o", "solea.lrc"]) == 0
    capfd.readouterr()
    assert cli.main(["export", "solea.json", "--format", "srt"]) == 0
    assert capfd.readouterr().out == (here / "folder" / "verses.srt").read_text(encoding="utf-8")
    assert formats.load(here / "folder" / "verses.srt").text == "en la fragua\nde mi padre"


@pytest.mark.parametrize("name", ["missing.json", "broken.json", "letter.srt", "lyrics.doc", "folder.json"])
def test_lyrics_that_cannot_be_read(name: str, here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if name == "folder.json":
        (here / name).mkdir()
    elif name != "missing.json":
        (here / name).write_text("Dear friend,\n\nthis is no lyrics.\n", encoding="utf-8")
    assert cli.main(["export", name, "--format", "srt", "-o", "out.srt"]) == 1
    said = capfd.readouterr().err
    assert said.startswith("flamenco-desktop: ")
    assert len(said.splitlines()) == 1
    assert not (here / "out.srt").exists()


def test_an_export_never_overwrites_its_source(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "verses.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nay\n\n", encoding="utf-8")
    before = (here / "verses.srt").read_bytes()
    for target in ("verses.srt", "./"):
        with pytest.raises(SystemExit) as ended:
            cli.main(["export", "verses.srt", "--format", "srt", "-o", target])
        assert ended.value.code == 2
    assert (here / "verses.srt").read_bytes() == before


def test_models_lists_what_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models"]) == 0
    listed = capsys.readouterr().out
    assert cli.main(["models", "--json"]) == 0
    for model in json.loads(capsys.readouterr().out):
        assert model["name"] in listed
        assert Path(model["folder"]).is_dir()


def test_devices_always_has_the_processor(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["devices", "--json"]) == 0
    found = {device["kind"]: device for device in json.loads(capsys.readouterr().out)}
    assert found["cpu"]["usable"]
    assert sum(device["chosen"] for device in found.values()) == 1
    assert cli.main(["devices"]) == 0
    assert "cpu" in capsys.readouterr().out


# --- how it ends -------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_ends_with_130_and_a_sentence(room: Path, here: Path) -> None:
    command = [sys.executable, "-m", "flamenco_desktop", "transcribe", str(room / "solea.wav"), *models(room)]
    with subprocess.Popen(
        [*command, "-o", "solea.srt"], cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert "reading the recording" in first
    assert process.returncode == 130
    assert out == ""
    assert "stopped" in err
    assert "Traceback" not in err
    assert not (here / "solea.srt").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX pipe")
def test_a_reader_that_goes_away_is_no_traceback(here: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "flamenco_desktop", "devices"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 1
    assert done.stderr == ""


def test_the_command_line_starts_quickly_and_without_torch_or_qt() -> None:
    code = (
        "import sys, flamenco_desktop.cli as cli\n"
        "cli.main(['models'])\n"
        "heavy = {'torch', 'transformers', 'whisperx', 'PySide6', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    begin = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - begin < 5


# --- the real thing ----------------------------------------------------------------------------------------


@pytest.mark.model
def test_the_bundled_recording_by_the_command_line(here: Path) -> None:
    done = program("transcribe", bundled.recording(), "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    lines = json.loads(done.stdout)["lines"]
    assert len(lines) >= 3
    assert all(word["end"] > word["start"] for line in lines for word in line["words"])
