"""The whole story by keyboard alone: from an invitation to the locked screen, with key events and nothing else.

Every key goes to the window, as the system sends it; what has the keyboard is asked of Qt, never chosen by the test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock, system_clock
from haversack.operations import inviting, synchronising
from haversack.operations.workspace import opened
from haversack.views.main_window import MainWindow
from haversack.views.parts.reader import Reader
from haversack.views.training_quiz import QuizView
from haversack_sync.model.roles import Role
from tests.gui.conftest import Window, controls, put_away
from tests.gui.slow_hub import SlowHub
from tests.gui.small_vault import PASSPHRASE, make_vault

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
_MOST_TABS = 120
_MOST_ROWS = 30
_HOURS = "Tuesdays only, 9:00 to 12:00"


@dataclass
class Hands:
    """Somebody at the keyboard."""

    window: Window

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys, and wait for what they set going."""
        for key in keys:
            QTest.keyClick(self.window.app.shell.windowHandle(), key, held)
            self.window.settle()

    def type(self, words: str) -> None:
        """Type words where the keyboard is."""
        for sign in words:
            # To whatever has the keyboard; in a field the sign matters, not the key that made it.
            QTest.sendKeyEvent(QTest.KeyAction.Click, self.at, K(0), sign, Qt.KeyboardModifier.NoModifier)
        self.window.settle()

    @property
    def at(self) -> QWidget:
        """What has the keyboard."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the keyboard"
        return focused

    def tab_to(self, is_wanted: Callable[[QWidget], bool]) -> QWidget:
        """Press Tab until something has the keyboard."""
        passed = []
        for _ in range(_MOST_TABS):
            if is_wanted(self.at):
                return self.at
            passed.append(self.at.accessibleName())
            QTest.keyClick(self.window.app.shell.windowHandle(), K.Key_Tab)
        raise AssertionError(f"Tab passed by {passed}")

    def tab_to_name(self, name: str) -> QWidget:
        """Press Tab until the control of a name has the keyboard."""
        return self.tab_to(lambda widget: widget.accessibleName().startswith(name))

    def read(self) -> list[str]:
        """Return the texts that can be read on the screen."""
        labels = controls(self.window.app.shell, lambda widget: isinstance(widget, QLabel))
        return [label.text() for label in labels if isinstance(label, QLabel)]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SlowHub:
    """The hub of a network with the sample content, reached from the window whatever the address."""
    made = SlowHub(make_vault(tmp_path / "field"), is_slow=False)
    monkeypatch.setenv("HAVERSACK_KDF_FLOOR", "1")
    monkeypatch.setattr("haversack.app.connect", made.connect)
    monkeypatch.setattr("haversack.app.starter_network", lambda: (str(tmp_path), "0000 " * 8))
    return made


@pytest.fixture
def code(hub: SlowHub, tmp_path: Path) -> str:
    """An invitation's code, as it stands on paper."""
    with opened(tmp_path / "office", PASSPHRASE, clock=system_clock()) as workspace:
        written = inviting.invite(workspace, inviting.ForNewOrganisation("Weaving Futures", "en"), Role.EDITOR)
        synchronising.synchronise(workspace, hub, synchronising.Wishes())
    return written


@pytest.fixture
def hands(prepared: QApplication, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock, hub: SlowHub) -> Iterator[Hands]:
    """The window where there is no vault yet, active."""
    window = Window(App(tmp_path / "new", "en", fixed_clock), qtbot)
    window.app.shell.show()
    window.app.shell.activateWindow()
    window.settle()
    yield Hands(window)
    put_away(window.app)


