"""A field for a passphrase: hidden until the eye shows it, with a hint where Caps Lock is on. Must not keep it.

Qt tells of Caps Lock on no system; that a letter comes large without Shift, or small with it, tells it everywhere.
"""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from haversack.i18n.names import language_name
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.texts import picture, text

_NO_LANGUAGE: Final = ("", "C", "c", "und", "en-US-POSIX")
"""What Qt says of a keyboard of which it knows nothing."""


class SecretLine(QLineEdit):
    """The field alone.

    Signals:
        caps_lock_seen: Whether Caps Lock is on, as far as the last letter tells.
    """

    caps_lock_seen = Signal(bool)

    def __init__(self, context: Context, name: str) -> None:
        """Build it, hidden.

        Args:
            context: For the look and words.
            name: For screen readers.
        """
        super().__init__()
        self._context = context
        self._is_caps_lock: bool | None = None
        look = context.look
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        # Keyboards on screens and helpers that learn words must not learn these.
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMinimumHeight(look.target)
        self._eye = button(context, "", self.toggle_shown, kind="inside")
        self._eye.setIconSize(look.icon_size(18))
        eye = QHBoxLayout(self)
        spaced(context, eye, margins=(8, 0, 8, 0))
        eye.addStretch()
        eye.addWidget(self._eye)
        self.setTextMargins(0, 0, look.px(30), 0)
        self._show_eye()

    def show_text(self) -> None:
        """Show what is typed: it was drawn, and is to be copied by hand."""
        self.setEchoMode(QLineEdit.EchoMode.Normal)
        self._show_eye()

    def toggle_shown(self) -> None:
        """Show what is typed, or hide it."""
        is_hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)
        self._show_eye()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See what the letter tells of Caps Lock."""
        letter = event.text()
        if len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._see(is_on=letter.isupper() != has_shift)
        elif event.key() == Qt.Key.Key_CapsLock and self._is_caps_lock is not None:
            self._see(is_on=not self._is_caps_lock)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget what was seen: elsewhere the key may be pressed too."""
        self._is_caps_lock = None
        self.caps_lock_seen.emit(False)  # noqa: FBT003 - a signal's value
        super().focusOutEvent(event)

    def _see(self, *, is_on: bool) -> None:
        self._is_caps_lock = is_on
        self.caps_lock_seen.emit(is_on)

    def _show_eye(self) -> None:
        say, is_hidden = self._context.speaker.say, self.echoMode() == QLineEdit.EchoMode.Password
        name = say("Show the passphrase") if is_hidden else say("Hide the passphrase")
        self._eye.setAccessibleName(name)
        self._eye.setToolTip(tooltip(name))
        self._eye.setIcon(self._context.look.icon("eye" if is_hidden else "eye-off", "text2", 18))


class CapsLockHint(QWidget):
    """What stands under a passphrase field while Caps Lock is on."""

    def __init__(self, context: Context, field: SecretLine) -> None:
        """Build it for a field, hidden."""
        super().__init__()
        line = QHBoxLayout(self)
        spaced(context, line, gap=6)
        line.addWidget(picture(context, "arrow-up-to-line", ink="waitInk", size=14))
        words = text(context.speaker.say("Caps Lock is on"), "caption")
        words.setProperty("state", "wait")
        line.addWidget(words, 1)
        self.setVisible(False)
        field.caps_lock_seen.connect(self.setVisible)


class SecretLabel(QWidget):
    """What stands above a passphrase field: its name, and at the end the keyboard's language, where Qt knows it."""

    def __init__(self, context: Context, field: SecretLine, *, has_keyboard: bool = True) -> None:
        """Build it.

        Args:
            context: For the look and words.
            field: Which it names.
            has_keyboard: Whether the keyboard's language is shown: once is enough for several fields.
        """
        super().__init__()
        self._context = context
        line = QHBoxLayout(self)
        spaced(context, line, gap=6)
        label = text(field.accessibleName(), "label")
        label.setBuddy(field)
        line.addWidget(label, 1)
        self._picture = picture(context, "languages", ink="text3", size=14)
        self._keyboard = text("", "caption", wraps=False)
        line.addWidget(self._picture)
        line.addWidget(self._keyboard)
        self._picture.setVisible(has_keyboard)
        if has_keyboard:
            QGuiApplication.inputMethod().localeChanged.connect(self._show_keyboard)
            self._show_keyboard()

    def _show_keyboard(self) -> None:
        tag = QGuiApplication.inputMethod().locale().bcp47Name()
        is_known = tag not in _NO_LANGUAGE
        name = language_name(self._context.speaker.language, tag) if is_known else ""
        self._keyboard.setText(self._context.speaker.say("Keyboard: {language}", language=name) if is_known else "")
        self._picture.setVisible(is_known)
