"""Scenarios of bad lines: cut after every byte of a pull and of a push, slow, metered, held back; nothing is lost."""

import contextlib
import itertools
from collections.abc import Iterator

import pytest

from haversack_sync.client.conditions import Conditions, Limits, Report
from haversack_sync.client.session import Session
from haversack_sync.hub.routes import create_app
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.limits import KIB, MAX_FRAME_BYTES
from haversack_sync.protocol.messages import decode_request
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.asgi_endpoint import AsgiEndpoint
from tests.unit.haversack_sync.client.client_rig import (
    LIBRARY,
    ClientRig,
    Laptop,
    all_of_it,
    decoded,
    entries_in,
    essence,
    forced_small,
    frames_of,
    held,
    knowing,
    topic,
    with_network,
    writing,
)
from tests.unit.haversack_sync.client.memory_replica import Kept

NEVER = 10**9


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


def cut_sync(laptop: Laptop, line: AsgiEndpoint) -> None:
    """Sync while the line is cut; after one cut without a byte the sync asks again, and is cut again."""
    with pytest.raises(LinkError, match="cut"):
        whole_sync(laptop, line)
    line.up = line.down = None
    line.bodies.clear()


def whole_sync(laptop: Laptop, line: AsgiEndpoint) -> Report:
    return Session(laptop.replica, line, Conditions(lambda: 0.0, FixedRandom("cuts"))).run()


def test_a1_a_pull_cut_after_every_byte_asks_only_for_what_is_missing(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.write(topic(1, "Statelessness"), topic(2, "Detention"))
    goal, base = all_of_it(rig), with_network(rig)
    forced_small(monkeypatch)
    monkeypatch.setattr("haversack_sync.hub.answer.FILLED_BYTES", 400)
    line = AsgiEndpoint(create_app(rig.rig.hub))
    whole_sync(knowing(rig, base), line)
    frames, known = frames_of(line.answers[0]), sum(map(len, base.entries.values()))
    sizes = [sum(map(len, frames[: index + 1])) for index in range(len(frames))]
    assert len(frames) == 3

    for length in range(sizes[-1]):
        laptop, line.down = knowing(rig, base), length
        cut_sync(laptop, line)
        come = [decoded(frame) for frame, size in zip(frames, sizes, strict=True) if size <= length]
        assert held(laptop) == known + sum(map(entries_in, come))

        report = whole_sync(laptop, line)

        asked = decode_request(line.bodies[0])
        assert sum(n for _, n in asked.cursors) == known + sum(map(entries_in, come))
        assert (len(line.bodies), report.is_complete) == (1, True)
        assert essence(laptop.replica.kept) == goal


def begun(rig: ClientRig, base: Kept) -> Laptop:
    """Return the coordinator's laptop as it was before the push."""
    laptop = rig.laptop(rig.rig.world.coordinator)
    counters = laptop.replica.kept.counters
    laptop.replica.kept = base.snapshot()
    laptop.replica.kept.counters = counters
    laptop.replica.kept.entries = {feed: list(each) for feed, each in base.entries.items()}
    return laptop


def on_the_hub(rig: ClientRig) -> int:
    with rig.rig.ledger.reading() as moment:
        end = moment.feed_end(rig.rig.world.shelves[LIBRARY].feed)
    return end.n if end else 0


def test_a2_a_push_cut_after_every_byte_on_its_way_up_is_no_entry_yet(rig: ClientRig) -> None:
    base = writing(rig, topic(1, "Statelessness")).replica.kept
    line = AsgiEndpoint(create_app(rig.rig.hub))
    laptop, size, length = begun(rig, base), NEVER, 0
    while length < size:
        laptop, line.up = begun(rig, base), length
        with pytest.raises(LinkError, match="cut"):
            whole_sync(laptop, line)
        size, length = len(line.bodies[-1]), length + 1
        assert on_the_hub(rig) == 0
        assert laptop.replica.kept.waiting == laptop.replica.kept.left == base.waiting

    line.up = None
    assert whole_sync(laptop, line).is_complete
    assert (on_the_hub(rig), laptop.replica.kept.waiting) == (1, [])


def test_a2_a_push_cut_between_the_hubs_commit_and_every_byte_of_the_receipt_is_one_entry_with_one_receipt(
    rig: ClientRig,
) -> None:
    base = writing(rig, topic(1, "Statelessness")).replica.kept
    line, first = AsgiEndpoint(create_app(rig.rig.hub)), begun(rig, base)
    whole_sync(first, line)
    goal, receipts = essence(first.replica.kept), first.replica.kept.receipts

    for length in range(len(line.answers[0])):
        laptop, line.down = begun(rig, base), length
        cut_sync(laptop, line)
        assert laptop.replica.kept.waiting == laptop.replica.kept.left == base.waiting

        assert whole_sync(laptop, line).is_complete

        assert laptop.replica.kept.receipts == receipts
        assert essence(laptop.replica.kept) == goal
    assert on_the_hub(rig) == 1


def test_a4_an_answer_of_a_byte_every_ten_seconds_is_read_to_its_end(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop, ticks = knowing(rig, with_network(rig)), itertools.count(0, 10)
    laptop.line.bend = lambda answer: (answer[at : at + 1] for at in range(len(answer)))

    report = Session(laptop.replica, laptop.line, Conditions(lambda: float(next(ticks)), FixedRandom("slow"))).run()

    assert (report.is_complete, report.applied) == (True, 1)
    assert next(ticks) > 3_000, "seconds"


def test_a5_limits_that_come_with_another_connection_hold_at_once_and_go_again_with_it(rig: ClientRig) -> None:
    rig.write(*(topic(number, FixedRandom(str(number))(80).hex()) for number in range(300)))
    laptop = knowing(rig, with_network(rig))
    is_metered = iter([False] * 12 + [True] * 10_000)

    def limits() -> Limits:
        return Limits(budget_bytes=20_000) if next(is_metered) else Limits()

    conditions = Conditions(lambda: 0.0, FixedRandom("metered"), limits_now=limits)
    laptop.line.bend = lambda answer: (answer[at : at + 2_000] for at in range(0, len(answer), 2_000))

    report = Session(laptop.replica, laptop.line, conditions).run()

    assert not report.is_complete
    assert 20_000 <= report.used_bytes <= 20_000 + MAX_FRAME_BYTES
    assert laptop.sync().is_complete


def test_b2_answers_that_something_holds_back_until_they_are_whole_shrink_until_they_pass(rig: ClientRig) -> None:
    rig.write(*(topic(number, FixedRandom(str(number))(80).hex()) for number in range(300)))
    goal, laptop = all_of_it(rig), knowing(rig, with_network(rig))

    def held_back(answer: bytes) -> Iterator[bytes]:
        if len(answer) > 20_000:
            raise LinkError("cut")
        yield answer

    laptop.line.bend = held_back
    session = laptop.session()

    for _ in range(40):
        with contextlib.suppress(LinkError):
            if session.run().is_complete:
                break

    assert essence(laptop.replica.kept) == goal
    asked = [request.answer_bytes for request in laptop.line.requests]
    assert (asked[0], min(asked)) == (64 * KIB, 4 * KIB)