def test_the_whole_story_by_keyboard_alone(hands: Hands, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[Path] = []
    monkeypatch.setattr("haversack.app.start_again", locked.append)

    join(hands, code)
    assert isinstance(hands.window.app.shell.centralWidget(), MainWindow)
    assert hands.window.app.navigation.place.page == "home"

    find_and_read(hands)
    narrow_the_directory(hands)
    change_the_profile_and_send_it(hands)
    answer_a_quiz(hands)

    hands.press(K.Key_L, held=CTRL)
    assert len(locked) == 1


def join(hands: Hands, code: str) -> None:
    """From the first start to Home: a language, the invitation, a passphrase."""
    # The list of languages has the keyboard; the own one is chosen already.
    hands.tab_to_name("Just look around")
    hands.press(K.Key_Down)
    assert hands.at.accessibleName() == "I have an invitation"
    hands.tab_to_name("Invitation code")
    hands.type(code)
    hands.tab_to_name("Address of the hub")
    hands.type("https://hub.example")
    hands.tab_to_name("Use these words")
    hands.press(K.Key_Space)
    # The words stand on the screen; they are read there and typed again.
    model = hands.window.app.first_run
    assert model is not None
    shown = hands.read()
    assert [word for word in model.words if not any(word in text for text in shown)] == []
    hands.tab_to_name("Type it again")
    hands.type(" ".join(model.words))
    hands.tab_to_name("Open Haversack")
    hands.press(K.Key_Space)


def find_and_read(hands: Hands) -> None:
    """Search from anywhere, open the best hit, and read an item of the library."""
    hands.press(K.Key_K, held=CTRL)
    assert isinstance(hands.at, QLineEdit)
    hands.type("detention")
    hands.press(K.Key_Return)
    assert hands.window.app.navigation.place.page == "search"
    hands.tab_to(lambda widget: isinstance(widget, QListView) and hands.window.page.isAncestorOf(widget))
    hands.press(K.Key_Return)
    assert hands.window.app.navigation.place.record

    hands.press(K.Key_3, held=CTRL)
    rows = hands.tab_to(lambda widget: isinstance(widget, QListView) and hands.window.page.isAncestorOf(widget))
    for _ in range(_MOST_ROWS):
        hands.press(K.Key_Down)
        if "Read" in [one.accessibleName() for one in controls(hands.window.page, lambda widget: widget is not rows)]:
            break
    hands.tab_to_name("Read")
    hands.press(K.Key_Space)
    reader = hands.window.page.findChild(Reader)
    assert reader is not None
    assert reader.isVisible()


def narrow_the_directory(hands: Hands) -> None:
    """Tick a filter; fewer organisations are listed."""
    hands.press(K.Key_2, held=CTRL)
    [rows] = [one for one in hands.window.page.findChildren(QListView) if one.isVisible()]
    before = rows.model().rowCount()
    box = hands.tab_to(lambda widget: isinstance(widget, QCheckBox) and ", " in widget.accessibleName())
    hands.press(K.Key_Space)
    assert isinstance(box, QCheckBox)
    assert box.isChecked()
    assert 0 < rows.model().rowCount() < before


def change_the_profile_and_send_it(hands: Hands) -> None:
    """Edit offline, make it ready, sync: the screen says each state, and only what is true."""
    hands.press(K.Key_6, held=CTRL)
    field = hands.tab_to(
        lambda widget: isinstance(widget, QPlainTextEdit | QLineEdit) and "pening hours" in widget.accessibleName()
    )
    assert field is hands.at
    hands.type(_HOURS)
    hands.press(K.Key_Return, held=CTRL)
    assert "Not sent yet" in hands.read()

    hands.press(K.Key_R, held=CTRL)
    hands.press(K.Key_6, held=CTRL)
    assert "Not sent yet" not in hands.read()
    assert [text for text in hands.read() if text.startswith("Published")] != []


def answer_a_quiz(hands: Hands) -> None:
    """Open a quiz of the course, answer its first question, and be told how it was."""
    hands.press(K.Key_4, held=CTRL)
    hands.tab_to(lambda widget: isinstance(widget, QListView) and hands.window.page.isAncestorOf(widget))
    hands.press(K.Key_Return)
    for _ in range(_MOST_ROWS):
        if hands.window.page.findChild(QuizView) is not None:
            break
        hands.tab_to(lambda widget: isinstance(widget, QListView) and hands.window.page.isAncestorOf(widget))
        hands.press(K.Key_Down, K.Key_Return)
    quiz = hands.window.page.findChild(QuizView)
    assert quiz is not None
    hands.tab_to(lambda widget: quiz.isAncestorOf(widget) and isinstance(widget, QRadioButton | QCheckBox))
    hands.press(K.Key_Space)
    before = hands.read()
    hands.tab_to_name("Check")
    hands.press(K.Key_Space)
    assert [text for text in hands.read() if text not in before] != []
