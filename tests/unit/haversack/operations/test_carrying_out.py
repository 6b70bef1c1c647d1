"""A whole life by sticks: edits go out, receipts and everybody's entries come in, and what is shown is always true."""

import errno
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations import carrying_out
from haversack.operations.browsing import list_records
from haversack.operations.carrying_in import to_read
from haversack.operations.carrying_out import to_carry
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.publishing import publish
from haversack.store.outbox import ItemState
from haversack.store.stick_files import StickError
from haversack_sync.model.roles import Role
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import Homeward, encoded_receipts, letter_name, network_folder, seal_homeward
from tests.unit.haversack.little_network import CONTENT, write_folder
from tests.unit.haversack.operations.journeys import Journeys, make_journeys, out, say, services, states, taken


def test_enrol_read_edit_and_receipts_without_any_network(journeys: Journeys) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    assert states(amal) == [ItemState.WAITING]

    carried = out(amal, journeys.stick)

    assert states(amal) == [ItemState.SENT]
    assert carried.changes == 2
    at_hub = journeys.at_hub().taken
    assert (at_hub.letters, at_hub.changes, at_hub.refused, at_hub.later) == (1, 2, 0, 0)
    assert states(amal) == [ItemState.SENT]
    came = taken(amal, journeys.stick)
    assert (came.receipts, came.answered, came.problem) == (1, 2, None)
    assert states(amal) == [ItemState.PUBLISHED]
    journeys.made.network.sync(journeys.coordinator)
    assert services(journeys.coordinator, amal) == {"en": "Soup"}


def test_a_lost_stick_costs_time_only_and_nothing_is_written_twice_onto_one(journeys: Journeys) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    lost, second = journeys.another("lost"), journeys.another("second")
    assert out(amal, lost, passes_on=False).changes == 2
    say(amal, "Soup and bread")
    assert states(amal) == [ItemState.SENT, ItemState.WAITING]
    shutil.rmtree(lost)

    assert out(amal, second, passes_on=False).changes == 3
    letters = sorted((second / network_folder(amal.root) / "outbox").iterdir())
    assert out(amal, second, passes_on=False).written_bytes == 0
    assert sorted((second / network_folder(amal.root) / "outbox").iterdir()) == letters

    assert journeys.at_hub(second).taken.changes == 3
    assert taken(amal, second).answered == 3
    assert states(amal) == [ItemState.PUBLISHED] * 2
    assert out(amal, second, passes_on=False).changes == 0


def test_a_letter_of_which_nothing_is_needed_any_more_is_removed_from_a_late_stick(journeys: Journeys) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    late = journeys.another("late")
    for stick in (late, journeys.stick):
        out(amal, stick, passes_on=False)
    journeys.at_hub()
    taken(amal, journeys.stick)

    out(amal, late, passes_on=False)

    assert list((late / network_folder(amal.root) / "outbox").iterdir()) == []


def test_e6_a_neighbour_takes_letters_along_both_ways_and_can_read_none(journeys: Journeys) -> None:
    amal, ben = journeys.join("amal"), journeys.join("ben")
    say(amal, "Nobody but members reads this")
    to_ben, to_hub = journeys.another("to ben"), journeys.another("to hub")
    out(amal, to_ben, passes_on=False)
    assert taken(ben, to_ben).letters == 1
    shutil.rmtree(to_ben)

    assert out(ben, to_hub, passes_on=False).letters == 1
    assert b"Nobody but members" not in b"".join(one.read_bytes() for one in to_hub.rglob("*") if one.is_file())
    journeys.at_hub(to_hub)
    assert taken(ben, to_hub).letters == 1
    home = journeys.another("home")
    assert out(ben, home, passes_on=False).letters == 2
    assert states(amal) == [ItemState.SENT]

    assert taken(amal, home).answered == 2
    assert states(amal) == [ItemState.RECEIVED]


def test_entries_are_passed_on_from_laptop_to_laptop_and_checked_like_the_hubs(journeys: Journeys) -> None:
    amal, ben = journeys.join("amal"), journeys.join("ben")
    say(amal, "Soup")
    out(amal, journeys.stick)
    journeys.at_hub()
    taken(amal, journeys.stick)
    onward = journeys.another("onward")

    passed = out(amal, onward)
    came = taken(ben, onward)

    assert passed.entries > 0
    assert came.problem is None
    assert services(ben, amal) == {"en": "Soup"}
    assert ben.replica.known_to() == amal.replica.known_to()
    assert out(amal, onward).entries == 0


