"""What may stand where in the hub's log: each author's changes follow each other, or were waited for (E5, G10).

A change that is taken although one before it is missing must say so, and the hub must have held something of its
author for thirty days of its own stamps; or, where an era ever began, its author itself asked about it in the newest
era and brought nothing more. Knows from the requests themselves when each change came first, and who asked what.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from haversack_sync.hub.ports import LedgerReader, LedgerRow, StoredEntry
from haversack_sync.model.authority import FIRST_ERA
from haversack_sync.model.ids import NETWORK_FEED, DeviceId
from haversack_sync.protocol.entries import GAP
from haversack_sync.protocol.envelope import Header, envelope_hash, parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.messages import decode_request
from haversack_sync.protocol.network import era_body

WAIT_SECONDS: Final = 30 * 24 * 3600
"""So long the hub waits for a number before it takes what comes behind it."""


@dataclass(slots=True)
class Chains:
    """When changes came to the hub, and whether what became entries may stand there.

    Attributes:
        came: By author and number: the hub's stamp when the first bytes with that number came.
        asked: By author and number: eras that the author said when it asked about it and brought nothing of its own.
    """

    came: dict[DeviceId, dict[int, int]] = field(default_factory=dict)
    asked: dict[tuple[DeviceId, int], set[int]] = field(default_factory=dict)

    def note(self, request: bytes, stamp: int, *, by: DeviceId | None = None) -> None:
        """Note what a request brings, and what it asks about.

        Args:
            request: As it came.
            stamp: The hub's stamp then.
            by: Who signed it, or nobody.
        """
        try:
            found = decode_request(request)
        except WireError:
            return
        brought = set[DeviceId]()
        for raw in found.changes:
            try:
                header = parse_envelope(raw).header
            except WireError:
                continue
            brought.add(header.device)
            self.came.setdefault(header.device, {}).setdefault(header.number, stamp)
        for ask in found.asks:
            if by is not None and ask.device == by and by not in brought:
                self.asked.setdefault((by, ask.number), set()).add(found.era)

    def problems(self, moment: LedgerReader, entries: Iterable[StoredEntry]) -> Iterable[str]:
        """Say which of the new entries, in the order of positions, may not stand where they do."""
        for stored in entries:
            entry = stored.entry
            if entry.is_erased:
                # It came and was erased since this was looked at last.
                continue
            header = parse_envelope(entry.envelope).header
            before = moment.ledger_row(header.device, header.number - 1) if header.number else None
            is_next = header.number == 0 or _stood_before(before, entry.position)
            name = f"number {header.number} of {header.device.hex()} at {entry.position}"
            if is_next and before is not None and not before.sha256.startswith(header.prev):
                yield f"{name} follows another change than the one that the hub took"
            if is_next == bool(entry.flags & GAP):
                yield f"{name} is an entry {'with' if is_next else 'without'} the mark of a gap"
            was_waited_for = self._was_waited_for(header.device, header.number, entry.stamp)
            if not is_next and not was_waited_for and not self._ended_its_wait(moment, header, entry.position):
                yield f"{name} is an entry, the number before it is missing, and nobody waited for it"

    def _was_waited_for(self, device: DeviceId, number: int, stamp: int) -> bool:
        """Tell whether something behind the gap had come thirty days before."""
        came = self.came.get(device, {})
        return any(stamp - first >= WAIT_SECONDS for other, first in came.items() if other >= number)

    def _ended_its_wait(self, moment: LedgerReader, header: Header, position: int) -> bool:
        """Tell whether its author asked about a change, in the era in which it became an entry, and had no more."""
        era = _era_at(moment, position)
        return era > FIRST_ERA and era in self.asked.get((header.device, header.number), ())


def _era_at(moment: LedgerReader, position: int) -> int:
    """Return the era of what stands at a position: the newest that an entry of the network before it began."""
    end = moment.feed_end(NETWORK_FEED)
    n = end.n if end else 0
    found = moment.entries(NETWORK_FEED, after=0, up_to=n, at_most=n)
    bodies = [era_body(parse_envelope(one.entry.envelope)) for one in found if one.entry.position < position]
    return max([FIRST_ERA, *(body.era for body in bodies if body is not None)])


def _stood_before(row: LedgerRow | None, position: int) -> bool:
    """Tell whether a number was used up before an entry was taken: by an entry before it, or refused for good."""
    if row is None or row.reason == "late":
        return False
    return row.position < position


def is_late_rightly(moment: LedgerReader, chains: Chains, envelope: bytes) -> bool:
    """Tell whether a change that the hub calls late came when something behind it had waited for thirty days."""
    header, (_, stamp) = parse_envelope(envelope).header, moment.last()
    came = chains.came.get(header.device, {})
    # Where nothing became an entry since, the last entry's stamp is older than the moment at which this one was judged.
    stamp = max(stamp, came.get(header.number, 0))
    behind = [first for number, first in came.items() if number > header.number]
    row = moment.ledger_row(header.device, header.number)
    is_this = row is not None and row.sha256 == envelope_hash(envelope)
    return is_this and any(stamp - first >= WAIT_SECONDS for first in behind)
