"""The form of a backup: one tar file whose members prove themselves.

First `backup.json` (what it is), then the ledger, the hub's keys, token and settings, then objects named by their hash,
last `SHA256SUMS` over all that is no object. Any `tar` opens it. Must not read or write a file.
"""

import hashlib
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

FIRST: Final = "backup.json"
LEDGER: Final = "hub.db"
SUMS: Final = "SHA256SUMS"
PLAIN_MEMBERS: Final = (FIRST, LEDGER, "hub-keys", "registration-token", "hub.toml")
FORM: Final = 1
_OBJECT: Final = re.compile(r"objects/([0-9a-f]{2})/(\1[0-9a-f]{62})", re.ASCII)
_BLOCK: Final = 512
_MODE: Final = 0o600


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself.

    Attributes:
        form: 1.
        made: The hub's clock when it was made, seconds since 1970.
        position: Position of the last entry in it.
        entries: How many entries.
        objects: How many objects.
        object_bytes: Their size.
    """

    form: int
    made: int
    position: int
    entries: int
    objects: int
    object_bytes: int


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup: its name, its length in bytes, and its bytes in pieces."""

    name: str
    size: int
    pieces: Iterator[bytes]


def object_name(object_id: bytes) -> str:
    """Return the member's name of an object."""
    name = object_id.hex()
    return f"objects/{name[:2]}/{name}"


def object_of(name: str) -> bytes | None:
    """Return the object's id that a member's name means, or None if it means none."""
    found = _OBJECT.fullmatch(name)
    return bytes.fromhex(found[2]) if found else None


def tar_pieces(members: Iterator[Member]) -> Iterator[bytes]:
    """Yield a whole tar file; the sums of plain members are made on the way and stand last.

    Raises:
        ValueError: A member's bytes are not as many as it says: it changed meanwhile.
    """
    sums: list[str] = []
    for member in members:
        digest = hashlib.sha256()
        yield _header(member.name, member.size)
        left = member.size
        for piece in member.pieces:
            digest.update(piece)
            left -= len(piece)
            yield piece
        if left:
            raise ValueError(member.name)
        yield bytes(-member.size % _BLOCK)
        if object_of(member.name) is None:
            sums.append(f"{digest.hexdigest()}  {member.name}\n")
    text = "".join(sums).encode("ascii")
    yield _header(SUMS, len(text)) + text + bytes(-len(text) % _BLOCK)
    yield bytes(2 * _BLOCK)


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, _MODE
    return info.tobuf(tarfile.PAX_FORMAT)
