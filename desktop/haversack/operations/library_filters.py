"""Narrows the library: by where files are, area, type, language, country, year and words, with live counts.

Pure: works on what `library` read. Each choice of a filter is a number whose bits say which items have it, so a tick
costs a few operations on large numbers, with twenty thousand items too. Must not read the vault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from haversack.operations import facet_bits
from haversack.operations.facet_bits import Bits
from haversack.operations.library import Library, LibraryFile, LibraryItem, missing_bytes
from haversack.operations.list_filters import ListFilters

FACETS: Final = ("where", "topic", "type", "language", "country", "year")
"""Filters, in the order of the page. Ticking two of one widens, of two narrows."""
SORTS: Final = ("newest", "title", "largest", "mine")
"""Orders: the newest first, by title, the largest files first, the languages that people asked for first."""
_YEAR_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class Filters(ListFilters):
    """What narrows the list.

    Attributes:
        sort: One of `SORTS`.
    """

    sort: str = SORTS[0]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The library, ready to be narrowed.

    Attributes:
        library: The items.
        bits: Facet → value → a number whose bit N says that item N has it.
        orders: Sort → places of all items; without the newest first, which is the items' own order.
    """

    library: Library = field(default_factory=Library)
    bits: Mapping[str, Bits] = field(default_factory=dict)
    orders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What filters leave.

    Attributes:
        places: Of the items in `Library.items`, in the asked order.
        counts: Facet → value → how many pass all *other* filters; values that nothing has now are 0.
        unasked_bytes: Sealed bytes of the files of these items that are not here and that nobody asked for.
        unasked_files: How many files that is.
    """

    places: tuple[int, ...]
    counts: Mapping[str, Mapping[str, int]]
    unasked_bytes: int
    unasked_files: int


def shelve(library: Library) -> Shelf:
    """Prepare a library; once after it was read."""
    items = library.items
    bits = {facet: facet_bits.bits_of(items, partial(values_of, facet=facet)) for facet in FACETS}
    by_title = sorted(range(len(items)), key=lambda place: items[place].title.casefold())
    by_size = sorted(range(len(items)), key=lambda place: -sum(file.size for file in items[place].files))
    mine = sorted(range(len(items)), key=lambda place: _nearness(items[place], library.languages))
    return Shelf(library, bits, {"title": tuple(by_title), "largest": tuple(by_size), "mine": tuple(mine)})


def narrow(shelf: Shelf, filters: Filters) -> Narrowed:
    """Apply filters, and count for each box what it would show with the others as they are."""
    items = shelf.library.items
    passing = facet_bits.with_words(items, lambda item: item.key, filters.words)
    ticked = facet_bits.ticked_of(shelf.bits, filters.ticked)
    shown = facet_bits.meet(passing, ticked.values())
    counts = facet_bits.counts(shelf.bits, passing, ticked)
    places = tuple(facet_bits.places(shown, shelf.orders.get(filters.sort)))
    # The files of what is all here need not be looked at one by one.
    lacking = [items[place] for place in places if items[place].state != "here"]
    unasked = {file.object: file for item in lacking for file in files_asked(item, filters)}
    missing = [file for file in unasked.values() if file.state == "away"]
    return Narrowed(places, counts, missing_bytes(missing), len(missing))


def files_asked(item: LibraryItem, filters: Filters) -> Iterator[LibraryFile]:
    """Yield the files of an item that filters mean: with a language ticked, those in it and those in none."""
    languages = filters.ticked.get("language", frozenset())
    return (file for file in item.files if not (languages and file.language) or file.language in languages)


def values_of(item: LibraryItem, facet: str) -> tuple[str, ...]:
    """Return the values of an item in one filter."""
    if facet == "where":
        # Some of its files are here and others are not: it is found either way.
        return ("here", "away") if item.state == "partly" else (item.state,)
    if facet == "topic":
        return item.topics
    if facet == "type":
        return (item.type,) if item.type else ()
    if facet == "year":
        return (item.date[:_YEAR_LENGTH],) if item.date else ()
    return item.languages if facet == "language" else item.countries


def _nearness(item: LibraryItem, languages: tuple[str, ...]) -> int:
    """Return how far down the asked languages the first is in which an item is."""
    tags = {tag.partition("-")[0] for tag in item.languages} | set(item.languages)
    return next((place for place, tag in enumerate(languages) if tag in tags), len(languages))
