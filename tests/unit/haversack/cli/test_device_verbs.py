"""The computers of the network in a terminal: listed, revoked after one question, and what came too late."""

import io
import re

import pytest

from haversack_sync.model.ids import show_device_id
from tests.unit.haversack.cli.conftest import Terminal
from tests.unit.haversack.little_network import LittleNetwork
from tests.unit.haversack.two_coordinators import second_coordinator


def editors_id(network: LittleNetwork) -> str:
    """Return the name of the editor's computer."""
    editor = network.open("editor")
    try:
        return show_device_id(editor.own)
    finally:
        editor.vault.close()


def test_coordinators_list_the_computers(terminal: Terminal, network: LittleNetwork) -> None:
    found = terminal.json("devices", vault="coordinator")

    assert [(one["role"], one["organisation"], one["standing"]) for one in found] == [
        ("coordinator", "", "in"),
        ("editor", "Riverside", "in"),
        ("reader", "Hill Clinic", "in"),
    ]
    assert found[1]["id"] == editors_id(network)
    lines = terminal.lines("devices", vault="coordinator")
    assert "a laptop · Riverside · editor" in lines[2]
    assert lines[1].strip() == "This computer"
    assert re.search(r"joined \d{1,2} [A-Z][a-z]+ \d{4}", lines[0]), "a day as people write it"
    assert terminal.error("devices")["kind"] == "not_allowed"


def test_a_coordinator_who_did_not_found_the_network_is_told_who_takes_coordinators_out(
    terminal: Terminal, network: LittleNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    founder = network.open("coordinator")
    second = second_coordinator(network, founder)
    founders, seconds = show_device_id(founder.own), show_device_id(second.own)
    for workspace in (founder, second):
        workspace.vault.close()

    error = terminal.error("revoke", founders, "--yes", vault="second")

    assert (error["kind"], error["reason"]) == ("cannot_revoke", "only_root")
    assert error["message"] == "Only the computer that founded the network can take a coordinator’s computer out."
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert terminal.lines("revoke", seconds, vault="coordinator") == [
        "Revoked here. It stands when this vault has synced."
    ]
    assert "It gets nothing new" in terminal.err
    assert "destructive order" not in terminal.err


def test_a_computer_that_nobody_knows_is_said_so_however_it_is_written(terminal: Terminal) -> None:
    assert terminal.error("revoke", "ABC", "--yes", vault="coordinator")["reason"] == "unknown_device"


def test_revoking_asks_once_and_says_what_it_does_and_cannot_do(
    terminal: Terminal, network: LittleNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = editors_id(network)
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert terminal.lines("revoke", device.lower(), vault="coordinator") == ["Nothing was done."]
    assert (
        "It gets nothing new and its invitation stops. "
        "What is already on its disk is as safe as its passphrase." in terminal.err
    )
    assert terminal.json("devices", vault="coordinator")[1]["standing"] == "in"
    assert terminal.error("revoke", device, vault="coordinator")["kind"] == "nobody_to_ask"

    monkeypatch.setattr("sys.stdin", io.StringIO("Yes\n"))
    terminal.lines("revoke", device, vault="coordinator")

    assert terminal.json("devices", vault="coordinator")[1]["standing"] == "written"
    assert terminal.error("revoke", device, "--yes", vault="coordinator")["reason"] == "already_revoked"


def test_the_revoked_computer_is_told_in_words_and_its_vault_is_gone(
    terminal: Terminal, network: LittleNetwork
) -> None:
    device = editors_id(network)
    organisation = terminal.json("status", vault="editor")["organisation"]["id"]
    terminal.lines("edit", organisation, "services=Too late", vault="editor")
    assert terminal.json("revoke", device, "--yes", vault="coordinator") == {
        "devices": 1,
        "new_keys": 2,
        "waits": False,
    }
    terminal.lines("sync", vault="coordinator")
    assert "Revoked, not yet received" in terminal.lines("devices", vault="coordinator")[3]

    error = terminal.error("sync", vault="editor")

    assert error["kind"] == "revoked"
    assert error["message"].startswith("A coordinator took this computer out of “Little network” on ")
    assert not (network.base / "editor").exists()
    assert terminal.error("status", vault="editor")["kind"] == "vault_missing"

    terminal.lines("sync", vault="coordinator")
    lines = terminal.lines("devices", vault="coordinator")
    assert "and was told" in lines[3]
    assert "1 change came too late" in lines[4]
    (late,) = terminal.json("late", vault="coordinator")
    assert (late["device"], late["title"]) == (device, "Riverside")
    assert "services@en: Too late" in "\n".join(terminal.lines("late", vault="coordinator"))
    terminal.lines("late", "--enter", late["number"], vault="coordinator")
    assert terminal.lines("late", vault="coordinator") == ["Nothing came too late."]
    assert terminal.error("late", "--enter", late["number"], vault="coordinator")["kind"] == "no_such_late_change"
    assert terminal.lines("late", "--put-aside", 77, vault="coordinator") == ["Nothing came too late."]


def test_the_last_coordinators_computer_is_not_revoked(terminal: Terminal) -> None:
    own = terminal.json("devices", vault="coordinator")[0]["id"]

    assert terminal.error("revoke", own, "--yes", vault="coordinator")["reason"] == "last_coordinator"
