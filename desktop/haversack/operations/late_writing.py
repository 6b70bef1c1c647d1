"""Changes of revoked computers that came too late: a coordinator reads them, and writes again what shall stand.

The hub gave them and is not believed about them: each carries its author's signature. Must not fetch them;
`revoked_devices` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from haversack.operations import editing
from haversack.operations.workspace import Workspace
from haversack.store import erased_elsewhere, projection
from haversack.store import late_changes as kept_changes
from haversack.store.late_changes import Kept
from haversack_sync.model import reading
from haversack_sync.model.canonical import decode
from haversack_sync.model.ids import FeedId, show_device_id, show_record_id
from haversack_sync.model.operations import (
    Add,
    Change,
    Create,
    Operation,
    Remove,
    Set,
    UnknownOperation,
)


class NoSuchLateChangeError(Exception):
    """There is no late change with this number here, or it cannot be read."""

    kind = "no_such_late_change"


@dataclass(frozen=True, slots=True)
class LateChange:
    """A change that came too late.

    Attributes:
        number: What verbs call it.
        device: Its author's computer, 13 characters.
        stamp: The hub's when it came, seconds since 1970.
        record: Id of its record; empty if it cannot be read.
        kind: Kind of the record.
        title: Of the record as it stands here, or as the change names it; may be empty.
        says: What it sets: field and text.
    """

    number: int
    device: str
    stamp: int
    record: str
    kind: str
    title: str
    says: tuple[tuple[str, str], ...]


def late_changes(workspace: Workspace, *, languages: Sequence[str] = ()) -> tuple[LateChange, ...]:
    """List the late changes that nobody has looked at, the oldest first.

    Raises:
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    with workspace.replica.reading() as connection:
        rows = kept_changes.read(connection)
    return tuple(_shown(workspace, row, languages) for row in rows)


def _shown(workspace: Workspace, row: Kept, languages: Sequence[str]) -> LateChange:
    device = show_device_id(row.device)
    opened = _open(workspace, row.envelope)
    if opened is None:
        return LateChange(row.serial, device, row.stamp, "", "", "", ())
    feed, change = opened
    says = tuple(_lines(change))
    with workspace.replica.reading() as connection:
        found = projection.show_in_feed(connection, feed, change.record, own=workspace.own)
    named = (text for field, text in says if field.partition("@")[0] in ("name", "title"))
    title = reading.title(found.state, languages) if found is not None else next(named, "")
    return LateChange(row.serial, device, row.stamp, show_record_id(change.record), change.kind, title, says)


def _open(workspace: Workspace, raw: bytes) -> tuple[FeedId, Change] | None:
    """Check a late change's author and open it; None where that cannot be done here, or it says what is not known."""
    with workspace.replica.reading() as connection:
        found = erased_elsewhere.opened(connection, workspace.replica.network(), raw)
    return found if found is not None and len(_known(found[1])) == len(found[1].operations) else None


def _known(change: Change) -> tuple[Operation, ...]:
    """Return the operations that this program knows."""
    return tuple(one for one in change.operations if not isinstance(one, UnknownOperation))


def _lines(change: Change) -> list[tuple[str, str]]:
    lines = []
    for one in change.operations:
        if isinstance(one, Set):
            lines.append((one.group, _text(one.value)))
        elif isinstance(one, Add):
            lines.append((f"{one.name}+", _text(one.element)))
        elif isinstance(one, Remove):
            lines.append((f"{one.name}-", _text(one.element)))
    return lines


def _text(value: bytes) -> str:
    if not value:
        return ""
    plain = decode(value)
    return plain if isinstance(plain, str) else str(plain)


def enter(workspace: Workspace, number: int) -> None:
    """Write a late change again, as this coordinator's own: it merges as if it were new.

    Raises:
        NoSuchLateChangeError: It is not here, or cannot be read.
        NoSuchRecordError: Its record is not here any more.
        NotAllowedError: This is not a coordinator's vault.
        RefusedByRulesError: The rules do not allow it.
    """
    workspace.require_coordinator()
    with workspace.replica.transaction() as connection:
        row = next((one for one in kept_changes.read(connection) if one.serial == number), None)
        opened = _open(workspace, row.envelope) if row is not None else None
        if opened is None:
            raise NoSuchLateChangeError("no such late change")
        feed, change = opened
        if any(isinstance(one, Create) for one in change.operations):
            editing.make(workspace, feed, change)
        else:
            editing.write(workspace, change.record, lambda _state: _known(change))
        kept_changes.set_done(connection, number)


def put_aside(workspace: Workspace, number: int) -> None:
    """Look at a late change no more. Safe to repeat.

    Raises:
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    with workspace.replica.transaction() as connection:
        kept_changes.set_done(connection, number)
