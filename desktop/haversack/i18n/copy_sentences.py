"""What is said of copied vaults, in the window and in a terminal alike. Must not read."""

from collections.abc import Iterable

from haversack.i18n.language import Speaker


def copy_sentences(speaker: Speaker, own: str, stamp: int, others: Iterable[tuple[str, int]]) -> list[str]:
    """Return whole sentences: of this vault, then of others'; none where nothing was copied.

    Args:
        speaker: The language.
        own: What is known of copies of this vault: none, hint, noticed, new_keys or goes_on.
        stamp: When a copy of it got keys of its own, seconds since 1970.
        others: Name of the organisation and when, of other people's; no name for a coordinator's.
    """
    say, when = speaker.say, speaker.moment(stamp)
    of_own = {
        "none": "",
        "hint": say(
            "The hub has seen requests in this computer’s name that were not made here. Perhaps a copy of this vault "
            "is in use elsewhere, or an older copy was put back: use only one."
        ),
        "noticed": say(
            "Another computer uses a copy of this vault. The next sync gives this one keys of its own; nothing that "
            "you wrote is lost."
        ),
        "new_keys": say(
            "This vault was used on two computers. This one has had keys of its own since {when}; what was written on "
            "both is kept. If the other computer is not yours, tell your coordinator at once.",
            when=when,
        ),
        "goes_on": say(
            "Another computer uses a copy of this vault, and has had keys of its own since {when}. If it is not yours, "
            "tell your coordinator at once.",
            when=when,
        ),
    }[own]
    of_others = [
        say(
            "A vault of {organisation} was copied: a second computer has had keys of its own since {when}. Ask them "
            "whether both are theirs.",
            organisation=organisation,
            when=speaker.moment(moment),
        )
        if organisation
        else say(
            "A coordinator’s vault was copied: a second computer has had keys of its own since {when}. Ask whether "
            "both are theirs.",
            when=speaker.moment(moment),
        )
        for organisation, moment in others
    ]
    return [of_own, *of_others] if of_own else of_others
