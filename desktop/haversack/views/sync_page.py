"""Sync centre: one true sentence, what goes first, what waits, what was, and data a day. Must not sync by itself."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.sync_centre import SyncCentreModel
from haversack.views.context import Context
from haversack.views.home_banners import OrdersBanner
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, EmptyState
from haversack.views.parts.queue_list import QueueList
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import text
from haversack.views.sync_era import EraNotice
from haversack.views.sync_files import SyncFiles
from haversack.views.sync_now import SyncNow
from haversack.views.sync_side import DataCard, DaysCard, SpaceCard
from haversack.views.sync_stick import StickCard
from haversack.views.sync_waiting import SyncWaiting

_TWO_COLUMNS: Final = 1000
_WIDE: Final = 1180
_NARROW: Final = 620


class SyncPage(Page):
    """What a sync would do, does, and did."""

    help_id: ClassVar[str] = "sync"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(SyncCentreModel)
        self._synchroniser = context.models.synchroniser
        content = QWidget()
        content.setObjectName("page")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        spaced(context, self._columns, margins=(20, 14, 20, 20), gap=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self._main, self._side = QVBoxLayout(), QVBoxLayout()
        for lines in (self._main, self._side):
            spaced(context, lines)
            self._columns.addLayout(lines)

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return (self._build_first, self._build_lists, self._build_side, self._begin)

    def _build_first(self) -> None:
        self._now = SyncNow(self.context, self._model)
        go = self.context.navigation.go
        orders = OrdersBanner(self.context, lambda page: go(Place(page)), tells_all=True)
        for card in (self._now, EraNotice(self.context), orders, self._build_versions()):
            self._main.addWidget(card)

    def _build_lists(self) -> None:
        self._waiting = SyncWaiting(self.context, self._model)
        files = SyncFiles(self.context, self._model.files)
        for card in (self._build_queue(), files, self._waiting, self._build_history()):
            self._main.addWidget(card)
        self._main.addStretch()

    def _build_side(self) -> None:
        context = self.context
        self._data, self._days, self._space = DataCard(context), DaysCard(context), SpaceCard(context)
        self._stick = StickCard(context)
        for card in (self._data, self._stick, self._days, self._space):
            self._side.addWidget(card)
        self._side.addStretch()

    def _begin(self) -> None:
        """Show what is known, and go on showing it."""
        self._model.changed.connect(self._show)
        self._model.moved.connect(self._now.show_facts)
        self._synchroniser.changed.connect(self._follow)
        self._follow()
        self._show()

    def set_effective_width(self, width: int) -> None:
        """Put the side column below the main one where there is no room beside it."""
        is_wide = width >= _TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        for place, share in enumerate((9, 4) if width >= _WIDE else (5, 3)):
            self._columns.setStretch(place, share if is_wide else 0)
        self._now.set_narrow(is_narrow=width < _NARROW)

    def focus_first(self) -> None:
        """Put the keyboard on the button that syncs, or that stops."""
        self._now.focus_first()

    def showEvent(self, event: QShowEvent) -> None:
        """Say here how a sync goes, instead of in the bar above every page."""
        super().showEvent(event)
        self._watch(is_shown=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave it to the bar again."""
        super().hideEvent(event)
        self._watch(is_shown=False)

    def _watch(self, *, is_shown: bool) -> None:
        self._synchroniser.is_watched = is_shown
        self._space.watch(is_shown=is_shown)
        self._stick.watch(is_shown=is_shown)

    def _build_versions(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        self._versions = Banner(context, "conflict")
        self._versions.add_action(
            button(context, say("Choose"), lambda: context.navigation.go(Place("organisation")), kind="small")
        )
        return self._versions

    def _build_queue(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("What goes first"), is_flush=True)
        card.head.addWidget(text(say("Text before files"), "caption", wraps=False))
        self._queue = QueueList(context, self._model.queue, say("What goes first"))
        card.body.addWidget(self._queue)
        self._held = QWidget()
        line = QHBoxLayout(self._held)
        spaced(context, line, margins=(14, 8, 14, 8))
        self._held_words = text("", "small")
        line.addWidget(self._held_words, 1)
        self._get = button(
            context,
            say("Get them now too"),
            self._synchroniser.start_with_all_files,
            kind="small",
            icon="download",
        )
        line.addWidget(self._get)
        card.body.addWidget(self._held)
        return card

    def _build_history(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("History"), is_flush=True)
        self._totals = text("", "caption")
        self._totals.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self._all = button(context, say("Show all"), self._model.show_all_history, kind="link")
        card.head.addWidget(self._totals, 4)
        card.head.addWidget(self._all)
        self._history = RowList(context, self._model.history, say("History"))
        self._history.fit_contents()
        self._no_history = EmptyState(
            context,
            "history",
            say("No sync was noted here yet."),
            say("Each one stands here with what came, what went, and the data it used. Nobody else sees it."),
        )
        card.body.addWidget(self._history)
        card.body.addWidget(self._no_history)
        return card

    def _follow(self) -> None:
        self._model.follow(self._synchroniser)
        self._now.show_facts()
        self._show_held()

    def _show(self) -> None:
        facts, speaker = self._model.facts, self.context.speaker
        self._now.show_facts()
        self._waiting.show_facts()
        self._queue.updateGeometry()
        self._show_held()
        is_empty = not self._model.history.rows
        self._history.setVisible(not is_empty)
        self._history.updateGeometry()
        self._no_history.setVisible(is_empty and self._model.is_ready)
        self._totals.setText(facts.totals)
        self._totals.setVisible(bool(facts.totals))
        self._all.setVisible(self._model.has_more_history)
        disputed = facts.two_versions
        self._versions.say(
            speaker.count("{number} record has two versions.", "{number} records have two versions.", disputed),
            speaker.say("Neither is lost; choose when you are ready."),
        )
        self._versions.setVisible(disputed > 0)
        self._data.show_used(facts.today)
        self._days.show_days(facts.days)

    def _show_held(self) -> None:
        held, speaker = self._model.facts.held, self.context.speaker
        self._held.setVisible(bool(held) and not self._synchroniser.is_running)
        self._held_words.setText(speaker.say("{size} of files stay at the hub in a sync.", size=held) if held else "")
        self._get.setEnabled(self._model.facts.has_hub)
        self._get.setAccessibleDescription(self._held_words.text())
