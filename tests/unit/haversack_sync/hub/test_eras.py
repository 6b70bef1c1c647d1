"""A restored hub: it takes nothing before a coordinator lets it go on, and then everything that it lost, once."""

from dataclasses import dataclass, replace

import pytest

from haversack_sync.client.answers import NetworkStep
from haversack_sync.client.introduction import pull_history
from haversack_sync.hub.accept import accept
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.network_state import NetworkDraft, catch_up
from haversack_sync.hub.work import SECONDS_A_DAY, Work
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED, DeviceId
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, Header, parse_envelope, sign_clear
from haversack_sync.protocol.errors import DigestError, HubRefusal
from haversack_sync.protocol.head import NO_DEVICE, Receipt, ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import Ask, ExchangeRequest, encode_message
from haversack_sync.protocol.network import NetworkView, empty_view
from haversack_sync.protocol.sealing import sha256
from tests.simulation.asking import Asker
from tests.simulation.founded import copied
from tests.simulation.receipts import only
from tests.simulation.rig import Rig
from tests.simulation.world import Author

DIRECTORY = "members/directory"


@dataclass
class Restored:
    """A hub from a backup, and what it lost.

    Attributes:
        rig: The hub; what the world knows is what was there before.
        coordinator: Its coordinator.
        device: Who was there at the backup.
        lost: Envelopes that the hub lost, in the order that they had.
        here: The network as the hub has it.
    """

    rig: Rig
    coordinator: Asker
    device: Asker
    lost: list[bytes]
    here: NetworkView

    def era(self, *, signer: Author | None = None, number: int = 2, position: int | None = None) -> bytes:
        """Return an entry that begins an era where the hub stands."""
        n = self.here.standing.n
        lost = b"".join(self.rig.world.view.digests[n + 1 :])
        body = bodies.Era(number, self.here.standing.position if position is None else position, n, lost)
        by = signer or self.coordinator.signer
        header = Header(CLEAR, by.handle, 0, NO_PREV, NETWORK_FEED, 0, *self.here.seen)
        return sign_clear(header, bodies.encode_body(body), root=self.here.root, signing_seed=by.seed)

    def take(self, *envelopes: bytes) -> list[Receipt]:
        """Let the hub judge changes in one transaction."""
        with self.rig.ledger.writing() as ledger:
            end = ledger.feed_end(NETWORK_FEED)
            n = end.n if end else 0
            view = catch_up(empty_view(self.here.root), ledger.entries(NETWORK_FEED, after=0, up_to=n, at_most=n))
            work = Work(ledger, NetworkDraft(view), clock_seconds=self.rig.clock.seconds())
            found = [accept(work, one, index=at, limits=self.rig.limits) for at, one in enumerate(envelopes)]
            work.flush(ledger)
        return found

    def view(self) -> NetworkView:
        """Return what a stranger verifies of the hub's history of trust."""
        return pulled(self.rig.endpoint, empty_view(self.here.root))[-1].view


@pytest.fixture
def restored(rig: Rig) -> Restored:
    """Return a hub that lost an invitation, a redemption and two changes."""
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    device.ask([rig.world.content(device.signer, DIRECTORY, b"kept")])
    assert isinstance(rig.ledger, MemoryLedger)
    backup = copied(rig.ledger)
    here = pulled(rig.endpoint, empty_view(rig.world.root))[-1].view
    new = rig.enrol(coordinator)
    device.ask([rig.world.content(device.signer, DIRECTORY, b"lost one")])
    new.ask([rig.world.content(new.signer, DIRECTORY, b"lost two")])
    device.ask()
    lost = [
        (entry.position, entry.envelope)
        for feed in (coordinator.entries[0], device.entries[2])
        for entry in feed
        if entry.position > here.standing.position
    ]
    rig.ledger = backup
    with backup.writing() as ledger:
        registration = ledger.registration()
        assert registration is not None
        ledger.register(replace(registration, is_restored=True), stamp=0)
    rig.restart()
    return Restored(rig, coordinator, device, [envelope for _, envelope in sorted(lost)], here)


def pulled(endpoint: SyncEndpoint, view: NetworkView) -> tuple[NetworkStep, ...]:
    """Fetch the history of trust behind a view, as somebody without keys."""

    def nobody(*, sent: int, received: int) -> None:
        """Count nothing."""

    return pull_history(endpoint, view, random=bytes, most_bytes=None, count=nobody)


