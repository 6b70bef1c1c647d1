#!/usr/bin/env bash
# Writes requirements/*.lock from pyproject.toml: every package of every supported system and Python, pinned with the
# hashes of all its files, without the name of any host.
#
#   packaging/lock.sh              keeps the versions that are locked and still fit
#   packaging/lock.sh --upgrade    takes the newest versions
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The resolver is pinned itself, and lives beside the project's packages, not among them.
readonly tools=build/lock-tools
if [ ! -x "$tools/bin/uv" ]; then
    rm -rf "$tools"
    .venv/bin/python -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
        -r requirements/lock-tools.lock
fi

# A setting of this computer (an index of its own, a folder of wheels) must not decide which files are trusted.
while IFS='=' read -r name _; do
    case $name in UV_*) unset "$name" ;; esac
done < <(env)

compile() {
    local output=$1
    shift
    "$tools/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header \
        --output-file "$output" "$@"
    printf 'wrote %s\n' "$output"
}

compile requirements/dev.lock pyproject.toml --all-extras "$@"
# What an operator of a hub and an installer of the app take; the same versions that the tests ran with.
compile requirements/hub.lock pyproject.toml --extra hub --constraint requirements/dev.lock "$@"
compile requirements/desktop.lock pyproject.toml --extra desktop --constraint requirements/dev.lock "$@"
compile requirements/lock-tools.lock requirements/lock-tools.in "$@"
compile requirements/freeze.lock requirements/freeze.in --constraint requirements/dev.lock "$@"
