"""Changes that come in any order, by any carrier: held, taken in order, each once, or let go."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, Position
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import GAP, Entry, next_digest
from haversack_sync.protocol.envelope import SEALED, Header, parse_envelope, seal_change
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import Ask
from tests.guards.examples import examples
from tests.simulation.asking import Asker
from tests.simulation.receipts import only, outcome
from tests.simulation.rig import DAY, Rig
from tests.simulation.world import Author

DIRECTORY = "members/directory"
ACCEPTED, HELD = (ReceiptCode.ACCEPTED, ""), (ReceiptCode.HELD, "gap")


def written(rig: Rig, author: Author, count: int) -> list[bytes]:
    """Make changes in a row."""
    return [rig.world.content(author, DIRECTORY, b"text %d" % number) for number in range(count)]


def ask_for(change: bytes) -> Ask:
    header = parse_envelope(change).header
    return Ask(header.device, header.number, sealing.sha256(change)[:16])


def asked(asker: Asker, *changes: bytes) -> list[tuple[int, str]]:
    """Ask what became of changes without sending them."""
    return [outcome(each) for each in asker.ask(asks=[ask_for(change) for change in changes]).receipts]


def in_log(asker: Asker, author: DeviceId) -> list[bytes]:
    """Return the author's entries in the directory, in the hub's order."""
    asker.ask()
    envelopes = [entry.envelope for entry in asker.entries.get(2, [])]
    return [raw for raw in envelopes if parse_envelope(raw).header.device == author]


def test_create_edit_edit_retire_that_arrive_4_2_1_3_are_taken_in_order(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    one, two, three, four = written(rig, editor.signer, 4)

    outcomes = [outcome(only(editor, change)) for change in (four, two, one, three)]

    assert outcomes == [HELD, HELD, ACCEPTED, ACCEPTED]
    assert in_log(coordinator, editor.signer.handle) == [one, two, three, four]
    assert {entry.flags for entry in coordinator.entries[2]} == {0}
    assert asked(editor, one, two, three, four) == [ACCEPTED] * 4


def test_what_is_held_is_shown_to_nobody_and_survives_a_restart(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    one, two = written(rig, editor.signer, 2)
    only(editor, two)

    rig.restart()
    coordinator.endpoint = editor.endpoint = rig.endpoint

    assert in_log(coordinator, editor.signer.handle) == []
    assert asked(editor, two) == [HELD]
    only(editor, one)
    assert in_log(coordinator, editor.signer.handle) == [one, two]


def test_two_sticks_out_of_order_and_a_direct_sync_leave_each_change_once(rig: Rig) -> None:
    """E6: the courier brings the second stick first; receipts come home by whoever asks."""
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    changes = written(rig, editor.signer, 6)
    courier = rig.asker(None)

    second = courier.ask(changes[3:])
    direct = editor.ask(changes[:2])
    first = courier.ask(changes[:4])

    assert [each.code for each in second.receipts] == [ReceiptCode.HELD] * 3
    assert [outcome(each) for each in direct.receipts] == [ACCEPTED] * 2
    assert [outcome(each) for each in first.receipts] == [ACCEPTED] * 4
    assert in_log(coordinator, editor.signer.handle) == changes
    assert asked(rig.asker(None), *changes) == [ACCEPTED] * 6


def test_nobody_can_have_something_held_in_anothers_name(rig: Rig) -> None:
    editor = rig.enrol(rig.found())
    _, two = written(rig, editor.signer, 2)
    forged = two[:-1] + bytes([two[-1] ^ 1])
    stranger = rig.world.content(rig.world.author(), DIRECTORY, b"by nobody known")

    answer = rig.asker(None).ask([forged, stranger])

    assert [outcome(each) for each in answer.receipts] == [
        (ReceiptCode.NOT_AUTHENTIC, "bad_signature"),
        (ReceiptCode.EARLY, "unknown_device"),
    ]
    with rig.ledger.reading() as moment:
        assert moment.held_bytes() == 0


def test_content_that_came_ahead_of_the_network_feed_is_taken_when_that_has_come(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    organisation = rig.world.clear(rig.world.coordinator, bodies.AddOrganisation(b"new org."))
    view = rig.world.view
    # Its author has seen the entry that the hub does not have yet.
    seen = digest_after(rig, organisation)
    change = rig.world.content(editor.signer, DIRECTORY, b"text", seen=(view.standing.n + 1, seen))

    assert outcome(only(editor, change)) == (ReceiptCode.HELD, "seen_ahead")
    only(coordinator, organisation)

    assert asked(editor, change) == [ACCEPTED]


def digest_after(rig: Rig, envelope: bytes) -> bytes:
    """Return what an author has seen who verified one more entry of `network` than the world."""
    standing = rig.world.view.standing
    with rig.ledger.reading() as moment:
        position, _ = moment.last()
    entry = Entry(Position(position + 1), rig.clock.now, 0, envelope)
    return next_digest(standing.digest, entry, root=rig.world.root, era=1, feed=NETWORK_FEED)[:16]


def test_a_held_change_that_is_not_allowed_when_its_turn_comes_gets_its_receipt_for_good(rig: Rig) -> None:
    reader = rig.enrol(rig.found(), Role.READER)
    one, two = written(rig, reader.signer, 2)

    assert outcome(only(reader, two)) == HELD
    only(reader, one)

    assert asked(reader, two) == [(ReceiptCode.FORBIDDEN, "not_a_writer")]
    assert outcome(only(reader, two)) == (ReceiptCode.FORBIDDEN, "not_a_writer")


def test_after_thirty_days_the_rest_is_taken_with_a_gap_and_what_comes_then_is_late(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    one, two, three, four, five = written(rig, editor.signer, 5)
    editor.ask([one, two, four, five])
    rig.clock.now += 30 * DAY
    coordinator.ask()
    assert in_log(coordinator, editor.signer.handle) == [one, two]

    rig.clock.now += 1
    coordinator.ask()

    assert in_log(coordinator, editor.signer.handle) == [one, two, four, five]
    assert [entry.flags for entry in coordinator.entries[2]] == [0, 0, GAP, 0]
    late = only(editor, three)
    assert outcome(late) == (ReceiptCode.FORBIDDEN, "late")
    assert only(editor, three) == late
    assert outcome(only(editor, rig.world.content(editor.signer, DIRECTORY, b"three again"))) == ACCEPTED


def test_what_cannot_be_taken_even_after_thirty_days_is_let_go_and_asked_for_again(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    (seen, digest), shelf, signer = rig.world.view.seen, rig.world.shelves[DIRECTORY], editor.signer
    header = Header(SEALED, signer.handle, signer.number, signer.prev, FeedId(b"nowhere!"), 1, seen, digest)
    change = seal_change(
        header, b"text", root=rig.world.root, epoch_key=shelf.key, signing_seed=signer.seed, random=rig.world.random
    )
    assert outcome(only(editor, change)) == (ReceiptCode.HELD, "unknown_feed")

    rig.clock.now += 30 * DAY + 1
    coordinator.ask()

    assert asked(editor, change) == [(ReceiptCode.EARLY, "not_here")]


def test_what_proves_to_be_of_another_history_when_its_wait_ends_is_let_go_and_the_hub_goes_on(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    n = rig.world.view.standing.n
    rig.world.content(editor.signer, DIRECTORY, b"never sent")
    strange = rig.world.content(editor.signer, DIRECTORY, b"text", seen=(n + 1, b"another history."))
    assert outcome(only(editor, strange)) == (ReceiptCode.HELD, "seen_ahead")
    only(coordinator, rig.world.clear(rig.world.coordinator, bodies.AddOrganisation(b"new org.")))

    rig.clock.now += 30 * DAY + 1
    coordinator.ask()

    assert asked(editor, strange) == [(ReceiptCode.EARLY, "not_here")]
    with rig.ledger.reading() as moment:
        assert moment.held_bytes() == 0


@pytest.mark.parametrize(
    "limits",
    [
        HubLimits(held_changes_per_device=2),
        HubLimits(held_bytes_per_device=500),
        HubLimits(held_bytes=500),
    ],
    ids=["changes", "bytes", "bytes of all"],
)
def test_what_would_be_held_beyond_the_limits_is_to_be_sent_again(rig: Rig, limits: HubLimits) -> None:
    editor = rig.enrol(rig.found())
    rig.restart(limits=limits)
    editor.endpoint = rig.endpoint
    changes = written(rig, editor.signer, 4)
    assert len(changes[1]) < 250

    answer = editor.ask(changes[1:])

    assert [outcome(each) for each in answer.receipts] == [HELD, HELD, (ReceiptCode.EARLY, "too_much_held")]
    assert [outcome(each) for each in editor.ask([changes[0], changes[3]]).receipts] == [ACCEPTED, ACCEPTED]


def test_of_two_branches_of_a_copied_profile_the_one_that_came_first_is_held(rig: Rig) -> None:
    editor = rig.enrol(rig.found())
    twin = editor.signer.copy()
    one, two = written(rig, editor.signer, 2)
    _, other_two = (rig.world.content(twin, DIRECTORY, b"other %d" % number) for number in range(2))
    assert outcome(only(editor, other_two)) == HELD

    assert outcome(only(editor, two)) == (ReceiptCode.EARLY, "gap")
    assert [outcome(each) for each in editor.ask([one, two]).receipts] == [ACCEPTED, ACCEPTED]

    assert asked(editor, other_two) == [(ReceiptCode.CLONED, "cloned")]
    with rig.ledger.reading() as moment:
        assert moment.held_bytes() == 0


def test_a_request_that_is_refused_holds_nothing(rig: Rig) -> None:
    editor = rig.enrol(rig.found())
    _, two = written(rig, editor.signer, 2)

    with pytest.raises(HubRefusal):
        editor.ask([two], profile=b"not a coordinator's")

    with rig.ledger.reading() as moment:
        assert moment.held_bytes() == 0


def test_the_answer_to_a_question_is_about_these_bytes_and_no_others() -> None:
    rig = Rig()
    editor = rig.enrol(rig.found())
    twin = editor.signer.copy()
    (mine,), (theirs,) = written(rig, editor.signer, 1), written(rig, twin, 1)
    only(editor, mine)

    assert asked(editor, mine, theirs) == [ACCEPTED, (ReceiptCode.CLONED, "cloned")]


@settings(max_examples=examples(60))
@given(
    order=st.permutations(range(7)),
    doubled=st.lists(st.integers(0, 6), max_size=5),
    batches=st.lists(st.integers(1, 4), min_size=1, max_size=12),
    by_courier=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_any_order_any_carrier_any_number_of_times_makes_the_same_log(
    order: Sequence[int], doubled: list[int], batches: list[int], by_courier: list[bool]
) -> None:
    rig = Rig()
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    changes = written(rig, editor.signer, 7)
    arriving = [changes[place] for place in [*order, *doubled]]
    courier = rig.asker(None)

    turn = 0
    while arriving:
        size = batches[turn % len(batches)]
        (courier if by_courier[turn % len(by_courier)] else editor).ask(arriving[:size])
        arriving = arriving[size:]
        turn += 1

    assert in_log(coordinator, editor.signer.handle) == changes
    assert asked(editor, *changes) == [ACCEPTED] * 7
    with rig.ledger.reading() as moment:
        assert moment.held_bytes() == 0
