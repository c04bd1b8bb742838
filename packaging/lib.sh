# shellcheck shell=bash
# What packaging/run and packaging/test share: a Python, uv, the system's libraries, the environment in .venv.
# Bash 3.2 (macOS) and Git Bash (Windows) must be able to read it. Everything it says goes to stderr, so that
# the app's own output can be piped. Sourced with $root set to the checkout's folder.

: "${root:?is set by the script that reads this file}"
venv="$root/.venv"
case "$(uname -s)" in
    MINGW* | MSYS*) bin="$venv/Scripts" ;;
    *) bin="$venv/bin" ;;
esac

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# --- system packages ------------------------------------------------------------------------------------------

# Empty for root, "sudo -n" where that asks for no password; fails where neither is so.
administrator() {
    if [ "$(id -u)" = 0 ]; then
        return 0
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        printf 'sudo -n'
    else
        return 1
    fi
}

package_manager() {
    local name
    for name in apt-get dnf pacman zypper; do
        if command -v "$name" >/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
}

install_command() {
    case "$1" in
        apt-get) printf 'apt-get install -y --no-install-recommends' ;;
        dnf) printf 'dnf install -y' ;;
        pacman) printf 'pacman -S --noconfirm --needed' ;;
        zypper) printf 'zypper --non-interactive install' ;;
    esac
}

# install_packages PACKAGE...: 0 installed, 1 tried and failed, 2 not allowed to (the command is printed).
install_packages() {
    local manager sudo command
    manager="$(package_manager)"
    if [ -z "$manager" ]; then
        say "No package manager that this script knows. Please install: $*"
        return 2
    fi
    command="$(install_command "$manager") $*"
    if ! sudo="$(administrator)"; then
        say "Please install it by:  sudo $command"
        return 2
    fi
    say "Installing it by:  $command"
    # shellcheck disable=SC2086  # the commands are lists of plain words
    if [ "$manager" = apt-get ]; then
        local apt="$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300"
        local install="$apt install -y --no-install-recommends"
        $apt install --simulate --no-install-recommends "$@" >/dev/null 2>&1 || $apt update >&2 || return 1
        # A list of packages that is older than the archive leads to files that are gone: read it again.
        $install "$@" >&2 || { $apt update >&2 && $install "$@" >&2; } || return 1
    else
        $sudo $command >&2 || return 1
    fi
}

# --- Python and uv --------------------------------------------------------------------------------------------

fits() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

# Sets $python to a Python 3.11 to 3.13, or to "" where there is none.
find_python() {
    local candidate
    for candidate in "$bin/python" python3 python3.13 python3.12 python3.11 python; do
        if command -v "$candidate" >/dev/null && fits "$candidate"; then
            python="$candidate"
            return
        fi
    done
    python=""
}

need_python() {
    find_python
    if [ -z "$python" ] && [ "$(uname -s)" = Linux ] && ! working_uv && [ "$(package_manager)" = apt-get ]; then
        say "There is no Python 3.11 to 3.13."
        install_packages python3 python3-venv || fail "Flamenco Desktop needs Python 3.11, 3.12 or 3.13."
        find_python
    fi
    if [ -z "$python" ] && ! working_uv; then
        fail "Flamenco Desktop needs Python 3.11, 3.12 or 3.13 and found none: please install one and try again."
    fi
}

working_uv() {
    uv=uv
    command -v uv >/dev/null && uv --version >/dev/null 2>&1
}

# Sets $uv to a uv that works: the one on PATH, or one fetched as a package into .uv/.
need_uv() {
    if working_uv; then
        return
    fi
    uv="$root/.uv/bin/uv"
    if "$uv" --version >/dev/null 2>&1; then
        return
    fi
    say "Fetching uv, which installs the rest."
    mkdir -p "$root/.uv" && printf '*\n' >"$root/.uv/.gitignore"
    local pin="$root/packaging/installer.lock"
    export PIP_ROOT_USER_ACTION=ignore  # it goes into a folder of this checkout, not into the system
    if ! "$python" -m pip --version >/dev/null 2>&1 && ! "$python" -c 'import ensurepip' 2>/dev/null; then
        say "This Python has neither pip nor venv."
        install_packages python3-venv || fail "Without pip or uv nothing can be installed."
    fi
    if "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location --upgrade \
            --require-hashes --only-binary :all: --target "$root/.uv" -r "$pin" >&2 || fail "uv could not be fetched."
    else
        "$python" -m venv "$root/.uv" >&2 || fail "A place for uv could not be made in $root/.uv."
        local own="$root/.uv/bin"
        [ -d "$own" ] || own="$root/.uv/Scripts"
        "$own/python" -m pip install --quiet --disable-pip-version-check \
            --require-hashes --only-binary :all: -r "$pin" >&2 || fail "uv could not be fetched."
        uv="$own/uv"
    fi
    "$uv" --version >/dev/null || fail "uv was fetched into $root/.uv and does not start."
}

# uv asks where pip would, and trusts whom the system trusts (a company's own certificate, for instance).
uv_like_pip() {
    if [ -n "${PIP_INDEX_URL:-}" ] && [ -z "${UV_INDEX_URL:-}${UV_DEFAULT_INDEX:-}" ]; then
        export UV_DEFAULT_INDEX="$PIP_INDEX_URL"
    fi
    local store
    for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem \
        /System/Library/Keychains; do
        if [ -e "$store" ]; then
            export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1  # the second is the older name
        fi
    done
}

