"""One history: people write, laptops sync over bad lines, machines crash; then the faults end and all must agree."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final
from unittest import mock

from haversack.store.outbox import HELD_REASON, UNANSWERED
from haversack_sync.client import gathering
from haversack_sync.client.conditions import Report
from haversack_sync.hub import answer as hub_answer
from tests.simulation.choices import Choices
from tests.simulation.copying import Copies
from tests.simulation.disk import Disk
from tests.simulation.ending import Ending
from tests.simulation.erasing import ErasingRecords
from tests.simulation.files import Files
from tests.simulation.flipping import Flipping
from tests.simulation.founded import OFTEN, Founded, founded
from tests.simulation.hub_machine import FailingLedger, HubMachine
from tests.simulation.invariants import Invariants
from tests.simulation.keepers import NEVER, TAILS, Keepers
from tests.simulation.laptop import Laptop
from tests.simulation.line import RATES, Line
from tests.simulation.log import ViolatedError
from tests.simulation.lying import Lying
from tests.simulation.meeting import in_memory_too
from tests.simulation.people import People
from tests.simulation.restoring import Restoring
from tests.simulation.revoking import Revoking
from tests.simulation.rig import START, FakeClock
from tests.simulation.story import Story
from tests.simulation.travels import Travels
from tests.simulation.trust import Trust
from tests.simulation.vault_program import make_vault

SMALL_FRAME_BYTES: Final = 1_500
"""The hub's key must stand in the first frame of `network`; beyond that, the smaller the better."""
SMALL_FILE_BYTES: Final = 4_000
"""Files up to here come by lists, longer ones each by itself."""
MOST_STEPS: Final = 90
MOST_ROUNDS: Final = 12
"""When all faults have ended, so many syncs of everybody must be enough."""
CLOCKS_MS: Final = (0, 3_600_000, -1_800_000_000_000, 2_000_000_000_000, 86_400_000)


@dataclass(slots=True)
class Outcome:
    """What a history was.

    Attributes:
        story: Its trace.
        choices: What was chosen.
        violated: The invariant that did not hold, or nothing.
        what: How it did not hold.
        points: How often each yield point was passed.
        world: In which of `found.WORLDS` it was played.
    """

    story: Story
    choices: list[int]
    violated: str = ""
    what: str = ""
    points: dict[str, int] = field(default_factory=dict)
    world: str = "memory"


