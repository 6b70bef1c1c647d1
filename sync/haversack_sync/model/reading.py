"""What people see of a record: its title, its fields by name, its files. Derived from the declaration.

Must not choose among two versions: the first is shown, the others are listed by `RecordState.versions`.
"""

from collections.abc import Sequence

import msgspec

from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.record import RecordState


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a record.

    Attributes:
        name: As people see it, with its ending.
        media_type: For example `application/pdf`.
        size: True length in bytes.
        language: Language tag, or None.
        object: 32 bytes, the hash of the sealed bytes.
        key: 32 bytes, the file's key.
        parcel: 16 bytes, the parcel's id.
    """

    name: str
    media_type: str
    size: int
    language: str | None
    object: ObjectId
    key: bytes
    parcel: bytes


def title(state: RecordState, languages: Sequence[str]) -> str:
    """Return a record's title in the best language; empty where it has none."""
    raise NotImplementedError


def fields(state: RecordState) -> dict[str, Value]:
    """Return a record's shown fields for `show --json`: {language: text} for text, lists for sets, ids as text."""
    raise NotImplementedError


def files(state: RecordState) -> tuple[FileEntry, ...]:
    """Return a record's files."""
    raise NotImplementedError
