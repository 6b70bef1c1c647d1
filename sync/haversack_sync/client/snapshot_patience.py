"""How long the parts of a snapshot are waited for that do not come while exchanges do: a value, counted in failures.

Something on the way may let exchanges pass and hold objects back. A feed must not stand still for that: entries say the
same. Must not know a clock, a link or a disk.
"""

from dataclasses import dataclass
from typing import Final

WITHOUT_A_BYTE: Final = 4
"""What a failure weighs before which no byte came."""
WITHOUT_A_PART: Final = 1
"""What one weighs before which bytes came, but no whole part: on a line that breaks often that says little."""
ENOUGH: Final = 16
"""Four failures in a row without a byte, sixteen without a part."""
ASIDE_SECONDS: Final = 24 * 3600
"""For so long by the hub's stamps the snapshot is not wanted again: tomorrow the line may be another."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What failed since a part came last.

    Attributes:
        weight: Of all failures together.
    """

    weight: int = 0

    def failed(self, *, received: int, parts: int) -> "Waiting":
        """Go on after a failure.

        Args:
            received: How many bytes came before it.
            parts: How many whole parts were kept before it.
        """
        if parts:
            return Waiting()
        return Waiting(self.weight + (WITHOUT_A_PART if received else WITHOUT_A_BYTE))

    @property
    def is_over(self) -> bool:
        """Whether entries are to come in its place."""
        return self.weight >= ENOUGH
