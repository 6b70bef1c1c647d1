"""What is said of destructive orders that wait to be confirmed, and why one cannot be: terminal and window alike.

Must not look anything up.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from haversack.i18n.device_sentences import day
from haversack.i18n.language import SentencePair, Speaker

BY_ORDER: Final[Mapping[str, SentencePair]] = {
    "cannot_erase": (
        "This record is not here any more, or was erased already.",
        "Nothing was done.",
    ),
    "reason_too_long": (
        "The reason is longer than {number} characters.",
        "Nothing was ordered. Say it more shortly.",
    ),
    "cannot_confirm.unknown_order": (
        "No order with this name waits to be confirmed.",
        "“confirm” without a name lists those that wait.",
    ),
    "cannot_confirm.own_order": (
        "This order must be confirmed by somebody else: another coordinator, or whoever keeps the network’s root key.",
        "Nothing was changed. Ask them to look at their “Network” page, or to run “confirm”.",
    ),
    "cannot_confirm.already_confirmed": (
        "You confirmed this order already.",
        "It stands when this vault has synced.",
    ),
    "cannot_revoke.only_root": (
        "Only the computer that founded the network can take a coordinator’s computer out.",
        "Nothing was changed. Tell whoever founded the network.",
    ),
    "no_root_key": (
        (
            "Only whoever keeps the network’s root key can let in a coordinator: the key lies on the computer that"
            " founded the network."
        ),
        "Nothing was done. Ask whoever founded the network.",
    ),
    "cannot_admit.not_waiting": (
        "No new coordinator’s computer with this name waits to be confirmed.",
        "Nothing was done. Sync, and let its owner read the 13 signs out once more. If they differ, confirm nobody.",
    ),
    "cannot_admit.already_confirmed": (
        "You confirmed this computer already.",
        "It is a coordinator’s when this vault has synced.",
    ),
    "suspended": (
        "A coordinator took this computer out of “{name}” on {day}, which a second one has not confirmed yet.",
        "Until then it gets and sends nothing, and all that is here stays. If this is a mistake, call a coordinator.",
    ),
}
"""Kind, or kind.reason → what happened and what to do; see `error_sentences`."""


def order_title(speaker: Speaker, *, device: str, titles: Sequence[str], is_erasure: bool) -> str:
    """Say what an order that waits would do.

    Args:
        speaker: The language.
        device: Name of the computer that it revokes.
        titles: Of the records that it erases, as far as they are known.
        is_erasure: Whether it erases.
    """
    if not is_erasure:
        return speaker.say("Revoke {computer}", computer=device)
    if not titles:
        return speaker.say("Erase for everybody: something that is not on this computer")
    return speaker.say("Erase for everybody: {titles}", titles=", ".join(titles))


def order_facts(speaker: Speaker, *, who: str, stamp: int, reason: str, is_erasure: bool) -> list[str]:
    """Say who asked, why, and what holds until somebody confirms it."""
    say = speaker.say
    facts = [say("Asked for by {who} on {day}.", who=who, day=day(speaker, stamp))]
    if reason:
        facts.append(say("Reason given: {reason}", reason=reason))
    if is_erasure:
        facts.append(say("Until it is confirmed nothing is erased."))
    else:
        facts.append(say("Until it is confirmed that computer gets and sends nothing, and keeps what it has."))
    return facts


def confirming_sentence(speaker: Speaker, confirming: str) -> str:
    """Say who confirms an order; empty where this computer may and nothing more is to be said.

    Args:
        speaker: The language.
        confirming: here, root, others or written.
    """
    say = speaker.say
    return {
        "here": "",
        "root": say("The network has no other coordinator: its root key confirms, which lies in this vault."),
        "others": say("Another coordinator confirms it, or whoever keeps the network’s root key."),
        "written": say("Confirmed here, not sent yet."),
    }[confirming]


def confirming_question(speaker: Speaker, title: str, who: str) -> tuple[str, str]:
    """Return what is asked before an order is confirmed, and what to think of first.

    Args:
        speaker: The language.
        title: What the order does.
        who: Whose computer gave it.
    """
    say = speaker.say
    lines = (
        say("One coordinator’s computer gave more destructive orders than stand by themselves."),
        say("Speak to {who} first, by voice or in person: a stolen computer can ask for this.", who=who),
        say("It cannot be undone."),
    )
    return say("Confirm: {order}?", order=title), " ".join(lines)


def waits_sentence(speaker: Speaker, number: int) -> str:
    """Say that new orders of this computer wait for somebody else."""
    return speaker.count(
        "{number} order is above the limit: it waits until another coordinator, or the network’s root, confirms it.",
        "{number} orders are above the limit: they wait until another coordinator, or the network’s root, confirms"
        " them.",
        number,
    )


def standing_left_sentence(speaker: Speaker, number: int) -> str:
    """Say how many more destructive orders of this computer stand by themselves."""
    if not number:
        return speaker.say(
            "No more destructive orders of this computer stand by themselves: this one waits until another coordinator,"
            " or the network’s root, confirms it."
        )
    return speaker.count(
        "After {number} more destructive order of this computer, further ones wait for a second person.",
        "After {number} more destructive orders of this computer, further ones wait for a second person.",
        number,
    )


def to_confirm_sentence(speaker: Speaker, number: int) -> str:
    """Say on the start page how many orders wait for whoever sits here; empty for none."""
    if not number:
        return ""
    return speaker.count(
        "{number} order to destroy something waits until you confirm it. Nothing is destroyed before that.",
        "{number} orders to destroy something wait until you confirm them. Nothing is destroyed before that.",
        number,
    )


def waiting_sentences(speaker: Speaker, number: int, suspended: int) -> str:
    """Say in the Sync centre how many orders wait, whoever confirms them, and whom they keep out; empty for none.

    Args:
        speaker: The language.
        number: Of orders.
        suspended: Of computers that are kept out until their revocation is confirmed.
    """
    if not number:
        return ""
    words = speaker.count(
        "{number} order to destroy something waits to be confirmed. Nothing is destroyed before that.",
        "{number} orders to destroy something wait to be confirmed. Nothing is destroyed before that.",
        number,
    )
    if not suspended:
        return words
    more = speaker.count(
        "{number} computer is suspended until then: it gets and sends nothing, and keeps what it has.",
        "{number} computers are suspended until then: they get and send nothing, and keep what they have.",
        suspended,
    )
    return f"{words} {more}"
