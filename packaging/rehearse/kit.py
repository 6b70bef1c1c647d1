"""A kit in a rehearsal: built by the installed program, installed from, joined from; the edit comes home by the stick.

Must not use a connection: the hub is away from the moment in which the kit is built.
"""

import shutil
import subprocess
from functools import partial
from pathlib import Path

import by_stick
import demo
from installed import Installed
from newer import versions_in
from payload.release import OUT, this_release
from payload.sizes import note_kit
from screen import Screen
from shown import FIRST_RUN, KIT_IS_FOUND
from stage import Stage
from ways import WAYS


def live_from_a_kit(on: Stage, installed: Installed, pictures: Path) -> None:
    """Build a kit, and begin on a computer that never sees a network."""
    on.step("The coordinator builds a kit, with the installers that were built.")
    carry = partial(_carry_at_hub, on, installed)
    code = by_stick.invite_and_leave(on, carry)
    installers = on.folder / "installers"
    installers.mkdir()
    for way in WAYS.values():
        name = way.file_name(this_release().version)
        shutil.copyfile(OUT / name, installers / name)
    installed.give(installers)
    made = on.one("kit build", str(on.folder / "kit"), "--installers", str(installers), who=by_stick.COORDINATOR)
    demo.promise("the kit is complete", holds=bool(made["is_complete"]))
    note_kit(on.folder / "kit", {each.name for each in installers.iterdir()})
    stick = on.folder / "stick"
    shutil.copytree(on.folder / "kit", stick)
    other = on.folder / "another"
    shutil.copytree(stick, other, ignore=shutil.ignore_patterns("*.run", "*.deb", "*.tar.xz"))
    for each_stick in (stick, other):
        installed.give(each_stick)
    for each in installers.iterdir():
        demo.promise("the installers are untouched", holds=(stick / each.name).read_bytes() == each.read_bytes())
    on.say(f"It takes {demo.size(made['size'])}; {made['invitations']} invitation in it.")

    on.step("Somebody installs from the stick, with no network, and joins by the code on paper.")
    # On a computer on which it is not: the one before goes first.
    installed.remove()
    demo.promise("the program is not there before", holds=not installed.program.exists())
    on.say(installed.install_from(stick))
    demo.promise("it is there from the kit", holds=versions_in(installed.program) == [this_release().version])
    # A copy on the stick is another program than the one before.
    on.app = installed.app()
    if installed.way == "run":
        taken = (installed.program / "kit/network.haversack").read_bytes()
        demo.promise("the network file is taken along", holds=taken == (stick / "network.haversack").read_bytes())
    with Screen(installed, pictures, f"{installed.way}-kit") as screen:
        screen.open_window()
        # By the package nothing is known of the kit; the `.run` and a copy on the stick find it by themselves.
        screen.picture("first-run", *(FIRST_RUN if installed.way == "deb" else KIT_IS_FOUND))
        # A double-click on the network file of another stick: the window that is open shows it, the second start ends.
        screen.start_again(f"{other}/network.haversack")
        screen.picture("opened", *KIT_IS_FOUND, str(other))
    home = by_stick.join_and_edit(on, stick, code, carry)
    on.one("sync", who=by_stick.COORDINATOR)
    shown = on.one("show", home, who=by_stick.COORDINATOR)
    demo.promise("the edit arrived by the stick", holds=by_stick.SERVICES in str(shown["fields"]))
    on.say("Their edit arrived at the hub by the stick, and its receipt came home.")


def _carry_at_hub(on: Stage, installed: Installed, stick: Path) -> None:
    """Put a stick into the hub's computer. A stick knows no owners; here its folder changes hands."""
    stick.mkdir(exist_ok=True)
    installed.give(stick, to_hub=True)
    subprocess.run(
        [*installed.hub(), "carry", str(stick), "--data", str(on.hub_folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    installed.give(stick)
