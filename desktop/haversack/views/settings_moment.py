"""When syncs may go by themselves: a pause, quiet hours, data a month. Must not keep what is set."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from haversack.viewmodels.settings import SettingsModel
from haversack.views.context import Context
from haversack.views.parts.cards import Card
from haversack.views.parts.texts import text
from haversack.views.parts.wheel import scroll_past


class MomentSettings(Card):
    """A few choices; they count where *Connect by itself* is on."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is set."""
        say = context.speaker.say
        super().__init__(context, say("When it connects by itself"))
        self._context, self._model = context, context.models.get(SettingsModel)
        self._state = text("", "small")
        self.body.addWidget(self._state)
        model = self._model
        self._pause = self._choice(say("Pause"), model.pause_names, model.choose_pause)
        self._quiet = self._choice(say("Quiet hours"), model.quiet_names, model.choose_quiet)
        self._times: list[QWidget] = []
        self._first = self._time(say("Quiet from"))
        self._last = self._time(say("Quiet until"))
        months = [words for _, words in model.month_choices]
        self._month = self._choice(
            say("Data each month"), months, lambda place: model.choose_month(model.month_choices[place][0])
        )
        why = say("When it is used, nothing goes by itself until the next month. Sync now still works.")
        self.body.addWidget(text(why, "caption"))
        model.changed.connect(self._show)
        context.models.moment.changed.connect(self._show)
        self._show()

    def _time(self, name: str) -> QComboBox:
        """Return a choice of a time; with its label it is shown where there are quiet hours."""
        box = self._choice(name, self._model.quiet_times, lambda _: self._choose_times())
        self._times += [self.body.itemAt(self.body.count() - 2).widget(), box]
        return box

    def _choice(self, name: str, choices: Sequence[str], choose: Callable[[int], None]) -> QComboBox:
        label, box = text(name, "label"), QComboBox()
        scroll_past(box)
        box.setAccessibleName(name)
        box.addItems(list(choices))
        box.activated.connect(choose)
        label.setBuddy(box)
        self.body.addWidget(label)
        self.body.addWidget(box)
        return box

    def _choose_times(self) -> None:
        self._model.choose_quiet_times(self._first.currentIndex(), self._last.currentIndex())

    def _show(self) -> None:
        model = self._model
        names = model.quiet_names
        if [self._quiet.itemText(place) for place in range(self._quiet.count())] != list(names):
            self._quiet.clear()
            self._quiet.addItems(list(names))
        self._state.setText(self._context.models.moment.sentence)
        self._pause.setCurrentIndex(model.pause_place)
        self._quiet.setCurrentIndex(model.quiet_place)
        for box, place in zip((self._first, self._last), model.quiet_ends, strict=True):
            box.setCurrentIndex(place)
        for part in self._times:
            part.setVisible(model.preferences.quiet is not None)
        self._month.setCurrentIndex([size for size, _ in model.month_choices].index(model.preferences.monthly_bytes))
        for box in (self._pause, self._quiet, self._first, self._last, self._month):
            box.setEnabled(model.preferences.connects_by_itself)
