"""The small part of MessagePack that the protocol uses, read strictly and written in its shortest forms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tests.stranger.primitives import LARGEST_NUMBER, take

Value = int | bool | bytes | str | list["Value"] | None
Field = Callable[[Value], object]

_PLAIN: Final[Mapping[int, Value]] = {0xC0: None, 0xC2: False, 0xC3: True}
_BYTES: Final = {0xC4: 1, 0xC5: 2, 0xC6: 4}
_TEXTS: Final = {0xD9: 1, 0xDA: 2, 0xDB: 4}
_NUMBERS: Final = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_LISTS: Final = {0xDC: 2, 0xDD: 4}


def read(raw: bytes) -> Value:
    """Read one value that fills the bytes.

    Raises:
        ValueError: Something is cut off, left over or of a type that the protocol does not use.
    """
    value, end = read_at(raw, 0)
    if end != len(raw):
        raise ValueError("bytes after the message")
    return value


def read_at(raw: bytes, at: int) -> tuple[Value, int]:
    """Read one value; return it and where it ends.

    Raises:
        ValueError: As for `read`.
    """
    (byte,), at = take(raw, at, 1)
    if byte < 0x80:
        return byte, at
    if 0x90 <= byte < 0xA0:
        return _items(raw, at, byte & 15)
    if 0xA0 <= byte < 0xC0:
        text, at = take(raw, at, byte & 31)
        return text.decode(), at
    if byte in _PLAIN:
        return _PLAIN[byte], at
    widths = _BYTES | _TEXTS | _NUMBERS | _LISTS
    if byte not in widths:
        raise ValueError("neither maps nor floats nor extensions nor negative numbers")
    head, at = take(raw, at, widths[byte])
    number = int.from_bytes(head, "big")
    if byte in _NUMBERS:
        if number > LARGEST_NUMBER:
            raise ValueError("out of range")
        return number, at
    if byte in _LISTS:
        return _items(raw, at, number)
    data, at = take(raw, at, number)
    return (data if byte in _BYTES else data.decode()), at


def _items(raw: bytes, at: int, count: int) -> tuple[Value, int]:
    items: list[Value] = []
    for _ in range(count):
        item, at = read_at(raw, at)
        items.append(item)
    return items, at


def write(value: object) -> bytes:
    """Write a value; maps (in values of records) with their keys sorted by their UTF-8 bytes.

    Raises:
        ValueError: The protocol has no such value.
    """
    match value:
        case None | False | True:
            return bytes([{None: 0xC0, False: 0xC2, True: 0xC3}[value]])
        case int():
            return _number(value)
        case bytes():
            return _headed(len(value), (), (0xC4, 0xC5, 0xC6)) + value
        case str():
            text = value.encode()
            return _headed(len(text), (0xA0, 31), (0xD9, 0xDA, 0xDB)) + text
        case list() | tuple():
            return _headed(len(value), (0x90, 15), (None, 0xDC, 0xDD)) + b"".join(map(write, value))
        case dict():
            pairs = sorted((key.encode(), write(key) + write(each)) for key, each in value.items())
            return _headed(len(value), (0x80, 15), (None, 0xDE, 0xDF)) + b"".join(pair for _, pair in pairs)
        case _:
            raise ValueError("no such value")


def _number(number: int) -> bytes:
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError("out of range")
    if number < 0x80:
        return bytes([number])
    return _headed(number, (), (0xCC, 0xCD, 0xCE, 0xCF))


def _headed(number: int, short: Sequence[int], long: Sequence[int | None]) -> bytes:
    if short and number <= short[1]:
        return bytes([short[0] | number])
    for width, byte in zip((1, 2, 4, 8), long, strict=False):
        if byte is not None and number < 1 << 8 * width:
            return bytes([byte]) + number.to_bytes(width, "big")
    raise ValueError("out of range")


def a_number(value: Value) -> int:
    """Take a number.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("no number")  # noqa: TRY004 - the bytes are wrong, not a call
    return value


def a_truth(value: Value) -> bool:
    """Take true or false.

    Raises:
        ValueError: It is neither.
    """
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")  # noqa: TRY004 - the bytes are wrong, not a call
    return value


def some_bytes(value: Value, *lengths: int) -> bytes:
    """Take bytes, of one of these lengths if any are given.

    Raises:
        ValueError: They are none, or longer or shorter.
    """
    if not isinstance(value, bytes) or (lengths and len(value) not in lengths):
        raise ValueError("not these bytes")
    return value


def a_text(value: Value) -> str:
    """Take a text.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - the bytes are wrong, not a call
    return value


def a_list(value: Value, least: int = 0) -> list[Value]:
    """Take a list of so many items at least; further ones are a later version's.

    Raises:
        ValueError: It is none, or shorter.
    """
    if not isinstance(value, list) or len(value) < least:
        raise ValueError("no such list")
    return value
