"""One organisation's profile: what they do, facts, contact lines with who sees each. Must not read the vault."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.directory_profile import LineShown, ProfileShown
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, copy_button
from haversack.views.parts.cards import Banner, rule
from haversack.views.parts.flow import flow
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import badge, picture, text

_FACT_COLUMNS: Final = 2
_BESIDE: Final = 440


class ProfileView(QWidget):
    """A profile; built anew for each organisation.

    Signals:
        print_wanted: Print the card.
        edit_wanted: Edit this profile.
        topic_wanted: Id of an area of work to go to.
    """

    print_wanted = Signal()
    edit_wanted = Signal()
    topic_wanted = Signal(str)

    def __init__(self, context: Context, shown: ProfileShown) -> None:
        """Build it."""
        super().__init__()
        self._context, self._shown = context, shown
        on_surface(context, self)
        self.setAccessibleName(shown.title)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(20, 16, 20, 20), gap=12)
        lines.addLayout(self._head())
        if shown.badges:
            lines.addWidget(self._badges())
        say = context.speaker.say
        if shown.two_versions:
            banner = Banner(context, "conflict")
            banner.say(say("Two versions."), shown.two_versions)
            lines.addWidget(banner)
        if shown.summary:
            lines.addWidget(selectable(text(shown.summary)))
        if shown.description:
            lines.addWidget(self._description())
        if shown.foreign:
            lines.addWidget(text(shown.foreign, "caption"))
        if shown.facts:
            lines.addWidget(rule())
            lines.addLayout(self._facts())
        if shown.topics:
            lines.addWidget(self._topics())
        lines.addWidget(rule())
        lines.addWidget(self._contacts())
        if shown.footnote:
            foot = QHBoxLayout()
            spaced(context, foot, gap=6)
            foot.addWidget(picture(context, "hard-drive-download", ink="text3", size=14))
            foot.addWidget(text(shown.footnote, "caption"), 1)
            lines.addLayout(foot)
        lines.addStretch()

    def _head(self) -> QBoxLayout:
        context, shown, say = self._context, self._shown, self._context.speaker.say
        head = QHBoxLayout()
        spaced(context, head, gap=14)
        head.addWidget(tile(context, "building-2"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(selectable(text(shown.title, "h1")))
        if shown.original:
            words.addWidget(text(shown.original, "small"))
        if shown.place:
            words.addWidget(text(shown.place, "small"))
        head.addLayout(words, 1)
        buttons = QHBoxLayout()
        spaced(context, buttons, gap=8)
        if shown.may_edit:
            buttons.addWidget(
                button(context, say("Edit"), self.edit_wanted.emit, icon="pen-line"), 0, Qt.AlignmentFlag.AlignTop
            )
        buttons.addWidget(
            button(context, say("Print card"), self.print_wanted.emit, icon="printer"), 0, Qt.AlignmentFlag.AlignTop
        )
        buttons.addStretch()
        both = self._head_line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, both, gap=10)
        both.addLayout(head, 1)
        both.addLayout(buttons)
        return both

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the name where there is no room beside it."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= self._context.look.px(_BESIDE)
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._head_line.setDirection(way)

    def _badges(self) -> QWidget:
        holder, lines = flow(self._context.look.px(6))
        for words, tone, _ in self._shown.badges:
            lines.addWidget(badge(words, tone))
        return holder

    def _description(self) -> QTextBrowser:
        shown = MarkdownText()
        shown.setFrameShape(QFrame.Shape.NoFrame)
        shown.setAccessibleName(self._context.speaker.say("What they do"))
        shown.document().setDefaultFont(self._context.look.font("body"))
        shown.document().setDocumentMargin(0)
        shown.setMarkdown(self._shown.description)
        return shown

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

    def _topics(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=2)
        lines.addWidget(text(say("Areas of work"), "caption"))
        chips, places = flow(context.look.px(4))
        for record, title in self._shown.topics:
            places.addWidget(button(context, title, self._go_to_topic(record), kind="link"))
        lines.addWidget(chips)
        return holder

    def _go_to_topic(self, record: str) -> Callable[[], None]:
        return lambda: self.topic_wanted.emit(record)

    def _contacts(self) -> QWidget:
        context, shown, say = self._context, self._shown, self._context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=8)
        lines.addWidget(text(say("Contact"), "h2"))
        lines.addWidget(text(say("The organisation chooses who sees each line."), "caption"))
        frame = QFrame()
        frame.setProperty("card", "true")
        rows = QVBoxLayout(frame)
        spaced(context, rows, margins=(1, 1, 1, 1), gap=0)
        if shown.address_lines:
            rows.addWidget(self._line(_address_line(shown, say("Street address"))))
        for one in shown.lines:
            if rows.count():
                rows.addWidget(rule())
            rows.addWidget(self._line(one))
        if not rows.count():
            words = say("No contact line is shared with you. Ask the coordinators of your network for an introduction.")
            lines.addWidget(text(words, "small"))
        else:
            lines.addWidget(frame)
        return holder

    def _line(self, one: LineShown) -> QWidget:
        context, say = self._context, self._context.speaker.say
        holder = QWidget()
        holder.setAccessibleName(say("{purpose}: {value}", purpose=one.purpose, value=one.copied))
        line = QHBoxLayout(holder)
        spaced(context, line, margins=(12, 8, 10, 8), gap=12)
        line.addWidget(picture(context, one.icon, ink="text2", size=16))
        words = QVBoxLayout()
        spaced(context, words, gap=1)
        words.addWidget(text(one.purpose, "small"))
        value = selectable(text(one.value, "body"))
        value.setAccessibleName(say("{purpose}: {value}", purpose=one.purpose, value=one.copied))
        words.addWidget(value)
        for detail in (one.detail, one.state):
            if detail:
                words.addWidget(text(detail, "caption"))
        if one.audience:
            seen = QHBoxLayout()
            spaced(context, seen, gap=4)
            seen.addWidget(picture(context, one.audience_icon, ink="text3", size=12))
            label = text(one.audience, "caption")
            label.setAccessibleName(say("Who sees this line: {audience}", audience=one.audience))
            seen.addWidget(label, 1)
            words.addLayout(seen)
        line.addLayout(words, 1)
        line.addWidget(copy_button(context, one.purpose, one.copied), 0, Qt.AlignmentFlag.AlignVCenter)
        return holder


class MarkdownText(QTextBrowser):
    """Markdown as high as it is long; the page scrolls, not the text. It opens no link and loads nothing."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def _fit(self) -> None:
        height = round(self.document().size().height()) + 2 * self.frameWidth() + 2
        if height != self.height():
            self.setFixedHeight(height)


def selectable(label: QLabel) -> QLabel:
    """Let people mark and copy a text, also by keyboard."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setAccessibleName(label.text())
    return label


def tile(context: Context, icon: str) -> QLabel:
    """Return a large icon on a tinted ground."""
    label = picture(context, icon, size=22)
    label.setProperty("badge", "brand")
    side = context.look.px(44)
    label.setFixedSize(side, side)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def _address_line(shown: ProfileShown, name: str) -> LineShown:
    value = "\n".join(shown.address_lines)
    return LineShown("", "map-pin", name, value, shown.address, "", "", "users", "")
