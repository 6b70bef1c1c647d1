"""Whether the own profile was checked lately, and saying that it is still right. Must not write sentences."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from haversack.operations import editing
from haversack.operations.occurrences import span_of
from haversack.operations.standing import own_organisation, today_of
from haversack.operations.workspace import Workspace
from haversack_sync.model import reading
from haversack_sync.model.ids import parse_record_id, show_record_id
from haversack_sync.model.roles import Role

ASK_AFTER_DAYS: Final = 150
"""A profile that nobody checked for longer is asked about: a month before others see that it may be out of date."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A profile that nobody checked for long.

    Attributes:
        record: The organisation, as people write it.
        days: Since it was checked.
    """

    record: str
    days: int


def unchecked_profile(workspace: Workspace) -> Unchecked | None:
    """Return the own profile if it is time to ask whether it is still right.

    Nothing is asked of who may not change it, nor of a profile that does not say when it was checked: its first check
    is part of filling it in.
    """
    span, state = workspace.span, own_organisation(workspace)
    if span is None or span.role is Role.READER or state is None:
        return None
    written = reading.fields(state).get("confirmed")
    known = span_of(written) if isinstance(written, str) else None
    days = _days(known[1], today_of(workspace)) if known is not None else 0
    return Unchecked(show_record_id(state.id), days) if days > ASK_AFTER_DAYS else None


def say_still_right(workspace: Workspace, record: str) -> None:
    """Write that a profile was checked today; it waits to be sent like every change.

    Args:
        workspace: The open vault.
        record: The organisation, as people write it.

    Raises:
        NoSuchRecordError: The record is not here.
        NotAllowedError: This computer only looks around.
        RefusedByRulesError: This device may not change it; nothing was written.
    """
    editing.edit(workspace, parse_record_id(record), [f"confirmed={today_of(workspace).isoformat()}"])


def _days(checked: date, today: date) -> int:
    return (today - checked).days
