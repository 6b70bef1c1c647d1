#!/bin/bash
# Runs inside the clean root, without network: makes one-folder programs of the pinned wheels. Called by `freeze.py`.
#
# /build/app.txt, /build/hub.txt and /build/tools.txt list wheels in /build/wheels; results are /build/dist/haversack and
# /build/dist/haversack-hub.
set -euo pipefail
cd /build

say() { printf 'freeze: %s\n' "$*" >&2; }

# One environment for each program, so that neither takes along what only the other uses.
environment() {
    local name=$1
    [ -x "$name/bin/python" ] && return
    say "installing the wheels of $name"
    python3 -m venv "$name"
    "$name/bin/python" -m pip install --quiet --no-index --no-deps --no-compile --no-warn-script-location -r "$name.txt" -r tools.txt
}

case $1 in
environments)
    environment app
    environment hub
    ;;
programs)
    rm -rf dist cache
    for name in app hub; do
        say "freezing $name"
        # -O leaves out assertions; names of files in compiled code are the same everywhere because the root is.
        "$name/bin/python" -O -m PyInstaller --noconfirm --clean --log-level WARN \
            --distpath dist --workpath "cache/$name" "$name.spec"
    done
    say "trimming"
    # What was compiled beside the source of migrations carries the moment of the build.
    find dist -type d -name __pycache__ -prune -exec rm -r {} +
    find dist -type f \( -name '*.so' -o -name '*.so.*' \) -exec strip --strip-unneeded {} + 2>/dev/null || true
    ;;
esac
