"""What others brought with the last sync, by kind: a few things one by one, many as one line that says how many.

Reads only, offline, and never more than it shows: a first sync brings tens of thousands. Must not write sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from haversack.operations.workspace import Workspace
from haversack.store import novelty, projection, values
from haversack.store.novelty import Since
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import Position, RecordId, show_record_id

KINDS: Final = ("statement", "resource", "organisation", "course", "lesson", "event", "topic", "network")
"""Kinds that people are told of, in this order; a contact line or a quiz belongs to one of these."""

_ALONE: Final = {"organisation": 1, "lesson": 1}
"""So many new ones of a kind stand for themselves; more of them are one line."""
_ALONE_OTHERS: Final = 3
_NAMED: Final = 3
"""So many are named in the line that stands for many."""
_FACTS: Final = ("type", "status", "date", "start", "city", "country")


@dataclass(frozen=True, slots=True)
class NewThing:
    """Something that somebody else brought.

    Attributes:
        id: The record, as people write it.
        kind: Its kind.
        title: In the asked language.
        summary: Likewise; may be empty.
        is_created: Whether it is new as a whole; else something in it changed.
        changed: Names of the groups and sets that changed, without their language.
        facts: type, status, date, start, city, country: those that it has.
        languages: Tags of the languages that it or a file of it is in.
        size: True bytes of its files.
    """

    id: str
    kind: str
    title: str
    summary: str
    is_created: bool
    changed: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class NewGroup:
    """New things of one kind, or changed ones.

    Attributes:
        kind: Their kind.
        is_created: Whether they are new as a whole.
        number: How many there are.
        things: The newest of them; all of them where each stands for itself.
        is_one_line: Whether they are too many to stand for themselves.
    """

    kind: str
    is_created: bool
    number: int
    things: tuple[NewThing, ...]
    is_one_line: bool


@dataclass(frozen=True, slots=True)
class News:
    """What is new.

    Attributes:
        groups: By kind; what is new as a whole before what changed, but for profiles, of which changes come first.
        number: How many things there are.
        is_first: Whether this is all that there ever was: the first sync.
    """

    groups: tuple[NewGroup, ...] = ()
    number: int = 0
    is_first: bool = False


def news(workspace: Workspace, *, languages: Sequence[str] = (), most: int = 0) -> News:
    """Gather what others brought since the sync before the last one.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
        most: Let so many of each kind stand for themselves, however many there are; 0 makes one line of many.
    """
    with workspace.replica.reading() as connection:
        since = Since(Position(values.read_number(connection, values.SEEN_POSITION)), workspace.own)
        counts = novelty.counts(connection, since, KINDS)
        groups = tuple(
            _group(
                workspace,
                since,
                (kind, is_created),
                number=counts[kind, is_created],
                languages=languages,
                most=most,
            )
            for kind in KINDS
            for is_created in ((False, True) if kind == "organisation" else (True, False))
            if (kind, is_created) in counts
        )
    return News(groups, sum(counts.values()), is_first=since.position == 0)


def _group(
    workspace: Workspace,
    since: Since,
    key: tuple[str, bool],
    *,
    number: int,
    languages: Sequence[str],
    most: int,
) -> NewGroup:
    kind, is_created = key
    alone = most or (_ALONE.get(kind, _ALONE_OTHERS) if is_created else _ALONE_OTHERS)
    is_one_line = number > alone and not most
    with workspace.replica.reading() as connection:
        limit = _NAMED if is_one_line else alone
        keys = novelty.newest(connection, since, kind, is_created=is_created, limit=limit)
        shown = projection.show_many(connection, keys, own=workspace.own)
        changed: dict[RecordId, tuple[str, ...]] = {}
        if not is_created:
            changed = novelty.changed_parts(connection, since, [record for _, record in keys])
    things = tuple(
        _thing(shown[key], languages, changed.get(key[1], ()), is_created=is_created) for key in keys if key in shown
    )
    return NewGroup(kind, is_created, number, things, is_one_line)


def _thing(shown: Shown, languages: Sequence[str], changed: tuple[str, ...], *, is_created: bool) -> NewThing:
    state = shown.state
    fields, files = reading.fields(state), reading.files(state)
    summary = state.text("summary", languages)
    tags = fields.get("languages")
    spoken = [one for one in tags if isinstance(one, str)] if isinstance(tags, list) else []
    written = [*spoken, *state.languages("body"), *(file.language for file in files if file.language)]
    return NewThing(
        id=show_record_id(state.id),
        kind=state.kind,
        title=reading.title(state, languages),
        summary=summary[1] if summary else "",
        is_created=is_created,
        changed=tuple(dict.fromkeys(name.partition("@")[0] for name in changed)),
        facts={name: words for name in _FACTS if (words := _text(fields.get(name)))},
        languages=tuple(dict.fromkeys(written)),
        size=sum(file.size for file in files),
    )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
