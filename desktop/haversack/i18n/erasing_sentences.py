"""What is said of erasing a record for everybody: one text for the terminal and the window.

Must not look anything up.
"""

from collections.abc import Sequence

from haversack.i18n.device_sentences import day
from haversack.i18n.language import Speaker


def erasing_question(speaker: Speaker, title: str) -> tuple[str, str]:
    """Return what is asked before a record is erased, and what it does and cannot do.

    Args:
        speaker: The language.
        title: Of the record.
    """
    say = speaker.say
    lines = (
        say("It goes from every computer that meets the hub or a newer stick, with its files and older versions."),
        say("Exports, paper, photographs, sticks lying around and computers that never return keep what they have."),
        say("It cannot be undone."),
    )
    return say("Erase “{title}” for everybody?", title=title), " ".join(lines)


def erasure_sentence(speaker: Speaker, stamp: int, state: str, *, done: int, devices: int) -> str:
    """Say how far an erasure is; never more than what computers have said themselves.

    Args:
        speaker: The language.
        stamp: The hub's, of the announcement.
        state: written, waiting, stands, done or wrong.
        done: How many computers say that they have done it.
        devices: How many should.
    """
    say = speaker.say
    if state == "written":
        return say("Ordered here, not sent yet.")
    if state == "waiting":
        return say("{day}: waits until it is confirmed. Nothing is erased yet.", day=day(speaker, stamp))
    if state == "stands":
        return say("{day}: ordered, and not done here yet.", day=day(speaker, stamp))
    if state == "wrong":
        words = say(
            "{day}: not done here: the order names changes that are not of its records.", day=day(speaker, stamp)
        )
        return f"{words} {say('Tell a coordinator: this may be an attack.')}"
    numbers = {"done": speaker.number(done), "devices": speaker.number(devices), "day": day(speaker, stamp)}
    return say("{day}: done on {done} of {devices} computers.", **numbers)


def missing_sentence(speaker: Speaker, names: Sequence[str]) -> str:
    """Say which computers have not done it yet, or have not said so; empty for none."""
    return speaker.say("Not yet: {names}", names=", ".join(names)) if names else ""


def ordered_sentence(speaker: Speaker, state: str) -> str:
    """Say beside a record how far the order to erase it is.

    Args:
        speaker: The language.
        state: written, waiting or stands.
    """
    say = speaker.say
    if state == "written":
        return say("It is ordered that this is erased for everybody. It happens here and elsewhere with the next sync.")
    if state == "waiting":
        return say(
            "It is ordered that this is erased for everybody. That waits until another coordinator, or the network’s"
            " root, confirms it."
        )
    return say("It is ordered that this is erased for everybody. It happens here as soon as the order is here.")


def whence_sentence(speaker: Speaker, shelf: str, records: int, who: str) -> str:
    """Say what an erasure is about without saying what was erased: how much, from where, and who ordered it.

    Args:
        speaker: The language.
        shelf: Name of the shelf.
        records: How many records.
        who: Whose computer ordered it.
    """
    say = speaker.say
    places = {
        "directory": say("the directory"),
        "library": say("the library"),
        "training": say("training"),
        "calendar": say("the calendar"),
    }
    number = speaker.number(records)
    if shelf not in places:
        return say("Ordered by {who}; records: {number}.", who=who, number=number)
    return say("Ordered by {who}; records: {number}, from {place}.", who=who, number=number, place=places[shelf])
