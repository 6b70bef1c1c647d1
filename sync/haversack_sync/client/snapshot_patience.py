"""How long the parts of a snapshot are waited for that do not come while exchanges do: a value, counted in failures.

Something on the way may let exchanges pass and hold objects back or alter them, and a budget may end with the exchange.
A feed must not stand still for that: entries say the same. Must not know a clock, a link or a disk.
"""

from dataclasses import dataclass
from typing import Final

WITHOUT_A_BYTE: Final = 4
"""What a failure weighs before which no byte came; also a part that is whole and wrong."""
WITHOUT_A_FRAME: Final = 1
"""What one weighs before which bytes came, but nothing to keep: on a line that breaks often that says little."""
ENOUGH: Final = 16
"""Four failures in a row without a byte, sixteen with nothing to keep."""
ASIDE_SECONDS: Final = 24 * 3600
"""For so long by the hub's stamps the snapshot is not wanted again: tomorrow the line may be another."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What failed since a part came last.

    Attributes:
        weight: Of all failures together.
    """

    weight: int = 0

    def failed(self, *, received: int, kept: int, parts: int) -> "Waiting":
        """Go on after a failure.

        Args:
            received: How many bytes came before it.
            kept: How often something was kept of a part that is not whole: it gets on, but may still prove wrong.
            parts: How many whole parts were kept before it.
        """
        if parts:
            return Waiting()
        if kept:
            return self
        return Waiting(self.weight + (WITHOUT_A_FRAME if received else WITHOUT_A_BYTE))

    def altered(self) -> "Waiting":
        """Go on after a part that was whole and wrong: where budgets are small each sync may see that once."""
        return Waiting(self.weight + WITHOUT_A_BYTE)

    @property
    def is_over(self) -> bool:
        """Whether entries are to come in its place."""
        return self.weight >= ENOUGH
