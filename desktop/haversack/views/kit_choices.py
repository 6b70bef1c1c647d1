"""What goes into a kit, and which invitations are made for it. Must not judge what was typed; the view-model does."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from haversack.viewmodels.kits import KitsModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, unmarked
from haversack.views.parts.cards import Card
from haversack.views.parts.flow import clear, flow
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.parts.invitation_fields import one_line
from haversack.views.parts.texts import text
from haversack.views.parts.wheel import scroll_past

_MOST = 100
_Boxes = tuple[tuple[str, QCheckBox], ...]
"""Each with what it stands for."""


class FolderField(QWidget):
    """A folder: its path to type, and a button to choose it."""

    def __init__(self, context: Context, name: str, press: str, on_typed: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            name: What the folder is for.
            press: What the button says.
            on_typed: Given the path when it changes.
        """
        super().__init__()
        self._context = context
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=6)
        label, self.field = text(name, "label"), one_line(context, name, "")
        label.setBuddy(self.field)
        self.field.textChanged.connect(on_typed)
        chooser = button(context, press, self._choose, kind="small", icon="folder-open")
        chooser.setAccessibleDescription(name)
        lines.addWidget(label)
        lines.addWidget(self.field)
        lines.addWidget(chooser, 0, Qt.AlignmentFlag.AlignLeading)

    def show_path(self, path: str) -> None:
        """Show another path."""
        show_typed(self.field, path)

    def _choose(self) -> None:
        chooser = FolderChooser(self._context, self, self.field.text())
        chooser.accepted.connect(lambda: self.field.setText(chooser.chosen))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()


