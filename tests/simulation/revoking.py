"""Steps of a history about computers that are taken out of the network: what is sealed, said, destroyed (G14, T1).

A revoked laptop that does not know yet goes on writing, and gives to couriers; what comes of it after its revocation is
no entry, and waits for coordinators. It destroys its vault when it reads the verified entry, and never for less.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from haversack_sync.protocol.envelope import parse_envelope
from tests.simulation import coordination
from tests.simulation.kept import Kept
from tests.simulation.laptop import Laptop

if TYPE_CHECKING:
    from tests.simulation.play import History

COORDINATOR: Final = "ana"
"""Who is never taken out: somebody has to stay."""
_MOST: Final = 1 << 30


class Revoking:
    """What becomes of computers that are taken out of the network."""

    def __init__(self, history: "History") -> None:
        self._history = history

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (self._revokes,)

    def _revokes(self, _: Laptop) -> None:
        """The coordinator takes somebody's computer out of the network."""
        history = self._history
        others = [each for each in history.laptops.values() if each.name != COORDINATOR]
        self.revoke(history.choices.of(others))

    def revoke(self, laptop: Laptop) -> None:
        """Let the coordinator take a laptop out of the network."""
        ana, people = self._history.laptops[COORDINATOR], self._history.people
        people.written += 1
        if ana.save(coordination.revocation(people.written, ana, laptop.person)):
            self._history.story.fault("computer revoked")

    def needs_epoch(self, laptop: Laptop) -> bool:
        """Tell whether somebody left since the newest key of `members` began, as its keeper knows it."""
        return coordination.has_somebody_left(laptop.replica.kept, self._history.founded)

    def problem(self, laptop: Laptop, kept: Kept) -> str:
        """Say what a laptop knows or lost that it must not, or nothing."""
        revoked = self._history.invariants.log.revoked.get(laptop.name)
        if laptop.is_destroyed:
            return f"{laptop.name} has destroyed its vault and nobody revoked it" if revoked is None else ""
        if revoked is None:
            return ""
        for name in kept.audience_keys:
            epoch = kept.view.authority.epochs.get(name)
            if epoch is not None and epoch.position > revoked:
                return f"{laptop.name} was revoked at {revoked} and has a key that began at {epoch.position}"
        for feed, n in kept.applied.items():
            base, entries = kept.bases.get(feed), kept.entries.get(feed, ())
            read = entries[: n - kept.first_n(feed)]
            last = read[-1].position if read else base.position if base is not None else 0
            if last > revoked:
                return f"{laptop.name} was revoked at {revoked} and reads what was written at {last}"
        return ""

    def problem_in_the_end(self) -> str:
        """Say who never learnt that it was revoked, or which late change no coordinator has got, or nothing."""
        history = self._history
        log = history.invariants.log
        for laptop in history.laptops.values():
            if laptop.name in log.revoked and not laptop.is_destroyed:
                return f"{laptop.name} never learnt that it was revoked"
        with history.machine.ledger.reading() as moment:
            waiting = {one.envelope for one in moment.late(after=0, at_most=_MOST)}
        got = {one.envelope for one in history.laptops[COORDINATOR].disk.durable.late}
        if not waiting <= got:
            return "a late change of a revoked computer did not come to its coordinator"
        if any(parse_envelope(one).hash in log.positions for one in got):
            return "a late change is an entry as well"
        return ""
