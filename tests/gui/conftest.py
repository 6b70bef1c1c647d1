"""A running window for tests: the whole app, on a small vault that is made once for each process that runs tests."""

import gc
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from haversack.app import App
from haversack.clock import Clock, system_clock
from haversack.operations.workspace import Workspace, on_folder
from haversack.process import prepare
from haversack.store import keys
from haversack.viewmodels.messages import Message, Messages
from haversack.viewmodels.navigation import Place
from haversack.views.main_window import MainWindow
from haversack.views.page import Page
from haversack.views.shell import Shell
from haversack_sync.hub.endpoint import HubEndpoint
from tests.gui.slow_hub import Line, SlowHub, copy_of
from tests.gui.small_vault import PASSPHRASE, make_vault
from tests.gui.starter import make_starter

_LONGEST_MS = 20_000
_WAKE_MS = 100
_WAS_ASKED_TO_END = -1
"""What a loop of Qt returns at once after `QApplication.exit`, until the application itself runs again."""
_NOON = 1_794_916_800_000
"""17 November 2026, 12:00 UTC, in milliseconds."""


@dataclass
class Window:
    """The app, driven by a test."""

    app: App
    qtbot: QtBot

    def open(self) -> None:
        """Unlock, and wait for the first page; the window has the keyboard."""
        self.app.unlock(PASSPHRASE)
        self.settle()
        if self.app.shell.isVisible():
            self.app.shell.activateWindow()
            wait_until(self.app.shell.isActiveWindow)

    def settle(self) -> None:
        """Wait until no work is left, and everything that it told was shown."""
        for _ in range(3):
            wait_until(lambda: self.app.session.lanes.is_idle and self.app.shell.is_whole)
            # What a test has let go at the outermost level would stay until its end.
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()

    def go(self, page: str, record: str = "") -> Page:
        """Go to a page and return it."""
        self.app.navigation.go(Place(page, record))
        self.settle()
        return self.page

    @property
    def main(self) -> MainWindow:
        """What is shown after unlocking."""
        main = self.app.shell.centralWidget()
        assert isinstance(main, MainWindow)
        return main

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.main.page

    def look(self, *, theme: str = "light", scale: int = 100, language: str = "en") -> None:
        """Choose a look."""
        appearance = self.app.models.appearance
        appearance.choose_theme(theme)
        appearance.choose_language(language)
        appearance.choose_scale(scale)
        self.settle()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Let the window work until something is so; looks after each event, where `qtbot` sleeps 10 ms at a time.

    Raises:
        TimeoutError: It did not become so.
    """
    longest, wake = QDeadlineTimer(_LONGEST_MS), QTimer()
    # A condition that no event announces is looked at, too.
    wake.start(_WAKE_MS)
    while not is_so():
        if longest.hasExpired():
            raise TimeoutError("what a test waited for did not come")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    wake.stop()


@pytest.fixture(autouse=True)
def garbage_taken_away_here() -> Iterator[None]:
    """Let Python look for garbage between tests only, in this thread: see `haversack.jobs.garbage`."""
    # What is here before the test is looked at once for all: it is most of what there is.
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def no_end_left_over() -> Iterator[None]:
    """Let no test begin in an application that was asked to end."""
    yield
    take_back_the_end()


def take_back_the_end() -> None:
    """Let loops run again in an application that was asked to end: they would return before any event came."""
    application = QApplication.instance()
    if application is None:
        return
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    if loop.exec() == _WAS_ASKED_TO_END:
        QTimer.singleShot(0, application.quit)
        application.exec()


@pytest.fixture(scope="session", autouse=True)
def keys_stretched_once() -> Iterator[None]:
    """Stretch each passphrase once for each salt: it is slow on purpose, and the same in every copy of a vault."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", cache(keys._stretch))
        yield


@pytest.fixture(scope="session")
def made_network(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, HubEndpoint]:
    """A vault with the sample content, and the hub of its network; both are copied by tests that change them."""
    folder = tmp_path_factory.mktemp("made") / "vault"
    return folder, make_vault(folder)


@pytest.fixture(autouse=True)
def vault_out_of_the_windows_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where the window's own thread reads or writes the vault: meanwhile it would answer no key."""

    def guarded(folder: Path, passphrase: str, *, clock: Clock) -> Workspace:
        workspace = on_folder(folder, passphrase, clock=clock)
        for name in ("reading", "transaction"):
            monkeypatch.setattr(workspace.replica, name, _elsewhere_only(getattr(workspace.replica, name)))
        return workspace

    monkeypatch.setattr("haversack.viewmodels.session.on_folder", guarded)


def _elsewhere_only(work: Callable[[], AbstractContextManager[Connection]]) -> Callable[[], object]:
    def checked() -> AbstractContextManager[Connection]:
        assert threading.current_thread() is not threading.main_thread(), "the window's thread went to the vault"
        return work()

    return checked


@pytest.fixture(scope="session")
def made_vault(made_network: tuple[Path, HubEndpoint]) -> Path:
    """A vault with the sample content, copied by each test that changes it."""
    return made_network[0]


