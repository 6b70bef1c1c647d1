"""What a start page shows: what is new, what lies ahead, where to go on learning, what was not sent yet.

Reads only, offline, and never every record: a vault may hold tens of thousands. Must not write sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from haversack.operations.coming import Coming, coming
from haversack.operations.news import News, news
from haversack.operations.next_lesson import NextLesson, next_lesson
from haversack.operations.standing import Standing, standing
from haversack.operations.workspace import Workspace
from haversack.store import outbox, projection, values, waiting
from haversack.store.outbox import Item, ItemState
from haversack_sync.model import reading
from haversack_sync.model.ids import show_record_id
from haversack_sync.model.operations import Add, Remove, Set


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """What was changed here in one record, and the hub has not confirmed.

    Attributes:
        record: The record, as people write it; empty for a matter of the network itself.
        kind: Its kind, or empty.
        title: Of the record, or empty.
        is_own: Whether it is the profile of this computer's organisation.
        parts: Names of the groups and sets that changed, without their language.
        created_ms: When the last of it was written, by this computer's clock.
        size: About how many bytes it takes on its way.
        is_sent: Whether all of it may have left this computer already.
    """

    record: str
    kind: str
    title: str
    is_own: bool
    parts: tuple[str, ...]
    created_ms: int
    size: int
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """What a start page shows.

    Attributes:
        last_contact: The hub's stamp, seconds since 1970; 0 for never.
        standing: What the frame shows too.
        news: What is new.
        coming: What lies ahead, the nearest first.
        lesson: Where to go on learning, or None.
        waiting: What was not sent yet, the oldest first; one for each record.
    """

    last_contact: int
    standing: Standing
    news: News
    coming: tuple[Coming, ...]
    lesson: NextLesson | None
    waiting: tuple[WaitingChange, ...] = field(default=())


def overview(workspace: Workspace, *, languages: Sequence[str] = ()) -> Overview:
    """Gather what a start page shows.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
    """
    with workspace.replica.reading() as connection:
        last_contact = values.read_number(connection, values.LAST_CONTACT)
        return Overview(
            last_contact,
            standing(workspace),
            news(workspace, languages=languages),
            coming(workspace, languages=languages),
            next_lesson(workspace, languages=languages),
            _waiting(workspace, languages),
        )


def _waiting(workspace: Workspace, languages: Sequence[str]) -> tuple[WaitingChange, ...]:
    with workspace.replica.reading() as connection:
        items = outbox.read_items(connection, outbox.UNANSWERED)
        sizes = waiting.sizes(connection)
        keys = {(item.feed, item.record) for item in items if item.record is not None}
        shown = projection.show_many(connection, sorted(keys), own=workspace.own)
    together: dict[tuple[bytes, bytes | None], list[Item]] = {}
    for item in items:
        together.setdefault((item.feed, item.record), []).append(item)
    span = workspace.span
    found = []
    for of_record in together.values():
        last = of_record[-1]
        one = shown.get((last.feed, last.record)) if last.record is not None else None
        owner = reading.owner(one.state) if one else None
        found.append(
            WaitingChange(
                record=show_record_id(last.record) if last.record is not None else "",
                kind=one.state.kind if one else "",
                title=reading.title(one.state, languages) if one else "",
                is_own=bool(one and one.state.kind == "organisation" and span and owner == span.organisation),
                parts=_parts(of_record),
                created_ms=last.created_ms,
                size=sum(sizes.get(item.sequence, 0) for item in of_record),
                is_sent=all(item.state is ItemState.SENT for item in of_record),
            )
        )
    return tuple(found)


def _parts(items: Sequence[Item]) -> tuple[str, ...]:
    """Return what was changed, each part once and in the order in which it was."""
    names: list[str] = []
    for item in items:
        for operation in item.change.operations if item.change is not None else ():
            if isinstance(operation, Set):
                names.append(operation.group.partition("@")[0])
            elif isinstance(operation, Add | Remove):
                names.append(operation.name)
    return tuple(dict.fromkeys(names))
