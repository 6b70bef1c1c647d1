#!/bin/sh
# Installs Haversack for whoever runs it, without root. Part of the .run; works with any POSIX shell.
#
#   sh Haversack-….run                installs, or puts a newer version in the place of an older one, and starts it
#   sh Haversack-….run --no-start     the same without starting it
#   sh Haversack-….run --uninstall    removes the program; vaults stay
#
# Of the folder in which the .run lies (ARCHIVE_DIR, a stick for example) it copies the network file and remembers the
# place. It runs nothing from there.
set -eu

data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/lib/haversack
command=$HOME/.local/bin/haversack
desktop=$data/applications/haversack.desktop
icon=$data/icons/hicolor/scalable/apps/haversack.svg
mime=$data/mime/packages/haversack.xml

say() { printf '%s\n' "$*"; }

# What desktops keep of these folders is made anew where its tools are there; without them nothing is lost.
tell_desktop() {
    update-desktop-database "$data/applications" 2>/dev/null || true
    update-mime-database "$data/mime" 2>/dev/null || true
}

remove() {
    # Only what this script has put there.
    rm -rf "$program" "$program.new" "$program.old"
    rm -f "$command" "$desktop" "$icon" "$mime"
    tell_desktop
    say "Haversack is removed."
    if [ -d "$data/haversack" ]; then
        say "Your vaults are still there, with everything that was not sent yet: $data/haversack"
        say "To remove them as well, for ever: rm -r \"$data/haversack\""
    fi
}

# The new program is put beside the old one and takes its place whole: a failure leaves the old one as it was.
install_program() {
    say "Installing Haversack in $program"
    mkdir -p "$(dirname "$program")" "$(dirname "$command")" "$(dirname "$desktop")" "$(dirname "$icon")" "$(dirname "$mime")"
    rm -rf "$program.new"
    cp -R haversack "$program.new"
    try_program
    copy_network_file
    rm -rf "$program.old"
    if [ -e "$program" ]; then mv "$program" "$program.old"; fi
    mv "$program.new" "$program"
    rm -rf "$program.old"
    ln -sf "$program/haversack" "$command"
    write_desktop_file
    cp haversack.svg "$icon"
    cp haversack-mime.xml "$mime"
    tell_desktop
    say "Haversack is installed. To start it: choose Haversack in the menu, or type: $command window"
    say "To remove it later: sh \"$program/uninstall.sh\""
}

# What does not start here must not take the place of what does: an older system lacks what a newer program needs.
try_program() {
    why=$("$program.new/haversack" --help 2>&1 >/dev/null </dev/null) && return 0
    rm -rf "$program.new"
    say "This Haversack does not start on this computer. It needs a 64-bit Intel or AMD processor, and Debian 12, Ubuntu 24.04 or a system as new as these."
    if [ -n "$why" ]; then say "What the computer says: $(printf '%s\n' "$why" | tail -n 1)"; fi
    if [ -e "$program" ]; then
        say "Nothing was changed: the Haversack that was here before is still here, and so are your vaults."
    else
        say "Nothing was installed."
    fi
    exit 1
}

# Line by line, not by sed: a home may be called anything.
write_desktop_file() {
    while IFS= read -r line; do
        case $line in Exec=*) line="Exec=\"$program/haversack\" window %f" ;; esac
        printf '%s\n' "$line"
    done <haversack.desktop >"$desktop"
}

# Whether the stick holds a network file: a link could lead anywhere, and a profile has at most 64 KiB.
has_network_file() {
    [ -f "$1" ] && [ ! -L "$1" ] && [ "$(head -c 65537 "$1" | wc -c)" -le 65536 ]
}

# A later kit brings its own; without one, what an earlier kit brought stays.
copy_network_file() {
    from=${ARCHIVE_DIR:-.}
    from=$(cd "${USER_PWD:-.}" && cd "$from" && pwd) || return 0
    if has_network_file "$from/network.haversack"; then
        mkdir -p "$program.new/kit"
        cp "$from/network.haversack" "$program.new/kit/network.haversack"
        printf '%s' "$from" >"$program.new/kit/from"
    elif [ -d "$program/kit" ]; then
        cp -R "$program/kit" "$program.new/kit"
    fi
}

case ${1:-} in
--uninstall) remove ;;
--no-start) install_program ;;
"")
    install_program
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        nohup "$program/haversack" window >/dev/null 2>&1 &
    fi
    ;;
*)
    say "unknown: $1 (known: --no-start, --uninstall)"
    exit 2
    ;;
esac
