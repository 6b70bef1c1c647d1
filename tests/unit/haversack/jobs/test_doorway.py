"""A second start hands a file over to the window that is open."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from haversack.jobs.doorway import Doorway, door_name, hand_over


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    # The way to a local socket has some hundred characters at most, which a test's own folder may have used up.
    with tempfile.TemporaryDirectory(prefix="door") as runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        yield door_name(tmp_path / "vaults")


_GIVE = """
import sys
from pathlib import Path
from haversack.jobs.doorway import hand_over
sys.exit(not hand_over(sys.argv[1], Path(sys.argv[2])))
"""


def test_a_file_comes_to_the_window_that_is_open_and_to_the_newest_one(qtbot: QtBot, name: str, tmp_path: Path) -> None:
    file = tmp_path / "réseau شبكة.haversack"
    older, newer = Doorway(name), Doorway(name)
    with qtbot.waitSignal(newer.came, timeout=20_000) as came:
        giver = subprocess.Popen([sys.executable, "-c", _GIVE, name, str(file)])
    assert came.args == [str(file)]
    assert giver.wait(20) == 0, "the second start did not learn that it was taken"
    newer.close()
    older.close()


def test_where_no_window_listens_nothing_takes_it(qtbot: QtBot, name: str, tmp_path: Path) -> None:
    assert not hand_over(name, tmp_path / "a.haversack")
    door = Doorway(name)
    door.close()
    assert not hand_over(name, tmp_path / "a.haversack")
    assert not hand_over(name, Path("/" + "x" * 5_000))


def test_what_is_no_path_is_refused(qtbot: QtBot, name: str) -> None:
    door = Doorway(name)
    keeper = QObject()
    taken: list[str] = []
    door.came.connect(taken.append)
    socket = QLocalSocket(keeper)
    socket.connectToServer(name)
    with qtbot.waitSignal(socket.disconnected, timeout=20_000):
        socket.write(b"x" * 9_000)
    assert taken == []
    door.close()


def test_each_folder_of_vaults_has_a_door_of_its_own(tmp_path: Path) -> None:
    assert door_name(tmp_path / "a") != door_name(tmp_path / "b")
    assert str(tmp_path) not in door_name(tmp_path / "a"), "a name that others can see tells where vaults lie"
