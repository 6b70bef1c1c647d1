"""Whom an invitation is for, as it is typed: an organisation and a role. Must not make one."""

from collections.abc import Mapping
from typing import Final

from haversack.operations.inviting import ForNewOrganisation, ForOrganisation
from haversack_sync.model.ids import parse_record_id
from haversack_sync.model.roles import Role

_NEW: Final = "new:"
ROLES: Final[Mapping[str, Role]] = {
    "reader": Role.READER,
    "editor": Role.EDITOR,
    "focal-point": Role.FOCAL_POINT,
    "coordinator": Role.COORDINATOR,
}


def invited(typed: str, *, language: str) -> ForOrganisation | ForNewOrganisation:
    """Return the organisation that somebody typed.

    Args:
        typed: A record's id, or `new:` and a name.
        language: In which a new name is.

    Raises:
        ValueError: It is neither.
    """
    if typed.startswith(_NEW):
        return ForNewOrganisation(typed.removeprefix(_NEW).strip(), language)
    return ForOrganisation(parse_record_id(typed))
