"""From what an author wrote to the values of a record's fields, as the declaration of its kind says.

What a field allows is asked of `haversack_sync.model` alone. Must not know kinds or fields by name, and must not look
at other records.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Final

from haversack.operations.authoring.drafts import Given
from haversack.operations.authoring.layout import is_slug, suggest_slug
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack.operations.authoring.records import FieldValue, Link
from haversack.operations.authoring.sources import DIRECTION_MARKS
from haversack.operations.authoring.yaml_tree import Items, Node, Scalar
from haversack_sync.model.authored import Fault, value_of
from haversack_sync.model.canonical import Value
from haversack_sync.model.declaration import Field, FieldType, Kind, SetField, group_key
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.languages import tidy_language
from haversack_sync.model.limits import MAX_TEXT_BYTES

RESERVED: Final = ("id", "audience", "shelf", "unreviewed")
"""Words of the front matter that are about the record and are none of its fields."""

_SEPARATORS: Final = re.compile(r"[,;|]")
_NOT_AUTHORED: Final = frozenset({FieldType.HANDLE, FieldType.QUESTIONS})

_KIND_OF_FAULT: Final = {
    "bad_number": ProblemKind.BAD_NUMBER,
    "bad_yes_or_no": ProblemKind.BAD_YES_NO,
    "bad_date": ProblemKind.BAD_DATE,
    "bad_country": ProblemKind.BAD_COUNTRY,
    "bad_language": ProblemKind.BAD_LANGUAGE,
    "bad_url": ProblemKind.BAD_URL,
    "bad_zone": ProblemKind.BAD_ZONE,
    "bad_recurrence": ProblemKind.BAD_RECURRENCE,
    "unknown_term": ProblemKind.BAD_WORD,
    "too_long": ProblemKind.TOO_LONG,
}


def split_list(node: Node) -> Iterator[Scalar | None]:
    """Give the elements of a list: a YAML list, or one text with commas, semicolons or upright bars between them.

    Yields:
        Each element that is not empty; None for one that is no text.
    """
    if isinstance(node, Scalar):
        for part in _SEPARATORS.split(node.text):
            if part.strip():
                yield Scalar(part.strip(), node.line)
    elif isinstance(node, Items):
        for item in node.items:
            if not isinstance(item, Scalar):
                yield None
            elif item.text.strip():
                yield Scalar(item.text.strip(), item.line)
    else:
        yield None


def nearest(word: str, allowed: tuple[str, ...]) -> str:
    """Return the allowed word that was probably meant; "" if none is near."""
    near = difflib.get_close_matches(word.lower().replace("-", "_").replace(" ", "_"), allowed, n=1, cutoff=0.6)
    return near[0] if near else ""


class FieldReader:
    """Reads the fields of one record.

    Attributes:
        values: What was read so far: name → value; {language: value} for localised fields.
        places: Where each value was written, by name, or `name@language`.
        failed: Names of fields of which something is noted already.
    """

    def __init__(self, kind: Kind, main_language: str, problems: ProblemList) -> None:
        self.values: dict[str, FieldValue] = {}
        self.places: dict[str, Place] = {}
        self.failed: set[str] = set()
        self._texts: dict[str, dict[str, Value]] = {}
        self._kind = kind
        self._main_language = main_language
        self._problems = problems

    def read(self, given: Given) -> None:
        """Read one field; what is wrong is noted, what is empty is left out."""
        if isinstance(given.value, Scalar) and not given.value.text.strip():
            return
        field = self._kind.field(given.name)
        one_set = self._kind.set_field(given.name)
        if field is None and one_set is None:
            self._note_unknown(given)
        elif field is not None and field.type in _NOT_AUTHORED:
            self._note(ProblemKind.FIELD_NOT_AUTHORED, given)
        elif given.language is not None and (field is None or not field.type.is_localised):
            self._note(ProblemKind.FIELD_NOT_TRANSLATABLE, given)
        elif field is not None and field.type.is_localised:
            self._read_text(field, given)
        elif self._is_first(given.name, given):
            self._read_single(field, given) if field is not None else self._read_set(one_set, given)

    def keep(self, name: str, value: FieldValue, place: Place) -> None:
        """Keep a value that comes from elsewhere than a field of the author: a folder, a number in a name."""
        self.values[name] = value
        self.places[name] = place

    def keep_text(self, name: str, language: str, value: Value, place: Place) -> None:
        """Keep a value of a localised field."""
        self._texts.setdefault(name, {})[language] = value
        self.values[name] = self._texts[name]
        self.places[group_key(name, language)] = place

    def language_of(self, given: Given) -> str | None:
        """Return the tidy tag of the language that a text is in, or None if there is no such language."""
        if given.language is None:
            return self._main_language
        tidy = tidy_language(given.language)
        if tidy is None:
            self._note(ProblemKind.LANGUAGE_UNKNOWN, given, found=given.language)
        return tidy

    def _read_text(self, field: Field, given: Given) -> None:
        language = self.language_of(given)
        if language is None or not self._is_first(group_key(field.name, language), given):
            return
        value = self._value(field, given, given.value)
        if value is not None and not isinstance(value, Link):
            self.keep_text(field.name, language, value, given.place)

    def _read_single(self, field: Field, given: Given) -> None:
        value = self._value(field, given, given.value)
        if value is not None:
            self.keep(field.name, value, given.place)

    def _read_set(self, one_set: SetField | None, given: Given) -> None:
        if one_set is None:
            return
        elements: list[Value | Link] = []
        for element in split_list(given.value):
            if element is None:
                self._note(ProblemKind.WRONG_SHAPE, given, expected="list")
                continue
            value = self._value(one_set, given, element)
            if value is not None and value not in elements:
                elements.append(value)
        if elements:
            self.keep(given.name, tuple(elements), given.place)

    def _value(self, field: Field | SetField, given: Given, node: Node) -> Value | Link:
        """Read one value or element; None, with the mistake noted, if it is not what the declaration allows."""
        if not isinstance(node, Scalar):
            self._note(ProblemKind.WRONG_SHAPE, given, expected="text")
            return None
        text = node.text.strip()
        place = Place(given.place.file, node.line)
        if field.type is FieldType.LINK:
            return self._link(field, given.name, text, place)
        if not field.type.is_localised and (mark := DIRECTION_MARKS.search(text)):
            self._fail(ProblemKind.DIRECTION_CHARACTER, place, given.name, code_point=f"U+{ord(mark.group()):04X}")
            return None
        value = value_of(field, text)
        if isinstance(value, Fault):
            self._note_fault(value, field, text, place)
            return None
        return value

    def _link(self, field: Field | SetField, name: str, text: str, place: Place) -> Link | None:
        """Read `slug` or `kind:slug`; a bare slug means the declared kind, or a record of this one's kind."""
        kind, colon, slug = text.rpartition(":")
        kind = kind.strip() if colon else (field.target or self._kind.name)
        slug = slug.strip()
        if kind not in KINDS or (field.target is not None and kind != field.target):
            allowed = field.target if field.target is not None else ", ".join(KINDS)
            self._fail(ProblemKind.BAD_WORD, place, name, found=kind, allowed=allowed, suggestion="")
            return None
        if not is_slug(slug):
            self._fail(ProblemKind.LINK_NOT_A_SLUG, place, name, found=text, suggestion=suggest_slug(slug))
            return None
        return Link(kind, slug)

    def _note_fault(self, fault: Fault, field: Field | SetField, text: str, place: Place) -> None:
        kind = _KIND_OF_FAULT.get(fault.reason, ProblemKind.BAD_VALUE)
        limit = field.max_characters if isinstance(field, Field) else None
        self._fail(
            kind,
            place,
            field.name,
            found=text if len(text) <= 80 else text[:79] + "…",
            allowed=", ".join(fault.allowed),
            suggestion=nearest(text, fault.allowed),
            limit=limit if limit is not None else MAX_TEXT_BYTES,
            expected="bytes" if limit is None else "characters",
        )

    def _note_unknown(self, given: Given) -> None:
        allowed = tuple(name for name in (*self._kind.names, *RESERVED) if name != "owner")
        parts = self._kind.group(given.name)
        suggestion = ", ".join(one.name for one in parts.fields) if parts is not None else nearest(given.name, allowed)
        self._note(
            ProblemKind.UNKNOWN_FIELD, given, found=given.name, allowed=", ".join(allowed), suggestion=suggestion
        )

    def _is_first(self, key: str, given: Given) -> bool:
        first = self.places.get(key)
        if first is None:
            self.places[key] = given.place
            return True
        self._note(ProblemKind.FIELD_TWICE, given, first_file=first.file, first_line=first.line or 0)
        return False

    def _note(self, kind: ProblemKind, given: Given, **facts: str | int) -> None:
        self._fail(kind, given.place, group_key(given.name, given.language), **facts)

    def _fail(self, kind: ProblemKind, place: Place, field: str, **facts: str | int) -> None:
        self.failed.add(field.partition("@")[0])
        self._problems.add(kind, place, field=field, **facts)
