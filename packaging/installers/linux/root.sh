#!/usr/bin/env bash
# Makes a clean root of Debian bookworm for building or rehearsing, once: run as root.
#
#   root.sh FOLDER PACKAGE...    a minimal system and these packages; nothing happens when it is there already
#
# Where packages come from is this computer's own setting: the mirror of its apt, or DEBIAN_MIRROR.
set -euo pipefail

readonly suite=bookworm
folder=$1
shift
stamp="$suite $*"

say() { printf 'root: %s\n' "$*" >&2; }

# Prints the first mirror of Debian that this computer's apt reads, in either of the two forms of its lists.
mirror() {
    if [ -n "${DEBIAN_MIRROR:-}" ]; then
        printf '%s' "$DEBIAN_MIRROR"
        return
    fi
    {
        awk '/^[Uu][Rr][Ii][Ss]:/ { print $2 }' /etc/apt/sources.list.d/*.sources 2>/dev/null || true
        awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) { print $i; break } }' \
            /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true
    } | grep -E '/debian/?$' | head -n 1
}

if [ "$(cat "$folder.stamp" 2>/dev/null)" = "$stamp" ] && [ -x "$folder/bin/sh" ]; then exit 0; fi
if [ "$(id -u)" -ne 0 ]; then
    say "a clean root needs root: run the same command with sudo"
    exit 1
fi
if ! command -v debootstrap >/dev/null; then
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends debootstrap; } >&2
fi
from=$(mirror)
[ -n "$from" ] || { say "apt here names no mirror of Debian: set DEBIAN_MIRROR"; exit 1; }
say "making $folder (a minute or two)"
rm -rf "$folder" "$folder.stamp"
mkdir -p "$(dirname "$folder")"
# The base by debootstrap, the rest by the apt inside, which is many times quicker at finding what needs what.
fill() {
    set -euo pipefail
    debootstrap --variant=minbase --include=ca-certificates "$suite" "$folder" "$from"
    cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
    # How this computer reaches the mirror holds for the inside as well.
    grep -hiE '^ *Acquire::[a-z]+::Proxy' /etc/apt/apt.conf /etc/apt/apt.conf.d/* 2>/dev/null \
        >"$folder/etc/apt/apt.conf.d/90this-computer" || true
    # shellcheck disable=SC2016 # the inner shell expands it
    chroot "$folder" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive sh -euc '
        apt-get -q update
        apt-get -q install -y --no-install-recommends "$@"
        apt-get clean
        rm -rf /var/lib/apt/lists/* /etc/resolv.conf /etc/apt/apt.conf.d/90this-computer
    ' sh "$@"
}
# In a process of its own: inside a condition the shell would go on after a failure.
set +e
(fill "$@") >"$folder.log" 2>&1
failed=$?
set -e
for mounted in proc sys; do
    if mountpoint -q "$folder/$mounted"; then umount -l "$folder/$mounted"; fi
done
if [ "$failed" -ne 0 ]; then
    tail -n 5 "$folder.log" >&2
    say "it could not be made; all of it is in $folder.log"
    exit 1
fi
printf '%s' "$stamp" >"$folder.stamp"
