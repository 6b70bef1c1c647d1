"""The brake: five destructive orders of a coordinator stand, further ones wait for somebody else."""

import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import EraSpan, knows_era
from haversack_sync.model.destructive_orders import MAX_STANDING_ORDERS, last_confirmed
from haversack_sync.model.ids import Position
from tests.unit.haversack_sync.model.trust_story import (
    LIBRARY,
    Story,
    add_coordinator,
    handle,
    key,
    with_reader,
)

NO_FEED = b"no feed "
LOST = b"lost digest of 1"


def erasure(name: str, *, feed: bytes = LIBRARY, epoch: int = 0) -> bodies.AnnounceErasure:
    """Return the announcement of an erasure; its id is made of a name."""
    return bodies.AnnounceErasure(key(name)[:16], feed, epoch, b"sealed")


def confirm(name: str) -> bodies.ConfirmOrder:
    """Return what lets an erasure stand."""
    return bodies.ConfirmOrder(key(name)[:16])


def succeed(before: str, *, by: str) -> bodies.Succeed:
    """Return the body by which a copy goes on under a new key."""
    return bodies.Succeed(handle(before), key(by), key(by + " box"), bytes(64))


def two_coordinators() -> Story:
    """Return the story of a network in which Ana and Cem coordinate, and Ben reads."""
    story = with_reader("ben")
    story.says("root", add_coordinator("cem"))
    return story


def spend(story: Story, signer: str, number: int = MAX_STANDING_ORDERS) -> None:
    """Let somebody announce erasures."""
    for one in range(number):
        story.says(signer, erasure(f"{signer} {story.position} {one}"))


def stands(story: Story, name: str) -> bool:
    """Tell whether an announced erasure stands."""
    return story.authority.erasures[key(name)[:16]].stands_since is not None


def test_five_orders_stand_and_the_sixth_waits_whatever_they_destroy() -> None:
    story = two_coordinators()
    spend(story, "ana", MAX_STANDING_ORDERS - 1)
    position = story.says("ana", bodies.Revoke(handle("ben")))
    assert story.authority.devices[handle("ben")].revoked is not None

    story.says("ana", erasure("sixth"))

    revoked = story.authority.revocation(handle("ben"))
    assert revoked is not None
    assert revoked.stands_since == position
    assert not stands(story, "sixth")
    story.says("cem", erasure("another's first"))
    assert stands(story, "another's first"), "each coordinator has five"


def test_a_revocation_above_the_limit_keeps_its_devices_out_and_destroys_nothing_until_it_is_confirmed() -> None:
    story = two_coordinators()
    story.says("ben 2", succeed("ben", by="ben 2"))
    spend(story, "ana")

    story.says("ana", bodies.Revoke(handle("ben")))

    for name in ("ben", "ben 2"):
        revoked = story.authority.revocation(handle(name))
        assert revoked is not None
        assert not revoked.stands
        assert story.authority.span_of(handle(name)) is None
    position = story.says("cem", bodies.ConfirmOrder(handle("ben 2")))
    for name in ("ben", "ben 2"):
        revoked = story.authority.revocation(handle(name))
        assert revoked is not None
        assert revoked.stands_since == position


@pytest.mark.parametrize("signer", ["cem", "root"])
def test_confirming_one_lets_it_stand_from_there_and_begins_the_count_anew(signer: str) -> None:
    story = two_coordinators()
    spend(story, "ana")
    story.says("ana", erasure("sixth"))
    story.says("ana", erasure("seventh"))

    position = story.says(signer, confirm("sixth"))

    sixth = story.authority.erasures[key("sixth")[:16]]
    assert (sixth.stands_before(position), sixth.stands_before(position + 1)) == (False, True)
    assert not stands(story, "seventh"), "each is looked at"
    spend(story, "ana", MAX_STANDING_ORDERS - 1)
    story.says("ana", erasure("fifth again"))
    story.says("ana", erasure("sixth again"))
    assert stands(story, "fifth again")
    assert not stands(story, "sixth again")


def test_the_root_takes_a_coordinator_out_at_once_and_it_costs_nobody_an_order() -> None:
    story = two_coordinators()
    spend(story, "ana", MAX_STANDING_ORDERS - 1)
    restored(story)
    orders = dict(story.authority.orders)

    position = story.says("root", bodies.Revoke(handle("cem")))

    revoked = story.authority.revocation(handle("cem"))
    assert revoked is not None
    assert revoked.stands_since == position
    assert dict(story.authority.orders) == orders
    assert story.refusal("ana", bodies.ConfirmOrder(handle("cem"))) == "order_stands"


