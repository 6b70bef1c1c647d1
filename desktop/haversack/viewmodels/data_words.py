"""Data a day in words: the stops of the slider, and what is used. Must not count anything."""

from typing import Final

from haversack.i18n.language import Speaker
from haversack.operations.data_used import Used
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
    if preferences.system_costs and not preferences.costs_money:
        return say("This computer’s system says that it does. Text only; files wait. Switch it off if that is wrong.")
    if preferences.costs_money is None:
        return say("Nobody has said yet that it is free, so it counts as one that costs money. Text only; files wait.")
    return say("On. Text only; files wait.") if preferences.costs_money else say("Off. Files keep to data each day.")


def why_held(speaker: Speaker, preferences: Preferences, used: Used, otherwise: str) -> str:
    """Say briefly why files wait: for the connection, for the month, or as given."""
    if preferences.is_metered():
        is_said = preferences.system_costs or preferences.costs_money is not None
        return speaker.say("This connection costs money") if is_said else speaker.say("Not known to be free")
    daily, monthly = preferences.daily_bytes, preferences.monthly_bytes
    if monthly is not None and used.this_month >= monthly:
        return speaker.say("This month’s data is used")
    if daily == 0:
        return speaker.say("Data each day: text only")
    if monthly is not None and (daily is None or monthly - used.this_month < daily - used.today):
        return speaker.say("More than is left of this month’s data")
    return otherwise


def limits_reached(speaker: Speaker, preferences: Preferences, used: Used) -> str:
    """Say which limit is reached, and what follows; empty where none is."""
    daily, monthly = preferences.daily_bytes, preferences.monthly_bytes
    if monthly is not None and used.this_month >= monthly:
        return speaker.say(
            "This month’s {limit} is used. Sync now still brings text. Files wait for the next month.",
            limit=speaker.size(monthly),
        )
    return limit_reached(speaker, daily) if daily is not None and used.today >= daily else ""


def limit_reached(speaker: Speaker, limit_bytes: int) -> str:
    """Say that a day's data is used, or that none is for files."""
    if not limit_bytes:
        return speaker.say("Data each day is set to text only. Text still syncs. Files wait.")
    return speaker.say(
        "Today’s {limit} is used. Text still syncs. Files wait for tomorrow.", limit=speaker.size(limit_bytes)
    )
