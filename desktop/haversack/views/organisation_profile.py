"""The form of the profile itself. Must not know any field by name."""

from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.organisation_shown import GroupShown, RecordShown
from haversack.views.context import Context
from haversack.views.organisation_form import GroupEditor, in_two_columns
from haversack.views.page import spaced
from haversack.views.parts.flow import clear
from haversack.views.parts.texts import picture, text

_A_TURN: Final = 3
"""So many editors are made in one turn of the event loop."""


class ProfileForm(QWidget):
    """All groups of the organisation's record.

    Signals:
        became_whole: The form of another record stands, with what its groups held when it was begun.
    """

    became_whole = Signal()

    def __init__(self, context: Context, edit: Callable[[GroupShown], GroupEditor]) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            edit: Makes the editor of a group.
        """
        super().__init__()
        self._context, self._edit = context, edit
        self._lines = QVBoxLayout(self)
        spaced(context, self._lines, gap=0)
        self._record, self._owner_words, self._has_room = "", "", True
        self._wanted: deque[GroupShown] = deque()
        self._made: list[tuple[GroupEditor, bool]] = []
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._go_on)

    @property
    def is_whole(self) -> bool:
        """Whether all editors are there."""
        return not self._next.isActive()

    def build(self, profile: RecordShown, owner_words: str, *, has_room: bool) -> None:
        """Show a profile anew: that of another record some editors in each turn of the event loop, else at once.

        Args:
            profile: The record.
            owner_words: Who may change it; coordinators set that.
            has_room: Whether two editors fit side by side.
        """
        clear(self._lines)
        is_other = profile.id != self._record
        self._record, self._owner_words, self._has_room = profile.id, owner_words, has_room
        self._wanted, self._made = deque(profile.groups), []
        if is_other:
            self._next.start()
        else:
            self._next.stop()
            self._make(len(self._wanted))
            self._lay_out()

    def _go_on(self) -> None:
        self._make(_A_TURN)
        if self._wanted:
            self._next.start()
        else:
            self._lay_out()
            self.became_whole.emit()

    def _make(self, most: int) -> None:
        for _ in range(min(most, len(self._wanted))):
            group = self._wanted.popleft()
            self._made.append((self._edit(group), group.is_narrow))

    def _lay_out(self) -> None:
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(self._context, lines, gap=12)
        lines.addLayout(in_two_columns(self._context, self._made, has_room=self._has_room))
        lines.addWidget(self._owner(self._owner_words))
        self._lines.addWidget(holder)
        self._made = []

    def _owner(self, owner_words: str) -> QWidget:
        context, say = self._context, self._context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=4)
        head = QHBoxLayout()
        spaced(context, head, gap=6)
        head.addWidget(text(say("Who may change this profile"), "label"), 1)
        head.addWidget(picture(context, "lock", ink="text2", size=14))
        state = text(say("Set by coordinators"), "caption", wraps=False)
        state.setProperty("state", "here")
        head.addWidget(state)
        lines.addLayout(head)
        lines.addWidget(text(owner_words, "small"))
        holder.setAccessibleName(f"{say('Who may change this profile')}: {owner_words}")
        return holder
