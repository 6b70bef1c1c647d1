"""A copied device goes on under new keys: it is what the one before is, and everybody computes the same."""

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority_draft import MAX_SUCCESSORS
from haversack_sync.model.roles import Role
from tests.unit.haversack_sync.model.trust_story import (
    ALPHA,
    MEMBERS,
    Story,
    founded,
    handle,
    key,
    with_reader,
)


def succeed(before: str, *, by: str) -> bodies.Succeed:
    """Return the body by which a new key takes the place of another one's copy."""
    return bodies.Succeed(handle(before), key(by), key(by + " box"), bytes(64))


def role_of(story: Story, name: str) -> tuple[Role, bytes, frozenset[bytes]]:
    span = story.authority.devices[handle(name)].now
    return span.role, span.organisation, span.audiences


def test_a_successor_is_what_the_device_before_is_and_both_stay() -> None:
    story = with_reader("ben")
    before = story.authority.devices[handle("ben")]

    position = story.says("ben 2", succeed("ben", by="ben 2"))

    new = story.authority.devices[handle("ben 2")]
    assert (new.sign_key, new.box_key, new.succeeds, new.now.since) == (
        key("ben 2"),
        key("ben 2 box"),
        handle("ben"),
        position,
    )
    assert role_of(story, "ben 2") == (Role.READER, ALPHA, frozenset({MEMBERS}))
    assert story.authority.devices[handle("ben")] == before
    assert new.before(position) is None


def test_a_coordinators_successor_is_a_coordinator() -> None:
    story = founded()

    story.says("ana 2", succeed("ana", by="ana 2"))

    assert role_of(story, "ana 2")[0] is Role.COORDINATOR
    assert story.refusal("ana 2", bodies.Rules(1, (1,))) == ""


def test_what_a_device_is_given_later_its_successor_does_not_get() -> None:
    story = with_reader("ben")
    story.says("ben 2", succeed("ben", by="ben 2"))

    story.says("ana", bodies.Grant(handle("ben"), Role.EDITOR, ALPHA, (MEMBERS,)))

    assert role_of(story, "ben 2")[0] is Role.READER


def test_what_came_from_one_device_is_found_again_by_its_origin() -> None:
    story = with_reader("ben")
    story.says("ben 2", succeed("ben", by="ben 2"))
    story.says("ben 3", succeed("ben 2", by="ben 3"))
    story.says("ben 4", succeed("ben", by="ben 4"))

    assert story.authority.successors(handle("ben")) == (handle("ben 2"), handle("ben 3"), handle("ben 4"))
    assert story.authority.successors(handle("ben 2")) == (handle("ben 3"),)
    assert story.authority.successors(handle("ana")) == ()
    assert [story.authority.origin(handle(name)) for name in ("ben 3", "ben", "ana")] == [
        handle("ben"),
        handle("ben"),
        handle("ana"),
    ]


def test_who_is_not_enrolled_has_no_successor_and_no_key_comes_in_by_another_hand_or_twice() -> None:
    story = with_reader("ben")

    assert story.refusal("zoe 2", succeed("zoe", by="zoe 2")) == "unknown_device"
    assert story.refusal("ben", succeed("ben", by="ben 2")) == "not_own_key"
    assert story.refusal("ana", succeed("ben", by="ana")) == "handle_taken"


def test_a_vault_can_be_copied_so_often_and_not_more() -> None:
    story = with_reader("ben")
    before = "ben"
    for number in range(MAX_SUCCESSORS):
        name = f"copy {number}"
        story.says(name, succeed(before, by=name))
        before = name if number % 2 else "ben"

    assert story.refusal("one more", succeed(before, by="one more")) == "too_many_successors"
    story.says("ana 2", succeed("ana", by="ana 2"))
