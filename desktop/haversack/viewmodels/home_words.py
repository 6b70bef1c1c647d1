"""What the start page says: new things, dates ahead, what waits. Must not read the vault, nor keep anything."""

from dataclasses import dataclass
from typing import Final

from haversack.i18n import directory_terms, names
from haversack.i18n.language import Speaker
from haversack.operations.coming import Coming
from haversack.operations.news import NewGroup, NewThing
from haversack.operations.overview import WaitingChange
from haversack.operations.time_zones import day_here
from haversack.viewmodels.contact import ContactFacts
from haversack.viewmodels.kinds import ICONS
from haversack.viewmodels.rows import Row
from haversack.viewmodels.terms import TYPE_ICONS, event_type, resource_type, status_name

GROUP_PREFIX: Final = "all:"
"""Begins the id of a line that stands for many things; the kind follows."""
CHOICE_ID: Final = "choose"
"""Id of the line that says where people have to choose."""
_SOON_DAYS: Final = 7
_LANGUAGES_NAMED: Final = 3
_PARTS_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class DatedRow(Row):
    """A line that begins with a day: its number, and the short name of its month; both empty for a line without."""

    day: str = ""
    month: str = ""


def notice(speaker: Speaker, facts: ContactFacts) -> tuple[str, str]:
    """Return the banner's bold first sentence, and the rest; only what is known to be true."""
    say = speaker.say
    last = say("Last sync: {moment}.", moment=speaker.moment(facts.last_contact)) if facts.last_contact else ""
    kept = say("Everything on this page is kept on this computer.")
    if facts.is_offline:
        first = say("You are offline, and that is fine.")
        rest = say("{kept} {last}", kept=kept, last=last) if last else kept
        return first, rest
    if facts.is_syncing:
        return say("A sync is running."), kept
    return (kept, last) if last else (kept, say("This computer has not met its hub yet."))


def news_row(speaker: Speaker, thing: NewThing) -> Row:
    """Return a new or changed thing as a line."""
    title, icon, trailing = thing.title or speaker.say("Without a name"), _icon(thing), _page_name(speaker, thing.kind)
    detail = _detail(speaker, thing)
    if not thing.is_created:
        if thing.kind == "organisation":
            title = speaker.say("{name} changed its profile", name=title)
            trailing = speaker.say("Profile")
        detail = speaker.dotted((_changed(speaker, thing), detail)) or detail
    elif thing.kind == "organisation":
        title = speaker.say("{name} joined", name=title)
        icon, trailing = "user-plus", speaker.say("Members")
    new = speaker.say("New") if thing.is_created else ""
    spoken = ". ".join(part for part in (new, trailing, title, detail) if part)
    lines = (detail,) if detail else ()
    return Row(thing.id, title, lines, icon, trailing, is_new=thing.is_created, spoken=f"{spoken}.")


def group_row(speaker: Speaker, group: NewGroup) -> Row:
    """Return the line that stands for many things of a kind."""
    named = speaker.listed(thing.title for thing in group.things if thing.title)
    more = group.number - len(group.things)
    detail = (
        speaker.count("{names} and {number} more", "{names} and {number} more", more, names=named) if more else named
    )
    title, trailing = _group_title(speaker, group), _page_name(speaker, group.kind)
    icon = ICONS.get(group.kind, "file-text")
    if group.kind == "organisation":
        icon = "user-plus" if group.is_created else icon
        trailing = speaker.say("Members") if group.is_created else speaker.say("Profiles")
    return Row(
        f"{GROUP_PREFIX}{group.kind}:{'new' if group.is_created else 'changed'}",
        title,
        (detail,) if detail else (),
        icon,
        trailing,
        is_new=group.is_created,
        spoken=f"{title}. {detail}.",
    )


def coming_row(speaker: Speaker, one: Coming) -> DatedRow:
    """Return an event ahead as a line."""
    say = speaker.say
    if one.days_left > 1:
        left = speaker.count("{number} day", "{number} days", one.days_left)
    else:
        left = say("Tomorrow") if one.days_left else say("Today")
    country = names.country_name(speaker.language, one.country) if one.country else ""
    detail = speaker.dotted((event_type(speaker, one.type), one.city or country))
    tone = "wait" if one.days_left <= _SOON_DAYS else "plain"
    spoken = ". ".join(part for part in (one.title, speaker.day(one.day), left, detail) if part)
    return DatedRow(
        one.id,
        one.title,
        (detail,) if detail else (),
        badge=left,
        badge_tone=tone,
        is_new=True,
        spoken=f"{spoken}.",
        day=speaker.number(one.day.day),
        month=speaker.month_name(one.day),
    )


def choice_row(speaker: Speaker, number: int) -> DatedRow:
    """Return the line that says that people have to choose between two versions."""
    title = speaker.count("Two versions to choose from", "{number} records with two versions", number)
    detail = speaker.say("Nothing is lost. Choose one.")
    spoken = speaker.say("{title}. {detail}", title=title, detail=detail)
    return DatedRow(CHOICE_ID, title, (detail,), "split", is_new=True, spoken=spoken)


