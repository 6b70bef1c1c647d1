"""Authority is temporal: what somebody was at a position decides, not what they became later."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import Audience, Authority, Device, RulesSpan, Span, with_span
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId, Position
from haversack_sync.model.roles import AudienceType, Role
from tests.unit.haversack_sync.model.trust_story import (
    ALPHA,
    COORDINATORS,
    LIBRARY,
    MEMBERS,
    NO_ORGANISATION,
    OPEN,
    founded,
    handle,
    invitation_id,
    terms,
    with_reader,
)
from tests.unit.haversack_sync.model.trust_story import invite as invitation

GROUP = AudienceId(b"a group ")
ROLES = list(Role)


def span(role: Role, *audiences: AudienceId) -> Span:
    return Span(Position(1), role, NO_ORGANISATION, frozenset(audiences))


def test_a_device_is_what_the_entries_before_a_position_made_it() -> None:
    story = with_reader()
    enrolled = story.authority.devices[handle("ben")].now.since
    granted = story.says("ana", bodies.Grant(handle("ben"), Role.EDITOR, ALPHA, (MEMBERS,)))
    device = story.authority.devices[handle("ben")]

    assert device.before(enrolled) is None
    assert [each.role for each in device.spans] == [Role.READER, Role.EDITOR]
    at_grant, after = device.before(granted), device.before(granted + 1)
    assert (at_grant and at_grant.role, after and after.role) == (Role.READER, Role.EDITOR)
    assert device.now.role is Role.EDITOR


@given(st.lists(st.integers(1, 50), min_size=1, unique=True).map(sorted), st.integers(0, 60))
def test_the_span_that_counts_is_the_newest_before_the_position(since: list[int], position: int) -> None:
    spans = tuple(Span(Position(each), Role.READER, ALPHA, frozenset()) for each in since)
    device = Device(DeviceId(bytes(8)), bytes(32), bytes(32), spans, 0)

    found = device.before(position)

    earlier = [each for each in since if each < position]
    assert (found.since if found else None) == (earlier[-1] if earlier else None)


def test_a_further_span_is_added_and_nothing_is_forgotten() -> None:
    device = Device(DeviceId(bytes(8)), bytes(32), bytes(32), (span(Role.READER),), 7, b"label")

    after = with_span(device, span(Role.EDITOR))

    assert after == replace(device, spans=(span(Role.READER), span(Role.EDITOR)))
    assert len(device.spans) == 1


def test_rules_hold_for_what_comes_after_them() -> None:
    authority = Authority(rules=(RulesSpan(Position(4), 1), RulesSpan(Position(9), 0)))

    assert [authority.rules_before(position) for position in (1, 4, 5, 9, 10, 99)] == [0, 0, 1, 1, 0, 0]


def test_before_any_rules_everything_is_held() -> None:
    assert Authority().rules_before(1) == 0


def test_feeds_are_numbered_in_the_order_of_the_log_and_network_is_zero() -> None:
    story = founded()
    story.says("ana", bodies.AddFeed(b"training", OPEN, 0, b""))

    feeds = story.authority.feeds_in_order()

    assert [(feed.ordinal, feed.handle) for feed in feeds] == [(1, LIBRARY), (2, FeedId(b"training"))]
    assert NETWORK_FEED not in story.authority.feeds


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_what_is_open(role: Role) -> None:
    authority = founded().authority

    assert authority.may_read(span(role), OPEN)
    assert authority.may_read(None, OPEN)


@pytest.mark.parametrize("role", ROLES)
def test_members_read_what_they_were_given_and_coordinators_all_that_they_keep(role: Role) -> None:
    authority = founded().authority
    is_coordinator = role is Role.COORDINATOR

    assert authority.may_read(span(role, MEMBERS), MEMBERS)
    assert authority.may_read(span(role), MEMBERS) is is_coordinator
    assert authority.may_read(span(role), COORDINATORS) is is_coordinator


def test_a_stranger_reads_nothing_else_and_nobody_reads_what_does_not_exist() -> None:
    authority = founded().authority

    assert not authority.may_read(None, MEMBERS)
    assert not authority.may_read(span(Role.COORDINATOR, GROUP), GROUP)
    assert not authority.may_write(span(Role.COORDINATOR, GROUP), GROUP)
    assert not authority.is_keeper(span(Role.COORDINATOR), GROUP)


@pytest.mark.parametrize("of_type", [AudienceType.ORGANISATION, AudienceType.GROUP, AudienceType.CUSTODIANS])
def test_a_coordinator_is_no_keeper_of_other_audiences_and_reads_them_only_if_given(of_type: AudienceType) -> None:
    known = Audience(GROUP, of_type, NO_ORGANISATION, frozenset(Role))
    authority = replace(founded().authority, audiences={GROUP: known})

    assert not authority.may_read(span(Role.COORDINATOR), GROUP)
    assert not authority.may_write(span(Role.COORDINATOR), GROUP)
    assert not authority.is_keeper(span(Role.COORDINATOR), GROUP)
    assert authority.may_read(span(Role.EDITOR, GROUP), GROUP)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("audience", [OPEN, MEMBERS, COORDINATORS])
def test_whoever_writes_has_a_role_that_may_and_can_read(role: Role, audience: AudienceId) -> None:
    authority = founded().authority
    writers = authority.audiences[audience].writers

    for held in (span(role), span(role, audience)):
        assert authority.may_write(held, audience) == (role in writers and authority.may_read(held, audience))
    assert not authority.may_write(None, audience)


@pytest.mark.parametrize("role", ROLES)
def test_keepers_of_members_and_coordinators_are_the_coordinators(role: Role) -> None:
    authority = founded().authority
    is_coordinator = role is Role.COORDINATOR

    assert authority.is_keeper(span(role, MEMBERS), MEMBERS) is is_coordinator
    assert authority.is_keeper(span(role, COORDINATORS), COORDINATORS) is is_coordinator
    assert not authority.is_keeper(span(role), OPEN)
    assert not authority.is_keeper(None, MEMBERS)


def test_what_a_device_is_now_and_which_audience_is_the_first_of_its_type() -> None:
    authority = with_reader().authority

    held = authority.span_of(handle("ben"))
    assert held is not None
    assert (held.role, held.organisation, held.audiences) == (Role.READER, ALPHA, frozenset({MEMBERS}))
    assert authority.span_of(handle("nobody")) is None
    first = authority.audience_of(AudienceType.MEMBERS)
    assert first is not None
    assert first.handle == MEMBERS
    assert authority.audience_of(AudienceType.GROUP) is None


def test_an_invitation_ends_days_after_its_own_entry() -> None:
    story = founded()
    story.says("ana", invitation(terms("paper", expiry_days=3)))

    made = story.authority.invitations[invitation_id("paper")]

    assert made.expires == story.stamp + 3 * 24 * 3600