class History:
    """A history in the making.

    Attributes:
        choices: Where choices come from.
        story: Its trace.
        founded: The network that it begins from.
        machine: The hub.
        laptops: By name.
        everybody: Everybody's keys, by name.
        travels: What couriers and listeners do.
        files: What is attached and fetched.
        copies: What becomes of a vault that is copied; None where none is.
        revoking: What becomes of computers that are taken out of the network.
        restoring: What becomes of a hub that is put back from a backup; None where none is.
        erasing: What becomes of records that are erased; None where none are.
        lying: What becomes of a hub that lies; None where it never does.
        has_small_frames: Whether the hub gives long answers of many short frames.
        trust: What coordinators and newcomers do.
        keepers: What becomes of snapshots.
        invariants: What must hold.
        flipping: What becomes of vaults whose rows are flipped.
    """

    def __init__(
        self,
        choices: Choices,
        *,
        is_told: bool = False,
        vaults: Path | None = None,
        has_copies: bool = False,
        has_revocations: bool = False,
        has_restores: bool = False,
        has_erasures: bool = False,
        has_lies: bool = False,
    ) -> None:
        """Begin.

        Args:
            choices: Where choices come from.
            is_told: Whether somebody will read the trace.
            vaults: A folder in which Ben's laptop gets a real vault; nowhere for the fast one.
            has_copies: Whether that vault is copied and put back.
            has_revocations: Whether computers are taken out of the network.
            has_restores: Whether the hub is put back from older backups; nobody makes snapshots then.
            has_erasures: Whether records are erased everywhere; nobody makes snapshots then either.
            has_lies: Whether the hub lies at times; no snapshots then either.
        """
        self.choices = choices
        self.story = Story(is_told)
        self.founded: Founded = founded()
        self.clock = FakeClock(START)
        self.machine = HubMachine(self.founded.keys, self.clock, OFTEN, FailingLedger(self.founded.new_ledger()))
        count = 2 + choices.pick(len(self.founded.people) - 1)
        self._vaults = vaults
        self.laptops = {person.name: self._laptop(index) for index, person in enumerate(self.founded.people[:count])}
        self.people = People(self.founded, choices)
        self.everybody = {person.name: person for person in (*self.founded.people, self.founded.second)}
        self.travels, self.trust, self.files = Travels(self), Trust(self), Files(self)
        self.revoking, self._has_revocations = Revoking(self), has_revocations
        self.copies = Copies(self, vaults) if has_copies and vaults is not None else None
        self.line_faults = choices.of((0, 2, 4, 8))
        self.crashes = choices.of((0, 3, 6))
        self.has_small_frames = choices.happens(3)
        tail_bytes = choices.of(TAILS)
        tail_bytes = NEVER if has_restores or has_erasures or has_lies else tail_bytes
        self.restoring = Restoring(self) if has_restores else None
        self.erasing = ErasingRecords(self) if has_erasures else None
        self.lying = Lying(self) if has_lies else None
        for laptop in self.laptops.values():
            laptop.has_eras = has_restores
        self.keepers = Keepers(self, tail_bytes=tail_bytes, is_lying=tail_bytes < NEVER and choices.happens(4))
        if self.keepers.make_some and choices.happens(3):
            self.keepers.second_comes()
        self.invariants, self.flipping = Invariants(self), Flipping(self)

    def _laptop(self, index: int) -> Laptop:
        person = self.founded.people[index]
        knows = index == 0 or not self.choices.happens(4)
        clock_ms = self.choices.of(CLOCKS_MS)
        has_vault = self._vaults is not None and person.name == "ben"
        kept = self.founded.laptop(person, knows_network=knows or has_vault)
        vault = make_vault(self._vaults / person.name, person, kept) if has_vault and self._vaults else None
        return Laptop(person, Disk(kept), self.story, person.name, clock_ms=clock_ms, vault=vault)

    def play(self) -> Outcome:
        """Play to the end; a violation ends it."""
        with self.bent():
            return self._played()

    @contextlib.contextmanager
    def bent(self) -> Iterator[None]:
        """Let the hub cut its answers into frames of some hundred bytes, in some histories, and keepers work."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(in_memory_too())
            stack.enter_context(self.keepers.at_work())
            stack.enter_context(mock.patch.object(gathering, "SMALL_BYTES", SMALL_FILE_BYTES))
            if self.has_small_frames:
                stack.enter_context(mock.patch.object(hub_answer, "FILLED_BYTES", SMALL_FRAME_BYTES))
                stack.enter_context(mock.patch.object(hub_answer, "_short_entries", return_value=None))
            yield

    def _played(self) -> Outcome:
        outcome = Outcome(self.story, self.choices.taken)
        try:
            for _ in range(MOST_STEPS):
                if not self._step():
                    break
                self.invariants.check()
            self.heal()
            self.check_end()
        except ViolatedError as violation:
            outcome.violated, outcome.what = violation.invariant, violation.what
            self.story.tell("oracle", f"{violation.invariant} does not hold: {violation.what}")
        for laptop in self.laptops.values():
            if laptop.vault is not None:
                laptop.vault.close()
            for name, passed in laptop.disk.points.items():
                outcome.points[name] = outcome.points.get(name, 0) + passed
        return outcome

    def _step(self) -> bool:
        """Do one step; tell whether the history goes on."""
        steps = self._steps()
        what = self.choices.pick(len(steps) + 1)
        if what == 0:
            return False
        self.story.now += 60.0
        self.clock.now += self.choices.of((60, 60, 3_600, 0, 86_400, -86_400, 3_456_000))
        self.clock.ticks = self.story.now
        laptop = self.choices.of([each for each in self.laptops.values() if not each.is_destroyed])
        steps[what - 1](laptop)
        return True

    def _steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen in a step; more often what stands there more often."""
        write, sync = self._write, self.sync
        usual = (write, sync, write, sync, write, sync, write, sync, write, sync, write, sync)
        own = (*usual, self._draft, self._restart, *self.travels.steps(), *self.keepers.steps())
        if self.copies is not None:
            # A grant names a key: whose new key came without it is another question, asked of the coordinator.
            return (*own, *self.trust.steps()[1:], *self.copies.steps() * 2)
        if self.restoring is not None:
            return (*own, *self.trust.steps(), *self.restoring.steps() * 2)
        if self.erasing is not None:
            return (*own, *self.trust.steps(), *self.erasing.steps() * 6)
        if self.lying is not None:
            return (*own, *self.trust.steps(), *self.lying.steps() * 2)
        revoking = self.revoking.steps() * 2 if self._has_revocations else ()
        return (*own, *self.trust.steps(), *self.files.steps(), *revoking)

    def _write(self, laptop: Laptop) -> None:
        self._plan_crash(laptop, points=4)
        laptop.save(self.people.act(laptop))
        laptop.disk.power_on()

    def _draft(self, laptop: Laptop) -> None:
        """Begin an act and save it later, or save the one that was begun."""
        if laptop.draft is None:
            laptop.draft = self.people.act(laptop)
            return
        draft, laptop.draft = laptop.draft, None
        laptop.save(draft)

    def _restart(self, laptop: Laptop) -> None:
        self.story.tell(laptop.name, "starts again")
        laptop.start()
        self.flipping.rests(laptop)

    def sync(self, laptop: Laptop) -> None:
        """Let a laptop sync over whatever line it has."""
        self._plan_crash(laptop, points=30)
        self.trust.before_sync(laptop)
        budget = self.choices.of((None, None, None, None, 20_000, 2_000, 300))
        line = self.line(laptop)
        line.budget = budget
        report = laptop.sync(line, budget=budget)
        laptop.disk.power_on()
        self.invariants.check_budget(laptop, line)
        self._has_met(laptop, report)

    def _plan_crash(self, laptop: Laptop, *, points: int) -> None:
        if not self.crashes or not self.choices.happens(self.crashes):
            return
        if self.choices.pick(4) == 3:
            laptop.disk.commits_until_full = self.choices.pick(6)
            self.story.fault("no space on a laptop")
        else:
            laptop.disk.points_until_crash = self.choices.pick(points)
            self.story.fault("power goes")

    def line(self, laptop: Laptop, *, is_quiet: bool = False) -> Line:
        """Return a laptop's line to the hub."""
        one_in = 0 if is_quiet else self.line_faults
        machine = self.lying.machine_for(laptop) if self.lying is not None else self.machine
        line = Line(machine, self.choices, self.story, laptop.name, one_in, laptop.disk.point)
        if self.lying is not None:
            line.answering = partial(self.lying.answering, laptop)
        if not is_quiet:
            line.rate = self.choices.of(RATES)
            others = [each for each in self.laptops.values() if each is not laptop]
            line.crossing = lambda: self._come_first(others[0])
        return line

    def _quiet_sync(self, laptop: Laptop) -> bool:
        """Sync over a good line; tell whether it was whole."""
        if laptop.is_destroyed:
            return True
        self.trust.before_sync(laptop)
        report = laptop.sync(self.line(laptop, is_quiet=True))
        self._has_met(laptop, report)
        return report is not None and report.is_complete

    def _has_met(self, laptop: Laptop, report: Report | None) -> None:
        self.invariants.check_whole(laptop, report)
        if self.lying is not None:
            self.lying.has_met(laptop, is_whole=report is not None and report.is_complete)

    def _come_first(self, laptop: Laptop) -> None:
        self._quiet_sync(laptop)

    def heal(self) -> None:
        """End all faults and let everybody sync until nothing moves.

        Raises:
            ViolatedError: They do not come to an end.
        """
        self.story.tell("world", "all faults end")
        for laptop in self.laptops.values():
            if laptop.draft is not None and not laptop.is_destroyed:
                laptop.save(laptop.draft)
            laptop.start()
        if self.restoring is not None:
            self.restoring.heals()
        if self.lying is not None:
            self.lying.ends()
        for _ in range(MOST_ROUNDS):
            before = self.invariants.position()
            destroyed = [each.is_destroyed for each in self.laptops.values()]
            is_done = self._everybody_syncs()
            # What a revoked computer brought then comes to its coordinator in the next round.
            is_done &= destroyed == [each.is_destroyed for each in self.laptops.values()]
            if is_done and self.invariants.position() == before and self.invariants.is_even():
                for laptop in self.laptops.values():
                    # Bytes that a line altered before are found when a file is whole, dropped, and fetched again.
                    for _ in range(2 if self.files.are_for(laptop) else 0):
                        self.files.fetch(laptop, is_quiet=True)
                    self.flipping.rests(laptop)
                return
        raise ViolatedError("G10", "syncs over good lines do not come to an end")

    def check_end(self) -> None:
        """Check what holds when everybody has met the hub and nothing moves any more.

        Raises:
            ViolatedError: Something does not hold.
        """
        Ending(self).check()

    def _everybody_syncs(self) -> bool:
        """Let everybody sync over a good line; tell whether all of that was whole and nobody has to come again."""
        done = [self._quiet_sync(each) or self.invariants.has_lost(each) for each in self.laptops.values()]
        self.invariants.check()
        for laptop in self.laptops.values():
            if self.keepers.has_alarm(laptop.disk.durable):
                self.keepers.begin_again(laptop)
                done.append(False)
        # What the hub holds of somebody is asked about in the next round.
        done += [self.invariants.has_lost(each) or not _is_held_up(each) for each in self.laptops.values()]
        return all(done)


def _is_held_up(laptop: Laptop) -> bool:
    """Tell whether the hub holds changes of a laptop that it has not taken yet, as that was told."""
    rows = laptop.disk.durable.outbox.values()
    return any(row.state in UNANSWERED and row.reason == HELD_REASON for row in rows)
