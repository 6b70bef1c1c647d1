"""One item of the library in full: what it is, its files, what belongs to it. Must not read the vault."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.kinds import PAGES, kind_name
from haversack.viewmodels.library_detail import DetailShown, FileShown, NamedShown
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, copy_button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.flow import FlowLayout
from haversack.views.parts.shelf_list import STATE_ICONS
from haversack.views.parts.texts import picture, text

_TONES = {"here": "ok", "asked": "wait"}


@dataclass(frozen=True, slots=True)
class ItemActions:
    """What people can do with an item: read it, get its files, stop that, remove them from here, write a copy."""

    read: Callable[[], None]
    get: Callable[[], None]
    stop: Callable[[], None]
    remove: Callable[[], None]
    export: Callable[[], None]


class ItemView(QWidget):
    """Shows one item; built anew for each."""

    def __init__(self, context: Context, detail: DetailShown, actions: ItemActions) -> None:
        """Build it.

        Args:
            context: For the look and words.
            detail: The item in words.
            actions: What its buttons do.
        """
        super().__init__()
        self._context, self._detail, self._actions = context, detail, actions
        self.setAccessibleName(detail.title)
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=8)
        lines.addWidget(text(detail.meta, "small"))
        lines.addWidget(text(detail.title, "h1"))
        if detail.summary:
            lines.addWidget(text(detail.summary, "body"))
        if detail.fallback:
            lines.addLayout(self._note("languages", detail.fallback))
        lines.addWidget(self._build_buttons())
        lines.addWidget(self._build_keeping())
        self._add_files(lines)
        self._add_belonging(lines)
        self._add_facts(lines)
        lines.addLayout(self._note("users", detail.seen_by))

    def _note(self, icon: str, words: str) -> QHBoxLayout:
        line = QHBoxLayout()
        spaced(self._context, line, gap=8)
        line.addWidget(picture(self._context, icon, ink="text3", size=16), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text(words, "small"), 1)
        return line

    def _build_buttons(self) -> QWidget:
        context, say, detail = self._context, self._context.speaker.say, self._detail
        holder = QWidget()
        line = FlowLayout(holder, context.look.px(8))
        self.first: QWidget | None = None
        if detail.body.html:
            self.first = button(context, say("Read"), self._actions.read, kind="primary", icon="book-open")
            line.addWidget(self.first)
        if detail.get_words and detail.state != "asked":
            kind = "" if detail.body.html else "primary"
            line.addWidget(button(context, detail.get_words, self._actions.get, kind=kind, icon="download"))
        if detail.can_remove and detail.state == "here":
            line.addWidget(button(context, say("Export a readable copy"), self._actions.export, icon="save"))
        if not line.count():
            holder.hide()
        return holder

    def _build_keeping(self) -> QWidget:
        context, say, detail = self._context, self._context.speaker.say, self._detail
        card = Card(context)
        line = QHBoxLayout()
        spaced(context, line, margins=(0, 8, 0, 0), gap=10)
        icon, ink = STATE_ICONS[_TONES.get(detail.state, "plain")]
        line.addWidget(picture(context, icon, ink=ink, size=20))
        line.addWidget(text(detail.state_line, "small"), 1)
        card.body.addLayout(line)
        if detail.state == "asked":
            card.body.addWidget(button(context, say("Cancel"), self._actions.stop, kind="small", icon="x"))
        elif detail.can_remove:
            words = say("Remove from this computer")
            card.body.addWidget(
                button(context, words, self._actions.remove, kind="link", icon="trash-2"),
                0,
                Qt.AlignmentFlag.AlignLeading,
            )
        card.setAccessibleName(detail.state_line)
        return card

    def _add_files(self, lines: QVBoxLayout) -> None:
        if not self._detail.files:
            return
        lines.addWidget(text(self._context.speaker.say("Files"), "h2"))
        for one in self._detail.files:
            lines.addWidget(self._file(one))
            lines.addWidget(rule())

    def _file(self, one: FileShown) -> QWidget:
        context = self._context
        holder = QWidget()
        holder.setAccessibleName(one.spoken)
        line = QHBoxLayout(holder)
        spaced(context, line, margins=(0, 2, 0, 2), gap=10)
        line.addWidget(picture(context, one.icon, ink="text2", size=18))
        words = QVBoxLayout()
        spaced(context, words, gap=0)
        # A file's name has no spaces: without these it could not go over two lines.
        words.addWidget(text(one.name.replace("-", "-\u200b").replace("_", "_\u200b"), "body"))
        words.addWidget(text(one.line, "caption"))
        line.addLayout(words, 1)
        icon, ink = STATE_ICONS[_TONES.get(one.state, "plain")]
        line.addWidget(picture(context, icon, ink=ink, size=16))
        line.addWidget(text(one.state_words, "caption", wraps=False))
        return holder

    def _add_belonging(self, lines: QVBoxLayout) -> None:
        context, say, detail = self._context, self._context.speaker.say, self._detail
        named = (
            (say("Areas of work"), [(one, one.title) for one in detail.topics]),
            (say("Belongs together with"), [(one, self._title_with_kind(one)) for one in detail.related]),
        )
        for title, records in named:
            if records:
                lines.addWidget(text(title, "h2"))
                chips = ChipLine(context, title)
                chips.show_chips([chip(context, words, self._opener(one)) for one, words in records])
                lines.addWidget(chips)

    def _title_with_kind(self, one: NamedShown) -> str:
        if one.kind in {"resource", "topic"}:
            return one.title
        speaker = self._context.speaker
        return speaker.say("{kind}: {title}", kind=kind_name(speaker, one.kind), title=one.title)

    def _opener(self, one: NamedShown) -> Callable[[], None]:
        return lambda: self._context.navigation.go(Place(PAGES.get(one.kind, "home"), one.id))

    def _add_facts(self, lines: QVBoxLayout) -> None:
        context, say, detail = self._context, self._context.speaker.say, self._detail
        if not (detail.facts or detail.link):
            return
        lines.addWidget(text(say("About this item"), "h2"))
        for name, words in detail.facts:
            pair = QVBoxLayout()
            spaced(context, pair, gap=0)
            pair.addWidget(text(name, "caption"))
            pair.addWidget(text(words, "small"))
            lines.addLayout(pair)
        if detail.link:
            lines.addWidget(text(say("On the web (not opened from here)"), "caption"))
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            line.addWidget(text(detail.link.replace("/", "/\u200b"), "small"), 1)
            line.addWidget(copy_button(context, say("the address"), detail.link))
            lines.addLayout(line)