class ContentCard(Card):
    """Languages, areas of work, installers."""

    def __init__(self, context: Context, model: KitsModel) -> None:
        """Build it and show what was chosen."""
        say = context.speaker.say
        super().__init__(context, say("What goes along"))
        self._context, self._model = context, model
        what = say("A stick that sets up a new computer with no internet: programs, what members read, how to begin.")
        self.body.addWidget(text(what, "small"))
        self._languages = self._group(say("Languages"), say("None ticked: all of them."))
        self._areas = self._group(say("Files on these areas of work"), say("None ticked: the files of all areas."))
        self._installers = FolderField(
            context,
            say("Folder with the installers; leave it empty for a kit without a program"),
            say("Choose the folder"),
            lambda path: self._choose(installers=path.strip()),
        )
        self.body.addWidget(self._installers)
        self._shown: tuple[object, ...] = ()
        self._boxes: tuple[_Boxes, _Boxes] = ((), ())
        model.changed.connect(self._show)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard on the first language."""
        first = self._languages.itemAt(0)
        (first.widget() if first is not None else self._installers.field).setFocus()

    def _group(self, title: str, note: str) -> QLayout:
        self.body.addWidget(text(title, "label"))
        holder, layout = flow(self._context.look.px(10))
        holder.setAccessibleName(title)
        self.body.addWidget(holder)
        self.body.addWidget(text(note, "caption"))
        return layout

    def _show(self) -> None:
        model = self._model
        self._installers.show_path(model.typed.content.installers)
        content = model.typed.content
        languages = (*model.languages, *model.offer.more_languages)
        offered = (languages, model.offer.areas)
        if offered == self._shown:
            for name, box in (*self._boxes[0], *self._boxes[1]):
                box.setChecked(name in content.languages or name in content.areas)
            return
        self._shown = offered
        self._boxes = (
            self._fill(self._languages, languages, content.languages),
            self._fill(self._areas, model.offer.areas, content.areas),
        )

    def _fill(self, layout: QLayout, offered: Sequence[tuple[str, str]], ticked: Sequence[str]) -> _Boxes:
        clear(layout)
        boxes: list[tuple[str, QCheckBox]] = []
        for name, words in offered:
            box = QCheckBox(unmarked(words))
            box.setAccessibleName(words)
            box.setChecked(name in ticked)
            # Room for the frame of the one that has the keyboard.
            box.setMinimumSize(box.sizeHint().width() + self._context.look.px(8), self._context.look.px(28))
            box.clicked.connect(lambda _: self._take())
            boxes.append((name, box))
            layout.addWidget(box)
        return tuple(boxes)

    def _take(self) -> None:
        languages, areas = (tuple(name for name, box in boxes if box.isChecked()) for boxes in self._boxes)
        self._choose(languages=languages, areas=areas)

    def _choose(self, **chosen: object) -> None:
        typed = self._model.typed
        self._model.choose(replace(typed, content=replace(typed.content, **chosen)))  # type: ignore[arg-type]  # by name


class InvitationsCard(Card):
    """How many, whom for, and where their sheets go."""

    def __init__(self, context: Context, model: KitsModel) -> None:
        """Build it and show what was chosen."""
        say = context.speaker.say
        super().__init__(context, say("Invitations for it"))
        self._context, self._model = context, model
        why = say("Each is for one computer and works once. Its code is printed on a sheet.")
        self.body.addWidget(text(why, "small"))
        self._number = QSpinBox()
        self._number.setRange(0, _MOST)
        self._number.setMinimumWidth(context.look.px(90))
        self._number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        scroll_past(self._number)
        self._line(say("How many"), self._number)
        self._number.valueChanged.connect(partial(self._choose, "invitations"))
        self._more = QWidget()
        self._lines = QVBoxLayout(self._more)
        spaced(context, self._lines, gap=8)
        self.body.addWidget(self._more)
        self._build_more()
        model.changed.connect(self._show)
        self._show()

    def _build_more(self) -> None:
        context, say = self._context, self._context.speaker.say
        self._organisation = QLineEdit()
        self._organisation.setMinimumHeight(context.look.target)
        self._known = text("", "caption")
        self._line(say("For which organisation"), self._organisation, into=self._lines)
        self._lines.addWidget(self._known)
        self._role, self._language, self._days = QComboBox(), QComboBox(), QComboBox()
        for words, can_write in ((say("Edit the organisation’s profile"), True), (say("Read only"), False)):
            self._role.addItem(words, can_write)
        for number in self._model.invitation_days:
            self._days.addItem(context.speaker.count("{number} day", "{number} days", number), number)
        for field in (self._role, self._language, self._days):
            scroll_past(field)
        self._line(say("What they may do"), self._role, into=self._lines)
        self._line(say("They can be used for"), self._days, into=self._lines)
        self._lines.addWidget(text(say("Who joins by stick alone needs as long as sticks take to the hub."), "caption"))
        self._line(say("Language of the sheets"), self._language, into=self._lines)
        self._sheets = FolderField(
            context,
            say("Folder for the sheets, on this computer"),
            say("Choose the folder"),
            partial(self._choose, "sheets"),
        )
        self._lines.addWidget(self._sheets)
        apart = say("Never on the stick: together they open what members read. Print the sheets, then delete the file.")
        self._lines.addWidget(text(apart, "caption"))
        self._organisation.textChanged.connect(partial(self._choose, "organisation"))
        self._role.activated.connect(lambda _: self._choose("can_write", self._role.currentData()))
        self._days.activated.connect(lambda _: self._choose("invitation_days", self._days.currentData()))
        self._language.activated.connect(lambda _: self._choose("sheet_language", self._language.currentData()))

    def _line(self, name: str, field: QWidget, *, into: QVBoxLayout | None = None) -> None:
        label = text(name, "label")
        label.setBuddy(field)
        field.setAccessibleName(name)
        lines = into if into is not None else self.body
        lines.addWidget(label)
        if isinstance(field, QLineEdit):
            lines.addWidget(field)
            return
        across = QHBoxLayout()
        if isinstance(field, QComboBox):
            field.setMinimumWidth(field.sizeHint().width() + self._context.look.px(8))
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        across.addWidget(field)
        across.addStretch()
        lines.addLayout(across)

    def _choose(self, name: str, value: object) -> None:
        self._model.choose(replace(self._model.typed, **{name: value}))  # type: ignore[arg-type]  # by name

    def _show(self) -> None:
        typed, say = self._model.typed, self._context.speaker.say
        if self._language.count() != len(self._model.languages):
            self._language.clear()
            for tag, name in self._model.languages:
                self._language.addItem(name, tag)
        if self._number.value() != typed.invitations:
            self._number.setValue(typed.invitations)
        self._more.setVisible(typed.invitations > 0)
        show_typed(self._organisation, typed.organisation)
        self._sheets.show_path(typed.sheets)
        self._role.setCurrentIndex(self._role.findData(typed.can_write))
        self._days.setCurrentIndex(self._days.findData(typed.invitation_days))
        self._language.setCurrentIndex(self._language.findData(typed.sheet_language))
        known = say("It is in the directory.") if self._model.is_known else say("It is added to the directory.")
        self._known.setText(known if typed.organisation.strip() else say("A name from the directory, or a new one."))


def show_typed(field: QLineEdit, words: str) -> None:
    """Show what was typed, without moving the place where somebody types."""
    if field.text() != words and field.text().strip() != words:
        field.setText(words)
