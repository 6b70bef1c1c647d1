#!/bin/sh
# Starts Haversack from the folder that it lies in, a stick for example: sh Start-Haversack.sh
#
# Vaults and settings stay beside it, in the folder `data`, and nothing is left on this computer. For a newer version remove
# the folder `haversack` beside this file, never `data`, and unpack the newer archive where this one was unpacked.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export XDG_DATA_HOME="$here/data" XDG_CONFIG_HOME="$here/data/settings" XDG_STATE_HOME="$here/data/state"
export XDG_CACHE_HOME="$here/data/cache"
mkdir -p "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
[ $# -gt 0 ] || set -- window
program=$here/haversack/haversack
if [ -x "$program" ] && "$program" --help >/dev/null 2>&1; then exec "$program" "$@"; fi
# Sticks often cannot mark a file as a program: the loader of this computer starts it all the same.
for loader in /lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2; do
    if [ -x "$loader" ]; then
        # The program starts itself again the same way.
        export HAVERSACK_LOADER="$loader"
        exec "$loader" "$program" "$@"
    fi
done
echo "This computer is of another kind: Haversack needs Linux on a 64-bit Intel or AMD processor." >&2
exit 1
