"""What people see of a record: its title, its fields by name, its files. Derived from the declaration.

Must not choose among two versions: the first is shown, the others are listed by `RecordState.versions`.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from haversack_sync.model.canonical import ABSENT, Value, decode
from haversack_sync.model.declaration import FieldType, Group, Kind, parse_group_key, unpack
from haversack_sync.model.ids import ObjectId, OrganisationId, RecordId, show_record_id
from haversack_sync.model.kinds import kind_named
from haversack_sync.model.record import RecordState

FILES: Final = "files"
"""The group that holds a record's files, whatever its kind."""


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a record.

    Attributes:
        name: As people see it, with its ending.
        media_type: For example `application/pdf`.
        size: True length in bytes.
        language: Language tag, or None.
        title: What it is, for people, or None.
        object: 32 bytes, the hash of the sealed bytes.
        key: 32 bytes, the file's key.
        parcel: 16 bytes, the parcel's id.
    """

    name: str
    media_type: str
    size: int
    language: str | None = None
    title: str | None = None
    object: ObjectId
    key: bytes
    parcel: bytes


def title(state: RecordState, languages: Sequence[str]) -> str:
    """Return a record's title.

    Args:
        state: The record; of a kind that this program does not know, `title` or `name` is tried.
        languages: Asked language tags, the best first.

    Returns:
        The title in the best language, or an empty text where the record has none.
    """
    kind = kind_named(state.kind)
    for field in (kind.title,) if kind else ("title", "name"):
        found = state.text(field, languages)
        if found:
            return found[1]
    return ""


def title_by_language(state: RecordState) -> dict[str, str]:
    """Return a record's titles: language tag → text; empty for kinds that this program does not know."""
    kind = kind_named(state.kind)
    if kind is None:
        return {}
    found = {language: state.shown(f"{kind.title}@{language}") for language in state.languages(kind.title)}
    return {language: text for language, text in found.items() if isinstance(text, str)}


def owner(state: RecordState) -> OrganisationId | None:
    """Return the handle of the organisation whose devices may edit the record, or None."""
    value = state.shown("owner")
    return OrganisationId(value) if isinstance(value, bytes) else None


def fields(state: RecordState) -> dict[str, Value]:
    """Return what is shown of a record, by the names that `edit` takes, ready for JSON.

    Args:
        state: The record, of any kind.

    Returns:
        Localised fields as {language: text}, sets as lists in the order in which elements were added, record ids in
        Crockford's base 32, other bytes in hexadecimal. Groups that this program does not know stand under their own
        name. Files are not here: see `files`.
    """
    kind = kind_named(state.kind)
    shown: dict[str, Value] = {}
    localised: dict[str, dict[str, Value]] = {}
    for key in _in_order(kind, state):
        name, language = parse_group_key(key)
        group = kind.group(name) if kind else None
        data = state.shown_bytes(key)
        if data == ABSENT or (group and group.fields[0].type is FieldType.FILES):
            continue
        if language is not None:
            localised.setdefault(name, {})[language] = _plain(decode(data))
            shown[name] = localised[name]
        elif group is None:
            shown[name] = _plain(decode(data))
        else:
            shown.update(_fields_of(group, data))
    for name in sorted(state.sets):
        one = kind.set_field(name) if kind else None
        shown[name] = [_plain(decode(element), one.type if one else None) for element in state.sets[name]]
    return shown


def files(state: RecordState) -> tuple[FileEntry, ...]:
    """Return a record's files in their order; what this program cannot read of them is left out.

    Args:
        state: The record, of any kind.

    Returns:
        One entry a file.
    """
    return file_entries(state.shown(FILES))


def file_entries(value: Value) -> tuple[FileEntry, ...]:
    """Return the entries of a value of the group `FILES`; what this program cannot read of them is left out."""
    if not isinstance(value, list):
        return ()
    entries = []
    for one in value:
        try:
            entries.append(msgspec.convert(one, FileEntry))
        except msgspec.ValidationError:
            continue
    return tuple(entries)


def _in_order(kind: Kind | None, state: RecordState) -> list[str]:
    """Return the keys of a state's groups as forms show them; unknown ones at the end, by name."""
    places = {group.name: place for place, group in enumerate(kind.groups if kind else ())}
    return sorted(state.groups, key=lambda key: (places.get(parse_group_key(key)[0], len(places)), key))


def _fields_of(group: Group, data: bytes) -> dict[str, Value]:
    types = {field.name: field.type for field in group.fields}
    return {
        name if name in types else f"{group.name}.{name}": _plain(value, types.get(name))
        for name, value in unpack(group, data).items()
    }


def _plain(value: Value, type_: FieldType | None = None) -> Value:
    """Return a value without bytes."""
    if isinstance(value, bytes):
        return show_record_id(RecordId(value)) if type_ is FieldType.LINK else value.hex()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value
