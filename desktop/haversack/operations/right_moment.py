"""When a sync should go by itself: values in, a decision out, and why.

Nothing goes without consent: *connect by itself* is off until somebody switches it on. Nothing is ever sent to find out
whether there is a network. Must not read a clock, draw by chance, or know Qt: times and chance are passed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

UNTIL_I_SAY: Final = -1
"""A pause without an end."""

SETTLE_SECONDS: Final = 20.0
"""After the start, and after a move to another network: until then addresses and names are still found."""
GATHER_SECONDS: Final = 120.0
"""So long after the last sync own changes are gathered before they go: each meeting costs some bytes."""
LOOK_SECONDS: Final = 4 * 3_600.0
"""So often it is asked what is new where nothing waits here."""
PERSON_SECONDS: Final = 12 * 3_600.0
"""So long after something that only a person can mend."""
BACK_OFF_FIRST: Final = 60.0
BACK_OFF_MOST: Final = 4 * 3_600.0
BACK_OFF_LEAST: Final = 10.0

_DAY_MINUTES: Final = 24 * 60


class What(StrEnum):
    """What is to be done now."""

    SYNC = "sync"
    TEXT_ONLY = "text_only"
    """A sync in which no file moves."""
    WAIT = "wait"
    """Until a time, or until something else is known."""
    NOTHING = "nothing"
    """Until a person decides otherwise."""


class Why(StrEnum):
    """The reason of a decision."""

    OFF = "off"
    NO_HUB = "no_hub"
    PAUSED = "paused"
    QUIET_HOURS = "quiet_hours"
    OFFLINE = "offline"
    PORTAL = "portal"
    MONTH_USED = "month_used"
    RUNNING = "running"
    SETTLING = "settling"
    BACK_OFF = "back_off"
    NEEDS_PERSON = "needs_person"
    NOTHING_NEW = "nothing_new"
    GATHERING = "gathering"
    START = "start"
    CHANGES_WAIT = "changes_wait"
    LOOKING_FOR_NEWS = "looking_for_news"


class End(StrEnum):
    """How an attempt ended."""

    GOOD = "good"
    BROKEN = "broken"
    """By the link or a hub that is away: later may do."""
    NEEDS_PERSON = "needs_person"
    """Trying again changes nothing until a person did something."""
    PORTAL = "portal"
    """This network wants a login."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What people decided.

    Attributes:
        connects: Whether it may connect by itself.
        paused_until: Seconds since 1970; 0 for no pause, `UNTIL_I_SAY` for one without an end.
        quiet: First and last minute of the day between which nothing goes by itself, the last one not counted; the
            first may be larger: then over midnight. None for no quiet hours.
        is_metered: Whether only text may move.
        daily_bytes: Of a day, beyond which files wait; None for no limit.
        monthly_bytes: Of a month, beyond which nothing goes by itself; None for no limit.
    """

    connects: bool = False
    paused_until: int = 0
    quiet: tuple[int, int] | None = None
    is_metered: bool = True
    daily_bytes: int | None = None
    monthly_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known around this computer, without having sent anything.

    Attributes:
        has_network: As its system says; None where it does not tell.
        is_behind_portal: Whether its system suspects a network that wants a login.
        moves: How often it has come into another network.
    """

    has_network: bool | None = None
    is_behind_portal: bool = False
    moves: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last attempt.

    Attributes:
        at: When it ended, on the clock of `Times.since_start`; negative for one before the vault was opened.
        end: How.
        failures: How many have failed in a row, this one counted.
        moves: See `Surroundings`, when it ended.
        chance: Drawn then, from 0 to 1: how much of the back-off is waited.
    """

    at: float
    end: End
    failures: int = 0
    moves: int = 0
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Times:
    """What the clocks say.

    Attributes:
        since_start: Seconds since the vault was opened, sleep counted; it only grows.
        since_move: Seconds since the last move to another network, or since the start.
        wall: Seconds since 1970 by this computer's clock.
        minute: Of its day.
    """

    since_start: float
    since_move: float
    wall: int
    minute: int


@dataclass(frozen=True, slots=True)
class Load:
    """What there is to do, and what was used.

    Attributes:
        has_hub: Whether there is a hub to meet.
        is_running: Whether a sync runs.
        waiting: Own changes that the hub has not confirmed.
        used_today: Bytes.
        used_this_month: Bytes.
        last: The last attempt, whoever began it; None before the first, and where one before the vault was opened says
            nothing any more.
    """

    has_hub: bool = True
    is_running: bool = False
    waiting: int = 0
    used_today: int = 0
    used_this_month: int = 0
    last: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done now.

    Attributes:
        what: It.
        why: The reason.
        seconds: After how many seconds to decide again; None where only an event can change it.
    """

    what: What
    why: Why
    seconds: float | None = None


