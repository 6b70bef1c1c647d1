"""What one guess of a passphrase costs, and the limits of that cost.

Must not derive anything: it is arithmetic on parameters, checked before any of them is used.
"""

from dataclasses import dataclass
from typing import Final

from haversack.store.errors import WeakSlotError


@dataclass(frozen=True)
class Argon2Cost:
    """The parameters of Argon2id.

    Attributes:
        memory_kib: Memory, in KiB.
        passes: Passes over that memory.
        lanes: Lanes in parallel.
    """

    memory_kib: int
    passes: int
    lanes: int

    def check(self) -> None:
        """Refuse a cost outside the limits.

        Raises:
            WeakSlotError: Any part lies below the floor or above the cap.
        """
        memory_fits = COST_FLOOR.memory_kib <= self.memory_kib <= COST_CAP.memory_kib
        passes_fit = COST_FLOOR.passes <= self.passes <= COST_CAP.passes
        lanes_fit = COST_FLOOR.lanes <= self.lanes <= COST_CAP.lanes
        if not (memory_fits and passes_fit and lanes_fit):
            raise WeakSlotError(memory_kib=self.memory_kib, passes=self.passes, lanes=self.lanes)


COST_FLOOR: Final = Argon2Cost(memory_kib=64 * 1024, passes=3, lanes=4)
"""RFC 9106, section 4, second recommended choice."""
COST_CAP: Final = Argon2Cost(memory_kib=512 * 1024, passes=16, lanes=8)
"""Above this a planted slot would only exhaust the computer."""

_TUNED_MEMORY_MAX_KIB: Final = 256 * 1024
"""Field laptops have 4 GB and less, so tuning stops here and adds passes instead."""
_QUICKEST_S: Final = 0.001


def cost_for(floor_s: float, *, target_s: float) -> Argon2Cost:
    """Choose a cost that takes about `target_s` on a computer where the floor takes `floor_s`.

    Memory grows first, because it is what an attacker pays for; then passes. Time grows with either in proportion.

    Args:
        floor_s: What one derivation at the floor took here, in seconds.
        target_s: What one derivation may take, in seconds.

    Returns:
        A cost between the floor and the cap.
    """
    factor = target_s / max(floor_s, _QUICKEST_S)
    memory_kib, doubling = COST_FLOOR.memory_kib, 2
    while factor >= doubling and memory_kib < _TUNED_MEMORY_MAX_KIB:
        memory_kib *= doubling
        factor /= doubling
    passes = min(max(int(COST_FLOOR.passes * factor), COST_FLOOR.passes), COST_CAP.passes)
    return Argon2Cost(memory_kib=memory_kib, passes=passes, lanes=COST_FLOOR.lanes)
