"""What is wrong with content before it is published: a list of problems, derived from the declaration.

The rules (`policy`) are laxer: they refuse what no client could read. Must not write sentences.
"""

from collections.abc import Mapping

import msgspec

from haversack_sync.model.canonical import Value
from haversack_sync.model.declaration import Kind


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to put right.

    Attributes:
        field: The field's or set's name.
        language: The language of a localised field, or None.
        kind: A stable word: see `validate`.
        facts: What a sentence needs: the value, what is allowed, limits.
    """

    field: str
    language: str | None
    kind: str
    facts: Mapping[str, str | int | tuple[str, ...]]


def validate(kind: Kind, fields: Mapping[str, Value]) -> list[Problem]:
    """Check the fields of one record."""
    raise NotImplementedError
