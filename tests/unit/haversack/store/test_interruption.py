"""Ctrl-C at any step of a transaction leaves none open."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from haversack.store.database import Database, create_database
from haversack.store.interruption import interruption_held

ROWS = "SELECT count(*) FROM notes"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = create_database(tmp_path / "vault.db", bytes(32))
    with opened.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (number INTEGER PRIMARY KEY)")
    yield opened
    opened.close()


@contextlib.contextmanager
def _pressed_at(step: int, places: list[str], *, of_code_in: str) -> Iterator[None]:
    """Press Ctrl-C at the nth line that runs in files of that name; tell where it was."""
    left = step

    def trace(frame: FrameType, event: str, _: Any) -> Any:  # noqa: ANN401 - as sys.settrace has it
        nonlocal left
        if event in {"line", "return"} and of_code_in in frame.f_code.co_filename:
            left -= 1
            if left == 0:
                places.append(f"{frame.f_code.co_name}:{frame.f_lineno}")
                sys.settrace(None)
                signal.raise_signal(signal.SIGINT)
        return trace

    kept = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(kept)


@pytest.mark.parametrize("file", ["database.py", "contextlib.py", "interruption.py"])
def test_at_every_step_the_next_transaction_works(database: Database, file: str) -> None:
    pressed = 0
    kept: list[BaseException] = []
    for step in range(1, 200):
        before = pressed
        places: list[str] = []
        try:
            with _pressed_at(step, places, of_code_in=file), database.transaction() as connection:
                connection.exec_driver_sql("INSERT INTO notes DEFAULT VALUES")
        except KeyboardInterrupt as error:
            # As a border of the program does: it still holds the error, and so every frame, while it writes.
            kept.append(error)
            pressed += 1
        with database.transaction() as connection:
            connection.exec_driver_sql(ROWS)
        if not places:
            break
        assert pressed > before, f"lost at {places}"
    else:
        pytest.fail("not every step was tried")

    assert pressed > 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_reading_is_whole_as_well(database: Database) -> None:
    for step in range(1, 60):
        with (
            contextlib.suppress(KeyboardInterrupt),
            _pressed_at(step, [], of_code_in="database.py"),
            database.reading() as connection,
        ):
            connection.exec_driver_sql(ROWS)
        with database.transaction() as connection:
            connection.exec_driver_sql(ROWS)


def test_it_comes_right_after_the_block() -> None:
    done = []

    def work() -> None:
        with interruption_held():
            signal.raise_signal(signal.SIGINT)
            done.append("to the end")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done


def test_who_handles_the_signal_keeps_it() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with interruption_held():
            signal.raise_signal(signal.SIGINT)
            assert heard == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_holds_nothing() -> None:
    seen: list[object] = []

    def work() -> None:
        with interruption_held():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
