"""What people do with a kit while the hub is away, the same on every system. Must not know how the kit is installed."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import demo
from stage import Stage

COORDINATOR: Final = "coordinator"
NEWCOMER: Final = "newcomer"
SERVICES: Final = "Soup from six"

Carry = Callable[[Path], None]
"""Puts a stick into the hub's computer, and takes it out again."""


def invite_and_leave(on: Stage, carry: Carry) -> str:
    """Invite a new organisation, and leave the network with everything that a kit needs; return the code."""
    invitation = ("--organisation", "new:Night Train Kitchen", "--role", "editor")
    code = str(on.one("invite", *invitation, who=COORDINATOR)["code"])
    on.one("sync", who=COORDINATOR)
    on.stop_hub()
    carry(on.folder / "carrier")
    on.one("carry in", str(on.folder / "carrier"), who=COORDINATOR)
    return code


def join_and_edit(on: Stage, stick: Path, code: str, carry: Carry) -> str:
    """Join from a kit, search, edit, and send the edit home by the stick; return the organisation's id."""
    joined = on.one("enrol", code, "--from", str(stick), who=NEWCOMER)
    on.say(f"Joined from the stick: {joined['applied']} changes.")
    demo.promise("content can be searched", holds=bool(on.many("search", "detained", who=NEWCOMER)))
    home = demo.find(on, "organisation", "Night Train Kitchen", who=NEWCOMER)
    on.one("edit", home, f"services={SERVICES}", who=NEWCOMER)
    on.one("carry out", str(stick), who=NEWCOMER)
    carry(stick)
    on.one("carry in", str(stick), who=NEWCOMER)
    demo.promise("the receipt came home", holds=on.one("show", home, who=NEWCOMER)["state"] == "published")
    on.start_hub()
    return home
