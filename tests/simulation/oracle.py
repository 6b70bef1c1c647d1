"""The oracle: what is true, from what each author wrote and the order in which the hub took it.

It folds the log of each feed by itself, in plain words and values (the merge in words is the one of
`tests/unit/haversack_sync/model/oracle.py`), judges who may do what, and keeps the truth after every entry, so that any
laptop that stands anywhere can be compared. It must import nothing of the model, the protocol or a replica.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.unit.haversack_sync.model.oracle import Entry, Impossible, Oracle, Text, Truth

REVOKED: Final = "revoked"
"""The role of whoever was taken out of the network."""
WRITERS: Final = {
    "open/library": {"coordinator"},
    "members/directory": {"coordinator", "focal_point", "editor"},
    "coordinators/notes": {"coordinator"},
}
"""Which roles may write to a shelf at all: the hub refuses others."""
FIELDS: Final = {
    "organisation": {"name", "summary", "source", "language", "owner", "unreviewed"},
    "contact": {"purpose", "note", "hours", "language", "owner", "unreviewed"},
}
"""Kinds that an organisation's own people may write, and what they may write there (of what histories write at all).

They may only make, put away and bring back contacts.
"""


@dataclass(frozen=True, slots=True)
class Author:
    """Who somebody is at a moment: role, organisation as hexadecimal text, and whether `members` is for them."""

    role: str
    organisation: str
    reads_members: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote: an act as the oracle needs it."""

    number: int
    author: Author
    entry: Entry


@dataclass(frozen=True, slots=True)
class Moment:
    """The truth of one feed after n entries, and why the last one had no effect."""

    records: Mapping[int, Truth]
    refused: str


@dataclass(slots=True)
class FeedTruth:
    """The truth of one feed, entry by entry.

    Attributes:
        shelf: The feed's name.
        moments: After each entry, from none.
        replaced: (record, group) → the values that somebody replaced knowingly.
        erased: Records of which nothing is left, for ever.
    """

    shelf: str
    moments: list[Moment] = field(default_factory=lambda: [Moment({}, "")])
    erased: set[int] = field(default_factory=set)
    _fold: Oracle = field(default_factory=Oracle)

    @property
    def replaced(self) -> Mapping[tuple[int, str], set[Text]]:
        """The values that somebody replaced knowingly."""
        return self._fold.replaced

    def append(self, written: Written | None) -> None:
        """Fold the next entry; None for one that nobody wrote, which must not have any effect."""
        before = self.moments[-1].records
        if written is not None and written.entry.record in self.erased:
            self.moments.append(Moment(before, "its record was erased"))
            return
        reason = refusal(self.shelf, before.get(written.entry.record), written) if written else "nobody wrote it"
        if written is not None and not reason:
            refused = len(self._fold.refused)
            self._fold.apply(written.entry)
            if len(self._fold.refused) > refused:
                reason = "does not apply"
        if reason or written is None:
            self.moments.append(Moment(before, reason))
            return
        self.moments.append(Moment({**self._fold.records}, ""))

    def erase(self, record: int) -> None:
        """Take in an order that stands: the record is gone, and comes never again."""
        self.erased.add(record)
        self._fold.records.pop(record, None)
        self.moments.append(Moment({**self._fold.records}, ""))

    def at(self, n: int) -> Mapping[int, Truth]:
        """Return the truth after n entries."""
        return self.moments[n].records


def may_write(shelf: str, author: Author) -> bool:
    """Tell whether the hub lets somebody write to a shelf."""
    may_read = author.reads_members or author.role == "coordinator" or not shelf.startswith("members")
    return may_read and author.role in WRITERS[shelf]


def refusal(shelf: str, truth: Truth | None, written: Written) -> str:
    """Say why the rules forbid an act, or nothing."""
    author, entry = written.author, written.entry
    if not may_write(shelf, author):
        return "not a writer"
    if any(step[0] == "unknown" for step in entry.steps):
        return "a later version's operation"
    if truth is None and entry.steps[0] != ("create",):
        return "no such record"
    if truth is not None and truth.kind != entry.kind:
        return "another kind"
    if author.role == "coordinator":
        return ""
    if entry.kind not in FIELDS:
        return "not a kind for organisations"
    return _refusal_to_own(truth, written)


def _refusal_to_own(truth: Truth | None, written: Written) -> str:
    """Say why an organisation's own people may not do this, or nothing."""
    own, steps = written.author.organisation, written.entry.steps
    is_contact = written.entry.kind == "contact"
    claims = [step[-1] for step in steps if len(step) == 4 and step[1] == "owner"]
    if any(len(step) > 1 and step[1].partition("@")[0] not in FIELDS[written.entry.kind] for step in steps):
        return "not a field of this kind"
    if any(step[0] in ("create", "retire", "restore") for step in steps) and not is_contact:
        return "only coordinators make and put away organisations"
    if truth is None:
        return "" if len(claims) == 1 and claims[0] == own else "not theirs"
    if truth.groups.get("owner", [None])[0] != own:
        return "not theirs"
    return "only coordinators set the owner" if claims else ""


def laid_over(confirmed: Truth | None, waiting: list[Entry]) -> Truth | None:
    """Return what people see of a record: the confirmed truth, own waiting changes on top in their order."""
    fold = Oracle()
    if confirmed is not None:
        fold.records[waiting[0].record if waiting else 0] = copy.deepcopy(confirmed)
    for entry in waiting:
        fold.apply(entry)
    return fold.records.get(waiting[0].record) if waiting else confirmed


__all__ = ["Author", "FeedTruth", "Impossible", "Moment", "Written", "laid_over", "may_write", "refusal"]
