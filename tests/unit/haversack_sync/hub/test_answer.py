"""How answers are laid out: short, long, by budget, never a frame too long."""

import pytest

from haversack_sync.hub.answer import MAX_STANZAS_BYTES, STANDING_BYTES, STANZA_BYTES, stanza_room
from haversack_sync.hub.ports import StoredStanza
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import KIB, MAX_FRAME_BYTES, HubLimits
from tests.simulation.asking import Answer, Asker
from tests.simulation.rig import Rig

DIRECTORY, LIBRARY = "members/directory", "open/library"


def write(rig: Rig, coordinator: Asker, count: int, *, size: int = 200, shelf: str = DIRECTORY) -> list[bytes]:
    """Let the coordinator write so many changes; somebody else reads them later."""
    changes = [rig.world.content(rig.world.coordinator, shelf, rig.world.random(size)) for _ in range(count)]
    answer = coordinator.ask(changes)
    assert {each.code for each in answer.receipts} == {ReceiptCode.ACCEPTED}
    return changes


def reader_of(rig: Rig) -> Asker:
    """Return the coordinator's device as it was right after the founding."""
    reader = rig.asker(rig.world.coordinator)
    reader.counters = {0: 1000}
    reader.feeds |= rig.feeds(LIBRARY, DIRECTORY)
    return reader


def sizes(answer: Answer) -> int:
    return sum(answer.frame_bytes)


def test_nothing_new_is_one_small_frame(coordinator: Asker) -> None:
    answer = coordinator.ask()
    again = coordinator.ask(stanzas_after=answer.stanza_serial)

    assert again.is_short
    assert again.is_whole
    assert sizes(again) < 120


def test_what_fits_one_frame_comes_in_one(rig: Rig, coordinator: Asker) -> None:
    write(rig, coordinator, 20)

    answer = reader_of(rig).ask()

    assert answer.is_short
    assert len(answer.frame_bytes) == 1
    assert len(answer.entries[2]) == 20


def test_own_changes_come_back_as_numbers(rig: Rig, coordinator: Asker) -> None:
    changes = [rig.world.content(rig.world.coordinator, DIRECTORY, rig.world.random(20_000)) for _ in range(30)]

    answer = coordinator.ask(changes)

    assert answer.is_short
    assert [entry.envelope for entry in answer.entries[2]] == changes
    assert sizes(answer) < 1024


def test_more_than_a_frame_comes_in_frames_closed_by_marks_and_the_head(rig: Rig, coordinator: Asker) -> None:
    changes = write(rig, coordinator, 400)

    answer = reader_of(rig).ask()

    assert not answer.is_short
    assert answer.is_whole
    assert [entry.envelope for entry in answer.entries[2]] == changes
    # Head, the network feed, and the directory's frames: all but the last are filled.
    assert len(answer.frame_bytes) > 4
    assert all(28 * KIB < length <= MAX_FRAME_BYTES for length in answer.frame_bytes[2:-1])


@pytest.mark.parametrize("size", [7 * KIB, 10 * KIB, 15 * KIB, 22 * KIB])
def test_no_frame_is_longer_than_its_limit_whatever_the_entries(rig: Rig, coordinator: Asker, size: int) -> None:
    changes = write(rig, coordinator, 9, size=size)

    answer = reader_of(rig).ask()

    assert answer.is_whole
    assert len(answer.entries[2]) == len(changes)
    assert max(answer.frame_bytes) <= MAX_FRAME_BYTES


@pytest.mark.parametrize("budget", [1, 10 * KIB, 40 * KIB, 64 * KIB, 100 * KIB])
def test_an_answer_passes_its_budget_by_one_frame_at_most_and_always_goes_on(
    rig: Rig, coordinator: Asker, budget: int
) -> None:
    changes = write(rig, coordinator, 600)
    reader = reader_of(rig)
    rounds = 0

    while not (answer := reader.ask(answer_bytes=budget)).is_whole:
        rounds += 1
        assert sizes(answer) <= budget + MAX_FRAME_BYTES
        assert rounds < 100

    assert [entry.envelope for entry in reader.entries[2]] == changes


@pytest.mark.parametrize(("asked", "given"), [(1, 8), (8 * KIB, 8), (13 * KIB, 13), (32 * KIB, 32), (999_999, 32)])
def test_frames_are_as_long_as_the_client_asks_and_all_but_the_last_are_filled_and_closed_by_marks(
    rig: Rig, coordinator: Asker, asked: int, given: int
) -> None:
    changes = write(rig, coordinator, 400)
    reader = reader_of(rig)
    reader.ask(ordinals=[0])

    answer = reader.ask(frame_bytes=asked)

    assert answer.is_whole
    assert [entry.envelope for entry in answer.entries[2]] == changes
    assert max(answer.frame_bytes) <= given * KIB
    assert all((given - 2) * KIB - 600 < length for length in answer.frame_bytes[1:-1])


def test_short_frames_make_short_heads_and_what_fits_one_still_comes_in_one(rig: Rig, coordinator: Asker) -> None:
    reader = reader_of(rig)
    reader.counters = coordinator.counters
    reader.ask(ordinals=[0])

    write(rig, coordinator, 12)
    assert reader.ask(frame_bytes=8 * KIB).is_short

    write(rig, coordinator, 30)
    answer = reader.ask(frame_bytes=8 * KIB)
    assert not answer.is_short
    assert max(answer.frame_bytes) <= 8 * KIB

    write(rig, coordinator, 30)
    assert reader.ask().is_short


