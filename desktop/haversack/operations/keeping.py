"""A keeper's duties at its own sync: hand audience keys to devices that lack them, start new epochs when somebody left.

Only coordinators' devices keep `members` and `coordinators`. Must not decide who may read; the chain does.
"""

from collections.abc import Set as AbstractSet

from haversack.operations.workspace import Workspace
from haversack.store import outbox, trust, values
from haversack_sync.model.authority import Audience, Authority, Device
from haversack_sync.model.authority_entries import encode_body
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.epochs import EpochName, epoch_entry, seal_stanza
from haversack_sync.protocol.limits import ROTATION_SECONDS
from haversack_sync.protocol.messages import Stanza


def do_duties(workspace: Workspace) -> bool:
    """Queue what this device owes as a keeper.

    Repeating it changes nothing: what was sealed once is not sealed again.

    Returns:
        Whether something waits to be sent now.
    """
    view = workspace.replica.network()
    span = view.authority.span_of(workspace.own)
    queued = False
    for audience in view.authority.audiences.values():
        if view.authority.is_keeper(span, audience.handle):
            queued |= _rotate(workspace, audience) or _seal_missing(workspace, audience)
    return queued


def _recipients(authority: Authority, audience: Audience, *, now: int) -> dict[DeviceId, bytes]:
    """Return box keys of every device and open invitation that may read an audience."""
    found = {
        device.handle: device.box_key
        for device in authority.devices.values()
        if device.rights is not None and authority.may_read(device.rights, audience.handle)
    }
    for handle, invitation_id in authority.invitation_keys.items():
        invitation = authority.invitations[invitation_id]
        is_open = invitation.redeemed_by is None and now <= invitation.expires
        is_open = is_open and not authority.is_closed(invitation)
        if is_open and audience.handle in invitation.terms.audiences:
            found[handle] = invitation.terms.box_key
    return found


def _seal_missing(workspace: Workspace, audience: Audience) -> bool:
    """Seal the newest key to devices that did not get it from here."""
    view = workspace.replica.network()
    number = view.authority.newest_epoch.get(audience.handle, 0)
    with workspace.replica.transaction() as connection:
        key = trust.audience_key(connection, audience.handle, number)
        if key is None:
            return False
        done = trust.sealed_to(connection, audience.handle, number) | {workspace.own}
        now = values.read_number(connection, values.LAST_CONTACT)
        name = EpochName(view.root, audience.handle, number)
        stanzas = [
            seal_stanza(key, name, recipient=handle, box_key=box_key)
            for handle, box_key in _recipients(view.authority, audience, now=now).items()
            if handle not in done
        ]
        trust.queue_stanzas(connection, stanzas)
    return bool(stanzas)


def _rotate(workspace: Workspace, audience: Audience) -> bool:
    """Start a new epoch at once when a device left, and at most weekly when devices came in through invitations.

    A used code still opens the epoch that its welcome held; a new epoch ends that. Weeks are counted by the hub's
    stamps, which are the same for everyone. Who left is known to every keeper by the chain, whoever revoked the device.
    """
    authority = workspace.replica.network().authority
    number = authority.newest_epoch.get(audience.handle, 0)
    newest = authority.epochs.get((audience.handle, number))
    if newest is None:
        return False
    joined = any(
        # A copied vault brought no code with it that could still open anything.
        device.succeeds is None and device.spans[0].since > newest.position and audience.handle in device.now.audiences
        for device in authority.devices.values()
    )
    left = any(_has_left(authority, audience, device, since=newest.position) for device in authority.devices.values())
    with workspace.replica.transaction() as connection:
        now = values.read_number(connection, values.LAST_CONTACT)
        is_queued = trust.audience_key(connection, audience.handle, number + 1) is not None
        is_due = left or (joined and now - newest.stamp >= ROTATION_SECONDS)
        return is_due and not is_queued and begin_epoch(workspace, audience)


def _has_left(authority: Authority, audience: Audience, device: Device, *, since: int) -> bool:
    """Tell whether a device might read an audience once and lost that after a position."""
    if authority.may_read(device.rights, audience.handle):
        return False
    changed = device.revoked.position if device.revoked is not None else device.now.since
    return changed > since and any(authority.may_read(span, audience.handle) for span in device.spans)


def begin_epoch(workspace: Workspace, audience: Audience, *, without: AbstractSet[DeviceId] = frozenset()) -> bool:
    """Queue a new key of an audience, sealed to everybody who may read it.

    Args:
        workspace: A keeper's vault; where a transaction is open, this is part of it.
        audience: Which one.
        without: Who shall not get it, though the chain does not say so yet.

    Returns:
        Whether it is queued; not while the key before is not here.
    """
    view, clock = workspace.replica.network(), workspace.clock
    number = view.authority.newest_epoch.get(audience.handle, 0)
    with workspace.replica.transaction() as connection:
        before = trust.audience_key(connection, audience.handle, number)
        # What was begun here already and not sent yet, this one follows.
        while before is not None and (next_key := trust.audience_key(connection, audience.handle, number + 1)):
            number, before = number + 1, next_key
        if before is None:
            return False
        now = values.read_number(connection, values.LAST_CONTACT)
        recipients = _recipients(view.authority, audience, now=now)
        for handle in without:
            recipients.pop(handle, None)
        key = clock.random(32)
        name = EpochName(view.root, audience.handle, number + 1)
        stanzas = _seal_all(key, name, recipients, own=workspace.own)
        body = epoch_entry(key, name, key_before=before, stanzas=stanzas)
        outbox.queue_network(connection, encode_body(body), signer=workspace.own, created_ms=clock.wall_ms())
        trust.save_key(connection, audience.handle, number + 1, key)
        trust.queue_stanzas(connection, stanzas)
    return True


def _seal_all(key: bytes, name: EpochName, recipients: dict[DeviceId, bytes], *, own: DeviceId) -> list[Stanza]:
    return [
        seal_stanza(key, name, recipient=handle, box_key=box_key)
        for handle, box_key in recipients.items()
        if handle != own
    ]
