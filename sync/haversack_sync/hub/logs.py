"""What the hub writes to its log: names of events, counts and kinds of errors; never an address, a body or a handle.

The message of an exception is never written: it may carry what somebody sent.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Final

LOGGER: Final = logging.getLogger("haversack_sync.hub")
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


class _EventsOnly(logging.Filter):
    """Drops traces and everything that a library adds to its message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Reduce a library's warning to its level and name, and drop what is less than a warning."""
        if record.name != LOGGER.name:
            if record.levelno < logging.WARNING:
                return False
            record.msg, record.args = "event=library_message", ()
        record.exc_info, record.exc_text, record.stack_info = None, None, None
        return True


def configure() -> None:
    """Write events to standard error, for the service manager to keep."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.addFilter(_EventsOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
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
