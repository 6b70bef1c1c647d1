"""The card of the network's computers, for coordinators: where each stands, and taking one out after one question.

Must not read the vault; its view-model does.
"""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from haversack.viewmodels.devices import DeviceRow, DevicesModel, LateRow
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.question import Asked, Question
from haversack.views.parts.refilled import Refilled
from haversack.views.parts.texts import badge, text


class DevicesCard(Card):
    """Shows itself to coordinators only."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context, context.speaker.say("Computers of the network"))
        self._context = context
        self._model = context.models.get(DevicesModel)
        self._question = Question(context)
        self.body.addWidget(self._question)
        self._holder = Refilled(context, gap=8)
        self.body.addWidget(self._holder)
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._model.rows))
        lines = self._holder.fresh()
        for place, row in enumerate(self._model.rows):
            if place:
                lines.addWidget(rule())
            lines.addLayout(self._device(row))
        if self._model.late:
            lines.addWidget(text(self._context.speaker.say("Came too late from revoked computers"), "h3"))
        for late in self._model.late:
            lines.addWidget(rule())
            lines.addLayout(self._late(late))

    def _device(self, row: DeviceRow) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=10)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(row.name, "label"))
        words.addWidget(text(f"{row.facts} · {row.standing}", "small"))
        line.addLayout(words, 1)
        if row.can_be_revoked:
            press = button(context, say("Revoke…"), lambda: self._ask(row), kind="small")
            press.setAccessibleName(say("Revoke {name}…", name=row.name))
            line.addWidget(press)
        elif row.tone == "wait":
            line.addWidget(badge(say("Revoked"), "wait"))
        return line

    def _late(self, late: LateRow) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=10)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(late.title, "label"))
        if late.says:
            words.addWidget(text(late.says, "small"))
        line.addLayout(words, 1)
        if late.can_be_entered:
            enter = button(context, say("Write again"), lambda: self._model.enter(late.number), kind="small")
            enter.setAccessibleName(say("Write again as your own change: {title}", title=late.title))
            line.addWidget(enter)
        aside = button(context, say("Put aside"), lambda: self._model.put_aside(late.number), kind="small")
        aside.setAccessibleName(say("Put aside: {title}", title=late.title))
        line.addWidget(aside)
        return line

    def _ask(self, row: DeviceRow) -> None:
        say = self._context.speaker.say
        title = say("Revoke {name}?", name=row.name)
        yes = say("Revoke")
        self._question.ask(Asked(title, row.consequences, yes, lambda: self._model.revoke(row.id), tone="danger"))
