"""Older versions of a record: every value that a group had, when, from whom; and one of them back again.

A restored value is a new change like any other; what stood there before stays in the history too. Writes no sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from haversack.operations import editing
from haversack.operations.authors import AuthorShown, author_of
from haversack.operations.editing import Edited, one_shown
from haversack.operations.past_steps import Past, Step
from haversack.operations.texts import elements_text, set_texts, texts_of
from haversack.operations.workspace import Workspace
from haversack.store import projection
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.declaration import Kind, parse_group_key
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.kinds import kind_named
from haversack_sync.model.operations import Add, Operation, Remove, Set
from haversack_sync.model.record import RecordState

SHOWN_AT_MOST: Final = 16
"""Versions of a group in the history; older ones are counted."""


class NoSuchVersionError(Exception):
    """The history has no such version any more."""

    kind = "no_such_version"


@dataclass(frozen=True, slots=True)
class PastVersion:
    """One value that a group had.

    Attributes:
        name: Names it for `restore`.
        values: Field → text, a set's name → its elements; empty texts for a removal.
        before: What people saw there until then, in the same form.
        author: Who wrote it.
        position: Where it was accepted; 0 while it waits. It orders versions of different groups.
        moment: When, seconds since 1970, by the hub's clock, or by this computer's where it is not published.
        state: waiting, sent, received or published.
        is_shown: Whether it is what people see now.
        was_beside: Whether it came to stand beside another version, since its author had not seen that one.
        has_chosen: Whether it took the place of two versions or more.
    """

    name: bytes
    values: Mapping[str, str]
    before: Mapping[str, str]
    author: AuthorShown
    position: int
    moment: int
    state: str
    is_shown: bool
    was_beside: bool
    has_chosen: bool


@dataclass(frozen=True, slots=True)
class GroupPast:
    """The versions of one group or set.

    Attributes:
        key: The group's key with its language, or the name of a set.
        name: Without the language.
        language: Of the texts, or empty.
        versions: The newest first, at most `SHOWN_AT_MOST`.
        older: How many are not listed.
    """

    key: str
    name: str
    language: str
    versions: tuple[PastVersion, ...]
    older: int


@dataclass(frozen=True, slots=True)
class RecordPast:
    """The history of one record.

    Attributes:
        id: As people write it.
        kind: Of the record.
        title: In the asked language.
        language: The main one of its texts.
        is_retired: Whether it was put away.
        is_whole: Whether its beginning is on this computer.
        groups: Those that ever had a value.
    """

    id: str
    kind: str
    title: str
    language: str
    is_retired: bool
    is_whole: bool
    groups: tuple[GroupPast, ...]


def past_of(workspace: Workspace, record: RecordId, *, languages: Sequence[str] = ()) -> RecordPast:
    """Read the history of a record.

    Args:
        workspace: The open vault.
        record: Which one.
        languages: For its title, the best first.

    Raises:
        NoSuchRecordError: It is not here.
    """
    with workspace.replica.reading() as connection:
        shown = one_shown(projection.show(connection, record, own=workspace.own))
    past = Past(workspace, shown)
    by_key: dict[str, list[Step]] = {}
    for step in past.steps():
        by_key.setdefault(step.key, []).append(step)
    kind = kind_named(shown.state.kind)
    teller = _Teller(workspace, shown.state, kind) if kind is not None else None
    groups = tuple(teller.group(key, found) for key, found in by_key.items()) if teller is not None else ()
    return RecordPast(
        id=show_record_id(record),
        kind=shown.state.kind,
        title=reading.title(shown.state, languages),
        language=shown.state.main_language or "",
        is_retired=shown.state.is_retired,
        is_whole=past.is_whole,
        groups=groups,
    )


def earlier_values(workspace: Workspace, shown: Shown) -> dict[str, bytes]:
    """Return what the groups with two versions held before those parted; what is not here is left out.

    Args:
        workspace: The open vault.
        shown: The record.
    """
    disputed = set(shown.state.disputed_groups())
    if not disputed:
        return {}
    steps = Past(workspace, shown).steps()
    # The last time that they parted is the one that people look at.
    return {step.key: step.base for step in steps if step.key in disputed and step.was_beside and step.base is not None}


def restore(workspace: Workspace, record: RecordId, key: str, name: bytes) -> Edited:
    """Give a group a value that it had before, in the place of all that it has now.

    Args:
        workspace: The open vault.
        record: The record.
        key: The group's key with its language, or the name of a set.
        name: Of the version, from `past_of`.

    Raises:
        NoSuchRecordError: The record is not here.
        NoSuchVersionError: The version is not here.
        RefusedByRulesError: This device may not make this change; nothing was written.
    """
    with workspace.replica.reading() as connection:
        shown = one_shown(projection.show(connection, record, own=workspace.own))
    found = [one for one in Past(workspace, shown).steps() if (one.key, one.name) == (key, name)]
    if not found:
        raise NoSuchVersionError("no such version")
    return editing.write(workspace, record, lambda state: _back(state, found[-1]))


def _back(state: RecordState, step: Step) -> tuple[Operation, ...]:
    if step.elements is not None:
        now = state.elements(step.key)
        removed: list[Operation] = [Remove(step.key, one) for one in now if one not in step.elements]
        return (*removed, *(Add(step.key, one) for one in step.elements if one not in now))
    versions = state.versions(step.key)
    if len(versions) == 1 and versions[0].value == step.value:
        return ()
    return (Set(step.key, tuple(one.value_hash for one in versions), step.value),)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts the steps of one record into the form of its history."""

    workspace: Workspace
    state: RecordState
    kind: Kind

    def group(self, key: str, steps: Sequence[Step]) -> GroupPast:
        """Tell the versions of a group from its steps, oldest first."""
        name, language = parse_group_key(key)
        newest = [self._version(step) for step in reversed(steps[-SHOWN_AT_MOST:])]
        # The same value may have stood there before; only its newest coming is what people see.
        first = next((place for place, one in enumerate(newest) if one.is_shown), -1)
        told = (replace(one, is_shown=place == first) for place, one in enumerate(newest))
        return GroupPast(key, name, language or "", tuple(told), max(len(steps) - SHOWN_AT_MOST, 0))

    def _version(self, step: Step) -> PastVersion:
        group = self.kind.group(parse_group_key(step.key)[0])
        if group is None:
            values = set_texts(step.key, step.elements or ())
            before = set_texts(step.key, step.elements_before)
            is_shown = elements_text(self.state, step.key) == values[step.key]
        else:
            values, before = texts_of(group, step.value), texts_of(group, step.shown_before)
            is_shown = self.state.shown_hash(step.key) == step.name
        return PastVersion(
            name=step.name,
            values=values,
            before=before,
            author=author_of(self.workspace, step.device, step.position),
            position=step.position,
            moment=step.moment,
            state=step.state,
            is_shown=is_shown,
            was_beside=step.was_beside,
            has_chosen=step.has_chosen,
        )
