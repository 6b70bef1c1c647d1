"""Token buckets, and how much of an address is ever kept."""

import pytest

from haversack_sync.hub.limiter import MAX_BUCKETS, SWEEP_SECONDS, UNKNOWN_NETWORK, Limiter, address_network
from tests.simulation.rig import FakeClock


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("127.0.0.1", "127.0.0.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", UNKNOWN_NETWORK),
        ("testclient", UNKNOWN_NETWORK),
        ("203.0.113", UNKNOWN_NETWORK),
        ("203.0.113.77, 10.0.0.1", UNKNOWN_NETWORK),
    ],
)
def test_an_address_is_cut_to_its_network(address: str, network: str) -> None:
    assert address_network(address) == network


def test_as_many_as_the_burst_come_at_once_and_one_more_does_not() -> None:
    limiter = Limiter(per_second=1, burst=3, monotonic=FakeClock().monotonic)

    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 1]


def test_tokens_come_back_with_time_up_to_the_burst() -> None:
    clock = FakeClock()
    limiter = Limiter(per_second=0.5, burst=2, monotonic=clock.monotonic)
    for _ in range(2):
        limiter.take("a")
    clock.ticks += 1.9
    assert limiter.take("a") == 1
    clock.ticks += 0.1
    assert limiter.take("a") == 0

    clock.ticks += 1000

    assert [limiter.take("a") for _ in range(3)] == [0, 0, 2]


def test_each_key_has_a_bucket_of_its_own() -> None:
    limiter = Limiter(per_second=1, burst=1, monotonic=FakeClock().monotonic)

    assert [limiter.take(key) for key in ("a", "b", b"a", "a")] == [0, 0, 0, 1]


def test_refused_takes_cost_nothing() -> None:
    clock = FakeClock()
    limiter = Limiter(per_second=1, burst=10, monotonic=clock.monotonic)
    assert limiter.take("a", 8) == 0
    assert limiter.take("a", 4) == 2
    assert limiter.take("a", 2) == 0


def test_more_than_the_burst_counts_as_the_burst() -> None:
    clock = FakeClock()
    limiter = Limiter(per_second=1, burst=10, monotonic=clock.monotonic)

    assert limiter.take("a", 500) == 0
    assert limiter.take("a", 500) == 10


def test_buckets_that_are_full_again_are_forgotten_within_the_hour_and_others_stay() -> None:
    clock = FakeClock()
    limiter = Limiter(per_second=1, burst=7200, monotonic=clock.monotonic)
    limiter.take("quiet")
    limiter.take("busy", 7200)
    clock.ticks += SWEEP_SECONDS - 1
    limiter.take("new")
    assert limiter.kept == 3

    clock.ticks += 1
    limiter.take("new")

    assert limiter.kept == 2
    assert limiter.take("busy", 3601) == 1


def test_buckets_that_are_full_again_are_forgotten_when_there_are_many() -> None:
    clock = FakeClock()
    limiter = Limiter(per_second=1, burst=1, monotonic=clock.monotonic)
    for number in range(MAX_BUCKETS - 1):
        limiter.take(str(number))
    clock.ticks += 5
    limiter.take("busy")

    limiter.take("new")

    assert limiter.take("busy") == 1
    assert limiter.kept == 2


def test_an_attack_from_everywhere_does_not_fill_the_memory() -> None:
    limiter = Limiter(per_second=0.001, burst=1, monotonic=FakeClock().monotonic)

    for number in range(2 * MAX_BUCKETS + 5):
        limiter.take(str(number))

    assert limiter.kept <= MAX_BUCKETS
