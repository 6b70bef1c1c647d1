"""The files of a library item, each with where it is and what can be done with it. Must not do it; the page does."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.library_detail import FileShown
from haversack.viewmodels.library_words import TONES
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.shelf_list import STATE_ICONS
from haversack.views.parts.texts import picture, text


@dataclass(frozen=True, slots=True)
class FileActions:
    """What people can do with one file: read it, get it, stop asking for it, remove it from here, write a copy."""

    read: Callable[[FileShown], None]
    get: Callable[[FileShown], None]
    stop: Callable[[FileShown], None]
    remove: Callable[[FileShown], None]
    export: Callable[[FileShown], None]


class FileRow(QWidget):
    """One file."""

    def __init__(self, context: Context, file: FileShown, actions: FileActions) -> None:
        """Build it.

        Args:
            context: For the look and words.
            file: In words.
            actions: What its buttons do.
        """
        super().__init__()
        self._context, self._file, self._actions = context, file, actions
        self.setAccessibleName(file.spoken)
        line = QHBoxLayout(self)
        spaced(context, line, margins=(0, 4, 0, 4), gap=10)
        line.addWidget(picture(context, file.icon, ink="text2", size=18), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(context, words, gap=1)
        # A file's name has no spaces: without these it could not go over two lines.
        title = text(_breakable(file.title), "body")
        # A title of another direction of writing would stand at the far side of its line.
        side = Qt.AlignmentFlag.AlignRight if context.look.is_rtl else Qt.AlignmentFlag.AlignLeft
        title.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        words.addWidget(title)
        words.addWidget(text(file.line, "caption"))
        if file.name:
            words.addWidget(text(_breakable(file.name), "caption"))
        words.addLayout(self._state())
        line.addLayout(words, 1)
        for one in self._buttons():
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)

    def _state(self) -> QHBoxLayout:
        context, file = self._context, self._file
        icon, ink = STATE_ICONS[TONES.get(file.state, "plain")]
        line = QHBoxLayout()
        spaced(context, line, gap=6)
        line.addWidget(picture(context, icon, ink=ink, size=14))
        label = text(file.state_words, "caption")
        label.setStyleSheet(f"color: {context.look.css(ink)};")
        line.addWidget(label, 1)
        return line

    def _buttons(self) -> list[QWidget]:
        context, file, do = self._context, self._file, self._actions
        say = context.speaker.say
        if file.state == "asked":
            stop = button(context, say("Cancel"), lambda: do.stop(file), kind="small")
            stop.setAccessibleName(say("Do not get {name}", name=file.title))
            return [stop]
        if file.state == "away":
            get = button(context, say("Get"), lambda: do.get(file), kind="small", icon="download")
            get.setAccessibleName(say("Get {name}. {state}", name=file.title, state=file.state_words))
            return [get]
        made: list[QWidget] = []
        if file.is_text:
            read = button(context, say("Read"), lambda: do.read(file), kind="small", icon="book-open")
            read.setAccessibleName(say("Read {name}", name=file.title))
            made.append(read)
        export = icon_button(
            context, "save", say("Export a readable copy of {name}", name=file.title), lambda: do.export(file)
        )
        if file.note:
            export.setAccessibleDescription(file.note)
            export.setToolTip(tooltip(file.note))
        remove = icon_button(
            context, "trash-2", say("Remove {name} from this computer", name=file.title), lambda: do.remove(file)
        )
        return [*made, export, remove]


def _breakable(name: str) -> str:
    return name.replace("-", "-\u200b").replace("_", "_\u200b")
