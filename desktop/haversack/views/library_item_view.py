"""One item of the library in full: what it is, its files, what belongs to it. Must not read the vault."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from haversack.viewmodels.kinds import PAGES, kind_name
from haversack.viewmodels.library_detail import DetailShown, GetShown, NamedShown
from haversack.viewmodels.library_words import TONES
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.library_item_files import FileActions, FileRow
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, copy_button
from haversack.views.parts.cards import Banner, rule, set_state
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.erase_action import EraseAction
from haversack.views.parts.flow import flow
from haversack.views.parts.keep_switch import KeepSwitch
from haversack.views.parts.language_note import language_note
from haversack.views.parts.pin_button import PinButton
from haversack.views.parts.shelf_list import STATE_ICONS
from haversack.views.parts.texts import badge, picture, text

_MOST_CHIPS = 8


@dataclass(frozen=True, slots=True)
class ItemActions:
    """What people can do with an item.

    Attributes:
        read: Read its text, in a language or (empty) the one that is shown.
        get: Get some of its files.
        stop: Ask for its files no longer.
        remove: Remove its files from this computer.
        export: Write readable copies of what is here.
        file: What they can do with one file.
    """

    read: Callable[[str], None]
    get: Callable[[GetShown], None]
    stop: Callable[[], None]
    remove: Callable[[], None]
    export: Callable[[], None]
    file: FileActions


class ItemView(QWidget):
    """Shows one item; built anew for each.

    Attributes:
        first: Where the keyboard goes when people come to the item.
        keep: Keeps its files; None where it has none.
        keeping: The layout under the state of its files; the page puts progress and questions there.
    """

    def __init__(self, context: Context, detail: DetailShown, actions: ItemActions) -> None:
        """Build it.

        Args:
            context: For the look and words.
            detail: The item in words.
            actions: What its buttons do.
        """
        super().__init__()
        self._context, self._detail, self._actions = context, detail, actions
        self.first: QWidget | None = None
        self.keep: KeepSwitch | None = None
        self.setAccessibleName(detail.title)
        lines = self._lines = QVBoxLayout(self)
        spaced(context, lines, gap=8)
        lines.addWidget(text(detail.meta, "caption"))
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(text(detail.title, "h1"), 1)
        head.addWidget(PinButton(context, detail.id, detail.title), 0, Qt.AlignmentFlag.AlignTop)
        lines.addLayout(head)
        if detail.summary:
            lines.addWidget(text(detail.summary, "body"))
        self._add_edition()
        self._add_language()
        self._add_buttons()
        self._add_keeping()
        self._add_files()
        self._add_belonging()
        self._add_facts()
        lines.addSpacing(context.look.px(4))
        lines.addLayout(self._note("users", detail.seen_by))
        lines.addWidget(EraseAction(context, detail.id, detail.title))

    def _note(self, icon: str, words: str) -> QHBoxLayout:
        line = QHBoxLayout()
        spaced(self._context, line, gap=8)
        line.addWidget(picture(self._context, icon, ink="text3", size=16), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text(words, "small"), 1)
        return line

    def _add_edition(self) -> None:
        context, say = self._context, self._context.speaker.say
        if not self._detail.newer:
            return
        newest = self._detail.newer[0]
        banner = Banner(context, "info", icon="history")
        banner.say(say("There is a newer edition."), newest.title)
        action = button(context, say("Open it"), self._opener(newest), kind="small")
        action.setAccessibleName(say("Open the newer edition: {title}", title=newest.title))
        banner.add_action(action)
        self._lines.addWidget(banner)

    def _add_language(self) -> None:
        context, say, detail = self._context, self._context.speaker.say, self._detail
        if detail.fallback:
            self._lines.addWidget(language_note(self._context, detail.fallback))
        if detail.texts:
            chips = ChipLine(context, say("Other languages of the text"))
            chips.show_chips(
                [
                    chip(context, say("Read in {language}", language=name), partial(self._actions.read, tag))
                    for tag, name in detail.texts
                ]
            )
            self._lines.addWidget(chips)

    def _add_buttons(self) -> None:
        context, say, detail, do = self._context, self._context.speaker.say, self._detail, self._actions
        holder, line = flow(context.look.px(8))
        if detail.body.blocks:
            line.addWidget(
                self._first(button(context, say("Read"), lambda: do.read(""), kind="primary", icon="book-open"))
            )
        for place, one in enumerate(detail.gets):
            kind = "primary" if not detail.body.blocks and place == 0 else ""
            made = button(context, one.words, partial(do.get, one), kind=kind, icon="download")
            line.addWidget(self._first(made))
        if detail.here or detail.body.blocks:
            line.addWidget(self._first(button(context, say("Export a readable copy"), do.export, icon="save")))
        if not line.count():
            holder.hide()
        self._lines.addWidget(holder)

    def _first(self, made: QPushButton) -> QPushButton:
        self.first = self.first or made
        return made

    def _add_keeping(self) -> None:
        context, say, detail = self._context, self._context.speaker.say, self._detail
        icon, ink = STATE_ICONS[TONES.get(detail.state, "plain")]
        card = QFrame()
        set_state(card, "banner", "plain")
        card.setAccessibleName(f"{detail.state_title}. {detail.state_line}")
        line = QHBoxLayout(card)
        spaced(context, line, margins=(14, 10, 14, 10), gap=12)
        line.addWidget(picture(context, icon, ink=ink, size=20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(detail.state_title, "h3"))
        words.addWidget(text(detail.state_line, "small"))
        if detail.asked:
            stop = button(context, say("Cancel"), self._actions.stop, kind="small", icon="x")
            stop.setAccessibleName(say("Do not get the files of this item"))
            words.addWidget(stop, 0, Qt.AlignmentFlag.AlignLeading)
        elif detail.here:
            removing = button(
                context, say("Remove from this computer"), self._actions.remove, kind="link", icon="trash-2"
            )
            words.addWidget(removing, 0, Qt.AlignmentFlag.AlignLeading)
        line.addLayout(words, 1)
        self._lines.addWidget(card)
        if detail.files:
            self.keep = KeepSwitch(context, detail.id)
            self._lines.addWidget(self.keep)
        self.keeping = QVBoxLayout()
        spaced(context, self.keeping, gap=8)
        self._lines.addLayout(self.keeping)

    def _add_files(self) -> None:
        files = self._detail.files
        if not files:
            return
        self._lines.addLayout(self._title(self._context.speaker.say("Files"), len(files)))
        for one in files:
            self._lines.addWidget(FileRow(self._context, one, self._actions.file))
            self._lines.addWidget(rule())
        notes = [one.note for one in files if one.note and one.state == "here"]
        if notes:
            self._lines.addLayout(self._note("info", notes[0]))

    def _title(self, words: str, number: int) -> QHBoxLayout:
        line = QHBoxLayout()
        spaced(self._context, line, margins=(0, 6, 0, 0), gap=8)
        line.addWidget(text(words, "h2", wraps=False))
        line.addWidget(text(self._context.speaker.number(number), "caption", wraps=False))
        line.addStretch()
        return line

    def _add_belonging(self) -> None:
        say, detail = self._context.speaker.say, self._detail
        self._add_chips(say("Related areas of work"), detail.topics)
        self._add_chips(say("Belongs together with"), detail.related)
        self._add_chips(say("Older editions"), detail.older)
        self._add_events()
        self._add_chips(say("Organisations"), detail.organisations)

    def _add_chips(self, title: str, records: Sequence[NamedShown]) -> None:
        if not records:
            return
        self._lines.addLayout(self._title(title, len(records)))
        chips = ChipLine(self._context, title)
        shown = records[:_MOST_CHIPS]
        chips.show_chips([chip(self._context, self._words_of(one), self._opener(one)) for one in shown])
        self._lines.addWidget(chips)

    def _add_events(self) -> None:
        context, events = self._context, self._detail.events
        if not events:
            return
        self._lines.addLayout(self._title(context.speaker.say("Dates"), len(events)))
        for one in events:
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            line.addWidget(picture(context, "calendar-days", ink="text2", size=16), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            spaced(context, words, gap=0)
            words.addWidget(text(one.title, "body"))
            words.addWidget(text(one.line, "caption"))
            line.addLayout(words, 1)
            if one.left:
                line.addWidget(badge(one.left), 0, Qt.AlignmentFlag.AlignVCenter)
            action = button(
                context, context.speaker.say("Open"), self._opener(NamedShown(one.id, "event", one.title)), kind="small"
            )
            action.setAccessibleName(context.speaker.say("Open {title}", title=one.title))
            line.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
            self._lines.addLayout(line)
            self._lines.addWidget(rule())

    def _words_of(self, one: NamedShown) -> str:
        if one.kind in {"resource", "topic", "organisation"}:
            return one.title
        speaker = self._context.speaker
        return speaker.say("{kind}: {title}", kind=kind_name(speaker, one.kind), title=one.title)

    def _opener(self, one: NamedShown) -> Callable[[], None]:
        return lambda: self._context.navigation.go(Place(PAGES.get(one.kind, "home"), one.id))

    def _add_facts(self) -> None:
        context, say, detail = self._context, self._context.speaker.say, self._detail
        self._lines.addSpacing(context.look.px(6))
        self._lines.addWidget(text(say("About this item"), "h2"))
        for name, words in detail.facts:
            pair = QVBoxLayout()
            spaced(context, pair, gap=0)
            pair.addWidget(text(name, "caption"))
            pair.addWidget(text(words.replace("/", "/\u200b"), "small"))
            self._lines.addLayout(pair)
        self._add_copied(say("How to cite it"), detail.citation, say("how to cite it"))
        if detail.link:
            self._add_copied(say("On the web (not opened from here)"), detail.link, say("the address"))

    def _add_copied(self, name: str, words: str, what: str) -> None:
        context = self._context
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        pair = QVBoxLayout()
        spaced(context, pair, gap=0)
        pair.addWidget(text(name, "caption"))
        pair.addWidget(text(words.replace("/", "/\u200b"), "small"))
        line.addLayout(pair, 1)
        line.addWidget(copy_button(context, what, words), 0, Qt.AlignmentFlag.AlignVCenter)
        self._lines.addLayout(line)
