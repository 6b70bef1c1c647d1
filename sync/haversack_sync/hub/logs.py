"""What the hub writes to its log: names of events, counts and kinds of errors; never an address, a body or a handle.

The message of an exception is never written: it may carry what somebody sent.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Final

LOGGER: Final = logging.getLogger("haversack_sync.hub")


class _EventLines(logging.Formatter):
    """Writes our events as they are; of a library's record, only level and name; never a trace."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        what = record.getMessage() if record.name == LOGGER.name else "event=library_message"
        return f"{self.formatTime(record)} {record.levelname} {record.name} {what}"


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Tell whether a record is ours, or a library's warning."""
    return record.name == LOGGER.name or record.levelno >= logging.WARNING


def configure() -> None:
    """Write events to standard error, for the service manager to keep, and nothing anywhere else."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_EventLines())
    handler.addFilter(_is_worth_a_line)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    LOGGER.setLevel(logging.INFO)


def log_event(event: str, **facts: int | bool) -> None:
    """Write that something happened, with numbers only."""
    LOGGER.info("event=%s%s", event, _facts(facts))


def log_failure(event: str, error: BaseException) -> None:
    """Write that something failed: the kinds of the error and its causes, and where it was raised."""
    kinds = []
    cause: BaseException | None = error
    while cause is not None:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__
    LOGGER.error("event=%s error=%s at=%s", event, "<".join(kinds), _place(error.__traceback__))


def _facts(facts: dict[str, int | bool]) -> str:
    return "".join(f" {name}={int(value)}" for name, value in facts.items())


def _place(trace: TracebackType | None) -> str:
    """Return module and line of the last of our own frames."""
    places = [
        f"{frame.f_globals.get('__name__', '?')}:{line}"
        for frame, line in traceback.walk_tb(trace)
        if str(frame.f_globals.get("__name__", "")).startswith("haversack_sync")
    ]
    return places[-1] if places else "?"
