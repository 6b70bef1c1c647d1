"""When a sync goes by itself: never without consent, never too often, and never a file where that costs money."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.right_moment import (
    BACK_OFF_LEAST,
    BACK_OFF_MOST,
    LOOK_SECONDS,
    SETTLE_SECONDS,
    UNTIL_I_SAY,
    Attempt,
    Consent,
    Decision,
    End,
    Load,
    Surroundings,
    Times,
    What,
    Why,
    back_off_seconds,
    carried_over,
    decide,
    end_of,
    quiet_minutes_left,
)

_GOES = (What.SYNC, What.TEXT_ONLY)
_MINUTES = st.integers(0, 24 * 60 - 1)
_BYTES = st.none() | st.integers(0, 10**9)

consents = st.builds(
    Consent,
    connects=st.booleans(),
    paused_until=st.sampled_from((0, UNTIL_I_SAY)) | st.integers(1, 10**6),
    quiet=st.none() | st.tuples(_MINUTES, _MINUTES),
    is_metered=st.booleans(),
    daily_bytes=_BYTES,
    monthly_bytes=_BYTES,
)
surroundings = st.builds(
    Surroundings,
    has_network=st.sampled_from((True, False, None)),
    is_behind_portal=st.booleans(),
    moves=st.integers(0, 3),
)
loads = st.builds(
    Load,
    has_hub=st.booleans(),
    is_running=st.booleans(),
    waiting=st.integers(0, 3),
    used_today=st.integers(0, 10**9),
    used_this_month=st.integers(0, 10**9),
)
attempts = st.none() | st.builds(
    Attempt,
    at=st.floats(0, 10**5),
    end=st.sampled_from(End),
    failures=st.integers(0, 2_000),
    moves=st.integers(0, 3),
    chance=st.floats(0, 1),
)
all_times = st.builds(
    Times, since_start=st.floats(0, 10**5), since_move=st.floats(0, 10**5), wall=st.integers(0, 10**6), minute=_MINUTES
)

FREE = Consent(connects=True, is_metered=False)
LATER = Times(since_start=10**6, since_move=10**6, wall=1_000_000, minute=600)
ONLINE = Surroundings(has_network=True)


@given(consents, surroundings, loads, attempts, all_times)
def test_nothing_goes_against_what_people_decided_or_where_it_cannot(
    consent: Consent, around: Surroundings, load: Load, last: Attempt | None, times: Times
) -> None:
    found = decide(consent, around, replace(load, last=last), times)

    if found.what in _GOES:
        assert consent.connects
        assert load.has_hub
        assert not load.is_running
        assert consent.paused_until != UNTIL_I_SAY
        assert times.wall >= consent.paused_until
        assert quiet_minutes_left(consent.quiet, times.minute) == 0
        assert around.has_network is not False
        assert not around.is_behind_portal
        assert consent.monthly_bytes is None or load.used_this_month < consent.monthly_bytes
    if found.what is What.SYNC:
        assert not consent.is_metered
        assert consent.daily_bytes is None or load.used_today < consent.daily_bytes


@given(consents, surroundings, loads, attempts, all_times)
def test_a_time_to_decide_again_lies_ahead_and_only_waits_have_one(
    consent: Consent, around: Surroundings, load: Load, last: Attempt | None, times: Times
) -> None:
    found = decide(consent, around, replace(load, last=last), times)

    if found.seconds is not None:
        assert found.what is What.WAIT
        assert found.seconds > 0
    if found.what is What.NOTHING:
        assert found.why in (Why.OFF, Why.NO_HUB, Why.PAUSED)


@given(consents, surroundings, loads, attempts, all_times)
def test_whoever_waits_as_long_as_was_said_does_not_wait_for_the_same_again(
    consent: Consent, around: Surroundings, load: Load, last: Attempt | None, times: Times
) -> None:
    found = decide(consent, around, replace(load, last=last), times)
    if found.seconds is None:
        return
    passed = int(found.seconds) + 1
    then = Times(
        times.since_start + passed,
        times.since_move + passed,
        times.wall + passed,
        (times.minute + passed // 60) % (24 * 60),
    )

    again = decide(consent, around, replace(load, last=last), then)

    assert again.why is not found.why or again.what in _GOES


@given(loads, attempts, all_times, consents)
def test_another_network_ends_the_waiting_for_an_old_one(
    load: Load, last: Attempt | None, times: Times, consent: Consent
) -> None:
    moved = Surroundings(has_network=True, moves=9)

    found = decide(consent, moved, replace(load, last=last), times)

    assert found.why not in (Why.BACK_OFF, Why.NEEDS_PERSON, Why.PORTAL)


@given(st.integers(0, 5_000), st.floats(0, 1))
def test_back_off_has_a_floor_and_a_ceiling_and_chance_takes_any_part_of_it(failures: int, chance: float) -> None:
    seconds = back_off_seconds(failures, chance)

    assert BACK_OFF_LEAST <= seconds <= BACK_OFF_MOST
    assert seconds <= back_off_seconds(failures + 1, chance)
    assert back_off_seconds(failures, 0.0) == BACK_OFF_LEAST


@given(_MINUTES, _MINUTES, _MINUTES)
def test_quiet_hours_end_at_their_end_also_over_midnight(first: int, last: int, minute: int) -> None:
    left = quiet_minutes_left((first, last), minute)

    assert 0 <= left <= 24 * 60 - 1
    if left:
        assert (minute + left) % (24 * 60) == last
    assert quiet_minutes_left((first, last), last) == 0


def test_it_is_off_until_somebody_switches_it_on() -> None:
    assert decide(Consent(), ONLINE, Load(waiting=3), LATER) == Decision(What.NOTHING, Why.OFF)


def test_at_the_start_it_goes_once_the_network_has_settled() -> None:
    begin = Times(since_start=5, since_move=5, wall=1_000_000, minute=600)

    assert decide(FREE, ONLINE, Load(), begin) == Decision(What.WAIT, Why.SETTLING, SETTLE_SECONDS - 5)
    assert decide(FREE, ONLINE, Load(), LATER) == Decision(What.SYNC, Why.START)


def test_changes_go_soon_and_news_are_asked_for_seldom() -> None:
    last = Attempt(at=10**6 - 600, end=End.GOOD)

    assert decide(FREE, ONLINE, Load(waiting=1, last=last), LATER).why is Why.CHANGES_WAIT
    assert decide(FREE, ONLINE, Load(last=last), LATER) == Decision(What.WAIT, Why.NOTHING_NEW, LOOK_SECONDS - 600)
    assert decide(FREE, ONLINE, Load(last=replace(last, at=0)), LATER).why is Why.LOOKING_FOR_NEWS


def test_b1_a_network_that_wanted_a_login_is_not_asked_again_and_again() -> None:
    last = Attempt(at=10**6 - 60, end=End.PORTAL, failures=1)

    assert decide(FREE, ONLINE, Load(waiting=1, last=last), LATER).why is Why.PORTAL
    moved = decide(FREE, replace(ONLINE, moves=1), Load(waiting=1, last=last), LATER)
    assert (moved.what, moved.why) == (What.SYNC, Why.CHANGES_WAIT)


def test_a5_the_rule_for_connections_that_cost_money_is_asked_again_in_another_network() -> None:
    last = Attempt(at=10**6 - 60, end=End.BROKEN, failures=3)
    hotspot = replace(FREE, is_metered=True)

    assert decide(FREE, ONLINE, Load(waiting=1, last=last), LATER).why is Why.BACK_OFF
    assert decide(hotspot, replace(ONLINE, moves=1), Load(waiting=1, last=last), LATER).what is What.TEXT_ONLY


def test_j1_when_the_days_data_is_used_text_goes_and_when_the_months_is_used_nothing_does() -> None:
    consent = replace(FREE, daily_bytes=2_000_000, monthly_bytes=30_000_000)

    def what(today: int, month: int) -> What:
        return decide(consent, ONLINE, Load(used_today=today, used_this_month=month), LATER).what

    assert [what(0, 0), what(2_000_000, 2_000_000), what(0, 30_000_000)] == [What.SYNC, What.TEXT_ONLY, What.WAIT]
    waiting = decide(consent, ONLINE, Load(used_this_month=30_000_000), replace(LATER, minute=23 * 60))
    assert waiting.seconds == 3_600, "with the next day a month may begin"


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        ("", End.GOOD),
        ("done", End.GOOD),
        ("stopped", End.GOOD),
        ("link.cut", End.BROKEN),
        ("link.hub_away", End.BROKEN),
        ("link.portal", End.PORTAL),
        ("link.tls_issuer", End.NEEDS_PERSON),
        ("not_our_hub", End.NEEDS_PERSON),
        ("hub_refusal.hub_behind", End.NEEDS_PERSON),
        ("bug", End.NEEDS_PERSON),
    ],
)
def test_how_an_attempt_ended_says_whether_later_may_do(kind: str, end: End) -> None:
    assert end_of(kind) is end


def test_what_failed_before_the_start_is_waited_for_as_if_nobody_had_started_anew() -> None:
    kinds = ["link.hub_away", "link.cut", "done", "link.cut"]
    assert carried_over(kinds, seconds_ago=30, chance=1) == Attempt(-30, End.BROKEN, 2, chance=1)
    assert carried_over(kinds, seconds_ago=-900, chance=1) == Attempt(0, End.BROKEN, 2, chance=1)
    assert carried_over(["fork"], seconds_ago=5, chance=0) == Attempt(-5, End.NEEDS_PERSON, 1, chance=0)
    for good in (["done", "link.cut"], ["stopped"], ["link.portal", "link.cut"], []):
        assert carried_over(good, seconds_ago=0, chance=1) is None

    consent, load = Consent(connects=True), Load(last=carried_over(kinds, seconds_ago=30, chance=1))
    times = Times(since_start=SETTLE_SECONDS + 1, since_move=SETTLE_SECONDS + 1, wall=0, minute=0)
    held = decide(consent, Surroundings(has_network=True), load, times)
    assert (held.what, held.why) == (What.WAIT, Why.BACK_OFF)
    assert held.seconds == back_off_seconds(2, 1) - 30 - times.since_start
    assert decide(consent, Surroundings(has_network=True, moves=1), load, times).what in _GOES
