"""A card of the network's page: lines that are laid out anew with every change, and one question above them.

Must not know what its lines are about.
"""

from collections.abc import Sequence

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.cards import Card, rule, show_in_place
from haversack.views.parts.question import Question
from haversack.views.parts.refilled import Refilled
from haversack.views.parts.texts import text


class NetworkCard(Card):
    """Shows itself where it has lines."""

    def __init__(self, context: Context, title: str) -> None:
        """Build it without lines; `_follow` shows them.

        Args:
            context: For the look.
            title: The card's name.
        """
        super().__init__(context, title)
        self._context = context
        self._question = Question(context)
        self.body.addWidget(self._question)
        self._holder = Refilled(context, gap=8)
        self.body.addWidget(self._holder)

    def _follow(self, changed: SignalInstance) -> None:
        """Show what is known, and again with every change of it."""
        changed.connect(self._show)
        self._show()

    def _lines(self) -> Sequence[QHBoxLayout]:
        """Return the lines that there are now, built anew; none of a card that lays itself out."""
        return ()

    def _add_rest(self, lines: QVBoxLayout) -> None:
        """Add what stands below the lines, where there are any."""

    def _show(self) -> None:
        shown = self._lines()
        show_in_place(self, is_shown=bool(shown))
        lines = self._holder.fresh()
        for place, line in enumerate(shown):
            if place:
                lines.addWidget(rule())
            lines.addLayout(line)
        self._add_rest(lines)

    def _line(self, title: str, detail: str) -> QHBoxLayout:
        """Return a line of a title and small words below it, where there are any; add what stands at its end."""
        line = QHBoxLayout()
        spaced(self._context, line, gap=10)
        words = QVBoxLayout()
        spaced(self._context, words, gap=2)
        words.addWidget(text(title, "label"))
        if detail:
            words.addWidget(text(detail, "small"))
        line.addLayout(words, 1)
        return line
