"""Every receipt that a change can get, and what it leaves behind."""

import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, FeedId, ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.envelope import CLEAR, SEALED, Header, seal_change, sign_clear
from haversack_sync.protocol.head import NO_DEVICE, ReceiptCode
from haversack_sync.protocol.limits import MAX_ENVELOPE_BYTES, HubLimits
from tests.simulation.receipts import only, outcome
from tests.simulation.rig import DAY, Rig
from tests.simulation.world import Author, Shelf

DIRECTORY = "members/directory"


def sealed(rig: Rig, author: Author, shelf: Shelf, **changed: object) -> bytes:
    """Make a change whose header differs from what its author would have written."""
    seen, digest = rig.world.view.seen
    fields: dict[str, object] = {
        "form": SEALED,
        "device": author.handle,
        "number": author.number,
        "prev": author.prev,
        "feed": shelf.feed,
        "epoch": shelf.epoch,
        "seen": seen,
        "seen_digest": digest,
    }
    header = Header(**(fields | changed))  # type: ignore[arg-type] # wrong values are what these tests are about
    return seal_change(
        header,
        b"text",
        root=rig.world.root,
        epoch_key=shelf.key,
        signing_seed=author.seed,
        random=rig.world.random,
    )


def test_an_allowed_change_becomes_an_entry_with_the_next_position(rig: Rig) -> None:
    coordinator = rig.found()
    before = coordinator.ask().head.position

    receipt = only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, b"one"))

    assert outcome(receipt) == (ReceiptCode.ACCEPTED, "")
    assert receipt.position == before + 1
    assert coordinator.entries[2][-1].position == before + 1


def test_the_same_bytes_in_a_new_request_get_the_same_receipt_and_no_second_entry(rig: Rig) -> None:
    coordinator = rig.found()
    change = rig.world.content(rig.world.coordinator, DIRECTORY, b"one")
    first = only(coordinator, change)

    again = only(coordinator, change)

    assert again == first
    assert len(coordinator.entries[2]) == 1


def test_the_same_bytes_twice_in_one_request_are_one_entry(rig: Rig) -> None:
    coordinator = rig.found()
    change = rig.world.content(rig.world.coordinator, DIRECTORY, b"one")

    answer = coordinator.ask([change, change])

    assert answer.receipts[0] == answer.receipts[1]
    assert len(answer.entries[2]) == 1


def test_another_change_under_a_used_number_is_a_clone(rig: Rig) -> None:
    coordinator = rig.found()
    clone = rig.world.coordinator.copy()
    only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, b"one"))

    receipt = only(coordinator, rig.world.content(clone, DIRECTORY, b"other"))

    assert outcome(receipt) == (ReceiptCode.CLONED, "cloned")
    assert len(coordinator.entries[2]) == 1


def test_nobody_but_the_device_itself_can_make_it_look_cloned(rig: Rig) -> None:
    coordinator = rig.found()
    clone = rig.world.coordinator.copy()
    only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, b"one"))
    forged = bytearray(rig.world.content(clone, DIRECTORY, b"other"))
    forged[-1] ^= 1

    receipt = only(coordinator, bytes(forged))

    assert outcome(receipt) == (ReceiptCode.NOT_AUTHENTIC, "bad_signature")


def test_a_number_ahead_of_the_chain_is_held_and_taken_after_the_one_before(rig: Rig) -> None:
    coordinator = rig.found()
    late = rig.world.content(rig.world.coordinator, DIRECTORY, b"one")
    early = rig.world.content(rig.world.coordinator, DIRECTORY, b"two")

    assert outcome(only(coordinator, early)) == (ReceiptCode.HELD, "gap")
    assert outcome(only(coordinator, late)) == (ReceiptCode.ACCEPTED, "")
    assert outcome(only(coordinator, early)) == (ReceiptCode.ACCEPTED, "")


