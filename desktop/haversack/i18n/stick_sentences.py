"""What is said of sticks, in the terminal and in the window: what lies on one, what came from one, what is wrong.

Must not look anything up.
"""

from collections.abc import Mapping
from typing import Final, Protocol

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


class OutFacts(Protocol):
    """What lies on a stick, in numbers, as `operations.carrying_out.CarriedOut` has it."""

    @property
    def changes(self) -> int:
        """Own changes without a receipt that are on their way with it."""

    @property
    def files(self) -> int:
        """Own files that are on it whole."""

    @property
    def letters(self) -> int:
        """Letters of others that were added."""

    @property
    def entries(self) -> int:
        """Entries that were added for other computers."""

    @property
    def objects(self) -> int:
        """Files that were added for other computers."""

    @property
    def written_bytes(self) -> int:
        """What was written now."""

    @property
    def left_out(self) -> int:
        """Files for which there was no room."""

    @property
    def left_out_bytes(self) -> int:
        """Their size."""

    @property
    def is_complete(self) -> bool:
        """Whether nobody stopped it."""


class InFacts(Protocol):
    """What came from a stick, in numbers, as `operations.carrying_in.CarriedIn` has it."""

    @property
    def entries(self) -> int:
        """Entries that were verified."""

    @property
    def read_bytes(self) -> int:
        """How many bytes were read for that."""

    @property
    def answered(self) -> int:
        """Own changes for which the hub’s answer came."""

    @property
    def letters(self) -> int:
        """Letters of others that go along."""

    @property
    def refused(self) -> int:
        """Letters that are not what they seem."""

    @property
    def files(self) -> int:
        """Files that are here now."""

    @property
    def files_left(self) -> int:
        """Files on it for which nobody asked."""

    @property
    def files_left_bytes(self) -> int:
        """Their size."""


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


def in_sentences(speaker: Speaker, facts: InFacts, *, waiting: int) -> list[str]:
    """Say what came from a stick, and how many own changes have no receipt yet."""
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
    elif not facts.files:
        lines.append(say("Nothing on this stick is new here."))
    if facts.files:
        lines.append(count("{number} file came from it.", "{number} files came from it.", facts.files))
    if facts.files_left:
        lines.append(
            count(
                "{number} file on it, {size}, is not on this computer: nobody asked for it.",
                "{number} files on it, {size}, are not on this computer: nobody asked for them.",
                facts.files_left,
                size=speaker.size(facts.files_left_bytes),
            )
        )
    if facts.answered:
        lines.append(
            count(
                "The hub’s answer came for {number} change of yours.",
                "The hub’s answer came for {number} changes of yours.",
                facts.answered,
            )
        )
    if waiting:
        lines.append(
            count(
                "{number} change of yours has no receipt yet. Carry out puts it on the next stick again.",
                "{number} changes of yours have no receipt yet. Carry out puts them on the next stick again.",
                waiting,
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
