"""One organisation in full, with its contact lines and who can see each, and what belongs to it both ways.

Reads only, offline. Must not choose between two versions: the first is shown and marked. Writes no sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from haversack.operations.browsing import state_of
from haversack.operations.editing import one_shown
from haversack.operations.library import NamedRecord, named
from haversack.operations.record_text import is_unreviewed
from haversack.operations.workspace import Workspace
from haversack.store import links, listing, outbox, projection, values
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value, encode
from haversack_sync.model.ids import RecordId, parse_record_id, show_record_id
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import Role

_TEXTS = ("name", "summary", "description", "services", "opening_hours")
_MOST = 30
"""More of a kind are not listed on a profile."""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One way to reach an organisation.

    Attributes:
        id: The contact's record, as people write it.
        purpose: What it is for, in the asked language.
        channel: phone, email, web, messenger, post, or empty.
        value: Number, address …
        hours: When; may be empty.
        note: May be empty.
        audience: Who can see it: open, members, organisation, coordinators …
        state: As in `browsing.ListedRecord`.
        has_two_versions: Whether a person has to choose.
    """

    id: str
    purpose: str
    channel: str
    value: str
    hours: str
    note: str
    audience: str
    state: str
    has_two_versions: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One organisation in full.

    Attributes:
        id: The record, as people write it.
        texts: name, summary, description, services, opening_hours in the best language; missing ones are left out.
        languages_shown: The same names → the language that each is in.
        is_unreviewed: Whether one of them, the name apart, is a translation that no native speaker has checked.
        original: Its name in its main language, where that is another; else empty.
        facts: Everything that has no language: acronym, street, city, type, website, refugee_led …
        languages: Tags of the languages in which it works.
        countries: Codes of the countries where it works.
        topics: Its areas of work.
        items: Library items that name it as related, or that it published.
        events: Events that it organises.
        available: Tags of the languages in which any of its texts is.
        contacts: Its contact lines.
        audience: Who can see the profile itself.
        state: As in `browsing.ListedRecord`.
        disputed: Groups with two versions.
        is_own: Whether it is this computer's organisation.
        may_edit: Whether this computer's role may change it.
        last_contact: The hub's stamp, seconds since 1970; 0 for never.
    """

    id: str
    texts: Mapping[str, str]
    languages_shown: Mapping[str, str]
    is_unreviewed: bool
    original: str
    facts: Mapping[str, Value]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    topics: tuple[NamedRecord, ...]
    items: tuple[NamedRecord, ...]
    events: tuple[NamedRecord, ...]
    available: tuple[str, ...]
    contacts: tuple[ContactLine, ...]
    audience: str
    state: str
    disputed: tuple[str, ...]
    is_own: bool
    may_edit: bool
    last_contact: int


def profile(workspace: Workspace, record: RecordId, *, languages: Sequence[str] = ()) -> Profile:
    """Read one organisation.

    Args:
        workspace: The open vault.
        record: Which one; the id of a contact line means its organisation.
        languages: Asked language tags, the best first.

    Raises:
        NoSuchRecordError: It is not here.
    """
    with workspace.replica.reading() as connection:
        shown = one_shown(projection.show(connection, record, own=workspace.own))
        parent = reading.fields(shown.state).get("organisation") if shown.state.kind == "contact" else None
        if isinstance(parent, str):
            shown = one_shown(projection.show(connection, parse_record_id(parent), own=workspace.own))
    return profile_of(workspace, shown, contacts_of(workspace, shown.state.id), languages=languages)


def profile_of(
    workspace: Workspace, shown: Shown, contacts: Sequence[Shown], *, languages: Sequence[str] = ()
) -> Profile:
    """Put the profile of an organisation together from its record and its contact lines."""
    names, state = workspace.shelf_names(), shown.state
    with workspace.replica.reading() as connection:
        last_contact = values.read_number(connection, values.LAST_CONTACT)
    texts = {name: found for name in _TEXTS if (found := state.text(name, languages))}
    fields = reading.fields(state)
    main, name = state.main_language, texts.get("name")
    original = state.text("name", [main]) if main and name and name[0] != main else None
    span, owner = workspace.span, reading.owner(state)
    is_own = span is not None and bool(span.organisation) and owner == span.organisation
    may_edit = span is not None and (span.role is Role.COORDINATOR or (is_own and span.role is not Role.READER))
    return Profile(
        id=show_record_id(state.id),
        texts={name: text for name, (_, text) in texts.items()},
        languages_shown={name: language for name, (language, _) in texts.items()},
        is_unreviewed=any(is_unreviewed(state, tag) for part, (tag, _) in texts.items() if part != "name"),
        original=original[1] if original and name and original[1] != name[1] else "",
        facts={key: value for key, value in fields.items() if not isinstance(value, dict | list)},
        languages=_strings(fields.get("languages")),
        countries=_strings(fields.get("countries")),
        topics=named(workspace, [parse_record_id(one) for one in _strings(fields.get("topics"))], languages),
        items=named(workspace, _items_of(workspace, state), languages)[:_MOST],
        events=named(workspace, _events_of(workspace, state), languages)[:_MOST],
        available=_languages_of(state),
        contacts=tuple(_line(one, names, languages) for one in contacts),
        audience=names.get(state.feed, ("", ""))[0],
        state=state_of(shown),
        disputed=state.disputed_groups(),
        is_own=is_own,
        may_edit=may_edit,
        last_contact=last_contact,
    )


def contacts_of(
    workspace: Workspace, organisation: RecordId, *, with_leaving: bool = False, with_retired: bool = False
) -> list[Shown]:
    """Return the contact lines of an organisation that are in use, confirmed and waiting together.

    Args:
        workspace: The open vault.
        organisation: Whose.
        with_leaving: Whether to return those too that were put away here, as long as that is not published.
        with_retired: Whether to return all that were ever put away.
    """
    with workspace.replica.reading() as connection:
        keys = listing.with_value(connection, "contact", "organisation", encode(organisation))
        waiting = outbox.read_items(connection, outbox.PENDING)
        keys += [
            (item.feed, item.record)
            for item in waiting
            if item.record is not None and item.change is not None and item.change.kind == "contact"
        ]
        found = projection.show_many(connection, list(dict.fromkeys(keys)), own=workspace.own)
    return [
        one
        for one in found.values()
        if (not one.state.is_retired or with_retired or (with_leaving and one.waiting))
        and one.state.shown_bytes("organisation") == encode(organisation)
    ]


def _line(shown: Shown, names: Mapping[bytes, tuple[str, str]], languages: Sequence[str]) -> ContactLine:
    state = shown.state
    fields = reading.fields(state)
    return ContactLine(
        id=show_record_id(state.id),
        purpose=_text(state, "purpose", languages),
        channel=str(fields.get("channel") or ""),
        value=str(fields.get("value") or ""),
        hours=_text(state, "hours", languages),
        note=_text(state, "note", languages),
        audience=names.get(state.feed, ("", ""))[0],
        state=state_of(shown),
        has_two_versions=state.has_two_versions,
    )


def _text(state: RecordState, field: str, languages: Sequence[str]) -> str:
    found = state.text(field, languages)
    return found[1] if found else ""


def _strings(value: Value) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _languages_of(state: RecordState) -> tuple[str, ...]:
    """Return the languages of its texts, the main one first."""
    main = state.main_language
    tags = [language for field in _TEXTS for language in state.languages(field)]
    return tuple(dict.fromkeys([*([main] if main in tags else []), *tags]))


def _names_of(state: RecordState) -> list[str]:
    """Return every name under which others may write of it."""
    acronym = state.shown("acronym")
    found = [state.shown(f"name@{language}") for language in state.languages("name")]
    return [one for one in (*found, acronym) if isinstance(one, str) and one]


def _items_of(workspace: Workspace, state: RecordState) -> list[RecordId]:
    with workspace.replica.reading() as connection:
        naming = links.naming(connection, state.id, "related", ("resource", "statement"))
        published = listing.with_value(connection, "resource", "publisher", *map(encode, _names_of(state)))
    return [record for _, record in (*naming, *published)]


def _events_of(workspace: Workspace, state: RecordState) -> list[RecordId]:
    with workspace.replica.reading() as connection:
        found = listing.with_value(connection, "event", "organiser", *map(encode, _names_of(state)))
    return [record for _, record in found]
