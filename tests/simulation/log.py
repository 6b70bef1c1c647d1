"""The hub's log as the oracle reads it: who wrote each entry, who its author was then, what followed from it."""

from dataclasses import dataclass, field
from typing import Final

from haversack_sync.hub.ports import LedgerReader, StoredEntry
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol.envelope import ERASE, parse_envelope
from haversack_sync.protocol.erasing import read_order
from haversack_sync.protocol.network import era_body
from tests.simulation.acts import Act
from tests.simulation.founded import Founded
from tests.simulation.oracle import Author, FeedTruth, Written, may_write
from tests.unit.haversack_sync.model.oracle import Entry

STANDING: Final = 5
"""So many erasures of the one coordinator stand, as the page on security says."""


class ViolatedError(Exception):
    """An invariant does not hold.

    Attributes:
        invariant: Its name.
        what: How it does not hold.
    """

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant
        self.what = what


@dataclass(slots=True)
class Log:
    """Everything that the hub has accepted, folded.

    Attributes:
        founded: The network.
        truths: The truth of each content feed.
        entries: Entries of each feed; of `network` those after the founding too, and those before.
        positions: Where each envelope lies, by its hash.
        written: Which act each envelope is, by its hash.
        people: What everybody is now.
        redeemed: Whom each invitation enrolled, by its number in the history.
        refused: Why `network` entries had no effect, by position.
        revoked: Since which position whose computers are out of the network, by name.
        successions: Hashes of envelopes by which copied vaults go on under new keys.
        announced: Erasures that stand, by id: in which feed, and which record.
        carried_out: Those of which an order is an entry.
    """

    founded: Founded
    truths: dict[FeedId, FeedTruth] = field(default_factory=dict)
    entries: dict[FeedId, list[StoredEntry]] = field(default_factory=dict)
    positions: dict[bytes, int] = field(default_factory=dict)
    written: dict[bytes, Act] = field(default_factory=dict)
    people: dict[str, Author] = field(default_factory=dict)
    redeemed: dict[int, str] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    revoked: dict[str, int] = field(default_factory=dict)
    successions: set[bytes] = field(default_factory=set)
    announced: dict[bytes, tuple[FeedId, int]] = field(default_factory=dict)
    carried_out: set[bytes] = field(default_factory=set)
    _taken: set[int] = field(default_factory=set)
    _ordered: int = 0

    def __post_init__(self) -> None:
        self.truths = {each.feed: FeedTruth(name) for name, each in self.founded.world.shelves.items()}
        self.entries = {NETWORK_FEED: [], **{feed: [] for feed in self.truths}}
        for person in (*self.founded.people, self.founded.second):
            self.people[person.name] = Author(person.role.name.lower(), person.organisation.hex())

    def read(self, moment: LedgerReader) -> list[StoredEntry]:
        """Fold what was accepted since, in the order of positions, and return it.

        Raises:
            ViolatedError: Something is an entry that must not be one.
        """
        new: list[tuple[int, FeedId, StoredEntry]] = []
        for feed, log in self.entries.items():
            end = moment.feed_end(feed)
            found = moment.entries(feed, after=len(log), up_to=end.n if end else 0, at_most=10_000)
            new += [(stored.entry.position, feed, stored) for stored in found]
        new.sort(key=lambda one: one[0])
        for position, feed, stored in new:
            self._fold(position, feed, stored)
            self.entries[feed].append(stored)
        return [stored for _, _, stored in new]

    def _fold(self, position: int, feed: FeedId, stored: StoredEntry) -> None:
        sha256 = stored.entry.hash
        if sha256 in self.positions:
            raise ViolatedError("G9", f"one change is an entry at {self.positions[sha256]} and at {position}")
        if position in self._taken:
            raise ViolatedError("G1", f"two entries have position {position}")
        self._taken.add(position)
        self.positions[sha256] = position
        act = self.written.get(sha256)
        if act is not None and act.author in self.revoked:
            raise ViolatedError("G14", f"act {act.number} by {act.author}, whose computer is revoked, is an entry")
        if feed == NETWORK_FEED:
            if sha256 not in self.successions and era_body(parse_envelope(stored.entry.envelope)) is None:
                self._follow(position, act)
            return
        if act is None:
            self._take_order(feed, stored)
            return
        author = self.people.get(act.author, Author("nobody", ""))
        if not may_write(act.shelf, author):
            raise ViolatedError("G13", f"act {act.number} by {act.author}, who may not write there, is an entry")
        entry = Entry(0, act.number, act.record, act.kind, act.steps, position)
        self.truths[feed].append(Written(act.number, author, entry))

    def _take_order(self, feed: FeedId, stored: StoredEntry) -> None:
        """Take in what is no change: an order erases what its announcement names, everything else has no effect."""
        envelope = None if stored.entry.is_erased else parse_envelope(stored.entry.envelope)
        if envelope is None or envelope.header.form != ERASE:
            self.truths[feed].append(None)
            return
        announced = read_order(envelope).announced
        where, record = self.announced.get(announced, (None, 0))
        if where != feed:
            raise ViolatedError("G16", f"the order at {stored.entry.position} carries out nothing that stands")
        self.carried_out.add(announced)
        self.truths[feed].erase(record)

    def _follow(self, position: int, act: Act | None) -> None:
        """Take in an entry of the history of trust."""
        if act is None:
            if len(self.entries[NETWORK_FEED]) >= self.founded.view.standing.n:
                raise ViolatedError("G5", f"an entry of the network at {position} that nobody made")
            return
        if act.kind != "redeem" and self.people[act.author].role != "coordinator":
            raise ViolatedError("G13", f"act {act.number} by {act.author}, who coordinates nothing, is an entry")
        if act.kind == "redeem":
            if act.record in self.redeemed:
                return
            self.redeemed[act.record] = act.about
        if act.kind == "erase" and isinstance(act.makes, tuple):
            self._ordered += 1
            if self._ordered <= STANDING:
                announced, feed, record = act.makes
                self.announced[announced] = (feed, record)
        if act.kind == "revoke":
            self.revoked.setdefault(act.about, position)
        if isinstance(act.makes, Author):
            self.people[act.about] = act.makes

    def verdict(self, feed: FeedId, position: int) -> tuple[int, str]:
        """Return the number of the entry at a position in its feed, and why it had no effect."""
        n = next(index for index, one in enumerate(self.entries[feed], start=1) if one.entry.position == position)
        return n, self.truths[feed].moments[n].refused if feed in self.truths else self.refused.get(position, "")
