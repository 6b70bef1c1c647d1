#!/usr/bin/env bash
# Installs a hub, or a newer version of it, from this clone: run as root on the server. Safe to repeat.
#
#   sudo packaging/deploy/install_hub.sh            program, user, service; starts it
#   sudo packaging/deploy/install_hub.sh --program-only   only the program, for a container or another service manager
#
# Data stays in /var/lib/haversack-hub, whatever happens here. HUB_PREFIX puts the program elsewhere than /opt/haversack-hub.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly prefix=${HUB_PREFIX:-/opt/haversack-hub}
readonly unit=packaging/deploy/haversack-hub.service

say() { printf 'install_hub: %s\n' "$*" >&2; }

# The new program is made beside the old one and takes its place whole, so that a failure leaves the old one running.
install_program() {
    local python fresh=$prefix.new
    python=$(command -v python3)
    if ! "$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'; then
        say "Python 3.11, 3.12 or 3.13 with venv is needed. On Debian and Ubuntu: apt-get install python3 python3-venv"
        exit 1
    fi
    rm -rf "$fresh"
    "$python" -m venv "$fresh"
    local pip=("$fresh/bin/python" -m pip --quiet --disable-pip-version-check --no-input)
    "${pip[@]}" install --require-hashes --no-deps --only-binary :all: -r requirements/hub.lock
    local build
    build=$(mktemp -d)
    # Built from a copy, with a build tool that is pinned too: the clone stays as it is.
    git archive HEAD pyproject.toml README.md LICENSE desktop sync | tar -x -C "$build"
    "$python" -m venv "$build/tools"
    grep -A 2 '^setuptools==' requirements/dev.lock >"$build/tools.lock"
    "$build/tools/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps \
        --only-binary :all: -r "$build/tools.lock"
    "$build/tools/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
        --wheel-dir "$build/wheel" "$build"
    "${pip[@]}" install --no-deps "$build"/wheel/*.whl
    rm -rf "$build"
    # A venv holds its own path: it is moved by name only, and its scripts are made anew where it will stay.
    rm -rf "$prefix.old"
    [ ! -e "$prefix" ] || mv "$prefix" "$prefix.old"
    mv "$fresh" "$prefix"
    sed -i "1s|^#!.*|#!$prefix/bin/python|" "$prefix/bin/haversack-hub"
    # Other commands would still name the place where they were made; nobody needs them.
    find "$prefix/bin" -mindepth 1 ! -name 'python*' ! -name haversack-hub -delete
    "$prefix/bin/haversack-hub" --help >/dev/null
    rm -rf "$prefix.old"
    say "the program is in $prefix"
}

install_service() {
    if ! id haversack-hub >/dev/null 2>&1; then
        useradd --system --home-dir /var/lib/haversack-hub --shell /usr/sbin/nologin haversack-hub
    fi
    install -m 0644 "$unit" /etc/systemd/system/haversack-hub.service
    systemctl daemon-reload
    systemctl enable haversack-hub
    systemctl restart haversack-hub
    say "the hub runs; see it with: systemctl status haversack-hub"
}

case ${1:-} in
--program-only) install_program ;;
# Not joined by "&&": inside of that, bash would go on after an error.
"")
    install_program
    install_service
    ;;
*)
    say "usage: packaging/deploy/install_hub.sh [--program-only]"
    exit 2
    ;;
esac
