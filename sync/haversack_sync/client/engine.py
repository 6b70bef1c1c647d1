"""The engine of a sync: `step(state, event) -> (state, commands)`, and nothing else.

Pure: no link, disk, clock, chance or thread. A sync is a row of named stages; each is a frozen value that says, for an
event, what it becomes and what is to be done. What is still missing is worked out from what the replica holds, never
from a plan, so that a sync that was killed anywhere has nothing to repair: the next one looks, and asks for the rest.
Must not know what a stage does.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from haversack_sync.client.answers import HeadStep, OfferStep, StanzasStep, Step
from haversack_sync.client.commands import Command, Finish, Tell
from haversack_sync.client.conditions import Limits, Report
from haversack_sync.client.events import (
    Cancelled,
    Committed,
    Event,
    LimitsChanged,
    PartKept,
    SnapshotUsed,
    Started,
)
from haversack_sync.client.pace import Pace
from haversack_sync.protocol.head import ReceiptCode

_FINAL = (ReceiptCode.ACCEPTED, ReceiptCode.FORBIDDEN, ReceiptCode.CLONED)


@dataclass(frozen=True, slots=True)
class Core:
    """What all stages share.

    Attributes:
        report: What was done so far.
        limits: What may be used.
        pace: How much is asked for at once.
        is_stored: Whether the other side only gives back what a hub once wrote, see `SyncEndpoint`.
        is_cancelled: Whether a person stopped it.
    """

    report: Report
    limits: Limits
    pace: Pace
    is_stored: bool
    is_cancelled: bool = False

    def left(self, most: int) -> int:
        """Return how many of at most so many bytes may still be used."""
        return self.limits.left(most, used=self.report.used_bytes)

    def left_for_files(self, most: int) -> int:
        """Return how many of at most so many bytes may still be used for files."""
        return self.limits.left_for_files(most, used=self.report.used_bytes)

    @property
    def may_go_on(self) -> bool:
        """Whether anything may still pass."""
        return not self.is_cancelled and self.left(1) > 0

    @property
    def may_move_files(self) -> bool:
        """Whether bytes of files may still pass."""
        return not self.is_cancelled and self.left_for_files(1) > 0

    def counting(self, *, sent: int = 0, received: int = 0, moved: int = 0) -> "Core":
        """Return it with more bytes counted, and with what got on for good."""
        report = self.report
        return self.reporting(
            replace(
                report,
                sent_bytes=report.sent_bytes + sent,
                received_bytes=report.received_bytes + received,
                moved=report.moved + moved,
            )
        )

    def reporting(self, report: Report) -> "Core":
        """Return it with another report."""
        return replace(self, report=report)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a stage makes of an event.

    Attributes:
        core: What all stages share, after it.
        stage: What the stage has become; None if it is over.
        commands: What is to be done, in this order.
        error: Ends the whole sync.
        then: Where the stage is over, stages that come before the other ones.
    """

    core: Core
    stage: "Stage | None"
    commands: tuple[Command, ...] = ()
    error: BaseException | None = None
    then: tuple["Stage", ...] = ()

    def after(self, commands: tuple[Command, ...]) -> "Turn":
        """Return it with commands that come before its own."""
        return replace(self, commands=(*commands, *self.commands))


class Stage(Protocol):
    """A stage of a sync, and where in it the sync stands. A frozen value; its methods are pure and never raise."""

    def begin(self, core: Core) -> Turn:
        """Begin it; it may be over at once."""

    def on(self, core: Core, event: Event) -> Turn:
        """Take an event. One that says nothing to it changes nothing: they may come late, twice, in any order."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a sync stands.

    Attributes:
        core: What all stages share.
        stage: The stage that it is in; None before the first and after the last.
        to_come: The stages after it.
        is_finished: Whether it is over.
    """

    core: Core
    stage: Stage | None
    to_come: tuple[Stage, ...]
    is_finished: bool = False


Stepped = tuple[State, tuple[Command, ...]]


def new_state(core: Core, stages: tuple[Stage, ...]) -> State:
    """Return a sync of these stages that has not begun."""
    return State(core, None, stages)


def step(state: State, event: Event) -> Stepped:
    """Take an event.

    Args:
        state: Where the sync stands.
        event: What happened.

    Returns:
        Where it stands now, and what is to be done, in this order.
    """
    if state.is_finished:
        # What was durable after the end still counts.
        return (replace(state, core=_counted(state.core, event)), ())
    core = _counted(state.core, event)
    if isinstance(event, LimitsChanged):
        core = replace(core, limits=event.limits)
    if isinstance(event, Cancelled):
        core = replace(core, is_cancelled=True)
    if state.stage is None:
        state = replace(state, core=core)
        return _after(state, Turn(core, None)) if isinstance(event, Started) else (state, ())
    return _after(state, state.stage.on(core, event))


def _after(state: State, turn: Turn) -> Stepped:
    """Go on after a turn: in the same stage, in the next, or to the end."""
    commands, to_come = list(turn.commands), [*turn.then, *state.to_come]
    while turn.stage is None and turn.error is None and to_come:
        turn = to_come.pop(0).begin(turn.core)
        commands += turn.commands
        to_come[:0] = turn.then
    is_over = turn.stage is None or turn.error is not None
    if is_over:
        commands += (Tell(), Finish(turn.error))
    return State(turn.core, None if is_over else turn.stage, tuple(to_come), is_over), tuple(commands)


def _counted(core: Core, event: Event) -> Core:
    """Count what is durable now."""
    if isinstance(event, PartKept):
        return core.counting(moved=1 if event.size else 0)
    if isinstance(event, SnapshotUsed):
        core = core.counting(moved=event.changed)
        return core.reporting(replace(core.report, applied=core.report.applied + event.changed))
    if not isinstance(event, Committed):
        return core
    heads = [one.head.position for one in event.steps if isinstance(one, HeadStep)]
    report = core.report
    return core.reporting(
        replace(
            report,
            applied=report.applied + event.applied,
            moved=report.moved + sum(map(_weight, event.steps)),
            head_position=heads[-1] if heads else report.head_position,
        )
    )


def _weight(one: Step) -> int:
    """Count what a step moved: entries, keys, and own changes that are answered for good."""
    if isinstance(one, HeadStep):
        return len(one.stanzas) + sum(1 for receipt in one.receipts if receipt.code in _FINAL)
    if isinstance(one, OfferStep):
        return 1
    return len(one.stanzas) if isinstance(one, StanzasStep) else len(one.entries)
