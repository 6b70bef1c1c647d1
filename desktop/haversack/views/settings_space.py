"""What takes space on this computer, part by part, with remove; asks once and says what is freed. Must not measure."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.storage import SpacePart, StorageModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.flow import clear
from haversack.views.parts.question import Asked, Question
from haversack.views.parts.space_bar import SpaceBar
from haversack.views.parts.texts import text
from haversack.views.parts.wheel import scroll_past
from haversack.views.settings_check import CheckFiles


class SpaceSettings(Card):
    """The parts, each with its size and, where it can go, a button."""

    def __init__(self, context: Context) -> None:
        """Build it; it is measured while it is shown."""
        say = context.speaker.say
        super().__init__(context, say("Space on this computer"))
        self._context, self._model = context, context.models.get(StorageModel)
        self._used = text("", "h2", wraps=False)
        self.head.addWidget(self._used)
        self._bar = SpaceBar(context, has_legend=False)
        self.body.addWidget(self._bar)
        self.body.addLayout(self._build_quota())
        self._parts = QVBoxLayout()
        spaced(context, self._parts, gap=6)
        self.body.addLayout(self._parts)
        self._ask = Question(context)
        self.body.addWidget(self._ask)
        self._free = text("", "caption")
        self.body.addWidget(self._free)
        self.body.addWidget(rule())
        self.body.addWidget(CheckFiles(context))
        self._shown: tuple[SpacePart, ...] = ()
        self._model.changed.connect(self._show)
        self._settings.changed.connect(self._show_quota)
        self._show_quota()
        self._show()

    def watch(self, *, is_shown: bool) -> None:
        """Measure while it is shown."""
        self._model.watch(self, is_shown=is_shown)

    def _build_quota(self) -> QVBoxLayout:
        say = self._context.speaker.say
        self._settings = self._context.models.get(SettingsModel)
        lines = QVBoxLayout()
        spaced(self._context, lines, gap=4)
        label = text(say("Space for files"), "label")
        self._quota = QComboBox()
        scroll_past(self._quota)
        self._quota.setAccessibleName(label.text())
        for size, words in self._settings.quota_choices:
            self._quota.addItem(words, size)
        self._quota.activated.connect(lambda place: self._settings.choose_quota(self._quota.itemData(place)))
        label.setBuddy(self._quota)
        why = say(
            "Above it, files that came by themselves leave, those unused for longest first. What you asked for stays."
        )
        lines.addWidget(label)
        lines.addWidget(self._quota)
        self._taken = text("", "small")
        lines.addWidget(self._taken)
        lines.addWidget(text(why, "caption"))
        return lines

    def _show_quota(self) -> None:
        sizes = [size for size, _ in self._settings.quota_choices]
        self._quota.setCurrentIndex(sizes.index(self._settings.preferences.quota_bytes))

    def _show(self) -> None:
        facts, say = self._model.facts, self._context.speaker.say
        self._used.setText(facts.used)
        self._taken.setText(facts.quota)
        self._free.setText(say("{size} free on this disk", size=facts.free) if facts.free else "")
        if facts.parts == self._shown:
            return
        self._shown = facts.parts
        self._bar.show_parts(facts.parts)
        clear(self._parts)
        for number, part in enumerate(facts.parts):
            if number:
                self._parts.addWidget(rule())
            self._parts.addWidget(self._line(part))

    def _line(self, part: SpacePart) -> QWidget:
        context, say = self._context, self._context.speaker.say
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(context, line, gap=10)
        words = QVBoxLayout()
        spaced(context, words, gap=1)
        words.addWidget(text(part.name, "label"))
        words.addWidget(text(part.detail, "caption"))
        line.addLayout(words, 1)
        line.addWidget(text(part.size, "small", wraps=False), 0, Qt.AlignmentFlag.AlignVCenter)
        if part.question:
            remove = button(context, say("Remove"), partial(self._ask_for, part), kind="small", icon="trash-2")
            remove.setAccessibleName(say("Remove: {name}, {size}", name=part.name, size=part.size))
            line.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def _ask_for(self, part: SpacePart) -> None:
        say = self._context.speaker.say
        yes, keep = say("Remove"), say("Keep it")
        self._ask.ask(Asked(part.question, "", yes, lambda: self._model.remove(part.id), tone="wait", no=keep))
