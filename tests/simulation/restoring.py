"""Steps of a history in which the hub is put back from an older backup, and a coordinator lets it go on (C5, C6).

Between the two the hub takes nothing, and whom it told that it has lost something sends nothing. Then everything that
anybody held comes back, once.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from haversack.operations import eras
from haversack.operations.data_used import Passed
from haversack.store.eras import Gap
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.envelope import envelope_hash, parse_envelope
from haversack_sync.protocol.errors import ProtocolError, WireError
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.messages import decode_request
from haversack_sync.protocol.network import era_body
from tests.simulation.disk import DiskFull, PowerCut
from tests.simulation.founded import copied
from tests.simulation.kept import Kept, OutboxRow
from tests.simulation.laptop import Laptop
from tests.simulation.log import Log
from tests.simulation.meeting import desk_of
from tests.simulation.sealed_numbers import Sealing

if TYPE_CHECKING:
    from tests.simulation.play import History

COORDINATOR: Final = "ana"


class Restoring:
    """What becomes of a hub whose machine is lost.

    Attributes:
        is_waiting: Whether the hub waits for a coordinator.
        restores: How often it was put back.
    """

    def __init__(self, history: "History") -> None:
        self._history = history
        self._backups = [self._copy()]
        self._stands_at = 0
        self._heard = 0
        self._told: set[str] = set()
        self.is_waiting = False
        self.restores = 0

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (self._backs_up, self._is_put_back, self._goes_on, self._goes_on)

    def _copy(self) -> MemoryLedger:
        inner: Any = self._history.machine.ledger.inner
        return copied(inner)

    def _backs_up(self, _: Laptop) -> None:
        """The hub's operator makes a backup."""
        if not self.is_waiting:
            self._backups.append(self._copy())
            self._history.story.tell("hub", "is backed up")

    def _is_put_back(self, _: Laptop) -> None:
        """The hub's machine is lost; its operator restores a backup."""
        self.put_back(self._history.choices.of(self._backups[::-1]))

    def put_back(self, backup: MemoryLedger) -> None:
        """Let the hub go on with what a backup holds, as `haversack-hub restore` leaves it."""
        machine, ledger = self._history.machine, copied(backup)
        with ledger.writing() as transaction:
            registration = transaction.registration()
            if registration is None:
                raise AssertionError("a hub without a network")
            transaction.register(replace(registration, is_restored=True), stamp=transaction.last()[1])
        machine.ledger.inner = ledger
        machine.restart()
        self.is_waiting, self.restores = True, self.restores + 1
        with ledger.reading() as moment:
            self._stands_at = moment.last()[0]
        self._history.story.fault("hub restored")
        self._history.story.tell("hub", f"is put back to position {self._stands_at}")

    def _goes_on(self, _: Laptop | None = None) -> None:
        """The coordinator says from where the hub goes on, if it waits for that."""
        ana = self._history.laptops[COORDINATOR]
        if self.is_waiting:
            self.begin(ana, is_quiet=False)

    def begin(self, ana: Laptop, *, is_quiet: bool) -> None:
        """Let the coordinator begin a new era."""
        story = self._history.story
        line = self._history.line(ana, is_quiet=is_quiet)
        try:
            begun = eras._begin(desk_of(ana.replica), line, Passed())
        except PowerCut as cut:
            story.tell(ana.name, f"power goes ({cut}) while letting the hub go on")
            ana.start()
        except (DiskFull, LinkError, ProtocolError, eras.EraError) as error:
            story.tell(ana.name, f"cannot let the hub go on: {error}")
        else:
            story.fault("new era")
            story.tell(ana.name, f"lets the hub go on in era {begun.era}; it lost {begun.lost_positions}")

    def heals(self) -> None:
        """Let the hub go on, over a good line, if it waits for that."""
        if self.is_waiting:
            self.begin(self._history.laptops[COORDINATOR], is_quiet=True)

    def problem(self) -> str:
        """Say who wrote into the gap, or nothing; and note whether the hub has gone on."""
        machine = self._history.machine
        with machine.ledger.reading() as moment:
            registration, last = moment.registration(), moment.last()[0]
        if self.is_waiting and registration is not None and not registration.is_restored:
            self.is_waiting = False
            self._history.invariants.begin_log()
        heard, self._heard = machine.heard[self._heard :], len(machine.heard)
        told, self._told = self._told, set()
        for laptop in self._history.laptops.values():
            if laptop.disk.durable.gap is not Gap.BEHIND:
                continue
            self._told.add(laptop.name)
            mine = [body for body, auth in heard if auth is not None and auth.device == laptop.person.handle]
            if laptop.name in told and any(_brings(body) for body in mine):
                return f"{laptop.name} sends changes to a hub that has lost entries"
        if self.is_waiting and last != self._stands_at:
            return f"the hub took something at {last} before a coordinator let it go on"
        return ""

    def is_entry(self, sealing: Sealing) -> bool:
        """Tell whether the hub, as it stands, has a sealing as an entry."""
        with self._history.machine.ledger.reading() as moment:
            found = moment.ledger_row(sealing.signer, sealing.number)
        return found is not None and (found.sha256, found.code) == (sealing.sha256, ReceiptCode.ACCEPTED)

    def has_former(self, kept: Kept, row: OutboxRow) -> bool:
        """Tell whether the hub has another sealing by the same laptop, of a change's number or of one before it.

        It was put back to a branch that an era had left, in which that is an entry; since then it was sealed anew. The
        hub says *cloned*, and a real vault goes on under new keys, as one that was copied does.
        """
        mine = [one for one in kept.outbox.values() if one.signer == row.signer and one.number is not None]
        with self._history.machine.ledger.reading() as moment:
            for one in mine:
                found = moment.ledger_row(one.signer, one.number or 0)
                if found is None or one.envelope is None or (one.number or 0) > (row.number or 0):
                    continue
                if found.sha256 != envelope_hash(one.envelope) and found.sha256 in self._history.invariants.log.written:
                    return True
        return False

    def problem_in_the_end(self) -> str:
        """Say what was not handed back, or nothing."""
        for laptop in self._history.laptops.values():
            if laptop.disk.durable.handing_back and not self._history.invariants.has_lost(laptop):
                return f"{laptop.name} still has {len(laptop.disk.durable.handing_back)} changes to hand back"
        return "the hub still waits for a coordinator" if self.is_waiting else ""


def _brings(body: bytes) -> bool:
    """Tell whether a request brings changes, other than the entry by which such a hub goes on."""
    return not all(_begins_era(one) for one in decode_request(body).changes)


def _begins_era(envelope: bytes) -> bool:
    try:
        return era_body(parse_envelope(envelope)) is not None
    except WireError:
        # What the line altered.
        return False


def later_positions(logs: Mapping[int, Log], era: int, sha256: bytes) -> set[int | None]:
    """Return where a change lies in eras that began after one."""
    eras_begun = list(logs)
    later = eras_begun[eras_begun.index(era) + 1 :]
    return {logs[each].positions.get(sha256) for each in later} - {None}
