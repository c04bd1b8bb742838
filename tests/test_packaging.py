"""What stands around the program: locks, scripts, launcher, and the walls of the tests themselves."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-dev.lock", "build.lock", "installer.lock")
SCRIPTS = ("packaging/run", "packaging/test", "packaging/lock", ".ci/run")
posix = pytest.mark.skipif(sys.platform == "win32", reason="bash scripts")


def pins(path: Path) -> list[tuple[Requirement, int]]:
    """Each requirement of a lock and how many hashes it has."""
    entries = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [(Requirement(entry.split(" --hash=")[0]), entry.count("--hash=sha256:")) for entry in entries]


# --- the locks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_versions_and_hashes_and_names_no_address(name: str, root: Path) -> None:
    path = root / "packaging" / name
    assert not re.search(r"://|index-url|find-links|#", path.read_text(encoding="utf-8"))
    entries = pins(path)
    assert entries
    for requirement, hashes in entries:
        assert [part.operator for part in requirement.specifier] == ["=="], requirement
        assert requirement.url is None
        assert hashes > 0, requirement


def test_the_app_and_its_tests_stand_on_the_same_versions(root: Path) -> None:
    app, dev = (
        {(canonicalize_name(pin.name), str(pin.specifier)) for pin, _ in pins(root / "packaging" / name)}
        for name in LOCKS[:2]
    )
    assert app < dev


def test_the_locks_satisfy_the_project(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    app, dev = (
        {canonicalize_name(pin.name): pin for pin, _ in pins(root / "packaging" / name) if _applies(pin)}
        for name in LOCKS[:2]
    )
    for lock, wanted in (
        (app, project["project"]["dependencies"]),
        (dev, project["dependency-groups"]["dev"]),
        (dev, project["project"]["optional-dependencies"]["from-scratch"]),
    ):
        for requirement in map(Requirement, wanted):
            pin = lock[canonicalize_name(requirement.name)]
            version = next(iter(pin.specifier)).version
            assert requirement.specifier.contains(version, prereleases=True), requirement


def test_what_is_installed_is_what_is_pinned(root: Path) -> None:
    for requirement, _ in pins(root / "packaging" / "requirements-dev.lock"):
        if _applies(requirement):
            assert requirement.specifier.contains(metadata.version(requirement.name)), requirement


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate()


# --- the scripts -------------------------------------------------------------------------------------------


@posix
def test_the_scripts_can_be_started_and_pass_shellcheck(root: Path) -> None:
    for name in SCRIPTS:
        assert os.access(root / name, os.X_OK), name
    checker = shutil.which("shellcheck")
    if checker is None:
        pytest.skip("shellcheck is not installed")
    command = [checker, "--external-sources", *SCRIPTS, "packaging/lib.sh"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def in_lib(
    root: Path, code: str, path: Path | None = None, checkout: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `code` with packaging/lib.sh for `checkout`, the commands in `path` before all others."""
    bash = shutil.which("bash")
    assert bash is not None
    search = os.environ["PATH"] if path is None else f"{path}{os.pathsep}{os.environ['PATH']}"
    script = f'set -euo pipefail; root="$1"; . "{root}/packaging/lib.sh"; {code}'
    return subprocess.run(
        [bash, "-c", script, "lib", str(checkout or root)],
        env={**os.environ, "PATH": search},
        capture_output=True,
        text=True,
        check=False,
    )


