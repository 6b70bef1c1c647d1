"""The one top-level window: locked screen or main window, built again whenever look or language change.

Its title says only "Haversack". Must not open or close a vault.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from haversack.viewmodels.first_run import FirstRunModel
from haversack.viewmodels.idle_check import IdleCheck
from haversack.viewmodels.messages import Message
from haversack.viewmodels.models import Models
from haversack.viewmodels.navigation import Navigation, Place
from haversack.viewmodels.network_file import NetworkFileModel
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.vaults import VaultsModel
from haversack.views.clipboard import Clipboard
from haversack.views.context import Context
from haversack.views.first_run import FirstRunScreen
from haversack.views.gone_screen import GoneScreen
from haversack.views.idle_lock import IdleLock
from haversack.views.look import Look, app_icon, system_theme
from haversack.views.stock_words import StockWords
from haversack.views.unlock import UnlockScreen

if TYPE_CHECKING:
    from haversack.views.main_window import MainWindow

_WIDTH, _HEIGHT = 1366, 696


class Shell(QMainWindow):
    """Holds what is shown."""

    def __init__(
        self,
        models: Models,
        navigation: Navigation,
        *,
        lock: Callable[[], None],
        unlock: Callable[[str], None],
        first_run: FirstRunModel | None = None,
        vaults: VaultsModel | None = None,
    ) -> None:
        """Show the locked screen.

        Args:
            models: View-models of the session.
            navigation: Where people are.
            lock: Ends the process; a fresh locked one starts.
            unlock: Is given the passphrase.
            first_run: Makes a vault, where there is none yet.
            vaults: The vaults of this computer, where one may be chosen.
        """
        super().__init__()
        self._models = models
        self._navigation = navigation
        self._lock = lock
        self._unlock = unlock
        self._first_run = first_run
        self._vaults = vaults
        self._is_open = False
        self._clipboard = Clipboard(self)
        self._stock_words = StockWords(self)
        self._worn: Look | None = None
        self._is_dressed = False
        self.setWindowTitle("Haversack")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(480, 320)
        self._stand(models.appearance.now.window, is_maximised=models.appearance.now.is_maximised)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._go_on)
        self._screen: QWidget | None = None
        self._main: MainWindow | None = None
        models.appearance.changed.connect(self.rebuild)
        models.get(NetworkFileModel).came.connect(self._show_network_file)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme)
        self._build()

    def _stand(self, window: tuple[int, ...], *, is_maximised: bool) -> None:
        """Stand where the window stood before, unless that screen is gone."""
        self.resize(_WIDTH, _HEIGHT)
        if window:
            wanted = QRect(*window)
            if any(screen.availableGeometry().intersects(wanted) for screen in QGuiApplication.screens()):
                self.setGeometry(wanted)
        if is_maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def leave(self) -> None:
        """Take everything off the screen at once, dialogs too, and remember where the window stood."""
        self._keep_place()
        self._clipboard.clear()
        for widget in QApplication.topLevelWidgets():
            widget.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window stood, and draw no more: what work still tells has nothing to be drawn on."""
        self._keep_place()
        self._clipboard.clear()
        super().closeEvent(event)
        self.setUpdatesEnabled(False)

    def _keep_place(self) -> None:
        place = self.normalGeometry() if self.isMaximized() else self.geometry()
        window = (place.x(), place.y(), place.width(), place.height())
        self._models.appearance.keep_window(window, is_maximised=self.isMaximized())

    def show_failure(self, message: Message) -> None:
        """Say on the locked screen why the vault did not open."""
        screen = self.centralWidget()
        if isinstance(screen, UnlockScreen):
            screen.show_failure(message)

    def show_gone(self, message: Message, on_close: Callable[[], None]) -> None:
        """Show that the vault is not there any more, in the place of everything.

        Args:
            message: Why.
            on_close: Called when it was read.
        """
        for widget in QApplication.topLevelWidgets():
            if widget is not self:
                widget.hide()
        self._clipboard.clear()
        screen = GoneScreen(self._context, message, on_close)
        self._later.stop()
        self._put(screen)
        self._draw_again()
        screen.show_message()

    def show_main(self) -> None:
        """Show the main window: the vault is open."""
        self._is_open = True
        self._build()
        self._watch_use()

    def rebuild(self) -> None:
        """Take away what is shown, and build it anew in the look and language that are chosen now.

        It is built when the old one is gone: while it stands, Qt would dress it too, which takes far longer. Both go
        and come in parts, each in a turn of the event loop.
        """
        if self._screen is not None:
            self.setUpdatesEnabled(False)
            self._screen.hide()
        self._is_dressed = False
        self._later.start()

    @property
    def is_whole(self) -> bool:
        """Whether all of what is to be shown is shown."""
        return not self._later.isActive() and (self._main is None or self._main.is_whole)

    def _go_on(self) -> None:
        """Take away one part more of what was shown, or build."""
        if self._main is not None and self._main.let_one_page_go():
            self._later.start()
        elif self._screen is not None:
            self._screen.deleteLater()
            self._screen = self._main = None
            self._later.start()
        elif not self._is_dressed:
            self._dress()
            self._later.start()
        else:
            self._fill()

    def _put(self, screen: QWidget) -> None:
        """Show a screen in the place of everything."""
        self._screen, self._main = screen, None
        self.setCentralWidget(screen)

    def _build(self) -> None:
        """Build what is to be shown now, in this turn of the event loop."""
        self._dress()
        self._fill()

    def _dress(self) -> None:
        """Take on the look and language that are chosen now."""
        now = self._models.appearance.now
        speaker = self._models.session.speaker
        # What is spoken decides the direction: a language without a catalogue shows English, from the left.
        look = Look(system_theme() if now.theme == "system" else now.theme, now.scale, speaker.language)
        self._stock_words.speak(speaker.language)
        self._wear(look)
        self._context = Context(
            look, speaker, self._models, self._navigation, self._lock, self._clipboard, self._show_help
        )
        self._is_dressed = True

    def _fill(self) -> None:
        """Build what is to be shown now, in the look that the window has taken on."""
        self.setUpdatesEnabled(True)
        context = self._context
        if self._is_open:
            from haversack.views.main_window import MainWindow  # noqa: PLC0415 - the locked screen shows without

            window = MainWindow(context)
            self._put(window)
            self._main = window
            self.setUpdatesEnabled(False)
            window.became_whole.connect(self._show_whole, Qt.ConnectionType.SingleShotConnection)
            window.has_failed.connect(self._show_as_it_is)
            return
        if self._first_run is not None and self._first_run.is_needed:
            first = FirstRunScreen(context, self._first_run)
            self._put(first)
            self._draw_again()
            first.focus_first()
            self._bind_help(first, "invitation")
            return
        screen = UnlockScreen(context, self._vaults)
        screen.given.connect(self._on_given)
        self._put(screen)
        self._draw_again()
        screen.focus_first()
        self._bind_help(screen, "locking")

    def _show_whole(self) -> None:
        self._draw_again()
        if self._main is not None:
            self._main.page.focus_first()

    def _show_as_it_is(self) -> None:
        self._draw_again()

    def _draw_again(self) -> None:
        """Draw what is there, at once: what was asked for while nothing was drawn waits for the next key under wine."""
        self.setUpdatesEnabled(True)
        self.repaint()

    def _bind_help(self, screen: QWidget, page: str) -> None:
        """Let F1 show help on a screen before the main window; that one has its own keys."""
        QShortcut(QKeySequence("F1"), screen).activated.connect(lambda: self._show_help(page))

    def _show_help(self, page: str) -> None:
        if self._is_open:
            self._navigation.go(Place("help", page))
        else:
            from haversack.views.help_sheet import HelpSheet  # noqa: PLC0415 - it loads what draws long texts

            HelpSheet(self._context, self.centralWidget(), page)

    def _show_network_file(self) -> None:
        from haversack.views.network_file import NetworkFileDialog  # noqa: PLC0415 - few people ever open one

        # Its buttons act on the file that came last: an older one must not stand over another network's words.
        for older in self.findChildren(NetworkFileDialog):
            older.reject()
        NetworkFileDialog(self._context, self).open()

    def _wear(self, look: Look) -> None:
        """Give the application a look, unless it wears it: Qt would draw up every rule for every widget again."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and look != self._worn:
            app.setLayoutDirection(look.direction)
            app.setPalette(look.palette())
            app.setFont(look.font("body"))
            app.setStyleSheet(look.style_sheet())
            self._worn = look

    def _watch_use(self) -> None:
        """Lock when nobody uses the window for as long as was set."""
        settings = self._models.get(SettingsModel)
        clock = self._models.session.clock
        watch = IdleLock(self._lock, now=clock.also_asleep, parent=self)
        settings.changed.connect(lambda: watch.set_minutes(settings.preferences.lock_minutes))
        watch.rested.connect(self._models.get(IdleCheck).rest)
        # Also each dialog, which has the keys while it is open.
        watch.attend(self.windowHandle())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusWindowChanged.connect(watch.attend)

    def _on_system_scheme(self) -> None:
        if self._models.appearance.now.theme == "system":
            self.rebuild()

    def _on_given(self, passphrase: str) -> None:
        screen = self.centralWidget()
        if isinstance(screen, UnlockScreen):
            screen.show_busy()
        self._unlock(passphrase)
