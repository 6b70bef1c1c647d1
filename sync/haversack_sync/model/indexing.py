"""What the search index and the facets take from a record, derived from the declaration.

Must not normalise text for search (the store does, per script) and must not read other records.
"""

from collections.abc import Mapping

import msgspec

from haversack_sync.model.ids import RecordId
from haversack_sync.model.record import RecordState


class SearchText(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a record in one language, by weight.

    Attributes:
        language: Language tag; text without a language stands with the main language. Empty if there is none at all.
        title: The record's title.
        names: Acronyms, places, publishers, symbols; and titles in other languages stand in their own row.
        topics: Titles of linked topics.
        body: Everything else that is searched, also the source of snippets.
    """

    language: str
    title: str
    names: str
    topics: str
    body: str


class Facet(msgspec.Struct, frozen=True):
    """A value by which lists can be narrowed."""

    name: str
    value: str


class Link(msgspec.Struct, frozen=True):
    """A link from this record to another: the field's or set's name, and the other record's id."""

    name: str
    record: RecordId


def search_texts(state: RecordState, *, titles: Mapping[RecordId, Mapping[str, str]]) -> tuple[SearchText, ...]:
    """Return what to index."""
    raise NotImplementedError


def facets(state: RecordState) -> tuple[Facet, ...]:
    """Return the facet values."""
    raise NotImplementedError


def links(state: RecordState) -> tuple[Link, ...]:
    """Return the links to other records."""
    raise NotImplementedError
