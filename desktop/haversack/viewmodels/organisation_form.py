"""The form of a profile in words: labels, choices, the state of each group, its versions. Must not read the vault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from haversack.i18n import directory_terms
from haversack.i18n import names as i18n_names
from haversack.i18n.language import Speaker
from haversack.operations.own_profile import FormField, FormGroup, FormRecord, FormVersion, OwnProfile
from haversack.operations.texts import split
from haversack.viewmodels.standing import role_name
from haversack_sync.model.countries import COUNTRIES
from haversack_sync.model.declaration import FieldType
from haversack_sync.model.vocabularies import terms

_LONG: Final = frozenset({"summary", "services", "description", "note"})
_LEFT_TO_RIGHT: Final = frozenset({"website", "value", "founded", "postcode"})
_STATES: Final = {
    "typing": ("pen-line", "wait"),
    "draft": ("save", "here"),
    "waiting": ("clock", "wait"),
    "sent": ("send", "here"),
    "received": ("check-check", "sent"),
    "published": ("check-check", "sent"),
    "refused": ("circle-alert", "wait"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One editor.

    Attributes:
        name: Of the field.
        label: Shown above it where a group has several.
        editor: line, text, choice or elements.
        value: What stands in it; elements with commas.
        choices: (value, words) for a choice, or to add to elements.
        is_left_to_right: Whether it keeps that direction in every language: phone, e-mail, web.
        longest: Characters, or None.
    """

    name: str
    label: str
    editor: str
    value: str
    choices: tuple[tuple[str, str], ...]
    is_left_to_right: bool
    longest: int | None


@dataclass(frozen=True, slots=True)
class VersionWords:
    """One of two or more versions.

    Attributes:
        hash: Names it.
        who: *Yours*, or the role of who wrote it.
        when: Where and when, or empty.
        words: As people read it; empty for a removal.
        values: Field → text.
    """

    hash: bytes
    who: str
    when: str
    words: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GroupShown:
    """What is saved together.

    Attributes:
        record: The record.
        key: The group's key.
        label: What it is called.
        parts: Its editors.
        state: Stable name of its state.
        state_words: That in words, with a day.
        icon: Of the state.
        tone: wait, sent or here.
        note: A hint below: what is missing, how many characters, why it was refused; may be empty.
        versions: All where there are two or more.
    """

    record: str
    key: str
    label: str
    parts: tuple[Part, ...]
    state: str
    state_words: str
    icon: str
    tone: str
    note: str
    versions: tuple[VersionWords, ...]

    @property
    def has_draft(self) -> bool:
        """Whether something was typed and not released."""
        return self.state in ("draft", "typing")


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record with its groups; a contact line says who sees it."""

    id: str
    title: str
    audience: str
    groups: tuple[GroupShown, ...]


def show_record(
    record: FormRecord, read: OwnProfile, typed: Mapping[tuple[str, str], Mapping[str, str]], speaker: Speaker
) -> RecordShown:
    """Put a record into words.

    Args:
        record: As read.
        read: What it belongs to.
        typed: (record, group) → field → text that is not in the vault yet.
        speaker: The language of sentences.
    """
    groups = tuple(_group(one, read, typed.get((one.record, one.key), {}), speaker) for one in record.groups)
    audience = directory_terms.audience_name(speaker, record.audience)
    return RecordShown(record.id, record.title, audience, groups)


def _group(one: FormGroup, read: OwnProfile, typed: Mapping[str, str], speaker: Speaker) -> GroupShown:
    state = "typing" if typed else one.state
    parts = tuple(_part(field, read, typed.get(field.name, field.value), speaker) for field in one.fields)
    icon, tone = _STATES.get(state, ("", "here"))
    return GroupShown(
        record=one.record,
        key=one.key,
        label=directory_terms.field_name(speaker, one.name),
        parts=parts,
        state=state,
        state_words=_state_words(state, one.moment, speaker),
        icon=icon,
        tone=tone,
        note=_note(one, parts, speaker),
        versions=tuple(_version(version, parts, speaker) for version in one.versions),
    )


def _part(field: FormField, read: OwnProfile, value: str, speaker: Speaker) -> Part:
    editor, choices = "text" if field.name in _LONG else "line", _choices(field, read, value, speaker)
    if field.name in ("topics", "languages", "countries"):
        editor = "elements"
    elif choices:
        editor = "choice"
    label = directory_terms.field_name(speaker, field.name)
    return Part(field.name, label, editor, value, choices, field.name in _LEFT_TO_RIGHT, field.longest)


def _choices(field: FormField, read: OwnProfile, value: str, speaker: Speaker) -> tuple[tuple[str, str], ...]:
    say, language = speaker.say, speaker.language
    if field.type is FieldType.BOOLEAN:
        return (("", say("Not said")), ("yes", say("Yes")), ("no", say("No")))
    if field.vocabulary is not None:
        name = {
            "organisation_type": directory_terms.type_name,
            "organisation_level": directory_terms.level_name,
            "contact_channel": directory_terms.channel_name,
        }[field.vocabulary]
        return (("", say("Not said")), *((term, name(speaker, term)) for term in terms(field.vocabulary)))
    if field.name == "topics":
        return read.topics
    if field.type is FieldType.COUNTRY:
        named = sorted((i18n_names.country_name(language, code), code) for code in COUNTRIES)
        first = (("", say("Not said")),) if field.name == "country" else ()
        return (*first, *((code, name) for name, code in named))
    if field.type is FieldType.LANGUAGE:
        tags = {*i18n_names.locale_of(language).languages, *split(value)}
        plain = (tag.replace("_", "-") for tag in tags)
        named = sorted((i18n_names.language_name(language, tag), tag) for tag in plain)
        return tuple((tag, name) for name, tag in named)
    return ()


def _state_words(state: str, moment: int, speaker: Speaker) -> str:
    say = speaker.say
    words = {
        "typing": say("Being written"),
        "draft": say("Saved here"),
        "waiting": say("Not sent yet"),
        "refused": say("Not accepted"),
    }
    if state in words:
        return words[state]
    day = speaker.short_day(datetime.fromtimestamp(moment, UTC).date()) if moment else ""
    dated = {
        "sent": (say("Sent"), say("Sent {day}", day=day)),
        "received": (say("Received"), say("Received {day}", day=day)),
        "published": (say("Published"), say("Published {day}", day=day)),
    }
    plain, with_day = dated.get(state, ("", ""))
    return with_day if day else plain


def _note(one: FormGroup, parts: Sequence[Part], speaker: Speaker) -> str:
    say = speaker.say
    if one.state == "refused":
        return say("The network's rules did not accept this change. Your text is kept here.")
    if one.name == "name" and not parts[0].value.strip():
        return say("A profile needs a name.")
    if one.name == "summary":
        return speaker.count(
            "{number} character · plain text is best for translation",
            "{number} characters · plain text is best for translation",
            len(parts[0].value),
        )
    return ""


def _version(one: FormVersion, parts: Sequence[Part], speaker: Speaker) -> VersionWords:
    say = speaker.say
    who = say("Yours") if one.is_own else role_name(speaker, one.role)
    moment = speaker.moment(one.moment) if one.moment else ""
    if one.is_own:
        where = say("This computer, {moment}", moment=moment) if moment else say("This computer")
    else:
        where = say("Another computer, {moment}", moment=moment) if moment else say("Another computer")
    words = [_words(part, one.values.get(part.name, "")) for part in parts]
    return VersionWords(one.hash, who, where, "\n".join(line for line in words if line), one.values)


def _words(part: Part, value: str) -> str:
    return dict(part.choices).get(value, value) if value else ""
