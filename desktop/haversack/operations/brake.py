"""`confirm`: destructive orders above the limit wait until a second coordinator, or the root, confirms them.

Which orders wait follows from the log (`model/destructive_orders.py`); here people see and confirm them. Must not
send anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from haversack.operations.workspace import Workspace
from haversack.store import eras, erasing_orders, outbox, projection, trust
from haversack.store.erasing_orders import Connection
from haversack_sync.model import reading
from haversack_sync.model.authority import AnnouncedErasure, Authority
from haversack_sync.model.authority_entries import (
    AnnounceErasure,
    Confirm,
    ConfirmOrder,
    NetworkBody,
    Revoke,
    encode_body,
)
from haversack_sync.model.destructive_orders import MAX_STANDING_ORDERS, Order, orders_given
from haversack_sync.model.ids import (
    BadIdError,
    DeviceId,
    RecordId,
    parse_device_id,
    parse_record_id,
    show_device_id,
    show_record_id,
)
from haversack_sync.model.roles import Role


class CannotConfirmError(Exception):
    """An order cannot be confirmed from here.

    Attributes:
        reason: unknown_order, own_order or already_confirmed.
    """

    kind = "cannot_confirm"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Confirming(StrEnum):
    """Who confirms an order that waits."""

    HERE = "here"
    """This coordinator's computer may."""
    ROOT = "root"
    """The network has no other coordinator; its root's key is here, and confirms."""
    OTHERS = "others"
    """Somebody else must."""
    WRITTEN = "written"
    """It was confirmed here, and that is not an entry yet."""


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """A destructive order that waits: nothing is destroyed yet.

    Attributes:
        id: Its name for verbs.
        is_erasure: Whether it erases records; else it revokes a computer.
        coordinator: Computer of the coordinator who gave it, 13 characters.
        stamp: The hub's, seconds since 1970.
        device: The computer that is revoked, 13 characters; empty for an erasure.
        titles: Of the records that are to be erased, as far as they are known here.
        reason: In the words of whoever gave it; empty for a revocation.
        confirming: Who may confirm it.
    """

    id: str
    is_erasure: bool
    coordinator: str
    stamp: int
    device: str
    titles: tuple[str, ...]
    reason: str
    confirming: Confirming


def left(workspace: Workspace, connection: Connection) -> int:
    """Return how many more destructive orders of this computer stand by themselves.

    None where an era is known to have begun, though its entry is not here yet: orders that are written now come after.
    """
    view = workspace.replica.network()
    if eras.is_to_come(connection, view):
        return 0
    authority = view.authority
    given = orders_given(authority, workspace.own)
    bodies = outbox.network_bodies(connection, outbox.PENDING)
    for body in bodies:
        if isinstance(body, AnnounceErasure):
            given += body.id not in authority.erasures
        elif isinstance(body, Revoke) and not is_roots(authority, bodies, DeviceId(body.device)):
            given += authority.revocation(DeviceId(body.device)) is None
    return max(MAX_STANDING_ORDERS - given, 0)


def is_roots(authority: Authority, pending: Sequence[NetworkBody], device: DeviceId) -> bool:
    """Tell whether only the root takes a computer out: a coordinator's, or one that was just confirmed here as such.

    Args:
        authority: What is known of the network.
        pending: What was written here and is not an entry yet.
        device: The computer's.
    """
    known = authority.devices.get(device)
    is_leads = known is not None and known.now.role is Role.COORDINATOR
    return is_leads or any(isinstance(body, Confirm) and body.device == device for body in pending)


def still_standing(workspace: Workspace) -> int:
    """Return how many more destructive orders of this computer stand by themselves."""
    with workspace.replica.reading() as connection:
        return left(workspace, connection)


