"""Pieces that the declarations are written with, and the fields that many kinds have in common.

Must not declare a kind.
"""

from typing import Final

from haversack_sync.model.declaration import Field, FieldType, Group, SetField, Weight
from haversack_sync.model.limits import MAX_NAME_CHARACTERS, MAX_STRING_CHARACTERS

_SHORT: Final = {
    FieldType.TERM: 64,
    FieldType.DATE: 64,
    FieldType.COUNTRY: 8,
    FieldType.LANGUAGE: 64,
    FieldType.ZONE: 64,
}
_WITHOUT_TEXT: Final = frozenset(
    {FieldType.INTEGER, FieldType.BOOLEAN, FieldType.LINK, FieldType.HANDLE, FieldType.FILES}
)


def field(
    name: str,
    type_: FieldType = FieldType.STRING,
    *,
    weight: Weight | None = None,
    is_facet: bool = False,
    is_required: bool = False,
    is_guarded: bool = False,
    vocabulary: str | None = None,
    target: str | None = None,
) -> Field:
    """Declare a field with the longest text that its type allows; the arguments are those of `Field`."""
    has_limit = not (type_.is_localised or type_ in _WITHOUT_TEXT)
    return Field(
        name=name,
        type=type_,
        weight=weight,
        is_facet=is_facet,
        is_required=is_required,
        is_guarded=is_guarded,
        vocabulary=vocabulary,
        target=target,
        max_characters=_SHORT.get(type_, MAX_STRING_CHARACTERS) if has_limit else None,
    )


def alone(one: Field) -> Group:
    """Declare a group of one field: its value stands bare."""
    return Group(one.name, (one,))


def title(name: str) -> Group:
    """Declare a record's title or name: localised, required, at most 300 characters."""
    return alone(
        Field(
            name=name,
            type=FieldType.TEXT,
            weight=Weight.TITLE,
            is_required=True,
            max_characters=MAX_NAME_CHARACTERS,
        )
    )


def text(name: str, *, weight: Weight | None = Weight.BODY) -> Group:
    """Declare a plain localised text."""
    return alone(field(name, FieldType.TEXT, weight=weight))


def markdown(name: str) -> Group:
    """Declare a localised text in Markdown."""
    return alone(field(name, FieldType.MARKDOWN, weight=Weight.BODY))


def term(name: str, vocabulary: str) -> Group:
    """Declare a choice from a vocabulary, by which lists can be narrowed."""
    return alone(field(name, FieldType.TERM, is_facet=True, vocabulary=vocabulary))


def flag(name: str) -> Group:
    """Declare a yes or no, by which lists can be narrowed."""
    return alone(field(name, FieldType.BOOLEAN, is_facet=True))


def parent(name: str) -> Group:
    """Declare the required link to the record that this one is part of; named after that record's kind."""
    return alone(field(name, FieldType.LINK, is_required=True, target=name))


LANGUAGE: Final = alone(field("language", FieldType.LANGUAGE, is_required=True))
SUMMARY: Final = text("summary")
BODY: Final = markdown("body")
WEBSITE: Final = alone(field("website", FieldType.URL))
URL: Final = alone(field("url", FieldType.URL))
SOURCE: Final = alone(field("source"))
AS_OF: Final = alone(field("as_of", FieldType.DATE))
LICENCE: Final = alone(field("licence"))
ORDER: Final = alone(field("order", FieldType.INTEGER))
MINUTES: Final = alone(field("minutes", FieldType.INTEGER))
FILES: Final = alone(field("files", FieldType.FILES))
OWNER: Final = alone(field("owner", FieldType.HANDLE, is_guarded=True))

TOPICS: Final = SetField(name="topics", type=FieldType.LINK, weight=Weight.TOPIC, is_facet=True, target="topic")
LANGUAGES: Final = SetField(name="languages", type=FieldType.LANGUAGE, is_facet=True)
COUNTRIES: Final = SetField(name="countries", type=FieldType.COUNTRY, is_facet=True)
RELATED_TOPICS: Final = SetField(name="related", type=FieldType.LINK, target="topic")
RELATED: Final = SetField(name="related", type=FieldType.LINK)
REPLACES: Final = SetField(name="replaces", type=FieldType.LINK, target="resource")
"""Older editions of the same work: whoever opens one of them is shown the way to the newer one."""
UNREVIEWED: Final = SetField(name="unreviewed", type=FieldType.LANGUAGE)
"""Languages of the record's texts that no native speaker has checked yet: each program that shows one says so."""
