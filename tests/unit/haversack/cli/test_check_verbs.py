"""`check` in a terminal: what was damaged is said, calmly, and put right; entries that are damaged come again."""

from unittest.mock import Mock

import pytest

from haversack.operations import idle_check
from haversack.operations.idle_check import Rechecked
from haversack.store import recheck_entries
from haversack.store.recheck_records import CannotTellError
from tests.unit.haversack.cli.conftest import Terminal


def flip(terminal: Terminal, statement: str) -> None:
    """Change rows of the reader's vault behind the program's back."""
    reader = terminal.network.open("reader")
    with reader.replica.transaction() as connection:
        assert connection.exec_driver_sql(statement).rowcount > 0
    reader.vault.close()


def test_what_was_damaged_is_said_once_and_is_right_afterwards(terminal: Terminal) -> None:
    safe = "Nothing that you wrote is lost. If this happens again, the disk of this computer may be wearing out."
    flip(terminal, "UPDATE records SET life = 1 WHERE kind = 'topic'")

    assert terminal.lines("check") == [
        "6 records were made again from the changes that this computer keeps.",
        "2 entries on this computer were damaged, and were put right from the changes that it keeps.",
        safe,
    ]
    flip(terminal, "UPDATE entries SET stamp = 1 WHERE refused = '' AND n = 1 AND feed != zeroblob(8)")
    assert terminal.lines("check")[1:] == [
        "Some changes of 3 shelves that were kept here are damaged. They come again with the next sync.",
        safe,
    ]
    terminal.lines("sync")
    found = terminal.json("check")
    right = {"mended": 0, "again": 0, "has_lost": False, "unproven": 0, "is_whole": True}
    assert found == {"entries": 7, "records": 6, **right}


def test_what_could_not_be_looked_at_to_its_end_is_not_called_as_it_should_be(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recheck_entries, "read", Mock(side_effect=CannotTellError("as from a newer program")))
    assert terminal.lines("check")[1:] == ["Not everything could be looked at this time."]


def test_where_something_was_erased_it_says_what_cannot_be_checked_and_not_that_all_is_as_it_should_be(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Rechecked(9, 2, mended=0, again=0, has_lost=False, unproven=1, is_whole=False)
    monkeypatch.setattr(idle_check, "check", Mock(return_value=found))
    erased = "Something was erased since this computer got its first texts, so not every detail of them can be checked"
    assert terminal.lines("check")[1:] == ["No damage was found.", f"{erased} any more."]
