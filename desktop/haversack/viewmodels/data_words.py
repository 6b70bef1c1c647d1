"""Data a day in words: the stops of the slider, and what is used. Must not count anything."""

from typing import Final

from haversack.i18n.language import Speaker
from haversack.operations.preferences import DATA_CHOICES, Preferences

_MB: Final = 1_000_000


def stop_names(speaker: Speaker) -> tuple[str, ...]:
    """Return what the stops of the slider are called, in the order of `DATA_CHOICES`."""
    return tuple(stop_name(speaker, choice) for choice in DATA_CHOICES)


def stop_marks(speaker: Speaker) -> tuple[str, ...]:
    """Return the same for below the slider: of the sizes only the largest names its unit, so that all find room."""
    largest = max(choice or 0 for choice in DATA_CHOICES)
    return tuple(
        speaker.number(choice // _MB) if choice and choice != largest else stop_name(speaker, choice)
        for choice in DATA_CHOICES
    )


def stop_name(speaker: Speaker, daily_bytes: int | None) -> str:
    """Return what a limit of a day is called."""
    if daily_bytes is None:
        return speaker.say("No limit")
    return speaker.size(daily_bytes) if daily_bytes else speaker.say("Text only")


def used_sentence(speaker: Speaker, preferences: Preferences, used_bytes: int) -> str:
    """Say what is used today, and what follows from it."""
    used, limit = speaker.size(used_bytes), preferences.daily_bytes
    if limit is None:
        return speaker.say("You have used {used} today. There is no limit.", used=used)
    if not limit:
        return speaker.say("You have used {used} today. Text syncs; files wait until you say otherwise.", used=used)
    if used_bytes >= limit:
        return limit_reached(speaker, limit)
    return speaker.say("You have used {used} of {limit} today.", used=used, limit=speaker.size(limit))


def cost_state(speaker: Speaker, preferences: Preferences) -> str:
    """Say what is set of the connection, and what follows from it."""
    say = speaker.say
    if preferences.costs_money is None:
        return say("Nobody has said yet that it is free, so it counts as one that costs money. Text only; files wait.")
    return say("On. Text only; files wait.") if preferences.costs_money else say("Off. Files keep to data each day.")


def cost_note(speaker: Speaker, preferences: Preferences) -> str:
    """Say briefly why files wait because of the connection; empty where they do not."""
    if not preferences.is_metered():
        return ""
    is_said = preferences.costs_money is not None
    return speaker.say("This connection costs money") if is_said else speaker.say("Not known to be free")


def limit_reached(speaker: Speaker, limit_bytes: int) -> str:
    """Say that a day's data is used, or that none is for files."""
    if not limit_bytes:
        return speaker.say("Data each day is set to text only. Text still syncs. Files wait.")
    return speaker.say(
        "Today’s {limit} is used. Text still syncs. Files wait for tomorrow.", limit=speaker.size(limit_bytes)
    )
