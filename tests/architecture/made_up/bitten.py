"""Tests that run into the guards on purpose; `test_guards.py` runs them, the suite itself does not."""

import logging
import socket
import threading
import warnings

import pytest

from tests.guards.logs import ExpectedLogs


def test_a_python_warning() -> None:
    warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_an_unclosed_file() -> None:
    open("/dev/null")  # noqa: PTH123, SIM115 - left open on purpose


def test_a_line_of_log_that_was_not_announced() -> None:
    logging.getLogger("some.part").warning("disk is %s", "odd")


def test_a_line_of_a_logger_that_passes_nothing_on() -> None:
    log = logging.getLogger("deaf")
    log.propagate = False
    log.addHandler(logging.NullHandler())

    log.error("lost")


def test_an_announced_line_that_does_not_come(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(logging.ERROR, "full")


def test_an_address_outside() -> None:
    socket.create_connection(("192.0.2.1", 9), timeout=1)


@pytest.mark.xfail(reason="known")
def test_an_expected_failure_that_passes() -> None:
    pass


@pytest.mark.timeout(0.2)
def test_a_wait_without_end() -> None:
    threading.Event().wait()
