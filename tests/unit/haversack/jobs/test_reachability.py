"""What is known of the connection: told when it changes, and nothing is known before somebody says so."""

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication
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


def known(reachability: Reachability) -> tuple[bool | None, bool, bool]:
    return reachability.has_network, reachability.says_costs, reachability.is_behind_portal


class FakeInformation(QObject):
    """What Qt tells of the system, set by a test."""

    reachabilityChanged = Signal(object)  # noqa: N815 - Qt's name
    isMeteredChanged = Signal(bool)  # noqa: N815 - as above
    isBehindCaptivePortalChanged = Signal(bool)  # noqa: N815 - as above
    transportMediumChanged = Signal(object)  # noqa: N815 - as above
    Reachability = QNetworkInformation.Reachability
    TransportMedium = QNetworkInformation.TransportMedium

    def __init__(self) -> None:
        super().__init__()
        self.state = QNetworkInformation.Reachability.Unknown
        self.medium = QNetworkInformation.TransportMedium.Unknown
        self.costs = self.wants_login = False

    def reachability(self) -> QNetworkInformation.Reachability:
        return self.state

    def transportMedium(self) -> QNetworkInformation.TransportMedium:
        return self.medium

    def isMetered(self) -> bool:
        return self.costs

    def isBehindCaptivePortal(self) -> bool:
        return self.wants_login


@pytest.fixture
def system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> FakeInformation:
    made = FakeInformation()
    monkeypatch.setattr(QNetworkInformation, "loadDefaultBackend", lambda: True)
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: made)
    return made


def test_what_the_system_tells_is_known_at_once_and_whenever_it_changes(system: FakeInformation) -> None:
    reachability = Reachability()
    reachability.follow_system()
    assert known(reachability) == (None, False, False)

    system.state, system.medium = QNetworkInformation.Reachability.Online, QNetworkInformation.TransportMedium.WiFi
    system.reachabilityChanged.emit(system.state)
    assert (known(reachability), reachability.medium) == ((True, False, False), "WiFi")

    system.costs = True
    system.isMeteredChanged.emit(True)
    assert reachability.says_costs

    system.wants_login = True
    system.isBehindCaptivePortalChanged.emit(True)
    assert reachability.is_behind_portal

    system.state = QNetworkInformation.Reachability.Disconnected
    system.reachabilityChanged.emit(system.state)
    assert reachability.has_network is False


def test_where_the_system_cannot_tell_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QNetworkInformation, "loadDefaultBackend", lambda: False)
    reachability = Reachability()

    reachability.follow_system()

    assert known(reachability) == (None, False, False)


def test_somebodys_word_against_the_system_holds_as_long_as_the_connection(qtbot: QtBot) -> None:
    reachability = Reachability()
    reachability.know(has_network=True, medium="WiFi", is_metered=True)

    with qtbot.waitSignal(reachability.changed):
        reachability.contradict()
    assert known(reachability) == (True, False, False)
    reachability.know(has_network=True, medium="WiFi", is_metered=True, is_behind_portal=True)
    assert known(reachability) == (True, False, True)

    reachability.know(has_network=True, medium="Cellular", is_metered=True)
    assert known(reachability) == (True, True, False)
    reachability.contradict()
    reachability.know(has_network=False, medium="Cellular", is_metered=True)
    reachability.know(has_network=True, medium="Cellular", is_metered=True)
    assert known(reachability) == (True, True, False)
