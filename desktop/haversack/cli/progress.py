"""One line of progress on a terminal while bytes move; silent where nobody looks. Must not slow anything down."""

from types import TracebackType
from typing import Final, Self

from haversack.cli.surroundings import Surroundings
from haversack_sync.client.conditions import Report

_EVERY_SECONDS: Final = 0.5


class Progress:
    """Shows how far a sync is, at most twice a second."""

    def __init__(self, around: Surroundings) -> None:
        """Prepare; nothing is shown until something moves."""
        self._around = around
        self._is_shown = around.err.isatty() and not around.options.json
        self._last = 0.0
        self._has_line = False

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the line."""
        if self._has_line:
            self._around.err.write("\n")

    def tell(self, report: Report) -> None:
        """Show a report."""
        now = self._around.clock.monotonic()
        if not self._is_shown or now - self._last < _EVERY_SECONDS:
            return
        self._last, self._has_line = now, True
        speaker = self._around.speaker
        text = speaker.say(
            "Sent {sent}, received {received}. Ctrl+C stops; the rest goes on next time.",
            sent=speaker.size(report.sent_bytes),
            received=speaker.size(report.received_bytes),
        )
        self._around.err.write("\r" + text.ljust(78))
        self._around.err.flush()