def decide(consent: Consent, around: Surroundings, load: Load, times: Times) -> Decision:
    """Decide what goes by itself now.

    Args:
        consent: What people decided.
        around: What is known of the network.
        load: What there is to do, what was used and tried.
        times: What the clocks say.
    """
    last = load.last
    held = _held(consent, around, load, times)
    if held is not None:
        return held
    if last is not None and last.moves == around.moves and last.end is not End.GOOD:
        held = _after_failure(last, times)
    elif times.since_move < SETTLE_SECONDS:
        held = Decision(What.WAIT, Why.SETTLING, SETTLE_SECONDS - times.since_move)
    elif last is not None and last.end is End.GOOD:
        held = _after_success(last, load, times)
    if held is not None:
        return held
    has_room = consent.daily_bytes is None or load.used_today < consent.daily_bytes
    what = What.SYNC if has_room and not consent.is_metered else What.TEXT_ONLY
    if load.waiting:
        return Decision(what, Why.CHANGES_WAIT)
    return Decision(what, Why.START if last is None else Why.LOOKING_FOR_NEWS)


def _held(consent: Consent, around: Surroundings, load: Load, times: Times) -> Decision | None:
    """Return what keeps everything back, whatever waits: the first reason that holds."""
    nothing, wait = What.NOTHING, What.WAIT
    paused, quiet = float(consent.paused_until - times.wall), quiet_minutes_left(consent.quiet, times.minute)
    is_month_used = consent.monthly_bytes is not None and load.used_this_month >= consent.monthly_bytes
    reasons = (
        (not load.has_hub, Decision(nothing, Why.NO_HUB)),
        (not consent.connects, Decision(nothing, Why.OFF)),
        (load.is_running, Decision(wait, Why.RUNNING)),
        (consent.paused_until == UNTIL_I_SAY, Decision(nothing, Why.PAUSED)),
        (paused > 0, Decision(wait, Why.PAUSED, paused)),
        (quiet > 0, Decision(wait, Why.QUIET_HOURS, quiet * 60.0)),
        (around.has_network is False, Decision(wait, Why.OFFLINE)),
        (around.is_behind_portal, Decision(wait, Why.PORTAL)),
        (is_month_used, Decision(wait, Why.MONTH_USED, (_DAY_MINUTES - times.minute) * 60.0)),
    )
    return next((decision for holds, decision in reasons if holds), None)


def quiet_minutes_left(quiet: tuple[int, int] | None, minute: int) -> int:
    """Return after how many minutes quiet hours are over; 0 outside them."""
    if quiet is None:
        return 0
    first, last = quiet
    length, into = (last - first) % _DAY_MINUTES, (minute - first) % _DAY_MINUTES
    return length - into if into < length else 0


def back_off_seconds(failures: int, chance: float) -> float:
    """Return how long is waited after so many failures in a row: any part of a time that doubles, by chance.

    So that a hub that was away is not met by all at once.
    """
    most = min(BACK_OFF_MOST, BACK_OFF_FIRST * 2.0 ** min(failures, 20))
    return BACK_OFF_LEAST + chance * (most - BACK_OFF_LEAST)


def _after_failure(last: Attempt, times: Times) -> Decision | None:
    whys = {End.PORTAL: Why.PORTAL, End.NEEDS_PERSON: Why.NEEDS_PERSON}
    wait = back_off_seconds(last.failures, last.chance) if last.end is End.BROKEN else PERSON_SECONDS
    left = last.at + wait - times.since_start
    return Decision(What.WAIT, whys.get(last.end, Why.BACK_OFF), left) if left > 0 else None


def _after_success(last: Attempt, load: Load, times: Times) -> Decision | None:
    wait = GATHER_SECONDS if load.waiting else LOOK_SECONDS
    left = last.at + wait - times.since_start
    return Decision(What.WAIT, Why.GATHERING if load.waiting else Why.NOTHING_NEW, left) if left > 0 else None


def carried_over(kinds: Sequence[str], *, seconds_ago: float, chance: float) -> Attempt | None:
    """Return what attempts before the vault was opened say: whoever starts a computer anew does not ask anew at once.

    A login is not waited for: nothing tells that this is the same network.

    Args:
        kinds: How they ended, the newest first; see `end_of`.
        seconds_ago: When the newest ended; a clock that was set back counts as just now.
        chance: See `Attempt`.

    Returns:
        None where the newest was good, or there is none.
    """
    ends = [end_of(kind) for kind in kinds]
    failures = next((number for number, end in enumerate(ends) if end is End.GOOD), len(ends))
    if not failures or ends[0] is End.PORTAL:
        return None
    return Attempt(-max(seconds_ago, 0.0), ends[0], failures, chance=chance)


_LATER: Final = ("no_connection", "no_name", "hub_away", "busy", "stalled", "cut", "proxy_away", "proxy_refused")


def end_of(kind: str) -> End:
    """Return how an attempt ended whose error has a stable name, as the log of syncs keeps it; empty for a good end."""
    if not kind or kind in ("done", "more", "stopped"):
        return End.GOOD
    first, _, what = kind.partition(".")
    if first == "link" and what == "portal":
        return End.PORTAL
    return End.BROKEN if first == "link" and what in _LATER else End.NEEDS_PERSON