@pytest.fixture
def hub(made_network: tuple[Path, HubEndpoint], window: "Window", monkeypatch: pytest.MonkeyPatch) -> SlowHub:
    """The hub of the window's network, reached at once and answering at once; a test may slow it down or break it."""
    made = SlowHub(copy_of(made_network[1]), is_slow=False)
    made.greets_at_once = True
    monkeypatch.setattr(window.app.models.synchroniser, "_connect", made.connect)
    return made


@pytest.fixture(scope="session")
def prepared(qapp: QApplication) -> Iterator[QApplication]:
    """The one application of the process, as `app.run` prepares it."""
    prepare(qapp)
    yield qapp
    # What a test copied and Python made would be deleted by Qt when Python has ended.
    qapp.clipboard().clear()


@pytest.fixture
def fixed_clock() -> Clock:
    """A clock that stands at a noon in November 2026; what is measured goes on."""
    return Clock(lambda: _NOON, time.monotonic, system_clock().random)


@pytest.fixture
def window(
    request: pytest.FixtureRequest,
    prepared: QApplication,
    made_vault: Path,
    tmp_path: Path,
    qtbot: QtBot,
    fixed_clock: Clock,
) -> Iterator[Window]:
    """The window on a vault of its own, locked."""
    folder = tmp_path / "vault"
    shutil.copytree(made_vault, folder)
    app = App(folder, "en", fixed_clock)
    app.shell.show()
    with watched_for_strays(request.node) as strays:
        yield Window(app, qtbot)
    put_away(app)
    assert strays == [], "windows of their own opened: a widget was shown before it had a place"


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """What comes with the program: where it lies, and its fingerprint."""
    return make_starter(tmp_path_factory.mktemp("starter") / "starter-network")


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    """Where every address leads from the window."""
    made = Line()
    monkeypatch.setattr("haversack.app.connect", made.connect)
    return made


@pytest.fixture
def first(
    request: pytest.FixtureRequest,
    prepared: QApplication,
    starter: tuple[str, str],
    line: Line,
    tmp_path: Path,
    qtbot: QtBot,
    fixed_clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    """A window where there is no vault, on a computer that has what comes with the program."""
    monkeypatch.setattr("haversack.app.starter_network", lambda: starter)
    monkeypatch.setenv("HAVERSACK_KDF_FLOOR", "1")
    window = Window(App(tmp_path / "new" / "vaults" / "1", "en", fixed_clock), qtbot)
    window.app.shell.show()
    window.settle()
    with watched_for_strays(request.node) as strays:
        yield window
    put_away(window.app)
    assert strays == [], "windows of their own opened: a widget was shown before it had a place"


@contextmanager
def watched_for_strays(item: pytest.Item) -> Iterator[list[str]]:
    """Note windows that open beside the shells and those that a test gave to `qtbot`; questions and menus are none."""
    strays: list[str] = []

    def note(window: QWindow | None) -> None:
        if window is None or window.type() != Qt.WindowType.Window:
            return
        widget = next((one for one in QApplication.topLevelWidgets() if one.windowHandle() is window), None)
        given = [reference() for reference, _ in getattr(item, "qt_widgets", [])]
        if not isinstance(widget, Shell) and widget not in given:
            strays.append(window.objectName())

    application().focusWindowChanged.connect(note)
    yield strays
    application().focusWindowChanged.disconnect(note)


def put_away(app: App) -> None:
    """End an app, and destroy its widgets here and now: later, the garbage collector would, in any thread."""
    app.session.close()
    app.shell.close()
    app.shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application().setStyleSheet("")
    application().setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def application() -> QApplication:
    """Return the one application of the process."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def controls(root: QWidget, is_wanted: Callable[[QWidget], bool]) -> list[QWidget]:
    """Return the widgets below one that are shown and wanted."""
    return [widget for widget in root.findChildren(QWidget) if widget.isVisibleTo(root) and is_wanted(widget)]


@pytest.fixture
def office(
    prepared: QApplication,
    made_network: tuple[Path, HubEndpoint],
    tmp_path: Path,
    qtbot: QtBot,
    fixed_clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    """The window on the coordinator's vault, which has just met its hub."""
    shutil.copytree(made_network[0].parent / "office", tmp_path / "office")
    window = Window(App(tmp_path / "office", "en", fixed_clock), qtbot)
    hub = SlowHub(copy_of(made_network[1]), is_slow=False)
    monkeypatch.setattr(window.app.models.synchroniser, "_connect", hub.connect)
    window.app.shell.show()
    window.open()
    window.app.models.synchroniser.start()
    window.settle()
    yield window
    put_away(window.app)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What people were told, each message whole."""
    kept: list[str] = []
    tell = Messages.tell

    def keep(messages: Messages, message: Message) -> None:
        kept.append(f"{message.text} {message.next_step}".strip())
        tell(messages, message)

    monkeypatch.setattr(Messages, "tell", keep)
    return kept
