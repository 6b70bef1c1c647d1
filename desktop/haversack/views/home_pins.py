"""Within reach: what people pinned, as tiles; to be opened, taken away, and put in order by mouse and keys.

Must not read the vault; its view-model does.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.kinds import ICONS
from haversack.viewmodels.pins import PinsModel, PinTile
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.laid_out import LaidOutButton
from haversack.views.parts.showing import show_in_place
from haversack.views.parts.texts import picture, text
from haversack.views.parts.tiles import DoorTile

_ALT = Qt.KeyboardModifier.AltModifier
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class PinsBox(QWidget):
    """The tiles with their heading; without any, what they are for and doors to what can be pinned."""

    def __init__(self, context: Context, go: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            go: Leads to a page, by its id.
        """
        super().__init__()
        self._context, self._go = context, go
        self._model = context.models.get(PinsModel)
        self._is_editing = False
        self._across = 3
        self._tiles: dict[str, QWidget] = {}
        say = context.speaker.say
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=8)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(text(say("Within reach"), "h2", wraps=False))
        self._note = text("", "caption")
        head.addWidget(self._note, 1)
        self._edit = button(context, say("Edit"), self._toggle_edit, kind="link")
        head.addWidget(self._edit)
        lines.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(context.look.px(12))
        lines.addLayout(self._grid)
        self.doors = {
            "organisation": DoorTile(context, ICONS["organisation"], say("Members"), lambda: go("directory")),
            "resource": DoorTile(context, "library", say("Guides and files"), lambda: go("library")),
            "course": DoorTile(context, ICONS["course"], say("Courses"), lambda: go("training")),
            "topic": DoorTile(context, ICONS["topic"], say("Areas of work"), lambda: go("areas")),
        }
        for door in self.doors.values():
            # Without a parent, what is shown would become a window of its own.
            door.setParent(self)
        self._model.changed.connect(self._show)
        self._show()

    def set_across(self, number: int) -> None:
        """Put so many tiles beside each other."""
        self._across = number
        self._place()

    def _toggle_edit(self) -> None:
        self._is_editing = not self._is_editing
        self._show()

    def _show(self) -> None:
        context, say, tiles = self._context, self._context.speaker.say, self._model.tiles
        self._is_editing = self._is_editing and bool(tiles)
        focused = next((pin for pin, one in self._tiles.items() if _has_focus(one)), "")
        for one in self._tiles.values():
            self._grid.removeWidget(one)
            one.setParent(None)
            one.deleteLater()
        make = _EditRow if self._is_editing else _Tile
        self._tiles = {pin.id: make(context, self._model, pin) for pin in tiles}
        note = say("pinned by you") if tiles else say("Press the star beside a title, and it stands here.")
        self._note.setText(say("Alt and the arrows move, Delete takes away.") if self._is_editing else note)
        name = say("Done") if self._is_editing else say("Edit")
        self._edit.setText(name)
        self._edit.setAccessibleName(say("{action}: within reach", action=name))
        self._edit.setVisible(bool(tiles))
        self._place()
        if focused in self._tiles:
            self._tiles[focused].setFocus()

    def _place(self) -> None:
        shown = list(self._tiles.values()) or list(self.doors.values())
        across = 1 if self._is_editing else self._across if self._tiles else max(self._across, 2)
        for door in self.doors.values():
            show_in_place(door, is_shown=not self._tiles)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
        for place, one in enumerate(shown):
            self._grid.addWidget(one, place // across, place % across)
            self._grid.setColumnStretch(place % across, 1)


class _Tile(LaidOutButton):
    """One pinned thing; pressing it opens it."""

    def __init__(self, context: Context, model: PinsModel, pin: PinTile) -> None:
        super().__init__(context, "tile", margins=(12, 12, 12, 12), gap=10)
        self._model, self._pin = model, pin
        self.line.addWidget(picture(context, pin.icon, size=18), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(pin.title, "label"))
        if pin.detail:
            words.addWidget(text(pin.detail, "caption"))
        words.addStretch()
        self.line.addLayout(words, 1)
        self.setAccessibleName(pin.spoken)
        self.setToolTip(tooltip(pin.title))
        if pin.is_here:
            self.clicked.connect(lambda _: context.navigation.go(model.place_of(pin.id)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with Alt and the arrows, take away with Delete."""
        if not _edited(self._model, self._pin.id, event):
            super().keyPressEvent(event)


class _EditRow(QWidget):
    """One pinned thing while the list is edited."""

    def __init__(self, context: Context, model: PinsModel, pin: PinTile) -> None:
        super().__init__()
        self._model, self._pin = model, pin
        say = context.speaker.say
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(pin.spoken)
        line = QHBoxLayout(self)
        spaced(context, line, margins=(4, 0, 0, 0), gap=8)
        line.addWidget(picture(context, pin.icon, size=18))
        words = QVBoxLayout()
        spaced(context, words, gap=0)
        words.addWidget(text(pin.title, "label"))
        words.addWidget(text(pin.detail, "caption"))
        line.addLayout(words, 1)
        up, down = say("Move {title} up", title=pin.title), say("Move {title} down", title=pin.title)
        line.addWidget(icon_button(context, "arrow-up", up, lambda: model.move(pin.id, -1)))
        line.addWidget(icon_button(context, "arrow-down", down, lambda: model.move(pin.id, 1)))
        gone = say("Take {title} away", title=pin.title)
        line.addWidget(icon_button(context, "x", gone, lambda: model.toggle(pin.id)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with Alt and the arrows, take away with Delete."""
        if not _edited(self._model, self._pin.id, event):
            super().keyPressEvent(event)


def _edited(model: PinsModel, record: str, event: QKeyEvent) -> bool:
    """Do what a key asks for with a pinned thing; return whether it asked for anything."""
    key = event.key()
    step = _STEPS.get(Qt.Key(key), 0)
    if step and event.modifiers() & _ALT:
        model.move(record, step)
        return True
    if key == Qt.Key.Key_Delete:
        model.toggle(record)
        return True
    return False


def _has_focus(one: QWidget) -> bool:
    focused: QWidget | None = one.window().focusWidget()
    return focused is not None and (focused is one or one.isAncestorOf(focused))
