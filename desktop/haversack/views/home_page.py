"""Home: new since the last contact, coming up, not sent yet. Must not read the vault; its view-model does."""

from typing import ClassVar, Final

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.home import HomeModel, today_in_words
from haversack.viewmodels.kinds import ICONS
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, EmptyState
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import badge, picture, text
from haversack.views.parts.tiles import DoorTile

_TWO_COLUMNS: Final = 900
_DOORS_IN_A_ROW: Final = 1180


class HomePage(Page):
    """The first page after unlocking."""

    help_id: ClassVar[str] = "home"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(HomeModel)
        say = context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 14, 20, 20), gap=14)
        self._banner = Banner(context, "info", icon="hard-drive-download")
        self._banner.add_action(
            button(context, say("Sync centre"), lambda: self._go("sync"), icon="refresh-cw", kind="small")
        )
        lines.addWidget(self._banner)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._columns, gap=16)
        main, side = QVBoxLayout(), QVBoxLayout()
        spaced(context, main)
        spaced(context, side)
        main.addWidget(self._build_news())
        main.addLayout(self._build_doors())
        main.addStretch()
        side.addWidget(self._build_coming())
        side.addWidget(self._build_waiting())
        side.addStretch()
        self._columns.addLayout(main, 7)
        self._columns.addLayout(side, 4)
        lines.addLayout(self._columns)
        lines.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self._model.changed.connect(self._show)
        self._show()

    def subtitle(self) -> str:
        """Return today's date."""
        return today_in_words(self.context.models.session)

    def set_effective_width(self, width: int) -> None:
        """Put the side column below the main one where there is no room beside it."""
        is_wide = width >= _TWO_COLUMNS
        across = len(self._doors) if width >= _DOORS_IN_A_ROW else 2
        for place, door in enumerate(self._doors.values()):
            self._door_grid.addWidget(door, place // across, place % across)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def focus_first(self) -> None:
        """Put the keyboard on what is new."""
        self._news.setFocus()

    def _build_news(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("New since your last sync"), is_flush=True)
        self._news_count = text("", "caption", wraps=False)
        card.head.addWidget(self._news_count)
        self._news = RowList(context, self._model.news, say("New since your last sync"))
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

    def _build_coming(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Coming up"), is_flush=True)
        card.head.addWidget(button(context, say("Calendar"), lambda: self._go("calendar"), kind="link"))
        self._coming = RowList(context, self._model.coming, say("Coming up"))
        self._coming.fit_contents()
        self._coming.opened.connect(self._open)
        self._no_coming = EmptyState(
            context,
            "calendar-days",
            say("No dates ahead."),
            say("Meetings, trainings and deadlines of your network stand here, with the days left."),
        )
        card.body.addWidget(self._coming)
        card.body.addWidget(self._no_coming)
        return card

    def _build_waiting(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Not sent yet"))
        self._waiting_badge = badge("", "wait")
        card.head.insertWidget(1, self._waiting_badge)
        card.head.addWidget(button(context, say("Sync centre"), lambda: self._go("sync"), kind="link"))
        self._waiting = RowList(context, self._model.waiting, say("Not sent yet"), is_slim=True)
        self._waiting.fit_contents()
        self._waiting.opened.connect(lambda _: self._go("sync"))
        self._waiting_note = text("", "caption")
        self._all_sent = QWidget()
        line = QHBoxLayout(self._all_sent)
        spaced(context, line, gap=8)
        line.addWidget(picture(context, "check-check", ink="okInk", size=16))
        line.addWidget(text(say("Everything you wrote here was sent."), "small"), 1)
        for part in (self._waiting, self._all_sent, self._waiting_note):
            card.body.addWidget(part)
        return card

    def _build_doors(self) -> QGridLayout:
        """Build one tile for each large part of the network's content, with what it holds."""
        context, say = self.context, self.context.speaker.say
        grid = QGridLayout()
        grid.setSpacing(context.look.px(12))
        self._doors = {
            "organisation": DoorTile(
                context, ICONS["organisation"], say("Organisations"), lambda: self._go("directory")
            ),
            "resource": DoorTile(context, "library", say("Guides and files"), lambda: self._go("library")),
            "course": DoorTile(context, ICONS["course"], say("Courses"), lambda: self._go("training")),
            "topic": DoorTile(context, ICONS["topic"], say("Areas of work"), lambda: self._go("areas")),
        }
        for place, door in enumerate(self._doors.values()):
            grid.addWidget(door, place // 2, place % 2)
        self._door_grid = grid
        return grid

    def _show(self) -> None:
        facts, speaker = self._model.facts, self.context.speaker
        self._banner.say(facts.notice, facts.notice_detail)
        self._banner.setVisible(self._model.is_ready)
        self._news_count.setText(facts.news_count)
        for rows, empty in ((self._news, self._no_news), (self._coming, self._no_coming)):
            is_empty = rows.model().rowCount() == 0
            rows.setVisible(not is_empty)
            rows.updateGeometry()
            empty.setVisible(is_empty and self._model.is_ready)
        has_waiting = facts.waiting_count > 0
        self._waiting_badge.setText(speaker.number(facts.waiting_count))
        self._waiting_badge.setAccessibleName(
            speaker.count("{number} change not sent yet", "{number} changes not sent yet", facts.waiting_count)
        )
        self._waiting_badge.setVisible(has_waiting)
        self._waiting.setVisible(has_waiting)
        self._waiting_note.setText(facts.waiting_note)
        self._waiting_note.setVisible(has_waiting)
        self._all_sent.setVisible(not has_waiting and self._model.is_ready)
        counts = dict(facts.counts)
        for kind, door in self._doors.items():
            door.show_count(counts.get(kind, 0))

    def _open(self, record: str) -> None:
        self.context.navigation.go(self._model.place_of(record))

    def _go(self, page: str) -> None:
        self.context.navigation.go(Place(page))
