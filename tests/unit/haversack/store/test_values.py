"""Single values, secrets, and counters that only grow."""

import pytest

from haversack.operations.workspace import Workspace
from haversack.store import values


def test_a_value_is_what_was_written_last(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        assert values.read_value(connection, "colour") is None
        values.write_value(connection, "colour", b"green")
        values.write_value(connection, "colour", b"blue")
        assert values.read_value(connection, "colour") == b"blue"
        values.delete_value(connection, "colour")
        values.delete_value(connection, "colour")
        assert values.read_value(connection, "colour") is None


def test_an_empty_value_is_a_value(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        values.write_value(connection, "colour", b"")
        assert values.read_value(connection, "colour") == b""


@pytest.mark.parametrize("number", [0, 1, 2**63 - 1])
def test_a_number_comes_back(editor: Workspace, number: int) -> None:
    with editor.replica.transaction() as connection:
        assert values.read_number(connection, "height") == 0
        values.write_number(connection, "height", number)
        assert values.read_number(connection, "height") == number


def test_a_secret_is_kept_apart_from_values(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        assert values.read_secret(connection, "key") is None
        values.write_secret(connection, "key", b"one")
        values.write_secret(connection, "key", b"two")
        assert values.read_secret(connection, "key") == b"two"
        assert values.read_value(connection, "key") is None


def test_a_counter_is_never_given_twice(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        first = values.take_counter(connection, 9)
        second = values.take_counter(connection, 9)
        values.raise_counter(connection, 9, 100)
        values.raise_counter(connection, 9, 50)
        third = values.take_counter(connection, 9)
        other = values.take_counter(connection, 8)

    assert (first, second, third, other) == (1, 2, 101, 1)
