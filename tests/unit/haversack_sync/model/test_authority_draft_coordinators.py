"""How a second coordinator comes in: invited by the root, nobody until the root has confirmed the computer."""

import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.invited import Mode, first_span, is_strict, may_offer
from haversack_sync.model.roles import Role
from tests.unit.haversack_sync.model.trust_story import (
    ALPHA,
    COORDINATORS,
    LIBRARY,
    MEMBERS,
    NO_ORGANISATION,
    OPEN,
    Story,
    founded,
    handle,
    invite,
    key,
    redeem,
    terms,
)


def offer(
    name: str = "letter",
    *,
    role: int = Role.COORDINATOR,
    organisation: bytes = NO_ORGANISATION,
    audiences: tuple[bytes, ...] = (),
    mode: int = Mode.STRICT,
    expiry_days: int = 14,
) -> bodies.InviteTerms:
    """Return what the root offers a coordinator."""
    return terms(name, role=role, organisation=organisation, audiences=audiences, mode=mode, expiry_days=expiry_days)


def with_waiting(name: str = "cem") -> Story:
    """Return a network in which somebody has redeemed a coordinator's invitation."""
    story = founded()
    story.says("root", invite(offer()))
    story.says(name, redeem("letter", by=name))
    return story


def confirm(name: str = "cem") -> bodies.Confirm:
    """Return the body that confirms somebody's computer."""
    return bodies.Confirm(handle(name))


def test_who_redeemed_a_coordinators_invitation_is_a_bare_reader_until_the_root_confirms_the_computer() -> None:
    story = with_waiting()
    device = story.authority.devices[handle("cem")]

    assert (device.now.role, device.now.organisation, device.now.audiences) == (Role.READER, b"", frozenset())
    assert device.awaits is Role.COORDINATOR
    assert [story.authority.may_read(device.now, each) for each in (OPEN, MEMBERS, COORDINATORS)] == [
        True,
        False,
        False,
    ]
    assert story.refusal("cem", bodies.AddOrganisation(b"org-beta")) == "only_coordinators"


def test_a_confirmed_computer_is_a_coordinators_from_the_next_entry_on() -> None:
    story = with_waiting()
    position = story.says("root", confirm())
    device = story.authority.devices[handle("cem")]

    assert (device.now.role, device.now.since, device.awaits) == (Role.COORDINATOR, position, None)
    before = device.before(position)
    assert before is not None
    assert before.role is Role.READER
    assert all(story.authority.may_read(device.rights, each) for each in (OPEN, MEMBERS, COORDINATORS))
    assert story.authority.is_keeper(device.rights, MEMBERS)
    assert story.refusal("cem", bodies.AddOrganisation(b"org-beta")) == ""
    assert story.refusal("cem", invite(terms("paper"))) == ""


def test_a_confirmed_coordinator_confirms_the_order_that_the_brake_held_for_the_first_one() -> None:
    story = with_waiting()
    story.says("root", confirm())
    ids = [key(f"order {number}")[:16] for number in range(6)]
    for each in ids:
        story.says("ana", bodies.AnnounceErasure(each, LIBRARY, 0, b"sealed"))
    assert story.authority.erasures[ids[-1]].stands_since is None

    position = story.says("cem", bodies.ConfirmOrder(ids[-1]))

    assert story.authority.erasures[ids[-1]].stands_since == position


@pytest.mark.parametrize("signer", ["ana", "cem"])
def test_only_the_root_confirms_a_computer(signer: str) -> None:
    assert with_waiting().refusal(signer, confirm()) == "only_root"


def test_nothing_but_a_computer_that_waits_can_be_confirmed() -> None:
    story = with_waiting()
    story.says("ana", invite(terms("paper")))
    story.says("ben", redeem("paper", by="ben"))

    assert story.refusal("root", confirm("nobody")) == "unknown_device"
    assert story.refusal("root", confirm("ben")) == "not_waiting"
    story.says("root", confirm())
    assert story.refusal("root", confirm()) == "not_waiting"


def test_a_computer_that_waits_is_revoked_by_any_coordinator_and_not_confirmed_any_more() -> None:
    story = with_waiting()
    story.says("ana", bodies.Revoke(handle("cem")))

    assert story.refusal("root", confirm()) == "revoked"


def test_a_grant_ends_the_waiting() -> None:
    story = with_waiting()
    story.says("ana", bodies.Grant(handle("cem"), Role.EDITOR, ALPHA, (MEMBERS,)))

    assert story.refusal("root", confirm()) == "not_waiting"
    assert story.authority.devices[handle("cem")].now.role is Role.EDITOR


def test_a_copy_of_a_vault_that_waits_is_not_confirmed_with_it() -> None:
    story = with_waiting()
    story.says("cem 2", bodies.Succeed(handle("cem"), key("cem 2"), key("cem 2 box"), bytes(64)))

    assert story.refusal("root", confirm("cem 2")) == "not_waiting"
    story.says("root", confirm())
    assert story.authority.devices[handle("cem 2")].now.role is Role.READER


@pytest.mark.parametrize(
    "bad",
    [
        offer(role=Role.FOCAL_POINT),
        offer(role=Role.READER, mode=Mode.SIMPLE, organisation=ALPHA, audiences=(MEMBERS,)),
        offer(mode=Mode.SIMPLE),
        offer(mode=2),
        offer(organisation=ALPHA),
        offer(audiences=(MEMBERS,)),
        offer(audiences=(COORDINATORS,)),
        offer(expiry_days=0),
        offer(expiry_days=91),
    ],
)
def test_the_root_invites_coordinators_only_and_only_strictly(bad: bodies.InviteTerms) -> None:
    assert founded().refusal("root", invite(bad)) == "bad_invitation"
    assert not may_offer(bad, by_root=True)


@pytest.mark.parametrize("mode", Mode)
def test_a_coordinator_cannot_invite_a_coordinator(mode: Mode) -> None:
    assert founded().refusal("ana", invite(offer(mode=mode))) == "bad_invitation"
    assert founded().refusal("nobody", invite(offer(mode=mode))) == "only_coordinators"


def test_what_a_device_is_at_first_follows_from_the_mode() -> None:
    strict, simple = offer(), terms("paper", role=Role.EDITOR)
    since = founded().says("root", invite(strict))

    assert (is_strict(strict), is_strict(simple)) == (True, False)
    assert first_span(strict, since).role is Role.READER
    assert (first_span(simple, since).role, first_span(simple, since).organisation) == (Role.EDITOR, ALPHA)
