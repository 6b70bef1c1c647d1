"""The unlocked window: sidebar, header, messages, one page at a time, and the keys. Must not know what pages show."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from haversack.viewmodels.messages import Message
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.search import SearchModel
from haversack.viewmodels.standing import StandingModel
from haversack.views.building import Building
from haversack.views.context import Context
from haversack.views.header import Header
from haversack.views.keys import KEYS
from haversack.views.looking_bar import LookingBar
from haversack.views.message_bar import MessageBar
from haversack.views.page import Page
from haversack.views.pane_keys import PaneRing
from haversack.views.parts.announcing import announce
from haversack.views.registry import NUMBERED, PAGES, PageEntry
from haversack.views.side_frame import SideFrame
from haversack.views.sidebar import Sidebar
from haversack.views.sidebar_signs import show_signs

_SIDEBAR_FROM = 900
_SEARCH = "search"


class MainWindow(QWidget):
    """Everything between unlocking and locking; built again when look or language change.

    Signals:
        became_whole: The page of the place where people are is shown.
        has_failed: It cannot be built at all; what else there is of the window is to be shown.
    """

    became_whole = Signal()
    has_failed = Signal()

    def __init__(self, context: Context) -> None:
        """Build the frame; pages are built when they are first shown, a part in each turn of the event loop."""
        super().__init__()
        self._context = context
        self._building = Building()
        self._is_going = False
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._build_on)
        self._entries = {entry.id: entry for entry in PAGES}
        self._standing = context.models.get(StandingModel)
        self._found = context.models.get(SearchModel)
        self._sidebar = Sidebar(context, PAGES, context.lock)
        self._header = Header(context)
        self._stack = QStackedWidget()
        # What the first page is built behind.
        behind = QWidget()
        behind.setObjectName("page")
        self._stack.addWidget(behind)
        body = QWidget()
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._header)
        lines.addWidget(MessageBar(context, context.models.session.messages))
        self._looking = LookingBar(context)
        lines.addWidget(self._looking)
        lines.addWidget(self._stack, 1)
        self._frame = SideFrame(context, self._sidebar, body)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        self._ring = PaneRing(self._parts)
        self._connect()
        self._bind_keys()
        self._show_standing()
        self._show_contact()
        self._show_found()
        self._show_place()

    @property
    def page(self) -> Page:
        """The page of the place where people are, whole."""
        entry = self._entry
        known = entry.id in self._building.pages
        page = self._building.finish(entry.id, lambda: self._begin(entry))
        if not known:
            self._lay_out()
        return page

    @property
    def is_whole(self) -> bool:
        """Whether the page of the place where people are is shown, and all of it."""
        return not self._next.isActive() and self.page.is_whole

    def let_one_page_go(self) -> bool:
        """Take one page away, before the window itself goes; return whether there was one.

        One in a turn of the event loop: it takes longer than to hide them. Nothing is shown from then on.
        """
        self._is_going = True
        self._next.stop()
        return self._building.let_one_go()

    @property
    def _entry(self) -> PageEntry:
        return self._entries[self._context.navigation.place.page]

    @property
    def actions_by_key(self) -> dict[str, Callable[[], None]]:
        """What the keys of the frame do, by their id in the table of keys."""
        navigation, models = self._context.navigation, self._context.models
        appearance = models.appearance
        return {
            "search": self._header.focus_search,
            "lock": self._context.lock,
            "next_pane": lambda: self._ring.go(1, self.focusWidget()),
            "previous_pane": lambda: self._ring.go(-1, self.focusWidget()),
            "back": navigation.back,
            "forward": navigation.forward,
            "print": self._print,
            "keep": self._keep,
            "sync": models.synchroniser.start,
            "stop_sync": models.synchroniser.cancel,
            "larger": appearance.larger,
            "smaller": appearance.smaller,
            "normal": lambda: appearance.choose_scale(100),
            "help": lambda: navigation.go(Place("help", self.page.help_id or "home")),
        }

    def _connect(self) -> None:
        navigation, models = self._context.navigation, self._context.models
        self._sidebar.wanted.connect(self._go)
        self._header.typed.connect(self._search)
        self._header.entered.connect(self._enter_search)
        self._header.left.connect(self._leave_search)
        self._header.menu_wanted.connect(self._open_menu)
        self._frame.menu_closed.connect(self._header.focus_menu)
        self._header.back_wanted.connect(navigation.back)
        self._header.sync_wanted.connect(lambda: self._go("sync"))
        navigation.moved.connect(self._show_place)
        models.synchroniser.changed.connect(self._show_contact)
        models.synchroniser.said.connect(self._say_aloud)
        self._standing.changed.connect(self._show_standing)
        self._found.changed.connect(self._show_found)

    def _bind_keys(self) -> None:
        actions, is_rtl = self.actions_by_key, self._context.look.is_rtl
        for number, entry in enumerate(NUMBERED, start=1):
            self._bind(f"Ctrl+{number}", partial(self._go, entry.id))
        for key in KEYS:
            if key.id in actions:
                for sequence in key.sequences_for(is_rtl=is_rtl):
                    self._bind(sequence, actions[key.id])

    def _bind(self, sequence: str, action: Callable[[], None]) -> None:
        QShortcut(QKeySequence(sequence), self).activated.connect(action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the effective width: the window's, divided by the text size."""
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape what can be closed on the page."""
        if event.key() == Qt.Key.Key_Escape:
            if self.page.escape():
                return
            if self._context.navigation.place.page == _SEARCH:
                self._header.focus_search()
                return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        width = self.width() * 100 // self._context.look.scale
        self._frame.dock(is_docked=width >= _SIDEBAR_FROM)
        self._header.set_effective_width(width)
        self._looking.set_effective_width(width)
        for page in self._building.pages.values():
            page.set_effective_width(width)
        self._show_head()

    def _parts(self) -> Sequence[QWidget]:
        sidebar = (self._sidebar,) if self._frame.is_docked else ()
        looking = (self._looking,) if self._looking.isVisibleTo(self) else ()
        return (*sidebar, self._header, *looking, *self.page.panes())

    def _open_menu(self) -> None:
        self._frame.open_menu()
        self._sidebar.focus_pages()

    def _search(self, words: str) -> None:
        """Show what was found while people type; the way back leads to where they began."""
        navigation = self._context.navigation
        if navigation.place.page != _SEARCH:
            if words:
                navigation.go(Place(_SEARCH, query=words))
        elif words:
            navigation.replace(Place(_SEARCH, query=words))
        else:
            navigation.back()

    def _enter_search(self) -> None:
        if self._context.navigation.place.page == _SEARCH:
            self.page.focus_first()

    def _leave_search(self) -> None:
        self.page.focus_first()
        if self._header.search.hasFocus():
            # What the page begins with is not there yet.
            self.page.setFocus()

    def _go(self, page: str) -> None:
        self._frame.put_away()
        self._context.navigation.go(Place(page))

    def _show_place(self) -> None:
        if self._is_going:
            return
        if self._entry.id in self._building.pages and not self._next.isActive():
            self._show_built()
        else:
            # The keys that come meanwhile are answered between its parts.
            self._next.start()
            self._show_signs()

    def _begin(self, entry: PageEntry) -> Page:
        page = entry.build(self._context)
        self._stack.addWidget(page)
        return page

    def _build_on(self) -> None:
        """Build one part more of the page where people are now, which may be another one than before, or show it."""
        if not self._context.models.session.is_open:
            # The window locks or closes: nothing can be read any more.
            return
        entry = self._entry
        if entry.id in self._building.pages:
            self._show_built()
            return
        try:
            if self._building.go_on(entry.id, lambda: self._begin(entry)) is not None:
                self._lay_out()
        finally:
            # A mistake of ours in one part is told by whoever hears what nobody caught; the others are shown.
            if self._building.has_begun(entry.id):
                self._next.start()
            else:
                self.has_failed.emit()

    def _show_built(self) -> None:
        page, navigation = self._building.pages[self._entry.id], self._context.navigation
        self._stack.setCurrentWidget(page)
        try:
            page.go_to(navigation.place)
            self._show_signs()
        finally:
            self.became_whole.emit()

    def _show_signs(self) -> None:
        """Say where people are, around the page."""
        navigation = self._context.navigation
        entry = self._entry
        self._sidebar.choose(entry.belongs_to or entry.id)
        self._header.search.show_query(navigation.place.query)
        self._show_head()

    def _show_head(self) -> None:
        navigation = self._context.navigation
        entry = self._entry
        page = self._building.pages.get(entry.id)
        wants_back = entry.is_hidden or (page is not None and page.covers_list())
        self._header.show_page(
            entry.title(self._context.speaker),
            page.subtitle() if page is not None else "",
            can_go_back=wants_back and navigation.can_go_back,
            is_search=entry.id == _SEARCH,
        )

    def _print(self) -> None:
        if not self.page.print_shown():
            self._tell(self._context.speaker.say("There is nothing to print on this page."))

    def _keep(self) -> None:
        if not self.page.keep_shown():
            self._tell(self._context.speaker.say("There is nothing on this page to keep on this computer."))

    def _tell(self, words: str) -> None:
        self._context.models.session.messages.tell(Message(words))

    def _show_found(self) -> None:
        self._header.search.show_found(self._found.found_briefly)

    def _say_aloud(self, sentence: str) -> None:
        # A method, so that Qt lets go of it with the window; what stands on its own would outlive it.
        announce(self, sentence)

    def _show_contact(self) -> None:
        self._header.show_contact(self._context.models.synchroniser.contact)

    def _show_standing(self) -> None:
        show_signs(self._sidebar, self._standing, self._context.speaker)
