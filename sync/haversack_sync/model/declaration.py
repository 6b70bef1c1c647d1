"""What a kind of record is: fields, groups, sets, what is searched and faceted, who may write.

Merge does not need any of this; policy, validation, index, forms, import and export are derived from it. A declaration
is data: it must not contain code of one kind, and no sentence for people (`haversack.i18n` has the labels).

Adding a field, a set or a kind changes what the rules allow. So each carries `since`, the rules version that knows it;
clients that judge by an older version treat it as unknown, whatever their program knows.
"""

from collections.abc import Mapping
from enum import Enum, IntEnum

import msgspec

from haversack_sync.model.canonical import ABSENT, Value, decode, encode
from haversack_sync.model.roles import AudienceType


class FieldType(Enum):
    """What a field holds. The first three are localised: each language is a group of its own."""

    TEXT = "text"
    MARKDOWN = "markdown"
    QUESTIONS = "questions"
    STRING = "string"
    TERM = "term"
    URL = "url"
    LANGUAGE = "language"
    COUNTRY = "country"
    RECURRENCE = "recurrence"
    ZONE = "zone"
    DATE = "date"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    LINK = "link"
    HANDLE = "handle"
    FILES = "files"

    @property
    def is_localised(self) -> bool:
        """Whether each language has its own value."""
        return self in (FieldType.TEXT, FieldType.MARKDOWN, FieldType.QUESTIONS)


class Weight(IntEnum):
    """Where a field's text stands in the search index; a smaller number ranks higher."""

    TITLE = 1
    NAME = 2
    TOPIC = 3
    BODY = 4


class Writers(Enum):
    """Who may create or write records of a kind."""

    COORDINATORS = "coordinators"
    OWNER = "owner"
    """Coordinators, and editors and focal points of the organisation in the record's `owner`."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field.

    Attributes:
        name: Unique in its kind, so that people can say `name=value`.
        type: What it holds.
        weight: Its place in the search index, or None: not searched.
        is_facet: Whether lists can be narrowed by it.
        is_required: Whether a record without it is incomplete; a question of authoring, the rules do not ask.
        is_guarded: Whether only coordinators may write it.
        vocabulary: For `TERM`: the name in `vocabularies`.
        target: For `LINK`: the kind that it points at.
        max_characters: The longest text, in code points; None where only the limit in bytes counts.
        since: The rules version that knows the field.
    """

    name: str
    type: FieldType
    weight: Weight | None = None
    is_facet: bool = False
    is_required: bool = False
    is_guarded: bool = False
    vocabulary: str | None = None
    target: str | None = None
    max_characters: int | None = None
    since: int = 1


class Group(msgspec.Struct, frozen=True):
    """Fields that merge together. A localised field is always alone in its group.

    Attributes:
        name: The group's key without a language; equal to the field's name where there is only one.
        fields: One or more.
    """

    name: str
    fields: tuple[Field, ...]

    @property
    def is_localised(self) -> bool:
        """Whether the group's keys carry a language."""
        return self.fields[0].type.is_localised

    @property
    def is_bare(self) -> bool:
        """Whether the value stands alone, not in a map."""
        return len(self.fields) == 1 and self.fields[0].name == self.name


class SetField(msgspec.Struct, frozen=True, kw_only=True):
    """A set of scalars: topics, languages, countries.

    Attributes:
        name: Unique among the kind's fields and sets.
        type: `LINK`, `LANGUAGE`, `COUNTRY` or `TERM`.
        weight: `TOPIC` where the linked record's title is searched too.
        is_facet: Whether lists can be narrowed by it.
        vocabulary: For `TERM`.
        target: For `LINK`: the kind that its elements point at; None for any kind.
        since: The rules version that knows the set.
    """

    name: str
    type: FieldType
    weight: Weight | None = None
    is_facet: bool = False
    vocabulary: str | None = None
    target: str | None = None
    since: int = 1


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of record.

    Attributes:
        name: On the wire and in verbs.
        groups: In the order of forms.
        sets: In the order of forms.
        title: The name of the localised field that is the record's title.
        audience: Where published records live unless their front matter says otherwise.
        shelf: Likewise.
        creators: Who may create, retire and restore.
        writers: Who may set, add and remove.
        since: The rules version that knows the kind.
    """

    name: str
    groups: tuple[Group, ...]
    sets: tuple[SetField, ...]
    title: str
    audience: AudienceType
    shelf: str
    creators: Writers = Writers.COORDINATORS
    writers: Writers = Writers.COORDINATORS
    since: int = 1

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields of all groups, in order."""
        return tuple(field for group in self.groups for field in group.fields)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fields and sets, in order: what people can write to."""
        return (*(field.name for field in self.fields), *(one.name for one in self.sets))

    def field(self, name: str) -> Field | None:
        """Return a field by its name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def group(self, name: str) -> Group | None:
        """Return a group by its name without a language, or None."""
        return next((group for group in self.groups if group.name == name), None)

    def place_of(self, field: str) -> tuple[Group, Field] | None:
        """Return the group that a field merges with, and the field; None if the kind has no such field."""
        return next(((group, one) for group in self.groups for one in group.fields if one.name == field), None)

    def set_field(self, name: str) -> SetField | None:
        """Return a set by its name, or None."""
        return next((one for one in self.sets if one.name == name), None)


def group_key(group: str, language: str | None = None) -> str:
    """Write a group's key: `address`, or `summary@fr`."""
    return group if language is None else f"{group}@{language}"


def parse_group_key(key: str) -> tuple[str, str | None]:
    """Read a group's key: the group's name, and the language where it has one."""
    name, mark, language = key.partition("@")
    return name, language if mark else None


def pack(group: Group, values: Mapping[str, Value], *, before: bytes = ABSENT) -> bytes:
    """Write the value of a group from its fields.

    Args:
        group: The declaration.
        values: Field → value. None removes a field; a field that is not named keeps its value in `before`.
        before: Canonical bytes of the group's value so far; fields that the declaration does not know survive.

    Returns:
        Canonical bytes, or `ABSENT` when nothing is left.

    Raises:
        BadValueError: A value cannot be written, or `before` is not canonical.
    """
    if group.is_bare:
        name = group.fields[0].name
        if name not in values:
            return before
        value = values[name]
        return ABSENT if value is None else encode(value)
    merged = unpack_map(before)
    merged.update(values)
    kept = {name: value for name, value in merged.items() if value is not None}
    return encode(kept) if kept else ABSENT


def unpack(group: Group, data: bytes) -> dict[str, Value]:
    """Read the fields of a group's value.

    Args:
        group: The declaration.
        data: Canonical bytes, or `ABSENT`.

    Returns:
        Field → value, unknown fields too; empty for `ABSENT`.

    Raises:
        BadValueError: The bytes are not canonical.
    """
    if not data:
        return {}
    if group.is_bare:
        return {group.fields[0].name: decode(data)}
    return unpack_map(data)


def unpack_map(data: bytes) -> dict[str, Value]:
    """Read a map; empty for `ABSENT` and for a value that is no map (its writer knew another declaration)."""
    value = decode(data) if data else None
    return dict(value) if isinstance(value, dict) else {}
