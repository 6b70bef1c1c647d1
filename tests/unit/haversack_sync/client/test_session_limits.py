"""A tiny budget with a long head, on both sides; and silence, in which what is verified is kept."""

from collections.abc import Iterator

import pytest

from haversack_sync.client.conditions import Conditions
from haversack_sync.client.session import Session
from haversack_sync.hub import answer as hub_answer
from haversack_sync.hub import exchange as hub_exchange
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import KIB, MAX_FRAME_BYTES
from haversack_sync.protocol.receipts import encode_receipts
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.client_rig import ClientRig, frames_of, topic


@pytest.fixture
def rig() -> ClientRig:
    """A hub with six long changes."""
    rig = ClientRig()
    rig.write(*(topic(number, FixedRandom(str(number))(10_000).hex()) for number in range(6)))
    return rig


@pytest.mark.parametrize("is_hub_fair", [True, False])
def test_a_tiny_budget_is_passed_by_one_frame_at_most_also_where_the_head_is_long(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, *, is_hub_fair: bool
) -> None:
    """Each side keeps to it by itself: a hub of somebody else may not."""
    laptop = rig.laptop()
    laptop.exchange()
    devices = [bytes([1, *number.to_bytes(7)]) for number in range(1_600)]
    fakes = [Receipt(device, 7, 1, ReceiptCode.HELD, 0, "") for device in devices]
    monkeypatch.setattr(hub_exchange, "encode_receipts", lambda receipts: encode_receipts([*receipts, *fakes]))
    if not is_hub_fair:
        monkeypatch.setattr(hub_answer, "MAX_FRAME_BYTES", 10**6)
    laptop.line.bend = lambda answer: (answer[at : at + 1_000] for at in range(0, len(answer), 1_000))

    report = laptop.sync(budget=200)

    long_head = len(frames_of(laptop.line.answers[-1])[0])
    assert 20 * KIB < long_head <= MAX_FRAME_BYTES
    assert report.used_bytes <= 200 + MAX_FRAME_BYTES
    assert (len(laptop.line.answers[-1]) == long_head) == is_hub_fair


def test_what_is_verified_is_kept_after_a_second_of_silence_and_not_at_the_end_of_a_stall(rig: ClientRig) -> None:
    laptop = rig.laptop()
    laptop.exchange()
    now, seen = [0.0], list[int]()

    def silent(answer: bytes) -> Iterator[bytes]:
        frames = frames_of(answer)
        yield b"".join(frames[:3])
        for _ in range(4):
            now[0] += 0.5
            seen.append(len(list(rig.numbers(laptop))))
            yield b""
        raise LinkError("stalled")

    laptop.line.bend = silent
    with pytest.raises(LinkError):
        Session(laptop.replica, laptop.line, Conditions(lambda: now[0], FixedRandom("silence"))).run()

    assert seen[0] == seen[1] < seen[3]
    assert len(list(rig.numbers(laptop))) == seen[3]
