"""Answers that are cut, altered, or cut into other frames: whole frames that verify count, nothing else."""

import contextlib
from collections.abc import Callable, Iterable
from itertools import chain, repeat

import pytest

from haversack_sync.hub import answer as hub_answer
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.limits import HubLimits
from tests.unit.haversack_sync.client.bent_endpoint import altered_at, cut_after
from tests.unit.haversack_sync.client.client_rig import (
    DIRECTORY,
    ClientRig,
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
)

LENGTH_BYTES = 2
"""Of the frames in these tests."""


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


@pytest.mark.parametrize("at_first_contact", [True, False])
def test_after_a_cut_at_any_byte_of_a_short_answer_there_is_nothing_or_all(
    rig: ClientRig, *, at_first_contact: bool
) -> None:
    rig.write(topic(1, "Statelessness"), topic(2, "Detention"))
    rig.write(topic(3, "A contact"), shelf=DIRECTORY)
    base = rig.laptop().replica.kept if at_first_contact else with_network(rig)
    laptop, before = knowing(rig, base), sum(map(len, base.entries.values()))
    laptop.exchange()
    answer, after = laptop.line.answers[0], held(laptop)
    assert len(frames_of(answer)) == 1

    for length in range(len(answer)):
        laptop = knowing(rig, base)
        laptop.line.bend = cut_after(length)
        with pytest.raises(LinkError):
            laptop.sync()
        assert held(laptop) == before
        assert laptop.replica.commits == 0
    laptop = knowing(rig, base)
    laptop.line.bend = cut_after(len(answer))
    with pytest.raises(LinkError):
        laptop.exchange()

    assert held(laptop) == after > before
    assert laptop.replica.commits == 1


def test_a_cut_anywhere_leaves_exactly_the_frames_before_it_and_the_next_run_asks_for_the_rest(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.write(*(topic(number, f"Topic {number}") for number in range(6)))
    rig.write(*(topic(number, f"Place {number}") for number in range(3)), shelf=DIRECTORY)
    goal, base = all_of_it(rig), with_network(rig)
    begun = sum(map(len, base.entries.values()))
    forced_small(monkeypatch)
    whole = knowing(rig, base)
    whole.exchange()
    frames = frames_of(whole.line.answers[0])
    sizes = [sum(map(len, frames[: index + 1])) for index in range(len(frames))]
    assert len(frames) >= 5

    for length in sorted({*range(0, sizes[-1], 11), *(size + each for size in sizes for each in (-1, 0, 1))}):
        arrived = sum(entries_in(decoded(frame)) for frame, size in zip(frames, sizes, strict=True) if size <= length)
        laptop = knowing(rig, base)
        laptop.line.bend = cut_after(length)
        with pytest.raises(LinkError):
            laptop.exchange()
        assert held(laptop) == begun + arrived
        laptop.line.bend = lambda answer: (answer,)
        laptop.sync()
        assert essence(laptop.replica.kept) == goal
        first, second = (sum(n for _, n in request.cursors) for request in laptop.line.requests[:2])
        assert second - first == arrived


@pytest.mark.parametrize("filled", [800, 1_000, 3_000, 30_000])
@pytest.mark.parametrize("answer_bytes", [1, 900, 64_000])
def test_short_and_long_answers_and_any_borders_of_frames_give_the_same_state(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, filled: int, answer_bytes: int
) -> None:
    rig.write(*(topic(number, f"Topic {number}") for number in range(9)))
    rig.write(*(topic(number, f"Place {number}") for number in range(4)), shelf=DIRECTORY)
    goal = all_of_it(rig)
    monkeypatch.setattr(hub_answer, "FILLED_BYTES", filled)
    rig.rig.restart(limits=HubLimits(answer_bytes=answer_bytes))
    laptop = rig.laptop()

    assert laptop.sync().is_complete

    assert essence(laptop.replica.kept) == goal


def only_first(bend: Callable[[bytes], Iterable[bytes]]) -> Callable[[bytes], Iterable[bytes]]:
    """Bend the first answer, and let the link break before the next one."""
    is_first = chain([True], repeat(False))

    def bend_one(answer: bytes) -> Iterable[bytes]:
        if next(is_first):
            return bend(answer)
        raise LinkError("cut")

    return bend_one


def test_an_answer_with_any_byte_altered_is_refused_and_nothing_of_it_is_kept(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"))
    base = with_network(rig)
    laptop = knowing(rig, base)
    laptop.exchange()

    for index in range(len(laptop.line.answers[0])):
        laptop = knowing(rig, base)
        # Where the head alone tells nothing, the feeds' standings are asked for: that is another answer.
        laptop.line.bend = only_first(altered_at(index))
        with pytest.raises((ProtocolError, LinkError)):
            laptop.exchange()
        assert essence(laptop.replica.kept) == essence(base)
        assert laptop.replica.kept.receipts == []


def test_a_long_answer_with_a_byte_altered_keeps_what_stands_before_it(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.write(*(topic(number, f"Topic {number}") for number in range(5)))
    base = with_network(rig)
    forced_small(monkeypatch)
    whole = knowing(rig, base)
    whole.exchange()
    frames = frames_of(whole.line.answers[0])
    sizes = [sum(map(len, frames[: index + 1])) for index in range(len(frames))]

    for index in range(sizes[0], sizes[-1], 7):
        good = [frame for frame, size in zip(frames, sizes, strict=True) if size <= index]
        laptop = knowing(rig, base)
        laptop.line.bend = altered_at(index)
        # Of a last frame that says that it is longer, the rest may be on its way still when people stop the sync.
        may_be_waited_for = sizes[-2] <= index < sizes[-2] + LENGTH_BYTES
        with contextlib.nullcontext() if may_be_waited_for else pytest.raises((ProtocolError, LinkError)):
            laptop.exchange()
        arrived = sum(entries_in(decoded(frame)) for frame in good)
        assert held(laptop) == sum(map(len, base.entries.values())) + arrived
