"""Areas of work: all of them with how much stands in each, and one with everything that names it.

Reads only, offline. Must not write sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations.dated_records import DatedRecord, dated, nearness
from haversack.operations.editing import one_shown
from haversack.operations.library import NamedRecord, named
from haversack.operations.reading_text import ReadingText
from haversack.operations.record_text import record_text
from haversack.operations.standing import today_of
from haversack.operations.workspace import Workspace
from haversack.store import links, projection
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value, encode
from haversack_sync.model.ids import parse_record_id, show_record_id
from haversack_sync.model.record import RecordState

COUNTED: Final = ("resource", "statement", "course", "organisation", "event")
"""Kinds that name areas of work."""

_MOST: Final = 60
"""More of one kind are not listed on one page; their own pages filter."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area of work.

    Attributes:
        id: The record, as people write it.
        name: In the asked language.
        summary: Likewise; may be empty.
        taxonomy: topic, area_of_work, pillar or other.
        counts: How many records of each kind name it.
    """

    id: str
    name: str
    summary: str
    taxonomy: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AreaDetail:
    """One area with everything that names it.

    Attributes:
        area: Its line.
        introduction: Its text.
        name_language: Tag of the language in which the name is shown.
        timeline: What happened, the oldest first.
        ahead: Dates ahead, the nearest first.
        items: Library items and statements, the newest first.
        courses: By title.
        organisations: By name.
        related: Areas that it names, and that name it.
    """

    area: Area
    introduction: ReadingText
    name_language: str
    timeline: tuple[DatedRecord, ...]
    ahead: tuple[DatedRecord, ...]
    items: tuple[NamedRecord, ...]
    courses: tuple[NamedRecord, ...]
    organisations: tuple[NamedRecord, ...]
    related: tuple[NamedRecord, ...]


def areas(workspace: Workspace, *, languages: Sequence[str] = ()) -> tuple[Area, ...]:
    """Read all areas of work, in the network's own order.

    Args:
        workspace: The open vault.
        languages: Asked language tags, the best first.
    """
    with workspace.replica.reading() as connection:
        counted = links.count_naming(connection, "topics", COUNTED)
        states = [
            shown.state
            for shown in projection.show_all(connection, own=workspace.own, kind="topic")
            if not shown.state.is_retired
        ]
    made = [(_order(state), _area(state, counted, languages)) for state in states]
    return tuple(area for _, area in sorted(made, key=lambda pair: (pair[0], pair[1].name.casefold())))


def area_detail(workspace: Workspace, record: str, *, languages: Sequence[str] = ()) -> AreaDetail:
    """Read one area and everything that names it.

    Args:
        workspace: The open vault.
        record: Its id, as people write it.
        languages: Asked language tags, the best first.

    Raises:
        NoSuchRecordError: It is not here.
    """
    parsed = parse_record_id(record)
    today = today_of(workspace)
    with workspace.replica.reading() as connection:
        state = one_shown(projection.show(connection, parsed, own=workspace.own)).state
        counted = links.count_naming(connection, "topics", COUNTED)
        found = {kind: links.naming(connection, parsed, "topics", (kind,))[:_MOST] for kind in COUNTED}
        events = projection.show_many(connection, found["event"], own=workspace.own)
        naming = [one for _, one in links.naming(connection, parsed, "related", ("topic",))]
    dates = [dated(shown.state, today, languages) for shown in events.values()]
    name = state.text("name", languages)
    related = [parse_record_id(one) for one in _strings(reading.fields(state).get("related"))]
    names = {kind: named(workspace, [one for _, one in found[kind]], languages) for kind in COUNTED}
    return AreaDetail(
        area=_area(state, counted, languages),
        introduction=record_text(state, "introduction", languages),
        name_language=name[0] if name else "",
        timeline=tuple(sorted((one for one in dates if not one.is_ahead), key=lambda one: (one.written, one.title))),
        ahead=tuple(sorted((one for one in dates if one.is_ahead), key=nearness)),
        items=(*names["resource"], *names["statement"]),
        courses=names["course"],
        organisations=tuple(sorted(names["organisation"], key=lambda one: one.title.casefold())),
        related=tuple(one for one in named(workspace, [*related, *naming], languages) if one.kind == "topic"),
    )


def _area(state: RecordState, counted: Mapping[tuple[bytes, str], int], languages: Sequence[str]) -> Area:
    summary, taxonomy = state.text("summary", languages), state.shown("taxonomy")
    element = encode(bytes(state.id))
    return Area(
        show_record_id(state.id),
        reading.title(state, languages),
        summary[1] if summary else "",
        taxonomy if isinstance(taxonomy, str) else "",
        {kind: counted[element, kind] for kind in COUNTED if (element, kind) in counted},
    )


def _order(state: RecordState) -> int:
    order = state.shown("order")
    return order if isinstance(order, int) else 1_000


def _strings(value: Value) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
