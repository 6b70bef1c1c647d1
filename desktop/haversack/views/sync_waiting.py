"""What waits in the sync centre, item by item, with what can be done about each. Must not change anything by itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from haversack.viewmodels.rows import RowRole
from haversack.viewmodels.sync_centre import ChangeActions, SyncCentreModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, EmptyState, rule
from haversack.views.parts.question import Asked, Question
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import badge


class _Changes(RowList):
    """The list; Enter opens a record, a click only chooses a line, so that its buttons can be reached.

    Signals:
        entered: Id of the line on which somebody pressed Enter.
    """

    entered = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.entered.emit(index.data(RowRole.ID))
            return
        super().keyPressEvent(event)


class SyncWaiting(Card):
    """The list of changes; below it what can be done with the one that the keyboard is on."""

    def __init__(self, context: Context, model: SyncCentreModel) -> None:
        """Build it.

        Args:
            context: For the look and words.
            model: What waits.
        """
        say = context.speaker.say
        super().__init__(context, say("What waits"), is_flush=True)
        self._context, self._model = context, model
        self._chosen = ""
        self._count = badge("", "wait")
        self.head.addWidget(self._count)
        self._rows = _Changes(context, model.changes, say("What waits"))
        self._rows.fit_contents()
        self._rows.opened.connect(self._choose)
        self._rows.entered.connect(self._open)
        self._rows.chosen.connect(self._choose)
        self._none = EmptyState(
            context,
            "check-check",
            say("Nothing waits."),
            say("What you change stands here until the hub has confirmed it."),
        )
        self._rule = rule()
        self._foot = self._build_foot()
        self._ask = Question(context)
        for part in (self._rows, self._none, self._rule, self._foot, self._ask):
            self.body.addWidget(part)

    def _build_foot(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        foot = QWidget()
        line = QHBoxLayout(foot)
        spaced(context, line, margins=(14, 8, 14, 8), gap=8)
        self._edit = button(context, say("Open and edit"), self._open_chosen, kind="small", icon="pen-line")
        self._back = button(context, say("Take it back"), self._ask_back, kind="small", icon="x")
        self._away = button(context, say("I have read it"), self._put_away, kind="small", icon="check")
        for made in (self._edit, self._back, self._away):
            line.addWidget(made)
        line.addStretch()
        return foot

    def show_facts(self) -> None:
        """Show what waits now."""
        facts, speaker = self._model.facts, self._context.speaker
        is_empty = not self._model.changes.rows
        self._count.setText(facts.waiting_count)
        self._count.setVisible(bool(facts.waiting_count))
        self._count.setAccessibleName(speaker.say("Not confirmed by the hub yet: {number}", number=facts.waiting_count))
        self._rows.setVisible(not is_empty)
        self._rows.updateGeometry()
        self._none.setVisible(is_empty and self._model.is_ready)
        self._show_actions()

    def _show_actions(self) -> None:
        actions = self._actions()
        if actions is None and len(self._model.changes.rows) == 1:
            # With one line nobody needs to say which.
            self._chosen = self._model.changes.rows[0].id
            actions = self._actions()
        self._edit.setVisible(actions is not None and actions.place is not None)
        self._back.setVisible(actions is not None and bool(actions.take_back))
        self._away.setVisible(actions is not None and actions.is_refused)
        is_shown = any(made.isVisibleTo(self._foot) for made in (self._edit, self._back, self._away))
        self._foot.setVisible(is_shown)
        self._rule.setVisible(is_shown)
        if actions is None:
            self._ask.setVisible(False)

    def _actions(self) -> ChangeActions | None:
        return self._model.actions(self._chosen)

    def _choose(self, change: str) -> None:
        self._chosen = change
        self._ask.setVisible(False)
        self._show_actions()

    def _open(self, change: str) -> None:
        self._choose(change)
        self._open_chosen()

    def _open_chosen(self) -> None:
        actions = self._actions()
        if actions is not None and actions.place is not None:
            self._context.navigation.go(actions.place)

    def _ask_back(self) -> None:
        actions, say = self._actions(), self._context.speaker.say
        if actions is not None and actions.take_back:
            change = actions.change
            yes, keep = say("Take it back"), say("Keep it")
            self._ask.ask(
                Asked(actions.take_back, "", yes, lambda: self._model.take_back(change), tone="wait", no=keep)
            )

    def _put_away(self) -> None:
        self._model.put_away(self._chosen)
