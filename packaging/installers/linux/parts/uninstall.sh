#!/bin/sh
# Removes the program that lies beside this file; vaults stay.
set -eu
# From a copy: this file goes with the program.
here=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp)
trap 'rm -f "$copy"' EXIT
cp "$here/install.sh" "$copy"
cd /
sh "$copy" --uninstall
