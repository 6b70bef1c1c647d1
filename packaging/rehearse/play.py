"""One rehearsal, inside its namespaces: the demonstration's story with installed programs, and what follows it.

Called by `rehearse.py`. Pictures of the window go to `build/rehearse/`. Every claim that does not hold ends it with 1.
"""

import fcntl
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Final

import demo
import shown
from installed import Installed, install_hub
from kit import live_from_a_kit
from newer import newer_release, versions_in
from payload.release import ROOT, this_release
from screen import Screen
from stage import Stage, VerbFailedError
from ways import WAYS

_STORY: Final = Path("/mnt/story")
"""The same path outside and inside: a folder of the root is mounted there."""
_PICTURES: Final = ROOT / "build" / "rehearse"
_NEW_HOURS: Final = "Every day, also on the road"
_UNSENT: Final = 25


def main() -> int:
    """Play; return 1 where a claim does not hold."""
    way, root, newer = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    _prepare(root)
    installed = WAYS[way](root)
    install_hub(installed)
    said = installed.install(installed.built)
    print(f"\n0. Installed silently as {way}, without network.\n   {said}")
    on = Stage(_STORY, app=installed.app(), hub=installed.hub())
    installed.give(_STORY)
    installed.give_hub(on.hub_folder)
    try:
        _say_their_versions(on, installed)
        demo.found_and_publish(on)
        demo.invite_and_enrol(on)
        demo.read_offline(on)
        demo.edit_offline(on)
        _see_the_window(on, installed, "first")
        _leave_nothing_else(on, installed)
        live_from_a_kit(on, installed, _PICTURES)
        _upgrade(on, installed, newer)
        _uninstall(on, installed)
    except (demo.BrokenPromiseError, VerbFailedError, subprocess.SubprocessError, TimeoutError) as error:
        print(f"\nrehearse: it is not so: {error}\n{getattr(error, 'stderr', '') or ''}", file=sys.stderr)
        return 1
    finally:
        on.stop_hub()
    return 0


def _prepare(root: Path) -> None:
    """Loopback, /proc, one folder at the same path outside and inside, and the content that the story publishes."""
    with socket.socket() as asking:
        fcntl.ioctl(asking, 0x8914, struct.pack("16sH14s", b"lo", 0x49, b""))  # SIOCSIFFLAGS: up, loopback, running
    for command in (
        ["mount", "--make-rprivate", "/"],
        ["mount", "-t", "proc", "proc", str(root / "proc")],
        ["mount", "--bind", str(root / "mnt"), "/mnt"],
    ):
        subprocess.run(command, check=True)
    starter = ROOT / "resources" / "starter"
    inside = root / starter.relative_to("/")
    shutil.copytree(starter, inside)
    _STORY.mkdir(parents=True)
    _PICTURES.mkdir(parents=True, exist_ok=True)


def _see_the_window(on: Stage, installed: Installed, name: str) -> None:
    """Open the field worker's window on a screen, unlock it and search; keep the pictures."""
    on.step(f"The window opens on a screen ({name}).")
    with Screen(installed, _PICTURES, f"{installed.way}-{name}") as screen:
        screen.open_window("--vault", str(on.vault("field worker")))
        screen.picture("locked", *shown.LOCKED)
        screen.type(on.passphrase)
        screen.press("Return")
        screen.picture("unlocked", *shown.UNLOCKED)
        screen.press("ctrl+k")
        screen.type(shown.SEARCHED)
        screen.press("Return")
        screen.picture("search", *shown.FOUND)
    on.say(f"Pictures are in {_PICTURES}.")


def _say_their_versions(on: Stage, installed: Installed) -> None:
    """Both programs say which version they are."""
    version = this_release().version
    for program in (installed.app(), installed.hub()):
        said = subprocess.run([*program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
        demo.promise("a program says its version", holds=said.endswith(f" {version}"))
        on.say(f"It says: {said}.")


def _leave_nothing_else(on: Stage, installed: Installed) -> None:
    """What is not installed promises to leave nothing on the computer but in its own folder."""
    if installed.way != "portable":
        return
    inside = (".bash_logout", ".bashrc", ".profile", installed.program.parent.name)
    others = sorted(each.name for each in installed.home.iterdir() if each.name not in inside)
    demo.promise(f"nothing is left in their home but its folder: {others}", holds=not others)
    on.say("Nothing is left in their home but its own folder.")


def _upgrade(on: Stage, installed: Installed, newer: Path) -> None:
    """A newer version comes over a vault full of changes that were not sent."""
    on.step("The field has no connection, writes much, and gets a newer version.")
    on.stop_hub()
    editor = "organisation"
    record = demo.find(on, "organisation", "Riverbank Legal Aid", who=editor)
    for number in range(_UNSENT):
        on.one("edit", record, f"opening_hours={_NEW_HOURS} {number}", who=editor)
    before = on.one("status", who=editor)
    demo.promise("it is the version that was built", holds=versions_in(installed.program) == [this_release().version])
    on.say(installed.install(newer))
    later = newer_release().version
    demo.promise("it is the newer version, and nothing of the old", holds=versions_in(installed.program) == [later])
    after = on.one("status", who=editor)
    demo.promise("the new version counts what waits as the old one did", holds=before["waiting"] == after["waiting"])
    demo.promise("something waits", holds=int(str(after["waiting"])) > 0)
    on.say(f"{after['waiting']} changes still wait.")
    _see_the_window(on, installed, "upgraded")
    on.start_hub()
    sent = on.one("sync", who=editor)
    demo.promise("everything was received", holds=sent["waiting"] == 0)
    on.one("sync", who="field worker")
    shown = on.one("show", record, who="field worker")
    demo.promise("the last edit is there", holds=f"{_NEW_HOURS} {_UNSENT - 1}" in str(shown["fields"]))
    on.say("All of it arrived at the hub, and at the field worker's computer.")


def _uninstall(on: Stage, installed: Installed) -> None:
    """The program goes, the vault stays, and it is said how to remove it."""
    on.step("The program is uninstalled.")
    (installed.vaults / "own").mkdir(parents=True)
    installed.give(installed.vaults)
    said = installed.remove()
    if installed.way != "portable":  # There the vaults lie beside the folder that one removes.
        on.say(said.strip().replace("\n", "\n   "))
        demo.promise("it says how to remove vaults", holds="rm -r" in said and "haversack" in said)
    demo.promise("vaults stay", holds=(installed.vaults / "own").is_dir() and on.vault("field worker").is_dir())
    demo.promise("the program is gone", holds=not installed.program.exists())
    installed.install(installed.built)
    demo.promise("installed again, it opens the vault", holds=bool(on.many("list", "organisation", who="field worker")))
    on.say("Installed again, it opens the same vault.")


if __name__ == "__main__":
    sys.exit(main())
