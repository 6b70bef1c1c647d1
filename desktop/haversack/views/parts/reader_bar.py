"""The line above a text that is read: back, its title, finding, and how it is read. Must not do it; the reader does."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.cards import set_state
from haversack.views.parts.clear_action import add_clear
from haversack.views.parts.texts import ElidedText, text

_WIDE = 1180


@dataclass(frozen=True, slots=True)
class BarActions:
    """What the line does.

    Attributes:
        back: Put the text away.
        outline: Show the outline, or hide it.
        zoom: Larger (1) or smaller (-1).
        paper: White or dim.
        bookmark: Mark the place, or take the mark away.
        keep: Keep the files of what is read on this computer, or stop that.
        copy: Copy what is selected, with its source.
        print: Print it.
        step: The next (1) or previous (-1) place that was found.
    """

    back: Callable[[], None]
    outline: Callable[[], None]
    zoom: Callable[[int], None]
    paper: Callable[[], None]
    bookmark: Callable[[], None]
    keep: Callable[[], None]
    copy: Callable[[], None]
    print: Callable[[], None]
    step: Callable[[int], None]


class FindField(QLineEdit):
    """Where people type what they look for in a text; Enter goes on, Shift+Enter back."""

    def __init__(self, context: Context, on_step: Callable[[int], None]) -> None:
        """Build it, empty."""
        super().__init__()
        say = context.speaker.say
        self._on_step = on_step
        self.setPlaceholderText(say("Find in this text"))
        self.setAccessibleName(say("Find in this text (Ctrl+F)"))
        add_clear(context, self)
        self.setMinimumWidth(context.look.px(130))
        self.setMaximumWidth(context.look.px(210))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return
        super().keyPressEvent(event)


class ReaderBar(QFrame):
    """Shows it: one line where there is room, else two.

    Attributes:
        field: Where one types what to find.

    Signals:
        typed: What is to be found is another.
    """

    typed = Signal(str)

    def __init__(self, context: Context, actions: BarActions) -> None:
        """Build it.

        Args:
            context: For the look and words.
            actions: What its buttons do.
        """
        super().__init__()
        self._context, self._actions = context, actions
        say = context.speaker.say
        self.setObjectName("header")
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(14, 6, 14, 6), gap=4)
        first = QHBoxLayout()
        spaced(context, first, gap=8)
        first.addWidget(button(context, say("Back"), actions.back, kind="small", icon="arrow-left"))
        self._title = ElidedText("h3")
        first.addWidget(self._title, 1)
        self._wide = QHBoxLayout()
        first.addLayout(self._wide)
        self.field = FindField(context, actions.step)
        self.field.textChanged.connect(self.typed)
        first.addWidget(self.field)
        self._count = text("", "caption", wraps=False)
        first.addWidget(self._count)
        first.addWidget(icon_button(context, "chevron-up", say("Previous place (Shift+F3)"), lambda: actions.step(-1)))
        first.addWidget(icon_button(context, "chevron-down", say("Next place (F3)"), lambda: actions.step(1)))
        lines.addLayout(first)
        self._narrow = QHBoxLayout()
        lines.addLayout(self._narrow)
        self._tools = self._build_tools()
        self._wide.addWidget(self._tools)

    def set_effective_width(self, width: int) -> None:
        """Lay out for a width; see `Page.set_effective_width`."""
        (self._wide if width >= _WIDE else self._narrow).addWidget(self._tools)

    def show_title(self, title: str) -> None:
        """Show what is read."""
        self._title.setText(title)
        self._title.setAccessibleName(title)

    def show_found(self, words: str) -> None:
        """Show how much was found."""
        self._count.setText(words)
        self._count.setVisible(bool(words))
        self.field.setAccessibleDescription(words)

    def show_zoom(self, percent: int) -> None:
        """Show how large the text is."""
        self._zoom.setText(self._context.speaker.say("{number}%", number=percent))

    def show_outline_button(self, *, is_shown: bool, is_open: bool) -> None:
        """Show whether there is an outline, and whether it is open."""
        say = self._context.speaker.say
        self._outline.setVisible(is_shown)
        name = say("Hide the outline") if is_open else say("Show the outline")
        self._outline.setAccessibleName(name)
        self._outline.setToolTip(tooltip(name))

    def show_bookmark(self, *, is_set: bool) -> None:
        """Show whether the place is marked."""
        say = self._context.speaker.say
        name = say("Take the bookmark away (Ctrl+B)") if is_set else say("Put a bookmark here (Ctrl+B)")
        self._bookmark.setAccessibleName(name)
        self._bookmark.setToolTip(tooltip(name))
        self._bookmark.setIcon(self._context.look.icon("bookmark", "primary" if is_set else "text", 16))
        set_state(self._bookmark, "state", "set" if is_set else "")

    def show_kept(self, *, is_kept: bool, can_choose: bool) -> None:
        """Show whether the files of what is read are kept; a text without files has nothing to keep."""
        say = self._context.speaker.say
        name = (
            say("Its files are kept on this computer; stop that (Ctrl+D)")
            if is_kept
            else say("Keep its files on this computer, with new editions (Ctrl+D)")
        )
        self._keep.setAccessibleName(name)
        self._keep.setToolTip(tooltip(name))
        self._keep.setIcon(self._context.look.icon("package-check", "primary" if is_kept else "text", 16))
        self._keep.setChecked(is_kept)
        set_state(self._keep, "state", "set" if is_kept else "")
        self._keep.setVisible(can_choose)

    def show_paper(self, *, is_white: bool, can_choose: bool) -> None:
        """Show which paper the button would give."""
        say = self._context.speaker.say
        name = say("Read on dim paper") if is_white else say("Read on white paper")
        self._paper.setAccessibleName(name)
        self._paper.setToolTip(tooltip(name))
        self._paper.setIcon(self._context.look.icon("moon" if is_white else "sun", "text", 16))
        self._paper.setVisible(can_choose)

    def _build_tools(self) -> QWidget:
        context, do, say = self._context, self._actions, self._context.speaker.say
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(context, line, gap=6)
        self._outline = icon_button(context, "panel-left", say("Show the outline"), do.outline)
        self._zoom = text("", "small", wraps=False)
        self._paper = icon_button(context, "moon", say("Read on dim paper"), do.paper)
        self._bookmark = icon_button(context, "bookmark", say("Put a bookmark here (Ctrl+B)"), do.bookmark)
        self._keep = icon_button(context, "package-check", say("Keep its files on this computer"), do.keep)
        self._keep.setCheckable(True)
        parts: tuple[QWidget, ...] = (
            self._outline,
            icon_button(context, "zoom-out", say("Smaller text to read (Ctrl+Shift+Minus)"), lambda: do.zoom(-1)),
            self._zoom,
            icon_button(context, "zoom-in", say("Larger text to read (Ctrl+Shift+Plus)"), lambda: do.zoom(1)),
            self._paper,
            self._bookmark,
            self._keep,
            icon_button(context, "copy", say("Copy with the source (Ctrl+Shift+C)"), do.copy),
            icon_button(context, "printer", say("Print (Ctrl+P)"), do.print),
        )
        for part in parts:
            line.addWidget(part)
        line.addStretch()
        return holder