def test_a_number_that_does_not_follow_the_envelope_before_is_of_a_copied_profile(rig: Rig) -> None:
    coordinator = rig.found()
    change = sealed(rig, rig.world.coordinator, rig.world.shelves[DIRECTORY], prev=b"p" * 16)

    assert outcome(only(coordinator, change)) == (ReceiptCode.CLONED, "cloned")


def test_a_whole_branch_of_a_copied_profile_is_told_so_at_once(rig: Rig) -> None:
    coordinator = rig.found()
    clone = rig.world.coordinator.copy()
    only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, b"one"))

    answer = coordinator.ask([rig.world.content(clone, DIRECTORY, b"other") for _ in range(4)])

    assert [outcome(each) for each in answer.receipts] == [(ReceiptCode.CLONED, "cloned")] * 4
    assert outcome(only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, b"two")))[0] == (
        ReceiptCode.ACCEPTED
    )


def test_what_is_not_authentic_uses_up_no_number(rig: Rig) -> None:
    coordinator = rig.found()
    good = rig.world.content(rig.world.coordinator, DIRECTORY, b"one")
    bad = good[:-1] + bytes([good[-1] ^ 1])

    answer = coordinator.ask([bad, good])

    assert [outcome(each) for each in answer.receipts] == [
        (ReceiptCode.NOT_AUTHENTIC, "bad_signature"),
        (ReceiptCode.ACCEPTED, ""),
    ]


@pytest.mark.parametrize(
    ("untrusted", "expected"),
    [
        (b"", (ReceiptCode.NOT_AUTHENTIC, "malformed")),
        (b"\x01\x01", (ReceiptCode.NOT_AUTHENTIC, "malformed")),
        (b"\x02" + bytes(300), (ReceiptCode.EARLY, "unknown_suite")),
        (b"\x01\x09" + bytes(300), (ReceiptCode.EARLY, "unknown_suite")),
        (bytes(MAX_ENVELOPE_BYTES + 1), (ReceiptCode.NOT_AUTHENTIC, "too_large")),
    ],
    ids=["empty", "cut", "suite", "form", "long"],
)
def test_bytes_without_a_readable_author_are_named_by_their_place(
    rig: Rig, untrusted: bytes, expected: tuple[int, str]
) -> None:
    coordinator = rig.found()
    good = rig.world.content(rig.world.coordinator, DIRECTORY, b"one")

    answer = coordinator.ask([good, untrusted])

    assert (answer.receipts[1].device, answer.receipts[1].first) == (NO_DEVICE, 1)
    assert outcome(answer.receipts[1]) == expected


def test_an_envelope_of_the_largest_size_is_accepted(rig: Rig) -> None:
    coordinator = rig.found()
    header_bytes = len(rig.world.content(rig.world.coordinator.copy(), DIRECTORY, b"")) - 32
    # Bodies are padded to Padmé sizes; this is the largest that still fits beside the header.
    text = rig.world.random(MAX_ENVELOPE_BYTES - header_bytes - 1100)

    change = rig.world.content(rig.world.coordinator, DIRECTORY, text)

    assert MAX_ENVELOPE_BYTES - 1024 < len(change) <= MAX_ENVELOPE_BYTES
    assert outcome(only(coordinator, change)) == (ReceiptCode.ACCEPTED, "")


def test_a_clear_body_in_a_content_feed_is_malformed(rig: Rig) -> None:
    coordinator = rig.found()
    author, (seen, digest) = rig.world.coordinator, rig.world.view.seen
    feed = rig.world.shelves[DIRECTORY].feed
    header = Header(CLEAR, author.handle, author.number, author.prev, feed, 0, seen, digest)
    change = sign_clear(header, b"text", root=rig.world.root, signing_seed=author.seed)

    assert outcome(only(coordinator, change)) == (ReceiptCode.NOT_AUTHENTIC, "malformed")


