"""The groups of one record as its editor sees them: what stands in each field, what is true of it, its versions.

What was typed and not released lies over what is shown. Reads only. Writes no sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations.authors import AuthorShown, author_of
from haversack.operations.drafting import Draft
from haversack.operations.releasing import Problem, problem_of
from haversack.operations.texts import element_text, elements_text, split, texts_of
from haversack.operations.workspace import Workspace
from haversack.store.outbox import Item, ItemState
from haversack.store.taking_back import concerns
from haversack_sync.model.declaration import FieldType, Group, Kind, group_key
from haversack_sync.model.ids import show_record_id
from haversack_sync.model.operations import Create
from haversack_sync.model.record import WAITING, RecordState, Version

_ADVANCE: Final = (ItemState.WAITING, ItemState.HANDED, ItemState.SENT, ItemState.RECEIVED)
READ_STATES: Final = (*_ADVANCE, ItemState.PUBLISHED, ItemState.REFUSED)
"""Which of a record's own changes a form asks for."""
_TYPED: Final = b""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field to fill in.

    Attributes:
        name: Of the field or set.
        type: What it holds.
        value: As typed or shown, as text; a set's elements with commas.
        vocabulary: For terms.
        longest: Characters, or None.
    """

    name: str
    type: FieldType
    value: str
    vocabulary: str | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One of two or more values of a group.

    Attributes:
        hash: Names it; empty for what was typed here and not released.
        values: Field → text.
        author: Who wrote it.
        moment: Seconds since 1970; 0 if nobody knows.
    """

    hash: bytes
    values: Mapping[str, str]
    author: AuthorShown
    moment: int


