"""What a coordinator's laptop does beside writing: grants, new epochs, invitations, keys for those who lack them.

Works on the simulated vault as `operations.inviting` and `operations.keeping` work on the real one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from haversack.store.outbox import UNANSWERED
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, OrganisationId
from haversack_sync.model.roles import Role
from haversack_sync.protocol import enrolment, epochs
from haversack_sync.protocol.messages import Stanza
from tests.simulation.acts import Act
from tests.simulation.founded import DIRECTORY, Founded, Person
from tests.simulation.kept import Kept
from tests.simulation.laptop import Laptop
from tests.simulation.oracle import REVOKED, Author

GRANTED: Final = (Role.EDITOR, Role.READER, Role.FOCAL_POINT)
"""The first is the harmless one."""


@dataclass(frozen=True, slots=True)
class Code:
    """An invitation's code, and what it offers."""

    keys: enrolment.InvitationKeys
    role: Role
    organisation: OrganisationId


def grant(number: int, author: Laptop, person: Person, role: Role, founded: Founded, *, reads: bool) -> Act:
    """Return the act by which somebody's role is set."""
    audiences = (founded.shelf(DIRECTORY).audience,) if reads else ()
    body = bodies.encode_body(bodies.Grant(person.handle, int(role), person.organisation, audiences))
    says = Author(role.name.lower(), person.organisation.hex(), reads)
    return Act(number, author.name, NETWORK_FEED, "network", 0, "grant", (), body, person.name, says)


def revocation(number: int, author: Laptop, person: Person) -> Act:
    """Return the act by which somebody's computer is taken out of the network."""
    body = bodies.encode_body(bodies.Revoke(person.handle))
    says = Author(REVOKED, person.organisation.hex(), reads_members=False)
    return Act(number, author.name, NETWORK_FEED, "network", 0, "revoke", (), body, person.name, says)


def has_somebody_left(kept: Kept, founded: Founded) -> bool:
    """Tell whether a computer was revoked since the newest key of `members` began."""
    authority, audience = kept.view.authority, founded.shelf(DIRECTORY).audience
    epoch = authority.epochs.get((audience, authority.newest_epoch.get(audience, 0)))
    revoked = [one.revoked.position for one in authority.devices.values() if one.revoked is not None]
    return epoch is not None and any(position > epoch.position for position in revoked)


def new_epoch(number: int, laptop: Laptop, founded: Founded) -> tuple[Act, Callable[[Kept], None]] | None:
    """Return the act by which a new key of `members` begins, and what it writes beside; None if that must wait."""
    kept, audience = laptop.replica.kept, founded.shelf(DIRECTORY).audience
    view = kept.view
    newest = view.authority.newest_epoch.get(audience, 0)
    before = kept.audience_keys.get((audience, newest))
    is_under_way = any(row.feed == NETWORK_FEED and row.state in UNANSWERED for row in kept.outbox.values())
    if before is None or is_under_way or (audience, newest + 1) in kept.audience_keys:
        return None
    key, name = laptop.replica.random(32), epochs.EpochName(view.root, audience, newest + 1)
    stanzas = [_sealed(key, name, handle, box) for handle, box in _recipients(kept, audience).items()]
    body = bodies.encode_body(epochs.epoch_entry(key, name, key_before=before, stanzas=stanzas))

    def beside(mine: Kept) -> None:
        mine.audience_keys[audience, newest + 1] = key
        mine.to_send += tuple(stanzas)

    return Act(number, laptop.name, NETWORK_FEED, "network", 0, "epoch", (), body), beside


def invitation(
    number: int, laptop: Laptop, like: Person, founded: Founded
) -> tuple[Act, Code, Callable[[Kept], None]] | None:
    """Return the act by which somebody is invited into a person's organisation, its code, and its welcome."""
    kept, audience = laptop.replica.kept, founded.shelf(DIRECTORY).audience
    newest = kept.view.authority.newest_epoch.get(audience, 0)
    key = kept.audience_keys.get((audience, newest))
    if key is None:
        return None
    keys = enrolment.derive(enrolment.read_code(enrolment.make_code(laptop.replica.random)))
    name = epochs.EpochName(kept.view.root, audience, newest)
    welcome = _sealed(key, name, keys.handle, keys.box_key)
    terms = bodies.InviteTerms(
        invitation=keys.invitation,
        sign_key=keys.sign_key,
        box_key=keys.box_key,
        organisation=like.organisation,
        role=Role.EDITOR,
        audiences=(audience,),
        mode=0,
        expiry_days=14,
        welcome=epochs.stanzas_hash([welcome]),
    )
    body = bodies.encode_body(enrolment.invite_entry(keys, terms, root=kept.view.root))

    def beside(mine: Kept) -> None:
        mine.to_send += (welcome,)

    act = Act(number, laptop.name, NETWORK_FEED, "network", 0, "invite", (), body)
    return act, Code(keys, Role.EDITOR, like.organisation), beside


def do_duties(laptop: Laptop, founded: Founded) -> None:
    """Seal the newest key to everybody who may read `members` and did not get it from here."""
    audience = founded.shelf(DIRECTORY).audience
    kept = laptop.replica.kept
    newest = kept.view.authority.newest_epoch.get(audience, 0)
    key = kept.audience_keys.get((audience, newest))
    lacking = {
        handle: box
        for handle, box in _recipients(kept, audience).items()
        if (handle, newest) not in kept.sealed and handle != laptop.person.handle
    }
    if key is None or not lacking:
        return
    name = epochs.EpochName(kept.view.root, audience, newest)
    with laptop.replica.transaction():
        mine = laptop.replica.kept
        mine.to_send += tuple(_sealed(key, name, handle, box) for handle, box in lacking.items())
        mine.sealed |= frozenset((handle, newest) for handle in lacking)


def _recipients(kept: Kept, audience: AudienceId) -> dict[DeviceId, bytes]:
    authority = kept.view.authority
    return {
        device.handle: device.box_key
        for device in authority.devices.values()
        if authority.may_read(device.rights, audience)
    }


def _sealed(key: bytes, name: epochs.EpochName, handle: DeviceId, box_key: bytes) -> Stanza:
    return epochs.seal_stanza(key, name, recipient=handle, box_key=box_key)


def redeeming(number: int, code: Code, which: int, person: Person, root: bytes) -> Act:
    """Return the act by which a new laptop takes up an invitation."""
    entry = enrolment.redeem_entry(
        code.keys, root=root, sign_key=person.author.sign_key, box_key=person.author.box_key, label=b"sealed label"
    )
    says = Author(code.role.name.lower(), code.organisation.hex())
    body = bodies.encode_body(entry)
    return Act(number, person.name, NETWORK_FEED, "network", which, "redeem", (), body, person.name, says)