def test_nobody_confirms_an_own_order_not_even_as_a_copy_and_copies_share_one_count() -> None:
    story = two_coordinators()
    spend(story, "ana")
    story.says("ana 2", succeed("ana", by="ana 2"))

    story.says("ana 2", erasure("by the copy"))

    assert not stands(story, "by the copy")
    assert story.refusal("ana", confirm("by the copy")) == "own_order"
    assert story.refusal("ana 2", confirm("by the copy")) == "own_order"


def test_who_may_not_confirm_or_announce_is_refused() -> None:
    story = two_coordinators()
    spend(story, "ana")
    story.says("ana", erasure("sixth"))

    assert story.refusal("ben", confirm("sixth")) == "only_coordinators"
    assert story.refusal("ben", erasure("ben's")) == "only_coordinators"
    assert story.refusal("cem", confirm("unheard of")) == "unknown_order"
    assert story.refusal("cem", bodies.ConfirmOrder(handle("ben"))) == "unknown_order"
    story.says("cem", confirm("sixth"))
    assert story.refusal("cem", confirm("sixth")) == "order_stands"
    assert story.refusal("cem", erasure("sixth")) == "handle_taken"
    assert story.refusal("cem", erasure("nowhere", feed=NO_FEED)) == "unknown_feed"
    assert story.refusal("cem", erasure("too new", epoch=9)) == "unknown_epoch"


def test_what_is_refused_is_not_counted() -> None:
    story = two_coordinators()
    for _ in range(MAX_STANDING_ORDERS):
        assert story.refusal("ana", erasure("nowhere", feed=NO_FEED)) == "unknown_feed"

    story.says("ana", erasure("first"))

    assert stands(story, "first")


def restored(story: Story) -> Position:
    """Let Cem say that a restored hub goes on from where the story stands."""
    era = story.authority.eras[-1].era + 1 if story.authority.eras else 2
    return story.says("cem", bodies.Era(era, story.position, story.position, LOST))


def test_a_restored_hub_gives_nobody_more_orders_until_somebody_confirms_one() -> None:
    story = two_coordinators()
    story.says("ana", erasure("before"))
    restored(story)
    story.says("root", add_coordinator("dee"))

    for signer in ("ana", "cem", "dee"):
        story.says(signer, erasure(signer))
        assert not stands(story, signer), "what the hub lost was followed, whoever gave it"

    assert stands(story, "before")
    story.says("cem", confirm("ana"))
    spend(story, "ana", MAX_STANDING_ORDERS - 1)
    story.says("ana", erasure("fifth"))
    story.says("ana", erasure("sixth"))
    assert [stands(story, name) for name in ("ana", "fifth", "sixth", "cem", "dee")] == [True, True, *[False] * 3]
    restored(story)
    story.says("ana", erasure("after another restore"))
    assert not stands(story, "after another restore")


def test_what_let_a_giver_go_on_in_the_lost_history_lets_the_order_stand_and_gives_no_more() -> None:
    story = two_coordinators()
    restored(story)
    for name in ("one", "two"):
        story.says("ana", erasure(name))

    story.says("cem", confirm("one"), knows_era=False)

    story.says("ana", erasure("more"))
    assert [stands(story, name) for name in ("one", "two", "more")] == [True, False, False]
    assert last_confirmed(story.authority, handle("ana")) == 0
    position = story.says("cem", confirm("two"))
    story.says("ana 2", succeed("ana", by="ana 2"))
    story.says("ana", erasure("another"))
    assert stands(story, "another")
    assert [last_confirmed(story.authority, handle(name)) for name in ("ana", "ana 2", "cem")] == [position] * 2 + [0]


def test_who_saw_an_era_begin_saw_its_entry_in_this_history_and_none_of_a_lost_one() -> None:
    assert knows_era((), 0, bytes(16))
    first = EraSpan(Position(9), 2, 1, Position(8), 5, LOST)
    second = EraSpan(Position(20), 3, 2, Position(19), 12, b"")
    seen = {n: knows_era((first,), n, bytes(16)) for n in (4, 5, 6, 7)}
    assert seen == {4: False, 5: False, 6: True, 7: True}
    assert not knows_era((first,), 6, LOST), "it saw what the hub lost"
    assert not knows_era((first, second), 12, bytes(16))
    assert knows_era((first, second), 13, bytes(16))
