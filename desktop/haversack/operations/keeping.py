"""A keeper's duties at its own sync: hand audience keys to devices that lack them, start new epochs after redemptions.

Only coordinators' devices keep `members` and `coordinators`. Must not decide who may read; the chain does.
"""

from haversack.operations.workspace import Workspace
from haversack.store import outbox, trust, values
from haversack_sync.model.authority import Audience, Authority
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
        if authority.may_read(device.now, audience.handle)
    }
    for handle, invitation_id in authority.invitation_keys.items():
        invitation = authority.invitations[invitation_id]
        is_open = invitation.redeemed_by is None and now <= invitation.expires
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
    """Start a new epoch when devices came in through invitations since the last one, at most weekly.

    A used code still opens the epoch that its welcome held; a new epoch ends that. Weeks are counted by the hub's
    stamps, which are the same for everyone.
    """
    view = workspace.replica.network()
    number = view.authority.newest_epoch.get(audience.handle, 0)
    newest = view.authority.epochs.get((audience.handle, number))
    if newest is None:
        return False
    joined = any(
        # A copied vault brought no code with it that could still open anything.
        device.succeeds is None and device.spans[0].since > newest.position and audience.handle in device.now.audiences
        for device in view.authority.devices.values()
    )
    with workspace.replica.transaction() as connection:
        now = values.read_number(connection, values.LAST_CONTACT)
        before = trust.audience_key(connection, audience.handle, number)
        is_queued = trust.audience_key(connection, audience.handle, number + 1) is not None
        if not joined or is_queued or before is None or now - newest.stamp < ROTATION_SECONDS:
            return False
        key = workspace.clock.random(32)
        name = EpochName(view.root, audience.handle, number + 1)
        stanzas = _seal_all(key, name, _recipients(view.authority, audience, now=now), own=workspace.own)
        body = epoch_entry(key, name, key_before=before, stanzas=stanzas)
        outbox.queue_network(connection, encode_body(body), signer=workspace.own, created_ms=workspace.clock.wall_ms())
        trust.save_key(connection, audience.handle, number + 1, key)
        trust.queue_stanzas(connection, stanzas)
    return True


def _seal_all(key: bytes, name: EpochName, recipients: dict[DeviceId, bytes], *, own: DeviceId) -> list[Stanza]:
    return [
        seal_stanza(key, name, recipient=handle, box_key=box_key)
        for handle, box_key in recipients.items()
        if handle != own
    ]
