"""Invitations for a kit: made here, printed on sheets that lie apart from it, and proved by the hub before they travel.

The codes are written into the sheets and kept nowhere else. Must not put a sheet where the kit is unless somebody asked
for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from haversack.operations.inviting import ForNewOrganisation, ForOrganisation, invite_many
from haversack.operations.kit_form import NETWORK_FILE, KitError
from haversack.operations.kit_pages import StartPages
from haversack.operations.kit_sheets import SheetFacts, sheets_page
from haversack.operations.workspace import Workspace
from haversack.store import values
from haversack.store.stick_files import names_in, own_folder, stick_errors, write_whole
from haversack_sync.client.folder import plain_size
from haversack_sync.model.roles import Role
from haversack_sync.protocol.limits import DEFAULT_INVITATION_DAYS, MAX_INVITATION_DAYS
from haversack_sync.protocol.profile import decode_profile, show_fingerprint

MOST_SHEETS: Final = 100
"""Who needs more prints them in rounds."""
KIT_INVITATION_DAYS: Final = 60
"""How long they are valid unless somebody says otherwise: sticks travel by hand, to them and back."""
INVITATION_DAYS: Final = (DEFAULT_INVITATION_DAYS, 30, KIT_INVITATION_DAYS, MAX_INVITATION_DAYS)
"""What people choose from."""
_SHEETS: Final = "invitations"


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """Which invitations are wanted, and where their sheets go.

    Attributes:
        number: How many, 1 to `MOST_SHEETS`.
        organisation: Whom the new computers will belong to.
        role: READER or EDITOR.
        language: Of the sheets, by its tag.
        folder: Where they go; made if it is missing.
        may_lie_with_kit: Whether somebody asked for them on the same stick.
        days: How long they can be used, 1 to `MAX_INVITATION_DAYS`.
    """

    number: int
    organisation: ForOrganisation | ForNewOrganisation
    role: Role
    language: str
    folder: Path
    may_lie_with_kit: bool = False
    days: int = KIT_INVITATION_DAYS


def check_order(workspace: Workspace, kit: Path | None, order: SheetOrder, pages: StartPages) -> None:
    """Refuse an order before anything is made; see `make_invitations`.

    Raises:
        KitError: Too many or none (`invitation_number`), no sheet in this language (`no_language`), or the sheets would
            lie in the kit or on its stick (`sheets_with_kit`), or where a kit may be (`sheets_on_stick`).
        NotAllowedError: This is not a coordinator's computer.
    """
    workspace.require_coordinator()
    if not 0 < order.number <= MOST_SHEETS:
        raise KitError("invitation_number", number=MOST_SHEETS)
    if order.language not in pages.languages:
        raise KitError("no_language")
    vault = workspace.vault.folder
    if order.may_lie_with_kit:
        return
    if kit is not None and _lies_with(order.folder, kit, vault=vault):
        raise KitError("sheets_with_kit")
    if kit is None and _may_be_stick(order.folder, vault=vault):
        raise KitError("sheets_on_stick")


def make_invitations(workspace: Workspace, kit: Path | None, order: SheetOrder, pages: StartPages) -> Path:
    """Make invitations and write their sheets; they are valid when this vault has synced.

    Args:
        workspace: A coordinator's vault.
        kit: The folder of the kit, which exists or not; None where they are made for kits that are built later.
        order: What is wanted.
        pages: The texts.

    Returns:
        The file with the sheets, one to a page.

    Raises:
        KitError: As `check_order`. Nothing was made.
        StickError: The folder of the sheets cannot be written.
        As `inviting.invite_many`.
    """
    check_order(workspace, kit, order, pages)
    folder = own_folder(order.folder)
    codes = invite_many(workspace, order.organisation, order.role, number=order.number, days=order.days)
    with workspace.replica.reading() as connection:
        profile = decode_profile(values.read_value(connection, values.PROFILE) or b"")
    now = datetime.fromtimestamp(workspace.clock.wall_ms() / 1000, UTC)
    last_day = (now + timedelta(days=order.days - 1)).date()
    facts = SheetFacts(profile.name, show_fingerprint(workspace.root), last_day.isoformat())
    path = folder / _free_name(names_in(folder), now.date().isoformat())
    write_whole(path, (sheets_page(pages.sheet_language(order.language), facts, codes),))
    return path


def _free_name(taken: Sequence[str], day: str) -> str:
    """Return a name that no older sheets have: those may not be printed yet."""
    low, number = {name.lower() for name in taken}, 1
    while f"{_SHEETS}-{day}-{number}.html" in low:
        number += 1
    return f"{_SHEETS}-{day}-{number}.html"


def _lies_with(folder: Path, kit: Path, *, vault: Path) -> bool:
    """Tell whether a folder lies in the kit, or on the same stick: a disk that is not the vault's."""
    sheets, target = folder.resolve(), kit.resolve()
    if sheets == target or target in sheets.parents:
        return True
    disk = _disk(target)
    return disk == _disk(sheets) and disk != _disk(vault.resolve())


def _may_be_stick(sheets: Path, *, vault: Path) -> bool:
    """Tell whether a folder lies in a kit, or on another disk than the vault: a stick, as far as anybody can know."""
    place = sheets.resolve()
    in_kit = any(plain_size(one / NETWORK_FILE) is not None for one in (place, *place.parents))
    return in_kit or _disk(place) != _disk(vault.resolve())


def _disk(place: Path) -> int:
    """Return the number of the disk on which something lies, or will.

    Raises:
        StickError: It cannot be looked at.
    """
    with stick_errors():
        there = next(one for one in (place, *place.parents) if one.exists())
        return there.stat().st_dev