# --- the system's libraries (Linux) ---------------------------------------------------------------------------

fonts_found() {
    local folder
    for folder in /usr/share/fonts /usr/local/share/fonts "${HOME:-/nowhere}/.fonts" \
        "${XDG_DATA_HOME:-${HOME:-/nowhere}/.local/share}/fonts"; do
        if [ -d "$folder" ] && [ -n "$(find "$folder" -name '*.[ot]tf' -print -quit 2>/dev/null)" ]; then
            return 0
        fi
    done
    return 1
}

# Prints the packages of the libraries that do not load, one a line.
missing_libraries() {
    local tester="${python:-$bin/python}" column
    case "$(package_manager)" in
        dnf) column=2 ;;
        pacman) column=3 ;;
        zypper) column=4 ;;
        *) column=1 ;;
    esac
    "$tester" - "$root/packaging/libraries.txt" "$column" <<'PYTHON'
import ctypes, sys
for line in open(sys.argv[1], encoding="utf-8"):
    if line.strip() and not line.startswith("#"):
        fields = line.split()
        try:
            ctypes.CDLL(fields[0])
        except OSError:
            print(fields[int(sys.argv[2])])
PYTHON
    if ! fonts_found; then
        case "$(package_manager)" in
            dnf) printf 'dejavu-sans-fonts\ndejavu-serif-fonts\n' ;;
            pacman) printf 'ttf-dejavu\n' ;;
            zypper) printf 'dejavu-fonts\n' ;;
            *) printf 'fonts-dejavu-core\n' ;;
        esac
    fi
}

# Names and, where allowed, installs what is missing. Where it is not allowed the app starts all the same: the
# command line needs none of these libraries.
ensure_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    local missing status=0
    missing="$(missing_libraries | sort -u | tr '\n' ' ')" || fail "The system's libraries could not be looked at."
    if [ -n "$missing" ]; then
        say "Missing on this system, for the window and the sound: $missing"
        # shellcheck disable=SC2086  # a list of plain names
        install_packages $missing || status=$?
        [ "$status" != 1 ] || fail "The packages could not be installed: see above."
        [ "$status" = 0 ] || return 0
        missing="$(missing_libraries | sort -u | tr '\n' ' ')"
        [ -z "$missing" ] || fail "Installed, and yet these do not load: $missing"
    fi
    : >"$venv/.libraries"
}

# --- the environment ------------------------------------------------------------------------------------------

digest() {
    if command -v sha256sum >/dev/null; then
        sha256sum
    elif command -v shasum >/dev/null; then
        shasum -a 256
    else
        cksum
    fi
}

# What an up-to-date environment was made of: the locks, the project, its Python, this folder.
fingerprint() {
    { printf '%s\n' "$root" && cat "$root"/packaging/*.lock "$root/pyproject.toml" "$venv/pyvenv.cfg"; } 2>/dev/null |
        digest
}

# up_to_date app|dev: whether .venv needs nothing. An environment for the tests also runs the app.
up_to_date() {
    local stamp="$venv/.installed" kind="" hash=""
    [ -r "$stamp" ] && [ -x "$bin/python" ] && { read -r kind && read -r hash; } <"$stamp"
    [ -n "$hash" ] && { [ "$kind" = "$1" ] || [ "$kind" = dev ]; } && [ "$hash" = "$(fingerprint)" ]
}

# sync_packages LOCK OPTION...
sync_packages() {
    local lock="$root/packaging/$1"
    shift
    "$uv" pip sync --python "$bin/python" --compile-bytecode --require-hashes "$@" "$lock" >&2 ||
        fail "The packages could not be installed: see above."
}

# ensure_environment app|dev: .venv holds what the lock says, byte-compiled, and the command flamenco-desktop.
ensure_environment() {
    local kind="$1"
    need_python
    need_uv
    uv_like_pip
    if [ -z "$python" ] || ! [ -x "$bin/python" ] || ! fits "$bin/python"; then
        say "Making an environment in .venv (once)."
        local wanted=3.12  # uv's own, where there is no other
        [ -z "$python" ] || wanted="$("$python" -c 'import sys; print(sys.executable)')"
        "$uv" venv --quiet --clear --python "$wanted" "$venv" >&2 || fail "No environment could be made in $venv."
    fi
    if [ -x "$bin/pytest" ]; then
        kind=dev
    fi
    rm -f "$venv/.installed"
    say "Installing Flamenco Desktop's packages into .venv: up to 8 GB, most of it PyTorch; minutes the first time."
    if [ "$kind" = dev ]; then
        sync_packages requirements-dev.lock --build-constraints "$root/packaging/build.lock"
    else
        sync_packages requirements.lock --only-binary :all:
    fi
    "$uv" pip install --quiet --python "$bin/python" --no-deps --no-build-isolation --offline --editable "$root" >&2 ||
        fail "The app itself could not be installed: see above."
    printf '%s\n%s\n' "$kind" "$(fingerprint)" >"$venv/.installed"
}
