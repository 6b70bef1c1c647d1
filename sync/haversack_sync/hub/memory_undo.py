"""Changing collections in memory so that it can be undone: what a transaction of `memory_ledger` is made of."""

from collections.abc import Callable
from typing import TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def popping(items: list[_Value]) -> Callable[[], None]:
    """Return what takes the last item off again."""
    return lambda: _discard(items.pop())


def put(undo: list[Callable[[], None]], mapping: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Set an item, and note how to undo that."""
    if key in mapping:
        before = mapping[key]
        undo.append(lambda: mapping.update({key: before}))
    else:
        undo.append(lambda: _discard(mapping.pop(key)))
    mapping[key] = value


def drop(undo: list[Callable[[], None]], mapping: dict[_Key, _Value], key: _Key) -> None:
    """Remove an item if it is there, and note how to undo that."""
    if key in mapping:
        before = mapping.pop(key)
        undo.append(lambda: mapping.update({key: before}))


def replace_at(undo: list[Callable[[], None]], items: list[_Value], place: int, value: _Value) -> None:
    """Set an item of a list, and note how to undo that."""
    before = items[place]
    undo.append(lambda: items.__setitem__(place, before))
    items[place] = value


def _discard(_value: object) -> None:
    """Take no interest in a value."""
