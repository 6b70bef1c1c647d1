"""Chooses a folder of this computer: a path to type, and folders to go through. Small enough for any screen.

Unlike the dialogs of systems it keeps no list of what was looked at. Must not write anything.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.folders import FoldersModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.texts import picture, text
from haversack.views.parts.wheel import scroll_past

_WIDTH: Final = 520
_HEIGHT: Final = 400
_MOST_WIDTH: Final = 920
_MOST_HEIGHT: Final = 480


class FolderChooser(QDialog):
    """Shows one folder at a time.

    Attributes:
        chosen: The path that was chosen; empty before.
    """

    def __init__(self, context: Context, parent: QWidget, typed: str) -> None:
        """Build it where somebody pointed to.

        Args:
            context: For the look, words and the lanes.
            parent: In front of which it opens.
            typed: A path, perhaps of something that is not there.
        """
        super().__init__(parent)
        self._context = context
        self.chosen = ""
        self._model = FoldersModel(context.models.session.lanes, typed)
        say, look = context.speaker.say, context.look
        self.setWindowTitle("Haversack")
        self.setObjectName("page")
        self.resize(min(look.px(_WIDTH), _MOST_WIDTH), min(look.px(_HEIGHT), _MOST_HEIGHT))
        self.setMaximumHeight(_MOST_HEIGHT)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 14, 16, 14), gap=8)
        lines.addWidget(text(say("Choose a folder or stick"), "h2"))
        lines.addLayout(self._build_path())
        self._list = QListWidget()
        self._list.setAccessibleName(say("Folders in this folder"))
        self._list.setFrameShape(QFrame.Shape.StyledPanel)
        self._list.setIconSize(look.icon_size(16))
        self._list.itemActivated.connect(lambda item: self._model.enter(item.text()))
        lines.addWidget(self._list, 1)
        self._note = QHBoxLayout()
        spaced(context, self._note, gap=6)
        self._picture, self._words = picture(context, "package-check", ink="okInk", size=16), text("", "small")
        self._note.addWidget(self._picture)
        self._note.addWidget(self._words, 1)
        lines.addLayout(self._note)
        foot = QHBoxLayout()
        spaced(context, foot, gap=10)
        foot.addStretch()
        foot.addWidget(button(context, say("Cancel"), self.reject))
        self._take = button(context, say("Use this folder"), self._use, kind="primary")
        foot.addWidget(self._take)
        lines.addLayout(foot)
        for one in self.findChildren(QPushButton):
            # Enter goes into a folder; it must not take one at the same time.
            one.setAutoDefault(False)
        self._model.changed.connect(self._show)
        self._path.setFocus()
        self._show()

    def _build_path(self) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        self._path = QLineEdit()
        self._path.setAccessibleName(say("Path of the folder"))
        self._path.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._path.setMinimumHeight(context.look.target)
        self._path.returnPressed.connect(lambda: self._model.go(self._path.text()))
        self._places = QComboBox()
        scroll_past(self._places)
        self._places.setAccessibleName(say("Sticks and folders to begin with"))
        self._places.addItem(say("Places"), "")
        for path, name in self._model.places:
            self._places.addItem(name, path)
        self._places.activated.connect(self._go_to_place)
        line.addWidget(icon_button(context, "arrow-up", say("To the folder around this one"), self._model.up))
        line.addWidget(self._path, 1)
        line.addWidget(self._places)
        return line

    def _go_to_place(self, place: int) -> None:
        path = self._places.itemData(place)
        self._places.setCurrentIndex(0)
        if path:
            self._model.go(path)

    def _show(self) -> None:
        say, listing = self._context.speaker.say, self._model.listing
        self._take.setEnabled(listing is not None)
        self._list.clear()
        if listing is None:
            return
        self._path.setText(self._model.folder)
        for name in listing.names:
            self._list.addItem(QListWidgetItem(self._context.look.icon("folder", "text2", 16), name))
        self._picture.setVisible(listing.holds_network)
        self._words.setText(say("There is Haversack content in this folder.") if listing.holds_network else "")

    def _use(self) -> None:
        typed = self._path.text().strip()
        if typed and typed != self._model.folder:
            # Typed and not gone to: first show what is there.
            self._model.go(typed)
            return
        self.chosen = self._model.folder
        self.accept()
