"""One sync: what is pushed and pulled, in which order, how often, within which budget, and what a cut leaves."""

import dataclasses
from collections.abc import Iterator

import pytest

from haversack_sync.client.conditions import Conditions
from haversack_sync.client.session import Session
from haversack_sync.model.authority_entries import Grant
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import ForkError, HubRefusal, NotOurHubError
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import KIB, MAX_FRAME_BYTES, HubLimits
from haversack_sync.protocol.messages import ExchangeRequest, RefusalFrame, encode_frame
from haversack_sync.protocol.requests import LANE_EXCHANGE, LANE_UPLOADS
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after, untouched
from tests.unit.haversack_sync.client.client_rig import (
    DIRECTORY,
    LIBRARY,
    ClientRig,
    Laptop,
    essence,
    forced_small,
    give_object,
    topic,
    writing,
)
from tests.unit.haversack_sync.client.memory_replica import MemoryReplica


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


def long_text(number: int, size: int) -> bytes:
    """Return a change that no compression makes much shorter."""
    return topic(number, FixedRandom(str(number))(size // 2).hex())


def on_the_hub(rig: ClientRig, shelf: str = LIBRARY) -> int:
    """Count the entries of a shelf."""
    with rig.rig.ledger.reading() as moment:
        end = moment.feed_end(rig.rig.world.shelves[shelf].feed)
    return end.n if end else 0


def test_what_waits_is_pushed_and_comes_back_in_the_same_exchange(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"), topic(2, "Detention"))
    laptop.line.requests.clear()

    report = laptop.sync()

    assert report.is_complete
    assert report.exchanges == 1
    assert report.applied == 2
    assert laptop.replica.kept.waiting == []
    assert [receipt.code for receipt in laptop.replica.kept.receipts] == [ReceiptCode.ACCEPTED] * 2


def test_nothing_new_is_one_exchange_of_few_bytes(rig: ClientRig) -> None:
    laptop = rig.laptop()
    laptop.sync()

    report = laptop.sync()

    assert report.exchanges == 1
    assert report.sent_bytes + report.received_bytes < 400
    assert report.is_complete


def test_a_push_cut_at_any_byte_of_its_answer_makes_one_entry_and_gets_the_same_receipt(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    base = laptop.replica.kept.snapshot()
    probe = rig.laptop(rig.rig.world.coordinator)
    counters = probe.replica.kept.counters
    probe.replica.kept = base.snapshot()
    probe.replica.kept.counters = counters
    probe.sync()
    goal, receipt = essence(probe.replica.kept), probe.replica.kept.receipts

    for length in range(len(probe.line.answers[0])):
        laptop = rig.laptop(rig.rig.world.coordinator)
        counters = laptop.replica.kept.counters
        laptop.replica.kept = base.snapshot()
        laptop.replica.kept.entries = {feed: list(each) for feed, each in base.entries.items()}
        laptop.replica.kept.counters = counters
        laptop.line.bend = cut_after(length)
        with pytest.raises(LinkError):
            laptop.sync()
        assert laptop.replica.kept.waiting == base.waiting
        assert laptop.replica.kept.left == base.waiting
        laptop.line.bend = untouched
        laptop.sync()
        assert laptop.replica.kept.receipts == receipt
        assert essence(laptop.replica.kept) == goal
    assert on_the_hub(rig) == 1


def test_the_same_change_twice_in_one_request_is_one_entry(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    laptop.replica.kept.waiting *= 2

    assert laptop.sync().is_complete
    assert on_the_hub(rig) == 1
    assert {receipt.position for receipt in laptop.replica.kept.receipts} == {*rig.numbers(laptop)}


def test_a_request_that_a_listener_sends_again_is_refused(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    laptop.sync()
    body, auth = laptop.line.bodies[-1]

    answer = b"".join(rig.rig.endpoint.exchange(body, auth))

    assert b"counter_too_low" in answer
    assert on_the_hub(rig) == 1


@pytest.mark.parametrize(
    ("what", "has_left"), [("no_connection", False), ("stalled", True), ("cut", True), ("tls", True)]
)
def test_a_change_counts_as_sent_once_it_may_have_left(rig: ClientRig, what: str, *, has_left: bool) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))

    def fail(_request: ExchangeRequest) -> None:
        raise LinkError(what)

    laptop.line.before = fail
    session = laptop.session()
    with pytest.raises(LinkError):
        session.run()

    assert laptop.replica.kept.left == (laptop.replica.kept.waiting if has_left else [])
    assert (session.report.sent_bytes > 0) == has_left


@pytest.mark.parametrize("lane", [LANE_EXCHANGE, LANE_UPLOADS])
def test_a_counter_that_fell_behind_is_healed_in_the_same_sync(rig: ClientRig, lane: int) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    give_object(laptop, b"first" * 10)
    laptop.sync()
    laptop.replica.kept.counters[lane] = 0
    give_object(laptop, b"second" * 10)

    assert laptop.sync().is_complete
    assert laptop.replica.kept.to_upload == []
    assert laptop.replica.kept.counters[lane] > 1_000


def test_a_hub_that_refuses_every_counter_is_asked_three_times(rig: ClientRig) -> None:
    laptop = rig.laptop()
    laptop.line.bend = lambda answer: (encode_frame(RefusalFrame("counter_too_low", 5, bytes(64))),)

    with pytest.raises(HubRefusal):
        laptop.sync()
    assert len(laptop.line.requests) == 3


def test_a_change_that_cannot_be_taken_today_stays_and_the_sync_ends(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"), topic(2, "Detention"), topic(3, "Return"))
    with rig.rig.ledger.reading() as moment:
        used = moment.usage(rig.rig.world.coordinator.handle, rig.rig.clock.now // 86_400).changes
    rig.rig.restart(limits=HubLimits(changes_per_coordinator_and_day=used + 2))
    laptop.line.hub = rig.rig.endpoint

    report = laptop.sync()

    assert report.exchanges == 1
    assert len(laptop.replica.kept.waiting) == 1
    assert [each.code for each in laptop.replica.kept.receipts] == [0, 0, ReceiptCode.QUOTA]


def test_changes_beyond_one_request_follow_in_the_next(rig: ClientRig) -> None:
    laptop = writing(rig, *(long_text(number, 20_000) for number in range(12)))

    report = laptop.sync()

    assert report.is_complete
    assert report.exchanges > 1
    assert laptop.replica.kept.waiting == []
    assert list(rig.numbers(laptop)) == sorted({receipt.position for receipt in laptop.replica.kept.receipts})


@pytest.mark.parametrize("budget", [1, 10_000, 60_000, 150_000])
def test_a_budget_is_kept_to_about_a_frame_and_syncs_add_up_to_all(rig: ClientRig, budget: int) -> None:
    laptop = writing(rig, *(long_text(number, 20_000) for number in range(12)))
    rig.rig.restart(limits=HubLimits(requests_per_device_and_minute=10**6, request_burst=10**6))
    laptop.line.hub = rig.rig.endpoint
    reader = rig.laptop()

    for device in (laptop, reader):
        syncs = 0
        while not (report := device.sync(budget=budget)).is_complete:
            syncs += 1
            assert report.sent_bytes + report.received_bytes <= budget + MAX_FRAME_BYTES
            assert syncs < 60
        assert list(rig.numbers(device)) == list(rig.numbers(laptop))
    assert len(list(rig.numbers(reader))) == 12


def test_no_budget_moves_nothing(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    laptop.line.requests.clear()

    report = laptop.sync(budget=0)

    assert not report.is_complete
    assert laptop.line.requests == []


def test_stopping_by_hand_keeps_what_came(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write(*(topic(number, f"Topic {number}") for number in range(12)))
    laptop = rig.laptop()
    laptop.exchange()
    forced_small(monkeypatch)
    laptop.line.bend = lambda answer: (answer[start : start + 200] for start in range(0, len(answer), 200))
    calls: Iterator[int] = iter(range(1_000))
    conditions = Conditions(lambda: 0.0, FixedRandom("stop"), is_cancelled=lambda: next(calls) > 12)

    report = Session(laptop.replica, laptop.line, conditions).run()

    assert not report.is_complete
    assert 0 < len(list(rig.numbers(laptop))) < 12
    assert laptop.sync().is_complete
    assert len(list(rig.numbers(laptop))) == 12


def test_eight_frames_are_one_transaction(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write(*(topic(number, f"Topic {number}") for number in range(60)))
    laptop = rig.laptop()
    laptop.exchange()
    forced_small(monkeypatch)
    before, told = laptop.replica.commits, list[int]()
    conditions = Conditions(lambda: 0.0, FixedRandom("told"), tell=lambda report: told.append(report.applied))

    Session(laptop.replica, laptop.line, conditions).run()

    assert 3 <= laptop.replica.commits - before <= 6
    assert told == sorted(told)
    assert told[-1] == 60


def test_an_error_while_committing_changes_nothing_and_counts_nothing(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.exchange()
    before, session = essence(laptop.replica.kept), laptop.session()
    monkeypatch.setattr(laptop.replica, "commit_content", lambda step: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        session.run()
    assert essence(laptop.replica.kept) == before
    assert session.report.applied == 0


def test_answers_grow_with_the_link_from_a_small_first_one(rig: ClientRig) -> None:
    rig.write(*(long_text(number, 20_000) for number in range(40)))
    laptop = rig.laptop()

    laptop.sync()

    asked = [request.answer_bytes for request in laptop.line.requests]
    assert asked[0] == 64 * KIB
    assert asked == sorted(asked)
    assert asked[-1] > 100 * KIB


def test_new_feeds_are_asked_for_at_once(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()

    report = laptop.sync()

    assert [len(request.cursors) for request in laptop.line.requests] == [1, 3]
    assert report.is_complete


def test_keys_that_came_are_progress(rig: ClientRig) -> None:
    """A change may have waited for such a key: the sync must go on and send it."""
    invited = rig.rig.invite(rig.coordinator, Role.READER)
    world, device = rig.rig.world, rig.rig.world.author()
    laptop = rig.laptop(device)
    laptop.replica.kept.waiting = [world.redeem(invited, device)]
    laptop.sync()
    stanza = world.stanza(DIRECTORY, recipient=device.handle, box_key=device.box_key)
    rig.coordinator.ask(stanzas=[stanza])
    laptop.replica.kept.counters[0] += 1
    session = laptop.session()

    session.run()

    assert laptop.replica.kept.stanzas[-1] == stanza
    assert session.report.moved > 0


def test_a_fork_is_raised_and_nothing_of_its_transaction_stays(rig: ClientRig) -> None:
    laptop = rig.laptop()
    laptop.sync()
    rig.write(topic(1, "Statelessness"))
    view = laptop.replica.kept.view
    forged = (*view.digests[:-1], sealing.sha256(b"other")[:16])
    rig.rig.world.follow([])
    laptop.replica.kept.view = dataclasses.replace(view, digests=forged)
    before = essence(laptop.replica.kept)

    with pytest.raises(ForkError):
        laptop.sync()
    assert essence(laptop.replica.kept) == before


def visitor(rig: ClientRig) -> Laptop:
    """Return a computer that only looks around: without keys, and with the open key that everybody has."""
    world = rig.rig.world
    replica = MemoryReplica(world.root, None)
    shelf = world.shelves[LIBRARY]
    replica.audience_keys[shelf.audience, shelf.epoch] = shelf.key
    return Laptop(rig.reader, replica, BentEndpoint(rig.rig.endpoint))


def test_who_looks_around_reads_what_is_open_and_nothing_else(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"), topic(2, "Detention"))
    rig.write(topic(3, "Members only"), shelf=DIRECTORY)
    looking = visitor(rig)

    report = looking.sync()

    assert report.is_complete
    assert report.applied == 2
    assert len(list(rig.numbers(looking))) == 2
    assert list(rig.numbers(looking, DIRECTORY)) == []


def test_who_looks_around_signs_nothing_sends_nothing_and_never_asks_the_same_twice(rig: ClientRig) -> None:
    looking = visitor(rig)
    looking.replica.kept.waiting = [rig.rig.world.content(rig.rig.world.coordinator, LIBRARY, topic(1, "Never sent"))]
    conditions = Conditions(lambda: 0.0, FixedRandom("a visit"))

    for _ in range(2):
        Session(looking.replica, looking.line, conditions).run()

    nonces = [request.nonce for request in looking.line.requests]
    assert len(nonces) == len(set(nonces)) > 2
    assert {len(nonce) for nonce in nonces} == {16}
    assert all(auth is None for _, auth in looking.line.bodies)
    assert all(request.changes == () for request in looking.line.requests)
    assert looking.replica.kept.counters == {}


def test_an_answer_to_somebody_else_is_no_answer_to_who_looks_around(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"))
    first, second = visitor(rig), visitor(rig)
    first.session().run()
    old = first.line.answers[0]
    second.line.bend = lambda answer: (old,)

    with pytest.raises(NotOurHubError):
        Session(second.replica, second.line, Conditions(lambda: 0.0, FixedRandom("another nonce"))).run()
    assert second.replica.kept.entries == {}


def test_who_looks_around_uploads_nothing(rig: ClientRig) -> None:
    looking = visitor(rig)
    looking.sync()
    wanted = give_object(looking, b"a file")

    assert looking.sync().is_complete
    assert looking.replica.kept.counters == {}
    assert looking.replica.kept.to_upload == [wanted]


def test_who_lost_an_audience_learns_it_from_the_network_feed_and_goes_on(rig: ClientRig) -> None:
    world = rig.rig.world
    laptop = rig.laptop()
    laptop.sync()
    taken_away = Grant(rig.reader.handle, int(Role.READER), world.organisations[0], ())
    rig.coordinator.ask([world.clear(world.coordinator, taken_away)], ordinals=[0])
    rig.write(topic(1, "Asylum"))

    report = laptop.sync()

    assert report.is_complete
    assert [cursor.feed for cursor in laptop.replica.cursors()] == [world.shelves[LIBRARY].feed]
    assert [state.shown("name@en") for state in laptop.replica.kept.states.values()] == ["Asylum"]
    assert [len(request.cursors) for request in laptop.line.requests[-3:]] == [3, 1, 2]