def test_a_sealed_body_in_the_network_feed_is_malformed(rig: Rig) -> None:
    coordinator = rig.found()
    shelf = Shelf(0, NETWORK_FEED, AudienceId(bytes(8)), 0, bytes(32))

    receipt = only(coordinator, sealed(rig, rig.world.coordinator, shelf))

    assert outcome(receipt) == (ReceiptCode.NOT_AUTHENTIC, "malformed")


def test_a_change_for_a_feed_that_is_not_here_yet_is_held(rig: Rig) -> None:
    coordinator = rig.found()
    shelf = rig.world.shelves[DIRECTORY]

    receipt = only(coordinator, sealed(rig, rig.world.coordinator, shelf, feed=FeedId(b"nowhere!")))

    assert outcome(receipt) == (ReceiptCode.HELD, "unknown_feed")


def test_a_device_that_is_not_here_yet_makes_a_change_early(rig: Rig) -> None:
    coordinator = rig.found()
    stranger = rig.world.author()

    receipt = only(coordinator, rig.world.content(stranger, DIRECTORY, b"one"))

    assert outcome(receipt) == (ReceiptCode.EARLY, "unknown_device")


def test_a_change_of_an_author_who_saw_more_than_there_is_is_held(rig: Rig) -> None:
    coordinator = rig.found()
    seen, digest = rig.world.view.seen
    shelf = rig.world.shelves[DIRECTORY]

    receipt = only(coordinator, sealed(rig, rig.world.coordinator, shelf, seen=seen + 1, seen_digest=digest))

    assert outcome(receipt) == (ReceiptCode.HELD, "seen_ahead")


def test_an_author_who_saw_another_history_is_not_taken(rig: Rig) -> None:
    coordinator = rig.found()
    shelf = rig.world.shelves[DIRECTORY]

    receipt = only(coordinator, sealed(rig, rig.world.coordinator, shelf, seen_digest=b"x" * 16))

    assert outcome(receipt) == (ReceiptCode.NOT_AUTHENTIC, "other_history")


@pytest.mark.parametrize("epoch", [0, 2])
def test_a_change_under_an_epoch_that_is_not_here_yet_is_held(rig: Rig, epoch: int) -> None:
    coordinator = rig.found()
    shelf = rig.world.shelves[DIRECTORY]

    receipt = only(coordinator, sealed(rig, rig.world.coordinator, shelf, epoch=epoch))

    assert outcome(receipt) == (ReceiptCode.HELD, "unknown_epoch")


def test_open_content_is_sealed_with_epoch_zero(rig: Rig) -> None:
    coordinator = rig.found()

    receipt = only(coordinator, rig.world.content(rig.world.coordinator, "open/library", b"for all"))

    assert outcome(receipt) == (ReceiptCode.ACCEPTED, "")


def test_a_reader_is_forbidden_to_write_and_the_number_is_used_up(rig: Rig) -> None:
    reader = rig.enrol(rig.found(), Role.READER)
    change = rig.world.content(reader.signer, DIRECTORY, b"one")

    first = only(reader, change)

    assert outcome(first) == (ReceiptCode.FORBIDDEN, "not_a_writer")
    assert first.position == 0
    assert only(reader, change) == first
    assert outcome(only(reader, rig.world.content(reader.signer, DIRECTORY, b"two"))) == (
        ReceiptCode.FORBIDDEN,
        "not_a_writer",
    )


def test_an_editor_writes_to_members_but_not_to_open_or_coordinators(rig: Rig) -> None:
    editor = rig.enrol(rig.found())

    outcomes = [
        outcome(only(editor, rig.world.content(editor.signer, shelf, b"text")))
        for shelf in (DIRECTORY, "open/library", "coordinators/notes")
    ]

    assert outcomes == [
        (ReceiptCode.ACCEPTED, ""),
        (ReceiptCode.FORBIDDEN, "not_a_writer"),
        (ReceiptCode.FORBIDDEN, "not_a_writer"),
    ]


