"""Planted faults about a hub that is put back from a backup; see `planted`."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from unittest import mock

from haversack.store.eras import Gap
from haversack_sync.client.ports import Outgoing
from haversack_sync.hub import accept
from haversack_sync.hub.work import Work
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.envelope import Envelope
from haversack_sync.protocol.head import Receipt
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.network import NetworkView
from tests.simulation import falling_back
from tests.simulation.kept import Kept
from tests.simulation.replica import SimReplica


def written_into_the_gap() -> AbstractContextManager[object]:
    """A hub that was put back takes changes before a coordinator lets it go on."""
    real = accept._without_judging

    def judged(work: Work, envelope: Envelope, *, index: int, limits: HubLimits) -> Receipt | None:
        receipt = real(work, envelope, index=index, limits=limits)
        return None if receipt is not None and receipt.reason == Gap.RESTORED else receipt

    return mock.patch.object(accept, "_without_judging", judged)


def sent_into_the_gap() -> AbstractContextManager[object]:
    """A laptop forgets that the hub has lost entries."""
    real = SimReplica.hand_over

    def hand_over(self: SimReplica, limit_bytes: int, *, is_far: bool = False) -> Outgoing:
        with self.transaction():
            gap, self.kept.gap = self.kept.gap, Gap.NONE
            outgoing = real(self, limit_bytes, is_far=is_far)
            self.kept.gap = gap
        return outgoing

    return mock.patch.object(SimReplica, "hand_over", hand_over)


def not_sent_again() -> AbstractContextManager[object]:
    """What the hub had taken, and lost, counts as taken."""
    return mock.patch.object(falling_back, "_send_own_again", return_value=None)


def number_of_an_entry_again() -> AbstractContextManager[object]:
    """What is sealed anew after an era takes the number before its own, which may be that of an entry."""
    real = falling_back._unseal_from

    def unseal(kept: Kept, signer: DeviceId, number: int, prev: bytes) -> None:
        real(kept, signer, max(number - 1, 0), prev)

    return mock.patch.object(falling_back, "_unseal_from", unseal)


def sealed_anew_though_told() -> AbstractContextManager[object]:
    """What saw a lost history is sealed anew also where an era tells the hub of it, so that others bring the former."""
    real = falling_back._unseal_strange

    def unseal(kept: Kept, there: NetworkView, *, eras: Sequence[EraSpan], is_whole: bool = True) -> bool:
        return real(kept, there, eras=(), is_whole=is_whole)

    return mock.patch.object(falling_back, "_unseal_strange", unseal)
