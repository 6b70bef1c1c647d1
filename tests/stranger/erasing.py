"""Announced erasures, orders and reports about them, read by the page alone."""

from dataclasses import dataclass

from tests.stranger.envelopes import unpack
from tests.stranger.plain_messagepack import a_list, a_number, a_text, read, some_bytes
from tests.stranger.primitives import expand, mac, tag, take, u32, unseal
from tests.stranger.trust import Body


@dataclass(frozen=True)
class Order:
    """What an envelope of form 5 says."""

    entries: list[tuple[int, bytes, int]]
    objects: list[bytes]
    announced: bytes


def open_announcement(said: Body, root: bytes, key: bytes) -> tuple[list[bytes], str, bytes]:
    """Open the sealed part of an announced erasure; return records, reason, and the body as it was packed.

    Raises:
        ValueError: It does not open, or is malformed.
    """
    sealed = said.raw("sealed")
    salt, at = take(sealed, 0, 16)
    info = tag("erase") + root + said.raw("feed") + u32(said.number("epoch")) + said.raw("id")
    material = expand(mac(salt, key), info, 44)
    body = unseal(material[:32], material[32:], sealed[at:])
    records, reason, *_ = a_list(read(unpack(body, {})), 2)
    found = [some_bytes(one, 16) for one in a_list(records)]
    if not 1 <= len(found) <= 20 or len(a_text(reason)) > 300:
        raise ValueError("no announcement of an erasure")
    return found, a_text(reason), body


def read_order(content: bytes) -> Order:
    """Read the clear part of an order.

    Raises:
        ValueError: It is not one.
    """
    kind, entries, objects, announced, *_ = a_list(read(content), 4)
    rows = [a_list(one, 3) for one in a_list(entries)]
    named = [(a_number(row[0]), some_bytes(row[1], 8), a_number(row[2])) for row in rows]
    files = [some_bytes(one, 32) for one in a_list(objects)]
    if a_number(kind) != 3 or not 1 <= len(named) <= 600 or len(files) > 200:
        raise ValueError("no order of erasure")
    return Order(named, files, some_bytes(announced, 16))


def read_report(content: bytes) -> bytes:
    """Read a report: the id of the announced erasure that was followed.

    Raises:
        ValueError: It is not one.
    """
    kind, announced, *_ = a_list(read(content), 2)
    if a_number(kind) != 4:
        raise ValueError("no report")
    return some_bytes(announced, 16)
