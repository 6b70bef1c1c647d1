"""Filters over thousands of things: each choice is a number whose bit N says that thing N has it.

A tick costs a few operations on large numbers, whatever the size of the list. Pure; must not know what is filtered.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from haversack.store.normalise import normalise

T = TypeVar("T")
Bits = Mapping[str, int]
"""Value of a filter → which things have it."""


def bits_of(things: Sequence[T], values: Callable[[T], Iterable[str]]) -> dict[str, int]:
    """Return which things have each value.

    Args:
        things: All of them, in their own order.
        values: The values of one.
    """
    made: dict[str, bytearray] = {}
    length = len(things) // 8 + 1
    for place, thing in enumerate(things):
        for value in values(thing):
            made.setdefault(value, bytearray(length))[place >> 3] |= 1 << (place & 7)
    return {value: int.from_bytes(each, "little") for value, each in made.items()}


def union(choices: Bits, values: Iterable[str]) -> int:
    """Return which things have any of these values."""
    together = 0
    for value in values:
        together |= choices.get(value, 0)
    return together


def with_words(things: Sequence[T], key: Callable[[T], str], words: str) -> int:
    """Return which things have all words in their key; all of them where there are no words.

    Args:
        things: All of them.
        key: The normalised text of one in which words are looked for.
        words: As they were typed.
    """
    asked = normalise(words).split()
    if not asked:
        return all_of(len(things))
    keys = list(map(key, things))
    found: Iterable[int] = range(len(keys))
    for word in asked:
        # A word at a time: nothing is asked in Python for each thing and word.
        found = [place for place in found if word in keys[place]]
    return of_places(found, len(keys))


def of_places(places: Iterable[int], number: int) -> int:
    """Return the things at some places of so many."""
    made = bytearray(number // 8 + 1)
    for place in places:
        made[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(made, "little")


def ticked_of(facets: Mapping[str, Bits], ticked: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Return for each filter in which something is ticked which things have any of that."""
    chosen = {name: list(values) for name, values in ticked.items()}
    return {name: union(facets.get(name, {}), values) for name, values in chosen.items() if values}


def counts(facets: Mapping[str, Bits], passing: int, ticked: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Return for each box how many things it would show with the *other* filters as they are.

    Args:
        facets: Filter → its boxes.
        passing: Which things have the words.
        ticked: Filter → which things have what is ticked in it; see `ticked_of`.
    """
    found = {}
    for name, choices in facets.items():
        others = meet(passing, (bits for other, bits in ticked.items() if other != name))
        found[name] = {value: (bits & others).bit_count() for value, bits in choices.items()}
    return found


def all_of(number: int) -> int:
    """Return that so many things are meant, all of them."""
    return (1 << number) - 1


def meet(first: int, others: Iterable[int]) -> int:
    """Return which things are in all of these."""
    for bits in others:
        first &= bits
    return first


def places(bits: int, order: Sequence[int] | None = None) -> Iterator[int]:
    """Yield where the meant things are.

    Args:
        bits: Which are meant.
        order: All places in another order than the things' own.
    """
    flags = bin(bits)[:1:-1]
    if order is None:
        return (place for place, flag in enumerate(flags) if flag == "1")
    return (place for place in order if place < len(flags) and flags[place] == "1")
