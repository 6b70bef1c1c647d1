"""The form of a profile in words: labels, choices, the state of each group, its versions. Must not read the vault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from haversack.i18n import directory_terms
from haversack.i18n import names as i18n_names
from haversack.i18n.language import Speaker
from haversack.operations.own_groups import FormField, FormGroup, FormVersion
from haversack.operations.own_profile import FormRecord, OwnProfile
from haversack.operations.texts import split
from haversack.operations.time_zones import day_here
from haversack.viewmodels import author_words, draft_problems, sync_words
from haversack.viewmodels.organisation_shown import GroupShown, Part, RecordShown, VersionWords
from haversack_sync.model.declaration import FieldType
from haversack_sync.model.vocabularies import terms

_LONG: Final = frozenset({"summary", "services", "description", "note"})
_LEFT_TO_RIGHT: Final = frozenset({"website", "value", "founded", "postcode", "confirmed", "as_of"})
_ELEMENTS: Final = frozenset({"topics", "languages", "countries"})
_NARROW: Final = frozenset(
    {
        *("acronym", "type", "level", "founded", "refugee_led", "women_led", "host_community", "language"),
        *("confirmed", "source", "as_of", "purpose", "hours", "website"),
    }
)
"""Groups that need half a line only."""
_STATES: Final = {
    "typing": ("pen-line", "here"),
    "check": ("circle-alert", "danger"),
    "draft": ("hard-drive-download", "here"),
    "waiting": ("clock", "wait"),
    "sent": ("send", "here"),
    "received": ("check-check", "sent"),
    "published": ("check-check", "sent"),
    "refused": ("circle-alert", "danger"),
    "conflict": ("split", "conflict"),
    "new": ("pen-line", "here"),
}
"""State → icon and tone."""


def show_record(
    record: FormRecord,
    read: OwnProfile,
    typed: Mapping[tuple[str, str], Mapping[str, str]],
    speaker: Speaker,
    *,
    today: date,
) -> RecordShown:
    """Put a record into words.

    Args:
        record: As read.
        read: What it belongs to.
        typed: (record, group) → field → text that is not in the vault yet.
        speaker: The language of sentences.
        today: By this computer's clock.
    """
    teller = _Teller(read, speaker, today.isoformat(), is_new=record.is_new)
    return RecordShown(
        id=record.id,
        title=record.title,
        audience=record.audience,
        audience_words=directory_terms.audience_name(speaker, record.audience),
        groups=tuple(teller.group(one, typed.get((one.record, one.key), {})) for one in record.groups),
        elsewhere=tuple(
            teller.group(one, typed.get((one.record, one.key), {}), is_elsewhere=True) for one in record.elsewhere
        ),
        is_new=record.is_new,
        is_leaving=record.is_leaving,
        missing=tuple(
            directory_terms.field_name(speaker, one.problem.field)
            for one in record.groups
            if record.is_new and one.problem is not None
        ),
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts groups into words."""

    read: OwnProfile
    speaker: Speaker
    today: str
    is_new: bool

    def group(self, one: FormGroup, typed: Mapping[str, str], *, is_elsewhere: bool = False) -> GroupShown:
        """Put a group into words, with what was typed over it."""
        speaker = self.speaker
        parts = tuple(self._part(one, field, typed.get(field.name, field.value)) for field in one.fields)
        state = self._state(one, typed)
        icon, tone = _STATES.get(state, ("", "here"))
        label = directory_terms.field_name(speaker, one.name)
        if is_elsewhere:
            language = i18n_names.language_name(speaker.language, one.language)
            label = speaker.say("{field} ({language})", field=label, language=language)
        has_draft = state in ("typing", "check", "draft") or (bool(one.versions) and one.state == "draft")
        now = {part.name: part.value for part in parts}
        return GroupShown(
            record=one.record,
            key=one.key,
            label=label,
            parts=parts,
            is_narrow=one.name in _NARROW,
            state=state,
            state_words=self._state_words(state, one.moment),
            icon=icon,
            tone=tone,
            note=self._note(one, state, parts),
            has_draft=has_draft,
            can_release=has_draft and one.problem is None and not self.is_new,
            can_take_back=one.can_take_back and not has_draft,
            is_refused=state == "refused",
            versions=tuple(
                self._version(version, parts) for version in sorted(one.versions, key=lambda one: not one.author.is_own)
            ),
            earlier=_words(parts, one.earlier) if one.earlier is not None else "",
            fresh=tuple(dict.fromkeys((*one.fresh, *_added(one, typed)))),
            typed=now if has_draft and now not in [dict(version.values) for version in one.versions] else {},
        )

    def _state(self, one: FormGroup, typed: Mapping[str, str]) -> str:
        if one.versions:
            return "conflict"
        is_typed = bool(typed)
        if one.problem is not None and (is_typed or one.state == "draft"):
            return "check"
        if is_typed:
            return "typing"
        return "draft" if self.is_new and any(field.value for field in one.fields) else one.state

    def _part(self, group: FormGroup, field: FormField, value: str) -> Part:
        choices = self._choices(group, field, value)
        editor = "text" if field.name in _LONG else "line"
        if field.name in _ELEMENTS:
            editor = "elements"
        elif field.name == "confirmed":
            editor, choices = "day", ((self.today, self.speaker.say("Still right today")),)
        elif choices:
            editor = "choice"
        label = directory_terms.field_name(self.speaker, field.name)
        return Part(field.name, label, editor, value, choices, field.name in _LEFT_TO_RIGHT, field.longest)

    def _choices(self, group: FormGroup, field: FormField, value: str) -> tuple[tuple[str, str], ...]:
        say, language = self.speaker.say, self.speaker.language
        if field.type is FieldType.BOOLEAN:
            return (("", say("Not said")), ("yes", say("Yes")), ("no", say("No")))
        if field.vocabulary is not None:
            name = {
                "organisation_type": directory_terms.type_name,
                "organisation_level": directory_terms.level_name,
                "contact_channel": directory_terms.channel_name,
            }[field.vocabulary]
            return (("", say("Not said")), *((term, name(self.speaker, term)) for term in terms(field.vocabulary)))
        if field.name == "topics":
            return self.read.topics
        if field.type is FieldType.COUNTRY:
            first = (("", say("Not said")),) if field.name == "country" else ()
            return (*first, *i18n_names.all_countries(language))
        if field.type is FieldType.LANGUAGE:
            # A record is called by its name in its main language: only one in which it has texts can be that.
            if group.is_set:
                known = dict(i18n_names.all_languages(language))
                more = {tag: i18n_names.language_name(language, tag) for tag in split(value) if tag not in known}
                return tuple((known | more).items())
            tags = dict.fromkeys((*self.read.languages, value))
            return tuple((tag, i18n_names.language_name(language, tag)) for tag in tags if tag)
        return ()

    def _state_words(self, state: str, moment: int) -> str:
        say = self.speaker.say
        words = {
            "typing": say("Being written"),
            "check": say("Check this"),
            "draft": say("Saved here"),
            "waiting": say("Not sent yet"),
            "sent": say("Sent, not confirmed yet"),
            "received": say("Received"),
            "published": say("Published"),
            "refused": say("Not accepted"),
            "conflict": say("Someone else changed this too"),
        }
        if moment and state in ("published", "received"):
            day = self.speaker.short_day(day_here(moment))
            return say("Received {day}", day=day) if state == "received" else say("Published {day}", day=day)
        return words.get(state, "")

    def _note(self, one: FormGroup, state: str, parts: Sequence[Part]) -> str:
        say = self.speaker.say
        if one.problem is not None and state in ("check", "conflict"):
            return draft_problems.sentence(self.speaker, one.problem)
        if state == "refused":
            return say("{why} Your text is kept here.", why=sync_words.refusal(self.speaker, one.reason))
        if one.name == "summary" and not self.is_new:
            return self.speaker.count(
                "{number} character · plain text is best for translation",
                "{number} characters · plain text is best for translation",
                len(parts[0].value),
            )
        return ""

    def _version(self, one: FormVersion, parts: Sequence[Part]) -> VersionWords:
        speaker = self.speaker
        where = author_words.computer(speaker, one.author)
        if not one.hash:
            when = speaker.say("This computer, not sent")
        elif one.moment:
            when = speaker.say("{computer}, {moment}", computer=where, moment=speaker.moment(one.moment))
        else:
            when = where
        return VersionWords(
            hash=one.hash,
            is_own=one.author.is_own,
            who=author_words.whose(speaker, one.author),
            when=when,
            words=_words(parts, one.values),
            values=one.values,
        )


def _added(one: FormGroup, typed: Mapping[str, str]) -> list[str]:
    """Return the elements of a set that were typed just now."""
    if not one.is_set or not typed:
        return []
    before = split(one.fields[0].value)
    return [element for element in split(typed.get(one.name, "")) if element not in before]


def _words(parts: Sequence[Part], values: Mapping[str, str]) -> str:
    lines = (value_words(part, values.get(part.name, "")) for part in parts)
    return "\n".join(line for line in lines if line)


def value_words(part: Part, value: str) -> str:
    """Return the value of a field as people read it."""
    known = dict(part.choices)
    if part.editor == "elements":
        return ", ".join(known.get(one, one) for one in split(value))
    return known.get(value, value) if value else ""
