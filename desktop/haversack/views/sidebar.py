"""The sidebar: the network's pages, what waits, who this computer is, and the lock. Must not show a page."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.look import app_picture
from haversack.views.page import spaced
from haversack.views.parts.buttons import icon_button
from haversack.views.parts.cards import rule, set_state
from haversack.views.parts.laid_out import LaidOutButton
from haversack.views.parts.painting import Drawn, drawn
from haversack.views.parts.texts import text
from haversack.views.registry import PageEntry

_Index = QModelIndex | QPersistentModelIndex
_ID = Qt.ItemDataRole.UserRole + 1
_ICON = Qt.ItemDataRole.UserRole + 2
_TRAILING = Qt.ItemDataRole.UserRole + 3
_TONE = Qt.ItemDataRole.UserRole + 4
_IS_SHOWN = Qt.ItemDataRole.UserRole + 5
_LEADING = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WIDTH = 216
_NETWORK_PAGE = "network"


class _NavDelegate(QStyledItemDelegate):
    """Draws one line of the sidebar."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = context.look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._look.px(80), max(self._look.px(38), self._look.target))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, item = self._look, drawn(option)
        rect = item.rect.adjusted(0, 1, 0, -1)
        # The page that is shown, not the line that the keyboard passes on its way to another.
        is_chosen = bool(index.data(_IS_SHOWN))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen or item.is_hovered:
            painter.setBrush(look.colour("tint" if is_chosen else "hover"))
            painter.drawRoundedRect(rect, look.px(6), look.px(6))
        if is_chosen:
            self._outline(painter, rect)
            bar = QRect(rect.left(), rect.top() + (rect.height() - look.px(20)) // 2, look.px(3), look.px(20))
            painter.setBrush(look.colour("primary"))
            painter.drawRect(item.visual(bar))
        if item.is_focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), look.px(6), look.px(6))
        ink = "tintInk" if is_chosen else "text2"
        side = look.px(18)
        icon = QRect(rect.left() + look.px(10), rect.top() + (rect.height() - side) // 2, side, side)
        painter.drawPixmap(item.visual(icon).topLeft(), look.pixmap(index.data(_ICON), ink, 18))
        end = self._paint_trailing(painter, item, index, rect)
        words = QRect(rect.left() + look.px(39), rect.top(), end - rect.left() - look.px(39), rect.height())
        font = look.font("body", bold=is_chosen)
        painter.setFont(font)
        painter.setPen(look.colour(ink))
        title = QFontMetrics(font).elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(item.visual(words), _LEADING, title)
        painter.restore()

    def _outline(self, painter: QPainter, rect: QRect) -> None:
        """Draw around the page that is shown where its fill says too little."""
        if self._look.is_high_contrast:
            painter.setPen(QPen(self._look.colour("primary"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), self._look.px(6), self._look.px(6))
            painter.setPen(Qt.PenStyle.NoPen)

    def _paint_trailing(self, painter: QPainter, item: Drawn, index: _Index, rect: QRect) -> int:
        look, words, tone = self._look, index.data(_TRAILING), index.data(_TONE)
        if not words:
            return rect.right() - look.px(6)
        font = look.font("caption", bold=bool(tone))
        width = QFontMetrics(font).horizontalAdvance(words)
        if tone:
            side = max(look.px(22), width + look.px(12))
            place = QRect(
                rect.right() - side - look.px(6), rect.top() + (rect.height() - look.px(22)) // 2, side, look.px(22)
            )
            painter.setBrush(look.colour(f"{tone}Bg"))
            painter.setPen(look.colour(f"{tone}Ink") if look.is_high_contrast else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(item.visual(place), look.px(11), look.px(11))
        else:
            place = QRect(rect.right() - width - look.px(9), rect.top(), width, rect.height())
        painter.setFont(font)
        painter.setPen(look.colour(f"{tone}Ink" if tone else "text3"))
        painter.drawText(item.visual(place), Qt.AlignmentFlag.AlignCenter, words)
        return place.left() - look.px(6)


class Sidebar(QFrame):
    """Lists the pages.

    Signals:
        wanted: Id of the page that people want.
    """

    wanted = Signal(str)

    def __init__(self, context: Context, pages: Sequence[PageEntry], lock: Callable[[], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            pages: In order.
            lock: Locks the vault.
        """
        super().__init__()
        look, say = context.look, context.speaker.say
        self._context = context
        self.setObjectName("sidebar")
        self.setProperty("rtl", "true" if look.is_rtl else "false")
        self.setFixedWidth(look.px(_WIDTH))
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(8, 10, 8, 8), gap=8)
        lines.addWidget(self._build_brand())
        self._above = self._list(say("Pages"), [page for page in pages if not (page.is_below or page.is_hidden)])
        self._below = self._list(say("More pages"), [page for page in pages if page.is_below])
        self._for_coordinators = {page.id for page in pages if page.is_for_coordinators}
        self._show_for_coordinators(is_shown=False)
        lines.addWidget(self._above, 1)
        self._below.setFixedHeight(self._below.sizeHintForRow(0) * self._below.model().rowCount())
        lines.addWidget(self._below)
        lines.addWidget(rule())
        foot = QHBoxLayout()
        spaced(context, foot, margins=(10, 0, 0, 0), gap=8)
        self._role, self._organisation = text("", "label"), text("", "caption")
        person = QVBoxLayout()
        spaced(context, person, gap=0)
        person.addWidget(self._role)
        person.addWidget(self._organisation)
        foot.addLayout(person, 1)
        foot.addWidget(icon_button(context, "lock", say("Lock now (Ctrl+L)"), lock))
        lines.addLayout(foot)

    def _build_brand(self) -> QWidget:
        context, look = self._context, self._context.look
        self._brand = LaidOutButton(context, "brand", margins=(10, 6, 6, 6), gap=10)
        picture = QLabel()
        picture.setPixmap(app_picture(look.px(30)))
        picture.setFixedWidth(look.px(30))
        names = QVBoxLayout()
        spaced(context, names, gap=0)
        names.addWidget(text("Haversack", "h3", wraps=False))
        self._network = text("", "caption")
        names.addWidget(self._network)
        self._brand.line.addWidget(picture)
        self._brand.line.addLayout(names, 1)
        self._brand.clicked.connect(lambda _: self.wanted.emit(_NETWORK_PAGE))
        self._brand.setAccessibleName(context.speaker.say("About the network"))
        return self._brand

    def _show_for_coordinators(self, *, is_shown: bool) -> None:
        model = self._above.model()
        for row in range(model.rowCount()):
            if model.index(row, 0).data(_ID) in self._for_coordinators:
                self._above.setRowHidden(row, not is_shown)

    def show_person(self, *, network: str, organisation: str, role: str, leads: bool) -> None:
        """Say whose computer this is, in words; pages for coordinators stand there on theirs only."""
        self._show_for_coordinators(is_shown=leads)
        say = self._context.speaker.say
        self._network.setText(network)
        name = say("{network}: about the network", network=network) if network else say("About the network")
        self._brand.setAccessibleName(name)
        self._brand.setToolTip(tooltip(name))
        self._role.setText(role)
        self._organisation.setText(organisation)
        self._organisation.setVisible(bool(organisation))

    def choose(self, page: str) -> None:
        """Mark the page that is shown; one that stands nowhere here marks none."""
        set_state(self._brand, "state", "chosen" if page == _NETWORK_PAGE else "")
        for view in (self._above, self._below):
            model = view.model()
            for row in range(model.rowCount()):
                index = model.index(row, 0)
                is_shown = index.data(_ID) == page
                model.setData(index, is_shown, _IS_SHOWN)
                if is_shown:
                    view.setCurrentIndex(index)

    @property
    def marked(self) -> str:
        """Title of the page that is marked as shown, or empty."""
        models = (view.model() for view in (self._above, self._below))
        rows = (model.index(row, 0) for model in models for row in range(model.rowCount()))
        return next((str(index.data()) for index in rows if index.data(_IS_SHOWN)), "")

    def set_trailing(self, page: str, words: str, *, tone: str = "", spoken: str = "") -> None:
        """Show a count or a pip beside a page.

        Args:
            page: Its id.
            words: A number; empty for nothing.
            tone: wait or conf for a pip, empty for a plain count.
            spoken: What the number means, for screen readers.
        """
        for view in (self._above, self._below):
            model = view.model()
            for row in range(model.rowCount()):
                index = model.index(row, 0)
                if index.data(_ID) == page:
                    model.setData(index, words, _TRAILING)
                    model.setData(index, tone, _TONE)
                    name = f"{index.data()}, {spoken}" if spoken else index.data()
                    model.setData(index, name, Qt.ItemDataRole.AccessibleTextRole)

    def focus_pages(self) -> None:
        """Put the keyboard on the pages."""
        self._above.setFocus()

    def _list(self, name: str, pages: Sequence[PageEntry]) -> QListView:
        view = QListView()
        model = QStandardItemModel(view)
        for page in pages:
            item = QStandardItem(page.title(self._context.speaker))
            item.setData(page.id, _ID)
            item.setData(page.icon, _ICON)
            item.setData(page.title(self._context.speaker), Qt.ItemDataRole.AccessibleTextRole)
            model.appendRow(item)
        view.setModel(model)
        view.setItemDelegate(_NavDelegate(self._context, view))
        view.setAccessibleName(name)
        view.setProperty("nav", "true")
        view.setMouseTracking(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.clicked.connect(lambda index: self.wanted.emit(index.data(_ID)))
        view.activated.connect(lambda index: self.wanted.emit(index.data(_ID)))
        return view
