"""Put Flamenco Desktop among the desktop's programs (Linux), by freedesktop.org's rules for menus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ICONS = ROOT / "resources" / "icons"
NAME = "flamenco-desktop"
# Reserved in an Exec line within double quotes; the value's own escapes come on top of them.
_RESERVED = str.maketrans({sign: "\\" + sign for sign in '"`$\\'})


def entry(program: Path) -> str:
    """The text of the .desktop file that starts `program`."""
    quoted = str(program).translate(_RESERVED).replace("\\", "\\\\").replace("%", "%%")
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Version=1.1",
            "Name=Flamenco Desktop",
            "GenericName=Lyrics of Flamenco Singing",
            "GenericName[es]=Letras de cante flamenco",
            "Comment=Hear a cante and read it, word by word",
            "Comment[es]=Escucha un cante y léelo palabra por palabra",
            f'Exec="{quoted}" %f',
            f"Icon={NAME}",
            "Terminal=false",
            "Categories=AudioVideo;Audio;Player;",
            "Keywords=flamenco;cante;lyrics;karaoke;subtitles;",
            "Keywords[es]=flamenco;cante;letras;karaoke;subtítulos;",
            "MimeType=audio/flac;audio/x-wav;audio/mpeg;audio/ogg;audio/mp4;audio/x-opus+ogg;",
            f"StartupWMClass={NAME}",
            "StartupNotify=true",
            "",
        )
    )


def install(data: Path) -> Path:
    """Write entry and icons under `data` (XDG_DATA_HOME); the entry's path. Raises OSError."""
    icons = data / "icons" / "hicolor"
    for folder, source in (("scalable", f"{NAME}.svg"), ("256x256", f"{NAME}.png")):
        target = icons / folder / "apps" / source
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ICONS / source, target)
    programs = data / "applications"
    programs.mkdir(parents=True, exist_ok=True)
    path = programs / f"{NAME}.desktop"
    path.write_text(entry(ROOT / "packaging" / "run"), encoding="utf-8")
    for command in (
        ["update-desktop-database", str(programs)],
        ["gtk-update-icon-cache", "-qtf", str(icons)],
    ):
        if shutil.which(command[0]):
            # Desktops that have no cache look at the folders themselves, so a failure here changes nothing.
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return path


def main() -> int:
    """Install for this user and say where; the exit status."""
    if not sys.platform.startswith("linux"):
        sys.stderr.write("--install-launcher is for Linux desktops; here, start packaging/run itself.\n")
        return 2
    home = os.environ.get("XDG_DATA_HOME", "")
    try:
        path = install(Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share")
    except OSError as error:
        sys.stderr.write(f"The launcher could not be written: {error}\n")
        return 1
    sys.stdout.write(f"Flamenco Desktop is among the desktop's programs: {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