def waiting(workspace: Workspace, *, languages: Sequence[str] = ()) -> tuple[WaitingOrder, ...]:
    """List the destructive orders that wait, the oldest first.

    Args:
        workspace: A coordinator's vault.
        languages: Asked language tags for titles, the best first.

    Raises:
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    with workspace.replica.reading() as connection:
        return tuple(_shown(workspace, connection, one, languages) for one in _waiting(workspace))


def check(workspace: Workspace, name: str, *, languages: Sequence[str] = ()) -> WaitingOrder:
    """Return an order that waits and that can be confirmed from here.

    Raises:
        CannotConfirmError: There is none of this name, or somebody else must.
        NotAllowedError: This is not a coordinator's vault.
    """
    wanted = _parsed(name)
    found = next((one for one in waiting(workspace, languages=languages) if _parsed(one.id) == wanted), None)
    if found is None:
        raise CannotConfirmError("unknown_order")
    if found.confirming is Confirming.WRITTEN:
        raise CannotConfirmError("already_confirmed")
    if found.confirming is Confirming.OTHERS:
        raise CannotConfirmError("own_order")
    return found


def confirm(workspace: Workspace, name: str) -> WaitingOrder:
    """Confirm an order that waits. It stands, and is carried out, when this vault has synced.

    Raises:
        CannotConfirmError: There is none of this name, or somebody else must.
        NotAllowedError: This is not a coordinator's vault.
    """
    found = check(workspace, name)
    with workspace.replica.transaction() as connection:
        signer = trust.root_handle(connection) if found.confirming is Confirming.ROOT else workspace.own
        body = encode_body(ConfirmOrder(_parsed(name)))
        outbox.queue_network(connection, body, signer=signer or workspace.own, created_ms=workspace.clock.wall_ms())
    return found


def _waiting(workspace: Workspace) -> list[tuple[bytes, Order]]:
    """Return the orders that wait, with what confirms them; of a family of devices the one that was named."""
    authority = workspace.replica.network().authority
    found: list[tuple[bytes, Order]] = [
        (one.id, one) for one in authority.erasures.values() if one.stands_since is None
    ]
    seen = set[int]()
    for device in authority.devices.values():
        if device.revoked is not None and not device.revoked.stands and device.revoked.position not in seen:
            seen.add(device.revoked.position)
            found.append((device.handle, device.revoked))
    return sorted(found, key=lambda one: one[1].position)


def _shown(
    workspace: Workspace, connection: Connection, named: tuple[bytes, Order], languages: Sequence[str]
) -> WaitingOrder:
    name, order = named
    view = workspace.replica.network()
    is_erasure = isinstance(order, AnnouncedErasure)
    erasing = erasing_orders.opened(connection, view, order) if isinstance(order, AnnouncedErasure) else None
    titles = tuple(
        reading.title(shown.state, languages)
        for record in (erasing.records if erasing is not None else ())
        for shown in projection.show(connection, RecordId(record), own=workspace.own)[:1]
    )
    return WaitingOrder(
        id=show_record_id(RecordId(name)) if is_erasure else show_device_id(DeviceId(name)),
        is_erasure=is_erasure,
        coordinator=show_device_id(order.coordinator),
        stamp=order.stamp,
        device="" if is_erasure else show_device_id(DeviceId(name)),
        titles=titles,
        reason=erasing.reason if erasing is not None else "",
        confirming=_confirming(workspace, connection, name, order),
    )


def _confirming(workspace: Workspace, connection: Connection, name: bytes, order: Order) -> Confirming:
    authority = workspace.replica.network().authority
    bodies = outbox.network_bodies(connection, outbox.PENDING)
    if any(isinstance(body, ConfirmOrder) and body.order == name for body in bodies):
        return Confirming.WRITTEN
    giver = authority.origin(order.coordinator)
    if authority.origin(workspace.own) != giver:
        return Confirming.HERE
    leads = (one for one in authority.devices.values() if one.rights is not None and one.now.role is Role.COORDINATOR)
    is_alone = all(authority.origin(one.handle) == giver for one in leads)
    return Confirming.ROOT if is_alone and trust.root_handle(connection) is not None else Confirming.OTHERS


def _parsed(name: str) -> bytes:
    """Read the name of an order: a computer's, or an erasure's.

    Raises:
        CannotConfirmError: It is none.
    """
    try:
        return parse_device_id(name)
    except BadIdError:
        try:
            return parse_record_id(name)
        except BadIdError as error:
            raise CannotConfirmError("unknown_order") from error
