"""What syncs did: each meeting with the hub, kept in the vault; and how far the one is that runs.

Nothing of it ever leaves this computer. Must not write sentences, and must not keep what was synced.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from haversack.operations.synchronising import SyncResult, Wishes
from haversack.operations.workspace import Workspace
from haversack.store import held_files, object_table, outbox, trust, values
from haversack.store.errors import VaultError
from haversack_sync.client.conditions import Report
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol.endpoint import LinkError

_LOG: Final = "sync_log"
_KEPT_MEETINGS: Final = 60
STICK: Final = "stick"
"""Carrier of what was read from a folder or stick."""
_STOPPED: Final = "stopped"
_STEP_SECONDS: Final = 0.5


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
        files_in: Files that came whole.
        files_out: Files that the hub took whole.
        let_go_files: Files that left this computer to make room.
        let_go_bytes: Their size.
        hub_ahead_seconds: How far the hub's clock is ahead of this computer's; None where the hub did not answer.
        carrier: Empty for a connection, else what carried it.
    """

    began: int
    seconds: int
    sent_bytes: int
    received_bytes: int
    applied: int
    answered: int
    outcome: str
    files_in: int = 0
    files_out: int = 0
    let_go_files: int = 0
    let_go_bytes: int = 0
    hub_ahead_seconds: int | None = None
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class SyncLog:
    """What is known of earlier syncs.

    Attributes:
        meetings: The newest first.
    """

    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class ShelfStep:
    """How far one shelf is.

    Attributes:
        name: Of the shelf; empty for the network itself: who takes part, and who may read what.
        entries: Entries that are here.
        all_entries: Entries by the hub's newest word.
    """

    name: str
    entries: int
    all_entries: int


@dataclass(frozen=True, slots=True)
class Step:
    """How far a running sync is.

    Attributes:
        stage: asking, text, sending_files or fetching_files.
        used_bytes: HTTP bodies up and down.
        unanswered: Own changes without the hub's receipt.
        shelves: In the order in which they come; empty before the hub answered.
        files_bytes: Bytes of files that moved in this stage.
        all_files_bytes: How many there are to move in it; 0 while no file moves.
    """

    stage: str
    used_bytes: int
    unanswered: int = 0
    shelves: tuple[ShelfStep, ...] = ()
    files_bytes: int = 0
    all_files_bytes: int = 0

    @property
    def entries(self) -> int:
        """Entries that are here."""
        return sum(shelf.entries for shelf in self.shelves)

    @property
    def all_entries(self) -> int:
        """Entries that will be here, by the hub's newest word."""
        return sum(shelf.all_entries for shelf in self.shelves)


def read_log(workspace: Workspace) -> SyncLog:
    """Return what is known of earlier syncs."""
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, _LOG)
    return msgspec.msgpack.decode(raw, type=SyncLog) if raw else SyncLog()


def noted(
    meet: Callable[[Wishes], SyncResult], workspace: Workspace, wishes: Wishes, *, carrier: str = ""
) -> SyncResult:
    """Meet the hub as `meet` does, and note how it went, whatever happened.

    Args:
        meet: Does it, given wishes of its own.
        workspace: The open vault.
        wishes: Budget, progress, cancel.
        carrier: What carried it, if no connection did.

    Raises:
        As `meet`.
    """
    began, started = workspace.clock.wall_ms() // 1000, workspace.clock.monotonic()
    before = _count(workspace)
    spent, outcome = Report(), _STOPPED

    def tell(report: Report) -> None:
        nonlocal spent
        spent = report
        wishes.tell(report)

    try:
        result = meet(replace(wishes, tell=tell))
        outcome = _outcome(result, is_cancelled=wishes.is_cancelled())
        return result
    except Exception as error:
        outcome = _STOPPED if wishes.is_cancelled() else _name_of(error)
        raise
    finally:
        # Of a vault that destroyed itself nothing can be read or kept any more.
        if not workspace.vault.is_discarded:
            after = _count(workspace)
            has_met = spent.head_position > 0
            one = Meeting(
                began,
                round(workspace.clock.monotonic() - started),
                spent.sent_bytes,
                spent.received_bytes,
                spent.applied,
                answered=max(before.unanswered - after.unanswered, 0),
                outcome=outcome,
                files_in=max(before.wanted - after.wanted, 0),
                files_out=max(before.uploads - after.uploads, 0),
                let_go_files=after.let_go_files - before.let_go_files,
                let_go_bytes=after.let_go_bytes - before.let_go_bytes,
                hub_ahead_seconds=after.last_contact - workspace.clock.wall_ms() // 1000 if has_met else None,
                carrier=carrier,
            )
            _note(workspace, one)


@dataclass(frozen=True, slots=True)
class _Count:
    """What still waits, and what ever left to make room."""

    unanswered: int
    uploads: int
    wanted: int
    last_contact: int
    let_go_files: int
    let_go_bytes: int


class StepTeller:
    """Tells how far a sync is, at most twice a second, and at once when it begins something else."""

    def __init__(self, workspace: Workspace, tell: Callable[[Step], None]) -> None:
        """Begin.

        Args:
            workspace: The open vault.
            tell: Given each step.
        """
        self._workspace, self._tell = workspace, tell
        self._told, self._stage = 0.0, ""

    def tell(self, report: Report) -> None:
        """Take a report."""
        now = self._workspace.clock.monotonic()
        if report.stage == self._stage and now - self._told < _STEP_SECONDS:
            return
        self._told, self._stage = now, report.stage
        self._tell(step_of(self._workspace, report))


def step_of(workspace: Workspace, report: Report) -> Step:
    """Return how far a running sync is; a few small reads."""
    view = workspace.replica.network()
    here = {NETWORK_FEED: view.standing.n} | {one.feed: one.standing.n for one in workspace.replica.cursors()}
    shelves: dict[str, ShelfStep] = {}
    with workspace.replica.reading() as connection:
        unanswered = outbox.count_items(connection, outbox.UNANSWERED)
        names = trust.shelf_names(connection, view)
    for feed, target in report.targets.items():
        name, entries = names.get(feed, ""), here.get(feed, 0)
        known = shelves.get(name, ShelfStep(name, 0, 0))
        shelves[name] = ShelfStep(name, known.entries + entries, known.all_entries + max(target, entries))
    return Step(
        report.stage.value,
        report.used_bytes,
        unanswered,
        tuple(shelves.values()),
        report.files_bytes,
        report.all_files_bytes,
    )


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


def _count(workspace: Workspace) -> _Count:
    with workspace.replica.reading() as connection:
        return _Count(
            outbox.count_items(connection, outbox.UNANSWERED),
            len(object_table.uploads(connection)),
            len(object_table.wanted(connection)),
            values.read_number(connection, values.LAST_CONTACT),
            *held_files.ever_let_go(connection),
        )


def _note(workspace: Workspace, one: Meeting) -> None:
    """Keep a meeting; a full disk must not hide what went wrong before it."""
    log = SyncLog((one, *read_log(workspace).meetings)[:_KEPT_MEETINGS])
    try:
        with workspace.replica.transaction() as connection:
            values.write_value(connection, _LOG, msgspec.msgpack.encode(log))
    except VaultError:
        return
