"""The values that a folder is read into.

Pure values: what an author wrote, checked, with links still by slug and attachments still by path. Must not read
files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from haversack.operations.authoring.attachments import AuthoredFile
from haversack.operations.authoring.problems import Place
from haversack_sync.model.canonical import Value


@dataclass(frozen=True, slots=True)
class Link:
    """A record that another one names: its kind and its slug."""

    kind: str
    slug: str


FieldValue: TypeAlias = Value | Link | tuple[Value | Link, ...]
"""A value as `haversack_sync.model.validate` takes it, but links are `Link`s and sets are tuples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoredRecord:
    """One record as its author wrote it.

    Attributes:
        kind: Its kind on the wire.
        slug: Unique in its kind.
        source: The file that makes it, below the authoring folder; translations lie beside.
        audience: `open`, `members` or `coordinators` if the author says so; None means the kind's own.
        shelf: Likewise.
        fields: Name → value: {language: value} for localised fields, a tuple for sets. Without `files`.
        files: Attachments in the author's order.
        unreviewed: Languages whose texts no native speaker has checked, as the author says.
        places: Where each value was written: field name, `name@language` for localised fields, "" for the record.
    """

    kind: str
    slug: str
    source: str
    audience: str | None
    shelf: str | None
    fields: Mapping[str, FieldValue]
    files: tuple[AuthoredFile, ...]
    unreviewed: tuple[str, ...]
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class AuthoredFolder:
    """Everything in a folder, in an order that depends on its content only.

    Attributes:
        records: By kind in the order of the declarations, then by slug.
    """

    records: tuple[AuthoredRecord, ...]
