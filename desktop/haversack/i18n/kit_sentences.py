"""What is said of kits: what one will hold, what lies there, what its reader sees. Must not look anything up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from haversack.i18n.kind_names import kind_plural
from haversack.i18n.language import SentencePair, Speaker
from haversack.i18n.names import language_name

BY_KIT: Final[Mapping[str, SentencePair]] = {
    "kit": ("This folder holds no kit.", "Choose the folder in which START-HERE lies."),
    "kit.no_kit": ("This folder holds no kit.", "Choose the folder in which START-HERE lies."),
    "kit.lone_file": (
        "This network file lies alone, and names no hub.",
        "Open the one on the stick from which it comes, or choose the stick itself.",
    ),
    "kit.no_network_file": (
        "This is not a network file of Haversack, or it is damaged.",
        "Ask whoever gave it to you for another copy.",
    ),
    "kit.old_content": (
        "The newest changes ({number}) cannot go into a kit yet: nobody could check them.",
        "Sync, or carry in a stick that the hub wrote after them, then build again. Nothing was written.",
    ),
    "kit.no_installers": ("There are no installers in this folder.", "Choose the folder into which you got them."),
    "kit.no_language": (
        "There is no START-HERE page, and no invitation sheet, in any of these languages.",
        "Choose at least one that has them, for example en, fr or fa-AF. Nothing was written.",
    ),
    "kit.invitation_number": (
        "A kit gets between 1 and {number} invitations at once.",
        "Choose another number, and make the rest another time. Nothing was written.",
    ),
    "kit.no_sheets": (
        "Invitations need an organisation, and a folder for their sheets.",
        "Say both: --organisation and --sheets. Nothing was written.",
    ),
    "kit.sheets_with_kit": (
        "The invitation sheets would lie on the same stick as the kit.",
        "Choose a folder on this computer: stick and code together open what members read. Nothing was written.",
    ),
    "kit.sheets_on_stick": (
        "The invitation sheets would lie in a kit, or on another disk than your vault: a stick perhaps.",
        "Choose a folder on this computer: stick and code together open what members read. Nothing was made.",
    ),
    "kit.inside_vault": (
        "A kit must lie neither inside the vault nor around it.",
        "Choose a stick, or a folder outside the vault. Nothing was written.",
    ),
}

_MOST_BESIDE: Final = 5
"""So many of the names of what lies beside a kit are said."""


class PlanFacts(Protocol):
    """What a kit will hold, as `operations.kit_planning.KitPlan` has it."""

    @property
    def installers(self) -> Sequence[object]:
        """The installers that go along."""

    @property
    def files(self) -> Sequence[object]:
        """Files of records that go along."""

    @property
    def total_bytes(self) -> int:
        """How large it gets, about."""

    @property
    def room(self) -> int:
        """How many bytes there is room for."""


class BuiltFacts(Protocol):
    """A kit that lies there now, as `operations.kit_building.Built` has it."""

    @property
    def size(self) -> int:
        """Bytes of the whole kit."""

    @property
    def invitations(self) -> int:
        """Open invitations that work with it."""

    @property
    def invited_until(self) -> str:
        """The last day on which one of them works; empty for none."""

    @property
    def away(self) -> int:
        """Files that are meant and were not on this computer."""

    @property
    def is_complete(self) -> bool:
        """Whether nobody stopped it."""

    @property
    def is_afresh(self) -> bool:
        """Whether it was read back from the stick itself and not from this computer's memory."""


class CheckFacts(Protocol):
    """What a kit is, as `operations.kit_checking.KitFindings` has it."""

    @property
    def network(self) -> str:
        """The network's public name, by its own word."""

    @property
    def fingerprint(self) -> str:
        """As people compare it."""

    @property
    def installers(self) -> Sequence[str]:
        """Names of its installers, by its own word."""

    @property
    def size(self) -> int:
        """Bytes of the whole kit."""

    @property
    def damaged(self) -> Sequence[str]:
        """Files that are not what the checksums say."""

    @property
    def missing(self) -> Sequence[str]:
        """Files that the checksums name and that are not there."""

    @property
    def unknown(self) -> Sequence[str]:
        """What no checksum names and could pass for something of the kit."""

    @property
    def beside(self) -> Sequence[str]:
        """What else lies at its top and is not of it."""

    @property
    def is_whole(self) -> bool:
        """Whether every file is what was built, and nothing lies there that could pass for one of them."""

    @property
    def records(self) -> Mapping[str, int]:
        """What a visitor without an invitation reads, by kind."""

    @property
    def titles(self) -> Mapping[str, Sequence[str]]:
        """A few titles of them, by kind."""

    @property
    def pages(self) -> Sequence[str]:
        """Tags of the START-HERE pages that lie there."""

    @property
    def files(self) -> int:
        """How many files of the records that a visitor reads are in the kit."""

    @property
    def files_away(self) -> int:
        """How many are not."""

    @property
    def invitations(self) -> int:
        """Invitations that are open by the history in the kit."""

    @property
    def invited_until(self) -> str:
        """The last day on which one of them works; empty for none."""


