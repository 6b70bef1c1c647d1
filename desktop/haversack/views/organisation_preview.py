"""The own profile as a member will see it. Must not edit."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from haversack.viewmodels.organisation_preview import PreviewModel
from haversack.views.context import Context
from haversack.views.directory_card import card_document
from haversack.views.directory_profile import ProfileView
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner
from haversack.views.parts.flow import clear
from haversack.views.parts.printing import ChoosePrinter, ask_for_printer, print_document


class PreviewView(QWidget):
    """A banner that says what this is, and the profile.

    Signals:
        left: Go back to editing.

    Attributes:
        choose_printer: Asks for a printer; tests put another here.
    """

    left = Signal()

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__()
        self._context = context
        self._model = context.models.get(PreviewModel)
        self.choose_printer: ChoosePrinter = ask_for_printer
        say = context.speaker.say
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=12)
        banner = Banner(context, "info", icon="eye")
        banner.say(
            say("This is how a member will see it."),
            say(
                "With what you wrote here, as far as it is complete. Others see it when it was sent, after their sync."
            ),
        )
        self._back = button(context, say("Back to editing"), self.left.emit, kind="small", icon="pen-line")
        banner.add_action(self._back)
        lines.addWidget(banner)
        frame = QFrame()
        frame.setProperty("card", "true")
        self._profile = QVBoxLayout(frame)
        spaced(context, self._profile, margins=(1, 1, 1, 1), gap=0)
        lines.addWidget(frame)
        self._model.changed.connect(self._show)

    def read(self, record: str) -> None:
        """Show the preview of an organisation."""
        self._model.read(record)

    def focus_first(self) -> None:
        """Put the keyboard on the way back."""
        self._back.setFocus()

    def _show(self) -> None:
        clear(self._profile)
        shown = self._model.shown
        if shown is not None:
            view = ProfileView(self._context, shown)
            view.print_wanted.connect(self._print)
            self._profile.addWidget(view)

    def _print(self) -> None:
        shown = self._model.shown
        printer = self.choose_printer(self, self._context.speaker.say("Card")) if shown is not None else None
        if shown is not None and printer is not None:
            print_document(card_document(self._context, shown), printer)
