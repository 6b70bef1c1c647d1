"""Orders of erasure and reports about them, read by the page alone."""

from dataclasses import dataclass

from tests.stranger.envelopes import unpack
from tests.stranger.plain_messagepack import Value, a_list, a_number, a_text, read, some_bytes, write
from tests.stranger.primitives import expand, mac, sha256, tag, take, u32, unseal


@dataclass(frozen=True)
class Order:
    """What an envelope of form 5 says in the clear, and its sealed part."""

    entries: list[tuple[int, bytes, int]]
    objects: list[bytes]
    epoch: int
    sealed: bytes

    def open(self, root: bytes, feed: bytes, key: bytes) -> tuple[list[bytes], str, bytes]:
        """Open the sealed part; return records, reason, and the body as it was packed.

        Raises:
            ValueError: It does not open, or is malformed.
        """
        salt, at = take(self.sealed, 0, 16)
        entries: list[Value] = [list(one) for one in self.entries]
        objects: list[Value] = list(self.objects)
        info = tag("erase") + root + feed + u32(self.epoch) + sha256(write([entries, objects]))
        material = expand(mac(salt, key), info, 44)
        body = unseal(material[:32], material[32:], self.sealed[at:])
        records, reason, *_ = a_list(read(unpack(body, {})), 2)
        found = [some_bytes(one, 16) for one in a_list(records)]
        if not 1 <= len(found) <= 20 or len(a_text(reason)) > 300:
            raise ValueError("no order of erasure")
        return found, a_text(reason), body


def read_order(content: bytes) -> Order:
    """Read the clear part of an order.

    Raises:
        ValueError: It is not one.
    """
    kind, entries, objects, epoch, sealed, *_ = a_list(read(content), 5)
    rows = [a_list(one, 3) for one in a_list(entries)]
    named = [(a_number(row[0]), some_bytes(row[1], 8), a_number(row[2])) for row in rows]
    files = [some_bytes(one, 32) for one in a_list(objects)]
    if a_number(kind) != 3 or not 1 <= len(named) <= 600 or len(files) > 200:
        raise ValueError("no order of erasure")
    return Order(named, files, a_number(epoch), some_bytes(sealed))


def read_report(content: bytes) -> int:
    """Read a report: the position of the order that was followed.

    Raises:
        ValueError: It is not one.
    """
    kind, position, *_ = a_list(read(content), 2)
    if a_number(kind) != 4:
        raise ValueError("no report")
    return a_number(position)