@dataclass(frozen=True, slots=True)
class FormGroup:
    """What is saved and merged together.

    Attributes:
        record: Id as people write it.
        key: The group's key with its language, or the name of a set.
        name: Without the language.
        language: Of its text, or empty.
        is_set: Whether it is a set.
        fields: One or more.
        state: draft, waiting, sent, received, published, refused, or empty where there is no value yet.
        reason: Why it was refused.
        moment: When that state began, seconds since 1970; 0 if nobody knows.
        problem: Why what was typed cannot be released, or None.
        can_take_back: Whether a change waits that nobody has sealed yet.
        versions: All of them where there are two or more; what was typed is one, if others changed the group since.
        earlier: What stood there before the versions parted, or None.
        fresh: Elements of a set that others do not see yet.
    """

    record: str
    key: str
    name: str
    language: str
    is_set: bool
    fields: tuple[FormField, ...]
    state: str
    reason: str
    moment: int
    problem: Problem | None
    can_take_back: bool
    versions: tuple[FormVersion, ...]
    earlier: Mapping[str, str] | None
    fresh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupReader:
    """What is needed to read the groups of one record.

    Attributes:
        workspace: The open vault.
        kind: The record's declaration.
        state: The record as people see it.
        items: Its own changes, in `READ_STATES`.
        stamps: Position → the hub's stamp.
        drafts: By group.
        earlier: From `past.earlier_values`.
        problems: Found by others than the groups themselves.
    """

    workspace: Workspace
    kind: Kind
    state: RecordState
    items: Sequence[Item]
    stamps: Mapping[int, int]
    drafts: Mapping[str, Draft]
    earlier: Mapping[str, bytes]
    problems: Mapping[str, Problem]

    def group(self, name: str, language: str) -> FormGroup:
        """Read one group or set; texts in a language."""
        group, one_set = self.kind.group(name), self.kind.set_field(name)
        is_localised = group is not None and group.is_localised
        key = group_key(name, language if is_localised else None)
        if group is not None:
            shown = texts_of(group, self.state.shown_bytes(key))
            declared = [(one.name, one.type, one.vocabulary, one.max_characters) for one in group.fields]
        else:
            shown = {name: elements_text(self.state, name)}
            declared = [(name, one_set.type, one_set.vocabulary, None)] if one_set is not None else []
        draft = self.drafts.get(key)
        typed = draft.values if draft is not None else {}
        is_draft = any(typed.get(field, shown.get(field, "")) != shown.get(field, "") for field, *_ in declared)
        fields = tuple(
            FormField(field, type_, typed.get(field, shown.get(field, "")), vocabulary, longest)
            for field, type_, vocabulary, longest in declared
        )
        state, reason, moment = ("draft", "", 0) if is_draft else self._state(key, has_value=any(shown.values()))
        versions = self._versions(group, key, draft if is_draft else None) if group is not None else ()
        earlier = self.earlier.get(key)
        return FormGroup(
            record=show_record_id(self.state.id),
            key=key,
            name=name,
            language=language if is_localised else "",
            is_set=one_set is not None,
            fields=fields,
            state=state,
            reason=reason,
            moment=moment,
            problem=self._problem(key, draft if is_draft else None),
            can_take_back=any(_can_take_back(item, key) for item in self.items),
            versions=versions,
            earlier=texts_of(group, earlier) if group is not None and earlier is not None else None,
            fresh=self._fresh(name, typed.get(name, shown.get(name, ""))) if one_set is not None else (),
        )

    def _fresh(self, name: str, typed: str) -> tuple[str, ...]:
        """Return the elements that no other computer has."""
        members = self.state.sets.get(name, {})
        published = {element_text(one) for one, by in members.items() if by.position != WAITING}
        return tuple(one for one in split(typed) if one not in published)

    def _problem(self, key: str, draft: Draft | None) -> Problem | None:
        if key in self.problems:
            return self.problems[key]
        return problem_of(self.state, key, draft) if draft is not None else None

    def _state(self, key: str, *, has_value: bool) -> tuple[str, str, int]:
        """Return what is true of a group's last change, why, and since when."""
        mine = [item for item in self.items if _touches(item, key)]
        for state in _ADVANCE:
            for item in mine:
                if item.state is state:
                    name = "waiting" if state is ItemState.HANDED else state.value
                    return name, "", item.received or item.created_ms // 1000
        if mine and mine[-1].state is ItemState.REFUSED:
            return "refused", mine[-1].reason, mine[-1].created_ms // 1000
        if not has_value:
            return "", "", 0
        versions = self.state.versions(key)
        positions = [versions[0].position] if versions else [one.position for one in self._members(key)]
        return "published", "", max((self.stamps.get(one, 0) for one in positions), default=0)

    def _members(self, name: str) -> list[Version]:
        return [
            Version(b"", b"", one.device, one.number, one.position) for one in self.state.sets.get(name, {}).values()
        ]

    def _versions(self, group: Group, key: str, draft: Draft | None) -> tuple[FormVersion, ...]:
        versions = self.state.versions(key)
        waiting = [item.created_ms // 1000 for item in self.items if _touches(item, key)]
        found = [
            FormVersion(
                one.value_hash,
                texts_of(group, one.value),
                author_of(self.workspace, one.device, one.position),
                self.stamps.get(one.position, 0) if one.position != WAITING else max(waiting, default=0),
            )
            for one in versions
        ]
        if draft is not None and draft.base not in {*(one.value_hash for one in versions), *self._no_value(key)}:
            own = author_of(self.workspace, self.workspace.own, WAITING)
            found.insert(0, FormVersion(_TYPED, dict(draft.values), own, 0))
        return tuple(found) if len(found) > 1 else ()

    def _no_value(self, key: str) -> tuple[bytes, ...]:
        """Return the base of whoever saw no value, as long as there is none."""
        return () if self.state.versions(key) else (self.state.shown_hash(key),)


def _touches(item: Item, key: str) -> bool:
    return item.change is not None and any(concerns(one, key) for one in item.change.operations)


def _can_take_back(item: Item, key: str) -> bool:
    if item.state is not ItemState.WAITING or item.change is None or not _touches(item, key):
        return False
    return not any(isinstance(one, Create) for one in item.change.operations)
