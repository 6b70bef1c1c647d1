"""Under which bytes each number of a key travels: one number is never two envelopes (G9)."""

from typing import TYPE_CHECKING, TypeAlias

from haversack.store.erased import hash_of
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.head import ReceiptCode
from tests.simulation.laptop import Laptop

if TYPE_CHECKING:
    from tests.simulation.play import History

_Place: TypeAlias = tuple[str, int, DeviceId, int]


class Numbers:
    """What was sealed under which number.

    What saw a history that the hub lost is sealed anew under the same number. It is free for that from the moment at
    which it is no sealing any more and no entry: a hub that is put back later may have the former one again.
    """

    def __init__(self, history: "History") -> None:
        self._history = history
        self._sealed: dict[_Place, bytes] = {}

    def note(self, laptop: Laptop) -> str:
        """Learn what is sealed now on a laptop, and say which number was sealed twice, or nothing."""
        now: dict[_Place, bytes] = {}
        for row in laptop.disk.durable.outbox.values():
            if row.envelope is None or row.number is None:
                continue
            # A copy, or an old disk that was put back, cannot know which numbers are used.
            place, sha256 = (laptop.name, laptop.life, row.signer, row.number), hash_of(row.envelope)
            if now.setdefault(place, sha256) != sha256:
                return f"{laptop.name} sealed number {row.number} twice"
        known = [place for place in self._sealed if place[:2] == (laptop.name, laptop.life)]
        for place in known:
            if self._sealed[place] == now.get(place):
                continue
            if self._is_free(place):
                del self._sealed[place]
            elif place in now:
                return f"{laptop.name} sealed number {place[3]} twice"
        self._sealed.update(now)
        return ""

    def _is_free(self, place: _Place) -> bool:
        """Tell whether the hub was put back and does not have what was sealed."""
        if self._history.restoring is None:
            return False
        with self._history.machine.ledger.reading() as moment:
            found = moment.ledger_row(place[2], place[3])
        return found is None or (found.sha256, found.code) != (self._sealed[place], ReceiptCode.ACCEPTED)