def test_a_role_counts_as_it_is_now_also_within_one_request(rig: Rig) -> None:
    coordinator = rig.found()
    reader = rig.enrol(coordinator, Role.READER)
    organisation = rig.world.organisations[-1]
    audience = rig.world.shelves[DIRECTORY].audience
    grant = bodies.Grant(reader.signer.handle, Role.EDITOR, organisation, (audience,))
    granted = rig.world.clear(rig.world.coordinator, grant)
    change = rig.world.content(reader.signer, DIRECTORY, b"now I may")

    answer = coordinator.ask([granted, change])

    assert [outcome(each) for each in answer.receipts] == [(ReceiptCode.ACCEPTED, "")] * 2


def test_changes_up_to_the_days_limit_are_taken_and_one_more_is_not(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    # The redemption was the first of the day.
    rig.restart(limits=HubLimits(changes_per_device_and_day=3))
    editor.endpoint = rig.endpoint
    changes = [rig.world.content(editor.signer, DIRECTORY, b"text %d" % number) for number in range(3)]

    answer = editor.ask(changes)

    assert [outcome(each) for each in answer.receipts] == [
        (ReceiptCode.ACCEPTED, ""),
        (ReceiptCode.ACCEPTED, ""),
        (ReceiptCode.QUOTA, "changes_a_day"),
    ]
    rig.clock.now += DAY
    assert outcome(only(editor, changes[2])) == (ReceiptCode.ACCEPTED, "")


def test_after_a_change_over_quota_the_next_one_is_over_it_too_and_not_held(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    rig.restart(limits=HubLimits(changes_per_device_and_day=1))
    editor.endpoint = rig.endpoint

    answer = editor.ask([rig.world.content(editor.signer, DIRECTORY, b"text") for _ in range(2)])

    assert [each.code for each in answer.receipts] == [ReceiptCode.QUOTA, ReceiptCode.QUOTA]


def test_forbidden_changes_count_against_the_quota(rig: Rig) -> None:
    reader = rig.enrol(rig.found(), Role.READER)
    rig.restart(limits=HubLimits(changes_per_device_and_day=2))
    reader.endpoint = rig.endpoint

    answer = reader.ask([rig.world.content(reader.signer, DIRECTORY, b"text") for _ in range(2)])

    assert [each.code for each in answer.receipts] == [ReceiptCode.FORBIDDEN, ReceiptCode.QUOTA]


def test_coordinators_have_a_limit_of_their_own(rig: Rig) -> None:
    coordinator = rig.found()
    used = rig.world.coordinator.number
    rig.restart(limits=HubLimits(changes_per_device_and_day=1, changes_per_coordinator_and_day=used + 1))
    coordinator.endpoint = rig.endpoint

    answer = coordinator.ask([rig.world.content(rig.world.coordinator, DIRECTORY, b"text") for _ in range(2)])

    assert [each.code for each in answer.receipts] == [ReceiptCode.ACCEPTED, ReceiptCode.QUOTA]


def test_stamps_never_go_back_when_the_clock_does(rig: Rig) -> None:
    coordinator = rig.found()
    only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, b"one"))
    rig.clock.now -= 10 * DAY

    only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, b"two"))

    one, two = coordinator.entries[2]
    assert two.stamp == one.stamp


def test_objects_that_a_change_needs_are_noted_once_each(rig: Rig) -> None:
    coordinator = rig.found()
    first, second = ObjectId(sealing.sha256(b"a")), ObjectId(sealing.sha256(b"b"))
    refs = (first, second, first)

    receipt = only(
        coordinator,
        rig.world.content(rig.world.coordinator, DIRECTORY, b"files", refs=refs),
    )

    with rig.ledger.reading() as moment:
        assert list(moment.needing(first)) == [receipt.position]
        assert list(moment.needing(second)) == [receipt.position]
