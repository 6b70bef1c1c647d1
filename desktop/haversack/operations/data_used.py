"""How much data was used each day, kept in the vault: bodies up and down, text and files alike.

Whatever begins a sync counts here, the window and the terminal. A day is one of this computer's clock and zone. Nothing
of it ever leaves this computer. Must not limit anything; `preferences` says what is left.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import msgspec

from haversack.clock import Clock
from haversack.operations.time_zones import day_here
from haversack.operations.workspace import Workspace
from haversack.store import values
from haversack.store.errors import VaultError

_BY_DAY: Final = "data_by_day"
_KEPT_DAYS: Final = 31
_SAVED_EACH_BYTES: Final = 250_000
"""A sync that is killed may leave so much of what it used uncounted."""


def today(clock: Clock) -> date:
    """Return the day that this computer believes it is."""
    return day_here(clock.wall_ms() / 1000)


def used_today(workspace: Workspace) -> int:
    """Return the bytes that were used today."""
    return _read(workspace).get(today(workspace.clock).isoformat(), 0)


def used_this_month(workspace: Workspace) -> int:
    """Return the bytes that were used in this month of the calendar, today counted."""
    month = today(workspace.clock).isoformat()[:7]
    return sum(used for day, used in _read(workspace).items() if day.startswith(month))


@dataclass(frozen=True, slots=True)
class Used:
    """Bytes that were used today, and in this month of the calendar, today counted."""

    today: int = 0
    this_month: int = 0


def used_so_far(workspace: Workspace) -> Used:
    """Return what the limits of day and month are held against."""
    return Used(used_today(workspace), used_this_month(workspace))


def last_days(workspace: Workspace, number: int) -> tuple[tuple[str, int], ...]:
    """Return day (ISO 8601) and bytes of the last days, today last; days without a sync are 0."""
    used, now = _read(workspace), today(workspace.clock)
    days = [(now - timedelta(days=back)).isoformat() for back in reversed(range(number))]
    return tuple((day, used.get(day, 0)) for day in days)


class Passed:
    """Counts bytes of bodies that an act uses, up and down together.

    Attributes:
        bytes: How many passed so far.
    """

    def __init__(self) -> None:
        """Begin at nothing."""
        self.bytes = 0

    def __call__(self, *, sent: int, received: int) -> None:
        """Count them."""
        self.bytes += sent + received


class DayCounter:
    """Counts what one act uses, in steps, so that an act that is killed is counted too."""

    def __init__(self, workspace: Workspace) -> None:
        """Begin at nothing."""
        self._workspace = workspace
        self._counted = 0

    def note(self, used_bytes: int) -> None:
        """Say how much the act has used so far; no transaction may be open."""
        if used_bytes - self._counted >= _SAVED_EACH_BYTES:
            self.end(used_bytes)

    def end(self, used_bytes: int) -> None:
        """Say how much the act has used in all. Safe to repeat; a full disk must not hide what went wrong before."""
        more, self._counted = used_bytes - self._counted, used_bytes
        if more <= 0:
            return
        used, day = _read(self._workspace), today(self._workspace.clock).isoformat()
        used[day] = used.get(day, 0) + more
        kept = dict(sorted(used.items())[-_KEPT_DAYS:])
        try:
            with self._workspace.replica.transaction() as connection:
                values.write_value(connection, _BY_DAY, msgspec.msgpack.encode(kept))
        except VaultError:
            return


def _read(workspace: Workspace) -> dict[str, int]:
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, _BY_DAY)
    return msgspec.msgpack.decode(raw, type=dict[str, int]) if raw else {}
