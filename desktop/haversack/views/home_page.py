"""Home: new since the last contact, coming up, training, not sent yet, within reach. Must not read the vault."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels import home_words
from haversack.viewmodels.home import HomeModel, today_in_words
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.home_banners import CoordinatorsBanner, CopiedBanner, OrdersBanner
from haversack.views.home_cards import ComingCard, TrainingCard, WaitingCard
from haversack.views.home_check import CheckBanner
from haversack.views.home_pins import PinsBox
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, EmptyState, escaped
from haversack.views.parts.row_list import RowList

_TWO_COLUMNS: Final = 900
_THREE_TILES: Final = 1100
_SIDE_WIDTH: Final = 396


class HomePage(Page):
    """The first page after unlocking."""

    help_id: ClassVar[str] = "home"

    def __init__(self, context: Context) -> None:
        """Build its two columns; what stands in them comes in parts."""
        super().__init__(context)
        self._model = context.models.get(HomeModel)
        self._synchroniser = context.models.synchroniser
        content = QWidget()
        content.setObjectName("page")
        self._lines = QVBoxLayout(content)
        spaced(context, self._lines, margins=(20, 14, 20, 20), gap=14)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._columns, gap=16)
        self._main, self._side = QWidget(), QWidget()
        self._main_lines, self._side_lines = QVBoxLayout(self._main), QVBoxLayout(self._side)
        for lines in (self._main_lines, self._side_lines):
            spaced(context, lines)
        self._columns.addWidget(self._main, 1)
        self._columns.addWidget(self._side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return (self._build_banners, self._build_main, self._build_side, self._begin)

    def _build_banners(self) -> None:
        context = self.context
        self._banner = Banner(context, "info", icon="hard-drive-download")
        name = context.speaker.say("Sync centre")
        self._banner.add_action(button(context, name, lambda: self._go("sync"), icon="refresh-cw", kind="small"))
        self._lines.addWidget(self._banner)
        self._lines.addWidget(CopiedBanner(context, self._go))
        self._lines.addWidget(OrdersBanner(context, self._go))
        self._lines.addWidget(CoordinatorsBanner(context, self._go))
        self._lines.addWidget(CheckBanner(context, self._go))
        self._lines.addLayout(self._columns)
        self._lines.addStretch(1)

    def _build_main(self) -> None:
        self._pins = PinsBox(self.context, self._go)
        _fill(self._main_lines, self._build_news(), self._pins)

    def _build_side(self) -> None:
        context = self.context
        self._coming = ComingCard(context, self._model, self._go)
        self._coming.rows.opened.connect(self._open)
        self._training = TrainingCard(context, self._model, self._go_to)
        self._waiting = WaitingCard(context, self._model, self._go)
        _fill(self._side_lines, self._coming, self._training, self._waiting)

    def _begin(self) -> None:
        """Show what is known, and go on showing it."""
        self._model.changed.connect(self._show)
        self._synchroniser.changed.connect(self._show_notice)
        self._show()

    def subtitle(self) -> str:
        """Return today's date."""
        return today_in_words(self.context.models.session)

    def set_effective_width(self, width: int) -> None:
        """Put the side column below the main one where there is no room beside it."""
        is_wide = width >= _TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        side = self.context.look.px(_SIDE_WIDTH if width >= _THREE_TILES else 336)
        self._side.setMinimumWidth(side if is_wide else 0)
        self._side.setMaximumWidth(side if is_wide else _ANY)
        self._pins.set_across(3 if width >= _THREE_TILES else 2)

    def focus_first(self) -> None:
        """Put the keyboard on what is new."""
        self._news.setFocus()

    def _build_news(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = self._news_card = Card(context, say("New since your last sync"), is_flush=True)
        card.title.setTextFormat(Qt.TextFormat.RichText)
        self._show_all = button(context, say("Show all"), self._model.show_all, kind="link")
        card.head.addWidget(self._show_all)
        self._news = RowList(context, self._model.news, say("New since your last sync"), has_arrows=True)
        self._news.fit_contents()
        self._news.opened.connect(self._open)
        self._no_news = EmptyState(
            context,
            "check-check",
            say("Nothing new since your last sync."),
            say("When a sync brings new guides, statements or changes, they stand here first."),
        )
        card.body.addWidget(self._news)
        card.body.addWidget(self._no_news)
        return card

    def _show(self) -> None:
        model, say = self._model, self.context.speaker.say
        facts = model.facts
        self._show_notice()
        title = say("What your first sync brought") if facts.is_first else say("New since your last sync")
        self._show_title(title, facts.news_count)
        name = say("Show less") if model.shows_all else say("Show all")
        self._show_all.setText(name)
        self._show_all.setAccessibleName(say("{action}: what is new", action=name))
        self._show_all.setVisible(facts.can_show_all)
        is_empty = model.news.rowCount() == 0
        self._news.setVisible(not is_empty)
        self._news.updateGeometry()
        self._no_news.setVisible(is_empty and model.is_ready)
        for card in (self._coming, self._training, self._waiting):
            card.show_model()
        counts = dict(facts.counts)
        for kind, door in self._pins.doors.items():
            door.show_count(counts.get(kind, 0))

    def _show_title(self, title: str, count: str) -> None:
        """Show how much is new beside the title, in one text, so that both wrap together."""
        look = self.context.look
        style = f"font-size:{look.font_px('caption')}px;font-weight:400;color:{look.css('text3')}"
        label = self._news_card.title
        label.setText(
            f'{escaped(title)}&nbsp; <span style="{style}">{escaped(count)}</span>' if count else escaped(title)
        )
        label.setAccessibleName(self.context.speaker.dotted((title, count)))
        self._news_card.setAccessibleName(title)

    def _show_notice(self) -> None:
        facts = self._synchroniser.facts
        self._banner.say(*home_words.notice(self.context.speaker, facts))
        # Whoever looks around has a banner of the frame above every page, and one is enough.
        self._banner.setVisible(facts.is_syncing or not facts.is_looking)

    def _open(self, row: str) -> None:
        self.context.navigation.go(self._model.place_of(row))

    def _go(self, page: str) -> None:
        self.context.navigation.go(Place(page))

    def _go_to(self, page: str, record: str) -> None:
        self.context.navigation.go(Place(page, record))


def _fill(lines: QVBoxLayout, *widgets: QWidget) -> None:
    for widget in widgets:
        lines.addWidget(widget)
    lines.addStretch(1)


_ANY: Final = 16_777_215
"""Qt's own largest width."""
