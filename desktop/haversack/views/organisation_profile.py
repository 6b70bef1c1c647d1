"""The form of the profile itself. Must not know any field by name."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.organisation_shown import GroupShown, RecordShown
from haversack.views.context import Context
from haversack.views.organisation_form import GroupEditor, in_two_columns
from haversack.views.page import spaced
from haversack.views.parts.flow import clear
from haversack.views.parts.texts import picture, text


class ProfileForm(QWidget):
    """All groups of the organisation's record."""

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

    def build(self, profile: RecordShown, owner_words: str, *, has_room: bool) -> None:
        """Show a profile anew.

        Args:
            profile: The record.
            owner_words: Who may change it; coordinators set that.
            has_room: Whether two editors fit side by side.
        """
        clear(self._lines)
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(self._context, lines, gap=12)
        editors = [(self._edit(group), group.is_narrow) for group in profile.groups]
        lines.addLayout(in_two_columns(self._context, editors, has_room=has_room))
        lines.addWidget(self._owner(owner_words))
        self._lines.addWidget(holder)

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
