"""The oracle of merging: folds a log that it understands by itself, in the words of the simulation page.

    state = fold(apply, entries in position order)       a group's state is a list of versions; absent is a version too
    set(group, bases, new):  hit = versions whose value is in bases
         hit            -> remove hit, add new (unless already there)
         no hit, new already there -> nothing
         no hit         -> add new beside the others
    add/remove(element):     the last one in position order wins, for each element
    retire/restore:          set on the group `life`; an edit of a retired record keeps its text and marks the record
    shown = first version, and a replacement takes the place of what it replaces; own waiting changes come on top

It works on plain values, never on hashes or encodings, and must not import anything of the model.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

Text: TypeAlias = str | None
"""A value; None is "absent"."""
Step: TypeAlias = tuple[str] | tuple[str, str, str] | tuple[str, str, tuple[Text, ...], Text]
"""("create",) ("retire",) ("restore",) ("unknown",) ("add", set, element) ("remove", …) ("set", group, bases, new)."""

MOST_VERSIONS = 16
MOST_ELEMENTS = 200


@dataclass(frozen=True)
class Entry:
    """What one device did to one record; `position` is 0 while it waits."""

    device: int
    number: int
    record: int
    kind: str
    steps: tuple[Step, ...]
    position: int = 0


@dataclass
class Truth:
    """What the oracle knows of one record; `events` are the adds and removes of each set, in order."""

    kind: str
    groups: dict[str, list[Text]] = field(default_factory=dict)
    events: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    retired: bool = False
    marked: bool = False

    def elements(self, name: str) -> list[str]:
        """Return what is in a set, in the order in which it came to stay."""
        came: list[tuple[int, str]] = []
        events = self.events.get(name, [])
        for element in {element for _, element in events}:
            own = [(place, what) for place, (what, which) in enumerate(events) if which == element]
            if own[-1][1] == "add":
                absent_until = max((place for place, what in own if what == "remove"), default=-1)
                came.append((min(place for place, what in own if what == "add" and place > absent_until), element))
        return [element for _, element in sorted(came)]


class Impossible(Exception):  # noqa: N818 - it is no error: the log may hold changes that do not apply
    """An entry does not apply; nothing of it does."""


@dataclass
class Oracle:
    """The truth about all records, entry by entry.

    Attributes:
        records: Record → truth.
        replaced: (record, group) → the values that somebody replaced knowingly.
        refused: The entries that did not apply.
    """

    records: dict[int, Truth] = field(default_factory=dict)
    replaced: dict[tuple[int, str], set[Text]] = field(default_factory=dict)
    refused: list[Entry] = field(default_factory=list)

    def apply(self, entry: Entry) -> None:
        """Fold one entry, all of it or nothing."""
        before = self.records.get(entry.record)
        knowingly: list[tuple[str, Text]] = []
        try:
            if before is None and entry.steps[0][0] != "create":
                raise Impossible
            truth = Truth(entry.kind) if before is None else copy.deepcopy(before)
            if truth.kind != entry.kind:
                raise Impossible
            for step in entry.steps:
                self._step(truth, step, knowingly)
            if any(len(versions) > MOST_VERSIONS for versions in truth.groups.values()):
                raise Impossible
            if any(len(truth.elements(name)) > MOST_ELEMENTS for name in truth.events):
                raise Impossible
        except Impossible:
            self.refused.append(entry)
            return
        self.records[entry.record] = truth
        for group, value in knowingly:
            self.replaced.setdefault((entry.record, group), set()).add(value)

    def _step(self, truth: Truth, step: Step, knowingly: list[tuple[str, Text]]) -> None:
        if step[0] == "unknown":
            raise Impossible
        if step[0] in ("retire", "restore"):
            truth.retired = step[0] == "retire"
            truth.marked = truth.marked and truth.retired
        if step[0] in ("set", "add", "remove") and truth.retired:
            truth.marked = True
        if step[0] in ("add", "remove") and len(step) == 3:
            truth.events.setdefault(step[1], []).append((step[0], step[2]))
        if step[0] == "set" and len(step) == 4:
            _, group, bases, new = step
            seen = bases or (None,)
            versions = truth.groups.get(group, [])
            knowingly.extend((group, value) for value in versions if value in seen)
            after = _versions_after(versions, seen, new)
            if after != [None] or versions:
                truth.groups[group] = after


def _versions_after(versions: list[Text], seen: tuple[Text, ...], new: Text) -> list[Text]:
    hit = [value for value in versions if value in seen]
    if not hit:
        return versions if new in versions else [*versions, new]
    place = min(versions.index(value) for value in [*hit, new] if value in versions)
    others_before = [value for value in versions[:place] if value not in seen and value != new]
    others_behind = [value for value in versions[place:] if value not in seen and value != new]
    return [*others_before, new, *others_behind]


def fold(entries: Iterable[Entry]) -> Oracle:
    """Fold a log in its order."""
    oracle = Oracle()
    for entry in entries:
        oracle.apply(entry)
    return oracle
