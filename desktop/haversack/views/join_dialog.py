"""Asks for an invitation while somebody looks around: the same fields as at the first start, in a small dialog.

Must not ask a network; its view-model does.
"""

from typing import Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.joining import JoiningModel
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.vaults import OwnVault
from haversack.views.context import Context
from haversack.views.help_sheet import HelpSheet
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner
from haversack.views.parts.invitation_fields import InvitationFields
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.short_dialog import ShortDialog
from haversack.views.parts.texts import text

_SIZE: Final = (520, 480)


class JoinDialog(ShortDialog):
    """Takes a code and where it is from, and says what becomes of this vault."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        """Build it.

        Args:
            context: For the look, words and view-models.
            parent: Before which it stands.
        """
        say, models = context.speaker.say, context.models
        super().__init__(context, parent, say("I have an invitation"), size=_SIZE)
        self._model = JoiningModel(models.session, models.synchroniser, models.get(SettingsModel), models.get(OwnVault))
        kept = say(
            "If it is for the network that you look at, you take part with this vault, and everything that you did "
            "here stays. If it is for another network, it gets a vault of its own."
        )
        self._lines.addWidget(text(kept, "small"))
        invitation = self._model.invitation
        self._fields = InvitationFields(context, code=invitation.code, source=invitation.source)
        self._lines.addWidget(self._fields)
        self._stand_on(self._build_foot())
        self._fields.changed.connect(self._keep)
        for field in (self._fields.code, self._fields.source):
            field.returnPressed.connect(self._go_on)
        # What is covered by the help hears it no second time.
        QShortcut(QKeySequence("F1"), self._whole).activated.connect(self._help)
        self._model.changed.connect(self._show)
        self._model.joined.connect(self.accept)
        self._fields.code.setFocus()
        self._show()

    def _build_foot(self) -> QVBoxLayout:
        context, say = self._context, self._context.speaker.say
        foot = QVBoxLayout()
        spaced(context, foot, margins=(18, 10, 18, 12), gap=8)
        self._other, self._failure = Banner(context, "info"), Banner(context, "wait", icon="triangle-alert")
        self._other.say(
            say("This invitation is for another network."),
            say("It gets a vault of its own. Everything here stays in this one, and your settings come along."),
        )
        self._strip = ProgressStrip(context, say("Asking whether the invitation is good."), self._model.stop)
        self._missing = text("", "small")
        for part in (self._other, self._failure, self._strip, self._missing):
            foot.addWidget(part)
        line = QHBoxLayout()
        spaced(context, line, gap=10)
        line.addStretch()
        line.addWidget(button(context, say("Close"), self.reject))
        self._start = button(context, say("Take part"), self._go_on, kind="primary")
        line.addWidget(self._start)
        foot.addLayout(line)
        return foot

    def _help(self) -> None:
        """Show how to join over what was typed: to leave the dialog for it would lose that."""
        HelpSheet(self._context, self._whole, "invitation")

    def reject(self) -> None:
        """Close it; what still runs is stopped, and nothing was changed."""
        if self._model.is_running:
            self._model.stop()
        super().reject()

    def _show(self) -> None:
        model, say = self._model, self._context.speaker.say
        source, code, rest = "", model.code_mistake, ""
        if model.failure is not None:
            words = f"{model.failure.text} {model.failure.next_step}".strip()
            source = words if model.failed_part == "source" else ""
            code = words if model.failed_part == "code" else code
            rest = "" if model.failed_part else words
        self._fields.show_mistakes(code=code, source=source)
        self._fields.setEnabled(not model.is_running)
        self._other.setVisible(model.is_other)
        self._failure.setVisible(bool(rest))
        if model.failure is not None:
            self._failure.say(model.failure.text, model.failure.next_step)
        self._strip.setVisible(model.is_running)
        if model.is_running:
            self._strip.show_progress(0, 0)
        missing = "" if model.is_running or model.is_other else model.missing()
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        words = say("Set up a vault for it") if model.is_other else say("Take part")
        self._start.setText(words)
        self._start.setAccessibleName(words)
        self._start.setEnabled(not model.is_running and not model.missing())

    def _keep(self) -> None:
        self._model.keep(code=self._fields.code.text(), source=self._fields.source.text())

    def _go_on(self) -> None:
        if self._model.is_other:
            self.accept()
            self._model.set_up()
        else:
            self._model.start()


def ask_for_invitation(context: Context, parent: QWidget) -> None:
    """Ask for an invitation before a part of the window."""
    JoinDialog(context, parent).open()
