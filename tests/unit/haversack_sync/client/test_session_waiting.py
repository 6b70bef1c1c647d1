"""When a sync goes on, and when it is whole: by what the hub said of changes, not by what was sent."""

import itertools
from unittest import mock

import pytest

from haversack_sync.client.ports import Outgoing
from haversack_sync.hub import exchange
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.head import Receipt, ReceiptCode
from tests.unit.haversack_sync.client.client_rig import ClientRig, topic, writing


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


def test_a_sync_is_not_whole_while_the_hub_has_not_looked_at_what_was_sent(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"), topic(2, "Detention"))
    first = parse_envelope(laptop.replica.kept.waiting[0]).header
    early = Receipt(first.device, first.number, 1, ReceiptCode.EARLY, 0, "gap")

    with mock.patch.object(exchange, "_accept_all", return_value=[early]):
        report = laptop.sync()

    assert not report.is_complete
    assert report.exchanges == 1
    assert len(laptop.replica.kept.waiting) == 2


def test_what_waits_now_and_was_not_sent_is_reason_enough_to_go_on(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    (genuine,) = laptop.replica.kept.waiting
    handed = itertools.chain([genuine[:-1] + bytes([genuine[-1] ^ 1])], itertools.repeat(genuine))

    def hand_over(limit_bytes: int) -> Outgoing:
        return Outgoing((next(handed),) if laptop.replica.kept.waiting else (), (), b"")

    monkeypatch.setattr(laptop.replica, "hand_over", hand_over)

    report = laptop.sync()

    assert report.is_complete
    assert report.exchanges == 2
    assert len([*rig.numbers(laptop)]) == 1


def test_a_hub_that_lets_two_changes_wait_in_turns_does_not_keep_a_sync_going(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = writing(rig, topic(1, "Statelessness"), topic(2, "Detention"))
    turns = itertools.cycle(laptop.replica.kept.waiting)
    monkeypatch.setattr(laptop.replica, "hand_over", lambda limit_bytes: Outgoing((next(turns),), (), b""))

    with mock.patch.object(exchange, "_accept_all", return_value=[]):
        report = laptop.sync()

    assert not report.is_complete
    assert report.exchanges == 2
