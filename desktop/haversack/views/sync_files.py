"""The files that wait, in their order; below them what can be done with the chosen one. Must not order by itself."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from haversack.viewmodels.waiting_files import WaitingFiles
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import text

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class _Files(RowList):
    """The list; Alt with an arrow moves the line that the keyboard is on.

    Signals:
        moved: A line, and how many places on.
    """

    moved = Signal(str, int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with Alt and an arrow."""
        index = self.currentIndex()
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier and index.isValid():
            self.moved.emit(self._rows().rows[index.row()].id, step)
            return
        super().keyPressEvent(event)


class SyncFiles(Card):
    """The list, and what puts it in another order."""

    def __init__(self, context: Context, model: WaitingFiles) -> None:
        """Build it; it hides while no file waits.

        Args:
            context: For the look and words.
            model: The files.
        """
        say = context.speaker.say
        super().__init__(context, say("Files that wait"), is_flush=True)
        self._context, self._model = context, model
        self._chosen = ""
        self.head.addWidget(text(say("Alt and the arrows move a line"), "caption", wraps=False))
        self._rows = _Files(context, model.rows, say("Files that wait"))
        self._rows.fit_contents()
        self._rows.chosen.connect(self._choose)
        self._rows.opened.connect(self._choose)
        self._rows.moved.connect(self._move)
        self._lacking = text("", "small")
        self._lacking.setContentsMargins(
            context.look.px(14), context.look.px(8), context.look.px(14), context.look.px(8)
        )
        for part in (self._rows, rule(), self._build_foot(), self._lacking):
            self.body.addWidget(part)
        model.changed.connect(self._show)
        self._show()

    def _build_foot(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        foot = QWidget()
        line = QHBoxLayout(foot)
        spaced(context, line, margins=(14, 8, 14, 8), gap=8)
        self._up = icon_button(context, "arrow-up", say("Move up"), lambda: self._move(self._chosen, -1))
        self._down = icon_button(context, "arrow-down", say("Move down"), lambda: self._move(self._chosen, 1))
        self._first = button(context, say("Put first"), partial(self._act, self._model.put_first), kind="small")
        self._last = button(context, say("Put last"), partial(self._act, self._model.put_last), kind="small")
        self._off = button(context, say("Not now"), lambda: self._put_off(is_off=True), kind="small", icon="pause")
        self._on = button(context, say("Let it come"), lambda: self._put_off(is_off=False), kind="small", icon="play")
        for made in (self._up, self._down, self._first, self._last, self._off, self._on):
            line.addWidget(made)
        line.addStretch()
        return foot

    def _show(self) -> None:
        rows = self._model.rows.rows
        self.setVisible(bool(rows))
        self._rows.updateGeometry()
        if self._chosen not in {row.id for row in rows}:
            self._chosen = rows[0].id if rows else ""
        if self._chosen:
            self._rows.choose(self._chosen)
        self._lacking.setText(self._model.lacking)
        self._lacking.setVisible(bool(self._model.lacking))
        self._show_actions()

    def _show_actions(self) -> None:
        model, is_off = self._model, self._model.is_put_off(self._chosen)
        can_go: tuple[tuple[QPushButton, int], ...] = (
            (self._up, -1),
            (self._first, -1),
            (self._down, 1),
            (self._last, 1),
        )
        for made, step in can_go:
            made.setEnabled(model.can_move(self._chosen, step))
        self._off.setVisible(not is_off)
        self._on.setVisible(is_off)

    def _choose(self, row: str) -> None:
        self._chosen = row
        self._show_actions()

    def _move(self, row: str, step: int) -> None:
        if self._model.can_move(row, step):
            self._chosen = row
            self._model.move(row, step)

    def _act(self, change: object) -> None:
        if self._chosen and callable(change):
            change(self._chosen)

    def _put_off(self, *, is_off: bool) -> None:
        if self._chosen:
            self._model.put_off(self._chosen, is_off=is_off)