def command(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


@posix
def test_a_package_manager_that_fails_does_not_look_like_success(root: Path, tmp_path: Path) -> None:
    command(tmp_path, "id", "echo 0")
    command(tmp_path, "apt-get", "exit 100")
    done = in_lib(root, "status=0; install_packages nothing || status=$?; echo $status", tmp_path)
    assert done.stdout == "1\n"
    assert "apt-get install" in done.stderr


@posix
def test_who_may_not_install_is_told_the_command(root: Path, tmp_path: Path) -> None:
    command(tmp_path, "id", "echo 1000")
    command(tmp_path, "sudo", "exit 1")
    command(tmp_path, "apt-get", f"touch {tmp_path}/was-called")
    code = "status=0; install_packages libportaudio2 libegl1 || status=$?; echo $status"
    done = in_lib(root, code, tmp_path)
    assert done.stdout == "2\n"
    assert "sudo apt-get install -y --no-install-recommends libportaudio2 libegl1" in done.stderr
    assert not (tmp_path / "was-called").exists()


@posix
def test_old_package_lists_are_read_again_only_when_needed(root: Path, tmp_path: Path) -> None:
    command(tmp_path, "id", "echo 0")
    record = f'echo "$*" >> {tmp_path}/calls'
    command(tmp_path, "apt-get", record)
    assert in_lib(root, "install_packages a", tmp_path).returncode == 0
    assert " update" not in (tmp_path / "calls").read_text(encoding="utf-8")
    unknown = f'{record}\ncase "$*" in *--simulate*) exit 100 ;; esac'
    command(tmp_path, "apt-get", unknown)
    assert in_lib(root, "install_packages a", tmp_path).returncode == 0
    calls = (tmp_path / "calls").read_text(encoding="utf-8")
    assert calls.count(" update") == 1
    assert calls.endswith("install -y --no-install-recommends a\n")


@posix
def test_the_environment_is_old_when_anything_it_was_made_of_changes(root: Path, tmp_path: Path) -> None:
    for name in (*(f"packaging/{lock}" for lock in LOCKS), "pyproject.toml", ".venv/pyvenv.cfg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / ".venv" / "bin").mkdir()
    command(tmp_path / ".venv" / "bin", "python", "true")

    def stamp(kind: str) -> None:
        code = f'printf "%s\\n%s\\n" {kind} "$(fingerprint)" > "$venv/.installed"'
        assert in_lib(root, code, checkout=tmp_path).returncode == 0

    def current(kind: str) -> bool:
        return in_lib(root, f"up_to_date {kind}", checkout=tmp_path).returncode == 0

    assert not current("app")
    stamp("app")
    assert current("app")
    assert not current("dev")
    stamp("dev")
    assert current("app")
    assert current("dev")
    for name in ("packaging/requirements.lock", "pyproject.toml", ".venv/pyvenv.cfg"):
        stamp("dev")
        (tmp_path / name).write_text("changed", encoding="utf-8")
        assert not current("app"), name
    stamp("dev")
    (tmp_path / ".venv" / "bin" / "python").unlink()
    assert not current("app")


@posix
@pytest.mark.parametrize("version", ["3.10", "3.14"])
def test_a_python_of_another_version_is_passed_over(version: str, root: Path, tmp_path: Path) -> None:
    told = f"import sys; sys.version_info = ({version.replace('.', ', ')}, 0)"
    command(tmp_path, "old", f'exec {sys.executable} -c "{told}\n$2"')
    assert in_lib(root, f"fits {tmp_path}/old").returncode != 0
    assert in_lib(root, f"fits {sys.executable}").returncode == 0


def test_every_library_has_a_name_for_every_package_manager(root: Path) -> None:
    lines = (root / "packaging" / "libraries.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert rows
    assert all(len(row) == 5 and ".so." in row[0] for row in rows)


def test_windows_reads_its_script(root: Path) -> None:
    script = (root / "packaging" / "run.cmd").read_bytes()
    assert script.count(b"\r\n") == script.count(b"\n") > 10
    labels = set(re.findall(rb"(?m)^:(\w+)", script))
    assert set(re.findall(rb"goto (\w+)", script)) == labels


# --- the launcher ------------------------------------------------------------------------------------------


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="launchers of freedesktop.org")
def test_the_launcher_is_valid_and_starts_this_checkout(root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(root / "packaging" / "launcher.py")],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    entry = tmp_path / "applications" / "flamenco-desktop.desktop"
    assert str(entry) in done.stdout
    assert f'Exec="{root}/packaging/run" %f' in entry.read_text(encoding="utf-8")
    icon = tmp_path / "icons" / "hicolor" / "scalable" / "apps" / "flamenco-desktop.svg"
    assert icon.read_bytes() == (root / "resources" / "icons" / "flamenco-desktop.svg").read_bytes()
    checker = shutil.which("desktop-file-validate")
    if checker is None:
        pytest.skip("desktop-file-validate is not installed")
    checked = subprocess.run([checker, str(entry)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/opt/a b/run", 'Exec="/opt/a b/run" %f'),
        ("/opt/100%/run", 'Exec="/opt/100%%/run" %f'),
        ("/opt/$x/`y`/run", 'Exec="/opt/\\\\$x/\\\\`y\\\\`/run" %f'),
    ],
)
@posix
def test_the_launcher_quotes_odd_paths(path: str, written: str, root: Path) -> None:
    entry = runpy.run_path(str(root / "packaging" / "launcher.py"))["entry"]
    assert written in entry(Path(path)).splitlines()


def test_the_icon_is_one_picture_in_two_forms(root: Path) -> None:
    icons = root / "resources" / "icons"
    picture = xml.etree.ElementTree.parse(icons / "flamenco-desktop.svg").getroot()
    assert picture.get("viewBox") == "0 0 256 256"
    header = (icons / "flamenco-desktop.png").read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (256, 256)


# --- the words around it -----------------------------------------------------------------------------------


def test_both_readmes_begin_with_the_two_commands_and_link_to_files(root: Path) -> None:
    for name in ("README.md", "README.es.md"):
        text = (root / name).read_text(encoding="utf-8")
        first_screen = "\n".join(text.splitlines()[:14])
        assert "./packaging/run " in first_screen
        assert "./packaging/test " in first_screen
        for target in re.findall(r"\]\(([^):]+)\)", text):
            assert (root / target).exists(), target


def test_the_licence_is_whole(root: Path) -> None:
    text = (root / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


# --- the walls ---------------------------------------------------------------------------------------------

AWAY = "192.0.2.1"  # an address for documentation: nobody has it


def test_the_network_is_cut_off() -> None:
    with socket.socket() as probe, pytest.raises(OSError, match="cut off during tests"):
        probe.connect((AWAY, 80))
    with pytest.raises(OSError, match="cut off during tests"):
        socket.getaddrinfo("example.org", 80)
    with socket.socket(type=socket.SOCK_DGRAM) as probe, pytest.raises(OSError, match="cut off during tests"):
        probe.sendto(b"", (AWAY, 53))


def test_the_network_is_cut_off_in_child_processes() -> None:
    code = f"import socket; socket.create_connection(('{AWAY}', 80), 1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "cut off during tests" in done.stderr


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_nothing_is_written_into_the_users_own_folders() -> None:
    home = Path(os.environ["HOME"])
    assert home.name.startswith("fd-")
    for variable in (
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_STATE_HOME",
    ):
        assert Path(os.environ[variable]).parent == home
    # While a test's own sound server runs, it is there that programs find it.
    assert Path(os.environ["XDG_RUNTIME_DIR"]).parent in (home, Path(tempfile.gettempdir()))