def codes(receipts: list[Receipt]) -> list[tuple[ReceiptCode, str]]:
    return [(ReceiptCode(one.code), one.reason) for one in receipts]


def test_a_restored_hub_takes_nothing_and_can_be_read(restored: Restored) -> None:
    before = restored.view()

    assert codes(restored.take(*restored.lost)) == [(ReceiptCode.EARLY, "restored")] * len(restored.lost)
    assert restored.view().standing == before.standing


def test_what_it_lost_comes_back_once_in_the_new_era_whoever_brings_it(restored: Restored) -> None:
    era = restored.era()
    first = restored.take(era, *restored.lost)

    assert codes(first) == [(ReceiptCode.ACCEPTED, "")] * (1 + len(restored.lost))
    assert (first[0].device, first[0].first) == (NO_DEVICE, 0)
    # The same again, after a restart: the same receipts, and nothing twice.
    restored.rig.restart()
    assert restored.take(era, *restored.lost) == first
    view = restored.view()
    assert (view.era, view.era_of(restored.here.standing.position), view.era_of(view.standing.position)) == (2, 1, 2)
    assert view.authority.devices.keys() == restored.rig.world.view.authority.devices.keys()
    assert view.standing.n == restored.rig.world.view.standing.n + 1


def test_only_a_coordinator_begins_an_era_and_only_right_behind_what_is_there(restored: Restored) -> None:
    position = restored.here.standing.position
    wrong = (
        restored.era(signer=restored.device.signer),
        restored.era(position=position - 1),
        restored.era(position=position + 1),
        restored.era(number=1),
        restored.era(number=2 + 2**20),
    )

    reasons = [reason for _, reason in codes(restored.take(*wrong))]
    assert reasons == ["only_coordinators", "bad_era", "bad_era", "bad_era", "bad_era"]
    altered = restored.era()
    altered = altered[:-1] + bytes((altered[-1] ^ 1,))
    assert codes(restored.take(altered)) == [(ReceiptCode.NOT_AUTHENTIC, "bad_signature")]
    assert codes(restored.take(restored.lost[0])) == [(ReceiptCode.EARLY, "restored")]


