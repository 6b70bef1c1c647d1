"""Erasing in a terminal: one question that says what it cannot do, and who has done it."""

import io

import pytest

from tests.unit.haversack.cli.conftest import Terminal


def own(terminal: Terminal) -> str:
    """Return the name of the coordinator's computer."""
    (found,) = [one["id"] for one in terminal.json("devices", vault="coordinator") if one["is_own"]]
    return str(found)


def test_a_record_is_erased_after_one_question_and_counted(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    (hill,) = [
        one["id"] for one in terminal.json("list", "organisation", vault="coordinator") if "Hill" in one["title"]
    ]
    assert terminal.error("erase", hill, "--yes")["kind"] == "not_allowed"
    assert terminal.error("erase", hill, vault="coordinator")["kind"] == "nobody_to_ask"
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert terminal.lines("erase", hill, vault="coordinator") == ["Nothing was done."]
    assert "computers that never return keep what they have" in terminal.err

    done = terminal.json("erase", hill, "--reason", "Asked for", "--yes", vault="coordinator")
    assert done["orders"] == 1
    assert terminal.lines("erasures", vault="coordinator") == [
        f"Ordered here, not sent yet. Ordered by {own(terminal)}; records: 1, from the directory. Asked for"
    ]
    terminal.lines("sync", vault="coordinator")
    terminal.lines("sync", vault="reader")
    terminal.lines("sync", vault="coordinator")

    (erasure,) = terminal.json("erasures", vault="coordinator")
    assert (erasure["done"], erasure["devices"], erasure["reason"]) == (2, 3, "Asked for")
    (line,) = terminal.lines("erasures", vault="coordinator")
    assert "done on 2 of 3 computers." in line
    assert terminal.error("show", hill)["kind"] == "no_such_record"
    assert terminal.error("erase", hill, "--yes", vault="coordinator")["kind"] == "no_such_record"
