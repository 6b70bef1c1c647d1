"""Outboxes on a stick at the hub: taken in any order, once, within limits; hostile ones are refused and harm nobody."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haversack_sync.hub.errors import DataFolderError
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.sticks import (
    StickBody,
    StickPiece,
    letter_name,
)
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.hub.courier import Courier

DATA = FixedRandom("a file")(600_000)
NAME = ObjectId(sealing.sha256(DATA))
SLICE = 200_000
PIECES = tuple(StickPiece(NAME, len(DATA), at, DATA[at : at + SLICE]) for at in range(0, len(DATA), SLICE))


def test_changes_are_entries_once_and_the_receipts_say_where(courier: Courier) -> None:
    changes = tuple(courier.change(b"change %d" % number) for number in range(3))
    first = courier.put(StickBody(changes=changes))

    carried = courier.bring()

    assert (carried.taken.letters, carried.taken.changes, carried.receipts) == (1, 3, 1)
    assert not first.exists()
    before = courier.answer()
    assert [one.code for one in before.each_receipt()] == [ReceiptCode.ACCEPTED] * 3
    assert [hashed for _, hashed in before.each_answer()] == [sealing.sha256(change)[:16] for change in changes]
    courier.put(StickBody(changes=changes))
    assert courier.bring().entries == carried.entries
    assert courier.answer().each_receipt() == before.each_receipt()


def test_letters_have_no_order(courier: Courier) -> None:
    changes = [courier.change(b"change %d" % number) for number in range(6)]
    for change in reversed(changes):
        courier.put(StickBody(changes=(change,)))

    taken = courier.bring().taken

    assert (taken.letters, taken.later, taken.refused) == (6, 0, 0)
    assert {one.code for one in courier.answer().each_receipt()} == {ReceiptCode.ACCEPTED}
    assert len(courier.answer().each_receipt()) == 6


def test_what_is_early_is_held_and_told_so_and_then_taken(courier: Courier) -> None:
    first, second = courier.change(b"first"), courier.change(b"second")
    courier.put(StickBody(changes=(second,)))
    assert courier.bring().taken.held == 1
    assert [one.code for one in courier.answer().each_receipt()] == [ReceiptCode.HELD]

    courier.put(StickBody(changes=(first,)))
    courier.bring()

    assert [one.code for one in courier.answer().each_receipt()] == [ReceiptCode.ACCEPTED] * 2


def test_a_newcomers_redemption_and_changes_come_in_one_letter(courier: Courier) -> None:
    rig = courier.hub.rig
    invited = rig.invite(courier.hub.coordinator, Role.EDITOR)
    new = courier.world.author()
    redeem = courier.world.redeem(invited, new)
    change = courier.world.content(new, "members/directory", b"hello")
    courier.put(StickBody(changes=(redeem, change)), new)

    taken = courier.bring().taken

    assert (taken.changes, taken.later) == (2, 0)
    assert [one.first for one in courier.answer(new).each_receipt()] == [0, 1]


def test_a_letter_of_somebody_whose_redemption_is_on_another_stick_waits(courier: Courier) -> None:
    rig = courier.hub.rig
    invited = rig.invite(courier.hub.coordinator, Role.EDITOR)
    new = courier.world.author()
    redeem = courier.world.redeem(invited, new)
    late = courier.put(StickBody(changes=(courier.world.content(new, "members/directory", b"hello"),)), new)
    assert courier.bring().taken.later == 1
    assert late.exists()

    courier.put(StickBody(changes=(redeem,)), new)

    assert courier.bring().taken.later == 0
    assert not late.exists()


def test_a_redemption_waits_for_its_invitation(courier: Courier) -> None:
    invited, new = courier.world.invite(Role.EDITOR), courier.world.author()
    letter = courier.put(StickBody(changes=(courier.world.redeem(invited, new),)), new)
    taken = courier.bring().taken
    assert (taken.later, taken.shut_out) == (1, 0)
    assert letter.exists()

    courier.put(StickBody(changes=invited.changes))

    assert courier.bring().taken.changes == len(invited.changes) + 1
    assert not letter.exists()


@pytest.mark.parametrize("why", ["expired", "used"])
def test_a_letter_whose_invitation_lets_nobody_in_any_more_leaves_the_stick(courier: Courier, why: str) -> None:
    rig = courier.hub.rig
    invited = rig.invite(courier.hub.coordinator, Role.EDITOR)
    new, other = courier.world.author(), courier.world.author()
    redeem, first = courier.world.redeem(invited, new), courier.world.redeem(invited, other)
    hello = courier.world.content(new, "members/directory", b"hello")
    if why == "expired":
        rig.clock.now += 90 * 86_400
    else:
        rig.asker(other).ask([first])
    letter = courier.put(StickBody(changes=(redeem, hello)), new)

    taken = courier.bring().taken

    assert (taken.letters, taken.later, taken.shut_out) == (0, 0, 1)
    assert not letter.exists()
    assert courier.bring().taken.shut_out == 0


@pytest.mark.parametrize("is_with_another", [True, False])
def test_further_letters_of_somebody_who_is_shut_out_leave_the_stick_too(
    courier: Courier, *, is_with_another: bool
) -> None:
    invited = courier.hub.rig.invite(courier.hub.coordinator, Role.EDITOR)
    new = courier.world.author()
    redeem = courier.world.redeem(invited, new)
    further = courier.world.content(new, "members/directory", b"further")
    courier.put(StickBody(changes=(further,)), new)
    assert courier.bring().taken.later == 1, "the redemption may come by another stick"
    courier.hub.rig.clock.now += 90 * 86_400
    if is_with_another:
        courier.put(StickBody(changes=(courier.change(),)))
    courier.put(StickBody(changes=(redeem,)), new)

    taken = courier.bring().taken

    assert (taken.letters, taken.later, taken.shut_out) == (int(is_with_another), 0, 2)
    assert list(courier.outbox.iterdir()) == []


def test_pieces_of_a_file_are_joined_in_whatever_letters_they_come(courier: Courier) -> None:
    for piece in (PIECES[2], PIECES[0]):
        courier.put(StickBody(pieces=(piece,)))
    first = courier.bring().taken
    assert (first.files, first.later) == (0, 1)
    said = courier.answer().files[0]
    assert (said.object_id, said.received, said.complete) == (NAME, SLICE, False)

    courier.put(StickBody(pieces=(PIECES[1],)))
    second = courier.bring().taken

    assert (second.files, second.later) == (1, 0)
    assert courier.answer().files[0].complete
    assert courier.hub.rig.hub.object_size(NAME) == len(DATA)


def test_a_file_that_is_not_what_its_name_says_is_refused(courier: Courier) -> None:
    courier.put(StickBody(pieces=(StickPiece(NAME, 5, 0, b"wrong"),)))

    taken = courier.bring().taken

    assert (taken.files, taken.refused, taken.later) == (0, 1, 0)
    assert courier.hub.rig.hub.object_size(NAME) is None


def test_a_stranger_can_deliver_changes_of_others_but_no_files_and_keys(courier: Courier) -> None:
    stranger = courier.world.author()
    stanza = courier.world.stanza(
        "members/directory", recipient=courier.world.coordinator.handle, box_key=courier.world.coordinator.box_key
    )
    courier.put(StickBody(changes=(courier.change(),), pieces=PIECES, stanzas=(stanza,)), stranger)
    before = (courier.place / "stanzas").read_bytes() if (courier.place / "stanzas").exists() else None

    carried = courier.bring()

    assert (carried.taken.changes, carried.taken.files, carried.receipts) == (1, 0, 0)
    assert before is None
    assert courier.hub.rig.hub.object_size(NAME) is None


def test_torn_altered_and_foreign_letters_are_refused_and_the_others_taken(courier: Courier) -> None:
    courier.put(StickBody(changes=(courier.change(),)))
    torn = courier.put(StickBody())
    torn.write_bytes(torn.read_bytes()[:700])
    courier.put(StickBody(), name="ab" * 32)
    foreign = b"\x01" + bytes(2_000)
    (courier.outbox / letter_name(foreign)).write_bytes(foreign)
    later = b"\x02" + bytes(2_000)
    (courier.outbox / letter_name(later)).write_bytes(later)

    taken = courier.bring().taken

    assert (taken.letters, taken.damaged, taken.later) == (1, 3, 1)
    assert [path.name for path in courier.outbox.iterdir()] == [letter_name(later)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_i3_links_pipes_and_nested_folders_are_neither_followed_nor_opened(courier: Courier, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"mine")
    (courier.outbox / ("aa" * 32)).symlink_to(elsewhere)
    (courier.outbox / ("bb" * 32)).mkdir()
    (courier.outbox / ("bb" * 32) / ("cc" * 32)).write_bytes(b"nested")
    os.mkfifo(courier.outbox / ("dd" * 32))
    (courier.place / "profile.part").symlink_to(elsewhere)
    (courier.place / "profile").symlink_to(elsewhere)
    (courier.place / "feed-0-1").symlink_to(elsewhere)

    courier.bring()

    assert elsewhere.read_bytes() == b"mine"
    assert not (courier.place / "profile").is_symlink()
    assert not (courier.place / "feed-0-1").is_symlink()


def test_i3_a_folder_that_is_a_link_is_not_written_into(courier: Courier, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (courier.place / "objects").symlink_to(tmp_path / "home")

    with pytest.raises(DataFolderError, match="not_plain"):
        courier.bring()
    assert list((tmp_path / "home").iterdir()) == []


def test_i3_ten_gigabytes_of_nonsense_are_not_read(courier: Courier) -> None:
    for number in range(20):
        with (courier.outbox / f"{number:064x}").open("wb") as file:
            file.truncate(500 * 1024 * 1024)
    courier.put(StickBody(changes=(courier.change(),)))

    taken = courier.bring().taken

    assert (taken.letters, taken.changes) == (1, 1)


def test_a_device_has_its_days_quota_by_sticks_too_and_the_rest_stays_for_tomorrow(courier: Courier) -> None:
    (courier.hub.folder.config).write_text("upload_bytes_per_coordinator_and_day = 300000\n")
    for piece in PIECES:
        courier.put(StickBody(pieces=(piece,)))
    taken = courier.bring().taken
    assert (taken.letters, taken.later, taken.refused) == (1, 2, 0)

    courier.hub.rig.clock.now += 86_400
    assert courier.bring().taken.later == 1
    courier.hub.rig.clock.now += 86_400

    assert courier.bring().taken.files == 1


def test_a_stick_brings_at_most_so_much_at_once(courier: Courier) -> None:
    assert HubLimits().stick_bytes == 1 << 30
    (courier.hub.folder.config).write_text("stick_bytes = 1500\n")
    for number in range(3):
        courier.put(StickBody(changes=(courier.change(b"change %d" % number),)))

    taken = [courier.bring().taken for _ in range(3)]

    assert [one.letters for one in taken] == [1, 1, 1]
    assert taken[-1].later == 0


def test_an_older_profile_on_a_late_stick_takes_nothing_back(courier: Courier) -> None:
    older, newer = (courier.world.profile(hubs=(f"http://127.0.0.1:{port}",)) for port in (1, 2))
    for counter, profile in ((9, newer), (4, older)):
        courier.counter = counter
        courier.put(StickBody(profile=profile))
        courier.bring()

    assert (courier.place / "profile").read_bytes() == newer


def test_t1_a_revoked_device_that_comes_by_a_stick_gives_nothing_and_is_told_nothing(courier: Courier) -> None:
    rig = courier.hub.rig
    invited = rig.invite(courier.hub.coordinator, Role.EDITOR)
    new = courier.world.author()
    redeem = courier.world.redeem(invited, new)
    before = courier.world.content(new, "members/directory", b"before")
    courier.put(StickBody(changes=(redeem, before)), new)
    assert courier.bring().taken.changes == 2
    answer = courier.hub.coordinator.ask([courier.world.clear(courier.world.coordinator, bodies.Revoke(new.handle))])
    assert [one.code for one in answer.receipts] == [ReceiptCode.ACCEPTED]
    late = courier.world.content(new, "members/directory", b"late")
    courier.put(StickBody(changes=(late,), pieces=PIECES), new)

    carried = courier.bring()

    assert (carried.taken.changes, carried.taken.refused, carried.taken.files, carried.receipts) == (0, 1, 0, 0)
    assert list(courier.outbox.iterdir()) == []


def test_i1_in_any_order_with_any_sticks_lost_and_doubled_each_change_is_there_once(courier: Courier) -> None:
    # Drawn as a whole before anything is written: what was numbered and never delivered would be missing for ever.
    hop = st.tuples(st.sets(st.integers(0, 4)), st.sampled_from(["lost", "brought", "on its way"]))

    @settings(max_examples=10, deadline=None)
    @given(count=st.integers(1, 5), hops=st.lists(hop, max_size=4))
    def journey(count: int, hops: list[tuple[set[int], str]]) -> None:
        known = courier.hub.coordinator.ask().head.position
        changes = [courier.change(b"change %d" % number) for number in range(count)]
        for chosen, fate in hops:
            courier.put(StickBody(changes=tuple(changes[number] for number in sorted(chosen) if number < count)))
            if fate == "lost":
                for path in courier.outbox.iterdir():
                    path.unlink()
            elif fate == "brought":
                courier.bring()
        # The author's laptop puts what has no receipt onto every stick, so one arrives in the end.
        courier.put(StickBody(changes=tuple(changes)))
        assert courier.bring().taken.later == 0
        assert courier.hub.coordinator.ask().head.position == known + len(changes)
        hashes = {sealing.sha256(one)[:16] for one in changes}
        said = [one for one in courier.answer().each_receipt() if one.position > known]
        assert len(said) == len(hashes)
        assert {one.code for one in said} == {ReceiptCode.ACCEPTED}
        assert sorted(said, key=lambda one: one.first) == sorted(said, key=lambda one: one.position)

    journey()
