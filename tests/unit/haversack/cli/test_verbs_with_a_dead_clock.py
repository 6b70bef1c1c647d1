"""F2 in a terminal: who joins with a clock that is years off is told whose time joining went by."""

import pytest

from haversack.cli import verbs
from tests.unit.haversack.cli.conftest import InProcess, Terminal
from tests.unit.haversack.dated_line import DatedLine
from tests.unit.haversack.little_network import LittleNetwork


def test_joining_with_a_dead_clock_goes_by_the_hubs_and_says_so(
    terminal: Terminal, network: LittleNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = terminal.json("invite", "--organisation", "new:Harbour", "--role", "editor", vault="coordinator")["code"]
    terminal.run("sync", vault="coordinator")
    monkeypatch.setattr(verbs, "HttpEndpoint", lambda address, proxy: DatedLine(InProcess(network.hub)))

    assert terminal.run("enrol", code, "--hub", "http://127.0.0.1:1", vault="harbour") == 0

    assert "Joining went by the hub’s." in terminal.err
    assert "Set date and time" in terminal.err
    assert terminal.json("status", vault="harbour")["role"] == "editor"