def test_an_era_that_no_restored_hub_waits_for_counts_as_a_change_of_its_coordinator(restored: Restored) -> None:
    coordinator = restored.coordinator.signer.handle

    def used() -> int:
        with restored.rig.ledger.reading() as moment:
            return moment.usage(coordinator, restored.rig.clock.seconds() // SECONDS_A_DAY).changes

    def again(number: int) -> bytes:
        restored.here = restored.view()
        return restored.era(number=number)

    # The hub waits for it: it is taken, however much was sent today.
    before = used()
    restored.rig.limits = HubLimits(changes_per_coordinator_and_day=before)
    assert codes(restored.take(restored.era())) == [(ReceiptCode.ACCEPTED, "")]
    assert used() == before
    assert codes(restored.take(again(3))) == [(ReceiptCode.QUOTA, "changes_a_day")]
    restored.rig.limits = HubLimits(changes_per_coordinator_and_day=before + 2)
    taken, refused = again(3), again(2)
    assert codes(restored.take(taken)) == [(ReceiptCode.ACCEPTED, "")]
    # Said again it is the same one; what the rules refuse counts as well.
    assert codes(restored.take(taken)) == [(ReceiptCode.ACCEPTED, "")]
    assert used() == before + 1
    assert codes(restored.take(refused)) == [(ReceiptCode.FORBIDDEN, "bad_era")]
    assert used() == before + 2
    assert codes(restored.take(again(4))) == [(ReceiptCode.QUOTA, "changes_a_day")]


def test_what_saw_a_history_that_nobody_vouched_for_is_still_a_fork(restored: Restored) -> None:
    restored.take(restored.era(), *restored.lost)
    signer, view = restored.coordinator.signer, restored.rig.world.view
    false = b"\x13" * 16
    header = Header(CLEAR, signer.handle, signer.number, signer.prev, NETWORK_FEED, 0, view.standing.n, false)
    raw = sign_clear(
        header, bodies.encode_body(bodies.AddOrganisation(b"h" * 8)), root=view.root, signing_seed=signer.seed
    )

    assert codes(restored.take(raw)) == [(ReceiptCode.NOT_AUTHENTIC, "other_history")]


def test_who_knows_more_than_the_hub_is_sent_back_to_where_the_era_began(restored: Restored) -> None:
    restored.take(restored.era(), *restored.lost)
    device, known = restored.device, restored.rig.world.view.standing.n

    def refusal(*cursors: tuple[int, int], era: int) -> tuple[str, int]:
        body = encode_message(ExchangeRequest(cursors=cursors, era=era))
        auth = device.sign_exchange(body)
        with pytest.raises(HubRefusal) as caught:
            device.read(restored.rig.endpoint.exchange(body, auth), body, auth)
        return caught.value.reason, caught.value.number

    count = restored.here.standing.n
    assert refusal((0, known), era=1) == ("new_era", count)
    assert refusal((0, count), (2, 2), era=1) == ("new_era", count)
    # An era that this hub does not have.
    assert refusal((0, count), era=3) == ("new_era", count)


def test_who_had_no_more_than_the_backup_just_goes_on(restored: Restored) -> None:
    restored.take(restored.era(), *restored.lost)

    steps = pulled(restored.rig.endpoint, restored.here)

    assert steps[-1].view.era == 2
    assert steps[-1].view.standing.n == restored.rig.world.view.standing.n + 1
    with pytest.raises((DigestError, HubRefusal)):
        pulled(restored.rig.endpoint, replace(steps[-1].view, era=3))


def test_a_gap_that_nobody_can_fill_ends_with_its_authors_own_request(restored: Restored) -> None:
    """What was erased cannot be handed back: its author, who alone knows, must not wait a month for it."""
    signer, rig = restored.device.signer, restored.rig
    own = [one for one in restored.lost if parse_envelope(one).header.device == signer.handle]
    behind = [rig.world.content(signer, DIRECTORY, text) for text in (b"one", b"two")]
    restored.take(restored.era(), *(one for one in restored.lost if one not in own))
    rig.restart()

    def hand_over(asker: Asker, *changes: bytes, asks: tuple[Ask, ...] = (), era: int = 2) -> tuple[int, int]:
        """Return how many changes are held then, and the last number of the device's chain."""
        body = encode_message(ExchangeRequest(cursors=((0, 0),), changes=changes, asks=asks, era=era))
        list(rig.endpoint.exchange(body, asker.sign_exchange(body)))
        with rig.ledger.reading() as ledger:
            end = ledger.chain_end(DeviceId(signer.handle))
            assert end is not None
            return len(ledger.held(DeviceId(signer.handle))), end.number

    last = parse_envelope(behind[-1]).header.number
    held, number = hand_over(restored.coordinator, *behind)
    assert (held, number) == (2, parse_envelope(own[0]).header.number - 1)
    asks = tuple(Ask(signer.handle, last - 1 + at, sha256(raw)[:16]) for at, raw in enumerate(behind))
    # Others' questions, none at all, more to come, an era not heard of: in all these it may still be brought.
    assert hand_over(restored.coordinator, asks=asks) == (2, number)
    assert hand_over(restored.device) == (2, number)
    assert hand_over(restored.device, behind[-1], asks=asks) == (2, number)
    assert hand_over(restored.device, asks=asks, era=1) == (2, number)
    assert hand_over(restored.device, asks=asks) == (0, last)
    assert codes(restored.take(own[0])) == [(ReceiptCode.FORBIDDEN, "late")]


def test_before_any_era_a_gap_is_waited_for_whoever_asks(rig: Rig) -> None:
    coordinator = rig.found()
    device = rig.enrol(coordinator)
    first, second = (rig.world.content(device.signer, DIRECTORY, text) for text in (b"one", b"two"))

    assert only(device, second).code == ReceiptCode.HELD
    assert only(device, first).code == ReceiptCode.ACCEPTED


def test_an_era_uses_no_number_of_its_author(restored: Restored) -> None:
    own = [parse_envelope(one).header for one in restored.lost]
    restored.take(restored.era(), *restored.lost)

    with restored.rig.ledger.reading() as ledger:
        end = ledger.chain_end(DeviceId(restored.coordinator.signer.handle))
    assert end is not None
    assert end.number == max(one.number for one in own if one.device == restored.coordinator.signer.handle)
