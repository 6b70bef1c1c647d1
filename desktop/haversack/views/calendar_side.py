"""Beside the agenda: a small month, what to show, what to do with the list. Must not filter; the view-model does."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.calendar import CalendarModel, Mode
from haversack.viewmodels.calendar_month import DayCell
from haversack.viewmodels.choice import Choice
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.cards import rule
from haversack.views.parts.facets import FacetChoice, FacetGroup
from haversack.views.parts.month_grid import MonthGrid, legend
from haversack.views.parts.texts import text


class CalendarSide(QWidget):
    """A small month and the filters.

    Attributes:
        grid: The month.

    Signals:
        to_list: People want the list again, where the filters stand in its place.
    """

    to_list = Signal()

    def __init__(
        self,
        context: Context,
        model: CalendarModel,
        export: Callable[[], None],
        print_list: Callable[[], None],
    ) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            model: The calendar.
            export: Writes the list for another calendar.
            print_list: Prints it.
        """
        super().__init__()
        self.setObjectName("page")
        say = context.speaker.say
        self._context, self._model = context, model
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(14, 10, 12, 14), gap=10)
        self._way_back = button(context, say("Show the list"), self.to_list.emit, kind="small", icon="arrow-left")
        lines.addWidget(self._way_back)
        self._way_back.hide()
        lines.addWidget(self._build_month())
        self._types = FacetGroup(context, say("Show"))
        self._types.ticked.connect(lambda value, is_on: model.show_type(value, is_shown=is_on))
        lines.addWidget(self._types)
        self._topics = FacetGroup(context, say("Area of work"))
        self._topics.ticked.connect(lambda value, is_on: model.tick_topic(value, is_ticked=is_on))
        lines.addWidget(self._topics)
        lines.addWidget(rule())
        for words, action, icon in (
            (say("Print the list"), print_list, "printer"),
            (say("Export the list"), export, "file-down"),
        ):
            line = QHBoxLayout()
            line.addWidget(button(context, words, action, kind="small", icon=icon))
            line.addStretch()
            lines.addLayout(line)
        note = say("Times are shown at the venue and in your computer's time, always with the zone.")
        lines.addWidget(text(note, "caption"))
        lines.addStretch()

    def show_model(self, weeks: Sequence[Sequence[DayCell]]) -> None:
        """Show what the view-model holds.

        Args:
            weeks: Of the month.
        """
        model = self._model
        # In the month's own view it would be the same month twice.
        self._month_box.setVisible(model.mode is not Mode.MONTH)
        self._month.setText(model.month_name)
        self.grid.show_weeks(weeks, model.picked)
        self._types.show_choices([_facet(one) for one in model.types])
        topics = model.topics
        self._topics.show_choices([_facet(one) for one in topics])
        self._topics.setVisible(bool(topics))

    def show_way_back(self, *, is_shown: bool) -> None:
        """Offer the list again, where this stands in its place."""
        self._way_back.setVisible(is_shown)

    def _build_month(self) -> QWidget:
        context, say, model = self._context, self._context.speaker.say, self._model
        self._month_box = QWidget()
        lines = QVBoxLayout(self._month_box)
        spaced(context, lines, gap=6)
        head = QHBoxLayout()
        spaced(context, head, gap=2)
        self._month = text("", "h3")
        head.addWidget(self._month, 1)
        head.addWidget(icon_button(context, "chevron-left", say("Month before"), lambda: model.turn(-1)))
        head.addWidget(icon_button(context, "chevron-right", say("Next month"), lambda: model.turn(1)))
        lines.addLayout(head)
        self.grid = MonthGrid(context, is_large=False)
        self.grid.picked.connect(model.pick)
        self.grid.today_wanted.connect(self._go_to_today)
        lines.addWidget(self.grid)
        lines.addWidget(legend(context))
        lines.addWidget(rule())
        return self._month_box

    def _go_to_today(self) -> None:
        self._model.go_to_today()
        self.grid.focus_day(self._model.today)


def _facet(one: Choice) -> FacetChoice:
    ink = "waitInk" if one.value == "deadline" else "primary"
    return FacetChoice(one.value, one.name, one.count, one.is_ticked, one.icon, ink)
