"""The card of the network's computers, for coordinators: where each stands, and taking one out after one question.

Must not read the vault; its view-model does.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from haversack.viewmodels.devices import DeviceRow, DevicesModel, LateRow
from haversack.views.context import Context
from haversack.views.network_card import NetworkCard
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import rule
from haversack.views.parts.question import Asked
from haversack.views.parts.texts import badge, text


class DevicesCard(NetworkCard):
    """Shows itself to coordinators only."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context, context.speaker.say("Computers of the network"))
        self._model = context.models.get(DevicesModel)
        self._follow(self._model.changed)

    def _lines(self) -> Sequence[QHBoxLayout]:
        return [self._device(row) for row in self._model.rows]

    def _add_rest(self, lines: QVBoxLayout) -> None:
        if self._model.late:
            lines.addWidget(rule())
            lines.addWidget(text(self._context.speaker.say("Came too late from revoked computers"), "h3"))
        for place, late in enumerate(self._model.late):
            if place:
                lines.addWidget(rule())
            lines.addLayout(self._late(late))

    def _device(self, row: DeviceRow) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = self._line(row.name, " · ".join(filter(None, (row.facts, row.standing, row.who_revokes))))
        if row.can_be_revoked:
            press = button(context, say("Revoke…"), lambda: self._ask(row), kind="small")
            press.setAccessibleName(say("Revoke {name}…", name=row.name))
            line.addWidget(press)
        elif row.tone == "wait":
            line.addWidget(badge(say("Revoked"), "wait"))
        return line

    def _late(self, late: LateRow) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = self._line(late.title, late.says)
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
