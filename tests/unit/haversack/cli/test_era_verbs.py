"""A restored hub in a terminal: a coordinator lets it go on after one question, and is told what it had lost."""

import io

import pytest

from haversack_sync.model.ids import show_record_id
from tests.unit.haversack.cli.conftest import Terminal
from tests.unit.haversack.little_network import record
from tests.unit.haversack.restoring import back_up, put_back


def test_a_coordinator_lets_a_restored_hub_go_on(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    network = terminal.network
    backup = back_up(network)
    detention = show_record_id(record(network.open("coordinator"), "topic", "detention"))
    network.close()
    terminal.lines("edit", detention, "summary=Lost", vault="coordinator")
    terminal.lines("sync", vault="coordinator")
    put_back(network, backup)
    assert terminal.error("sync", vault="coordinator")["kind"] == "hub_refusal"
    assert terminal.error("new-era", "--yes")["kind"] == "not_allowed"
    assert terminal.error("new-era", vault="coordinator")["kind"] == "nobody_to_ask"
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert terminal.lines("new-era", vault="coordinator") == ["Nothing was done."]
    assert "put back from a backup" in terminal.err

    begun = terminal.json("new-era", "--yes", vault="coordinator")
    terminal.lines("sync", vault="coordinator")
    terminal.lines("sync", vault="reader")

    # Its number takes a random step, so that two eras after the same backup are told apart.
    assert begun["era"] > 1
    assert begun == {"era": begun["era"], "lost_positions": 1}
    assert "Lost" in "\n".join(terminal.lines("show", detention))
