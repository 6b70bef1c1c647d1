"""Log lines hold kinds and numbers, never what somebody sent."""

import io
import logging
import re
import sys
from collections.abc import Iterator

import pytest

from haversack_sync.hub import logs
from haversack_sync.hub.errors import StorageError
from tests.guards.logs import ExpectedLogs

CANARY = "canary-6f1d"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Return what the hub writes to standard error; other handlers are put back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, levels = list(root.handlers), (root.level, logs.LOGGER.level)
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure()
    root.handlers += handlers
    yield stream
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    logs.LOGGER.setLevel(levels[1])


def fail() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        raise StorageError(CANARY) from error


def test_an_event_is_a_name_and_numbers(written: io.StringIO) -> None:
    logs.log_event("start", port=80, is_ready=True)

    assert written.getvalue().endswith("INFO haversack_sync.hub event=start port=80 is_ready=1\n")


def test_a_failure_is_its_kinds_and_place_without_a_message(written: io.StringIO, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(logging.ERROR, "event=storage_failed")

    try:
        fail()
    except StorageError as error:
        logs.log_failure("storage_failed", error)

    assert re.search(r"event=storage_failed error=StorageError<ValueError at=\?$", written.getvalue().strip())
    assert CANARY not in written.getvalue()


def test_a_failure_in_our_own_code_says_where(written: io.StringIO, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(logging.ERROR, "event=internal_error")

    try:
        logs.log_failure("x", None)  # type: ignore[arg-type] # a bug on purpose
    except AttributeError as error:
        logs.log_failure("internal_error", error)

    assert re.search(r"at=haversack_sync\.hub\.logs:\d+$", written.getvalue().strip())


def test_a_librarys_words_never_get_through(written: io.StringIO, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(logging.ERROR, "canary")

    try:
        fail()
    except StorageError:
        logging.getLogger("uvicorn.error").exception("request of %s", CANARY)

    assert CANARY not in written.getvalue()
    assert "ERROR uvicorn.error event=library_message" in written.getvalue()
    assert "Traceback" not in written.getvalue()


def test_a_librarys_chatter_is_not_written(written: io.StringIO) -> None:
    logging.getLogger("alembic.runtime.migration").info("running")

    assert written.getvalue() == ""
