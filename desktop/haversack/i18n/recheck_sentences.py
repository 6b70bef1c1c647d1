"""What a look at what this computer keeps found: in the window and in a terminal alike. Must not look."""

from haversack.i18n.language import Speaker


def found_sentences(speaker: Speaker, *, mended: int, again: int, has_lost: bool) -> list[str]:
    """Say what was damaged and what becomes of it; nothing where all was well.

    Args:
        speaker: The language.
        mended: What was put right from what this computer keeps.
        again: Shelves of which something comes again with the next sync.
        has_lost: Whether a key is damaged.
    """
    said = []
    if mended:
        said.append(
            speaker.count(
                "{number} entry on this computer was damaged, and was put right from the changes that it keeps.",
                "{number} entries on this computer were damaged, and were put right from the changes that it keeps.",
                mended,
            )
        )
    if again:
        said.append(
            speaker.count(
                "Some changes of {number} shelf that were kept here are damaged. They come again with the next sync.",
                "Some changes of {number} shelves that were kept here are damaged. They come again with the next sync.",
                again,
            )
        )
    if has_lost:
        said.append(
            speaker.say(
                "A key that was kept here is damaged, and may come again with the next sync. If texts are missing "
                "then, ask a coordinator."
            )
        )
    return said


def after_damage_sentence(speaker: Speaker, *, has_lost: bool) -> str:
    """Say what that means for people; that nothing is lost only where no key is damaged."""
    wearing = speaker.say("If this happens again, the disk of this computer may be wearing out.")
    return wearing if has_lost else f"{speaker.say('Nothing that you wrote is lost.')} {wearing}"


def unproven_sentence(speaker: Speaker) -> str:
    """Say what a look cannot find, where something was erased after this computer began."""
    return speaker.say(
        "Something was erased since this computer got its first texts, so not every detail of them can be checked any "
        "more."
    )
