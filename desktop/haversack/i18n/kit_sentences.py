"""What is said of kits: what one will hold, what lies there, what its reader sees. Must not look anything up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.i18n.language import SentencePair, Speaker

BY_KIT: Final[Mapping[str, SentencePair]] = {
    "kit": ("This folder holds no kit.", "Choose the folder in which START-HERE lies."),
    "kit.no_kit": ("This folder holds no kit.", "Choose the folder in which START-HERE lies."),
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
        "There is no START-HERE page in one of these languages.",
        "Choose other languages. Nothing was written.",
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
    "kit.inside_vault": (
        "A kit must lie neither inside the vault nor around it.",
        "Choose a stick, or a folder outside the vault. Nothing was written.",
    ),
}


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a kit will hold, in numbers; see `operations.kit_building.KitPlan`."""

    installers: int
    files: int
    invitations: int
    size: int
    room: int


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What a kit is; see `operations.kit_checking.KitFindings`."""

    network: str
    fingerprint: str
    installers: Sequence[str]
    size: int
    damaged: Sequence[str]
    missing: Sequence[str]
    unknown: Sequence[str]
    records: int
    files: int
    files_away: int
    invitations: int


def plan_sentence(speaker: Speaker, facts: PlanFacts) -> str:
    """Say what a kit will hold, before anything is written."""
    return speaker.say(
        "The kit: {installers}, {files}, about {size}. There is room for {room}.",
        installers=speaker.count("{number} installer", "{number} installers", facts.installers),
        files=speaker.count("{number} file", "{number} files", facts.files),
        size=speaker.size(facts.size),
        room=speaker.size(facts.room),
    )


def invitations_sentence(speaker: Speaker, number: int) -> str:
    """Say how many invitations work with a kit."""
    return speaker.count(
        "{number} open invitation works with it. Its code must travel by another way than the kit.",
        "{number} open invitations work with it. Their codes must travel by another way than the kit.",
        number,
    )


def built_sentences(speaker: Speaker, facts: PlanFacts, *, away: int, is_complete: bool) -> list[str]:
    """Say what lies there now."""
    say = speaker.say
    if not is_complete:
        return [say("You stopped it. What lies there is whole; build again, and it goes on from there.")]
    lines = [
        say("The kit is ready: {size}. It was read back and is what was written.", size=speaker.size(facts.size)),
        invitations_sentence(speaker, facts.invitations),
    ]
    if away:
        lines.append(
            speaker.count(
                "{number} file is not in it: it is not on this computer. Get it first, then build again.",
                "{number} files are not in it: they are not on this computer. Get them first, then build again.",
                away,
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


def check_sentences(speaker: Speaker, facts: CheckFacts) -> list[str]:
    """Say what somebody who gets the kit will see, and what is wrong with it."""
    say, count = speaker.say, speaker.count
    lines = [
        say("The kit of “{name}”, {size}.", name=facts.network, size=speaker.size(facts.size)),
        say("Its fingerprint is {fingerprint}", fingerprint=facts.fingerprint),
        count("{number} installer", "{number} installers", len(facts.installers))
        + "".join(f"\n    {name}" for name in facts.installers),
        say(
            "Without an invitation one reads {records} and {files}; {away} would come with a connection.",
            records=count("{number} record", "{number} records", facts.records),
            files=count("{number} file", "{number} files", facts.files),
            away=count("{number} more file", "{number} more files", facts.files_away),
        ),
        invitations_sentence(speaker, facts.invitations),
    ]
    for title, names in (
        (say("Damaged:"), facts.damaged),
        (say("Missing:"), facts.missing),
        (say("Not of the kit:"), facts.unknown),
    ):
        if names:
            lines += [title, *(f"    {name}" for name in names)]
    is_whole = not (facts.damaged or facts.missing or facts.unknown)
    lines.append(
        say("Every file is what was built.")
        if is_whole
        else say("Do not hand this kit out: build it again onto another stick.")
    )
    return lines
