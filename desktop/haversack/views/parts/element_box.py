"""A set of things as chips in one frame, each with a way to take it out, and a field to add more.

Must not decide what is in it.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QToolButton, QVBoxLayout, QWidget

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.announcing import announce
from haversack.views.parts.buttons import unmarked
from haversack.views.parts.cards import set_state
from haversack.views.parts.flow import flow
from haversack.views.parts.texts import text

_LEAST_WIDTH: Final = 120
_STILL_THERE: Final = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""Why a field loses the keyboard although nobody leaves it."""
_REMOVE: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ElementBox(QFrame):
    """Chips and a field to add.

    By keyboard: write and press Enter to add; Backspace in an empty field, or Delete on a chip, takes one out.

    Signals:
        edited: The values, in their order.
        left: The keyboard went elsewhere.
    """

    edited = Signal(list)
    left = Signal()

    def __init__(self, context: Context, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            name: What the set is, for screen readers.
            choices: (value, words) of everything that can be added.
        """
        super().__init__()
        self._context, self._name = context, name
        self._words = dict(choices)
        self._values_by_words = {words.casefold(): value for value, words in choices}
        self._values: list[str] = []
        self._chips: list[QToolButton] = []
        self._new: frozenset[str] = frozenset()
        self._is_read_only = False
        self.setProperty("box", "true")
        self.setMinimumHeight(context.look.target)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(5, 4, 5, 4), gap=0)
        holder, self._line = flow(context.look.px(6))
        lines.addWidget(holder)
        self._add = QLineEdit()
        self._add.setProperty("kind", "inside")
        self._add.setMinimumWidth(context.look.px(_LEAST_WIDTH))
        self._add.setAccessibleName(context.speaker.say("Add to {name}", name=name))
        self._add.setPlaceholderText(context.speaker.say("Add…"))
        completer = QCompleter([words for _, words in choices], self._add)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(8)
        self._add.setCompleter(completer)
        completer.activated.connect(self._on_completed)
        self._add.returnPressed.connect(lambda: self._take(self._add.text()))
        self._add.installEventFilter(self)
        self.setFocusProxy(self._add)
        self._line.addWidget(self._add)
        self._note = text(context.speaker.say("Choose one from the list."), "problem")
        self._note.setVisible(False)
        lines.addWidget(self._note)
        self._add.textChanged.connect(lambda *_: self._note.setVisible(False))

    @property
    def field(self) -> QLineEdit:
        """Where people write what to add."""
        return self._add

    def show_values(self, values: Sequence[str], *, new: Sequence[str] = ()) -> None:
        """Show other values.

        Args:
            values: In their order.
            new: Those of them that others do not see yet.
        """
        if list(values) != self._values or frozenset(new) != self._new:
            self._values, self._new = list(values), frozenset(new)
            self._build_chips()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Allow changes or not."""
        self._is_read_only = is_read_only
        self._add.setVisible(not is_read_only)
        set_state(self, "box", "read-only" if is_read_only else "true")
        self._build_chips()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take chips out by keyboard, and notice when somebody leaves."""
        if event.type() == QEvent.Type.FocusIn and watched is self._add:
            set_state(self, "box", "focus")
        elif event.type() == QEvent.Type.FocusOut:
            if watched is self._add:
                set_state(self, "box", "true")
                if isinstance(event, QFocusEvent) and event.reason() not in _STILL_THERE:
                    # Not before the keyboard has arrived elsewhere: chips are built anew.
                    QTimer.singleShot(0, self._add, lambda: self._take(self._add.text()))
            self.left.emit()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self._add:
                if event.key() == Qt.Key.Key_Backspace and not self._add.text() and self._values:
                    self._remove(self._values[-1])
                    return True
            elif event.key() in _REMOVE and isinstance(watched, QToolButton):
                self._remove(str(watched.property("value")))
                return True
        return False

    def _build_chips(self) -> None:
        """Build the chips before the field, and keep the keyboard where it was."""
        focused = next((place for place, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for chip in self._chips:
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._line.removeWidget(self._add)
        self._chips = [self._chip(value) for value in self._values]
        for one in (*self._chips, self._add):
            self._line.addWidget(one)
            # At once, so that the keyboard can go there.
            one.setVisible(one is not self._add or not self._is_read_only)
        # New chips would be the last on the way of the Tab key.
        way = (*self._before(), *self._chips, self._add)
        for before, after in pairwise(way):
            self.setTabOrder(before, after)
        if focused is not None:
            (self._chips[min(focused, len(self._chips) - 1)] if self._chips else self._add).setFocus()

    def _before(self) -> tuple[QWidget, ...]:
        """Return what the Tab key reaches before this box, if there is anything yet."""
        found = self._add.previousInFocusChain()
        while found is not None and found is not self._add:
            if found.focusPolicy() != Qt.FocusPolicy.NoFocus and not self.isAncestorOf(found):
                return (found,)
            found = found.previousInFocusChain()
        return ()

    def _chip(self, value: str) -> QToolButton:
        context, say, words = self._context, self._context.speaker.say, self._words.get(value, value)
        made = QToolButton()
        made.setProperty("kind", "element")
        made.setProperty("value", value)
        made.setProperty("state", "wait" if value in self._new else "")
        made.setText(unmarked(words))
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if self._is_read_only:
            made.setAccessibleName(words)
            return made
        made.setIcon(context.look.icon("x", "waitInk" if value in self._new else "text2", 14))
        made.setIconSize(context.look.icon_size(14))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # The cross stands behind the words: Qt puts an icon first, as its direction goes.
        is_rtl = context.look.is_rtl
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight if is_rtl else Qt.LayoutDirection.RightToLeft)
        made.setAccessibleName(say("Remove {what} from {name}", what=words, name=self._name))
        made.setToolTip(tooltip(say("Remove {what} from {name}", what=words, name=self._name)))
        made.clicked.connect(lambda _: self._remove(value))
        made.installEventFilter(self)
        return made

    def _remove(self, value: str) -> None:
        self.edited.emit([one for one in self._values if one != value])

    def _on_completed(self, words: str) -> None:
        self._take(words)
        # The completer writes what was chosen into the field after this.
        QTimer.singleShot(0, self._add, self._add.clear)

    def _take(self, words: str) -> None:
        wanted = words.strip().casefold()
        found = self._values_by_words.get(wanted) or self._only_one(wanted)
        if found is None:
            if wanted:
                self._refuse()
            return
        self._add.clear()
        if found not in self._values:
            self.edited.emit([*self._values, found])

    def _refuse(self) -> None:
        """Say beside it that what was written is nothing of the list: it is not kept."""
        if not self._note.isVisibleTo(self):
            self._note.setVisible(True)
            announce(self, self._note.text())

    def _only_one(self, wanted: str) -> str | None:
        """Return what was meant: a tag or code, or the only name that begins with it or else has it within."""
        if not wanted:
            return None
        by_code = next((value for value in self._words if value.casefold() == wanted), None)
        begun = [value for words, value in self._values_by_words.items() if words.startswith(wanted)]
        within = begun or [value for words, value in self._values_by_words.items() if wanted in words]
        return by_code or (within[0] if len(within) == 1 else None)
