"""One exchange: who may ask, what is refused as a whole, and that a refusal leaves no trace."""

import msgspec
import pytest

from haversack_sync.hub.exchange import MAX_BAD_SIGNATURES, MAX_RECEIPTS_BYTES
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError, exchange_line
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.messages import ExchangeRequest, Stanza, encode_message
from haversack_sync.protocol.profile import decode_profile, encode_profile
from haversack_sync.protocol.requests import LANE_UPLOADS, sign_request
from tests.simulation.asking import Asker
from tests.simulation.receipts import only
from tests.simulation.rig import DAY, Rig
from tests.simulation.world import Author, FixedRandom, World

DIRECTORY = "members/directory"
LIBRARY = "open/library"
NOTES = "coordinators/notes"


def refusal(asker: Asker, changes: tuple[bytes, ...] = (), **wishes: object) -> tuple[str, int]:
    """Ask, and return why the hub refused."""
    with pytest.raises(HubRefusal) as caught:
        asker.ask(changes, **wishes)  # type: ignore[arg-type] # passed on as they are
    return caught.value.reason, caught.value.number


def test_founding_is_accepted_in_the_request_that_makes_its_sender_known(rig: Rig) -> None:
    coordinator = rig.found()

    assert coordinator.standing(0).n == rig.world.view.standing.n == 12
    assert rig.world.view.authority.devices.keys() == {rig.world.coordinator.handle}


def test_founding_again_by_the_same_request_changes_nothing(rig: Rig) -> None:
    rig.register()
    founding = rig.world.founding()
    first = rig.asker(rig.world.coordinator)
    second = rig.asker(rig.world.coordinator)
    before = first.ask(founding.changes, stanzas=founding.stanzas, profile=founding.profile)
    second.counters = dict(first.counters)

    again = second.ask(founding.changes, stanzas=founding.stanzas, profile=founding.profile)

    assert again.receipts == before.receipts
    assert again.head.position == before.head.position
    assert second.entries == first.entries


def test_a_device_that_nobody_knows_is_refused_and_what_it_brought_is_not_kept(rig: Rig) -> None:
    coordinator = rig.found()
    stranger = rig.asker(rig.world.author())
    carried = rig.world.content(rig.world.coordinator, DIRECTORY, b"carried")

    assert refusal(stranger, (carried,)) == ("unknown_device", 0)

    assert coordinator.ask().head.position == 12


def test_a_request_signed_by_another_key_is_refused(rig: Rig) -> None:
    coordinator = rig.found()
    forger = rig.asker(Author(b"x" * 32, b"y" * 32))
    body = b"\x97\x91\x92\x00\x00\x90\x00\x00\xc4\x00\x90\xc4\x00"
    auth = forger.sign_exchange(body)
    forged = type(auth)(coordinator.signer.handle, auth.lane, 99, auth.signature)

    with pytest.raises(HubRefusal, match="bad_signature"):
        coordinator.read(rig.endpoint.exchange(body, forged), body, forged)

    assert coordinator.ask().is_whole


def test_a_counter_that_does_not_grow_is_refused_with_the_highest(rig: Rig) -> None:
    coordinator = rig.found()
    coordinator.ask()
    coordinator.counters[0] = 0

    assert refusal(coordinator) == ("counter_too_low", 2)


def test_a_refused_request_does_not_store_its_counter(rig: Rig) -> None:
    coordinator = rig.found()
    coordinator.counters[0] = 500
    assert refusal(coordinator, ordinals=[0, 9]) == ("forbidden_feed", 9)
    coordinator.counters[0] = 1

    assert coordinator.ask().is_whole


def test_an_unsigned_request_reads_network_and_open_only(rig: Rig) -> None:
    coordinator = rig.found()
    coordinator.ask(
        [
            rig.world.content(rig.world.coordinator, LIBRARY, b"for all"),
            rig.world.content(rig.world.coordinator, DIRECTORY, b"for members"),
        ]
    )
    stranger = rig.asker(None)
    stranger.feeds |= rig.feeds(LIBRARY, DIRECTORY)

    assert refusal(stranger) == ("forbidden_feed", 2)
    answer = stranger.ask(ordinals=[0, 1])

    assert [len(answer.entries[ordinal]) for ordinal in (0, 1)] == [12, 1]


