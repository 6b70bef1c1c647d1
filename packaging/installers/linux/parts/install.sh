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

# A program reads parts of itself only when they are needed: what is open would break at the next step in it.
refuse_while_open() {
    [ -d "$program" ] || return 0
    place=$(cd "$program" && pwd -P)
    for process in /proc/[0-9]*/exe; do
        case $(readlink "$process" 2>/dev/null) in
        "$place"/*)
            say "Haversack is open. Close it and run this again. Nothing was changed."
            exit 1
            ;;
        esac
    done
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

# Of an installation that was ended between two names the older program comes back.
put_back() {
    if [ ! -e "$program" ] && [ -e "$program.old" ]; then mv "$program.old" "$program"; fi
}

# The new program is put beside the old one and takes its place whole: a failure leaves the old one as it was.
install_program() {
    trap 'rm -rf "$program.new"; put_back' EXIT
    trap 'exit 1' HUP INT TERM
    put_back
    say "Installing Haversack in $program"
    mkdir -p "$(dirname "$program")" "$(dirname "$command")" "$(dirname "$desktop")" "$(dirname "$icon")" "$(dirname "$mime")"
    copy_program
    try_program
    refuse_older
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

# Ends with what became of the Haversack that was here before.
stop_unchanged() {
    if [ -e "$program" ]; then
        say "Nothing was changed: the Haversack that was here before is still here, and so are your vaults."
    else
        say "Nothing was installed."
    fi
    exit 1
}

# What the computer says itself is the last line, before what the frozen program adds about its own start.
say_why() {
    why=$(printf '%s\n' "$1" | grep -v -e '^\[PYI-[0-9]*:ERROR\] Failed to execute script' -e '^ *$' | tail -n 1)
    if [ -n "$why" ]; then say "What the computer says: $why"; fi
}

copy_program() {
    rm -rf "$program.new"
    why=$(cp -R haversack "$program.new" 2>&1) && return 0
    say "Haversack could not be copied to this computer. It needs $(du -sm haversack 2>/dev/null | cut -f 1) MB of room on the disk, beside what is there: make room and run this again."
    say_why "$why"
    stop_unchanged
}

# What does not start here must not take the place of what does: an older system, or one without a desktop, lacks what a
# newer program needs. The window is made without being shown.
try_program() {
    why=$("$program.new/haversack" window --try 2>&1 >/dev/null </dev/null) && return 0
    say "This Haversack does not start on this computer. It needs a 64-bit Intel or AMD processor, and Debian 12, Ubuntu 24.04 or a system as new as these, with what a desktop draws with (in Debian and Ubuntu: libgl1, libegl1, libfontconfig1, libfreetype6, libxcb1)."
    say_why "$why"
    stop_unchanged
}

# Prints the version of a program; nothing for one from before programs said theirs, or that does not start any more.
version_of() {
    "$1/haversack" --version 2>/dev/null </dev/null | sed -n 's/^Haversack \([0-9][0-9A-Za-z.+]*\)$/\1/p'
}

# A vault that a newer program has opened cannot be opened by an older one.
refuse_older() {
    [ -e "$program" ] || return 0
    here=$(version_of "$program")
    mine=$(version_of "$program.new")
    newest=$(printf '%s\n' "$here" "$mine" | LC_ALL=C sort -V | tail -n 1)
    if [ -z "$here" ] || [ "$here" = "$mine" ] || [ "$newest" = "$mine" ]; then return 0; fi
    say "This computer has a newer Haversack ($here); this one is $mine. Nothing was changed."
    say "If you want the older one all the same, remove the newer one first: sh \"$program/uninstall.sh\""
    say "Your vaults stay, but the older one may not be able to open them."
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
--uninstall)
    refuse_while_open
    remove
    ;;
--no-start)
    refuse_while_open
    install_program
    ;;
"")
    refuse_while_open
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
