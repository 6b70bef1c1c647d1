"""Sync centre: one true sentence, the plan before it is spent, what waits, what was. Must not sync by itself."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.sync_centre import DayBar, PlanLine, SyncCentreModel
from haversack.views.context import Context
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, EmptyState, rule
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import badge, picture, text

_TWO_COLUMNS: Final = 1000


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
        main, side = QVBoxLayout(), QVBoxLayout()
        spaced(context, main)
        spaced(context, side)
        for card in (self._build_now(), self._build_failure(), self._build_waiting(), self._build_history()):
            main.addWidget(card)
        main.addStretch()
        for card in (self._build_versions(), self._build_plan(), self._build_days(), self._build_by_itself()):
            side.addWidget(card)
        side.addStretch()
        self._columns.addLayout(main, 9)
        self._columns.addLayout(side, 5)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self._model.changed.connect(self._show)
        self._synchroniser.changed.connect(self._show_run)
        self._show()

    def set_effective_width(self, width: int) -> None:
        """Put the side column below the main one where there is no room beside it."""
        is_wide = width >= _TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def focus_first(self) -> None:
        """Put the keyboard on the button that syncs."""
        self._start.setFocus()

    def _build_now(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context)
        card.body.setContentsMargins(*(context.look.px(size) for size in (18, 16, 18, 16)))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._line, gap=16)
        words = QVBoxLayout()
        spaced(context, words, gap=4)
        self._sentence = text("", "h1")
        self._detail = text("", "small")
        words.addWidget(self._sentence)
        words.addWidget(self._detail)
        self._line.addLayout(words, 1)
        self._start = button(context, say("Sync now"), self._synchroniser.start, kind="primary", icon="refresh-cw")
        self._start.setToolTip(say("Sync now (Ctrl+R)"))
        self._start.setMinimumHeight(context.look.px(40))
        self._line.addWidget(self._start, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(self._line)
        self._strip = ProgressStrip(context, say("Syncing"), self._synchroniser.cancel)
        card.body.addWidget(self._strip)
        self._promise = text(say("You can stop at any time; the rest goes on from here."), "caption")
        card.body.addWidget(self._promise)
        return card

    def _build_failure(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        self._failure = Banner(context, "wait", icon="triangle-alert")
        self._failure.add_action(button(context, say("Try again"), self._synchroniser.start, kind="small"))
        return self._failure

    def _build_plan(self) -> QWidget:
        context = self.context
        card = Card(context, context.speaker.say("What a sync will use"))
        self._plan = QGridLayout()
        self._plan.setHorizontalSpacing(context.look.px(10))
        self._plan.setVerticalSpacing(context.look.px(8))
        self._plan.setColumnStretch(1, 1)
        card.body.addLayout(self._plan)
        return card

    def _build_waiting(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("What waits"), is_flush=True)
        self._count = badge("", "wait")
        card.head.addWidget(self._count)
        self._changes = RowList(context, self._model.changes, say("What waits"))
        self._changes.fit_contents()
        self._changes.opened.connect(self._open)
        self._none = EmptyState(
            context,
            "check-check",
            say("Nothing waits."),
            say("What you change stands here until the hub has confirmed it."),
        )
        card.body.addWidget(self._changes)
        card.body.addWidget(self._none)
        return card

    def _build_history(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("History"), is_flush=True)
        card.head.addWidget(text(say("Kept on this computer only"), "caption", wraps=False))
        self._history = RowList(context, self._model.history, say("History"))
        self._history.fit_contents()
        self._no_history = EmptyState(
            context,
            "history",
            say("No sync was noted here yet."),
            say("Each one stands here with what came, what went, and the data it used."),
        )
        card.body.addWidget(self._history)
        card.body.addWidget(self._no_history)
        return card

    def _build_versions(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        self._versions = Banner(context, "conflict")
        self._versions.add_action(
            button(context, say("Choose"), lambda: context.navigation.go(Place("organisation")), kind="small")
        )
        return self._versions

    def _build_days(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Data used"))
        self._today = text("", "h2", wraps=False)
        card.head.addWidget(self._today)
        self._days = QGridLayout()
        self._days.setHorizontalSpacing(context.look.px(10))
        self._days.setVerticalSpacing(context.look.px(6))
        self._days.setColumnStretch(1, 1)
        card.body.addLayout(self._days)
        card.body.addWidget(text(say("What was sent and received by Haversack on this computer."), "caption"))
        return card

    def _build_by_itself(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context)
        card.body.setContentsMargins(*(context.look.px(size) for size in (16, 12, 16, 12)))
        line = QHBoxLayout()
        spaced(context, line, gap=10)
        line.addWidget(picture(context, "wifi-off", ink="text2"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(say("Haversack never connects by itself"), "h3"))
        words.addWidget(
            text(say("It waits until you press Sync now, and fetches no file that you did not ask for."), "small")
        )
        line.addLayout(words, 1)
        card.body.addLayout(line)
        return card

    def _show(self) -> None:
        facts, speaker = self._model.facts, self.context.speaker
        is_ready = self._model.is_ready
        self._count.setText(facts.waiting_count)
        self._count.setVisible(bool(facts.waiting_count))
        self._count.setAccessibleName(speaker.say("Not sent yet: {number}", number=facts.waiting_count))
        for rows, empty in ((self._changes, self._none), (self._history, self._no_history)):
            is_empty = rows.model().rowCount() == 0
            rows.setVisible(not is_empty)
            rows.updateGeometry()
            empty.setVisible(is_empty and is_ready)
        disputed = facts.two_versions
        self._versions.say(
            speaker.count("{number} record has two versions.", "{number} records have two versions.", disputed),
            speaker.say("Neither is lost; choose when you are ready."),
        )
        self._versions.setVisible(disputed > 0)
        self._today.setText(speaker.say("{size} today", size=facts.today) if facts.today else "")
        self._show_plan(facts.plan)
        self._show_days(facts.days)
        self._show_run()

    def _show_run(self) -> None:
        facts, say = self._model.facts, self.context.speaker.say
        is_running = self._synchroniser.is_running
        had_focus = self._start.hasFocus()
        self._start.setVisible(not is_running)
        self._start.setEnabled(facts.has_hub)
        self._promise.setVisible(is_running)
        self._strip.setVisible(is_running)
        self._sentence.setText(say("Syncing with the hub") if is_running else facts.sentence)
        self._detail.setText(say("You can go on working meanwhile.") if is_running else facts.detail)
        if is_running:
            run = self._model.running(self._synchroniser)
            self._strip.show_progress(run.done, run.total, seconds_left=run.seconds_left, detail=run.detail)
            if had_focus:
                self._strip.setFocus()
        failure = self._synchroniser.failure
        self._failure.setVisible(failure is not None and not is_running)
        if failure is not None:
            self._failure.say(failure.text, failure.next_step)

    def _show_plan(self, lines: tuple[PlanLine, ...]) -> None:
        _clear(self._plan)
        look, top = self.context.look, Qt.AlignmentFlag.AlignTop
        row = 0
        for line in lines:
            if row:
                self._plan.addWidget(rule(), row, 0, 1, 2)
                row += 1
            words = QVBoxLayout()
            spaced(self.context, words, gap=1)
            words.addWidget(text(line.what, "label"))
            words.addWidget(text(line.size, "small"))
            if line.detail:
                words.addWidget(text(line.detail, "caption"))
            holder = QWidget()
            holder.setLayout(words)
            self._plan.addWidget(picture(self.context, line.icon, size=18), row, 0, top)
            self._plan.addWidget(holder, row, 1)
            row += 1
        self._plan.setRowMinimumHeight(0, look.px(20))

    def _show_days(self, days: tuple[DayBar, ...]) -> None:
        _clear(self._days)
        for row, day in enumerate(days):
            name, size = text(day.name, "caption", wraps=False), text(day.size, "caption", wraps=False)
            bar = QProgressBar()
            bar.setRange(0, 100)
            bar.setValue(day.percent)
            bar.setTextVisible(False)
            bar.setAccessibleName(f"{day.name}: {day.size}")
            self._days.addWidget(name, row, 0)
            self._days.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
            self._days.addWidget(size, row, 2, Qt.AlignmentFlag.AlignTrailing)

    def _open(self, change: str) -> None:
        place = self._model.place_of(change)
        if place is not None:
            self.context.navigation.go(place)


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
