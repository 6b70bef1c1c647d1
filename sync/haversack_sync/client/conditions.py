"""What surrounds a sync, what it may spend, and what it counts. Frozen values; must not move anything."""

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


@dataclass(frozen=True, slots=True)
class Report:
    """What a sync did up to now.

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
        missing_files: How many files that were asked for the hub does not have (yet).
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
    missing_files: int = 0

    @property
    def used_bytes(self) -> int:
        """Bodies up and down together."""
        return self.sent_bytes + self.received_bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a sync may use, in bytes of bodies up and down together; None for no limit.

    Attributes:
        budget_bytes: For everything; passed by what cannot be divided at most: the request in which it ended (with one
            change or slice), and one frame down, a head before it counted in.
        files_budget_bytes: Beyond which no file moves, text counted in. Text goes on beyond it.
    """

    budget_bytes: int | None = None
    files_budget_bytes: int | None = None

    @property
    def is_limited_for_files(self) -> bool:
        """Whether bytes of files are counted against a limit."""
        return self.budget_bytes is not None or self.files_budget_bytes is not None

    def left(self, most: int, *, used: int) -> int:
        """Return how many of at most so many bytes are left; 0 or less if the budget is spent."""
        return most if self.budget_bytes is None else min(most, self.budget_bytes - used)

    def left_for_files(self, most: int, *, used: int) -> int:
        """Return how many of at most so many bytes may be bytes of files; 0 or less if there are none."""
        left = self.left(most, used=used)
        return left if self.files_budget_bytes is None else min(left, self.files_budget_bytes - used)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What surrounds a sync.

    Attributes:
        monotonic: Seconds that only grow, for measuring the link.
        random: Gives that many random bytes.
        budget_bytes: See `Limits`.
        tell: Called after each piece that came and each commit, with the report so far.
        is_cancelled: Asked between frames.
        files_budget_bytes: See `Limits`.
        limits_now: Asked between frames where limits may change meanwhile, for example with the connection; None
            where they stay.
    """

    monotonic: Callable[[], float]
    random: Callable[[int], bytes]
    budget_bytes: int | None = None
    tell: Callable[[Report], None] = lambda report: None
    is_cancelled: Callable[[], bool] = lambda: False
    files_budget_bytes: int | None = None
    limits_now: Callable[[], Limits] | None = None

    def limits(self) -> Limits:
        """Return the limits that hold now."""
        if self.limits_now is not None:
            return self.limits_now()
        return Limits(self.budget_bytes, self.files_budget_bytes)
