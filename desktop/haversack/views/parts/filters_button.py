"""The button behind which filters stand where there is no room for them: “Filters: 3”. Must not filter."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from haversack.views.context import Context
from haversack.views.parts.cards import set_state


class FiltersButton(QPushButton):
    """Opens the filters, and says how many are set."""

    def __init__(self, context: Context, on_press: Callable[[], None]) -> None:
        """Build it with none set.

        Args:
            context: For the look and words.
            on_press: Called when it is pressed.
        """
        super().__init__()
        self._context = context
        set_state(self, "kind", "filters")
        self.setIconSize(context.look.icon_size(16))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        self.clicked.connect(lambda _: on_press())
        self.show_count(0)

    def show_count(self, number: int) -> None:
        """Say how many filters are set."""
        look, speaker = self._context.look, self._context.speaker
        words = speaker.say("Filters: {number}", number=speaker.number(number)) if number else speaker.say("Filters")
        # Qt sets an icon tight against its text.
        self.setText(f"\u2002{words}")
        spoken = speaker.count("{number} filter is set", "{number} filters are set", number) if number else words
        self.setAccessibleName(spoken if number else words)
        self.setIcon(look.icon("sliders-horizontal", "tintInk" if number else "text", 16))
        set_state(self, "state", "set" if number else "")
