"""The first redemption by position enrols, everybody computes the same, and the loser is always told."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import Authority
from haversack_sync.model.roles import Role
from tests.unit.haversack_sync.model.trust_story import (
    ALPHA,
    DAY,
    MEMBERS,
    Story,
    founded,
    handle,
    invitation_id,
    invite,
    key,
    redeem,
    terms,
)


def invited(*, expiry_days: int = 14) -> Story:
    story = founded()
    story.says("ana", invite(terms("paper", role=Role.EDITOR, expiry_days=expiry_days)))
    return story


def redeemed_by(authority: Authority) -> tuple[object, int]:
    made = authority.invitations[invitation_id("paper")]
    return made.redeemed_by, made.redemptions


def test_a_redemption_enrols_the_device_with_what_the_invitation_offers() -> None:
    story = invited()
    body = bodies.Redeem(invitation_id("paper"), key("ben"), key("ben box"), b"sealed label", bytes(64))
    position = story.says("ben", body)

    ben = story.authority.devices[handle("ben")]

    assert (ben.sign_key, ben.box_key, ben.label, ben.stamp) == (
        key("ben"),
        key("ben box"),
        b"sealed label",
        story.stamp,
    )
    assert ben.spans == (ben.now,)
    assert (ben.now.since, ben.now.role, ben.now.organisation) == (position, Role.EDITOR, ALPHA)
    assert ben.now.audiences == frozenset({MEMBERS})
    assert redeemed_by(story.authority) == (handle("ben"), 1)


@pytest.mark.parametrize("order", list(itertools.permutations(["owner", "thief", "late"])))
def test_whatever_the_order_exactly_the_first_is_enrolled_and_the_others_are_recorded(order: tuple[str, ...]) -> None:
    story = invited()

    for count, name in enumerate(order, start=1):
        assert story.refusal(name, redeem("paper", by=name)) == ""
        assert redeemed_by(story.authority) == (handle(order[0]), count)

    assert set(story.authority.devices) == {handle("ana"), handle(order[0])}
    assert story.refusal("fourth", redeem("paper", by="fourth")) == "invitation_used"


@given(st.permutations(["a", "b"] * 2 + ["c"]), st.integers(0, 3))
def test_redemptions_of_two_invitations_never_mix(order: list[str], at_most: int) -> None:
    story = founded()
    story.says("ana", invite(terms("first")))
    story.says("ana", invite(terms("second")))
    winners: dict[str, str] = {}

    for index, name in enumerate(order):
        which, device = ("first", "second")[index % 2], f"{name}{min(index, at_most)}{index}"
        assert story.refusal(device, redeem(which, by=device)) == ""
        winners.setdefault(which, device)

    for which, device in winners.items():
        assert story.authority.invitations[invitation_id(which)].redeemed_by == handle(device)
    assert len(story.authority.devices) == 1 + len(winners)


def test_the_same_device_may_try_again_and_stays_enrolled_once() -> None:
    story = invited()
    story.says("ben", redeem("paper", by="ben"))
    before = story.authority.devices[handle("ben")]

    story.says("ben", redeem("paper", by="ben"))

    assert story.authority.devices[handle("ben")] == before
    assert redeemed_by(story.authority) == (handle("ben"), 2)


def test_an_enrolled_device_takes_no_second_invitation() -> None:
    story = invited()
    story.says("ben", redeem("paper", by="ben"))
    story.says("ana", invite(terms("paper 2")))

    assert story.refusal("ben", redeem("paper 2", by="ben")) == "handle_taken"
    assert story.authority.invitations[invitation_id("paper 2")].redemptions == 0


@pytest.mark.parametrize("days", [1, 14, 90])
def test_an_invitation_is_good_until_its_last_second(days: int) -> None:
    story = invited(expiry_days=days)
    last = story.stamp + days * DAY

    assert story.refusal("ben", redeem("paper", by="ben"), stamp=last + 1) == "invitation_expired"
    assert story.refusal("ben", redeem("paper", by="ben"), stamp=last) == ""


def test_a_late_redemption_of_a_used_invitation_is_expired_too() -> None:
    story = invited(expiry_days=1)
    story.says("ben", redeem("paper", by="ben"))

    assert story.refusal("eve", redeem("paper", by="eve"), stamp=story.stamp + 2 * DAY) == "invitation_expired"
    assert redeemed_by(story.authority) == (handle("ben"), 1)


def test_an_unknown_invitation_enrols_nobody() -> None:
    assert invited().refusal("ben", redeem("another paper", by="ben")) == "unknown_invitation"


@pytest.mark.parametrize("signer", ["ana", "root", "code paper", "eve"])
def test_nobody_redeems_with_the_key_of_somebody_else(signer: str) -> None:
    assert invited().refusal(signer, redeem("paper", by="ben")) == "not_own_key"


def test_a_redeemed_device_is_no_coordinator_whatever_it_signs() -> None:
    story = invited()
    story.says("ben", redeem("paper", by="ben"))

    assert story.refusal("ben", bodies.Grant(handle("ben"), Role.FOCAL_POINT, ALPHA, ())) == "only_coordinators"
