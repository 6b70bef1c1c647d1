"""The side of the sync centre: data each day, the days so far, space on this computer. Must not keep what is set."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.storage import StorageModel
from haversack.viewmodels.sync_centre import DayBar
from haversack.views.context import Context
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.data_slider import DataSlider
from haversack.views.parts.space_bar import SpaceBar
from haversack.views.parts.switch import Switch
from haversack.views.parts.texts import text


class DataCard(Card):
    """Data each day: the slider, what is used, and whether to ask before large files."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is set."""
        say = context.speaker.say
        super().__init__(context, say("Data each day"))
        self._context, self._model = context, context.models.get(SettingsModel)
        self._value = text("", "h2", wraps=False)
        self.head.addWidget(self._value)
        self._slider = DataSlider(
            context, self._model.data_names, self._model.choose_data, marks=self._model.data_marks
        )
        self._used = text("", "small")
        self._used.setVisible(False)
        self._costs = Switch(context, say("This connection costs money"))
        self._costs.clicked.connect(lambda is_on: self._model.choose_costs(costs=is_on))
        self._costs_state = text("", "caption")
        self._ask = Switch(context, say("Ask before any file over 1 MB"))
        self._ask.clicked.connect(lambda is_on: self._model.choose_asking(asks=is_on))
        self._ask_state = text("", "caption")
        self._connects = Switch(context, say("Connect by itself"))
        self._connects.clicked.connect(lambda is_on: self._model.choose_connecting(connects=is_on))
        self._connects_state = text("", "caption")
        self.body.addWidget(self._slider)
        self.body.addWidget(self._used)
        self.body.addWidget(rule())
        self.body.addWidget(self._costs)
        self.body.addWidget(self._costs_state)
        self.body.addWidget(rule())
        self.body.addWidget(self._ask)
        self.body.addWidget(self._ask_state)
        self.body.addWidget(rule())
        self.body.addWidget(self._connects)
        self.body.addWidget(self._connects_state)
        self._model.changed.connect(self.show_facts)
        context.models.moment.changed.connect(self.show_facts)
        self.show_facts()

    def show_facts(self) -> None:
        """Show what is set."""
        model, say = self._model, self._context.speaker.say
        self._value.setText(model.data_names[model.data_place])
        self._slider.show_stop(model.data_place)
        self._costs.show_state(is_on=model.preferences.is_metered())
        self._costs_state.setText(model.cost_state)
        self._costs.setAccessibleDescription(self._costs_state.text())
        self._connects.show_state(is_on=model.preferences.connects_by_itself)
        self._connects_state.setText(self._context.models.moment.sentence)
        self._connects.setAccessibleDescription(self._connects_state.text())
        self._ask.show_state(is_on=model.preferences.asks_before_large)
        asks = say("On. Such files wait until you say so.")
        self._ask_state.setText(asks if model.preferences.asks_before_large else say("Off. Files of any size come."))
        self._ask.setAccessibleDescription(self._ask_state.text())

    def show_used(self, words: str) -> None:
        """Show what is used today."""
        self._used.setText(words)
        self._used.setVisible(bool(words))


class DaysCard(Card):
    """What was used on each of the last days, as bars with words."""

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        say = context.speaker.say
        super().__init__(context, say("Data used in 7 days"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(context.look.px(10))
        self._grid.setVerticalSpacing(context.look.px(5))
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QProgressBar, QLabel]] = []
        self.body.addLayout(self._grid)
        self.body.addWidget(text(say("What Haversack sent and received, as it counts."), "caption"))

    def show_days(self, days: tuple[DayBar, ...]) -> None:
        """Show the days; the lines are made once."""
        while len(self._lines) < len(days):
            name, bar, size = text("", "caption", wraps=False), QProgressBar(), text("", "caption", wraps=False)
            bar.setRange(0, 100)
            bar.setTextVisible(False)
            row = len(self._lines)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(size, row, 2, Qt.AlignmentFlag.AlignTrailing)
            self._lines.append((name, bar, size))
        for (name, bar, size), day in zip(self._lines, days, strict=False):
            bar.setValue(day.percent)
            bar.setAccessibleName(f"{day.name}: {day.size}")
            name.setText(day.name)
            size.setText(day.size)


class SpaceCard(Card):
    """What is kept on this computer, and the way to make room."""

    def __init__(self, context: Context) -> None:
        """Build it; it is measured while it is shown."""
        say = context.speaker.say
        super().__init__(context, say("Kept on this computer"))
        self._model = context.models.get(StorageModel)
        self._used = text("", "h2", wraps=False)
        self.head.addWidget(self._used)
        self._bar = SpaceBar(context)
        self.body.addWidget(self._bar)
        line = QHBoxLayout()
        self._free = text("", "caption")
        line.addWidget(self._free, 1)
        self._speaker = context.speaker
        line.addWidget(button(context, say("Make room"), lambda: context.navigation.go(Place("settings")), kind="link"))
        self.body.addLayout(line)
        self._model.changed.connect(self._show)
        self._show()

    def watch(self, *, is_shown: bool) -> None:
        """Measure while it is shown."""
        self._model.watch(self, is_shown=is_shown)

    def _show(self) -> None:
        facts = self._model.facts
        self._used.setText(facts.used)
        self._bar.show_parts(facts.parts)
        free = self._speaker.say("{size} free on this disk", size=facts.free) if facts.free else ""
        self._free.setText("\n".join(part for part in (facts.quota, free) if part))
