"""The system's word on sleep and locked screens, from a bus of the test's own where there is one to start."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from pytestqt.qtbot import QtBot

from haversack.viewmodels.sleep_signal import SleepSignal

_DAEMON = shutil.which("dbus-daemon")
_MANAGER = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")


@pytest.fixture
def address(qapp: object) -> Iterator[str]:
    """The address of a bus."""
    if _DAEMON is None:
        pytest.skip("there is no dbus-daemon to start")
    daemon = subprocess.Popen(
        [_DAEMON, "--session", "--print-address", "--nofork"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@pytest.fixture
def system(address: str) -> Iterator[QDBusConnection]:
    """The system's end of the bus."""
    bus = QDBusConnection.connectToBus(address, "system")
    assert bus.registerService("org.freedesktop.login1")
    yield bus
    QDBusConnection.disconnectFromBus("system")


@pytest.fixture
def told(address: str, system: QDBusConnection) -> Iterator[list[str]]:
    """What our end heard."""
    bus = QDBusConnection.connectToBus(address, "ours")
    heard = SleepSignal(bus)
    assert heard.is_heard
    collected: list[str] = []
    heard.leaving.connect(lambda: collected.append("leaving"))
    yield collected
    QDBusConnection.disconnectFromBus("ours")


def send(bus: QDBusConnection, path: str, interface: str, name: str, *arguments: object) -> None:
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(arguments))
    assert bus.send(message)


def test_a_computer_that_goes_to_sleep_is_told_once(qtbot: QtBot, system: QDBusConnection, told: list[str]) -> None:
    send(system, *_MANAGER, False)
    send(system, *_MANAGER, True)
    qtbot.waitUntil(lambda: bool(told))

    assert told == ["leaving"]


def test_a_locked_screen_is_told(qtbot: QtBot, system: QDBusConnection, told: list[str]) -> None:
    send(system, "/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock")
    qtbot.waitUntil(lambda: bool(told))

    assert told == ["leaving"]


def test_where_there_is_no_bus_nothing_is_heard_and_nothing_breaks(qapp: object) -> None:
    assert not SleepSignal(QDBusConnection("nobody")).is_heard
