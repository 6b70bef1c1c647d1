"""What is said of a computer, and of taking it out of the network: one text for the terminal and the window.

Must not look anything up.
"""

from datetime import UTC, datetime

from haversack.i18n.language import Speaker


def device_name(speaker: Speaker, *, label: str, role: str, computer: int) -> str:
    """Say whose computer it is, as far as anybody knows.

    Args:
        speaker: The language.
        label: What its owner calls it, or empty.
        role: Its role, by its stable name.
        computer: Which one of its organisation's, or of the coordinators'.
    """
    number = speaker.number(computer)
    if label:
        return label
    if role == "coordinator":
        return speaker.say("Coordinators’ computer {number}", number=number)
    return speaker.say("Computer {number}", number=number)


def standing_sentence(speaker: Speaker, standing: str, *, told: int, is_own: bool) -> str:
    """Say where a computer stands; never ahead of what is known.

    Args:
        speaker: The language.
        standing: in, written, suspended, revoked or told.
        told: The hub's stamp when it was told, seconds.
        is_own: Whether it is this one.
    """
    say = speaker.say
    if standing == "written":
        return say("Revoked here, not sent yet")
    if standing == "suspended":
        return say("Revoked, and waits to be confirmed: it gets nothing, and keeps what it has")
    if standing == "revoked":
        return say("Revoked, not yet received")
    if standing == "told":
        return say("Revoked; it came to the hub on {day} and was told", day=day(speaker, told))
    return say("This computer") if is_own else say("In the network")


def revoking_sentences(speaker: Speaker, copies: int) -> list[str]:
    """Say what revoking does and what it cannot do, before it is done.

    Args:
        speaker: The language.
        copies: How many computers go on with copies of its vault.
    """
    say = speaker.say
    lines = [
        say("It gets nothing new and its invitation stops. What is already on its disk is as safe as its passphrase."),
        say("When it next meets the hub, or a stick that brings the news, it destroys its copy. It cannot be undone."),
        say("Other computers of its organisation go on as before."),
    ]
    if copies:
        lines.append(
            speaker.count(
                "{number} computer that goes on with a copy of its data goes with it.",
                "{number} computers that go on with copies of its data go with it.",
                copies,
            )
        )
    return lines


def day(speaker: Speaker, stamp: int) -> str:
    """Write the day of a stamp of the hub, for example *10 March 2026*."""
    return speaker.long_day(datetime.fromtimestamp(stamp, UTC).date())
