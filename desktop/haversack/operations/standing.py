"""What the frame shows whatever page is open: whose computer this is, counts, what waits, what is soon.

A few small queries, whatever the size of the vault: it is read again after every change. Must not write sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from haversack.operations.event_days import event_time, occurrences
from haversack.operations.saved_here import SavedHere, saved_here
from haversack.operations.time_zones import day_here
from haversack.operations.workspace import Workspace
from haversack.store import glance, listing, outbox, projection, records, values
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value, decode, encode
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import Role
from haversack_sync.protocol.profile import decode_profile

SOON_DAYS: Final = 14
"""What is nearer than this is soon."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What every page shows of the vault.

    Attributes:
        waiting: Changes without the hub's receipt.
        two_versions: Records in which the people of this computer have to choose.
        soon: Events within the next 14 days.
        counts: Confirmed records in use by kind.
        saved_here: What was written here and is not ready to send.
    """

    waiting: int
    two_versions: int
    soon: int
    counts: dict[str, int]
    saved_here: SavedHere


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose computer this is.

    Attributes:
        network: Public name of the network.
        organisation: Name of the own organisation, or empty.
        role: reader, editor, focal_point, coordinator, provisional, unconfirmed (who waits to be a coordinator's),
            visitor (who only looks around), or none.
    """

    network: str
    organisation: str
    role: str


def standing(workspace: Workspace) -> Standing:
    """Read what every page shows."""
    today = today_of(workspace)
    last = today + timedelta(days=SOON_DAYS)
    with workspace.replica.reading() as connection:
        dated = glance.shown_values(connection, "event", ("when", "recurrence", "type"))
        times = [
            event_time(_value_of(one.get("when")), _text_of(one.get("recurrence")), _text_of(one.get("type")))
            for one in dated.values()
        ]
        return Standing(
            outbox.count_items(connection, outbox.UNANSWERED),
            _count_own_disputed(workspace),
            sum(1 for time in times if next(occurrences(time, today, last, None), None) is not None),
            glance.counts_by_kind(connection),
            saved_here(workspace),
        )


def contact_state(workspace: Workspace) -> tuple[int, int]:
    """Return the hub's stamp of its last answer, seconds since 1970 or 0, and how many changes have no receipt."""
    with workspace.replica.reading() as connection:
        last_contact = values.read_number(connection, values.LAST_CONTACT)
        return last_contact, outbox.count_items(connection, outbox.UNANSWERED)


def today_of(workspace: Workspace) -> date:
    """Return today, by this computer's clock and in its zone."""
    return day_here(workspace.clock.wall_ms() / 1000)


def identity(workspace: Workspace, *, languages: Sequence[str] = ()) -> Identity:
    """Say whose computer this is.

    Args:
        workspace: The open vault.
        languages: Asked language tags for the organisation's name, the best first.
    """
    with workspace.replica.reading() as connection:
        profile = values.read_value(connection, values.PROFILE)
    own = own_organisation(workspace)
    organisation = reading.title(own, languages) if own is not None else ""
    return Identity(decode_profile(profile).name if profile else "", organisation, role_of(workspace))


def role_of(workspace: Workspace) -> str:
    """Return what this computer is, by its stable name; see `Identity`."""
    span = workspace.span
    if span is None:
        return "visitor" if workspace.is_looking else "none"
    if not workspace.replica.network().authority.span_of(workspace.own):
        return "provisional"
    return "unconfirmed" if workspace.is_unconfirmed else span.role.name.lower()


def own_organisation(workspace: Workspace) -> RecordState | None:
    """Return the state of this computer's organisation, if it has one that is here and in use."""
    found = own_record(workspace)
    return found.state if found is not None else None


def own_record(workspace: Workspace) -> Shown | None:
    """Return the record of this computer's organisation, if it has one that is here and in use."""
    span = workspace.span
    if span is None or not span.organisation:
        return None
    with workspace.replica.reading() as connection:
        keys = listing.with_value(connection, "organisation", "owner", encode(bytes(span.organisation)))
        # One that was made here and is not received yet is nowhere else.
        keys += [
            (item.feed, item.record)
            for item in outbox.read_items(connection, outbox.PENDING)
            if item.record is not None and item.change is not None and item.change.kind == "organisation"
        ]
        found = projection.show_many(connection, keys, own=workspace.own)
    own = (one for one in found.values() if reading.owner(one.state) == span.organisation)
    return next((one for one in own if not one.state.is_retired), None)


def _count_own_disputed(workspace: Workspace) -> int:
    """Count the records with two versions that this computer may change: of its organisation, or all of them."""
    span = workspace.span
    if span is None or span.role is Role.READER:
        return 0
    with workspace.replica.reading() as connection:
        keys = records.disputed(connection)
        if span.role is Role.COORDINATOR:
            return len(keys)
        found = projection.show_many(connection, keys, own=workspace.own)
    return sum(1 for one in found.values() if span.organisation and reading.owner(one.state) == span.organisation)


def _value_of(data: bytes | None) -> Value:
    return decode(data) if data else None


def _text_of(data: bytes | None) -> str:
    value = _value_of(data)
    return value if isinstance(value, str) else ""
