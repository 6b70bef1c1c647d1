"""The declared kinds: exactly the table that everyone agreed on."""

import pytest

from haversack_sync.model.declaration import Field, FieldType, Kind, SetField, Weight, Writers
from haversack_sync.model.kinds import KINDS, kind_named
from haversack_sync.model.roles import AudienceType
from haversack_sync.model.vocabularies import VOCABULARIES

_SHORT = {
    FieldType.TEXT: "T",
    FieldType.MARKDOWN: "M",
    FieldType.QUESTIONS: "Q",
    FieldType.INTEGER: "I",
    FieldType.BOOLEAN: "B",
    FieldType.DATE: "D",
    FieldType.LINK: "L",
    FieldType.HANDLE: "H",
    FieldType.FILES: "F",
}
TABLE = {
    "network": "name*! T · summary T · goals M · history M · reach M · founded D · website S · language! S"
    " | languages S · unreviewed S",
    "organisation": "name*! T · acronym S · summary T · description M · services T · opening_hours T"
    " · address{street S,city S,postcode S,country S} · type S · level S · founded D · website S · refugee_led B"
    " · women_led B · host_community B · confirmed D · source S · as_of D · owner H · language! S"
    " | topics L · languages S · countries S · unreviewed S",
    "contact": "purpose*! T · line{channel S,value S} · hours T · note T · organisation! L · owner H · language! S"
    " | unreviewed S",
    "topic": "name*! T · summary T · introduction M · taxonomy S · order I · language! S | related L · unreviewed S",
    "resource": "title*! T · summary T · body M · type S · date D · publisher S · symbol S · url S · source S"
    " · as_of D · licence S · files F · language! S | topics L · languages S · countries S · related L · replaces L"
    " · unreviewed S",
    "course": "title*! T · summary T · description M · level S · minutes I · licence S · language! S"
    " | topics L · languages S · unreviewed S",
    "module": "title*! T · summary T · course! L · order I · language! S | unreviewed S",
    "lesson": "title*! T · summary T · body M · module! L · order I · minutes I · files F · language! S | unreviewed S",
    "quiz": "title*! T · module! L · order I · questions Q · feedback S · to_pass I · language! S | unreviewed S",
    "event": "title*! T · summary T · body M · type S · when{start D,end D,zone S} · recurrence S"
    " · place{venue S,city S,country S,online S} · url S · organiser S · source S · as_of D · language! S"
    " | topics L · languages S · countries S · unreviewed S",
    "statement": "title*! T · summary T · body M · date D · addressee T · status S · url S · files F · language! S"
    " | topics L · languages S · countries S · unreviewed S",
}
PLACES = {
    "network": "open/directory",
    "organisation": "members/directory",
    "contact": "members/directory",
    "topic": "open/library",
    "resource": "open/library",
    "statement": "open/library",
    "course": "open/training",
    "module": "open/training",
    "lesson": "open/training",
    "quiz": "open/training",
    "event": "open/calendar",
}


def _row(kind: Kind) -> str:
    groups = []
    for group in kind.groups:
        if group.is_bare:
            (field,) = group.fields
            marks = ("*" if field.name == kind.title else "") + ("!" if field.is_required else "")
            groups.append(f"{field.name}{marks} {_SHORT.get(field.type, 'S')}")
        else:
            inner = ",".join(f"{field.name} {_SHORT.get(field.type, 'S')}" for field in group.fields)
            groups.append(f"{group.name}{{{inner}}}")
    sets = [f"{one.name} {_SHORT.get(one.type, 'S')}" for one in kind.sets]
    return f"{' · '.join(groups)} | {' · '.join(sets)}".rstrip()


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_has_the_agreed_fields_in_the_agreed_groups(name: str) -> None:
    assert _row(KINDS[name]) == TABLE[name]


def test_all_kinds_are_there_and_no_other() -> None:
    assert list(KINDS) == [
        "network",
        "organisation",
        "contact",
        "topic",
        "resource",
        "course",
        "module",
        "lesson",
        "quiz",
        "event",
        "statement",
    ]
    assert all(kind_named(name) is kind and kind.name == name for name, kind in KINDS.items())
    assert kind_named("garden") is None


def test_each_kind_lives_where_it_was_agreed() -> None:
    assert {name: f"{kind.audience.name.lower()}/{kind.shelf}" for name, kind in KINDS.items()} == PLACES


def test_only_organisations_and_contact_lines_are_written_by_their_owners() -> None:
    assert {name for name, kind in KINDS.items() if kind.writers is Writers.OWNER} == {"organisation", "contact"}
    assert {name for name, kind in KINDS.items() if kind.creators is Writers.OWNER} == {"contact"}
    for name in ("organisation", "contact"):
        assert [field.name for field in KINDS[name].fields if field.is_guarded] == ["owner"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_declaration_is_sound(kind: Kind) -> None:
    assert len(set(kind.names)) == len(kind.names)
    title = kind.field(kind.title)
    assert title is not None
    assert (title.type, title.weight, title.is_required, title.max_characters) == (
        FieldType.TEXT,
        Weight.TITLE,
        True,
        300,
    )
    declared: list[Field | SetField] = [*kind.fields, *kind.sets]
    for one in declared:
        assert (one.vocabulary is None) == (one.type is not FieldType.TERM)
        assert one.vocabulary is None or one.vocabulary in VOCABULARIES
        assert one.target is None or (one.type is FieldType.LINK and one.target in KINDS)
        assert one.since == 1
    for group in kind.groups:
        assert len(group.fields) == 1 or not any(field.type.is_localised for field in group.fields)
    assert all(
        kind_type in (FieldType.LINK, FieldType.LANGUAGE, FieldType.COUNTRY, FieldType.TERM)
        for kind_type in (one.type for one in kind.sets)
    )
    assert kind.audience in (AudienceType.OPEN, AudienceType.MEMBERS)
