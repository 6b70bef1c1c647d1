"""One organisation's profile: what they do, facts, contact lines with who sees each. Must not read the vault."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from haversack.viewmodels.directory_profile import NamedShown, ProfileShown
from haversack.viewmodels.kinds import PAGES, kind_name
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.directory_contacts import ContactsBox
from haversack.views.page import spaced
from haversack.views.parts.badges import icon_badge
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, rule
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.erase_action import EraseAction
from haversack.views.parts.flow import flow
from haversack.views.parts.language_note import language_note
from haversack.views.parts.markdown_text import MarkdownText
from haversack.views.parts.pin_button import PinButton
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import picture, selectable, text

_FACT_COLUMNS: Final = 2
_NAME: Final = 300  # what picture and name need, so that a name of four words takes two lines
_TILE: Final = 48


class ProfileView(QWidget):
    """A profile; built anew for each organisation.

    Signals:
        print_wanted: Print the card.
        edit_wanted: Edit this profile.
        language_wanted: Tag of the language in which people want to read it.
    """

    print_wanted = Signal()
    edit_wanted = Signal()
    language_wanted = Signal(str)

    def __init__(self, context: Context, shown: ProfileShown) -> None:
        """Build it."""
        super().__init__()
        self._context, self._shown = context, shown
        on_surface(self)
        self.setAccessibleName(shown.title)
        lines = self._lines = QVBoxLayout(self)
        spaced(context, lines, margins=(20, 16, 20, 20), gap=12)
        lines.addLayout(self._head())
        if shown.badges:
            lines.addWidget(self._badges())
        self._add_two_versions()
        self._add_languages()
        self._add_texts()
        if shown.facts:
            lines.addWidget(rule())
            lines.addLayout(self._facts())
        lines.addWidget(rule())
        lines.addWidget(ContactsBox(context, shown))
        self._add_belonging()
        if shown.footnote:
            foot = QHBoxLayout()
            spaced(context, foot, gap=6)
            foot.addWidget(picture(context, "hard-drive-download", ink="text3", size=15))
            foot.addWidget(text(shown.footnote, "caption"), 1)
            lines.addLayout(foot)
        lines.addWidget(EraseAction(context, shown.id, shown.title))
        lines.addStretch(1)

    def _head(self) -> QBoxLayout:
        context, shown, say = self._context, self._shown, self._context.speaker.say
        head = QHBoxLayout()
        spaced(context, head, gap=14)
        head.addWidget(_tile(context, "users"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(selectable(text(shown.title, "h1")))
        if shown.original:
            words.addWidget(selectable(text(shown.original, "small")))
        if shown.place:
            place = QHBoxLayout()
            spaced(context, place, gap=5)
            place.addWidget(picture(context, "map-pin", ink="text2", size=15), 0, Qt.AlignmentFlag.AlignTop)
            place.addWidget(text(shown.place, "small"), 1)
            words.addLayout(place)
        head.addLayout(words, 1)
        buttons = QHBoxLayout()
        spaced(context, buttons, gap=8)
        top = Qt.AlignmentFlag.AlignTop
        buttons.addWidget(PinButton(context, shown.id, shown.title), 0, top)
        if shown.may_edit:
            buttons.addWidget(button(context, say("Edit"), self.edit_wanted.emit, icon="pen-line"), 0, top)
        buttons.addWidget(button(context, say("Print card"), self.print_wanted.emit, icon="printer"), 0, top)
        buttons.addStretch()
        both = self._head_line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, both, gap=10)
        both.addLayout(head, 1)
        both.addLayout(buttons)
        self._buttons = buttons
        return both

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the name where there is no room beside it."""
        super().resizeEvent(event)
        room = event.size().width() - self._buttons.minimumSize().width()
        is_wide = room >= self._context.look.px(_NAME)
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._head_line.setDirection(way)

    def _badges(self) -> QWidget:
        holder, lines = flow(self._context.look.px(6))
        for words, tone, icon in self._shown.badges:
            lines.addWidget(icon_badge(self._context, words, tone, icon))
        return holder

    def _add_two_versions(self) -> None:
        if self._shown.two_versions:
            banner = Banner(self._context, "conflict")
            banner.say(self._context.speaker.say("Two versions."), self._shown.two_versions)
            self._lines.addWidget(banner)

    def _add_languages(self) -> None:
        """Say in which language the texts are where it is another, and offer those that there are."""
        context, shown, say = self._context, self._shown, self._context.speaker.say
        if shown.language_note:
            self._lines.addWidget(language_note(context, shown.language_note))
        if not shown.other_languages:
            return
        chips = ChipLine(context, say("Other languages of this profile"))
        chips.show_chips(
            [
                chip(context, say("Read in {language}", language=name), partial(self.language_wanted.emit, tag))
                for tag, name in shown.other_languages
            ]
        )
        self._lines.addWidget(chips)

    def _add_texts(self) -> None:
        shown = self._shown
        if shown.summary:
            summary = selectable(text(shown.summary))
            self._lines.addWidget(summary)
        if shown.description:
            description = MarkdownText(self._context, is_rtl=shown.is_rtl)
            description.setAccessibleName(self._context.speaker.say("What they do"))
            description.setMarkdown(shown.description)
            self._lines.addWidget(description)

    def _facts(self) -> QGridLayout:
        context = self._context
        grid = QGridLayout()
        grid.setHorizontalSpacing(context.look.px(18))
        grid.setVerticalSpacing(context.look.px(10))
        for place, (name, value) in enumerate(self._shown.facts):
            cell = QVBoxLayout()
            spaced(context, cell, gap=1)
            cell.addWidget(text(name, "caption"))
            label = selectable(text(value, "body"))
            label.setAccessibleName(f"{name}: {value}")
            cell.addWidget(label)
            cell.addStretch()
            grid.addLayout(cell, place // _FACT_COLUMNS, place % _FACT_COLUMNS)
        for column in range(_FACT_COLUMNS):
            grid.setColumnStretch(column, 1)
        return grid

    def _add_belonging(self) -> None:
        """Add what belongs to the organisation, both ways: areas of work, library items, events."""
        say, shown = self._context.speaker.say, self._shown
        for name, records in (
            (say("Areas of work"), shown.topics),
            (say("In the library"), shown.items),
            (say("In the calendar"), shown.events),
        ):
            if records:
                self._add_chips(name, records)

    def _add_chips(self, name: str, records: Sequence[NamedShown]) -> None:
        context = self._context
        self._lines.addWidget(text(name, "h3"))
        line = ChipLine(context, name)
        line.show_chips(
            [
                chip(
                    context,
                    one.title,
                    partial(context.navigation.go, Place(PAGES.get(one.kind, "home"), one.id)),
                    spoken=f"{kind_name(context.speaker, one.kind)}: {one.title}",
                )
                for one in records
            ]
        )
        self._lines.addWidget(line)


def _tile(context: Context, icon: str) -> QLabel:
    """Return a large icon on a tinted ground."""
    label = picture(context, icon, size=24)
    label.setProperty("badge", "brand")
    side = context.look.px(_TILE)
    label.setFixedSize(side, side)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
