"""What an open vault says to the question whether a sync should go by itself: what people decided, what there is to do.

Must not decide; `right_moment` does.
"""

from haversack.operations.data_used import used_this_month, used_today
from haversack.operations.preferences import Preferences, read_preferences
from haversack.operations.right_moment import UNTIL_I_SAY, Attempt, Consent, Load, carried_over
from haversack.operations.standing import contact_state
from haversack.operations.sync_log import STICK, read_log
from haversack.operations.workspace import Workspace


def moment_facts(workspace: Workspace) -> tuple[Consent, Load]:
    """Read it; a few small reads."""
    preferences = read_preferences(workspace)
    consent = Consent(
        connects=preferences.connects_by_itself,
        paused_until=preferences.paused_until,
        quiet=preferences.quiet,
        is_metered=preferences.is_metered(),
        daily_bytes=preferences.daily_bytes,
        monthly_bytes=preferences.monthly_bytes,
    )
    load = Load(
        has_hub=bool(workspace.hub_address()),
        waiting=contact_state(workspace)[1],
        used_today=used_today(workspace),
        used_this_month=used_this_month(workspace),
    )
    return consent, load


def attempt_before(workspace: Workspace) -> Attempt | None:
    """Return the last attempt before this vault was opened, as far as it still counts; chance is drawn anew."""
    met = [one for one in read_log(workspace).meetings if one.carrier != STICK]
    ago = workspace.clock.wall_ms() // 1000 - (met[0].began + met[0].seconds) if met else 0
    chance = int.from_bytes(workspace.clock.random(4)) / 2**32
    return carried_over([one.outcome for one in met], seconds_ago=ago, chance=chance)


def is_paused(preferences: Preferences, now: int) -> bool:
    """Tell whether people stopped syncs that go by themselves.

    Args:
        preferences: What was set.
        now: Seconds since 1970.
    """
    until = preferences.paused_until
    return preferences.connects_by_itself and (until == UNTIL_I_SAY or now < until)