def waiting_row(speaker: Speaker, number: int, change: WaitingChange) -> Row:
    """Return what waits of one record as a line."""
    say = speaker.say
    parts = [name for part in change.parts if (name := directory_terms.part_name(speaker, part))]
    shown = speaker.listed(dict.fromkeys(parts[:_PARTS_NAMED]))
    if change.is_own:
        title = say("Your profile: {parts}", parts=shown) if shown else say("Your profile")
    else:
        name = change.title or say("A matter of the network itself")
        title = say("{name}: {parts}", name=name, parts=shown) if shown else name
    seconds = change.created_ms // 1000
    day = speaker.short_day(day_here(seconds))
    state = say("Sent, not confirmed yet") if change.is_sent else say("Not sent yet")
    spoken = say("{title}. {state}. {moment}.", title=title, state=state, moment=speaker.moment(seconds))
    return Row(
        str(number), title, (state,) if change.is_sent else (), ICONS.get(change.kind, "shield"), day, spoken=spoken
    )


def waiting_note(speaker: Speaker, size: int) -> str:
    """Say how much waits in all, and where it is meanwhile."""
    return speaker.say("About {size} in all. Kept on this computer until you next connect.", size=speaker.size(size))


def _group_title(speaker: Speaker, group: NewGroup) -> str:
    kind, number, count = group.kind, group.number, speaker.count
    if group.is_created:
        titles = {
            "organisation": count("{number} organisation joined", "{number} organisations joined", number),
            "resource": count("{number} new item in the library", "{number} new items in the library", number),
            "statement": count("{number} new statement", "{number} new statements", number),
            "event": count("{number} new date in the calendar", "{number} new dates in the calendar", number),
            "course": count("{number} new course", "{number} new courses", number),
            "lesson": count("{number} new lesson", "{number} new lessons", number),
            "topic": count("{number} new area of work", "{number} new areas of work", number),
        }
        return titles.get(kind) or count("{number} new thing", "{number} new things", number)
    titles = {
        "organisation": count(
            "{number} organisation changed its profile", "{number} organisations changed their profiles", number
        ),
        "resource": count("{number} item of the library changed", "{number} items of the library changed", number),
        "statement": count("{number} statement changed", "{number} statements changed", number),
        "event": count("{number} date in the calendar changed", "{number} dates in the calendar changed", number),
        "course": count("{number} course changed", "{number} courses changed", number),
        "lesson": count("{number} lesson changed", "{number} lessons changed", number),
        "topic": count("{number} area of work changed", "{number} areas of work changed", number),
    }
    return titles.get(kind) or count("{number} thing changed", "{number} things changed", number)


def _changed(speaker: Speaker, thing: NewThing) -> str:
    """Say what changed in a thing."""
    parts = [name for part in thing.changed if (name := directory_terms.part_name(speaker, part))]
    if thing.kind == "organisation":
        return speaker.listed(dict.fromkeys(parts[:_PARTS_NAMED]))
    if not parts:
        return speaker.say("Changed")
    return speaker.say("Changed: {parts}", parts=speaker.listed(dict.fromkeys(parts[:_PARTS_NAMED])))


def _detail(speaker: Speaker, thing: NewThing) -> str:
    """Say what people need to know of a thing before they open it."""
    facts, language = thing.facts, speaker.language
    country = names.country_name(language, facts["country"]) if "country" in facts else ""
    if thing.kind == "organisation":
        return speaker.dotted((facts.get("city", ""), country)) or thing.summary
    if thing.kind == "resource":
        size = speaker.size(thing.size) if thing.size else ""
        return speaker.dotted((resource_type(speaker, facts.get("type", "")), _languages(speaker, thing), size))
    if thing.kind == "statement":
        status = status_name(speaker, facts["status"]) if "status" in facts else ""
        return speaker.dotted((status, names.partial_date(language, facts.get("date", "")), _languages(speaker, thing)))
    if thing.kind == "event":
        day = names.partial_date(language, facts.get("start", ""))
        return speaker.dotted((event_type(speaker, facts.get("type", "")), day, facts.get("city", "")))
    return thing.summary


def _languages(speaker: Speaker, thing: NewThing) -> str:
    shown = [names.language_name(speaker.language, tag) for tag in thing.languages[:_LANGUAGES_NAMED]]
    more = len(thing.languages) - len(shown)
    listed = speaker.listed(shown)
    if not more:
        return listed
    return speaker.count("{names} and {number} more", "{names} and {number} more", more, names=listed)


def _icon(thing: NewThing) -> str:
    own = TYPE_ICONS.get(thing.facts.get("type", ""), "") if thing.kind == "resource" else ""
    return own or ICONS.get(thing.kind, "file-text")


def _page_name(speaker: Speaker, kind: str) -> str:
    """Return the short name that stands at the end of a line."""
    found = {
        "statement": speaker.say("Statement"),
        "resource": speaker.say("Library"),
        "organisation": speaker.say("Directory"),
        "course": speaker.say("Training"),
        "lesson": speaker.say("Training"),
        "event": speaker.say("Calendar"),
        "topic": speaker.say("Areas of work"),
        "network": speaker.say("Network"),
    }
    return found.get(kind, kind)
