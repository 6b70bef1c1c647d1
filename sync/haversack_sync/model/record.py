"""The state of one record: versions by group, sets, life. What a replay produces and the store keeps.

Nothing here knows a kind's declaration, so records of unknown kinds have a state like any other; `reading` derives what
people see. Must not change a state: `merge` is the only place that makes a new one.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final

import msgspec

from haversack_sync.model.canonical import ABSENT, ABSENT_HASH, Value, decode
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.languages import choose

WAITING: Final = Position(0)
"""The position of what is not accepted yet: real positions begin at 1."""


class Life(IntEnum):
    """Whether a record is in use."""

    ALIVE = 0
    RETIRED = 1


class Version(msgspec.Struct, frozen=True, gc=False):
    """One value of a group, and who wrote it.

    Attributes:
        value: Canonical bytes, or `ABSENT`: a removal is a version too.
        value_hash: 16 bytes, `canonical.value_hash(value)`.
        device: The author's device.
        number: The change's number in that device's chain.
        position: Where the change was accepted, or `WAITING`.
    """

    value: bytes
    value_hash: bytes
    device: DeviceId
    number: int
    position: Position


class Member(msgspec.Struct, frozen=True, gc=False):
    """Who put an element into a set; the fields are those of `Version`."""

    device: DeviceId
    number: int
    position: Position


class RecordState(msgspec.Struct, frozen=True):
    """One record in one feed.

    The mappings must not be changed: states share them.

    Attributes:
        feed: With `id` the record's identity.
        id: 16 bytes.
        kind: Fixed by the first accepted create.
        groups: Group key → versions, at least one; the first is shown.
        sets: Set name → element (canonical bytes) → who added it; elements in the order in which they were added.
        life: Alive or retired.
        edited_after_retired: Somebody changed the record after it was retired; a person should look at it.
        created_by: The device whose create was accepted first.
        created_number: That change's number in the device's chain.
        created_at: Its position, or `WAITING`.
    """

    feed: FeedId
    id: RecordId
    kind: str
    groups: Mapping[str, tuple[Version, ...]]
    sets: Mapping[str, Mapping[bytes, Member]]
    life: Life
    edited_after_retired: bool
    created_by: DeviceId
    created_number: int
    created_at: Position

    @property
    def is_retired(self) -> bool:
        """Whether the record is put away."""
        return self.life is Life.RETIRED

    @property
    def has_two_versions(self) -> bool:
        """Whether a person has to choose somewhere."""
        return any(len(versions) > 1 for versions in self.groups.values())

    def disputed_groups(self) -> tuple[str, ...]:
        """Return the keys of the groups with more than one version, in the order in which the groups came."""
        return tuple(key for key, versions in self.groups.items() if len(versions) > 1)

    def versions(self, group: str) -> tuple[Version, ...]:
        """Return all versions of a group, the shown one first; empty if the group never had a value."""
        return self.groups.get(group, ())

    def shown_bytes(self, group: str) -> bytes:
        """Return the canonical bytes of the shown version, or `ABSENT`."""
        versions = self.groups.get(group)
        return versions[0].value if versions else ABSENT

    def shown_hash(self, group: str) -> bytes:
        """Return the hash of the shown version: the base of a plain edit."""
        versions = self.groups.get(group)
        return versions[0].value_hash if versions else ABSENT_HASH

    def shown(self, group: str) -> Value:
        """Return the shown value of a group; None if it has none.

        Raises:
            BadValueError: The stored bytes are not canonical; the policy lets no such value in.
        """
        data = self.shown_bytes(group)
        return decode(data) if data else None

    def elements(self, name: str) -> tuple[bytes, ...]:
        """Return the elements of a set as canonical bytes, in the order in which they were added."""
        return tuple(self.sets.get(name, ()))

    @property
    def main_language(self) -> str | None:
        """The record's main language tag, if it says one."""
        value = self.shown("language")
        return value if isinstance(value, str) else None

    def languages(self, field: str) -> tuple[str, ...]:
        """Return the language tags in which a field has a value that is shown, sorted."""
        prefix = field + "@"
        return tuple(
            sorted(
                key[len(prefix) :]
                for key, versions in self.groups.items()
                if key.startswith(prefix) and versions[0].value != ABSENT
            )
        )

    def text(self, field: str, languages: Sequence[str]) -> tuple[str, str] | None:
        """Choose the text of a field: an asked language, else the record's main language, else any.

        Args:
            field: The field's name without a language.
            languages: Asked language tags, the best first; `fr-CA` falls back to `fr`.

        Returns:
            The language tag and the text, or None where the field has no text.
        """
        texts: dict[str, str] = {}
        for language in self.languages(field):
            value = self.shown(f"{field}@{language}")
            if isinstance(value, str) and value:
                texts[language] = value
        main = self.main_language
        chosen = choose(tuple(texts), [*languages, *([main] if main else [])])
        return None if chosen is None else (chosen, texts[chosen])
