"""The first start: three cards, as the design has them. Nothing is made before the last button. Must not join."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.first_run import FirstRunModel, Typed
from haversack.views.context import Context
from haversack.views.look import app_picture
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, rule
from haversack.views.parts.choices import LANGUAGES, draft_note
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.texts import badge, text

_THREE_COLUMNS: Final = 1000


class FirstRunScreen(QWidget):
    """Asks for language, invitation and passphrase."""

    def __init__(self, context: Context, model: FirstRunModel) -> None:
        """Build it and show what was typed before.

        Args:
            context: For the look and words.
            model: Keeps what is typed, and joins.
        """
        super().__init__()
        self._context, self._model = context, model
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(28, 18, 28, 18), gap=12)
        lines.addLayout(self._build_top())
        self._failure = Banner(context, "wait", icon="triangle-alert")
        self._strip = ProgressStrip(context, context.speaker.say("Joining your network"), model.cancel)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._columns, gap=14)
        self._cards = (self._build_language(), self._build_invitation(), self._build_passphrase())
        for card, share in zip(self._cards, (5, 8, 10), strict=True):
            self._columns.addWidget(card, share)
        lines.addLayout(self._columns)
        lines.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolling(content), 1)
        outer.addWidget(rule())
        # What happens stands with the buttons, outside of what scrolls: nobody has to look for it.
        news = QVBoxLayout()
        spaced(context, news, margins=(28, 8, 28, 0), gap=8)
        news.addWidget(self._failure)
        news.addWidget(self._strip)
        outer.addLayout(news)
        outer.addLayout(self._build_foot())
        for field in (self._code, self._source, self._passphrase, self._again):
            field.textChanged.connect(self._keep)
        model.changed.connect(self._show)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard where one types first; a proxy for focus would make Tab pass by everything above."""
        self._code.setFocus()

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
        words.addWidget(text(say("You need an invitation from your network. No email address, no account."), "small"))
        line.addLayout(words, 1)
        help_ = button(
            context, say("I need help"), lambda: context.help("invitation"), kind="quiet", icon="circle-help"
        )
        line.addWidget(help_, 0, Qt.AlignmentFlag.AlignVCenter)
        appearance = context.models.appearance
        larger = button(context, say("Larger text"), appearance.larger, kind="quiet", icon="a-large-small")
        line.addWidget(larger, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    def _build_language(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        card = self._card(1, say("Language"), say("Menus and messages. You can change it at any time."))
        appearance = context.models.appearance
        now = appearance.now.language.split("-")[0]
        known = now if now in dict(LANGUAGES) else "en"
        group = QButtonGroup(card)
        for number, (tag, name) in enumerate(LANGUAGES):
            choice = QRadioButton(name)
            choice.setAccessibleName(name)
            choice.setMinimumHeight(context.look.target)
            choice.setChecked(tag == known)
            group.addButton(choice, number)
            card.body.addWidget(choice)
        group.idClicked.connect(lambda number: appearance.choose_language(LANGUAGES[number][0]))
        card.body.addWidget(
            text(say("Texts of your network stay in the language that they were written in."), "caption")
        )
        card.body.addWidget(text(draft_note(context.speaker), "caption"))
        card.body.addStretch()
        return card

    def _build_invitation(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        card = self._card(
            2, say("I have an invitation"), say("Your coordinator gave you a code and the hub's address, or a stick.")
        )
        self._code = self._field(card, say("Invitation code"), self._model.typed.code)
        self._code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._code.setPlaceholderText("XXXXX-XXXXX-XXXXX-XXXXX-X")
        card.body.addWidget(text(say("20 letters and digits and one check sign. It works once."), "caption"))
        self._source = self._field(card, say("Address of the hub, or a folder"), self._model.typed.source)
        self._source.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._source.setPlaceholderText("https://…")
        line = QHBoxLayout()
        line.addWidget(button(context, say("Choose a folder or stick"), self._choose_folder, kind="small", icon="usb"))
        line.addStretch()
        card.body.addLayout(line)
        card.body.addWidget(
            _note(
                context,
                "shield-check",
                say("The code itself confirms your network."),
                say("If somebody else answers at this address, nothing is made."),
            )
        )
        card.body.addStretch()
        return card

    def _build_passphrase(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        card = self._card(3, say("Choose a passphrase"), say("It locks everything that is kept on this computer."))
        card.body.addWidget(self._build_words())
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        line.addWidget(button(context, say("Use these words"), self._use_words, kind="small", icon="check"))
        line.addWidget(button(context, say("Other words"), self._model.draw_again, kind="small", icon="refresh-cw"))
        line.addStretch()
        card.body.addLayout(line)
        self._passphrase = self._field(card, say("Passphrase"), self._model.typed.passphrase, is_secret=True)
        self._again = self._field(card, say("Type it again"), self._model.typed.again, is_secret=True)
        self._match = text("", "caption")
        card.body.addWidget(self._match)
        card.body.addWidget(
            _note(
                context,
                "info",
                say("There is no way back yet."),
                say(
                    "The passphrase is never sent anywhere. If you forget it, nobody can open this computer's copy, "
                    "us included. Write it down, and keep the paper away from this computer."
                ),
            )
        )
        card.body.addStretch()
        return card

    def _build_words(self) -> QFrame:
        context, say = self._context, self._context.speaker.say
        sheet = QFrame()
        sheet.setProperty("card", "true")
        lines = QVBoxLayout(sheet)
        spaced(context, lines, margins=(12, 8, 12, 10), gap=6)
        lines.addWidget(text(say("Suggested: six words"), "label"))
        self._words = QGridLayout()
        self._words.setHorizontalSpacing(context.look.px(14))
        self._words.setVerticalSpacing(context.look.px(4))
        # The words are of one language, and are read in their order from left to right.
        holder = QWidget()
        holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        holder.setLayout(self._words)
        self._word_texts = [text("", "body", wraps=False) for _ in self._model.words]
        for place, word in enumerate(self._word_texts):
            self._words.addWidget(word, place // 3, place % 3)
        lines.addWidget(holder)
        lines.addWidget(text(self._model.worth, "caption"))
        return sheet

    def _build_foot(self) -> QBoxLayout:
        context, say = self._context, self._context.speaker.say
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, foot, margins=(28, 10, 28, 10), gap=14)
        self._missing = text("", "small")
        foot.addWidget(self._missing, 1)
        line = QHBoxLayout()
        spaced(context, line, gap=14)
        line.addStretch()
        self._stop = button(context, say("Stop and leave nothing behind"), self._leave, kind="quiet")
        line.addWidget(self._stop)
        self._join = button(context, say("Join and open Haversack"), self._model.start, kind="primary")
        line.addWidget(self._join)
        foot.addLayout(line)
        return foot

    def _card(self, number: int, title: str, why: str) -> Card:
        card = Card(self._context, title)
        card.head.insertWidget(0, badge(self._context.speaker.number(number), "brand"))
        card.body.addWidget(text(why, "small"))
        return card

    def _field(self, card: Card, name: str, value: str, *, is_secret: bool = False) -> QLineEdit:
        label = text(name, "label")
        field = QLineEdit(value)
        field.setAccessibleName(name)
        field.setMinimumHeight(self._context.look.target)
        label.setBuddy(field)
        card.body.addWidget(label)
        card.body.addWidget(field)
        if is_secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        return field

    def _keep(self) -> None:
        typed = Typed(self._code.text(), self._source.text(), self._passphrase.text(), self._again.text())
        self._model.keep(typed)
        self._show()

    def _use_words(self) -> None:
        self._passphrase.setText(" ".join(self._model.words))
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Normal)
        self._again.setFocus()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._context.speaker.say("Choose a folder or stick"))
        if chosen:
            self._source.setText(chosen)

    def _leave(self) -> None:
        """Nothing was made yet: what was typed goes with the window."""
        self.window().close()

    def _show(self) -> None:
        say, model = self._context.speaker.say, self._model
        for label, word in zip(self._word_texts, model.words, strict=True):
            label.setText(word)
        missing = model.missing()
        self._missing.setText("" if model.is_running else missing)
        self._join.setEnabled(not missing and not model.is_running)
        # While it runs, a vault may be there already: only Cancel is true then.
        self._stop.setVisible(not model.is_running)
        for card in self._cards:
            card.setEnabled(not model.is_running)
        typed = model.typed
        is_match = bool(typed.again) and typed.again == typed.passphrase
        self._match.setText(say("Both match.") if is_match else "")
        self._match.setVisible(is_match)
        self._strip.setVisible(model.is_running)
        if model.is_running:
            self._strip.show_progress(0, 0, detail=model.detail)
        self._failure.setVisible(model.failure is not None and not model.is_running)
        if model.failure is not None:
            self._failure.say(model.failure.text, model.failure.next_step)


def _note(context: Context, icon: str, first: str, rest: str) -> QWidget:
    banner = Banner(context, "info", icon=icon)
    banner.say(first, rest)
    banner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return banner
