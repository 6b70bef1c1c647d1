"""What is to do on the page, in words, and the two things to do with it. Stands below whatever is scrolled."""

from typing import Final

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout

from haversack.viewmodels.organisation import OrganisationModel
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.texts import picture, text

_BESIDE: Final = 800


class OrganisationFoot(QFrame):
    """Summary, *Undo my changes*, *Ready to send*."""

    def __init__(self, context: Context, model: OrganisationModel) -> None:
        """Build it and show what the model has."""
        super().__init__()
        self._model = model
        say = context.speaker.say
        self.setObjectName("header")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        spaced(context, self._line, margins=(20, 8, 20, 8), gap=10)
        words = QHBoxLayout()
        spaced(context, words, gap=10)
        words.addWidget(picture(context, "clock", ink="text2", size=16))
        self._summary = text("", "small")
        words.addWidget(self._summary, 1)
        self._line.addLayout(words, 1)
        buttons = QHBoxLayout()
        spaced(context, buttons, gap=10)
        buttons.addStretch()
        self._bring_back = button(context, say("Bring my changes back"), model.bring_back, kind="quiet")
        self._bring_back.setToolTip(tooltip(say("Ctrl+Z")))
        self._undo = button(context, say("Undo my changes"), model.undo_all, kind="quiet")
        self._release = button(context, say("Ready to send"), model.release, kind="primary")
        self._release.setToolTip(tooltip(say("Ctrl+Enter")))
        for one in (self._bring_back, self._undo, self._release):
            buttons.addWidget(one)
        self._line.addLayout(buttons)
        self.show_summary()

    def set_effective_width(self, width: int) -> None:
        """Put the buttons below the words where there is no room beside them."""
        is_wide = width >= _BESIDE
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def show_summary(self) -> None:
        """Show what is to do."""
        model = self._model
        self._summary.setText(model.summary)
        self._bring_back.setVisible(model.can_bring_back)
        self._undo.setVisible(not model.can_bring_back or model.can_undo)
        self._undo.setEnabled(model.can_undo)
        self._release.setEnabled(model.has_drafts)
