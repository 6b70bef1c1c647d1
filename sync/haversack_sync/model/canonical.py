"""Canonical MessagePack: one value, one byte string, so that values can be compared by their hash.

Map keys are strings sorted by their UTF-8 bytes, text is in NFC, numbers take their shortest form, there are no floats
and no extension types. Must not know what a value means, and must not read anything but its arguments.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from haversack_sync.model.limits import MAX_NESTING
from haversack_sync.model.tags import tag

Value: TypeAlias = bool | int | str | bytes | Sequence["Value"] | Mapping[str, "Value"] | None
"""What a group or an element may hold. Lists come back as `list`, maps as `dict`."""

ABSENT: Final = b""
"""The value of a group that has none; never the encoding of a value."""
HASH_BYTES: Final = 16

_ENCODER: Final = msgspec.msgpack.Encoder(order="deterministic")
_DECODER: Final = msgspec.msgpack.Decoder()
_VALUE_TAG: Final = tag("value")
# The interpreter's Unicode table grows: Python 3.11 and 3.13 disagree about text with marks that one of them does not
# know. Merging must not depend on that, so such text is judged as if everything younger than Unicode 3.2 (the one old
# table that every interpreter carries) parted it: on what is older all agree for ever, by Unicode's stability policy.
_OLD_UNICODE: Final = unicodedata.ucd_3_2_0


class BadValueError(ValueError):
    """Bytes or a value are not canonical; `reason` is a stable word for logs and tests."""

    kind = "bad_value"

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a canonical value: {reason}")
        self.reason = reason


def is_text(text: str) -> bool:
    """Tell whether text can be written: what a terminal could not decode is no letter, and no bytes stand for it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def encode(value: Value) -> bytes:
    """Write a value in its one canonical form.

    Args:
        value: None, bool, int (64 bits), str (brought to NFC here), bytes, list, or map with text keys; at most 16
            containers deep.

    Returns:
        MessagePack bytes, never empty.

    Raises:
        BadValueError: Another type, a number beyond 64 bits, a lone surrogate, two keys that are one in NFC, or too
            deep.
    """
    try:
        return _ENCODER.encode(_prepared(value, MAX_NESTING))
    except UnicodeEncodeError as error:
        raise BadValueError("surrogate") from error
    except OverflowError as error:
        raise BadValueError("integer_range") from error


def decode(data: bytes) -> Value:
    """Read a canonical value.

    Args:
        data: Bytes from anywhere; the caller has bounded their length.

    Returns:
        The value; lists as `list`, maps as `dict`.

    Raises:
        BadValueError: The bytes are not MessagePack, not canonical, or hold a type that is not allowed.
    """
    try:
        value = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadValueError("malformed") from error
    if isinstance(value, str):  # most values are texts
        _check_text(value)
    else:
        _check(value, MAX_NESTING)
    if _ENCODER.encode(value) != data:
        raise BadValueError("not_shortest")
    checked: Value = value
    return checked


def is_canonical(data: bytes) -> bool:
    """Tell whether bytes are the canonical form of some value; `ABSENT` is not."""
    try:
        decode(data)
    except BadValueError:
        return False
    return True


def is_scalar(data: bytes) -> bool:
    """Tell whether bytes are the canonical form of a value without parts, as elements of sets are."""
    try:
        return not isinstance(decode(data), list | dict)
    except BadValueError:
        return False


def value_hash(data: bytes) -> bytes:
    """Name a value: SHA-256(tag(value) ‖ canonical bytes), its first 16 bytes. `ABSENT` has a name too."""
    return hashlib.sha256(_VALUE_TAG + data).digest()[:HASH_BYTES]


ABSENT_HASH: Final = value_hash(ABSENT)
"""The name of "no value": what empty bases stand for."""


def _prepared(value: Value, depth: int) -> Value:
    """Return the value with text in NFC, or refuse it; `depth` is how many more containers may open."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int | bytes):
        return value
    if isinstance(value, list | tuple):
        _spend(depth)
        return [_prepared(element, depth - 1) for element in value]
    if isinstance(value, dict):
        _spend(depth)
        prepared: dict[str, Value] = {}
        for key, element in value.items():
            if not isinstance(key, str):
                raise BadValueError("key_type")
            prepared[unicodedata.normalize("NFC", key)] = _prepared(element, depth - 1)
        if len(prepared) != len(value):
            raise BadValueError("same_key")
        return prepared
    raise BadValueError("type")


def _check(value: object, depth: int) -> None:
    """Refuse what canonical values never hold; the shortest form is checked by writing the value again."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        _spend(depth)
        for element in value:
            _check(element, depth - 1)
    elif isinstance(value, dict):
        _spend(depth)
        for key, element in value.items():
            if not isinstance(key, str):
                raise BadValueError("key_type")
            _check_text(key)
            _check(element, depth - 1)
    elif not (value is None or isinstance(value, int | bytes)):
        raise BadValueError("type")


def _check_text(text: str) -> None:
    # Every part of a text in NFC is in NFC, so the quick answer is never another than the slow one.
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return
    parted = "".join("\0" if _OLD_UNICODE.category(character) == "Cn" else character for character in text)
    if not unicodedata.is_normalized("NFC", parted):
        raise BadValueError("not_nfc")


def _spend(depth: int) -> None:
    if depth < 1:
        raise BadValueError("nesting")
