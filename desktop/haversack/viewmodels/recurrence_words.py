"""How often something comes back, in words: how often, on which days, and for how long. Must not compute days."""

from collections.abc import Mapping
from typing import Final

from haversack.i18n.calendars import weekdays
from haversack.i18n.language import Speaker
from haversack.i18n.names import partial_date
from haversack_sync.model.recurrence import is_recurrence

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def how_often(speaker: Speaker, start: str, recurrence: str) -> str:
    """Return how often something comes back; empty for what does not.

    Args:
        speaker: The language of sentences.
        start: When it is the first time, as its author wrote it.
        recurrence: Its rule, or empty.
    """
    if not is_recurrence(recurrence):
        return ""
    rule, say = dict(part.split("=", 1) for part in recurrence.split(";")), speaker.say
    words, days = _frequency(speaker, rule), _days(speaker, rule)
    if days:
        words = say("{often}: {days}", often=words, days=days)
    until, times = rule.get("UNTIL", ""), int(rule.get("COUNT", "0"))
    if until:
        day = partial_date(speaker.language, f"{until[:4]}-{until[4:6]}-{until[6:8]}")
        return say("{often}, until {day}", often=words, day=day)
    if times:
        return speaker.count("{often}, {number} time", "{often}, {number} times", times, often=words)
    if rule["FREQ"] == "YEARLY" and not days and rule.get("INTERVAL", "1") == "1":
        return say("Every year, since {first}", first=partial_date(speaker.language, start))
    return words


def _frequency(speaker: Speaker, rule: Mapping[str, str]) -> str:
    say, count, number = speaker.say, speaker.count, int(rule.get("INTERVAL", "1"))
    one = {
        "YEARLY": say("Every year"),
        "MONTHLY": say("Every month"),
        "WEEKLY": say("Every week"),
        "DAILY": say("Every day"),
    }
    many = {
        "YEARLY": count("Every {number} year", "Every {number} years", number),
        "MONTHLY": count("Every {number} month", "Every {number} months", number),
        "WEEKLY": count("Every {number} week", "Every {number} weeks", number),
        "DAILY": count("Every {number} day", "Every {number} days", number),
    }
    return (one if number == 1 else many)[rule["FREQ"]]


def _days(speaker: Speaker, rule: Mapping[str, str]) -> str:
    """Return the days of a week, month or year that a rule names."""
    names = {_WEEKDAYS[day.number]: day.name for day in weekdays(speaker.language)}
    found = [_weekday(speaker, names[part[-2:]], part[:-2].lstrip("+")) for part in _parts(rule, "BYDAY")]
    found += [
        speaker.say("the last day") if part == "-1" else speaker.say("day {number}", number=part)
        for part in _parts(rule, "BYMONTHDAY")
    ]
    return speaker.listed(found)


def _parts(rule: Mapping[str, str], name: str) -> list[str]:
    return rule[name].split(",") if name in rule else []


def _weekday(speaker: Speaker, day: str, place: str) -> str:
    """Return a weekday, and which one of a month if one is meant."""
    say = speaker.say
    named = {
        "1": say("first {day}", day=day),
        "2": say("second {day}", day=day),
        "3": say("third {day}", day=day),
        "4": say("fourth {day}", day=day),
        "5": say("fifth {day}", day=day),
        "-1": say("last {day}", day=day),
    }
    return named.get(place, day)
