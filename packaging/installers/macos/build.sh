#!/usr/bin/env bash
# Builds Haversack-VERSION-macos-arm64.dmg. A recipe: written from what PyInstaller's and Apple's tools say of themselves,
# and NEVER TRIED, because the project has no Mac. See README.md beside it. Needs a Mac, and nothing that is not said here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

readonly work=build/installers/work/macos
readonly out=build/installers
readonly name=Haversack

say() { printf 'macos: %s\n' "$*" >&2; }

if [ "$(uname -s)" != Darwin ]; then
    say "this is a recipe for a Mac; on Linux nothing of it can be built"
    exit 1
fi
if [ "$(uname -m)" != arm64 ]; then
    # The last wheels of cryptography for Intel are those of 48.0.1, and requirements/desktop.lock has a newer one.
    say "the lock file has no wheels for Macs with Intel processors"
    exit 1
fi
python=$(command -v python3.13 || command -v python3.12 || command -v python3.11 || true)
if [ -z "$python" ]; then
    say "install Python 3.13 from python.org first: Apple's own is too old"
    exit 1
fi
if [ ! -e build/resources/starter-network/fingerprint ]; then
    say "run 'make setup starter' first; it says what it lacks"
    exit 1
fi

rm -rf "$work"
mkdir -p "$work" "$out"
version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0 TZ=UTC LC_ALL=C

say "installing the pinned packages"
"$python" -m venv "$work/venv"
pip=("$work/venv/bin/python" -m pip --quiet --disable-pip-version-check --no-input)
"${pip[@]}" install --no-deps --require-hashes --only-binary :all: -r requirements/desktop.lock
"${pip[@]}" install --no-deps --require-hashes --only-binary :all: -r requirements/freeze.lock
git archive HEAD pyproject.toml README.md LICENSE desktop sync | tar -x -C "$work"
"${pip[@]}" install --no-deps --no-build-isolation "$work"
packages=$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')

say "leaving out what nothing of ours uses, and laying out the content"
# By the tools of the checkout: they are the same for every system.
PYTHONPATH=packaging/installers .venv/bin/python - "$packages" "$work/share" <<'PYTHON'
import sys
from pathlib import Path

from payload.content import copy_content
from payload.pruning import is_left_out

packages, share = map(Path, sys.argv[1:])
for path in sorted(packages.rglob("*")):
    inside = path.relative_to(packages).as_posix()
    # setuptools and pip serve the freezing itself; what is frozen does not take them.
    if path.is_file() and is_left_out(inside) and not inside.startswith(("setuptools/", "pip/", "_distutils_hack/")):
        path.unlink()
copy_content(share / "haversack")
PYTHON

say "making the application"
mkdir "$work/icon.iconset"
for size in 16 32 128 256; do
    sips -z $size $size resources/app/icon-512.png --out "$work/icon.iconset/icon_${size}x${size}.png" >/dev/null
done
cp resources/app/icon-512.png "$work/icon.iconset/icon_512x512.png"
iconutil --convert icns "$work/icon.iconset" --output "$work/haversack.icns"
cp packaging/installers/linux/start_app.py "$work/start_app.py"
"$work/venv/bin/python" -O -m PyInstaller --noconfirm --clean --log-level WARN --windowed --name "$name" \
    --icon "$work/haversack.icns" --osx-bundle-identifier org.haversack.Haversack \
    --collect-submodules haversack --collect-submodules haversack_sync.client --copy-metadata haversack \
    --hidden-import sqlcipher3 --hidden-import logging.config \
    --exclude-module tkinter --exclude-module haversack_sync.hub \
    --add-data "$packages/haversack/store/migrations:haversack/store/migrations" \
    --add-data "$work/share:share" \
    --distpath "$work/dist" --workpath "$work/cache" --specpath "$work" "$work/start_app.py"

# A double-click on a network file opens it.
plist=$work/dist/$name.app/Contents/Info.plist
plutil -replace UTExportedTypeDeclarations -json '[{"UTTypeIdentifier": "org.haversack.network",
    "UTTypeDescription": "Network file of Haversack", "UTTypeConformsTo": ["public.data"],
    "UTTypeTagSpecification": {"public.filename-extension": ["haversack"],
    "public.mime-type": ["application/vnd.haversack.network"]}}]' "$plist"
plutil -replace CFBundleDocumentTypes -json '[{"CFBundleTypeName": "Network file of Haversack",
    "CFBundleTypeRole": "Viewer", "LSHandlerRank": "Owner", "LSItemContentTypes": ["org.haversack.network"]}]' "$plist"

# Without a certificate of Apple's: macOS then asks people to allow it in System Settings. With one, set
# CODESIGN_IDENTITY, and have the finished image notarised (README.md).
say "signing"
codesign --force --deep --options runtime --sign "${CODESIGN_IDENTITY:--}" "$work/dist/$name.app"
codesign --verify --deep --strict "$work/dist/$name.app"

say "packing"
mkdir "$work/image"
cp -R "$work/dist/$name.app" "$work/image/"
ln -s /Applications "$work/image/Applications"
target=$out/$name-$version-macos-arm64.dmg
.venv/bin/python packaging/installers/macos/parts.py \
    "$("$python" -c 'import platform; print(platform.python_version())')" \
    "$work/image/Licences" "$target.cdx.json"
mkdir "$work/image/Licences/cpython"
cp "$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')/LICENSE.txt" "$work/image/Licences/cpython/"
hdiutil create -quiet -ov -volname "$name" -srcfolder "$work/image" -format ULMO "$target"
PYTHONPATH=packaging/installers .venv/bin/python -c \
    'import sys, pathlib; from payload.sums import write_sums; write_sums(pathlib.Path(sys.argv[1]))' "$out"
say "$(basename "$target"): $(($(stat -f %z "$target") / 1000000)) MB; open it, and start the application once"
