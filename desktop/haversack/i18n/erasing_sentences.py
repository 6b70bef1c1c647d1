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


def erasure_sentence(speaker: Speaker, stamp: int, *, done: int, devices: int, is_wrong: bool) -> str:
    """Say how far an erasure is; never more than what computers have said themselves.

    Args:
        speaker: The language.
        stamp: The hub's, of the order.
        done: How many computers say that they have done it.
        devices: How many should.
        is_wrong: Whether the order names what is not of its records, so that nobody follows it.
    """
    say = speaker.say
    if is_wrong:
        words = say(
            "{day}: not done here: the order names changes that are not of its records.", day=day(speaker, stamp)
        )
        return f"{words} {say('Tell a coordinator: this may be an attack.')}"
    numbers = {"done": speaker.number(done), "devices": speaker.number(devices), "day": day(speaker, stamp)}
    return say("{day}: done on {done} of {devices} computers.", **numbers)


def missing_sentence(speaker: Speaker, names: Sequence[str]) -> str:
    """Say which computers have not done it yet, or have not said so; empty for none."""
    return speaker.say("Not yet: {names}", names=", ".join(names)) if names else ""
