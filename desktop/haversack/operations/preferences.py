"""What people set for one vault, kept in it: when it locks by itself, how much data a day may use.

Nothing of it leaves this computer.

How the window looks is apart (`appearance`): the locked screen must look so too.
"""

from dataclasses import dataclass, replace
from typing import Final

import msgspec

from haversack.operations.data_used import Used
from haversack.operations.workspace import Workspace
from haversack.store import object_table, values
from haversack_sync.client.proxy import DIRECT, Proxy
from haversack_sync.protocol.profile import decode_profile, show_fingerprint

LOCK_CHOICES: Final = (2, 5, 10, 20, 30, 60)
"""Minutes without use before the window locks by itself. There is no *never*: computers are lost unlocked."""

DATA_CHOICES: Final = (0, 5_000_000, 20_000_000, 100_000_000, None)
"""Bytes that a day may use before files wait: text only, 5, 20, 100 MB, no limit."""

QUOTA_CHOICES: Final = (200_000_000, 700_000_000, 2_000_000_000, 8_000_000_000, None)
"""Bytes that files may take on this computer before those that are only followed wait or go; None for no limit."""

MONTH_CHOICES: Final = (30_000_000, 100_000_000, 500_000_000, 2_000_000_000, None)
"""Bytes that a month may use before nothing goes by itself any more; None for no limit."""

QUIET_CHOICES: Final = (None, (22 * 60, 6 * 60), (20 * 60, 8 * 60), (8 * 60, 18 * 60))
"""First and last minute of the day between which nothing goes by itself, as offered; None for no quiet hours."""

_DAY_MINUTES: Final = 24 * 60

LARGE_FILE_BYTES: Final = 1_000_000
"""A file above it is asked about first, if that is set."""

_PREFERENCES: Final = "preferences"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What was set.

    Attributes:
        lock_minutes: Minutes without use before the window locks by itself.
        daily_bytes: What a day may use before files wait, see `DATA_CHOICES`; text syncs beyond it.
        asks_before_large: Whether a sync leaves files above `LARGE_FILE_BYTES` alone until somebody says so.
        quota_bytes: What files may take on this computer, see `QUOTA_CHOICES`.
        costs_money: Whether a person said that this connection costs money; None while nobody said anything.
        connects_by_itself: Whether a sync may begin without anybody pressing a button.
        paused_until: Seconds since 1970 until which none does; 0 for no pause, `UNTIL_I_SAY` for one without an end.
        quiet: First and last minute of the day between which nothing goes by itself, see `QUIET_CHOICES`; any two
            may be chosen.
        monthly_bytes: See `MONTH_CHOICES`.
        proxy: By which every hub is reached.
        system_costs: Whether the computer's system says now that the connection costs money; not kept.
    """

    lock_minutes: int = 10
    daily_bytes: int | None = 5_000_000
    asks_before_large: bool = True
    quota_bytes: int | None = 2_000_000_000
    costs_money: bool | None = None
    connects_by_itself: bool = False
    paused_until: int = 0
    quiet: tuple[int, int] | None = None
    monthly_bytes: int | None = None
    proxy: Proxy = DIRECT
    system_costs: bool = False

    def is_metered(self, *, hint: bool | None = None) -> bool:
        """Tell whether only text may move: what nobody knows counts as a connection that costs money.

        Where the system says that it costs, "free" was said of another one: people carry computers about.

        Args:
            hint: Whether whoever asks knows that it costs; a person's word goes before it. None where nobody knows.
        """
        known = hint if self.costs_money is None else self.costs_money
        return self.system_costs or known is not False

    def left_for_files(self, used: Used, *, hint: bool | None = None) -> int | None:
        """Return what is left for files after so much was used; None for no limit. For `hint`, see `is_metered`."""
        return 0 if self.is_metered(hint=hint) else self.left_within_limits(used)

    def left_within_limits(self, used: Used) -> int | None:
        """Return what the day and the month leave for files, whatever the connection costs; None for no limit."""
        limits = ((self.daily_bytes, used.today), (self.monthly_bytes, used.this_month))
        return min((max(limit - spent, 0) for limit, spent in limits if limit is not None), default=None)


@dataclass(frozen=True, slots=True)
class About:
    """Which network this is.

    Attributes:
        network: Its public name.
        fingerprint: Its root's fingerprint, as people compare it.
        hub: The hub's address, or empty.
        missing_bytes: Size of the files that are not on this computer.
        folder: Where the vault lies.
    """

    network: str
    fingerprint: str
    hub: str
    missing_bytes: int
    folder: str


def read_preferences(workspace: Workspace) -> Preferences:
    """Return what was set, or the defaults."""
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, _PREFERENCES)
    kept = msgspec.msgpack.decode(raw, type=Preferences) if raw else Preferences()
    known = (
        kept.lock_minutes in LOCK_CHOICES
        and kept.daily_bytes in DATA_CHOICES
        and kept.quota_bytes in QUOTA_CHOICES
        and kept.monthly_bytes in MONTH_CHOICES
        and (kept.quiet is None or all(0 <= minute < _DAY_MINUTES for minute in kept.quiet))
    )
    # What a newer program set for the rest may be unknown here; nobody must be led past their proxy by that.
    return replace(kept if known else Preferences(proxy=kept.proxy), system_costs=workspace.system_costs())


def write_preferences(workspace: Workspace, preferences: Preferences) -> None:
    """Keep what was set."""
    kept = replace(preferences, system_costs=False)
    with workspace.replica.transaction() as connection:
        values.write_value(connection, _PREFERENCES, msgspec.msgpack.encode(kept))


def write_proxy(workspace: Workspace, proxy: Proxy) -> None:
    """Keep by which proxy hubs are reached."""
    before = read_preferences(workspace)
    if before.proxy != proxy:
        write_preferences(workspace, replace(before, proxy=proxy))


def about(workspace: Workspace) -> About:
    """Say which network this is."""
    with workspace.replica.reading() as connection:
        profile = values.read_value(connection, values.PROFILE)
        missing = object_table.missing_bytes(connection)
    name = decode_profile(profile).name if profile else ""
    return About(
        name, show_fingerprint(workspace.root), workspace.hub_address() or "", missing, str(workspace.vault.folder)
    )
