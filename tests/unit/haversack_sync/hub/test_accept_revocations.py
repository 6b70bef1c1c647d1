"""T1 and T2 at the hub: a revoked device is refused at once, by whatever carrier; what it wrote late is set aside."""

import pytest

from haversack_sync.client.conditions import Conditions
from haversack_sync.client.late_changes import fetch_late
from haversack_sync.client.session import Session
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import exchange_line
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import ExchangeRequest, encode_message
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestAuth, RequestLine, sign_request
from tests.simulation.asking import Asker
from tests.simulation.receipts import only, outcome
from tests.simulation.rig import DAY, Rig
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.memory_replica import MemoryReplica

DIRECTORY = "members/directory"
REVOKED = (ReceiptCode.FORBIDDEN, "revoked")


def revoke(rig: Rig, coordinator: Asker, device: Asker) -> int:
    """Revoke a device; return the entry's position."""
    answer = coordinator.ask([rig.world.clear(coordinator.signer, bodies.Revoke(device.signer.handle))])
    (receipt,) = answer.receipts
    assert receipt.code == ReceiptCode.ACCEPTED
    rig.world.follow(answer.entries[0])
    return receipt.position


def late(
    rig: Rig, coordinator: Asker, *, after: int = 0, budget_bytes: int | None = None
) -> tuple[list[bytes], set[bytes]]:
    """Ask as a coordinator; return the late changes, and who was told."""

    def sign(line: RequestLine) -> RequestAuth:
        return coordinator.sign_exchange(line.body)

    session = session_of(rig, budget_bytes)
    found = fetch_late(session, rig.world.view, sign, after=after)
    assert session.report.used_bytes > 0, "what passes is counted as the session's"
    return [one.envelope for one in found.changes], {bytes(device) for device, _ in found.refused}


def session_of(rig: Rig, budget_bytes: int | None) -> Session:
    """Return a session with the rig's hub."""
    conditions = Conditions(lambda: 0.0, FixedRandom("late"), budget_bytes)
    return Session(MemoryReplica(rig.world.root, None), rig.endpoint, conditions)


def test_a_coordinator_asks_for_late_changes_within_a_budget_and_gets_the_rest_another_time(rig: Rig) -> None:
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    revoke(rig, coordinator, device)
    sent = [rig.world.content(device.signer, DIRECTORY, FixedRandom(f"after {number}")(3_000)) for number in range(4)]
    with pytest.raises(HubRefusal):
        device.ask(sent)

    first, _ = late(rig, coordinator, budget_bytes=4_000)
    assert 0 < len(first) < len(sent)
    rest, _ = late(rig, coordinator, after=len(first))
    assert first + rest == sent


def test_t1_a_device_that_comes_back_is_refused_and_what_it_brings_is_set_aside(rig: Rig) -> None:
    coordinator = rig.found()
    device, other = rig.enrol(coordinator), rig.enrol(coordinator)
    before = rig.world.content(device.signer, DIRECTORY, b"before")
    device.ask([before])
    position = revoke(rig, coordinator, device)
    mine = rig.world.content(device.signer, DIRECTORY, b"after")
    carried = rig.world.content(other.signer, DIRECTORY, b"somebody else's")

    with pytest.raises(HubRefusal) as refused:
        device.ask([before, mine, carried])

    assert (refused.value.reason, refused.value.number) == ("revoked", position)
    coordinator.ask()
    assert [entry.envelope for entry in coordinator.entries[2]] == [before, carried]
    assert late(rig, coordinator) == ([mine], {device.signer.handle})
    other.ask([rig.world.content(other.signer, DIRECTORY, b"its sister goes on")])


def test_t1_by_courier_the_change_is_refused_with_a_receipt_and_set_aside_once(rig: Rig) -> None:
    coordinator = rig.found()
    device, other = rig.enrol(coordinator), rig.enrol(coordinator)
    revoke(rig, coordinator, device)
    # Far ahead in its chain, so that nobody could ever join it to what is here.
    device.signer.number += 50
    ahead = rig.world.content(device.signer, DIRECTORY, b"far ahead")
    change = rig.world.content(device.signer, DIRECTORY, b"after")

    receipts = other.ask([change, ahead, change]).receipts
    again = rig.asker(None).ask([change]).receipts

    assert [outcome(each) for each in (*receipts, *again)] == [REVOKED] * 4
    assert late(rig, coordinator) == ([change, ahead], set())
    assert outcome(only(other, change)) == REVOKED


def test_what_is_forged_in_its_name_is_not_set_aside(rig: Rig) -> None:
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    revoke(rig, coordinator, device)
    change = rig.world.content(device.signer, DIRECTORY, b"after")

    receipt = only(coordinator, change[:-1] + bytes((change[-1] ^ 1,)))

    assert outcome(receipt) == (ReceiptCode.NOT_AUTHENTIC, "bad_signature")
    assert late(rig, coordinator) == ([], set())