def test_how_much_of_a_stick_is_to_be_read_is_known_before(journeys: Journeys) -> None:
    amal, ben = journeys.join("amal"), journeys.join("ben")
    say(amal, "Soup")
    out(amal, journeys.stick)
    journeys.at_hub()
    expected = to_read(ben, journeys.stick)

    came = taken(ben, journeys.stick)

    # Keys and marks are read besides.
    assert 0 < expected <= came.read_bytes < expected + 2_000
    assert to_read(ben, journeys.another("empty")) == 0


def test_own_files_go_out_in_pieces_and_are_joined_at_the_hub(journeys: Journeys) -> None:
    content = write_folder(
        journeys.made.network.base.parent / "more", {**CONTENT, "library/words.txt": b"Word.\n" * 90_000}
    )
    publish(journeys.coordinator, content)
    waits = sum(one.total for one in journeys.coordinator.replica.pending_uploads())

    carried = out(journeys.coordinator, journeys.stick, passes_on=False)

    assert (carried.files, carried.left_out) == (1, 0)
    assert journeys.at_hub().taken.files == 1
    taken(journeys.coordinator, journeys.stick)
    assert waits > 500_000
    assert journeys.coordinator.replica.pending_uploads() == ()


def test_within_a_large_file_it_tells_how_far_it_is_and_can_be_stopped_and_leaves_nothing_half(
    journeys: Journeys,
) -> None:
    size, place = 1_200_000, journeys.another("stick of a large file")
    content = {**CONTENT, "library/words.txt": random.Random(1).randbytes(size)}
    publish(journeys.coordinator, write_folder(journeys.made.network.base.parent / "large", content))
    journeys.made.network.sync(journeys.coordinator)
    told = list[int]()

    stopped = out(
        journeys.coordinator,
        place,
        tell=lambda done, _: told.append(done),
        is_cancelled=lambda: bool(told) and told[-1] > size // 2,
    )

    assert not stopped.is_complete
    assert len([done for done in told if done > size // 8]) > 1, "it told within the file"
    assert told == sorted(told)
    files = [one for one in place.rglob("*") if one.is_file()]
    assert files
    assert not [one for one in files if one.name.endswith(".part") or one.stat().st_size > size // 8]
    whole = out(journeys.coordinator, place)
    assert whole.is_complete
    assert whole.objects == 1
    assert any(one.stat().st_size >= size for one in place.rglob("*") if one.is_file())


def test_d4_a_full_stick_says_so_and_nothing_counts_as_sent_that_is_not_on_it(
    journeys: Journeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    small = journeys.another("small")

    with monkeypatch.context() as full:
        full.setattr(carrying_out, "room_on", lambda place: 300)
        with pytest.raises(StickError, match="full"):
            out(amal, small)

    assert states(amal) == [ItemState.HANDED]
    assert not [one for one in small.rglob("*") if one.name.endswith(".part")]
    assert out(amal, small, size=100_000, passes_on=False).changes == 2
    assert states(amal) == [ItemState.SENT]


def test_a_limit_holds_for_what_goes_along_for_others_and_never_keeps_back_what_is_ones_own(journeys: Journeys) -> None:
    content = {**CONTENT, "library/words.txt": random.Random(1).randbytes(300_000)}
    publish(journeys.coordinator, write_folder(journeys.made.network.base.parent / "shared", content))
    journeys.made.network.sync(journeys.coordinator)
    invite(journeys.coordinator, ForNewOrganisation("Night Train Kitchen", "en"), Role.EDITOR)
    place = journeys.another("small")

    carried = out(journeys.coordinator, place, size=1)

    assert (carried.entries, carried.objects, carried.left_out) == (0, 0, 2)
    assert carried.changes > 0
    most = 200_000
    assert out(journeys.coordinator, place, size=most).left_out == 1
    assert sum(one.stat().st_size for one in place.rglob("*") if one.is_file()) <= most


def test_what_goes_along_for_others_does_not_count_own_files_that_the_hub_lacks(journeys: Journeys) -> None:
    content = {**CONTENT, "library/words.txt": random.Random(1).randbytes(300_000)}
    before = to_carry(journeys.coordinator).others_bytes
    publish(journeys.coordinator, write_folder(journeys.made.network.base.parent / "shared", content))

    waits = to_carry(journeys.coordinator)

    assert waits.files_bytes > 300_000
    assert waits.others_bytes == before
    journeys.made.network.sync(journeys.coordinator)
    assert to_carry(journeys.coordinator).others_bytes > 300_000


@pytest.mark.parametrize("moment", [1, 2, 4])
def test_d4_a_stick_that_is_pulled_out_while_it_is_written_holds_whole_files_only_and_goes_on(
    journeys: Journeys, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    stick, replaced = journeys.another("pulled"), 0
    whole = Path.replace

    def pulled(path: Path, target: Path) -> Path:
        nonlocal replaced
        replaced += 1
        if replaced == moment:
            raise OSError(errno.EIO, "pulled out")
        return whole(path, target)

    monkeypatch.setattr(Path, "replace", pulled)
    with pytest.raises(StickError, match="gone"):
        out(amal, stick)
    monkeypatch.setattr(Path, "replace", whole)
    was_there = bool(list((stick / network_folder(amal.root) / "outbox").glob("*")))
    assert (states(amal) == [ItemState.SENT]) == was_there

    out(amal, stick)

    assert journeys.at_hub(stick).taken.changes == 2
    assert taken(amal, stick).answered == 2


@pytest.fixture
def neighbours(tmp_path: Path) -> Iterator[Journeys]:
    """Another network, with a hub of its own."""
    base = tmp_path / "neighbours"
    base.mkdir()
    made = make_journeys(base, openings=1_000)
    yield made
    made.made.network.close()


def lying(stick: Path, network: Journeys) -> dict[str, bytes]:
    """Return every file of a network on a stick."""
    place = stick / network_folder(network.coordinator.root)
    return {str(one.relative_to(place)): one.read_bytes() for one in place.rglob("*") if one.is_file()}


def test_a_stick_of_another_network_is_told_apart(journeys: Journeys, neighbours: Journeys) -> None:
    amal = journeys.join("amal")
    neighbours.at_hub()

    with pytest.raises(StickError, match="other_network"):
        taken(amal, neighbours.stick)


def test_two_networks_live_on_one_stick_and_neither_disturbs_the_other(
    journeys: Journeys, neighbours: Journeys
) -> None:
    shared = journeys.another("shared")
    amal, nadia = journeys.join("amal"), neighbours.join("nadia")
    pairs = ((journeys, amal, "Soup", neighbours), (neighbours, nadia, "Beds", journeys))
    assert amal.root != nadia.root
    for more in ("", " and more"):
        for _, person, text, other in pairs:
            before = lying(shared, other)
            say(person, text + more)
            assert out(person, shared).letters == 0, "of the other network nothing is taken along"
            assert lying(shared, other) == before
        for network, _, _, other in pairs:
            before = lying(shared, other)
            at_hub = network.at_hub(shared).taken
            assert (at_hub.letters, at_hub.damaged, at_hub.refused, at_hub.later) == (1, 0, 0, 0)
            assert lying(shared, other) == before
        on_stick = [lying(shared, network) for network in (journeys, neighbours)]
        for _, person, _, _ in pairs:
            came = taken(person, shared)
            assert (came.problem, came.refused, came.letters, came.receipts) == (None, 0, 0, 1)
            assert came.answered > 0
            assert set(states(person)) == {ItemState.PUBLISHED}
        assert [lying(shared, network) for network in (journeys, neighbours)] == on_stick

    for network, person, text in ((journeys, amal, "Soup and more"), (neighbours, nadia, "Beds and more")):
        network.made.network.sync(network.coordinator)
        assert services(network.coordinator, person) == {"en": text}
    for person, house in ((amal, "House of amal"), (nadia, "House of nadia")):
        titles = [one.title for one in list_records(person, "organisation")]
        assert [one for one in titles if one.startswith("House")] == [house]


def test_i3_forged_receipts_and_mixed_sticks_change_nothing(journeys: Journeys) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    out(amal, journeys.stick)
    place = journeys.stick / network_folder(amal.root)
    keys = amal.replica.identity().keys
    assert keys is not None
    sealed = amal.replica.hand_over(10**6).envelopes
    headers = [parse_envelope(one).header for one in sealed]
    accepted = [Receipt(one.device, one.number, 1, ReceiptCode.ACCEPTED, 100 + one.number) for one in headers]
    hashes = b"".join(sha256(one)[:16] for one in sealed)
    forged = seal_homeward(
        Homeward(1, 200, 1_900_000_000, encoded_receipts(accepted), hashes),
        root=amal.root,
        device=keys.handle,
        box_key=keys.box_key,
        hub_seed=b"x" * 32,
    )
    (place / "receipts").mkdir(exist_ok=True)
    (place / "receipts" / letter_name(forged)).write_bytes(forged)

    came = taken(amal, journeys.stick)

    assert (came.answered, came.refused) == (0, 1)
    assert states(amal) == [ItemState.SENT]
