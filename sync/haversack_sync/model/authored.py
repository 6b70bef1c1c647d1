"""Reading one value that a person wrote: from text to the value that goes on the wire, or why it cannot.

`edit` reads text from a command line or a form with it, `validate` checks values from files with it, so both allow the
same. Stricter than the rules on purpose: see `value_types`. Must not write sentences.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from haversack_sync.model.canonical import Value
from haversack_sync.model.countries import is_country
from haversack_sync.model.dates import parse_date
from haversack_sync.model.declaration import Field, FieldType, SetField
from haversack_sync.model.ids import BadIdError, RecordId, parse_record_id
from haversack_sync.model.languages import is_tidy_language, tidy_language
from haversack_sync.model.limits import MAX_TEXT_BYTES
from haversack_sync.model.recurrence import is_recurrence
from haversack_sync.model.value_types import HANDLE_BYTES, fits
from haversack_sync.model.vocabularies import terms

_ZONE: Final = re.compile(r"[A-Z][A-Za-z_]*(?:/[A-Za-z0-9_+-]+){0,2}", re.ASCII)
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_YES: Final = ("yes", "true", "1")
_NO: Final = ("no", "false", "0")


class Fault(NamedTuple):
    """Why a value cannot stand: a stable word, and what could stand there where that can be listed."""

    reason: str
    allowed: tuple[str, ...] = ()


def fault_in(field: Field | SetField, value: Value) -> Fault | None:
    """Find what is wrong with one value.

    Args:
        field: The field, or the set of which the value is an element.
        value: In the form that goes on the wire.

    Returns:
        `wrong_type`, `too_long`, `empty`, `unknown_term`, `bad_date`, `bad_country`, `bad_language`, `bad_url`,
        `bad_zone`, `bad_recurrence`; or None.
    """
    as_field = Field(name=field.name, type=field.type) if isinstance(field, SetField) else field
    if not fits(Field(name=field.name, type=field.type), value):
        return Fault("wrong_type", (field.type.value,))
    if not isinstance(value, str):
        return None
    if not value.strip():
        return Fault("empty")
    if len(value.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES or not fits(as_field, value):
        return Fault("too_long")
    if field.vocabulary is not None and value not in terms(field.vocabulary):
        return Fault("unknown_term", terms(field.vocabulary))
    test = _SYNTAX.get(field.type)
    return None if test is None or test[1](value) else Fault(test[0])


def value_of(field: Field | SetField, text: str) -> Value | Fault:
    """Read what a person typed.

    Args:
        field: The field, or the set of which the value is an element; not of type `FILES` or `QUESTIONS`.
        text: As typed; everything but texts is stripped, and codes are brought to their usual case.

    Returns:
        The value that goes on the wire, or why there is none: what `fault_in` says, `bad_number`, `bad_yes_or_no`,
        `bad_id`, `bad_handle`.
    """
    reader = _READERS.get(field.type)
    value = text.strip() if reader is None else reader(text)
    if isinstance(value, Fault):
        return value
    return fault_in(field, value) or value


def _number(text: str) -> int | Fault:
    return int(text) if _NUMBER.fullmatch(text.strip()) else Fault("bad_number")


def _yes_or_no(text: str) -> bool | Fault:
    word = text.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    return Fault("bad_yes_or_no", ("yes", "no"))


def _record(text: str) -> RecordId | Fault:
    try:
        return parse_record_id(text)
    except BadIdError:
        return Fault("bad_id")


def _handle(text: str) -> bytes | Fault:
    try:
        handle = bytes.fromhex(text)
    except ValueError:
        return Fault("bad_handle")
    return handle if len(handle) == HANDLE_BYTES else Fault("bad_handle")


def _is_url(text: str) -> bool:
    if any(character.isspace() or not character.isprintable() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "." in (parts.hostname or "")
    except ValueError:
        return False


_SYNTAX: Final[Mapping[FieldType, tuple[str, Callable[[str], bool]]]] = MappingProxyType(
    {
        FieldType.DATE: ("bad_date", lambda text: parse_date(text) is not None),
        FieldType.COUNTRY: ("bad_country", is_country),
        FieldType.LANGUAGE: ("bad_language", is_tidy_language),
        FieldType.URL: ("bad_url", _is_url),
        FieldType.ZONE: ("bad_zone", lambda text: _ZONE.fullmatch(text) is not None),
        FieldType.RECURRENCE: ("bad_recurrence", is_recurrence),
    }
)
_READERS: Final[Mapping[FieldType, Callable[[str], Value | Fault]]] = MappingProxyType(
    {
        FieldType.TEXT: lambda text: text,
        FieldType.MARKDOWN: lambda text: text,
        FieldType.INTEGER: _number,
        FieldType.BOOLEAN: _yes_or_no,
        FieldType.LINK: _record,
        FieldType.HANDLE: _handle,
        FieldType.COUNTRY: lambda text: text.strip().upper(),
        FieldType.LANGUAGE: lambda text: tidy_language(text) or text,
    }
)