def test_a_courier_delivers_what_others_wrote(rig: Rig) -> None:
    coordinator = rig.found()
    carried = rig.world.content(rig.world.coordinator, DIRECTORY, b"carried")

    receipt = only(rig.asker(None), carried)

    assert receipt.code == ReceiptCode.ACCEPTED
    assert [entry.envelope for entry in coordinator.ask().entries[2]] == [carried]


@pytest.mark.parametrize(
    ("role", "may_read"),
    [(Role.READER, {1, 2}), (Role.EDITOR, {1, 2}), (Role.FOCAL_POINT, {1, 2})],
)
def test_a_device_reads_the_audiences_that_it_was_given(rig: Rig, role: Role, may_read: set[int]) -> None:
    device = rig.enrol(rig.found(), role)
    device.feeds |= rig.feeds(LIBRARY, DIRECTORY, NOTES)

    for ordinal in (1, 2, 3):
        if ordinal in may_read:
            assert device.ask(ordinals=[0, ordinal]).is_whole
        else:
            assert refusal(device, ordinals=[0, ordinal]) == ("forbidden_feed", ordinal)


def test_the_holder_of_an_open_invitation_reads_what_it_offers_and_gets_its_welcome(rig: Rig) -> None:
    coordinator = rig.found()
    coordinator.ask([rig.world.content(rig.world.coordinator, DIRECTORY, b"for members")])
    invited = rig.invite(coordinator)
    holder = rig.asker(Author(invited.keys.sign_seed, invited.keys.box_seed))
    holder.feeds |= rig.feeds(DIRECTORY, NOTES)

    answer = holder.ask(ordinals=[0, 2], with_nonce=True, with_counter=False)

    assert len(answer.entries[2]) == 1
    assert answer.stanzas == invited.stanzas
    assert refusal(holder, ordinals=[0, 3], with_nonce=True, with_counter=False) == ("forbidden_feed", 3)


def test_the_holder_of_an_invitation_has_no_counter(rig: Rig) -> None:
    invited = rig.invite(rig.found())
    holder = rig.asker(Author(invited.keys.sign_seed, invited.keys.box_seed))

    with pytest.raises(LinkError, match="not_our_hub"):
        holder.ask(with_nonce=True)
    with pytest.raises(LinkError, match="not_our_hub"):
        holder.ask(with_nonce=False, with_counter=False)


def test_a_request_without_anything_that_makes_it_unique_is_not_our_protocol(rig: Rig) -> None:
    rig.found()

    with pytest.raises(LinkError, match="not_our_hub"):
        rig.asker(None).ask(with_nonce=False)


def test_a_request_signed_for_another_lane_is_not_our_protocol(rig: Rig) -> None:
    coordinator = rig.found()
    body = encode_message(ExchangeRequest(cursors=((0, 0),)))
    signer = coordinator.signer
    auth = sign_request(
        exchange_line(body), root=rig.world.root, device=signer.handle, lane=LANE_UPLOADS, counter=9,
        signing_seed=signer.seed,
    )  # fmt: skip

    with pytest.raises(LinkError, match="not_our_hub"):
        rig.endpoint.exchange(body, auth)


def test_the_same_request_of_an_invitation_may_come_again(rig: Rig) -> None:
    invited = rig.invite(rig.found())
    holder = rig.asker(Author(invited.keys.sign_seed, invited.keys.box_seed))

    first = holder.ask(with_nonce=True, with_counter=False)
    again = holder.ask(with_nonce=True, with_counter=False)

    assert first.is_whole
    assert again.is_whole


