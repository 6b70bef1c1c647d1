"""Data a day: counted whatever begins a sync, in this computer's days, also when an act is killed."""

from haversack.operations.data_used import DayCounter, last_days, used_this_month, used_today
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
