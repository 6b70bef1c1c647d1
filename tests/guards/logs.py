"""The guard against lines of log that nobody expected. Must not change what is logged or how."""

import contextlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unittest import mock


@dataclass
class ExpectedLogs:
    """What a test says about lines of log at WARNING or above, and those that came.

    Attributes:
        records: Every such record since the test began, in order.
    """

    records: list[logging.LogRecord] = field(default_factory=list)
    _expected: list[tuple[int, re.Pattern[str]]] = field(default_factory=list)

    def expect(self, level: int, pattern: str, *, count: int = 1) -> None:
        """Announce lines of log; those that do not come fail the test too.

        Args:
            level: For example `logging.WARNING`.
            pattern: A regular expression, searched for in the line.
            count: How many such lines.
        """
        self._expected += [(level, re.compile(pattern))] * count

    def check(self) -> None:
        """Compare what came with what was announced.

        Raises:
            AssertionError: A line came that was not announced, or the other way round.
        """
        missing = list(self._expected)
        surplus = []
        for record in self.records:
            match = next((each for each in missing if _fits(record, each)), None)
            if match is None:
                surplus.append(f"unexpected {record.levelname} from {record.name}: {record.getMessage()}")
            else:
                missing.remove(match)
        surplus += [
            f"missing {logging.getLevelName(level)} that matches {pattern.pattern!r}" for level, pattern in missing
        ]
        if surplus:
            raise AssertionError("\n".join(surplus))


def _fits(record: logging.LogRecord, expected: tuple[int, re.Pattern[str]]) -> bool:
    level, pattern = expected
    return record.levelno == level and pattern.search(record.getMessage()) is not None


@contextlib.contextmanager
def watched_logs() -> Iterator[ExpectedLogs]:
    """Collect the records of every logger while the block runs.

    It stands where a logger hands a record to its handlers: a handler of our own would miss loggers that do not pass
    records on, and would be thrown out by a program that sets up its logs.

    Yields:
        What came, and what is expected.
    """
    expected = ExpectedLogs()
    hand_over = logging.Logger.callHandlers

    def watch(logger: logging.Logger, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            expected.records.append(record)
        hand_over(logger, record)

    with mock.patch.object(logging.Logger, "callHandlers", watch):
        yield expected
