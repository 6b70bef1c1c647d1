"""`status`: who this computer is, how current it is, what waits. Reads only, offline."""

from collections import Counter
from dataclasses import dataclass

from haversack.operations.browsing import shown_records
from haversack.operations.copies import Copies, copies
from haversack.operations.snapshots import Begun, begun
from haversack.operations.standing import role_of
from haversack.operations.workspace import Workspace
from haversack.store import object_table, outbox, values
from haversack.store.outbox import ItemState
from haversack_sync.model import reading
from haversack_sync.model.ids import show_device_id, show_record_id
from haversack_sync.protocol.profile import decode_profile, show_fingerprint


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """The organisation that this device belongs to: its record id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a vault.

    Attributes:
        network: Its public name.
        fingerprint: Its root's fingerprint, as people compare it.
        organisation: The own organisation, if the device has one that is here.
        device: This computer's name, 13 characters; empty where it only looks around.
        role: reader, editor, focal_point, coordinator, provisional, unconfirmed (who waits to be a coordinator's),
            visitor (who only looks around), or none.
        position: Position up to which everything that this computer may read is here.
        last_contact: The hub's stamp at the last contact, seconds since 1970; 0 for never.
        waiting: Changes without the hub's receipt.
        refused: Changes that were not allowed.
        records: Records in use by kind.
        files_waiting_bytes: Size of the files that are not on this computer.
        holds_root: Whether the network's root key lies in this vault.
        copies: What is known of copied vaults.
        snapshots: What began on this computer with a snapshot.
    """

    network: str
    fingerprint: str
    organisation: OwnOrganisation | None
    device: str
    role: str
    position: int
    last_contact: int
    waiting: int
    refused: int
    records: dict[str, int]
    files_waiting_bytes: int
    holds_root: bool
    copies: Copies
    snapshots: tuple[Begun, ...]


def status(workspace: Workspace) -> Status:
    """Report the state of a vault."""
    span = workspace.span
    counts: Counter[str] = Counter()
    organisation = None
    for shown in shown_records(workspace):
        counts[shown.state.kind] += 1
        is_own = span is not None and span.organisation != b"" and reading.owner(shown.state) == span.organisation
        if is_own and shown.state.kind == "organisation":
            organisation = OwnOrganisation(show_record_id(shown.state.id), reading.title(shown.state, ()))
    with workspace.replica.reading() as connection:
        profile = values.read_value(connection, values.PROFILE)
        return Status(
            network=decode_profile(profile).name if profile else "",
            fingerprint=show_fingerprint(workspace.root),
            organisation=organisation,
            device="" if workspace.is_looking else show_device_id(workspace.own),
            role=role_of(workspace),
            position=workspace.replica.known_to(),
            last_contact=values.read_number(connection, values.LAST_CONTACT),
            waiting=outbox.count_items(connection, outbox.UNANSWERED),
            refused=outbox.count_items(connection, (ItemState.REFUSED,)),
            records=dict(sorted(counts.items())),
            files_waiting_bytes=object_table.missing_bytes(connection),
            holds_root=values.read_secret(connection, values.ROOT_SIGN) is not None,
            copies=copies(workspace),
            snapshots=begun(workspace),
        )
