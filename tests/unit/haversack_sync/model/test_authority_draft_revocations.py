"""Revocation: a device and all its copies are nobody from there on, and what they did before stands."""

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import InvitationId
from haversack_sync.model.roles import Role
from tests.unit.haversack_sync.model.trust_story import (
    ALPHA,
    LIBRARY,
    MEMBERS,
    OPEN,
    Story,
    add_coordinator,
    audience,
    epoch,
    founded,
    handle,
    invite,
    key,
    redeem,
    terms,
    with_reader,
)


def revoke(name: str) -> bodies.Revoke:
    """Return the body that takes a device out of the network."""
    return bodies.Revoke(handle(name))


def succeed(before: str, *, by: str) -> bodies.Succeed:
    """Return the body by which a copy goes on under a new key."""
    return bodies.Succeed(handle(before), key(by), key(by + " box"), bytes(64))


def test_a_revoked_device_is_nobody_at_later_positions_and_what_it_was_at_earlier_ones() -> None:
    story = with_reader("ben")
    enrolled = story.position

    position = story.says("ana", revoke("ben"))

    ben = story.authority.devices[handle("ben")]
    assert ben.before(position) == ben.now
    assert ben.before(position + 1) is None
    assert ben.rights is None
    assert story.authority.span_of(handle("ben")) is None
    assert ben.revoked is not None
    assert (ben.revoked.position, ben.revoked.stamp, ben.revoked.coordinator) == (position, story.stamp, handle("ana"))
    assert not story.authority.may_read(ben.before(position + 1), MEMBERS)
    assert story.authority.may_read(ben.before(enrolled + 1), MEMBERS)


def test_copies_and_copies_of_copies_go_with_it_and_the_device_before_does_not() -> None:
    story = with_reader("ben")
    story.says("ben 2", succeed("ben", by="ben 2"))
    story.says("ben 3", succeed("ben 2", by="ben 3"))
    story.says("ben 4", succeed("ben", by="ben 4"))

    story.says("ana", revoke("ben 2"))

    out = {name for name in ("ben", "ben 2", "ben 3", "ben 4") if story.authority.revocation(handle(name))}
    assert out == {"ben 2", "ben 3"}
    assert story.refusal("ben 5", succeed("ben 3", by="ben 5")) == "revoked"
    assert story.refusal("ben 5", succeed("ben", by="ben 5")) == ""


def test_only_coordinators_revoke_and_each_device_once() -> None:
    story = with_reader("ben")

    assert story.refusal("ben", revoke("ana")) == "only_coordinators"
    assert story.refusal("ben", revoke("ben")) == "only_coordinators"
    assert story.refusal("root", revoke("ben")) == "only_coordinators"
    assert story.refusal("ana", revoke("nobody")) == "unknown_device"
    story.says("ana", revoke("ben"))
    assert story.refusal("ana", revoke("ben")) == "revoked"
    assert story.refusal("ana", bodies.Grant(handle("ben"), Role.EDITOR, ALPHA, (MEMBERS,))) == "revoked"


def test_the_last_coordinators_device_cannot_be_revoked() -> None:
    story = founded()
    story.says("ana 2", succeed("ana", by="ana 2"))

    # The copy would go with it, and nobody would be left.
    assert story.refusal("root", revoke("ana")) == "last_coordinator"
    story.says("root", add_coordinator("bea"))
    story.says("root", revoke("ana"))
    assert story.refusal("root", revoke("bea")) == "last_coordinator"
    assert story.refusal("ana 2", revoke("bea")) == "revoked"


def test_no_coordinator_takes_a_coordinator_out_but_the_root_does_and_copies_go_with_it() -> None:
    """Else a robbed coordinator's computer took the network with one order, and the root with the founder's vault."""
    story = founded()
    story.says("root", add_coordinator("bea"))
    story.says("bea 2", succeed("bea", by="bea 2"))

    for signer in ("ana", "bea", "bea 2"):
        assert [story.refusal(signer, revoke(name)) for name in ("ana", "bea", "bea 2")] == ["only_root"] * 3, signer
    assert all(story.authority.revocation(handle(name)) is None for name in ("ana", "bea", "bea 2"))
    position = story.says("root", revoke("bea"))

    for name in ("bea", "bea 2"):
        revoked = story.authority.revocation(handle(name))
        assert revoked is not None
        assert (revoked.stands_since, revoked.coordinator) == (position, handle("root"))
    assert story.authority.revocation(handle("ana")) is None


def test_a_revoked_coordinator_writes_nothing_more_and_open_invitations_are_closed() -> None:
    story = founded()
    story.says("root", add_coordinator("bea"))
    story.says("bea", invite(terms("used")))
    story.says("ben", redeem("used", by="ben"))
    story.says("bea", invite(terms("open")))

    story.says("root", revoke("bea"))

    for body in (
        bodies.Rules(1, (1,)),
        bodies.AddOrganisation(b"org-gamm"),
        audience(b"another ", 3),
        bodies.AddFeed(b"another ", OPEN, 0, b"label"),
        invite(terms("third")),
        epoch(MEMBERS, 2),
        revoke("ana"),
        None,
    ):
        assert story.refusal("bea", body) == "revoked", body
    assert story.refusal("cem", redeem("open", by="cem")) == "invitation_closed"
    assert story.authority.is_closed(story.authority.invitations[InvitationId(terms("open").invitation)])
    assert story.authority.span_of(handle("ben")) is not None
    assert LIBRARY in story.authority.feeds


def test_a_device_that_was_revoked_may_join_again_under_new_keys() -> None:
    story: Story = with_reader("ben")
    story.says("ana", revoke("ben"))
    story.says("ana", invite(terms("again")))

    assert story.refusal("ben", redeem("again", by="ben")) == "handle_taken"
    assert story.refusal("ben anew", redeem("again", by="ben anew")) == ""
