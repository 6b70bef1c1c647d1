"""Stands where a page is still being built. Must be gone before a release."""

from PySide6.QtWidgets import QVBoxLayout

from haversack.views.context import Context
from haversack.views.page import Page, spaced
from haversack.views.parts.cards import EmptyState


class SoonPage(Page):
    """Says that the page is not there yet."""

    def __init__(self, context: Context) -> None:
        """Build it."""
        super().__init__(context)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(20, 14, 20, 14))
        say = context.speaker.say
        lines.addWidget(EmptyState(context, "hourglass", say("This page is not built yet."), say("It comes soon.")))
        lines.addStretch()
