"""The bad link keeps what its profile promises, or no figure that was measured over it would mean anything."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from tests.integration.link_weather import PROFILES, SETUP_BYTES, SETUP_ROUND_TRIPS, Lane, Profile, Weather
from tests.integration.tapped_link import Passed, TappedLink

PATIENCE_SECONDS = 30
NEVER_BROKEN = Profile(up=400_000, down=200_000, round_trip=0.06, setup_bytes=0)


class Sink:
    """A hub of a kind: it counts what comes, and answers each connection's first byte with so many bytes."""

    def __init__(self, answer: int) -> None:
        self.received: list[int] = []
        self._answer = bytes(answer)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                end, _ = self._listener.accept()
                self.received.append(0)
                thread = threading.Thread(target=self._talk, args=(end, len(self.received) - 1))
                self._threads.append(thread)
                thread.start()

    def _talk(self, end: socket.socket, number: int) -> None:
        with end, contextlib.suppress(OSError):
            is_first = True
            while piece := end.recv(65536):
                self.received[number] += len(piece)
                if is_first:
                    end.sendall(self._answer)
                is_first = False


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A counting hub that answers 100,000 bytes."""
    made = Sink(100_000)
    yield made
    made.close()


def connect(link: TappedLink) -> socket.socket:
    host, _, port = link.address.removeprefix("http://").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)


def read_all(end: socket.socket, most: int) -> int:
    count = 0
    with contextlib.suppress(ConnectionError):
        while count < most and (piece := end.recv(65536)):
            count += len(piece)
    return count


def read_until_told(end: socket.socket) -> None:
    while end.recv(65536):
        pass


def lives(seed: int, profile: Profile) -> list[float | None]:
    weather = Weather(profile, seed)
    return [weather.next_life().seconds for _ in range(2_000)]


def test_a_seed_draws_the_same_lives_and_they_last_as_long_as_the_profile_says() -> None:
    profile = PROFILES["gprs, cuts every 20 s"]

    drawn = [seconds for seconds in lives(1, profile) if seconds is not None]

    assert drawn == lives(1, profile) != lives(2, profile)
    assert sum(drawn) / len(drawn) == pytest.approx(20, rel=0.1)
    # An exponential time: a third of the connections live longer than the mean.
    assert sum(seconds > 20 for seconds in drawn) / len(drawn) == pytest.approx(0.368, abs=0.04)
    assert lives(1, PROFILES["cafe"]) == [None] * 2_000


def test_a_faster_world_is_the_same_world() -> None:
    profile = PROFILES["gprs, cuts every 120 s"]
    fast = profile.faster(20)

    assert (fast.up, fast.uptime) == (profile.up * 20, 6)
    # As many bytes in a life, and as many round trips.
    assert fast.up * (fast.uptime or 0) == profile.up * (profile.uptime or 0)
    assert fast.setup_seconds * 20 == pytest.approx(profile.setup_seconds)
    assert profile.setup_seconds == pytest.approx(SETUP_ROUND_TRIPS * 0.6 + SETUP_BYTES / 3750)


def test_all_connections_share_one_line() -> None:
    lane = Lane(1_000)

    ends = [lane.reserve(100, now=0.0)[1] for _ in range(20)]

    assert ends[-1] == pytest.approx(2.0, abs=0.05)
    assert lane.reserve(100, now=5.0)[1] == pytest.approx(5.1, abs=0.05), "an idle line saves nothing up"


def test_bytes_take_the_time_of_the_line_and_of_the_way(sink: Sink) -> None:
    started = time.monotonic()
    with TappedLink(sink.address, Weather(NEVER_BROKEN, 1)) as link, connect(link) as end:
        end.sendall(bytes(80_000))
        answered = read_all(end, 1)
        first = time.monotonic() - started
        answered += read_all(end, 100_000 - answered)
        taken = time.monotonic() - started

    setup = NEVER_BROKEN.setup_seconds
    assert first >= setup + NEVER_BROKEN.round_trip
    # The answer begins as soon as the first bytes are there: the two directions do not wait for each other.
    expected = setup + NEVER_BROKEN.round_trip + 100_000 / NEVER_BROKEN.down
    assert answered == 100_000
    # How much longer a busy computer takes is no matter of the link; that it is never faster is.
    assert taken >= expected * 0.95
    assert sum(sink.received) == 80_000
    assert link.raw_bytes() == (80_000, 100_000)


def broken_connections(sink: Sink, seed: int) -> tuple[Sequence[Passed], list[int]]:
    """Ask five times over a link that breaks soon; return what passed, and what arrived."""
    profile = replace(NEVER_BROKEN, uptime=0.15, round_trip=0.01)
    arrived = []
    with TappedLink(sink.address, Weather(profile, seed)) as link:
        for _ in range(5):
            with connect(link) as end:
                with contextlib.suppress(ConnectionError):
                    end.sendall(b"x")
                arrived.append(read_all(end, 100_000))
    return link.passed(), arrived


def test_a_link_breaks_at_the_same_places_again(sink: Sink) -> None:
    first, arrived = broken_connections(sink, 3)
    again, arrived_again = broken_connections(sink, 3)

    drawn = Weather(replace(NEVER_BROKEN, uptime=0.15), 3)
    most_of_each = (max(pair) for pair in zip(arrived, arrived_again, strict=True))
    for one, other, got in zip(first, again, most_of_each, strict=True):
        seconds = drawn.next_life().seconds
        assert seconds is not None
        most = seconds * NEVER_BROKEN.down
        assert got <= most
        assert one.was_broken == other.was_broken
    assert any(one.was_broken for one in first)
    assert len(set(arrived)) > 1


def test_a_silent_break_is_told_to_nobody(sink: Sink) -> None:
    profile = replace(NEVER_BROKEN, uptime=0.05, round_trip=0.0, silent=1.0)
    with TappedLink(sink.address, Weather(profile, 1)) as link, connect(link) as end:
        end.sendall(b"x")
        end.settimeout(1.0)

        with pytest.raises(TimeoutError):
            read_until_told(end)
        # What is sent now disappears without an error.
        end.sendall(bytes(10_000))

        assert link.passed()[0].was_broken
        assert sum(sink.received) <= 1


def test_little_lies_between_a_program_and_a_slow_line(sink: Sink) -> None:
    slow = replace(NEVER_BROKEN, up=1_000.0)
    with TappedLink(sink.address, Weather(slow, 1)) as link, connect(link) as end:
        end.setblocking(False)
        taken = 0
        with contextlib.suppress(BlockingIOError):
            while taken < 1_000_000:
                taken += end.send(bytes(4096))

    assert taken < 100_000, "else a program would believe that it had sent a whole file"
