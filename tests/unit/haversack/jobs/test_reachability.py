"""What is known of the connection: told when it changes, and nothing is known before somebody says so."""

from pytestqt.qtbot import QtBot

from haversack.jobs.reachability import Reachability


def test_at_first_nothing_is_known() -> None:
    assert Reachability().has_network is None


def test_a_change_is_told_once(qtbot: QtBot) -> None:
    reachability = Reachability()
    told: list[bool | None] = []
    reachability.changed.connect(lambda: told.append(reachability.has_network))

    reachability.know(has_network=True)
    reachability.know(has_network=True)
    reachability.know(has_network=False, is_metered=True)
    reachability.know(has_network=False, is_metered=False)

    assert told == [True, False, False]


def test_another_connection_is_told_when_there_is_one(qtbot: QtBot) -> None:
    reachability = Reachability()
    told: list[str] = []
    reachability.moved.connect(lambda: told.append(reachability.medium))

    reachability.know(has_network=True, medium="WiFi")
    reachability.know(has_network=True, medium="WiFi", is_metered=True)
    assert told == []
    reachability.know(has_network=True, medium="Cellular")
    assert told == ["Cellular"]
    reachability.know(has_network=False)
    reachability.know(has_network=True, medium="Cellular")
    assert told == ["Cellular", "Cellular"]


def test_whoever_has_logged_in_is_in_another_network_and_that_is_told_before_the_change(qtbot: QtBot) -> None:
    reachability = Reachability()
    told: list[str] = []
    reachability.moved.connect(lambda: told.append("moved"))
    reachability.changed.connect(lambda: told.append("changed"))

    reachability.know(has_network=True, is_behind_portal=True)
    assert told == ["changed"]
    reachability.know(has_network=True)

    assert told == ["changed", "moved", "changed"]
