"""Narrows the directory: by switches, boxes and words, with counts that follow the other filters.

Pure: works on what `directory.members` read. Must not read the vault, nor write sentences.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from haversack.operations import facet_bits
from haversack.operations.directory import FACETS, SWITCHES, Member, Members
from haversack.operations.facet_bits import Bits
from haversack.operations.list_filters import ListFilters
from haversack.store.normalise import normalise

SORTS: Final = ("name", "confirmed", "place")
"""Orders: by name, those that were confirmed last first, by country and city."""
WORDS: Final = "words"
"""Stands for what was typed, where filters are named."""


@dataclass(frozen=True, slots=True)
class Filters(ListFilters):
    """What narrows the list.

    Attributes:
        sort: One of `SORTS`.
    """

    sort: str = SORTS[0]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The directory, ready to be narrowed.

    Attributes:
        members: The organisations.
        bits: Facet or switch → value → which organisations have it.
        orders: Sort → places of all of them; by name is their own order.
    """

    members: Members = field(default_factory=Members)
    bits: Mapping[str, Bits] = field(default_factory=dict)
    orders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relief:
    """The one filter that helps most where nothing is left: take it away, and so many are shown.

    Attributes:
        facet: Facet or switch, or `WORDS`.
        value: Its value; what was typed, for words.
        number: How many are shown without it.
    """

    facet: str
    value: str
    number: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What filters leave.

    Attributes:
        places: Of the organisations in `Members.all`, in the asked order.
        counts: Facet or switch → value → how many pass all *other* filters; values that nobody has now are 0.
        relief: Where nobody is left: which filter to take away; None where no single one helps.
    """

    places: tuple[int, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    relief: Relief | None = None


def shelve(members: Members, place_of: Callable[[Member], str]) -> Shelf:
    """Prepare the directory; once after it was read.

    Args:
        members: The organisations.
        place_of: Where one is, as people of a language sort it; empty where nobody knows.
    """
    all_ = members.all
    bits = {name: facet_bits.bits_of(all_, partial(_values, name=name)) for name in (*SWITCHES, *FACETS)}
    numbers = range(len(all_))
    # Sorting keeps what is equal in the order of names; dates of the model compare as their texts do.
    newest = sorted(numbers, key=lambda place: all_[place].confirmed, reverse=True)
    words = [place_of(member) for member in all_]
    by_place = sorted(numbers, key=lambda place: (not words[place], normalise(words[place])))
    return Shelf(members, bits, {"confirmed": tuple(newest), "place": tuple(by_place)})


def narrow(shelf: Shelf, filters: Filters) -> Narrowed:
    """Apply filters, and count for each box what it would show with the others as they are."""
    passing = _with_words(shelf, filters)
    ticked = facet_bits.ticked_of(shelf.bits, filters.ticked)
    shown = facet_bits.meet(passing, ticked.values())
    counts = facet_bits.counts(shelf.bits, passing, ticked)
    places = tuple(facet_bits.places(shown, shelf.orders.get(filters.sort)))
    return Narrowed(places, counts, None if places else _relief(shelf, filters))


def _values(member: Member, name: str) -> tuple[str, ...]:
    return member.values[name]


def _with_words(shelf: Shelf, filters: Filters) -> int:
    return facet_bits.with_words(shelf.members.all, lambda member: member.key, filters.words)


def _relief(shelf: Shelf, filters: Filters) -> Relief | None:
    """Return the filter without which most are shown."""
    options = [
        Relief(name, value, _number(shelf, filters.with_tick(name, value, is_ticked=False)))
        for name, values in filters.ticked.items()
        for value in sorted(values)
    ]
    if filters.words.strip():
        options.append(Relief(WORDS, filters.words.strip(), _number(shelf, filters.with_words(""))))
    helping = [one for one in options if one.number]
    return max(helping, key=lambda one: one.number) if helping else None


def _number(shelf: Shelf, filters: Filters) -> int:
    ticked = facet_bits.ticked_of(shelf.bits, filters.ticked)
    return facet_bits.meet(_with_words(shelf, filters), ticked.values()).bit_count()
