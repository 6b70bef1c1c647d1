"""The switch under an item's files: they are kept on this computer, and new editions of them come.

Must not decide what that means.
"""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.kept_files import KeptFiles
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.switch import Switch
from haversack.views.parts.texts import text


class KeepSwitch(QWidget):
    """The switch, and what it means."""

    def __init__(self, context: Context, record: str) -> None:
        """Build it.

        Args:
            context: For the look and words.
            record: Id of the record, as people write it.
        """
        super().__init__()
        say = context.speaker.say
        self._record, self._model = record, context.models.get(KeptFiles)
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=2)
        meaning = say("They stay here whatever the limit of space says, and new editions come by themselves.")
        self.switch = Switch(context, say("Keep its files on this computer"))
        self.switch.setAccessibleDescription(meaning)
        self.switch.clicked.connect(lambda _: self._model.toggle(self._record))
        lines.addWidget(self.switch)
        lines.addWidget(text(meaning, "caption"))
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.switch.show_state(is_on=self._model.is_kept(self._record))
