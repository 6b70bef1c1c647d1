"""Does a value have the type that its field declares? Rules version 1, so no answer may ever change.

Only the shape on the wire and sizes count here: whether a date exists or a term is in its vocabulary is a question of
authoring (`validate`), because vocabularies grow and a rule that grew with them would divide the clients. For the same
reason nothing here may depend on a table of Unicode or of languages.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from haversack_sync.model.canonical import BadValueError, Value, decode, is_canonical
from haversack_sync.model.declaration import Field, FieldType, Group, Kind, SetField, parse_group_key
from haversack_sync.model.ids import ID_BYTES
from haversack_sync.model.languages import is_tidy_language
from haversack_sync.model.limits import MAX_FILES, MAX_NAME_CHARACTERS, MAX_QUESTIONS

HANDLE_BYTES: Final = 8
_HASH_BYTES: Final = 32
_tidy: Final = lru_cache(maxsize=1_024)(is_tidy_language)


class Shape:
    """A kind as one rules version knows it: what is younger than the version is not in it.

    Attributes:
        kind: The declaration.
        groups: Name without a language → group.
        sets: Name → set.
        guarded: Names of the groups that only coordinators may write.
    """

    def __init__(self, kind: Kind, rules: int) -> None:
        self.kind = kind
        self.groups: Mapping[str, Group] = {
            group.name: Group(group.name, known)
            for group in kind.groups
            if (known := tuple(field for field in group.fields if field.since <= rules))
        }
        self.sets: Mapping[str, SetField] = {one.name: one for one in kind.sets if one.since <= rules}
        self.guarded = frozenset(
            group.name for group in self.groups.values() if any(field.is_guarded for field in group.fields)
        )

    def knows_group(self, key: str) -> bool:
        """Tell whether a group's key is declared, whatever language it carries."""
        return parse_group_key(key)[0] in self.groups

    def fits_group(self, key: str, data: bytes) -> bool:
        """Tell whether a group's value is what its declaration asks for.

        Args:
            key: The group's key. A language belongs to localised groups, and to no other.
            data: The value's bytes, not empty.

        Returns:
            Whether it is canonical, and of the declared types where the group is declared.
        """
        name, language = parse_group_key(key)
        group = self.groups.get(name)
        if group is None:
            return is_canonical(data)
        if group.is_localised != (language is not None) or (language is not None and not _tidy(language)):
            return False
        try:
            value = decode(data)
        except BadValueError:
            return False
        if group.is_bare:
            return fits(group.fields[0], value)
        return (
            isinstance(value, dict)
            and bool(value)
            and all(fits(field, value[field.name]) for field in group.fields if field.name in value)
        )

    def fits_element(self, name: str, data: bytes) -> bool:
        """Tell whether an element is a canonical scalar, and of the set's type where the set is declared."""
        known = self.sets.get(name)
        try:
            value = decode(data)
        except BadValueError:
            return False
        return not isinstance(value, list | dict) and (known is None or _TESTS[known.type](value))


def fits(field: Field, value: Value) -> bool:
    """Tell whether a value has its field's type and keeps its length."""
    if not _TESTS[field.type](value):
        return False
    return field.max_characters is None or not isinstance(value, str) or len(value) <= field.max_characters


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_boolean(value: Value) -> bool:
    return isinstance(value, bool)


def _is_link(value: Value) -> bool:
    return isinstance(value, bytes) and len(value) == ID_BYTES


def _is_handle(value: Value) -> bool:
    return isinstance(value, bytes) and len(value) == HANDLE_BYTES


def _is_files(value: Value) -> bool:
    return isinstance(value, list) and len(value) <= MAX_FILES and all(_is_file(one) for one in value)


def _is_file(value: Value) -> bool:
    if not isinstance(value, dict):
        return False
    size = value.get("size")
    language = value.get("language")
    return (
        all(_is_short(value.get(name)) for name in ("name", "media_type"))
        and _is_integer(size)
        and isinstance(size, int)
        and size >= 0
        and (language is None or _is_short(language))
        and all(_is_bytes(value.get(name), length) for name, length in _FILE_BYTES.items())
    )


def _is_questions(value: Value) -> bool:
    return isinstance(value, list) and len(value) <= MAX_QUESTIONS and all(_is_question(one) for one in value)


def _is_question(value: Value) -> bool:
    return isinstance(value, dict) and isinstance(value.get("type"), str) and isinstance(value.get("text"), str)


def _is_short(value: Value) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_NAME_CHARACTERS


def _is_bytes(value: Value, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


_FILE_BYTES: Final = MappingProxyType({"object": _HASH_BYTES, "key": _HASH_BYTES, "parcel": ID_BYTES})
_TESTS: Final[Mapping[FieldType, Callable[[Value], bool]]] = MappingProxyType(
    dict.fromkeys(FieldType, _is_text)
    | {
        FieldType.INTEGER: _is_integer,
        FieldType.BOOLEAN: _is_boolean,
        FieldType.LINK: _is_link,
        FieldType.HANDLE: _is_handle,
        FieldType.FILES: _is_files,
        FieldType.QUESTIONS: _is_questions,
    }
)
