from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from finetune.from_scratch import corpus, espeak, voice
from finetune.from_scratch.__main__ import main

COMMANDS = ("corpus", "aligner", "recogniser", "evaluate", "recordings", "card", "figures")


def _run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys\n{code}\nfrom finetune.from_scratch.__main__ import main\nsys.exit(main())"
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def _sentence(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said when the command fails as it should."""
    assert main(arguments) == 1
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.endswith((".", '".')) and "Traceback" not in said
    return said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert command in capsys.readouterr().out


def test_help_is_quick() -> None:
    code = "import atexit\natexit.register(lambda: print('torch' in sys.modules, 'scipy' in sys.modules))"
    done = _run(code, "--help")
    assert done.returncode == 0 and done.stdout.strip().endswith("False False")
    assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [[], ["corpus", "--lines", "0"], ["corpus", "--snr", "loud"], ["recogniser", "--steps", "1,x"], ["card"]],
)
def test_misuse_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_whole_way_in_small(
    pool_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "aligner"
    small = ["--steps", "2", "--batch", "1", "--workers", "0", "--threads", "1", "--device", "cpu"]
    assert main(["aligner", "--pool", str(pool_folder), "--out", str(out), *small]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(out / "model") and "step 2/2" in said.err
    card = ["card", "aligner", str(out / "model"), "--recipe", str(out / "recipe.json")]
    assert main(card) == 0
    assert (out / "model" / "README.md").read_text("utf-8").startswith("---")
    assert (out / "model" / "model.safetensors").stat().st_size < 8_000_000
    assert (
        main(["figures", "--aligner", str(out), "--recogniser", str(tmp_path), "--folder", str(tmp_path)])
        == 0
    )
    assert (tmp_path / "aligner.png").exists()


def test_a_data_set_and_a_preview(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = ["corpus", "--audiofolder", str(tmp_path), "--kind", "lines", "--count", "2", "--snr", "clean,5"]
    assert main(made) == 0
    rows = (tmp_path / "test" / "metadata.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(row)["snr"] for row in rows] == [None, 5.0]
    assert "lines, 2/2: 100%" in capsys.readouterr().err
    assert "levels" in _sentence(capsys, *made[:-1], "clean,6")


def test_a_missing_pool(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _sentence(capsys, "aligner", "--pool", str(tmp_path), "--out", str(tmp_path / "out"))
    assert "corpus" in said


def test_a_pool_of_another_version(
    pool_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(pool_folder, tmp_path / "pool")
    for index in (tmp_path / "pool").glob("*.json"):
        index.write_text('{"version": 0, "lines": []}', "utf-8")
    said = _sentence(capsys, "recogniser", "--pool", str(tmp_path / "pool"), "--out", str(tmp_path / "out"))
    assert "version 0" in said


@pytest.mark.parametrize("command", ["aligner", "recogniser"])
def test_a_broken_checkpoint(
    command: str, pool_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"no checkpoint at all")
    said = _sentence(capsys, command, "--pool", str(pool_folder), "--out", str(tmp_path), "--device", "cpu")
    assert "checkpoint.pt" in said


def test_a_missing_model(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = _sentence(capsys, "evaluate", "--only", "recogniser", "--recogniser", str(tmp_path / "none"))
    assert "none" in said


def test_no_room(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert "file" in _sentence(capsys, "recordings", "--folder", str(tmp_path / "file" / "folder"))


def test_without_espeak(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise espeak.SpeechLibraryMissingError(package="libespeak-ng1", reason="not found")

    monkeypatch.setattr(voice, "speak", missing)
    assert "libespeak-ng1" in _sentence(capsys, "corpus", "--preview", str(tmp_path))


@pytest.mark.parametrize(
    ("package", "arguments"),
    [("pyworld", ["corpus", "--preview", "."]), ("matplotlib", ["figures", "--folder", "."])],
)
def test_without_a_package(package: str, arguments: list[str], tmp_path: Path) -> None:
    done = _run(f"sys.modules['{package}'] = None", *arguments[:-1], str(tmp_path))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"The Python package {package} is missing" in done.stderr


def test_an_interrupted_command_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(corpus, "write_preview", stopped)
    assert main(["corpus", "--preview", str(tmp_path)]) == 130
    assert "goes on" in capsys.readouterr().err
