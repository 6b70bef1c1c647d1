"""What may stand where in the hub's log: each author's changes follow each other, or were waited for (E5, G10).

A change that is taken although one before it is missing must say so, and the hub must have held something of its
author for thirty days of its own stamps. Knows from the requests themselves when each change came first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from haversack_sync.hub.ports import LedgerReader, LedgerRow, StoredEntry
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.entries import GAP
from haversack_sync.protocol.envelope import envelope_hash, parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.messages import decode_request

WAIT_SECONDS: Final = 30 * 24 * 3600
"""So long the hub waits for a number before it takes what comes behind it."""


@dataclass(slots=True)
class Chains:
    """When changes came to the hub, and whether what became entries may stand there.

    Attributes:
        came: By author and number: the hub's stamp when the first bytes with that number came.
    """

    came: dict[DeviceId, dict[int, int]] = field(default_factory=dict)

    def note(self, request: bytes, stamp: int) -> None:
        """Note what a request brings."""
        try:
            changes = decode_request(request).changes
        except WireError:
            return
        for raw in changes:
            try:
                header = parse_envelope(raw).header
            except WireError:
                continue
            self.came.setdefault(header.device, {}).setdefault(header.number, stamp)

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
            if not is_next and not self._was_waited_for(header.device, header.number, entry.stamp):
                yield f"{name} is an entry, the number before it is missing, and nobody waited for it"

    def _was_waited_for(self, device: DeviceId, number: int, stamp: int) -> bool:
        """Tell whether something behind the gap had come thirty days before."""
        came = self.came.get(device, {})
        return any(stamp - first >= WAIT_SECONDS for other, first in came.items() if other >= number)


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
