"""`check` in a terminal: what was damaged is said, calmly, and put right; entries that are damaged come again."""

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
    assert found == {"entries": 7, "records": 6, "mended": 0, "again": 0, "has_lost": False, "is_whole": True}