def test_an_entry_that_is_longer_than_a_frame_may_be_comes_alone_in_one(rig: Rig, coordinator: Asker) -> None:
    changes = write(rig, coordinator, 3, size=20 * KIB)
    reader = reader_of(rig)
    reader.ask(ordinals=[0])

    answer = reader.ask(frame_bytes=8 * KIB)

    assert [entry.envelope for entry in answer.entries[2]] == changes
    assert len(answer.frame_bytes) == 1 + 3


def test_the_last_frame_before_the_budget_ends_is_shorter(rig: Rig, coordinator: Asker) -> None:
    write(rig, coordinator, 600)
    reader = reader_of(rig)
    reader.ask(ordinals=[0])

    answer = reader.ask(answer_bytes=70 * KIB)

    assert 70 * KIB <= sizes(answer) <= 70 * KIB + 8 * KIB


def test_keys_find_room_in_the_shortest_head(rig: Rig, coordinator: Asker) -> None:
    crowded = stanza_room(feeds=256, receipts_bytes=8 * KIB, frame_bytes=8 * KIB)

    assert crowded * STANZA_BYTES > 3 * KIB
    assert stanza_room(feeds=3, receipts_bytes=0, frame_bytes=8 * KIB) * STANZA_BYTES < 8 * KIB - 3 * STANDING_BYTES


def test_the_hub_answers_no_longer_than_it_is_configured_to(rig: Rig, coordinator: Asker) -> None:
    write(rig, coordinator, 600)
    rig.restart(limits=HubLimits(answer_bytes=40 * KIB))
    reader = reader_of(rig)

    asked_for_more = reader.ask(answer_bytes=10_000 * KIB)

    assert not asked_for_more.is_whole
    assert sizes(asked_for_more) <= 40 * KIB + MAX_FRAME_BYTES


def test_feeds_come_in_the_order_of_the_request(rig: Rig, coordinator: Asker) -> None:
    write(rig, coordinator, 300, shelf=LIBRARY)
    write(rig, coordinator, 300, shelf=DIRECTORY)

    reader = reader_of(rig)
    reader.ask(ordinals=[0])
    directory_first = reader.ask(ordinals=[0, 2, 1], answer_bytes=50 * KIB)
    library_first = reader.ask(ordinals=[0, 1, 2], answer_bytes=50 * KIB)

    assert directory_first.entries[2]
    assert not directory_first.entries[1]
    assert library_first.entries[1]
    assert not library_first.entries[2]


def test_a_tight_budget_brings_urgent_feeds_first_and_a_feed_that_was_cut_goes_on_where_it_was(
    rig: Rig, coordinator: Asker
) -> None:
    library = write(rig, coordinator, 120, shelf=LIBRARY)
    directory = write(rig, coordinator, 120, shelf=DIRECTORY)
    reader, came = reader_of(rig), list[tuple[int, int]]()
    reader.ask(ordinals=[0])

    for _ in range(100):
        answer = reader.ask(ordinals=[0, 2, 1], answer_bytes=9 * KIB, frame_bytes=8 * KIB)
        assert sizes(answer) <= 9 * KIB + 8 * KIB
        came.append((len(answer.entries[2]), len(answer.entries[1])))
        if answer.is_whole:
            break

    # Nothing of the library before all of the directory, each answer goes on, and nothing comes twice.
    assert [entry.envelope for entry in reader.entries[2]] == directory
    assert [entry.envelope for entry in reader.entries[1]] == library
    first_of_library = next(index for index, (_, of_library) in enumerate(came) if of_library)
    assert sum(of_directory for of_directory, _ in came[: first_of_library + 1]) == 120
    assert len(came) > 3
    assert all(of_directory or of_library for of_directory, of_library in came)


def test_a_long_answer_tells_where_each_feed_stands_even_those_without_news(rig: Rig, coordinator: Asker) -> None:
    write(rig, coordinator, 400)
    reader = reader_of(rig)
    reader.ask(ordinals=[0])

    answer = reader.ask(ordinals=[0, 1, 2])

    assert answer.is_whole
    assert answer.entries[0] == answer.entries[1] == ()


def test_stanzas_ride_in_the_head_as_many_as_fit_and_the_rest_later(rig: Rig, coordinator: Asker) -> None:
    editor = rig.enrol(coordinator)
    recipient, sender = editor.signer.handle, coordinator.signer.handle
    audience = rig.world.shelves[DIRECTORY].audience
    # So many epochs take a network years, so they are written into the ledger directly.
    with rig.ledger.writing() as writer:
        writer.put_stanzas(
            [StoredStanza(0, audience, number, recipient, sender, bytes(80)) for number in range(2, 402)]
        )

    first = editor.ask()
    second = editor.ask(stanzas_after=first.stanza_serial)
    third = editor.ask(stanzas_after=second.stanza_serial)

    assert len(first.stanzas) == MAX_STANZAS_BYTES // STANZA_BYTES
    assert [each.number for each in (*first.stanzas, *second.stanzas, *third.stanzas)] == list(range(2, 402))


def test_stanzas_leave_room_for_receipts_and_standings() -> None:
    assert stanza_room(feeds=0, receipts_bytes=0) == MAX_STANZAS_BYTES // STANZA_BYTES
    crowded = stanza_room(feeds=256, receipts_bytes=8 * KIB)
    assert 0 < crowded * STANZA_BYTES + 256 * STANDING_BYTES + 8 * KIB < MAX_FRAME_BYTES
    assert stanza_room(feeds=256, receipts_bytes=24 * KIB) == 0
