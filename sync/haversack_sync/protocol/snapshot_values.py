"""How the values of one column of a snapshot are written: the form that compresses best, chosen for each chunk.

Source: `docs/protocol.md`, "Rows of a snapshot". Must not know what a value means.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from haversack_sync.model.canonical import ABSENT
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.wire import MAX_VARINT

_END: Final = 0
_LINK_HEAD: Final = b"\xc4\x10"
"""MessagePack's header of 16 bytes: how a record's id stands as a value."""
_FEW: Final = 8
"""A table of values is worth it where each of them stands so often, on average."""
_MAX_TABLE: Final = 1_000


class Mode(IntEnum):
    """How values are written."""

    ANY = 0
    TEXTS = 1
    TABLE = 2
    LINKS = 3


class Written(NamedTuple):
    """Values as they stand in a chunk."""

    mode: Mode
    table: bytes
    data: bytes


def zigzag(number: int) -> int:
    """Fold a step into a number that is small where the step is small: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return number << 1 if number >= 0 else (-number << 1) - 1


def unzigzag(number: int) -> int:
    """Undo `zigzag`."""
    return -((number + 1) >> 1) if number & 1 else number >> 1


def encode_numbers(numbers: Iterable[int]) -> bytes:
    """Write numbers as varints in a row."""
    out = bytearray()
    for number in numbers:
        rest = number
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def decode_numbers(untrusted: bytes) -> list[int]:
    """Read varints in a row.

    Raises:
        WireError: One is cut, too long, or not in its shortest form.
    """
    if untrusted.isascii():  # most steps fit into one byte
        return list(untrusted)
    numbers, number, shift = [], 0, 0
    for byte in untrusted:
        number |= (byte & 0x7F) << shift
        if byte >= 0x80:
            shift += 7
            continue
        if number > MAX_VARINT or (byte == 0 and shift):
            raise WireError("number out of range")
        numbers.append(number)
        number = shift = 0
    if shift:
        raise WireError("cut short")
    return numbers


def encode_values(values: Sequence[bytes], rows: Mapping[bytes, int]) -> Written:
    """Write values in the form that suits them.

    Args:
        values: Canonical bytes, or `ABSENT`.
        rows: Where each record of the snapshot stands, by id.
    """
    distinct = dict.fromkeys(values)
    if len(distinct) <= min(_MAX_TABLE, len(values) // _FEW):
        places = {value: place for place, value in enumerate(distinct)}
        table = b"".join(encode_numbers((len(value),)) + value for value in distinct)
        return Written(Mode.TABLE, table, encode_numbers(places[value] for value in values))
    links = _links(values, rows)
    if links is not None:
        return Written(Mode.LINKS, b"", links)
    texts = _texts(values)
    if texts is not None:
        return Written(Mode.TEXTS, b"", texts)
    return Written(Mode.ANY, encode_numbers(map(len, values)), b"".join(values))


def _links(values: Sequence[bytes], rows: Mapping[bytes, int]) -> bytes | None:
    steps, before = [], 0
    for value in values:
        row = rows.get(value[2:]) if value.startswith(_LINK_HEAD) else None
        if row is None:
            return None
        steps.append(zigzag(row - before))
        before = row
    return encode_numbers(steps)


def _texts(values: Sequence[bytes]) -> bytes | None:
    parts = []
    for value in values:
        text = _text_of(value)
        if text is None or _END in text:
            return None
        parts.append(text)
    return b"".join(text + bytes((_END,)) for text in parts)


def _text_of(value: bytes) -> bytes | None:
    """Return the UTF-8 bytes of a MessagePack text in its shortest form, or None."""
    if value == ABSENT:
        return None
    head = value[0]
    if 0xA0 <= head <= 0xBF:
        size, start = head & 0x1F, 1
    elif head == 0xD9:
        size, start = int.from_bytes(value[1:2], "big"), 2
    elif head == 0xDA:
        size, start = int.from_bytes(value[1:3], "big"), 3
    elif head == 0xDB:
        size, start = int.from_bytes(value[1:5], "big"), 5
    else:
        return None
    text = value[start:]
    return text if len(text) == size and _text(text) == value else None


def _text(text: bytes) -> bytes:
    """Write a text's MessagePack in its shortest form."""
    size = len(text)
    if size < 32:
        return bytes((0xA0 | size,)) + text
    if size < 1 << 8:
        return bytes((0xD9, size)) + text
    if size < 1 << 16:
        return b"\xda" + size.to_bytes(2, "big") + text
    return b"\xdb" + size.to_bytes(4, "big") + text


def decode_values(written: Written, ids: Sequence[bytes]) -> list[bytes]:
    """Read the values of a chunk.

    Args:
        written: As it came.
        ids: The records of the snapshot, in their order.

    Returns:
        The values' bytes; whether they are canonical is not looked at.

    Raises:
        WireError: They are not written as they should be.
    """
    if written.mode is Mode.TABLE:
        table = _table(written.table)
        places = decode_numbers(written.data)
        if places and max(places) >= len(table):
            raise WireError("value outside of its table")
        return [table[place] for place in places]
    if written.mode is Mode.ANY:
        return _cut(written.data, decode_numbers(written.table))
    if written.table:
        raise WireError("table that nothing refers to")
    if written.mode is Mode.LINKS:
        values, row = [], 0
        for step in decode_numbers(written.data):
            row += unzigzag(step)
            if not 0 <= row < len(ids):
                raise WireError("link outside of the snapshot")
            values.append(_LINK_HEAD + ids[row])
        return values
    if not written.data:
        return []
    if written.data[-1] != _END:
        raise WireError("text without an end")
    return [_text(text) for text in written.data[:-1].split(b"\x00")]


def _table(untrusted: bytes) -> list[bytes]:
    table, at = [], 0
    while at < len(untrusted):
        size, shift = 0, 0
        while True:
            if at >= len(untrusted) or shift > 21:
                raise WireError("cut short")
            byte = untrusted[at]
            size |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if byte < 0x80:
                break
        if at + size > len(untrusted):
            raise WireError("cut short")
        table.append(untrusted[at : at + size])
        at += size
    return table


def _cut(data: bytes, lengths: Sequence[int]) -> list[bytes]:
    values, at = [], 0
    for length in lengths:
        values.append(data[at : at + length])
        at += length
    if at != len(data):
        raise WireError("values of another length")
    return values
