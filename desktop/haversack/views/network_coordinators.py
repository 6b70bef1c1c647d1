"""The card by which another coordinator comes in: an invitation, and confirming the computer that took it up.

Must not read the vault; its view-model does.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from haversack.viewmodels.coordinators import ComputerRow, CoordinatorsModel
from haversack.views.context import Context
from haversack.views.network_card import NetworkCard
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, copy_button
from haversack.views.parts.cards import rule, show_in_place
from haversack.views.parts.flow import flow
from haversack.views.parts.question import Asked
from haversack.views.parts.texts import text


class CoordinatorsCard(NetworkCard):
    """Shows itself to coordinators only."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context, context.speaker.say("Coordinators"))
        self._model = context.models.get(CoordinatorsModel)
        self._follow(self._model.changed)

    def _show(self) -> None:
        show_in_place(self, is_shown=self._model.leads)
        context, say = self._context, self._context.speaker.say
        lines = self._holder.fresh()
        if not self._model.may_invite:
            lines.addWidget(
                text(say("Whoever founded this network invites further coordinators, and confirms them."), "small")
            )
        elif self._model.code:
            self._add_code(lines)
        else:
            words = say(
                "With a second coordinator the network goes on if this computer is lost, and somebody can confirm what"
                " one may not do alone."
            )
            lines.addWidget(text(words, "small"))
            holder, buttons = flow(context.look.px(8))
            buttons.addWidget(button(context, say("Invite a coordinator…"), self._ask_to_invite, icon="plus"))
            lines.addWidget(holder)
        for row in self._model.rows:
            lines.addWidget(rule())
            lines.addLayout(self._computer(row))

    def _add_code(self, lines: QVBoxLayout) -> None:
        context, say = self._context, self._context.speaker.say
        lines.addWidget(
            text(say("Write this code down now. It is kept nowhere, and works once, after your next sync."), "label")
        )
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        code = text(self._model.code, "h3")
        code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        code.setAccessibleName(say("Invitation code: {code}", code=self._model.code))
        line.addWidget(code, 1)
        line.addWidget(copy_button(context, say("Invitation code"), self._model.code))
        lines.addLayout(line)
        then = say("The new coordinator joins with it as everybody does. Then sync, and confirm that computer here.")
        lines.addWidget(text(then, "small"))
        holder, buttons = flow(context.look.px(8))
        buttons.addWidget(button(context, say("I have written it down"), self._model.put_away, kind="small"))
        lines.addWidget(holder)

    def _computer(self, row: ComputerRow) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = self._line(row.title, row.detail)
        if row.question is not None:
            press = button(context, say("Confirm…"), lambda: self._ask_to_admit(row), kind="small")
            press.setAccessibleName(say("Confirm {name} as a coordinator’s computer…", name=row.title))
            line.addWidget(press)
        return line

    def _ask_to_invite(self) -> None:
        say = self._context.speaker.say
        line = say(
            "Whoever takes it up can publish, invite, revoke and erase once you have confirmed their computer. Give the"
            " code by hand or by voice."
        )
        self._question.ask(
            Asked(say("Invite another coordinator?"), line, say("Make the invitation"), self._model.invite)
        )

    def _ask_to_admit(self, row: ComputerRow) -> None:
        if row.question is None:
            return
        yes = self._context.speaker.say("Every sign is the same: confirm")
        self._question.ask(Asked(*row.question, yes, lambda: self._model.admit(row.id), tone="wait"))
