"""How long something still takes, by how fast it went so far. Must not read a clock."""

from typing import Final

_FIRST_SECONDS: Final = 2.0


class Pace:
    """Measures one piece of work."""

    def __init__(self, now: float) -> None:
        """Begin.

        Args:
            now: Seconds that only grow.
        """
        self._began = now

    def seconds_left(self, done: int, total: int, now: float) -> int | None:
        """Return about how long it still takes, or None while nobody can know.

        Args:
            done: In any unit.
            total: In the same unit; 0 for unknown.
            now: Seconds that only grow.
        """
        spent = now - self._began
        if spent < _FIRST_SECONDS or done <= 0 or total <= done:
            return None
        return round(spent * (total - done) / done)