@pytest.mark.parametrize("how", ["expired", "redeemed"])
def test_an_invitation_that_is_over_reads_only_what_everybody_may(rig: Rig, how: str) -> None:
    coordinator = rig.found()
    invited = rig.invite(coordinator, expiry_days=1)
    if how == "expired":
        rig.clock.now += DAY + 1
    else:
        rig.asker(device := rig.world.author()).ask([rig.world.redeem(invited, device)])
    holder = rig.asker(Author(invited.keys.sign_seed, invited.keys.box_seed))
    holder.feeds |= rig.feeds(LIBRARY, DIRECTORY)

    assert refusal(holder, ordinals=[0, 2], with_nonce=True, with_counter=False) == ("forbidden_feed", 2)
    assert holder.ask(ordinals=[0, 1], with_nonce=True, with_counter=False).stanzas == ()


def test_an_invitation_lives_to_the_last_second_of_its_last_day(rig: Rig) -> None:
    coordinator = rig.found()
    in_time, too_late = rig.invite(coordinator, expiry_days=1), rig.invite(coordinator, expiry_days=1)
    rig.clock.now += DAY
    first = rig.world.author()
    assert rig.asker(first).ask([rig.world.redeem(in_time, first)]).receipts[0].code == ReceiptCode.ACCEPTED
    rig.clock.now += 1
    second = rig.world.author()

    assert refusal(rig.asker(second), (rig.world.redeem(too_late, second),)) == ("invitation_expired", 0)


def test_the_first_redemption_enrols_and_later_ones_are_kept_as_alarms_up_to_three(rig: Rig) -> None:
    coordinator = rig.found()
    invited = rig.invite(coordinator)
    devices = [rig.world.author() for _ in range(4)]
    redemptions = [rig.world.redeem(invited, device) for device in devices]
    rig.asker(devices[0]).ask([redemptions[0]])

    answers = [
        refusal(rig.asker(device), (redemption,))
        for device, redemption in zip(devices[1:], redemptions[1:], strict=True)
    ]

    assert answers == [("invitation_used", 0)] * 3
    entries = coordinator.ask(ordinals=[0]).entries[0]
    assert [entry.envelope for entry in entries] == redemptions[:3]
    rig.world.follow(entries)
    assert devices[0].handle in rig.world.view.authority.devices
    assert not any(device.handle in rig.world.view.authority.devices for device in devices[1:])


def test_a_device_that_lost_the_race_hears_the_same_again(rig: Rig) -> None:
    coordinator = rig.found()
    invited = rig.invite(coordinator)
    winner, loser = rig.world.author(), rig.world.author()
    rig.asker(winner).ask([rig.world.redeem(invited, winner)])
    late = rig.world.redeem(invited, loser)
    refusal(rig.asker(loser), (late,))

    assert refusal(rig.asker(loser), (late,)) == ("invitation_used", 0)
    assert len(coordinator.ask(ordinals=[0]).entries[0]) == 2


def test_a_redemption_of_an_unknown_invitation_says_so(rig: Rig) -> None:
    rig.found()
    device = rig.world.author()
    change = rig.world.redeem(rig.world.invite(), device)

    assert refusal(rig.asker(device), (change,)) == ("unknown_invitation", 0)


def test_a_client_that_knows_more_than_the_hub_is_told(rig: Rig) -> None:
    coordinator = rig.found()
    coordinator.ask([rig.world.content(rig.world.coordinator, DIRECTORY, b"one")])
    other = Rig(world=World(FixedRandom("world")))
    other.found()
    coordinator.endpoint = other.endpoint

    assert refusal(coordinator) == ("hub_behind", 2)


