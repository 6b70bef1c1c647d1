"""The search field of the header: what is typed, how much was found, and a way to clear it. Must not search."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import icon_button
from haversack.views.parts.cards import set_state
from haversack.views.parts.texts import picture, text

_PAUSE_MS: Final = 120
"""Between the last key and the search: nobody reads what changes faster."""


class SearchField(QLineEdit):
    """Where people type what they look for.

    Signals:
        typed: What stands in it now, a moment after the last key.
        entered: Enter or the down arrow was pressed: people want to go into what was found.
        left: Escape was pressed while it was empty.
    """

    typed = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__()
        self._look, self._speaker = context.look, context.speaker
        say = context.speaker.say
        self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.setPlaceholderText(say("Search this computer"))
        self.setAccessibleName(say("Search this computer (Ctrl+K)"))
        self.setToolTip(tooltip(say("Searches what is kept on this computer; nothing is sent. Ctrl+K")))
        line = QHBoxLayout(self)
        spaced(context, line, margins=(10, 0, 6, 0), gap=6)
        glass = picture(context, "search", ink="text2", size=16)
        keys = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")
        self._hint = text(keys, "keycap", wraps=False)
        self._found = text("", "caption", wraps=False)
        for part in (glass, self._hint, self._found):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._clear = icon_button(context, "x", say("Clear the search (Esc)"), self.take_back)
        set_state(self._clear, "kind", "inside")
        self._clear.setFixedSize(context.look.px(24), context.look.px(24))
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        line.addWidget(glass)
        line.addStretch(1)
        self._trailing: tuple[QWidget, ...] = (self._found, self._hint, self._clear)
        for one in self._trailing:
            one.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(context.look.target)
        self.textChanged.connect(self._on_changed)
        self._arrange()

    def show_query(self, query: str) -> None:
        """Show what was searched for; nothing is told, and what somebody is typing stays."""
        if self.text().strip() != query and not (self.hasFocus() and query):
            self._told = query
            self.setText(query)
            self._pause.stop()

    def show_found(self, words: str) -> None:
        """Show how much was found, in two words; an empty text shows nothing."""
        self._found.setText(words)
        self.setAccessibleDescription(words)
        self._arrange()

    def take_back(self) -> None:
        """Clear what was typed, and tell it."""
        self.clear()
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go into what was found with Enter or the down arrow; clear, then leave, with Escape."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._tell()
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.take_back()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See `QWidget`: where there is little room, what is typed comes before how much was found."""
        super().resizeEvent(event)
        self._arrange()

    def _on_changed(self, _: str) -> None:
        self._pause.start()
        self._arrange()

    def _tell(self) -> None:
        self._pause.stop()
        words = self.text().strip()
        if words != self._told:
            self._told = words
            self.typed.emit(words)

    def _arrange(self) -> None:
        px, has_text = self._look.px, bool(self.text())
        is_roomy = self.width() >= px(200)
        self._hint.setVisible(not has_text and is_roomy)
        self._found.setVisible(has_text and bool(self._found.text()) and is_roomy)
        self._clear.setVisible(has_text)
        end = px(8)
        for part in self._trailing:
            if not part.isHidden():
                end += part.sizeHint().width() + px(6)
        start = px(24)
        self.setTextMargins(end if self._look.is_rtl else start, 0, start if self._look.is_rtl else end, 0)
