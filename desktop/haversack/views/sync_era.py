"""A restored hub goes on by a coordinator's word: a notice in the sync centre, and one question. Must not ask a hub."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.new_era import NewEraModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner
from haversack.views.parts.question import Asked, Question


class EraNotice(QWidget):
    """Shows itself to coordinators only, and only where a hub has lost something."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__()
        self._context, say = context, context.speaker.say
        self._model, self._synchroniser = context.models.get(NewEraModel), context.models.synchroniser
        self._question: Question | None = None
        self._lines = QVBoxLayout(self)
        spaced(context, self._lines, gap=8)
        notice = Banner(context, "wait")
        notice.say(
            say("You are a coordinator, and can let the hub go on."),
            say("What it has lost is handed back then, by everybody, with each sync."),
        )
        notice.add_action(button(context, say("Let it go on…"), self._ask, kind="small"))
        self._lines.addWidget(notice)
        self._model.changed.connect(self._show)
        self._synchroniser.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(self._model.is_offered(self._synchroniser))

    def _ask(self) -> None:
        say = self._context.speaker.say
        if self._question is None:
            self._question = Question(self._context)
            self._lines.addWidget(self._question)
        title, yes = say("Let the hub go on?"), say("Let it go on")
        self._question.ask(Asked(title, self._model.consequences, yes, self._synchroniser.let_hub_go_on, tone="wait"))
