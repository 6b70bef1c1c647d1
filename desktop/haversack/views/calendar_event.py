"""One event in full, and what is on a day. Must not read the vault."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.event_words import EventShown
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, copy_button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.language_note import language_note
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.pin_button import PinButton
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.texts import badge, picture, text


@dataclass(frozen=True, slots=True)
class EventDoors:
    """What people can do with an event: write it for another calendar, go to an area of work."""

    export: Callable[[], None]
    go_to_topic: Callable[[str], None]


class EventView(QWidget):
    """Shows one event; built anew for each."""

    def __init__(self, context: Context, shown: EventShown, doors: EventDoors) -> None:
        """Build it.

        Args:
            context: For the look and words.
            shown: The event in words.
            doors: What its buttons do.
        """
        super().__init__()
        self._context, self._shown, self._doors = context, shown, doors
        self.setAccessibleName(shown.title)
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=10)
        lines.addLayout(self._head())
        lines.addWidget(text(shown.title, "h1"))
        if shown.summary:
            lines.addWidget(text(shown.summary, "body"))
        if shown.fallback:
            lines.addWidget(language_note(context, shown.fallback))
        lines.addWidget(self._times())
        for name, words in shown.lines:
            pair = QVBoxLayout()
            spaced(context, pair, gap=1)
            pair.addWidget(text(name, "caption"))
            pair.addWidget(text(words, "body"))
            lines.addLayout(pair)
        for name, address in shown.links:
            lines.addLayout(self._link(name, address))
        self._add_topics(lines)
        if shown.body.html:
            lines.addWidget(rule())
            view, strip = ReadingView(context, shown.title, fits=True), LinkStrip(context)
            view.link_chosen.connect(strip.show_link)
            view.show_text(shown.body)
            lines.addWidget(view)
            lines.addWidget(strip)
        lines.addWidget(self._buttons())

    def _head(self) -> QHBoxLayout:
        context, shown = self._context, self._shown
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(picture(context, shown.icon, size=18))
        head.addWidget(badge(shown.type, "info"))
        head.addWidget(badge(shown.left, shown.tone))
        head.addStretch()
        head.addWidget(PinButton(context, shown.id, shown.title))
        return head

    def _times(self) -> Card:
        """When, by both clocks: what people look for first."""
        context = self._context
        card = Card(context)
        spaced(context, card.body, margins=(14, 10, 14, 10), gap=6)
        for name, words in self._shown.times:
            pair = QVBoxLayout()
            spaced(context, pair, gap=1)
            if name:
                pair.addWidget(text(name, "caption"))
            pair.addWidget(text(words, "label" if name else "small"))
            card.body.addLayout(pair)
        return card

    def _link(self, name: str, address: str) -> QVBoxLayout:
        """An address to copy; it is never opened."""
        context = self._context
        pair = QVBoxLayout()
        spaced(context, pair, gap=1)
        pair.addWidget(text(name, "caption"))
        line = QHBoxLayout()
        spaced(context, line, gap=6)
        # A break opportunity after each slash, so that a long address never widens the page.
        line.addWidget(text(address.replace("/", "/\u200b"), "small"), 1)
        line.addWidget(copy_button(context, name, address))
        pair.addLayout(line)
        return pair

    def _add_topics(self, lines: QVBoxLayout) -> None:
        context, shown = self._context, self._shown
        if not shown.topics:
            return
        title = context.speaker.say("Areas of work")
        lines.addWidget(text(title, "caption"))
        line = ChipLine(context, title)
        line.show_chips([chip(context, name, partial(self._doors.go_to_topic, topic)) for topic, name in shown.topics])
        lines.addWidget(line)

    def _buttons(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=4)
        if self._shown.has_day:
            line = QHBoxLayout()
            line.addWidget(button(context, say("Export this event"), self._doors.export, icon="file-down"))
            line.addStretch()
            lines.addLayout(line)
            lines.addWidget(text(say("A file for another calendar; anybody can read it."), "caption"))
        else:
            lines.addWidget(text(say("It can be exported when its day is known."), "caption"))
        return holder
