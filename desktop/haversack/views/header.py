"""The line above every page: menu, back, title, search, connection. Must not search or sync by itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy

from haversack.viewmodels.synchroniser import Contact
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import icon_button
from haversack.views.parts.pill import ConnectionPill
from haversack.views.parts.texts import ElidedText, picture, text

_HEIGHT = 56
_SEARCH_WIDTH = 264
_NARROW = 900
_WIDE = 1180


class Header(QFrame):
    """Shows where people are, and leads elsewhere.

    Signals:
        searched: The words to search for; Enter was pressed.
        menu_wanted: The menu button was pressed.
        back_wanted: The back button was pressed.
        sync_wanted: The connection pill was pressed.
    """

    searched = Signal(str)
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
        self._menu = icon_button(context, "menu", say("Menu"), self.menu_wanted.emit)
        self._back = icon_button(context, "arrow-left", say("Back"), self.back_wanted.emit)
        self._title = ElidedText("h1")
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._subtitle = text("", "small", wraps=False)
        self._search = QLineEdit()
        self._search.setPlaceholderText(say("Search this computer"))
        self._search.setAccessibleName(say("Search this computer (Ctrl+K)"))
        self._search.setToolTip(say("Searches what is kept on this computer; nothing is sent. Ctrl+K"))
        self._glass = picture(context, "search", ink="text2", size=16)
        glass = QHBoxLayout(self._search)
        spaced(context, glass, margins=(10, 0, 10, 0))
        glass.addWidget(self._glass)
        glass.addStretch()
        room = look.px(24)
        self._search.setTextMargins(0 if look.is_rtl else room, 0, room if look.is_rtl else 0, 0)
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(look.px(120))
        self._search.setMaximumWidth(look.px(_SEARCH_WIDTH))
        self._search.setMinimumHeight(look.target)
        self._search.returnPressed.connect(lambda: self.searched.emit(self._search.text().strip()))
        self._pill = ConnectionPill(context)
        self._pill.clicked.connect(lambda _: self.sync_wanted.emit())
        self._contact: Contact | None = None
        self._is_narrow = False
        self._is_wide = True
        line.addWidget(self._menu)
        line.addWidget(self._back)
        line.addWidget(self._title)
        line.addWidget(self._subtitle)
        line.addStretch(1)
        line.addWidget(self._search, 100)
        line.addWidget(self._pill)
        self._menu.hide()
        self._back.hide()

    def show_page(self, title: str, subtitle: str, *, can_go_back: bool) -> None:
        """Show where people are."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle) and self._is_wide)
        self._back.setVisible(can_go_back)

    def show_contact(self, contact: Contact) -> None:
        """Show how the connection is: one true sentence for screen readers, the short of it for eyes."""
        self._contact = contact
        self._pill.show_contact(contact, is_brief=not self._is_wide)

    def set_effective_width(self, width: int) -> None:
        """Leave out what has no room."""
        self._is_narrow, self._is_wide = width < _NARROW, width >= _WIDE
        self._menu.setVisible(self._is_narrow)
        self._subtitle.setVisible(bool(self._subtitle.text()) and self._is_wide)
        if self._contact is not None:
            self.show_contact(self._contact)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def show_query(self, query: str) -> None:
        """Show what was searched for."""
        self._search.setText(query)
