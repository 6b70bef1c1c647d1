"""One lesson, read page by page, and its files. Must not keep the place; the view-model does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from haversack.viewmodels.lesson_words import FileShown, LessonShown
from haversack.viewmodels.training import TrainingModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card
from haversack.views.parts.flow import FlowLayout
from haversack.views.parts.language_note import language_note
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.texts import picture, text

_MEASURE: Final = 68
"""Characters of a line, between the 60 and 75 that are easy to read."""
_SAMPLE: Final = "Nobody may be sent back to a place where they face grave danger. "
_PADDING: Final = 24
_STATE_ICONS: Final = {"here": ("circle-check", "okInk"), "asked": ("clock", "waitInk")}


@dataclass(frozen=True, slots=True)
class LessonDoors:
    """What people can do in a lesson: go on, go back, finish, take that back, get its files, write copies of them."""

    go_on: Callable[[], None]
    go_back: Callable[[], None]
    finish: Callable[[], None]
    take_back: Callable[[], None]
    get: Callable[[], None]
    export: Callable[[], None]


class LessonText(ReadingView):
    """The text of a page. Keys that scroll a page scroll the one around it; at its end they go on, at its top back."""

    def __init__(self, context: Context, name: str, doors: LessonDoors) -> None:
        """Begin empty; see `ReadingView`."""
        super().__init__(context, name, fits=True)
        self._doors = doors

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, or turn the page."""
        key, area = Qt.Key(event.key()), self._area()
        by = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_Space: 1, Qt.Key.Key_PageUp: -1}.get(key, 0)
        if area is None or not by or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        bar = area.verticalScrollBar()
        if bar.value() < bar.maximum() if by > 0 else bar.value() > bar.minimum():
            bar.setValue(bar.value() + by * bar.pageStep() * 9 // 10)
        elif by > 0:
            self._doors.go_on()
        else:
            self._doors.go_back()

    def _area(self) -> QScrollArea | None:
        found = self.parentWidget()
        while found is not None and not isinstance(found, QScrollArea):
            found = found.parentWidget()
        return found


class LessonView(QWidget):
    """Shows one page of a lesson; built anew for each."""

    def __init__(self, context: Context, model: TrainingModel, lesson: LessonShown, doors: LessonDoors) -> None:
        """Build it.

        Args:
            context: For the look and words.
            model: Which page, and what comes before and after.
            lesson: In words.
            doors: What its buttons do.
        """
        super().__init__()
        self._context, self._model, self._lesson, self._doors = context, model, lesson, doors
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=8)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(text(model.place_words, "small"), 1)
        head.addWidget(text(model.page_words, "small", wraps=False))
        lines.addLayout(head)
        lines.addWidget(text(lesson.title, "h1"))
        if lesson.fallback:
            lines.addWidget(language_note(context, lesson.fallback))
        card = Card(context)
        spaced(context, card.body, margins=(_PADDING, 18, _PADDING, 16))
        self._text = LessonText(context, self._name(), doors)
        strip = LinkStrip(context)
        self._text.link_chosen.connect(strip.show_link)
        self._text.show_text(model.text)
        card.body.addWidget(self._text)
        card.body.addWidget(strip)
        lines.addWidget(card)
        if lesson.files and self._is_last:
            lines.addWidget(self._files_card())
        lines.addLayout(self._buttons())
        keys = context.speaker.say("Page Down goes on at the end of a page; Ctrl+Page Down and Ctrl+Page Up always.")
        lines.addWidget(text(keys, "caption"))

    def focus_first(self) -> None:
        """Put the keyboard into the text, where a screen reader begins to read."""
        self._text.setFocus()

    @property
    def _is_last(self) -> bool:
        return self._model.page + 1 == len(self._lesson.pages)

    def _name(self) -> str:
        words, say = self._model.page_words, self._context.speaker.say
        return say("{title}. {page}.", title=self._lesson.title, page=words) if words else self._lesson.title

    def _buttons(self) -> QHBoxLayout:
        context, model, doors, say = self._context, self._model, self._doors, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        if model.page or model.before:
            line.addWidget(button(context, say("Back"), doors.go_back, icon="arrow-left"))
        line.addStretch()
        if not self._is_last:
            words = say("Next page")
            line.addWidget(button(context, words, doors.go_on, kind="primary", icon="arrow-right", is_icon_last=True))
        elif not model.is_done:
            words = say("Mark as done and go on") if model.after else say("Mark as done")
            line.addWidget(button(context, words, doors.finish, kind="primary", icon="check"))
        else:
            line.addWidget(picture(context, "circle-check", ink="okInk", size=16))
            line.addWidget(text(say("Done"), "small", wraps=False))
            line.addWidget(button(context, say("Not done yet"), doors.take_back, kind="quiet"))
            if model.after:
                words = say("Next")
                line.addWidget(
                    button(context, words, doors.go_on, kind="primary", icon="arrow-right", is_icon_last=True)
                )
        return line

    def _files_card(self) -> Card:
        context, lesson, say = self._context, self._lesson, self._context.speaker.say
        card = Card(context, say("Files of this lesson"))
        for one in lesson.files:
            card.body.addLayout(self._file(one))
        holder = QWidget()
        line = FlowLayout(holder, context.look.px(8))
        if lesson.get_words:
            line.addWidget(button(context, lesson.get_words, self._doors.get, kind="small", icon="download"))
        if lesson.has_files_here and not lesson.get_words and not lesson.is_coming:
            words = say("Export a readable copy")
            line.addWidget(button(context, words, self._doors.export, kind="small", icon="save"))
        card.body.addWidget(holder)
        return card

    def _file(self, one: FileShown) -> QHBoxLayout:
        context = self._context
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        line.addWidget(picture(context, one.icon, ink="text2", size=18))
        words = QVBoxLayout()
        spaced(context, words, gap=0)
        # A file's name has no spaces: without these it could not go over two lines.
        words.addWidget(text(one.name.replace("-", "-\u200b").replace("_", "_\u200b"), "body"))
        words.addWidget(text(one.line, "caption"))
        line.addLayout(words, 1)
        icon, ink = _STATE_ICONS.get(one.state, ("cloud-download", "text2"))
        line.addWidget(picture(context, icon, ink=ink, size=16))
        line.addWidget(text(one.state_words, "caption", wraps=False))
        return line


def paper_width(context: Context) -> int:
    """Return how wide a lesson is in pixels: its measure in letters of the reading font, and the card around it."""
    letters = QFontMetrics(context.look.font("reading")).horizontalAdvance(_SAMPLE) / len(_SAMPLE)
    return round(_MEASURE * letters) + 2 * context.look.px(_PADDING) + 2
