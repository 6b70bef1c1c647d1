"""The first start: three cards, as the design has them. Must not make anything; the last button has it made."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from haversack.viewmodels.first_run import STEPS, FirstRunModel
from haversack.views.context import Context
from haversack.views.first_run_kit import KitBanner
from haversack.views.first_run_passphrase import PassphraseCard
from haversack.views.first_run_ways import WaysCard
from haversack.views.look import app_picture
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, rule
from haversack.views.parts.choices import draft_note
from haversack.views.parts.language_list import LanguageList
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.texts import badge, picture, text

_THREE_COLUMNS: Final = 1000


class FirstRunScreen(QWidget):
    """Asks for language, a way to begin, and a passphrase."""

    def __init__(self, context: Context, model: FirstRunModel) -> None:
        """Build it and show what was typed before.

        Args:
            context: For the look and words.
            model: Keeps what is typed, and makes the vault.
        """
        super().__init__()
        self._context, self._model = context, model
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(28, 14, 28, 8), gap=10)
        lines.addLayout(self._build_top())
        lines.addWidget(KitBanner(context, model, content))
        number = context.speaker.number
        self._ways, self._secret = WaysCard(context, model, number(2)), PassphraseCard(context, model, number(3))
        self._cards = (self._build_language(number(1)), self._ways, self._secret)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._columns, gap=14)
        for card, share in zip(self._cards, (5, 8, 8), strict=True):
            self._columns.addWidget(card, share)
        lines.addLayout(self._columns)
        self._room_below = text("", "caption")
        lines.addWidget(self._room_below)
        lines.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolling(content), 1)
        outer.addWidget(rule())
        # What happens stands with the buttons, outside of what scrolls: nobody has to look for it.
        self._failure = Banner(context, "wait", icon="triangle-alert")
        self._strip = ProgressStrip(context, context.speaker.say("Getting this computer ready"), model.cancel)
        news = QVBoxLayout()
        spaced(context, news, margins=(28, 8, 28, 0), gap=8)
        news.addWidget(self._failure)
        news.addWidget(self._strip)
        outer.addLayout(news)
        outer.addLayout(self._build_foot())
        for field in (self._ways.code, self._ways.source, self._secret.passphrase, self._secret.again):
            field.returnPressed.connect(model.start)
        self._ways.network.returnPressed.connect(model.ask)
        model.changed.connect(self._show)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard where one begins; a proxy for focus would make Tab pass by everything above."""
        self._languages.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the effective width: the window's, divided by the text size."""
        super().resizeEvent(event)
        self.set_effective_width(self.width() * 100 // self._context.look.scale)

    def set_effective_width(self, width: int) -> None:
        """Put the cards below each other where there is no room beside."""
        is_wide = width >= _THREE_COLUMNS
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)
        self._foot.setDirection(direction)
        # Where there is little room it belongs to what can be read, not to the foot.
        self._room.setVisible(is_wide)
        self._room_below.setVisible(not is_wide)

    def _build_top(self) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=14)
        mark = QLabel()
        mark.setPixmap(app_picture(context.look.px(44)))
        line.addWidget(mark)
        words = QVBoxLayout()
        spaced(context, words, gap=0)
        words.addWidget(text(say("Set up this computer"), "display"))
        words.addWidget(text(say("Three short steps. You do not need an email address or an account."), "small"))
        line.addLayout(words, 1)
        centre = Qt.AlignmentFlag.AlignVCenter
        help_button = button(
            context, say("I need help"), lambda: context.help("invitation"), kind="quiet", icon="circle-help"
        )
        appearance = context.models.appearance
        larger = button(context, say("Larger text"), appearance.larger_or_first, kind="quiet", icon="a-large-small")
        line.addWidget(help_button, 0, centre)
        line.addWidget(larger, 0, centre)
        return line

    def _build_language(self, number: str) -> Card:
        context, say = self._context, self._context.speaker.say
        card = Card(context, say("Language"))
        card.head.insertWidget(0, badge(number, "brand"))
        card.body.addWidget(text(say("Menus and messages. You can change it at any time."), "small"))
        self._languages = LanguageList(context)
        card.body.addWidget(self._languages)
        card.body.addWidget(
            text(say("Texts of your network stay in the language that they were written in."), "caption")
        )
        card.body.addWidget(text(draft_note(context.speaker), "caption"))
        card.body.addStretch()
        return card

    def _build_foot(self) -> QBoxLayout:
        context, say = self._context, self._context.speaker.say
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, foot, margins=(28, 10, 28, 10), gap=14)
        said = QHBoxLayout()
        spaced(context, said, gap=14)
        self._disk = picture(context, "hard-drive-download", ink="text2", size=18)
        words = QVBoxLayout()
        spaced(context, words, gap=0)
        self._missing, self._room = text("", "small"), text("", "caption")
        words.addWidget(self._missing)
        words.addWidget(self._room)
        said.addWidget(self._disk)
        said.addLayout(words, 1)
        foot.addLayout(said, 1)
        line = QHBoxLayout()
        spaced(context, line, gap=14)
        line.addStretch()
        line.addWidget(button(context, say("Stop and leave nothing behind"), self._model.stop, kind="quiet"))
        self._start = button(context, say("Open Haversack"), self._model.start, kind="primary")
        line.addWidget(self._start)
        foot.addLayout(line)
        return foot

    def show_progress(self, step: int, detail: str) -> None:
        """Show how far it is.

        Args:
            step: Of all steps.
            detail: What is being done, in a sentence.
        """
        self._strip.show_progress(step, STEPS, detail=detail)

    def _show(self) -> None:
        model = self._model
        missing = model.missing()
        self._missing.setText("" if model.is_running else missing)
        self._missing.setVisible(bool(self._missing.text()))
        self._room.setText(model.room_words)
        self._room_below.setText(model.room_words)
        self._start.setEnabled(not missing and not model.is_running)
        for card in self._cards:
            card.setEnabled(not model.is_running)
        self._strip.setVisible(model.is_running)
        if model.is_running:
            self.show_progress(model.step, model.detail)
        # A failure that belongs to a field is told there.
        is_general = model.failure is not None and not model.failed_part and not model.is_running
        self._failure.setVisible(is_general)
        if model.failure is not None and is_general:
            self._failure.say(model.failure.text, model.failure.next_step)
