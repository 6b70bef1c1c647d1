#!/usr/bin/env bash
# Makes .venv from requirements/dev.lock, and installs what the system lacks for it.
#
# Safe to repeat and to interrupt: a stamp is written last, and a .venv without the right stamp is made anew.
# Does nothing, and says nothing, when all is there. Needs bash, coreutils and a connection the first time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly lock=requirements/dev.lock
readonly venv=.venv
# What Qt needs to draw, also where there is no screen.
readonly window_libraries=(libgl1 libegl1 libglib2.0-0 libxkbcommon0 libdbus-1-3 libfontconfig1 libfreetype6)
readonly supported='(3, 11) <= sys.version_info[:2] < (3, 14)'

say() { printf 'setup: %s\n' "$*" >&2; }

# Prints the first Python that the project supports; the system's own comes first.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c "import sys; sys.exit(not $supported)" 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

# Newer Debian and Ubuntu carry some of them with a suffix (libglib2.0-0t64), which says so in its Provides.
is_installed() {
    # dpkg-query also fails where only one of the two names is known, so its own verdict does not count.
    { dpkg-query --show --showformat '${db:Status-Status}\n' "$1" "${1}t64" 2>/dev/null || true; } | grep -qx installed
}

# Prints the Debian packages that are missing, separated by spaces.
missing_packages() {
    local python packages=()
    if ! python=$(find_python); then
        packages+=(python3 python3-venv)
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian keeps this part of the standard library in a package of its own, one for each version.
        packages+=("$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')")
    fi
    command -v git >/dev/null || packages+=(git)
    # Debian's pip trusts the system's list of authorities and brings none of its own.
    if [ -e /etc/debian_version ] && [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then packages+=(ca-certificates); fi
    if command -v dpkg-query >/dev/null; then
        local library
        for library in "${window_libraries[@]}"; do
            is_installed "$library" || packages+=("$library")
        done
    fi
    # Without the hyphen the bash of macOS, which is 3.2, calls an empty list unknown.
    printf '%s' "${packages[*]-}"
}

# Installs what the system lacks when this is root; else prints the one line that does it, and stops.
install_missing() {
    local missing
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "this computer lacks: $missing (named as in Debian). Install them, then run the same command again."
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "this computer lacks some packages. Run this line, then the same command again:"
        printf '    sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "$missing" >&2
        exit 1
    fi
    say "installing $missing"
    # shellcheck disable=SC2086 # a list of names without spaces
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing; } >&2
    missing=$(missing_packages)
    if [ -n "$missing" ]; then
        say "this system has no suitable package for: $missing. Haversack needs Python 3.11, 3.12 or 3.13."
        exit 1
    fi
}

# macOS has another program for it, with the same answer.
if command -v sha256sum >/dev/null; then checksum() { sha256sum; }; else checksum() { shasum -a 256; }; fi

# Stamps: what .venv was made from. A .venv cannot be moved, so its place belongs to the first one.
wanted_packages() { printf '%s %s\n' "$(checksum <"$lock")" "$PWD"; }
wanted_project() { checksum <pyproject.toml; }
is_stamped() { [ -x "$venv/bin/python" ] && [ "$(cat "$venv/$1" 2>/dev/null)" = "$2" ]; }

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@" >&2; }

make_venv() {
    local python
    python=$(find_python)
    say "making $venv with $("$python" --version) and the packages of $lock (about a minute)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
    # Only finished packages, each checked by its hash: nothing is compiled or downloaded besides.
    if ! pip install -qq --require-hashes --no-deps --only-binary :all: -r "$lock"; then
        say "the packages could not be installed. Check the connection, then run the same command again."
        exit 1
    fi
    wanted_packages >"$venv/packages.stamp"
}

install_project() {
    pip install -qq --no-deps --no-build-isolation --editable .
    wanted_project >"$venv/project.stamp"
}

# The catalogues of translations as the app reads them. An exchange of one, by git or by hand, makes them anew.
wanted_translations() { cat resources/translations/*/LC_MESSAGES/haversack.po packaging/translations/*.py | checksum; }

compile_translations() {
    "$venv/bin/python" packaging/translations/translate.py compile
    wanted_translations >"$venv/translations.stamp"
}

# One at a time: `make -j` and two terminals must not write into the same folder.
if command -v flock >/dev/null; then
    exec 9>.venv.lock
    flock 9
fi
if ! is_stamped packages.stamp "$(wanted_packages)" || ! is_stamped project.stamp "$(wanted_project)"; then
    install_missing
    is_stamped packages.stamp "$(wanted_packages)" || make_venv
    install_project
    say "ready"
fi
is_stamped translations.stamp "$(wanted_translations)" || compile_translations
