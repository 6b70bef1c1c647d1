"""The line above every page: menu, back, title, search, connection. Must not search or sync by itself."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from haversack.viewmodels.contact import Contact
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.pill import ConnectionPill
from haversack.views.parts.search_field import SearchField
from haversack.views.parts.texts import ElidedText, text

_HEIGHT: Final = 56
_SEARCH_WIDTH: Final = 264
_ONE_COLUMN: Final = 700
_NARROW: Final = 900
_WIDE: Final = 1180


class Header(QFrame):
    """Shows where people are, and leads elsewhere.

    Signals:
        typed: What stands in the search field now.
        entered: People want to go into what was found.
        left: People left the search field with Escape.
        menu_wanted: The menu button was pressed.
        back_wanted: The back button was pressed.
        sync_wanted: The connection pill was pressed.
    """

    typed = Signal(str)
    entered = Signal()
    left = Signal()
    menu_wanted = Signal()
    back_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self, context: Context) -> None:
        """Build it."""
        super().__init__()
        self._context = context
        look, say = context.look, context.speaker.say
        self.setObjectName("header")
        self.setMinimumHeight(look.px(_HEIGHT))
        line = QHBoxLayout(self)
        spaced(context, line, margins=(20, 8, 20, 8), gap=12)
        self._menu = button(context, say("Menu"), self.menu_wanted.emit, icon="menu")
        self._menu.setMinimumHeight(look.target)
        self._back = icon_button(context, "arrow-left", say("Back"), self.back_wanted.emit)
        self._title = ElidedText("h1")
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._subtitle = text("", "small", wraps=False)
        self.search = SearchField(context)
        self.search.setMinimumWidth(look.px(120))
        self.search.setMaximumWidth(look.px(_SEARCH_WIDTH))
        self.search.typed.connect(self.typed)
        self.search.entered.connect(self.entered)
        self.search.left.connect(self._on_left)
        self._to_search = button(context, say("Search"), self.focus_search, icon="search")
        self._to_search.setMinimumHeight(look.target)
        self._pill = ConnectionPill(context)
        self._pill.clicked.connect(lambda _: self.sync_wanted.emit())
        self._contact: Contact | None = None
        self._width = _WIDE
        self._is_searching = False
        self._can_go_back = False
        for part in (self._menu, self._back, self._title, self._subtitle):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.search, 100)
        line.addWidget(self._to_search)
        line.addWidget(self._pill)
        self._arrange()

    def show_page(self, title: str, subtitle: str, *, can_go_back: bool, is_search: bool) -> None:
        """Show where people are.

        Args:
            title: Of the page.
            subtitle: Beside it where there is room; may be empty.
            can_go_back: Whether the way back is shown.
            is_search: Whether the page shows what was searched for.
        """
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._can_go_back = can_go_back
        self._is_searching = is_search
        self._arrange()

    def show_contact(self, contact: Contact) -> None:
        """Show how the connection is: one true sentence for screen readers, the short of it for eyes."""
        self._contact = contact
        self._pill.show_contact(contact, is_brief=self._width < _WIDE)

    def set_effective_width(self, width: int) -> None:
        """Leave out what has no room."""
        self._width = width
        if self._contact is not None:
            self.show_contact(self._contact)
        self._arrange()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._is_searching = True
        self._arrange()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def focus_menu(self) -> None:
        """Put the keyboard back on the menu button."""
        self._menu.setFocus()

    def _on_left(self) -> None:
        self._is_searching = False
        self._arrange()
        self.left.emit()

    def _arrange(self) -> None:
        is_single = self._width < _ONE_COLUMN
        has_field = not is_single or self._is_searching
        self._menu.setVisible(self._width < _NARROW)
        self._back.setVisible(self._can_go_back)
        self._title.setVisible(not (is_single and has_field))
        self._subtitle.setVisible(bool(self._subtitle.text()) and self._width >= _WIDE)
        self.search.setVisible(has_field)
        self._to_search.setVisible(not has_field)
