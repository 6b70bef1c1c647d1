"""Data a day: counted whatever begins a sync, in this computer's days, also when an act is killed."""

import pytest

from haversack.operations import meeting
from haversack.operations.data_used import DayCounter, Used, last_days, used_this_month, used_today
from haversack.operations.preferences import Preferences, write_preferences
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import LittleNetwork

_DAY_MS = 24 * 3_600_000


def test_a_sync_counts_what_it_used(network: LittleNetwork, reader: Workspace) -> None:
    before = used_today(reader)

    result = network.sync(reader)

    assert used_today(reader) - before == result.sent_bytes + result.received_bytes > 0


def test_days_without_a_sync_are_nothing_and_today_is_last(network: LittleNetwork, reader: Workspace) -> None:
    DayCounter(reader).end(1_000)
    network.wall_ms += 2 * _DAY_MS
    DayCounter(reader).end(500)

    days = last_days(reader, 4)

    assert [used for _, used in days][-3:] == [days[1][1], 0, 500]
    assert days[1][1] >= 1_000
    assert [day for day, _ in days] == ["2023-11-13", "2023-11-14", "2023-11-15", "2023-11-16"]


def test_an_act_that_is_killed_is_counted_in_steps(reader: Workspace) -> None:
    before = used_today(reader)
    counter = DayCounter(reader)
    counter.note(100_000)
    counter.note(300_000)
    counter.note(400_000)

    assert used_today(reader) - before == 300_000
    counter.end(400_000)
    counter.end(400_000)
    assert used_today(reader) - before == 400_000


def test_only_a_month_is_kept(network: LittleNetwork, reader: Workspace) -> None:
    for _ in range(40):
        network.wall_ms += _DAY_MS
        DayCounter(reader).end(10)

    assert [used for _, used in last_days(reader, 40)] == [0] * 9 + [10] * 31


def test_a_month_begins_with_its_first_day(network: LittleNetwork, reader: Workspace) -> None:
    network.wall_ms += _DAY_MS
    before = used_this_month(reader)
    DayCounter(reader).end(700)
    assert used_this_month(reader) == before + 700

    while last_days(reader, 1)[0][0] < "2023-12-01":
        assert used_this_month(reader) == before + 700
        network.wall_ms += _DAY_MS

    assert used_this_month(reader) == 0


def test_files_have_what_day_and_month_leave(reader: Workspace) -> None:
    used = Used(today=3, this_month=28)

    assert Preferences(daily_bytes=None).left_within_limits(used) is None
    assert Preferences(daily_bytes=5, monthly_bytes=None).left_within_limits(used) == 2
    assert Preferences(daily_bytes=5, monthly_bytes=29).left_within_limits(used) == 1
    assert Preferences(daily_bytes=None, monthly_bytes=20).left_within_limits(used) == 0


def test_what_goes_by_itself_uses_no_more_than_the_month_leaves(
    network: LittleNetwork, reader: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Wishes] = []

    def noted(workspace: Workspace, connect: object, threads: object, wishes: Wishes) -> None:
        asked.append(wishes)

    monkeypatch.setattr(meeting, "meet", noted)
    write_preferences(reader, Preferences(monthly_bytes=30_000_000))
    DayCounter(reader).end(29_000_000 - used_this_month(reader))

    meeting.meet_by_itself(reader, lambda *_: None, None, Wishes())  # type: ignore[arg-type]  # nobody is met

    assert asked[0].budget_bytes == 1_000_000
