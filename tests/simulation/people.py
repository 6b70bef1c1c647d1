"""What people decide to do: they look at what their laptop shows, and write.

Mostly sensible, sometimes forbidden, sometimes by a draft that stands on what they saw long ago.
"""

from dataclasses import dataclass, field

import msgspec

from haversack_sync.model.ids import FeedId
from haversack_sync.model.record import RecordState, Version
from haversack_sync.model.roles import Role
from tests.simulation.acts import HEX_GROUPS, Act, record_id
from tests.simulation.choices import Choices
from tests.simulation.founded import DIRECTORY, LIBRARY, NOTES, Founded
from tests.simulation.laptop import Laptop
from tests.unit.haversack_sync.model.oracle import Step, Text

GROUPS = ("name@en", "summary@en", "note@fr")
LANGUAGES = ("fr", "es", "ar")
COMMON_VALUES = ("home", "closed")
"""Values that people write again and again, so that A→B→A and "both wrote the same" happen."""
RECORDS = 5


def text_of(group: str, value: bytes) -> Text:
    """Read a value as the oracle writes it."""
    if not value:
        return None
    decoded = msgspec.msgpack.decode(value)
    return bytes(decoded).hex() if group in HEX_GROUPS else str(decoded)


def texts(group: str, versions: tuple[Version, ...]) -> tuple[Text, ...]:
    """Read a group's versions."""
    return tuple(text_of(group, each.value) for each in versions)


@dataclass(slots=True)
class People:
    """Chooses acts.

    Attributes:
        founded: The network.
        choices: Where choices come from.
        written: How many acts there were.
    """

    founded: Founded
    choices: Choices
    written: int = 0
    _feeds: dict[str, FeedId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._feeds = {name: self.founded.shelf(name).feed for name in (DIRECTORY, LIBRARY, NOTES)}

    def act(self, laptop: Laptop) -> Act:
        """Return what somebody does now."""
        is_coordinator = laptop.person.role is Role.COORDINATOR
        shelf = self.choices.of((DIRECTORY, DIRECTORY, DIRECTORY, LIBRARY, NOTES) if is_coordinator else (DIRECTORY,))
        if not is_coordinator and self.choices.happens(12):
            shelf = LIBRARY
        record = self.choices.pick(RECORDS) + 1
        kind = self._kind(shelf, record)
        state = laptop.replica.shown(self._feeds[shelf], record_id(record)).state
        steps = self._create(laptop, kind) if state is None else self._edit(laptop, state)
        return self._made(laptop, shelf, record, kind, steps)

    def _made(self, laptop: Laptop, shelf: str, record: int, kind: str, steps: tuple[Step, ...]) -> Act:
        self.written += 1
        return Act(self.written, laptop.name, self._feeds[shelf], shelf, record, kind, steps)

    def _kind(self, shelf: str, record: int) -> str:
        if shelf != DIRECTORY:
            return "topic" if not self.choices.happens(15) else "thing"
        kinds = ("organisation", "contact") if record % 2 else ("contact", "organisation")
        return kinds[self.choices.happens(15)]

    def _owner(self, laptop: Laptop, record: int) -> str:
        own = laptop.person.organisation
        others = [each.organisation for each in self.founded.people if each.organisation]
        wanted = others[0 if record % 3 else -1]
        return (own or wanted).hex()

    def _create(self, laptop: Laptop, kind: str) -> tuple[Step, ...]:
        title = "purpose@en" if kind == "contact" else "name@en"
        steps: list[Step] = [("create",), ("set", "language", (), "en"), ("set", title, (), self._value())]
        if kind in ("organisation", "contact") and not self.choices.happens(12):
            steps.append(("set", "owner", (), self._owner(laptop, self.written)))
        if self.choices.pick(3) == 1:
            steps.append(("add", "unreviewed", self.choices.of(LANGUAGES)))
        return tuple(steps)

    def _edit(self, laptop: Laptop, state: RecordState) -> tuple[Step, ...]:
        what = self.choices.pick(16)
        if what == 12:
            return (("retire",),)
        if what == 13:
            return (("restore",),)
        if what == 14 and self.choices.happens(3):
            return (("unknown",),)
        if what in (10, 11):
            action = "add" if what == 10 else "remove"
            return ((action, "unreviewed", self.choices.of(LANGUAGES)),)
        if what == 15 and self.choices.happens(2):
            return (self._set(state, "owner", self._owner(laptop, self.written + 1)),)
        steps: list[Step] = [self._set(state, self._group(state), self._value())]
        if self.choices.happens(6):
            steps.append(self._set(state, "note@fr" if state.kind == "contact" else "summary@fr", self._value()))
        if self.choices.happens(15):
            steps.insert(0, ("create",))
        return tuple(steps)

    def _group(self, state: RecordState) -> str:
        disputed = [group for group in state.disputed_groups() if group != "owner"]
        if disputed and self.choices.pick(3):
            return disputed[0]
        groups = (
            ("purpose@en", "note@en", "hours@en") if state.kind == "contact" else ("name@en", "summary@en", "source")
        )
        return self.choices.of(groups)

    def _set(self, state: RecordState, group: str, value: Text) -> Step:
        """Replace what is shown; where there are versions, sometimes all of them."""
        versions = texts(group, state.versions(group))
        bases = versions if len(versions) > 1 and self.choices.pick(3) else versions[:1]
        return ("set", group, tuple(bases), value)

    def _value(self) -> Text:
        kind = self.choices.pick(8)
        if kind == 7:
            return None
        return COMMON_VALUES[kind % 2] if kind > 4 else f"value {self.written + 1}"
