"""What the page of an organisation shows, as values in words. Must not know where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One editor.

    Attributes:
        name: Of the field.
        label: Shown above it where a group has several.
        editor: line, text, day, choice or elements.
        value: What stands in it; elements with commas.
        choices: (value, words) for a choice, to add to elements, or to press for a day.
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
        hash: Names it; empty for what was typed here.
        is_own: Whether it was written on this computer.
        who: *Yours*, or the role of who wrote it.
        when: Where and when.
        words: As people read it; empty for a removal.
        values: Field → text.
    """

    hash: bytes
    is_own: bool
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
        is_narrow: Whether half a line is enough.
        state: Stable name: typing, check, draft, waiting, sent, received, published, refused, conflict, or empty.
        state_words: That in words, with a day.
        icon: Of the state.
        tone: wait, sent, here, danger or conflict.
        note: A hint below: what is missing, how many characters, why it was refused; may be empty.
        has_draft: Whether something was typed and not released.
        can_release: Whether it could go as it is.
        can_take_back: Whether it waits and nobody has sealed it.
        is_refused: Whether its text was not accepted, and is kept.
        versions: All where there are two or more.
        earlier: What stood there before they parted, in words; empty if nobody knows.
        fresh: Elements of a set that others do not see yet.
        typed: What stands in the editors, where that is neither of the versions; a new text begins with it.
    """

    record: str
    key: str
    label: str
    parts: tuple[Part, ...]
    is_narrow: bool
    state: str
    state_words: str
    icon: str
    tone: str
    note: str
    has_draft: bool
    can_release: bool
    can_take_back: bool
    is_refused: bool
    versions: tuple[VersionWords, ...]
    earlier: str
    fresh: tuple[str, ...]
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record with its groups; a contact line says who sees it.

    Attributes:
        id: The record.
        title: Its name or purpose.
        audience: Stable name of who sees it.
        audience_words: That in words.
        groups: With texts in the language that is edited.
        elsewhere: Groups of other languages in which something is to do.
        is_new: Whether it is only being written.
        is_leaving: Whether it is put away, and others do not know yet.
        missing: What must still be written before it can go, in words; for one that is only being written.
    """

    id: str
    title: str
    audience: str
    audience_words: str
    groups: tuple[GroupShown, ...]
    elsewhere: tuple[GroupShown, ...]
    is_new: bool
    is_leaving: bool
    missing: tuple[str, ...]

    @property
    def every_group(self) -> tuple[GroupShown, ...]:
        """Groups here and elsewhere."""
        return (*self.groups, *self.elsewhere)

    @property
    def has_draft(self) -> bool:
        """Whether something was typed and not released."""
        return self.is_new or any(group.has_draft for group in self.every_group)
