"""The first start's banner of a kit: whose it is and when it was built, as far as anybody can know that."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.first_run import FirstRunModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner
from haversack.views.parts.texts import selectable, text


class KitBanner(QWidget):
    """Stands above the cards while the way that is chosen begins with the kit."""

    def __init__(self, context: Context, model: FirstRunModel, parent: QWidget) -> None:
        """Build it and show what is known.

        Args:
            context: For the look and words.
            model: Knows the kit, and what was chosen.
            parent: What it stands in; without one it would be a window of its own for a moment.
        """
        super().__init__(parent)
        say = context.speaker.say
        self._context, self._model, self._is_open = context, model, False
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=6)
        self._banner = Banner(context, "ok", icon="package-check")
        self._toggle = button(context, say("Details"), self._show_details, kind="link")
        self._banner.add_action(self._toggle)
        lines.addWidget(self._banner)
        self._compared, self._details = QWidget(), QWidget()
        above, below = QVBoxLayout(self._compared), QVBoxLayout(self._details)
        for layout in (above, below):
            spaced(context, layout, margins=(42, 0, 12, 4), gap=2)
        self._more, self._fingerprint = text("", "caption"), text("", "label")
        self._fingerprint.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        above.addWidget(text(say("The fingerprint of its network:"), "caption"))
        above.addWidget(self._fingerprint)
        below.addWidget(self._more)
        lines.addWidget(self._compared)
        lines.addWidget(self._details)
        model.changed.connect(self._show)
        model.kit.changed.connect(self._show)
        self._show()

    def _show_details(self) -> None:
        self._is_open = not self._is_open
        self._show()

    def _show(self) -> None:
        words, say = self._model.kit.words(), self._context.speaker.say
        is_shown = words is not None and self._model.source.strip() == self._model.kit.source
        self.setVisible(is_shown)
        if words is None or not is_shown:
            return
        if words.tone == "ok":
            self._banner.show_tone("ok", icon="package-check")
        else:
            self._banner.show_tone("wait")
        self._banner.say(words.first, words.rest)
        self._toggle.setVisible(bool(words.details))
        self._toggle.setText(say("Hide details") if self._is_open else say("Details"))
        self._toggle.setAccessibleName(self._toggle.text())
        # Who only looks around compares it on the card itself, once the network was asked.
        is_compared = words.is_good and (self._model.sight is None or self._model.typed.way == "join")
        self._compared.setVisible(is_compared)
        self._details.setVisible(bool(words.details) and self._is_open)
        self._fingerprint.setText(words.fingerprint)
        selectable(self._fingerprint)
        self._more.setText("\n".join(words.details))
