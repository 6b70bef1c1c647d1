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
        standing: in, unconfirmed, written, suspended, revoked or told.
        told: The hub's stamp when it was told, seconds.
        is_own: Whether it is this one.
    """
    say = speaker.say
    if standing == "unconfirmed":
        return say("Waits to be confirmed as a coordinator’s computer")
    if standing == "written":
        return say("Revoked here, not sent yet")
    if standing == "suspended":
        return say("Revoked, and waits to be confirmed: it gets nothing, and keeps what it has")
    if standing == "revoked":
        return say("Revoked, not yet received")
    if standing == "told":
        return say("Revoked; it came to the hub on {day} and was told", day=day(speaker, told))
    return say("This computer") if is_own else say("In the network")


def spelled(device: str) -> str:
    """Write a computer's name in groups on one line, as it is read out: 13 signs, four, four and five."""
    return f"{device[:4]}\u00a0{device[4:8]}\u00a0{device[8:]}"


def confirmed_sentences(speaker: Speaker) -> tuple[str, str]:
    """Say on a new coordinator's computer that it waits no longer, and what it can do now."""
    return (
        speaker.say("This computer was confirmed: it is a coordinator’s now."),
        speaker.say("You can publish, review, invite and revoke, and make kits."),
    )


def own_name_sentences(speaker: Speaker, device: str) -> tuple[str, str]:
    """Say on a new coordinator's computer what it waits for, and what is to be read out to whom.

    Args:
        speaker: The language.
        device: This computer's name, 13 characters.
    """
    say = speaker.say
    return (
        say("This computer waits to be confirmed as a coordinator’s."),
        say(
            "Until then it shows what is open to everybody. Read these signs out to whoever founded the network, by"
            " voice or in person: {name}",
            name=spelled(device),
        ),
    )


def to_admit_sentences(speaker: Speaker, number: int) -> tuple[str, str]:
    """Say on the start page how many new coordinators' computers wait for whoever sits here; empty for none."""
    if not number:
        return "", ""
    first = speaker.count(
        "{number} new coordinator’s computer waits until you confirm it.",
        "{number} new coordinators’ computers wait until you confirm them.",
        number,
    )
    return first, speaker.say("Until then it shows what is open to everybody.")


def admitting_question(speaker: Speaker, *, label: str, device: str, stamp: int) -> tuple[str, str]:
    """Return what is asked before a computer becomes a coordinator's, and what to compare first.

    Args:
        speaker: The language.
        label: What its owner calls it, or empty.
        device: Its name, 13 characters.
        stamp: The hub's, when it joined, seconds.
    """
    say = speaker.say
    lines = (
        say("It joined on {day}.", day=day(speaker, stamp)),
        say("Its owner can publish, invite, revoke and erase, and confirm what you may not do alone."),
        say(
            "Let its owner read its name out, by voice or in person, and compare every sign: {name}",
            name=spelled(device),
        ),
        say("If one differs, somebody else used the code: confirm nobody, and revoke that computer."),
    )
    title = say("Is “{label}” the new coordinator’s computer?", label=label) if label else ""
    return title or say("Is this the new coordinator’s computer?"), "\n".join(lines)


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


def clock_sentences(speaker: Speaker, *, hub: int, here: int) -> tuple[str, str]:
    """Say that this computer joined by the hub's clock because its own is wrong, and what to do.

    Args:
        speaker: The language.
        hub: What the hub's clock said, seconds since 1970.
        here: What this computer's said.
    """
    say = speaker.say
    return (
        say(
            "This computer’s clock says {here}, and the hub’s {hub}. Joining went by the hub’s.",
            here=speaker.moment(here),
            hub=speaker.moment(hub),
        ),
        say("Set date and time: days left follow this computer’s clock."),
    )


def day(speaker: Speaker, stamp: int) -> str:
    """Write the day of a stamp of the hub, for example *10 March 2026*."""
    return speaker.long_day(datetime.fromtimestamp(stamp, UTC).date())
