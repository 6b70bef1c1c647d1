"""What is said of sticks, in the terminal and in the window: what lies on one, what came from one, what is wrong.

Must not look anything up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from haversack.i18n.language import SentencePair, Speaker

BY_STICK: Final[Mapping[str, SentencePair]] = {
    "stick": (
        "This folder or stick cannot be used.",
        "Try another one. What was written or read before is kept.",
    ),
    "stick.full": (
        "The stick is full.",
        "Make room on it, or take another one. What lies on it already is whole, and the rest goes on from there.",
    ),
    "stick.read_only": (
        "The stick is write-protected.",
        "Move its little switch, or take another one. Nothing was written, and nothing counts as sent.",
    ),
    "stick.gone": (
        "The stick was pulled out, or cannot be read.",
        "Put it in again and begin again: what lies on it is whole, and the rest goes on from there.",
    ),
    "stick.no_access": (
        "This computer does not let you read or write there.",
        "Choose another folder, or ask whoever looks after this computer.",
    ),
    "stick.not_plain": (
        "There is a link or a file on this stick where a folder belongs; nothing was followed.",
        "Take another stick, and tell a coordinator: somebody may have tried something.",
    ),
    "stick.other_network": (
        "This stick is of another network.",
        "Choose the stick of your own network. Nothing was read from this one.",
    ),
}


@dataclass(frozen=True, slots=True)
class OutFacts:
    """What lies on a stick, in numbers; see `operations.carrying_out.CarriedOut`."""

    changes: int
    files: int
    letters: int
    entries: int
    objects: int
    written_bytes: int
    left_out: int
    left_out_bytes: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class InFacts:
    """What came from a stick, in numbers; see `operations.carrying_in.CarriedIn`.

    Attributes:
        entries: Entries that were verified.
        read_bytes: How many bytes were read for that.
        applied: Those that changed something here.
        answered: Own changes for which the hub's answer came.
        waiting: Own changes that still have none.
        letters: Letters of others that go along.
        refused: Letters that are not what they seem.
    """

    entries: int
    read_bytes: int
    applied: int
    answered: int
    waiting: int
    letters: int
    refused: int


def out_sentences(speaker: Speaker, facts: OutFacts) -> list[str]:
    """Say what lies on a stick now."""
    say, count = speaker.say, speaker.count
    lines = []
    if facts.changes:
        lines.append(
            count(
                "{number} change of yours is on the stick. It is received once a stick brings the hub’s receipt back.",
                "{number} changes of yours are on the stick. They are received once a stick brings the hub’s receipt "
                "back.",
                facts.changes,
            )
        )
    else:
        lines.append(say("Nothing of yours had to go out."))
    if facts.files:
        lines.append(count("{number} file of yours is on it.", "{number} files of yours are on it.", facts.files))
    if facts.letters:
        lines.append(
            count(
                "{number} sealed letter of somebody else goes along. Nobody can read it on the way.",
                "{number} sealed letters of others go along. Nobody can read them on the way.",
                facts.letters,
            )
        )
    if facts.entries or facts.objects:
        lines.append(
            say(
                "For other computers: {entries}, {files}.",
                entries=count("{number} change", "{number} changes", facts.entries),
                files=count("{number} file", "{number} files", facts.objects),
            )
        )
    if facts.left_out:
        lines.append(
            count(
                "There was no room for {number} file, {size}. It goes another time.",
                "There was no room for {number} files, {size}. They go another time.",
                facts.left_out,
                size=speaker.size(facts.left_out_bytes),
            )
        )
    if not facts.is_complete:
        lines.append(say("You stopped it. What lies on the stick is whole; the rest goes on from there."))
    lines.append(say("Written now: {size}.", size=speaker.size(facts.written_bytes)))
    return lines


def in_sentences(speaker: Speaker, facts: InFacts) -> list[str]:
    """Say what came from a stick."""
    say, count = speaker.say, speaker.count
    lines = []
    if facts.entries:
        lines.append(
            count(
                "{number} change was checked and is here now, from {size}.",
                "{number} changes were checked and are here now, from {size}.",
                facts.entries,
                size=speaker.size(facts.read_bytes),
            )
        )
    else:
        lines.append(say("Nothing on this stick is new here."))
    if facts.answered:
        lines.append(
            count(
                "The hub’s answer came for {number} change of yours.",
                "The hub’s answer came for {number} changes of yours.",
                facts.answered,
            )
        )
    if facts.waiting:
        lines.append(
            count(
                "{number} change of yours has no receipt yet. Carry out puts it on the next stick again.",
                "{number} changes of yours have no receipt yet. Carry out puts them on the next stick again.",
                facts.waiting,
            )
        )
    if facts.letters:
        lines.append(
            count(
                "{number} sealed letter of somebody else will go along with the next stick.",
                "{number} sealed letters of others will go along with the next stick.",
                facts.letters,
            )
        )
    if facts.refused:
        lines.append(
            count(
                "{number} letter was refused: it is not from your hub.",
                "{number} letters were refused: they are not from your hub.",
                facts.refused,
            )
        )
    return lines
