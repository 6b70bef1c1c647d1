"""What a person types on the Kits page, and what it asks for. Must not make anything."""

from dataclasses import dataclass, field
from pathlib import Path

from haversack.operations.inviting import ForNewOrganisation, ForOrganisation
from haversack.operations.kit_invitations import KIT_INVITATION_DAYS, SheetOrder
from haversack_sync.model.ids import parse_record_id
from haversack_sync.model.roles import Role


@dataclass(frozen=True, slots=True)
class KitContent:
    """What goes along.

    Attributes:
        languages: Tags; empty for all.
        areas: Ids of areas of work; empty for all.
        most_bytes: How large the kit may be; None for no limit but the room there is.
        installers: A folder; empty for none.
    """

    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    most_bytes: int | None = None
    installers: str = ""


@dataclass(frozen=True, slots=True)
class KitTyped:
    """Everything that was chosen.

    Attributes:
        out: Where the kit goes; empty while that is open.
        content: What goes along.
        invitations: How many are made for it.
        invitation_days: How long they can be used.
        organisation: Whom they are for, as typed.
        can_write: Whether they may change the organisation's profile.
        sheets: The folder of the sheets.
        sheet_language: Their language, by its tag.
        name_language: The language in which a new organisation's name is.
    """

    out: str = ""
    content: KitContent = field(default_factory=KitContent)
    invitations: int = 0
    invitation_days: int = KIT_INVITATION_DAYS
    organisation: str = ""
    can_write: bool = True
    sheets: str = ""
    sheet_language: str = "en"
    name_language: str = "en"


def order_of(typed: KitTyped, record: str) -> SheetOrder | None:
    """Return the invitations that are asked for; None where none are.

    Args:
        typed: What was chosen.
        record: The organisation's id where it is in the directory; empty for a new one.
    """
    if not typed.invitations:
        return None
    name = typed.organisation.strip()
    return SheetOrder(
        number=typed.invitations,
        organisation=ForOrganisation(parse_record_id(record))
        if record
        else ForNewOrganisation(name, typed.name_language),
        role=Role.EDITOR if typed.can_write else Role.READER,
        language=typed.sheet_language,
        folder=Path(typed.sheets.strip()),
        days=typed.invitation_days,
    )