def test_what_waited_for_its_turn_when_the_device_was_revoked_is_set_aside(rig: Rig) -> None:
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    first = rig.world.content(device.signer, DIRECTORY, b"first")
    second = rig.world.content(device.signer, DIRECTORY, b"second")
    assert only(coordinator, second).code == ReceiptCode.HELD
    revoke(rig, coordinator, device)

    assert outcome(only(coordinator, first)) == REVOKED

    assert sorted(late(rig, coordinator)[0]) == sorted([first, second])
    coordinator.ask()
    assert coordinator.entries[2] == []


def test_late_changes_are_kept_within_limits_and_for_thirty_days(rig: Rig) -> None:
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    revoke(rig, coordinator, device)
    rig.restart(limits=HubLimits(quarantined_bytes_per_device=500))
    coordinator.endpoint = rig.endpoint
    changes = [rig.world.content(device.signer, DIRECTORY, b"after") for _ in range(4)]

    coordinator.ask(changes)

    kept, _ = late(rig, coordinator)
    assert kept == changes[: len(kept)]
    assert 0 < len(kept) < 4
    rig.clock.now += 31 * DAY
    coordinator.ask([rig.world.content(coordinator.signer, DIRECTORY, b"a month later")])
    assert late(rig, coordinator) == ([], set())


def test_nobody_but_coordinators_gets_late_changes(rig: Rig) -> None:
    coordinator = rig.found()
    device, other = rig.enrol(coordinator), rig.enrol(coordinator)
    revoke(rig, coordinator, device)
    change = rig.world.content(device.signer, DIRECTORY, b"after")
    coordinator.ask([change])

    body = encode_message(ExchangeRequest(((0, 0),), late_after=0))
    answers = [b"".join(rig.endpoint.exchange(body, asker.sign_exchange(body))) for asker in (coordinator, other)]
    unsigned = encode_message(ExchangeRequest(((0, 0),), nonce=bytes(16), late_after=0))
    answers.append(b"".join(rig.endpoint.exchange(unsigned, None)))

    assert [change in answer for answer in answers] == [True, False, False]
    assert [bytes(device.signer.handle) in answer for answer in answers] == [True, True, True]


def test_many_late_changes_come_in_several_answers(rig: Rig) -> None:
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    revoke(rig, coordinator, device)
    changes = [rig.world.content(device.signer, DIRECTORY, bytes((n,)) * 900) for n in range(250)]
    for start in range(0, 250, 50):
        coordinator.ask(changes[start : start + 50])
    rig.restart(limits=HubLimits(answer_bytes=9_000))
    coordinator.endpoint = rig.endpoint

    assert late(rig, coordinator)[0] == changes


def test_a_revoked_device_gets_no_key_is_handed_none_and_uploads_nothing(rig: Rig) -> None:
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    revoke(rig, coordinator, device)
    stanza = rig.world.stanza(DIRECTORY, recipient=device.signer.handle, box_key=device.signer.box_key)

    coordinator.ask(stanzas=[stanza])

    with rig.ledger.reading() as moment:
        assert moment.stanzas(device.signer.handle, after=0, at_most=9) == []
    with pytest.raises(HubRefusal) as refused:
        device.upload(ObjectId(bytes(32)), offset=0, total=3, data=b"abc")
    assert refused.value.reason == "revoked"


def test_its_entries_of_the_history_of_trust_and_its_successors_are_refused(rig: Rig) -> None:
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    revoke(rig, coordinator, device)
    count = len(rig.world.view.positions)

    assert outcome(only(coordinator, rig.world.clear(device.signer, bodies.Rules(1, (1,))))) == REVOKED

    rig.world.follow(coordinator.ask(ordinals=[0]).entries[0])
    assert len(rig.world.view.positions) == count


def test_an_open_invitation_of_a_revoked_coordinator_is_closed_and_hands_out_nothing(rig: Rig) -> None:
    coordinator, second = rig.found(), rig.asker(rig.world.author())
    signer = second.signer
    added = bodies.CoordinatorAdd(signer.sign_key, signer.box_key, rig.world.possession(signer))
    rig.world.follow(coordinator.ask([rig.world.clear(rig.world.root_author, added)]).entries[0])
    invited = rig.invite(coordinator, Role.READER)
    by_second = rig.world.clear(signer, bodies.Revoke(coordinator.signer.handle))
    assert outcome(only(second, by_second)) == (ReceiptCode.FORBIDDEN, "only_root")
    by_root = rig.world.clear(rig.world.root_author, bodies.Revoke(coordinator.signer.handle))
    assert only(second, by_root).code == ReceiptCode.ACCEPTED
    body = encode_message(ExchangeRequest(((0, 0),), nonce=bytes(16)))
    auth = sign_request(
        exchange_line(body),
        root=rig.world.root,
        device=invited.keys.handle,
        lane=LANE_EXCHANGE,
        counter=0,
        signing_seed=invited.keys.sign_seed,
    )

    answer = b"".join(rig.endpoint.exchange(body, auth))
    newcomer = rig.asker(rig.world.author())
    with pytest.raises(HubRefusal) as refused:
        newcomer.ask([rig.world.redeem(invited, newcomer.signer)])

    assert invited.stanzas[0].sealed not in answer
    assert refused.value.reason == "invitation_closed"
