"""What `haversack-hub check` looked at and found wrong: names of findings, and their counts.

Must not look at anything itself, and has no sentences: `cli.py` speaks.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

FINDINGS: Final = (
    "database",
    "keys",
    "profile",
    "network",
    "feed",
    "hole",
    "digest",
    "order",
    "length",
    "signature",
    "right",
    "history",
    "chain",
    "receipt",
    "lost_entry",
    "refs",
    "snapshot",
    "erasure",
    "held",
    "late",
    "stanza",
    "account",
    "carried",
    "lost_object",
    "altered_object",
    "unlisted_object",
    "upload",
)
"""What can be wrong, in the order in which it is told."""


class Findings:
    """Counts what was looked at and what is wrong.

    Attributes:
        wrong: How often each finding was made.
        entries: Entries looked at.
        objects: Objects hashed.
        object_bytes: Their size.
        unlisted: Paths of objects that the ledger does not list, below the folder of objects.
    """

    def __init__(self, tell: Callable[[int, int], None], *, total: int) -> None:
        self.wrong: Counter[str] = Counter()
        self.entries = self.objects = self.object_bytes = 0
        self.unlisted: list[str] = []
        self._tell, self._total = tell, total

    def note(self, what: str, times: int = 1) -> None:
        """Count a finding."""
        self.wrong[what] += times

    def note_unless(self, is_right: bool, what: str) -> None:  # noqa: FBT001 - what was found, not a switch
        """Count a finding if something is not as it should be."""
        self.wrong[what] += not is_right

    def go_on(self) -> None:
        """Tell how far it is."""
        self._tell(min(self.entries + self.object_bytes, self._total), self._total)

    def told(self) -> dict[str, int]:
        """Return what is wrong, in the order in which it is told."""
        return {finding: self.wrong[finding] for finding in FINDINGS if self.wrong[finding]}
