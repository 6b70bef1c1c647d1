"""Every receipt that an entry of the `network` feed can get."""

import msgspec

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol import sealing
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, Header, sign_clear
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from tests.simulation.receipts import only, outcome
from tests.simulation.rig import DAY, Rig

DIRECTORY = "members/directory"


def test_invitations_up_to_the_limit_are_taken_and_one_more_is_not(rig: Rig) -> None:
    coordinator = rig.found()
    rig.restart(limits=HubLimits(open_invitations_per_coordinator=2))
    coordinator.endpoint = rig.endpoint
    invited = [rig.world.invite(expiry_days=1) for _ in range(3)]

    codes = [coordinator.ask(each.changes, stanzas=each.stanzas).receipts[-1] for each in invited]

    assert [outcome(each) for each in codes] == [
        (ReceiptCode.ACCEPTED, ""),
        (ReceiptCode.ACCEPTED, ""),
        (ReceiptCode.FORBIDDEN, "too_many_invitations"),
    ]
    rig.clock.now += 2 * DAY
    later = rig.world.invite()
    assert coordinator.ask(later.changes).receipts[-1].code == ReceiptCode.ACCEPTED


def test_a_network_entry_by_somebody_unknown_is_early(rig: Rig) -> None:
    coordinator = rig.found()
    stranger = rig.world.author()

    receipt = only(coordinator, rig.world.clear(stranger, bodies.Rules(1, (1,))))

    assert outcome(receipt) == (ReceiptCode.EARLY, "unknown_device")


def test_a_redemption_of_an_invitation_that_is_not_here_yet_is_early(rig: Rig) -> None:
    coordinator = rig.found()
    invited = rig.world.invite()

    receipt = only(coordinator, rig.world.redeem(invited, rig.world.author()))

    assert outcome(receipt) == (ReceiptCode.EARLY, "unknown_invitation")


def test_a_network_entry_that_the_rules_forbid_uses_its_number_up(rig: Rig) -> None:
    editor = rig.enrol(rig.found())

    receipt = only(editor, rig.world.clear(editor.signer, bodies.Rules(1, (1,))))

    assert outcome(receipt) == (ReceiptCode.FORBIDDEN, "only_coordinators")
    assert only(editor, rig.world.content(editor.signer, DIRECTORY, b"next")).code == ReceiptCode.ACCEPTED


def test_a_refused_network_entry_changes_nothing(rig: Rig) -> None:
    coordinator = rig.found()
    author = rig.world.coordinator
    again = bodies.AddAudience(rig.world.shelves[DIRECTORY].audience, 2, b"", ())

    receipt = only(coordinator, rig.world.clear(author, again))

    assert outcome(receipt) == (ReceiptCode.FORBIDDEN, "handle_taken")
    assert only(coordinator, rig.world.content(author, DIRECTORY, b"still a writer")).code == ReceiptCode.ACCEPTED


def test_an_entry_of_a_kind_that_only_newer_hubs_know_waits_for_one(rig: Rig) -> None:
    coordinator = rig.found()
    author, (seen, digest) = rig.world.coordinator, rig.world.view.seen
    header = Header(CLEAR, author.handle, author.number, author.prev, NETWORK_FEED, 0, seen, digest)
    later = msgspec.msgpack.encode([99, "later"])
    change = sign_clear(header, later, root=rig.world.root, signing_seed=author.seed)

    assert outcome(only(coordinator, change)) == (ReceiptCode.EARLY, "unknown_entry")


def test_a_forged_redemption_is_not_authentic(rig: Rig) -> None:
    coordinator = rig.found()
    invited = rig.invite(coordinator)
    thief = rig.world.author()
    redeem = bodies.Redeem(invited.keys.invitation, thief.sign_key, thief.box_key, b"", bytes(64))

    receipt = only(coordinator, rig.world.clear(thief, redeem))

    assert outcome(receipt) == (ReceiptCode.NOT_AUTHENTIC, "bad_signature")


def test_a_weak_key_is_not_authentic(rig: Rig) -> None:
    coordinator = rig.found()
    weak = (1).to_bytes(32, "little")
    box = sealing.box_public_key(bytes(31) + b"\x01")
    body = bodies.CoordinatorAdd(weak, box, bytes(64))

    receipt = only(coordinator, rig.world.clear(rig.world.root_author, body))

    assert outcome(receipt) == (ReceiptCode.NOT_AUTHENTIC, "bad_signature")


def test_another_networks_founding_is_not_authentic(rig: Rig) -> None:
    rig.register()
    other = rig.world.author()
    found = bodies.Found(other.sign_key, b"audience", bytes(32))
    header = Header(CLEAR, other.handle, 0, NO_PREV, NETWORK_FEED, 0, 0, rig.world.view.seen[1])
    change = sign_clear(header, bodies.encode_body(found), root=rig.world.root, signing_seed=other.seed)

    receipt = only(rig.asker(None), change)

    assert outcome(receipt) == (ReceiptCode.NOT_AUTHENTIC, "bad_signature")


def test_a_second_coordinator_is_added_by_the_root_alone(rig: Rig) -> None:
    coordinator = rig.found()
    new = rig.world.author()
    body = bodies.CoordinatorAdd(new.sign_key, new.box_key, rig.world.possession(new))

    assert outcome(only(coordinator, rig.world.clear(rig.world.coordinator, body))) == (
        ReceiptCode.FORBIDDEN,
        "only_root",
    )
    assert only(coordinator, rig.world.clear(rig.world.root_author, body)).code == ReceiptCode.ACCEPTED