def test_only_keepers_bring_keys(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    stanza = rig.world.stanza(DIRECTORY, recipient=editor.signer.handle, box_key=editor.signer.box_key)

    assert refusal(editor, stanzas=[stanza]) == ("not_keeper", 0)
    assert refusal(rig.asker(None), stanzas=[stanza]) == ("not_keeper", 0)
    coordinator.ask(stanzas=[stanza])

    answer = editor.ask()
    assert answer.stanzas == (stanza,)
    assert editor.ask(stanzas_after=answer.stanza_serial).stanzas == ()


def test_keys_that_are_brought_again_are_not_handed_out_again(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    stanza = rig.world.stanza(DIRECTORY, recipient=editor.signer.handle, box_key=editor.signer.box_key)
    coordinator.ask(stanzas=[stanza, stanza])
    serial = editor.ask().stanza_serial

    coordinator.ask(stanzas=[stanza])

    assert editor.ask(stanzas_after=serial).stanzas == ()


def test_a_key_sealed_anew_by_the_same_keeper_takes_the_place_of_the_one_before(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    first, second = (
        rig.world.stanza(DIRECTORY, recipient=editor.signer.handle, box_key=editor.signer.box_key) for _ in range(2)
    )
    coordinator.ask(stanzas=[first])
    serial = editor.ask().stanza_serial

    coordinator.ask(stanzas=[second])

    assert editor.ask(stanzas_after=serial).stanzas == (second,)
    assert editor.ask().stanzas == (second,)


def test_keys_of_an_epoch_that_is_not_here_are_left_out(rig: Rig) -> None:
    coordinator = rig.found()
    held = coordinator.ask().stanzas
    audience = rig.world.shelves[DIRECTORY].audience
    stray = Stanza(audience, 7, coordinator.signer.handle, bytes(80))

    coordinator.ask(stanzas=[stray])

    assert coordinator.ask().stanzas == held


def test_only_coordinators_bring_a_profile(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    profile = rig.world.profile(hubs=("https://hub.example",))

    assert refusal(editor, profile=profile) == ("not_coordinator", 0)
    assert refusal(rig.asker(None), profile=profile) == ("not_coordinator", 0)
    coordinator.ask(profile=profile)

    assert rig.endpoint.fetch_profile() == profile


def test_a_profile_of_another_network_or_hub_or_no_profile_at_all_is_refused(rig: Rig) -> None:
    coordinator = rig.found()
    other = Rig(world=World(FixedRandom("other")))
    other.found()
    held = rig.endpoint.fetch_profile()

    assert refusal(coordinator, profile=b"profile") == ("bad_profile", 0)
    assert refusal(coordinator, profile=other.world.profile()) == ("bad_profile", 0)
    moved = msgspec.structs.replace(decode_profile(held), hub_sign_key=rig.world.author().sign_key)
    assert refusal(coordinator, profile=encode_profile(moved)) == ("bad_profile", 0)
    assert rig.endpoint.fetch_profile() == held


def test_receipts_that_do_not_fit_leave_the_rest_for_the_next_request(rig: Rig) -> None:
    coordinator = rig.found()
    authors = [rig.world.author() for _ in range(400)]
    changes = [rig.world.content(author, DIRECTORY, b"text") for author in authors]
    mine = rig.world.content(rig.world.coordinator, DIRECTORY, b"mine")

    answer = coordinator.ask([*changes, mine])

    assert MAX_RECEIPTS_BYTES // 80 < len(answer.receipts) < len(changes)
    assert only(coordinator, mine).code == ReceiptCode.ACCEPTED


def test_after_many_changes_that_are_not_authentic_the_rest_is_not_looked_at(rig: Rig) -> None:
    coordinator = rig.found()
    good = rig.world.content(rig.world.coordinator, DIRECTORY, b"text")
    forged = good[:-1] + bytes([good[-1] ^ 1])

    answer = coordinator.ask([forged] * 100 + [good])

    assert [each.code for each in answer.receipts] == [ReceiptCode.NOT_AUTHENTIC] * MAX_BAD_SIGNATURES


def test_changes_of_many_devices_in_one_request_are_all_taken(rig: Rig) -> None:
    coordinator = rig.found()
    editors = [rig.enrol(coordinator) for _ in range(5)]
    changes = [rig.world.content(editor.signer, DIRECTORY, b"text") for editor in editors for _ in range(20)]

    answer = rig.asker(None).ask(changes)

    assert {each.code for each in answer.receipts} == {ReceiptCode.ACCEPTED}
    assert [each.position for each in answer.receipts] == list(
        range(answer.receipts[0].position, answer.receipts[0].position + 100)
    )
