"""What surrounds a sync, what it may spend, and what it counts. Must not move anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.errors import HubRefusal


class Stage(StrEnum):
    """What a sync is doing."""

    ASKING = "asking"
    """Nothing has come yet."""
    TEXT = "text"
    """Changes go up, entries come down."""
    SENDING_FILES = "sending_files"
    FETCHING_FILES = "fetching_files"


@dataclass(slots=True)
class Report:
    """What a sync did, counted as it happens.

    Attributes:
        sent_bytes: HTTP body bytes up.
        received_bytes: HTTP body bytes down.
        applied: Entries that changed a record here.
        exchanges: Round trips.
        is_complete: Everything readable up to the hub's head is here, and everything waiting was answered and has left.
        refused_upload: Why the hub did not take a file; everything else went on.
        head_position: Where the hub's newest verified head stands; 0 before one came.
        targets: How many entries each feed has by that head.
        moved: Grows whenever something got on for good: verified entries, keys and answers, bytes of files.
        stage: What it is doing.
        files_bytes: How many bytes of the files of this stage are where they belong.
        all_files_bytes: How many these files have.
    """

    sent_bytes: int = 0
    received_bytes: int = 0
    applied: int = 0
    exchanges: int = 0
    is_complete: bool = False
    refused_upload: HubRefusal | None = None
    head_position: int = 0
    targets: Mapping[FeedId, int] = field(default_factory=dict)
    moved: int = 0
    stage: Stage = Stage.ASKING
    files_bytes: int = 0
    all_files_bytes: int = 0

    @property
    def used_bytes(self) -> int:
        """Bodies up and down together."""
        return self.sent_bytes + self.received_bytes

    def begin_files(self, stage: Stage, all_bytes: int, *, held_bytes: int = 0) -> None:
        """Begin a stage that moves files.

        Args:
            stage: Which one.
            all_bytes: How many bytes the files have.
            held_bytes: How many of them are where they belong already.
        """
        self.stage, self.files_bytes, self.all_files_bytes = stage, held_bytes, all_bytes


@dataclass(frozen=True, slots=True)
class Conditions:
    """What surrounds a sync.

    Attributes:
        monotonic: Seconds that only grow, for measuring the link.
        random: Gives that many random bytes.
        budget_bytes: Bodies up and down together, or None for no limit; overshoot is at most about one frame.
        tell: Called after each piece that came and each commit, with the report so far.
        is_cancelled: Asked between frames.
        files_budget_bytes: Bodies of this sync, text counted in, beyond which no file moves; None for no limit. Text
            goes on beyond it.
    """

    monotonic: Callable[[], float]
    random: Callable[[int], bytes]
    budget_bytes: int | None = None
    tell: Callable[[Report], None] = lambda report: None
    is_cancelled: Callable[[], bool] = lambda: False
    files_budget_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may still be spent.

    Attributes:
        conditions: The limits.
        report: What was spent.
    """

    conditions: Conditions
    report: Report

    def has_left(self) -> bool:
        """Tell whether anything may still be spent."""
        return self.left(1) > 0 and not self.conditions.is_cancelled()

    def has_left_for_files(self) -> bool:
        """Tell whether bytes of files may still move."""
        return self.left_for_files(1) > 0 and not self.conditions.is_cancelled()

    def left(self, most: int) -> int:
        """Return how many of at most so many bytes the budget leaves; 0 or less if it is spent."""
        return self._left(most, self.conditions.budget_bytes)

    def left_for_files(self, most: int) -> int:
        """Return how many of at most so many bytes may be bytes of files; 0 or less if there are none."""
        return self._left(self.left(most), self.conditions.files_budget_bytes)

    @property
    def is_limited_for_files(self) -> bool:
        """Whether bytes of files are counted against a limit."""
        return self.conditions.budget_bytes is not None or self.conditions.files_budget_bytes is not None

    def _left(self, most: int, limit: int | None) -> int:
        return most if limit is None else min(most, limit - self.report.used_bytes)
