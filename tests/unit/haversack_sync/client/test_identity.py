"""Who this computer is: enrolled, provisional by its invitation, too late, or nobody."""

from haversack_sync.client.identity import NOBODY, DeviceKeys, Identity
from haversack_sync.model.ids import InvitationId, Position
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from tests.simulation.world import Author
from tests.unit.haversack_sync.client.client_rig import ClientRig


def keys(author: Author) -> DeviceKeys:
    return DeviceKeys(author.seed, author.box_seed)


def test_keys_give_their_public_halves_and_a_handle() -> None:
    author = ClientRig().rig.world.author()

    assert keys(author).sign_key == sealing.signing_public_key(author.seed)
    assert keys(author).box_key == sealing.box_public_key(author.box_seed)
    assert keys(author).handle == author.handle


def test_an_enrolled_device_is_what_the_chain_says() -> None:
    rig = ClientRig()
    authority = rig.rig.world.view.authority

    span = Identity(keys(rig.reader), InvitationId(bytes(16))).span(authority)

    assert span == authority.devices[rig.reader.handle].now


LATE = 1 << 40


def test_a_stranger_is_nothing() -> None:
    rig = ClientRig()
    authority = rig.rig.world.view.authority
    stranger = keys(rig.rig.world.author())

    assert Identity(stranger).span(authority) is None
    assert Identity(stranger, InvitationId(bytes(16))).span(authority) is None
    assert Identity(stranger).invitation_refused(authority, stamp=LATE) == ""
    assert Identity(stranger, InvitationId(bytes(16))).invitation_refused(authority, stamp=LATE) == ""


def test_before_the_redemption_is_an_entry_a_device_has_what_its_invitation_promises() -> None:
    rig = ClientRig()
    invited = rig.rig.invite(rig.coordinator, Role.EDITOR)
    authority = rig.rig.world.view.authority
    identity = Identity(keys(rig.rig.world.author()), invited.keys.invitation)

    span = identity.span(authority)

    assert span is not None
    assert (span.since, span.role, span.organisation) == (Position(0), Role.EDITOR, invited.organisation)
    expires = authority.invitations[invited.keys.invitation].expires
    assert identity.invitation_refused(authority, stamp=expires) == ""
    assert identity.invitation_refused(authority, stamp=expires + 1) == "expired"


def test_an_invitation_that_another_computer_used_promises_nothing() -> None:
    rig = ClientRig()
    invited = rig.rig.invite(rig.coordinator, Role.EDITOR)
    world, winner, loser = rig.rig.world, rig.rig.world.author(), rig.rig.world.author()
    rig.rig.asker(winner).ask([world.redeem(invited, winner)])
    world.follow(rig.coordinator.ask(ordinals=[0]).entries[0])

    assert Identity(keys(loser), invited.keys.invitation).span(world.view.authority) is None
    lost, won = (Identity(keys(one), invited.keys.invitation) for one in (loser, winner))
    assert lost.invitation_refused(world.view.authority, stamp=0) == "used"
    assert won.invitation_refused(world.view.authority, stamp=LATE) == ""


def test_who_looks_around_has_no_handle_and_is_nothing_even_with_an_invitation() -> None:
    rig = ClientRig()
    authority = rig.rig.world.view.authority
    invited = rig.rig.invite(rig.coordinator, Role.EDITOR)

    visitor = Identity(None, invited.keys.invitation)

    assert visitor.handle == NOBODY
    assert NOBODY not in authority.devices
    assert visitor.span(authority) is None
    assert visitor.span(rig.rig.world.view.authority) is None
