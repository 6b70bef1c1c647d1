"""Bodies of the `network` feed's entries, read field by field, as "Authority" tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.stranger.plain_messagepack import Value, a_list, a_number, read, some_bytes, write

FOUND, COORDINATOR_ADD, HUB_KEY, RULES, ORGANISATION, AUDIENCE, FEED, INVITE, CONFIRM = range(1, 10)
REDEEM, GRANT, EPOCH, SUCCEED, REVOKE, CONFIRM_ORDER, ERA, ERASURE = range(10, 18)
OPEN, MEMBERS, COORDINATORS = 1, 2, 3
COORDINATOR_ROLE: Final = 4

Reader = Callable[[Value], object]


def small(value: Value) -> int:
    """Take a number below 2³¹.

    Raises:
        ValueError: It is none.
    """
    number = a_number(value)
    if number >= 1 << 31:
        raise ValueError("out of range")
    return number


def exactly(*lengths: int) -> Reader:
    """Return what takes bytes of one of these lengths."""
    return lambda value: some_bytes(value, *lengths)


def at_most(limit: int) -> Reader:
    """Return what takes bytes, not more than these."""

    def take(value: Value) -> bytes:
        found = some_bytes(value)
        if len(found) > limit:
            raise ValueError("too long")
        return found

    return take


def several(reader: Reader) -> Reader:
    """Return what takes a list of at most 64 items."""

    def take(value: Value) -> list[object]:
        found = a_list(value)
        if len(found) > 64:
            raise ValueError("too many")
        return [reader(each) for each in found]

    return take


FIELDS: Final[Mapping[int, Mapping[str, Reader]]] = {
    FOUND: {"root_key": exactly(32), "open_audience": exactly(8), "open_commitment": exactly(32)},
    COORDINATOR_ADD: {"sign_key": exactly(32), "box_key": exactly(32), "possession": exactly(64)},
    HUB_KEY: {"sign_key": exactly(32), "box_key": exactly(32), "possession": exactly(64)},
    RULES: {"version": small, "suites": several(small)},
    ORGANISATION: {"organisation": exactly(8)},
    AUDIENCE: {
        "audience": exactly(8),
        "audience_type": small,
        "organisation": exactly(0, 8),
        "writers": several(small),
    },
    FEED: {"feed": exactly(8), "audience": exactly(8), "epoch": small, "label": at_most(512)},
    INVITE: {"terms": at_most(1024), "tie": exactly(32)},
    CONFIRM: {"device": exactly(8)},
    REDEEM: {
        "invitation": exactly(16),
        "sign_key": exactly(32),
        "box_key": exactly(32),
        "label": at_most(512),
        "by_invitation": exactly(64),
    },
    GRANT: {"device": exactly(8), "role": small, "organisation": exactly(8), "audiences": several(exactly(8))},
    EPOCH: {
        "audience": exactly(8),
        "number": small,
        "commitment": exactly(32),
        "back": exactly(0, 48),
        "stanza_count": small,
        "stanza_hash": exactly(32),
        "box_key": exactly(32),
        "letter_key": exactly(32),
    },
    SUCCEED: {"device": exactly(8), "sign_key": exactly(32), "box_key": exactly(32), "by_device": exactly(64)},
    REVOKE: {"device": exactly(8)},
    ERA: {"era": small, "position": a_number, "count": a_number, "lost": at_most(16 * 1024)},
    CONFIRM_ORDER: {"order": exactly(8, 16)},
    ERASURE: {"id": exactly(16), "feed": exactly(8), "epoch": small, "sealed": at_most(2048)},
}
TERMS: Final[Mapping[str, Reader]] = {
    "invitation": exactly(16),
    "sign_key": exactly(32),
    "box_key": exactly(32),
    "organisation": exactly(0, 8),
    "role": small,
    "audiences": several(exactly(8)),
    "mode": small,
    "expiry_days": small,
    "welcome": exactly(32),
}


@dataclass(frozen=True)
class Body:
    """An entry's type and fields; each field is taken by what it is."""

    kind: int
    fields: Mapping[str, object]

    def raw(self, name: str) -> bytes:
        """Return bytes."""
        found = self.fields[name]
        assert isinstance(found, bytes)
        return found

    def number(self, name: str) -> int:
        """Return a number."""
        found = self.fields[name]
        assert isinstance(found, int)
        return found

    def numbers(self, name: str) -> list[int]:
        """Return a list of numbers."""
        return [each for each in self._listed(name) if isinstance(each, int)]

    def raws(self, name: str) -> list[bytes]:
        """Return a list of bytes."""
        return [each for each in self._listed(name) if isinstance(each, bytes)]

    def _listed(self, name: str) -> list[object]:
        found = self.fields[name]
        assert isinstance(found, list)
        return found


def read_body(raw: bytes) -> Body:
    """Read the body of an entry.

    Raises:
        ValueError: It is of an unknown type, or not as the page lists its fields.
    """
    kind, *values = a_list(read(raw), 1)
    number = a_number(kind)
    if number not in FIELDS:
        raise ValueError("a type of entry that is not known")
    return Body(number, _named(FIELDS[number], values))


def read_terms(raw: bytes) -> Body:
    """Read the terms of an invitation.

    Raises:
        ValueError: They are not as the page lists their fields.
    """
    return Body(INVITE, _named(TERMS, a_list(read(raw))))


def write_body(kind: int, *fields: object) -> bytes:
    """Write the body of an entry."""
    return write([kind, *fields])


def _named(readers: Mapping[str, Reader], values: list[Value]) -> dict[str, object]:
    if len(values) < len(readers):
        raise ValueError("a field is missing")
    return {name: reader(value) for (name, reader), value in zip(readers.items(), values, strict=False)}
