"""The contact lines of an organisation: each with who sees it, its fields, its states; add one, put one away."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from haversack.i18n import directory_terms
from haversack.viewmodels.organisation_shown import GroupShown, RecordShown
from haversack.views.context import Context
from haversack.views.organisation_form import GroupEditor, in_two_columns
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import EmptyState
from haversack.views.parts.flow import clear
from haversack.views.parts.texts import badge, picture, text

_AUDIENCE_ICONS: Final[Mapping[str, str]] = {"open": "globe", "members": "users", "coordinators": "shield"}


class ContactsView(QWidget):
    """Contact lines.

    Signals:
        line_wanted: Begin a line; given the stable name of who sees it.
        put_away_wanted: Take a line out of the directory.
        use_wanted: Show a line again; given its record.
    """

    line_wanted = Signal(str)
    put_away_wanted = Signal(object)
    use_wanted = Signal(str)

    def __init__(self, context: Context, edit: Callable[[GroupShown], GroupEditor]) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            edit: Makes the editor of a group.
        """
        super().__init__()
        self._context, self._edit = context, edit
        say = context.speaker.say
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=12)
        self._truth = text("", "small")
        lines.addWidget(self._truth)
        self._lines = QVBoxLayout()
        spaced(context, self._lines, gap=12)
        lines.addLayout(self._lines)
        foot = QHBoxLayout()
        spaced(context, foot, gap=8)
        self._add = button(context, say("Add a contact line"), self._on_add, icon="plus")
        foot.addWidget(self._add)
        foot.addStretch()
        lines.addLayout(foot)
        self._audiences: Sequence[str] = ()
        self._missing: dict[str, Callable[[RecordShown], None]] = {}

    def build(
        self, records: Sequence[RecordShown], audiences: Sequence[str], *, may_edit: bool, has_room: bool
    ) -> None:
        """Show lines anew.

        Args:
            records: The lines.
            audiences: Whom a new line can be shown to.
            may_edit: Whether this computer may change them.
            has_room: Whether two editors fit side by side.
        """
        clear(self._lines)
        self._missing = {}
        self._audiences = audiences
        self._add.setVisible(may_edit and bool(audiences))
        self._truth.setText(self._truth_words(may_edit=may_edit))
        for record in records:
            self._lines.addWidget(self._card(record, may_edit=may_edit, has_room=has_room))
        if not records:
            say = self._context.speaker.say
            what = say("No contact lines yet.")
            why = say("Without one, nobody can reach you through the directory.")
            self._lines.addWidget(EmptyState(self._context, "phone", what, why))

    def show_records(self, records: Sequence[RecordShown]) -> None:
        """Show again what is missing in lines that are being written."""
        for record in records:
            if record.id in self._missing:
                self._missing[record.id](record)

    def focus_line(self, record: str) -> None:
        """Put the keyboard into the first field of a line."""
        for card in self.findChildren(QFrame):
            if card.property("record") == record:
                card.findChildren(GroupEditor)[0].first_field.setFocus()

    def _truth_words(self, *, may_edit: bool) -> str:
        """Say exactly who can read contact lines, of the audiences that there are."""
        say = self._context.speaker.say
        if may_edit and len(self._audiences) == 1:
            return say(
                "Every computer in the network keeps these lines, and every member can read them. "
                "A line for fewer people is not possible yet: leave out what not every member may know."
            )
        return say("Each line says who can read it. It is sent to their computers only.")

    def _card(self, record: RecordShown, *, may_edit: bool, has_room: bool) -> QFrame:
        context, say = self._context, self._context.speaker.say
        card = QFrame()
        card.setProperty("card", "true")
        card.setProperty("record", record.id)
        title = record.title or (say("New contact line") if record.is_new else say("Contact line"))
        card.setAccessibleName(title)
        lines = QVBoxLayout(card)
        spaced(context, lines, margins=(16, 12, 16, 12), gap=10)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(text(title, "h3"), 1)
        head.addWidget(picture(context, _AUDIENCE_ICONS.get(record.audience, "users"), ink="text2", size=14))
        seen = text(record.audience_words, "small", wraps=False)
        seen.setAccessibleName(say("Who sees this line: {audience}", audience=record.audience_words))
        head.addWidget(seen)
        lines.addLayout(head)
        if record.is_leaving:
            lines.addLayout(self._leaving(record, may_edit=may_edit))
            return card
        editors = [(self._edit(group), group.is_narrow) for group in record.groups]
        lines.addLayout(in_two_columns(context, editors, has_room=has_room))
        if may_edit:
            lines.addLayout(self._foot(record, title))
        return card

    def _leaving(self, record: RecordShown, *, may_edit: bool) -> QHBoxLayout:
        say = self._context.speaker.say
        line = QHBoxLayout()
        spaced(self._context, line, gap=8)
        line.addWidget(badge(say("Not sent yet"), "wait"))
        line.addWidget(text(say("This line leaves the directory at the next sync."), "small"), 1)
        if may_edit:
            keep = button(self._context, say("Keep it"), lambda: self.use_wanted.emit(record.id), kind="small")
            keep.setAccessibleName(say("Keep the line {purpose}", purpose=record.title))
            line.addWidget(keep)
        return line

    def _foot(self, record: RecordShown, title: str) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        note = text("", "caption")
        line.addWidget(note, 1)
        words = say("Forget this line") if record.is_new else say("Remove this line")
        away = button(context, words, lambda: self.put_away_wanted.emit(record), kind="quiet", icon="x")
        away.setAccessibleName(say("{action}: {purpose}", action=words, purpose=title))
        line.addWidget(away, 0, Qt.AlignmentFlag.AlignBottom)

        def show(now: RecordShown) -> None:
            listed = context.speaker.listed(now.missing)
            note.setText(say("Still missing: {fields}.", fields=listed) if now.missing else "")

        if record.is_new:
            self._missing[record.id] = show
            show(record)
        return line

    def _on_add(self) -> None:
        if len(self._audiences) == 1:
            self.line_wanted.emit(self._audiences[0])
            return
        self._menu().popup(self._add.mapToGlobal(self._add.rect().bottomLeft()))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for audience in self._audiences:
            action = QAction(directory_terms.audience_name(self._context.speaker, audience), menu)
            icon = _AUDIENCE_ICONS.get(audience, "users")
            action.setIcon(self._context.look.icon(icon, "text2", 16))
            action.triggered.connect(self._wanting(audience))
            menu.addAction(action)
        return menu

    def _wanting(self, audience: str) -> Callable[..., None]:
        return lambda *_: self.line_wanted.emit(audience)

    @property
    def add_button(self) -> QPushButton:
        """Begins a line."""
        return self._add
