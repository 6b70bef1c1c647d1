"""Shows a network file that somebody opened: its network, the fingerprint, and the one thing to be done with it."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.network_file import NetworkFileModel
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.sticks import StickModel
from haversack.viewmodels.vaults import OwnVault
from haversack.views.context import Context
from haversack.views.first_run_ways import in_two_lines
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.short_dialog import ShortDialog
from haversack.views.parts.texts import text

_SIZE: Final = (460, 320)


class NetworkFileDialog(ShortDialog):
    """Tells what the file is, and offers to use it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        """Build it for the file that the view-model holds.

        Args:
            context: For the look, words and view-models.
            parent: Before which it stands.
        """
        say = context.speaker.say
        super().__init__(context, parent, say("A network file"), size=_SIZE)
        self._model = context.models.get(NetworkFileModel)
        found = self._model.found
        self._lines.addWidget(
            text(say("This is “{name}”. Its fingerprint:", name=found.name if found else ""), "small")
        )
        groups = text(in_two_lines(found.fingerprint) if found else "", "label")
        groups.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        groups.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._lines.addWidget(groups)
        self._lines.addWidget(text(self._meaning(), "small"))
        self._stand_on(self._build_foot())

    def _meaning(self) -> str:
        """Return what the file is to this vault."""
        say, found = self._context.speaker.say, self._model.found
        if found is None or (found.is_own and not found.place):
            return say("It is of your own network, and lies alone: there is nothing to take in with it.")
        if found.is_own:
            return say("It is of your own network. What the kit around it brings can be taken in.")
        return say(
            "It is another network than the one of this vault. It gets a vault of its own, and everything here stays "
            "as it is. Compare the fingerprint with what somebody of that network tells you."
        )

    def _build_foot(self) -> QHBoxLayout:
        context, say, found = self._context, self._context.speaker.say, self._model.found
        line = QHBoxLayout()
        spaced(context, line, margins=(18, 10, 18, 12), gap=10)
        line.addStretch()
        close = button(context, say("Close"), self.reject)
        line.addWidget(close)
        if found is not None and found.is_own and found.place:
            line.addWidget(button(context, say("Take in what is new"), self._take_in, kind="primary"))
        elif found is not None and not found.is_own and found.source:
            line.addWidget(button(context, say("Set up a vault for it"), self._set_up, kind="primary"))
        close.setFocus()
        return line

    def _take_in(self) -> None:
        models = self._context.models
        self.accept()
        self._context.navigation.go(Place("sync"))
        self._model.take_in(models.get(StickModel), models.synchroniser)

    def _set_up(self) -> None:
        models = self._context.models
        self.accept()
        self._model.set_up(models.get(SettingsModel), models.get(OwnVault))
