"""What must hold after every step of a history, in the words of the simulation page (G1 to G19), and of eras (G20)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from haversack.store.erased import hash_of
from haversack.store.outbox import CLONED_REASON, UNANSWERED, ItemState
from haversack.store.snapshot_notices import Verdict
from haversack_sync.client.conditions import Report
from haversack_sync.hub.network_state import catch_up
from haversack_sync.model.authority import FIRST_ERA
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.network import empty_view
from haversack_sync.protocol.sealing import sha256
from tests.simulation import snapshots_taken
from tests.simulation.acts import record_id
from tests.simulation.chains import is_late_rightly
from tests.simulation.differences import differs
from tests.simulation.founded import LIBRARY
from tests.simulation.keepers import false_alarm
from tests.simulation.kept import Kept, OutboxRow
from tests.simulation.laptop import Laptop
from tests.simulation.line import COUNTED_PIECE_BYTES, Line
from tests.simulation.log import Log, ViolatedError
from tests.simulation.restoring import later_positions
from tests.simulation.sealed_numbers import Numbers, Sealing

if TYPE_CHECKING:
    from tests.simulation.play import History


class Invariants:
    """Compares every laptop and the hub with the oracle.

    Attributes:
        log: What the hub has accepted.
    """

    def __init__(self, history: "History") -> None:
        self._history = history
        self.log = Log(history.founded)
        self._logs = {FIRST_ERA: self.log}
        self._numbers: dict[tuple[str, int], Numbers] = {}
        self._seen: dict[str, Kept] = {}

    def begin_log(self) -> None:
        """Begin the hub's log anew, where it goes on from a backup; who has not heard of it stands in the last one."""
        before, founded = self.log, self._history.founded
        self.log = Log(founded, written=before.written, successions=before.successions)
        with self._history.machine.ledger.reading() as moment:
            end = moment.feed_end(NETWORK_FEED)
            n = end.n if end else 0
            stored = moment.entries(NETWORK_FEED, after=0, up_to=n, at_most=n)
        self._logs[catch_up(empty_view(founded.world.root), stored).era] = self.log

    def position(self) -> int:
        """Return the position of the hub's last entry."""
        with self._history.machine.ledger.reading() as moment:
            return int(moment.last()[0])

    def is_even(self) -> bool:
        """Tell whether every laptop holds, and has replayed, all that it may read."""
        for laptop in self._history.laptops.values():
            kept = laptop.replica.kept
            if self.has_lost(laptop):
                continue
            if kept.view.standing.n != len(self.log.entries[NETWORK_FEED]):
                return False
            for feed in laptop.replica.readable():
                n = len(self.log.entries[feed])
                if laptop.replica.standing(feed).n != n or kept.applied.get(feed, 0) != n:
                    return False
        return True

    def has_lost(self, laptop: Laptop) -> bool:
        """Tell whether a laptop takes no part any more: revoked, too late with its invitation, or harmed by a lie."""
        if laptop.is_destroyed or self._is_harmed(laptop):
            return True
        is_in = laptop.code < 0 or self.log.redeemed.get(laptop.code) == laptop.name
        return not is_in and laptop.refused in ("invitation_used", "invitation_expired")

    def check(self) -> None:
        """Check everything that may have changed since the last check.

        Raises:
            ViolatedError: Something does not hold.
        """
        # First of all: the log that follows is the one that the hub goes on with.
        self._check_gap()
        for laptop in self._history.laptops.values():
            self._note_written(laptop)
        with self._history.machine.ledger.reading() as moment:
            new = () if self._is_waiting else self.log.read(moment)
            for problem in self._history.machine.chains.problems(moment, new):
                self._fail("G10", problem)
        self._check_secrets()
        if self._history.copies is not None and self._history.copies.salt_used_twice():
            self._fail("G9", self._history.copies.salt_used_twice())
        if self._history.machine.reused and not self._are_copies:
            self._fail("G9", f"{self._history.machine.reused[0]} came with two requests")
        for laptop in self._history.laptops.values():
            revoked = self._history.revoking.problem(laptop, laptop.disk.durable)
            if revoked:
                self._fail("G14", revoked)
            if laptop.is_destroyed:
                continue
            lost = self._history.keepers.lost_part(laptop, laptop.disk.durable)
            if lost:
                self._fail("G10", lost)
            kept = laptop.disk.durable
            if self._seen.get(laptop.name) is not kept:
                self._check_laptop(laptop, kept)
                self._seen[laptop.name] = kept

    def check_budget(self, laptop: Laptop, line: Line) -> None:
        """Check that a sync used at most its budget, and what cannot be divided each way; counted are whole pieces.

        Raises:
            ViolatedError: It used more.
        """
        if line.budget is None:
            return
        most = line.budget + line.answer_bytes + line.request_bytes + COUNTED_PIECE_BYTES
        if line.moved_bytes > most:
            self._fail("G11", f"{laptop.name} used {line.moved_bytes} B of {line.budget}, at most {most} can be")

    def check_whole(self, laptop: Laptop, report: Report | None) -> None:
        """Check that a sync with the hub that calls itself complete brought everything up to its head (G12).

        Raises:
            ViolatedError: Something is missing.
        """
        self._history.keepers.note_offers(laptop)
        if report is None or not report.is_complete:
            return
        kept = laptop.disk.durable
        if snapshots_taken.notices(kept, verdicts=(Verdict.OFFERED,)):
            self._fail("G12", f"a sync of {laptop.name} calls itself complete while a snapshot is on its way")
        for feed, n in report.targets.items():
            standing = kept.view.standing if feed == NETWORK_FEED else laptop.replica.standing(feed)
            if standing.n < n:
                self._fail("G12", f"a sync of {laptop.name} calls itself complete at {standing.n} of {n} entries")

    def _check_secrets(self) -> None:
        """Nobody outside an audience reads what its people write, or their keys."""
        founded, secrets = self._history.founded, set[bytes]()
        for laptop in self._history.laptops.values():
            keys = laptop.disk.durable.audience_keys
            secrets |= {key for (audience, _), key in keys.items() if audience != founded.shelf(LIBRARY).audience}
            secrets |= {laptop.person.author.seed, laptop.person.author.box_seed}
        found = self._history.machine.eavesdropper.understood(secrets)
        if found:
            self._fail("G7", found)

    def _fail(self, invariant: str, what: str) -> None:
        raise ViolatedError(invariant, what)

    def _note_written(self, laptop: Laptop) -> None:
        """Learn under which number and hash each act travels; one number is never two envelopes."""
        sealings = list[Sealing]()
        for row in laptop.disk.durable.outbox.values():
            if row.envelope is None or row.number is None:
                continue
            sha256 = hash_of(row.envelope)
            sealings.append(Sealing(row.signer, row.number, sha256))
            if row.is_succession:
                self.log.successions.add(sha256)
            elif row.act:
                self.log.written[sha256] = laptop.acts[row.act]
        twice = self._numbers.setdefault((laptop.name, laptop.life), Numbers()).note(sealings, self._history.restoring)
        if twice is not None:
            self._fail("G9", f"{laptop.name} sealed number {twice} twice")

    def begin_again(self, laptop: Laptop) -> None:
        """Forget what a laptop knew: an older disk was put back."""
        self._seen.pop(laptop.name, None)

    @property
    def _are_copies(self) -> bool:
        copies = self._history.copies
        return copies is not None and copies.are_made

    def has_former(self, kept: Kept, row: OutboxRow) -> bool:
        restoring = self._history.restoring
        return restoring is not None and restoring.has_former(kept, row)

    def _check_gap(self) -> None:
        """Nothing is written behind what a hub that was put back stands at (G20)."""
        gap = self._history.restoring.problem() if self._history.restoring is not None else ""
        if gap:
            self._fail("G20", gap)

    @property
    def _is_waiting(self) -> bool:
        """Whether the hub was put back and holds less than its log says."""
        restoring = self._history.restoring
        return restoring is not None and restoring.is_waiting

    def _is_harmed(self, laptop: Laptop) -> bool:
        lying = self._history.lying
        return lying is not None and lying.is_harmed(laptop)

    def _check_laptop(self, laptop: Laptop, kept: Kept) -> None:
        if self._is_harmed(laptop):
            self._check_acts(laptop, kept)
            return
        before = self._seen.get(laptop.name)
        if before is not None and (before.fallen, before.followed_era) != (kept.fallen, kept.followed_era):
            # It went back to where an era began.
            before = None
        self._check_standings(laptop, kept, before)
        if kept.view.standing.n != len(kept.network):
            self._fail("G4", f"{laptop.name} knows {kept.view.standing.n} entries of the network and holds others")
        if before is not None and before.view.standing.n > kept.view.standing.n:
            self._fail("G6", f"{laptop.name} knows less of the network than before")
        self._check_outbox(laptop, kept)
        self._check_snapshots(laptop, kept)
        self._check_held_files(laptop, kept)
        if laptop.alarms and not (self._history.lying and laptop.name in self._history.lying.shown_false):
            self._fail("G17", f"{laptop.name} raised an alarm though nobody lied: {laptop.alarms[0]}")

    def _check_standings(self, laptop: Laptop, kept: Kept, before: Kept | None) -> None:
        """Where feeds stand is what is here, and a part of what the hub accepted; it never goes back."""
        log = self._logs[kept.view.era]
        for feed, standing in kept.standings.items():
            entries = kept.entries.get(feed, ())
            here = kept.first_n(feed) + len(entries)
            if standing.n != here:
                self._fail("G4", f"{laptop.name} stands at {standing.n} of a feed and holds {here} entries")
            if standing.n > len(log.entries[feed]):
                self._fail("G5", f"{laptop.name} holds more entries than the hub ever accepted")
            if standing.n and log.entries[feed][standing.n - 1].digest != standing.digest:
                self._fail("G5", f"{laptop.name} holds another history of a feed")
            if before is not None and before.standings.get(feed, standing).n > standing.n:
                self._fail("G6", f"{laptop.name} knows less of a feed than before")
            self._check_feed(laptop, kept, feed)

    def _check_snapshots(self, laptop: Laptop, kept: Kept) -> None:
        """Nobody takes an honest snapshot for a lie."""
        keepers = self._history.keepers
        for one in kept.notices.values():
            if false_alarm(one, {*keepers.lies, *keepers.on_lies}, is_misled=keepers.misled(kept, one.feed)):
                self._fail("G17", f"{laptop.name} takes an honest snapshot for a lie ({one.verdict.value})")

    def _check_held_files(self, laptop: Laptop, kept: Kept) -> None:
        """What counts as here is what its id says."""
        for object_id in kept.whole:
            if sha256(kept.objects[object_id]) != object_id:
                self._fail("G5", f"{laptop.name} takes other bytes for a file")

    def _check_feed(self, laptop: Laptop, kept: Kept, feed: FeedId) -> None:
        """Compare the records of a feed with the truth at the same entry."""
        if self._history.keepers.misled(kept, feed):
            return
        n = kept.applied.get(feed, 0)
        truth = self._logs[kept.view.era].truths[feed].at(n)
        held = {record: state for (where, record), state in kept.states.items() if where == feed}
        wanted = {record_id(number): one for number, one in truth.items()}
        erasing = self._history.erasing
        if erasing is not None:
            # Whoever comes behind an order meets stubs before it; there nothing can be known of what it erased.
            gone = {record_id(number) for number in self._logs[kept.view.era].truths[feed].erased}
            wanted = {record: one for record, one in wanted.items() if record not in gone or record in held}
        if set(held) != set(wanted):
            self._fail("G3", f"{laptop.name} holds other records than the log made, at entry {n}")
        for record, state in held.items():
            difference = differs(state, wanted[record])
            if difference:
                self._fail("G3", f"{laptop.name}, record {int.from_bytes(record, 'big')}, entry {n}: {difference}")

    def _check_outbox(self, laptop: Laptop, kept: Kept) -> None:
        erased = self._history.erasing.problem(laptop, kept, self.log) if self._history.erasing is not None else ""
        if erased:
            self._fail("G16", erased)
        for row in self._check_acts(laptop, kept):
            if row.act:
                self._check_row(laptop, kept, row)

    def _check_acts(self, laptop: Laptop, kept: Kept) -> Iterable[OutboxRow]:
        """Everything that a person saved has its row; return the rows."""
        rows = {row.act: row for row in kept.outbox.values()}
        for number in laptop.acts:
            if number not in rows:
                self._fail("G2", f"act {number} of {laptop.name} has vanished")
        return rows.values()

    def _check_row(self, laptop: Laptop, kept: Kept, row: OutboxRow) -> None:
        """Compare what is said of a change with what is true."""
        if self._is_open(laptop, kept, row):
            return
        sha256, log = hash_of(row.envelope or b""), self._logs[kept.view.era]
        if self._is_of_erased(laptop, row):
            # What became of it before, nobody shows any more; it is answered in the end, see `ending`.
            return
        position = log.positions.get(sha256)
        if row.state is ItemState.RECEIVED and row.position in later_positions(self._logs, kept.view.era, sha256):
            # A cut came between the hub's word and the era that it is of; that is learnt with the next answer.
            return
        if row.state in (ItemState.RECEIVED, ItemState.PUBLISHED) and position is None:
            self._fail("G1", f"act {row.act} of {laptop.name} is {row.state.value} and no entry")
        if row.state is ItemState.RECEIVED and row.position != position:
            self._fail("G1", f"the receipt of act {row.act} names {row.position}, it lies at {position}")
        if position is not None:
            self._check_verdict(laptop, kept, row, position)
        elif row.state is ItemState.REFUSED and log is self.log and not self._is_waiting:
            with self._history.machine.ledger.reading() as moment:
                found = moment.ledger_row(row.signer, row.number or 0)
                is_right = row.reason != "late" or is_late_rightly(
                    moment, self._history.machine.chains, row.envelope or b""
                )
            if not is_right:
                self._fail("G1", f"act {row.act} of {laptop.name} is late though nobody waited for it")
            if found is None or found.sha256 != sha256 or found.code != ReceiptCode.FORBIDDEN or not row.reason:
                self._fail("G12", f"act {row.act} of {laptop.name} is refused, and the hub did not say so")

    def _is_open(self, laptop: Laptop, kept: Kept, row: OutboxRow) -> bool:
        """Tell whether nothing true could be said of a change yet: unanswered, of a branch, or signed for by a lie."""
        is_branch = row.state is ItemState.SAID_AGAIN or (row.state, row.reason) == (ItemState.REFUSED, CLONED_REASON)
        lying = self._history.lying
        is_lie = row.state is ItemState.RECEIVED and lying is not None and lying.is_deceived(laptop, row.feed)
        return row.state in UNANSWERED or is_lie or (is_branch and (self._are_copies or self.has_former(kept, row)))

    def _is_of_erased(self, laptop: Laptop, row: OutboxRow) -> bool:
        """Tell whether a change is about a record that some order erases, followed here or not."""
        truth, act = self.log.truths.get(row.feed), laptop.acts[row.act]
        return truth is not None and act.record in truth.erased

    def _check_verdict(self, laptop: Laptop, kept: Kept, row: OutboxRow, position: int) -> None:
        """An entry's author sees what became of it: published or refused by the rules, once it is replayed."""
        n, refused = self._logs[kept.view.era].verdict(row.feed, position)
        applied = kept.view.standing.n if row.feed == NETWORK_FEED else kept.applied.get(row.feed, 0)
        is_here = applied >= n
        expected = (ItemState.REFUSED if refused else ItemState.PUBLISHED) if is_here else ItemState.RECEIVED
        if n <= kept.first_n(row.feed) or self._history.keepers.misled(kept, row.feed):
            # What a snapshot holds is there; what the rules said of it, only the entries know.
            return
        if not is_here and laptop.name in self._history.keepers.began_again:
            # It was told before the feed began again here.
            return
        if row.state is not expected:
            self._fail(
                "G12", f"act {row.act} of {laptop.name} is {row.state.value}, should be {expected.value} ({refused})"
            )
        if refused and is_here and not row.reason:
            self._fail("G12", f"act {row.act} of {laptop.name} is refused without a reason")