def plan_sentence(speaker: Speaker, facts: PlanFacts) -> str:
    """Say what a kit will hold, before anything is written."""
    return speaker.say(
        "The kit: {installers}, {files}, about {size}. There is room for {room}.",
        installers=speaker.count("{number} installer", "{number} installers", len(facts.installers)),
        files=speaker.count("{number} file", "{number} files", len(facts.files)),
        size=speaker.size(facts.total_bytes),
        room=speaker.size(facts.room),
    )


def invitations_sentence(speaker: Speaker, number: int, until: str) -> str:
    """Say how many invitations work with a kit, and until when.

    Args:
        speaker: The language.
        number: How many.
        until: The last day on which one of them works, as ISO 8601 has it; empty for none.
    """
    sentence = speaker.count(
        "{number} open invitation works with it. Its code must travel by another way than the kit.",
        "{number} open invitations work with it. Their codes must travel by another way than the kit.",
        number,
    )
    if not until:
        return sentence
    day = speaker.long_day(date.fromisoformat(until))
    return f"{sentence} {speaker.say('The last day on which one works is {day}.', day=day)}"


def memory_sentence(speaker: Speaker) -> str:
    """Say what to do where a system may answer from its memory what was asked of a stick."""
    return speaker.say(
        "This system may have answered from its own memory. If the stick was not taken out since it was written, take "
        "it out properly, put it in again, and check the kit."
    )


def built_sentences(speaker: Speaker, facts: BuiltFacts) -> list[str]:
    """Say what lies there now, and how far it is known that it does."""
    say = speaker.say
    if not facts.is_complete:
        return [say("You stopped it. What lies there is whole; build again, and it goes on from there.")]
    lines = [
        say("The kit is ready: {size}. It was read back and is what was written.", size=speaker.size(facts.size)),
        invitations_sentence(speaker, facts.invitations, facts.invited_until),
    ]
    if not facts.is_afresh:
        lines.append(memory_sentence(speaker))
    if facts.away:
        lines.append(
            speaker.count(
                "{number} file is not in it: it is not on this computer. Get it first, then build again.",
                "{number} files are not in it: they are not on this computer. Get them first, then build again.",
                facts.away,
            )
        )
    return lines


def sheets_sentences(speaker: Speaker, number: int, place: str) -> list[str]:
    """Say where invitation sheets lie, and what must become of them."""
    return [
        speaker.count(
            "{number} invitation sheet lies in {place}",
            "{number} invitation sheets lie in {place}",
            number,
            place=place,
        ),
        speaker.say("Print it, then delete it: whoever has the file can join in the place of your members."),
    ]


def _kind_lines(speaker: Speaker, facts: CheckFacts) -> list[str]:
    """Say how many records there are of each kind, with a few of their titles, as readers know them."""
    return [
        speaker.say(
            "{kind}: {number} ({titles})",
            kind=kind_plural(speaker, kind),
            number=speaker.number(number),
            titles=speaker.dotted((*titles, "…") if number > len(titles) else titles),
        )
        if (titles := facts.titles.get(kind, ()))
        else speaker.say("{kind}: {number}", kind=kind_plural(speaker, kind), number=speaker.number(number))
        for kind, number in facts.records.items()
    ]


def _beside_lines(speaker: Speaker, names: Sequence[str]) -> list[str]:
    """Name a few of what else lies on the stick."""
    if not names:
        return []
    title = speaker.say(
        "Also there, not part of the kit: {number}. Look whether it belongs there:", number=speaker.number(len(names))
    )
    return [title, *(f"    {name}" for name in (*names[:_MOST_BESIDE], *("…" for _ in names[_MOST_BESIDE:][:1])))]


def check_sentences(speaker: Speaker, facts: CheckFacts) -> list[str]:
    """Say what somebody who gets the kit will see, and what is wrong with it."""
    say, count = speaker.say, speaker.count
    lines = [
        say("The kit of “{name}”, {size}.", name=facts.network, size=speaker.size(facts.size)),
        say("Its fingerprint is {fingerprint}", fingerprint=facts.fingerprint),
        say(
            "START-HERE can be read in: {languages}",
            languages=speaker.listed(language_name(speaker.language, tag) for tag in facts.pages),
        )
        if facts.pages
        else say("There is no START-HERE page: nobody is told how to begin."),
        count("{number} installer", "{number} installers", len(facts.installers))
        + "".join(f"\n    {name}" for name in facts.installers),
        say(
            "Without an invitation one reads {records} and {files}; {away} would come with a connection.",
            records=count("{number} record", "{number} records", sum(facts.records.values())),
            files=count("{number} file", "{number} files", facts.files),
            away=count("{number} more file", "{number} more files", facts.files_away),
        ),
        *(f"    {line}" for line in _kind_lines(speaker, facts)),
        invitations_sentence(speaker, facts.invitations, facts.invited_until)
        if facts.invitations
        else say("No open invitation works with it: with this kit one looks around, and does not join."),
    ]
    for title, names in (
        (say("Damaged:"), facts.damaged),
        (say("Missing:"), facts.missing),
        (say("Not of the kit, and could be taken for it:"), facts.unknown),
    ):
        if names:
            lines += [title, *(f"    {name}" for name in names)]
    lines += _beside_lines(speaker, facts.beside)
    lines.append(
        say("Every file is what was built.")
        if facts.is_whole
        else say("Do not hand this kit out: build it again onto another stick.")
    )
    return lines
