#!/usr/bin/env bash
# Installs what building and rehearsing the Windows installer needs, on Debian 12 or Ubuntu 24.04; as root. Safe to repeat.
set -euo pipefail

readonly packages=(nsis gcc-mingw-w64-x86-64 wine wine64 xvfb xdotool scrot tesseract-ocr)

missing=()
for package in "${packages[@]}"; do
    dpkg-query --show --showformat '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    printf 'tools: run this once:\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "${missing[*]}" >&2
    exit 1
fi
apt-get -q update
DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"
