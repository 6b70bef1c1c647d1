"""The unlocked window: sidebar, header, messages, one page at a time, and the keys. Must not know what pages show."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.standing import StandingModel
from haversack.views.context import Context
from haversack.views.header import Header
from haversack.views.message_bar import MessageBar
from haversack.views.page import Page
from haversack.views.registry import PAGES, PageEntry
from haversack.views.sidebar import Sidebar

_SIDEBAR_FROM = 900


class MainWindow(QWidget):
    """Everything between unlocking and locking; built again when look or language change."""

    def __init__(self, context: Context) -> None:
        """Build the frame; pages are built when they are first shown."""
        super().__init__()
        self._context = context
        self._pages: dict[str, Page] = {}
        self._entries = {entry.id: entry for entry in PAGES}
        self._is_menu_open = False
        self._standing = context.models.get(StandingModel)
        self._sidebar = Sidebar(context, PAGES, context.lock)
        self._header = Header(context)
        self._stack = QStackedWidget()
        body = QVBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._header)
        body.addWidget(MessageBar(context, context.models.session.messages))
        body.addWidget(self._stack, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._sidebar)
        line.addLayout(body, 1)
        self._connect()
        self._bind_keys()
        self._show_standing()
        self._show_contact()
        self._show_place()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._context.navigation.place.page]

    def _connect(self) -> None:
        navigation, models = self._context.navigation, self._context.models
        self._sidebar.wanted.connect(self._go)
        self._header.searched.connect(self._search)
        self._header.menu_wanted.connect(self._toggle_menu)
        self._header.back_wanted.connect(navigation.back)
        self._header.sync_wanted.connect(lambda: self._go("sync"))
        navigation.moved.connect(self._show_place)
        models.synchroniser.changed.connect(self._show_contact)
        self._standing.changed.connect(self._show_standing)

    def _bind_keys(self) -> None:
        navigation, models = self._context.navigation, self._context.models
        appearance = models.appearance
        keys: dict[str, Callable[[], None]] = {
            "Ctrl+K": self._header.focus_search,
            "Ctrl+L": self._context.lock,
            "Ctrl++": appearance.larger,
            "Ctrl+=": appearance.larger,
            "Ctrl+-": appearance.smaller,
            "Ctrl+0": lambda: appearance.choose_scale(100),
            "Ctrl+R": models.synchroniser.start,
            "Ctrl+Shift+R": models.synchroniser.cancel,
            "Alt+Right" if self._context.look.is_rtl else "Alt+Left": navigation.back,
            "Alt+Left" if self._context.look.is_rtl else "Alt+Right": navigation.forward,
            "F6": self._next_pane,
            "F1": lambda: navigation.go(Place("help", self.page.help_id or "home")),
        }
        for number, entry in enumerate(PAGES[:9], start=1):
            keys[f"Ctrl+{number}"] = partial(self._go, entry.id)
        for key, action in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the effective width: the window's, divided by the text size."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.width() * 100 // self._context.look.scale
        self._sidebar.setVisible(width >= _SIDEBAR_FROM or self._is_menu_open)
        self._header.set_effective_width(width)
        for page in self._pages.values():
            page.set_effective_width(width)

    def _toggle_menu(self) -> None:
        self._is_menu_open = not self._is_menu_open
        self._lay_out()
        if self._is_menu_open:
            self._sidebar.focus_pages()

    def _search(self, words: str) -> None:
        self._context.navigation.go(Place("search" if "search" in self._entries else "library", query=words))

    def _go(self, page: str) -> None:
        if self._is_menu_open:
            self._is_menu_open = False
            self._lay_out()
        self._context.navigation.go(Place(page))

    def _show_place(self) -> None:
        navigation = self._context.navigation
        entry = self._entry(navigation.place.page)
        page = self._pages.get(entry.id)
        if page is None:
            page = self._pages[entry.id] = entry.build(self._context)
            self._stack.addWidget(page)
            self._lay_out()
        self._stack.setCurrentWidget(page)
        page.go_to(navigation.place)
        self._sidebar.choose(entry.id)
        self._header.show_query(navigation.place.query)
        title = entry.title(self._context.speaker)
        self._header.show_page(title, page.subtitle(), can_go_back=navigation.can_go_back)

    def _entry(self, page: str) -> PageEntry:
        return self._entries[page]

    def _next_pane(self) -> None:
        focused: QWidget | None = self.focusWidget()
        if focused is not None and self._sidebar.isAncestorOf(focused):
            self.page.focus_first()
        else:
            self._sidebar.focus_pages()

    def _show_contact(self) -> None:
        self._header.show_contact(self._context.models.synchroniser.contact)

    def _show_standing(self) -> None:
        standing, speaker = self._standing, self._context.speaker
        self._sidebar.show_person(network=standing.network, organisation=standing.organisation, role=standing.role_name)
        for entry in PAGES:
            if entry.kinds:
                number = sum(standing.counts.get(kind, 0) for kind in entry.kinds)
                spoken = speaker.count("{number} on this computer", "{number} on this computer", number)
                self._sidebar.set_trailing(entry.id, speaker.number(number) if number else "", spoken=spoken)
        waiting, disputed = standing.waiting, standing.two_versions
        spoken = speaker.count("{number} change not sent yet", "{number} changes not sent yet", waiting)
        self._sidebar.set_trailing("sync", speaker.number(waiting) if waiting else "", tone="wait", spoken=spoken)
        spoken = speaker.count("{number} record with two versions", "{number} records with two versions", disputed)
        self._sidebar.set_trailing("organisation", str(disputed) if disputed else "", tone="conf", spoken=spoken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the menu with Escape."""
        if self._is_menu_open and event.key() == Qt.Key.Key_Escape:
            self._toggle_menu()
            return
        super().keyPressEvent(event)
