"""What the search index and the facets take from a record, derived from the declaration.

Must not normalise text for search (the store does, per script) and must not read other records: titles of linked
records are passed in.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Final

import msgspec

from haversack_sync.model.canonical import Value, decode
from haversack_sync.model.declaration import Field, FieldType, Group, Kind, Weight, parse_group_key, unpack
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.kinds import KINDS, kind_named
from haversack_sync.model.languages import choose
from haversack_sync.model.record import RecordState


class SearchText(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a record in one language, by weight: title > names > topics > body.

    Attributes:
        language: Language tag; text without a language stands with the main language, else with the first one. Empty
            if the record has no text in any language.
        title: The record's title; empty in a language into which it is not translated.
        names: Acronyms, places, publishers, symbols, one a line.
        topics: Titles of linked topics, one a line.
        body: Everything else that is searched, parted by empty lines; the source of snippets.
    """

    language: str
    title: str
    names: str
    topics: str
    body: str


class Facet(msgspec.Struct, frozen=True):
    """A value by which lists can be narrowed: `type` = `guide`, `refugee_led` = `yes`, `topics` = a record id."""

    name: str
    value: str


class Link(msgspec.Struct, frozen=True):
    """A link from this record to another: the field's or set's name, and the other record's id."""

    name: str
    record: RecordId


class _Words(msgspec.Struct, frozen=True, gc=False):
    """A searched text: its language (None: it has none), its weight, itself."""

    language: str | None
    weight: Weight
    text: str


def search_texts(state: RecordState, *, titles: Mapping[RecordId, Mapping[str, str]]) -> tuple[SearchText, ...]:
    """Return what to index of a record.

    Args:
        state: The record; one of a kind that this program does not know has nothing to index.
        titles: For linked topics: record id → language tag → title. What is missing is left out.

    Returns:
        One row a language, the main language first, then sorted. `titles` are taken in each row's language, as
        near as there is.
    """
    kind = kind_named(state.kind)
    if kind is None:
        return ()
    searched = _values(_SEARCHED[kind.name], state)
    words = [one for field, language, value in searched for one in _words(field, language, value)]
    found = sorted({one.language for one in words if one.language is not None})
    main = state.main_language
    first = main if main in found else (found[0] if found else main or "")
    topics = [titles.get(record, {}) for record in _topics(kind, state)]
    return tuple(
        _row(language, [one for one in words if (one.language or first) == language], topics)
        for language in [first, *(language for language in found if language != first)]
    )


def facets(state: RecordState) -> tuple[Facet, ...]:
    """Return the values by which lists can be narrowed; none for kinds that this program does not know."""
    kind = kind_named(state.kind)
    if kind is None:
        return ()
    found = [
        Facet(field.name, _facet_text(value))
        for field, _, value in _values(_FACETED[kind.name], state)
        if value is not None
    ]
    for one in kind.sets:
        if one.is_facet:
            found.extend(Facet(one.name, _facet_text(decode(element))) for element in state.elements(one.name))
    return tuple(found)


def links(state: RecordState) -> tuple[Link, ...]:
    """Return the links to other records; none for kinds that this program does not know."""
    kind = kind_named(state.kind)
    if kind is None:
        return ()
    found = [
        Link(field.name, RecordId(value))
        for field, _, value in _values(_LINKED[kind.name], state)
        if isinstance(value, bytes)
    ]
    for one in kind.sets:
        if one.type is FieldType.LINK:
            values = (decode(element) for element in state.elements(one.name))
            found.extend(Link(one.name, RecordId(value)) for value in values if isinstance(value, bytes))
    return tuple(found)


class _Taken(msgspec.Struct, frozen=True, gc=False):
    """What is taken from a group: its place in the declaration, and the fields that count."""

    place: int
    group: Group
    fields: tuple[Field, ...]


def _taken(kind: Kind, counts: Callable[[Field], bool]) -> dict[str, _Taken]:
    """Return the groups of a kind in which fields count, by name."""
    taken = (
        _Taken(place, group, tuple(field for field in group.fields if counts(field)))
        for place, group in enumerate(kind.groups)
    )
    return {one.group.name: one for one in taken if one.fields}


# Worked out once for each kind: indexing runs for every record of a first sync.
_SEARCHED: Final = {name: _taken(kind, lambda field: field.weight is not None) for name, kind in KINDS.items()}
_FACETED: Final = {name: _taken(kind, lambda field: field.is_facet) for name, kind in KINDS.items()}
_LINKED: Final = {name: _taken(kind, lambda field: field.type is FieldType.LINK) for name, kind in KINDS.items()}


def _values(taken: Mapping[str, _Taken], state: RecordState) -> Iterator[tuple[Field, str | None, Value]]:
    """Yield the shown values of the taken fields in the declaration's order: the field, its language, the value."""
    found: list[tuple[int, str, str | None, _Taken]] = []
    for key in state.groups:
        name, language = parse_group_key(key)
        if name in taken:
            found.append((taken[name].place, key, language, taken[name]))
    for _, key, language, one in sorted(found, key=itemgetter(0, 1)):
        values = unpack(one.group, state.shown_bytes(key))
        for field in one.fields:
            if field.name in values:
                yield field, language, values[field.name]


def _words(field: Field, language: str | None, value: Value) -> Iterator[_Words]:
    weight = field.weight or Weight.BODY  # only fields that have a weight come here
    if isinstance(value, str):
        yield _Words(language, weight, value)
    elif field.type is FieldType.QUESTIONS and isinstance(value, list):
        for question in value:
            yield from (_Words(language, weight, text) for text in _question_texts(question))


def _question_texts(question: Value) -> Iterator[str]:
    """Yield what a learner reads: answers stay out, or a search would give them away."""
    if not isinstance(question, dict):
        return
    options = question.get("options")
    for text in (question.get("text"), *(options if isinstance(options, list) else ())):
        if isinstance(text, str):
            yield text


def _row(language: str, words: list[_Words], topics: list[Mapping[str, str]]) -> SearchText:
    texts: dict[Weight, list[str]] = {weight: [] for weight in Weight}
    for one in words:
        texts[one.weight].append(one.text)
    for titles in topics:
        tag = choose(tuple(titles), [language])
        if tag is not None:
            texts[Weight.TOPIC].append(titles[tag])
    return SearchText(
        language=language,
        title="\n".join(texts[Weight.TITLE]),
        names="\n".join(texts[Weight.NAME]),
        topics="\n".join(texts[Weight.TOPIC]),
        body="\n\n".join(texts[Weight.BODY]),
    )


def _topics(kind: Kind, state: RecordState) -> Iterator[RecordId]:
    """Yield the records whose titles are searched with this one."""
    for one in kind.sets:
        if one.weight is Weight.TOPIC:
            values = (decode(element) for element in state.elements(one.name))
            yield from (RecordId(value) for value in values if isinstance(value, bytes))


def _facet_text(value: Value) -> str:
    if isinstance(value, bytes):
        return show_record_id(RecordId(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
