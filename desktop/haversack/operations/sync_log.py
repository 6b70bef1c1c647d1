"""What syncs did: each meeting with the hub, kept in the vault, and the bytes of each day.

Nothing of it ever leaves this computer. Must not write sentences, and must not keep what was synced.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from haversack.operations.meeting import data_today
from haversack.operations.synchronising import SyncResult, Wishes
from haversack.operations.workspace import Workspace
from haversack.store import outbox, values, waiting
from haversack.store.errors import VaultError
from haversack_sync.client.conditions import Report
from haversack_sync.protocol.endpoint import LinkError

_LOG: Final = "sync_log"
_KEPT_MEETINGS: Final = 60
_KEPT_DAYS: Final = 31
_STOPPED: Final = "stopped"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting with the hub.

    Attributes:
        began: Seconds since 1970, by this computer's clock.
        seconds: How long it took.
        sent_bytes: HTTP bodies up.
        received_bytes: HTTP bodies down.
        applied: Entries that changed a record here.
        answered: Own changes that the hub gave its receipt for, or refused.
        outcome: done, more (a part is still to come), stopped, or the stable name of what went wrong.
    """

    began: int
    seconds: int
    sent_bytes: int
    received_bytes: int
    applied: int
    answered: int
    outcome: str


@dataclass(frozen=True, slots=True)
class SyncLog:
    """What is known of earlier syncs.

    Attributes:
        meetings: The newest first.
        days: Bytes by day, ISO 8601, by this computer's clock.
    """

    meetings: tuple[Meeting, ...] = ()
    days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a running sync is.

    Attributes:
        used_bytes: HTTP bodies up and down.
        entries: Entries of the network that are here.
        all_entries: Entries of the whole network by the newest head; some of them may not be for this computer.
        files_bytes: Bytes of files that moved in this stage.
        all_files_bytes: How many there are to move in it; 0 while no file moves.
    """

    used_bytes: int
    entries: int
    all_entries: int
    files_bytes: int = 0
    all_files_bytes: int = 0


def read_log(workspace: Workspace) -> SyncLog:
    """Return what is known of earlier syncs."""
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, _LOG)
    return msgspec.msgpack.decode(raw, type=SyncLog) if raw else SyncLog()


def last_days(workspace: Workspace, number: int) -> tuple[tuple[str, int], ...]:
    """Return the bytes of the last days, today last; days without a sync are 0."""
    today = datetime.fromtimestamp(workspace.clock.wall_ms() / 1000, UTC).date()
    used = dict(read_log(workspace).days) | {today.isoformat(): data_today(workspace).used_bytes}
    days = [(today - timedelta(days=back)).isoformat() for back in reversed(range(number))]
    return tuple((day, used.get(day, 0)) for day in days)


def noted(meet: Callable[[Wishes], SyncResult], workspace: Workspace, wishes: Wishes) -> SyncResult:
    """Meet the hub as `meet` does, and note how it went, whatever happened.

    Args:
        meet: Does it, given wishes of its own.
        workspace: The open vault.
        wishes: Budget, progress, cancel.

    Raises:
        As `meet`.
    """
    began, started = workspace.clock.wall_ms() // 1000, workspace.clock.monotonic()
    unanswered = _count_unanswered(workspace)
    spent, outcome = Report(), _STOPPED

    def tell(report: Report) -> None:
        nonlocal spent
        spent = report
        wishes.tell(report)

    try:
        result = meet(Wishes(wishes.budget_bytes, tell, wishes.is_cancelled))
        outcome = _outcome(result, is_cancelled=wishes.is_cancelled())
        return result
    except Exception as error:
        outcome = _name_of(error)
        raise
    finally:
        seconds = round(workspace.clock.monotonic() - started)
        answered = max(unanswered - _count_unanswered(workspace), 0)
        one = Meeting(began, seconds, spent.sent_bytes, spent.received_bytes, spent.applied, answered, outcome)
        _note(workspace, one)


def step_of(workspace: Workspace, report: Report) -> Step:
    """Return how far a running sync is; one small read."""
    with workspace.replica.reading() as connection:
        entries = waiting.entries_here(connection)
    return Step(report.used_bytes, entries, report.head_position, report.files_bytes, report.all_files_bytes)


def _outcome(result: SyncResult, *, is_cancelled: bool) -> str:
    if is_cancelled:
        return _STOPPED
    return "done" if result.is_complete else "more"


def _name_of(error: Exception) -> str:
    """Return the stable name of an error; `bug` for what nobody foresaw."""
    kind = getattr(error, "kind", None)
    if not isinstance(kind, str):
        return "bug"
    detail = error.what if isinstance(error, LinkError) else str(getattr(error, "reason", ""))
    return f"{kind}.{detail}" if detail else kind


def _count_unanswered(workspace: Workspace) -> int:
    with workspace.replica.reading() as connection:
        return outbox.count_items(connection, outbox.UNANSWERED)


def _note(workspace: Workspace, one: Meeting) -> None:
    """Keep a meeting; a full disk must not hide what went wrong before it."""
    before = read_log(workspace)
    day = datetime.fromtimestamp(one.began, UTC).date().isoformat()
    days = dict(before.days)
    days[day] = days.get(day, 0) + one.sent_bytes + one.received_bytes
    kept = dict(sorted(days.items())[-_KEPT_DAYS:])
    log = SyncLog((one, *before.meetings)[:_KEPT_MEETINGS], kept)
    try:
        with workspace.replica.transaction() as connection:
            values.write_value(connection, _LOG, msgspec.msgpack.encode(log))
    except VaultError:
        return
