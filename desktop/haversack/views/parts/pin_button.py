"""The star beside a record's title: it keeps the record within reach on Home, or takes it away again.

A page adds one for what it shows: `PinButton(context, record, title)`. Must not decide what can be pinned.
"""

from PySide6.QtWidgets import QPushButton

from haversack.viewmodels.pins import PinsModel
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.parts.cards import set_state


class PinButton(QPushButton):
    """A star; filled while its record is within reach."""

    def __init__(self, context: Context, record: str, title: str) -> None:
        """Build it.

        Args:
            context: For the look and words.
            record: Id of the record, as people write it.
            title: What the record is called, for screen readers.
        """
        super().__init__()
        self._context, self._record, self._title = context, record, title
        self._model = context.models.get(PinsModel)
        set_state(self, "kind", "icon")
        self.setCheckable(True)
        self.setIconSize(context.look.icon_size(18))
        self.setFixedSize(context.look.target, context.look.target)
        self.clicked.connect(lambda _: self._model.toggle(self._record))
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        say, is_pinned = self._context.speaker.say, self._model.is_pinned(self._record)
        words = (
            say("{title} is within reach on Home; take it away", title=self._title)
            if is_pinned
            else say("Keep {title} within reach on Home", title=self._title)
        )
        self.setChecked(is_pinned)
        self.setAccessibleName(words)
        self.setToolTip(tooltip(words))
        icon = "star-filled" if is_pinned else "star"
        self.setIcon(self._context.look.icon(icon, "primary" if is_pinned else "text", 18))
