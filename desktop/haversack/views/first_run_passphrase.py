"""The first start, third card: a passphrase, drawn or thought up, and when to lock. Must not judge it."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from haversack.viewmodels.first_run import FirstRunModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, set_state
from haversack.views.parts.secret_line import CapsLockHint, SecretLabel, SecretLine
from haversack.views.parts.strength_meter import StrengthMeter
from haversack.views.parts.texts import badge, picture, text
from haversack.views.parts.wheel import scroll_past

_COLUMNS: Final = 3


class PassphraseCard(Card):
    """Asks for a passphrase twice.

    Attributes:
        passphrase: The first field.
        again: The second.
    """

    def __init__(self, context: Context, model: FirstRunModel, number: str) -> None:
        """Build it and show what was typed before.

        Args:
            context: For the look and words.
            model: Keeps what is typed, and draws words.
            number: Of this step.
        """
        say = context.speaker.say
        super().__init__(context, say("Choose a passphrase"))
        self._context, self._model = context, model
        self.head.insertWidget(0, badge(number, "brand"))
        self.body.addWidget(self._build_words())
        self.passphrase = self._field(say("Passphrase"), model.typed.passphrase, is_first=True)
        self._meter = StrengthMeter(context)
        self._failure = text("", "small")
        self._failure.setProperty("state", "error")
        for part in (CapsLockHint(context, self.passphrase), self._meter, self._failure):
            self.body.addWidget(part)
        self.again = self._field(say("Type it again"), model.typed.again, is_first=False)
        self.body.addWidget(self._build_match())
        banner = Banner(context, "info")
        banner.say(
            say("There is no way back without it."),
            say("It locks all that is kept here, and is sent nowhere. If you forget it, nobody can open this copy."),
        )
        banner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body.addWidget(banner)
        self.body.addLayout(self._build_lock())
        self.body.addStretch()
        for field in (self.passphrase, self.again):
            field.textChanged.connect(self._keep)
        model.changed.connect(self.show_now)
        self.show_now()

    def _build_words(self) -> QFrame:
        context, say = self._context, self._context.speaker.say
        sheet = QFrame()
        sheet.setProperty("card", "paper")
        lines = QVBoxLayout(sheet)
        spaced(context, lines, margins=(12, 8, 12, 10), gap=6)
        lines.addWidget(text(say("Suggested: six words"), "label"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(context.look.px(10))
        self._grid.setVerticalSpacing(context.look.px(2))
        # The words are of one language, and are read in their order from left to right.
        holder = QWidget()
        holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        holder.setLayout(self._grid)
        self._word_texts = [text("", "body", wraps=False) for _ in self._model.words]
        for place, word in enumerate(self._word_texts):
            row, column = divmod(place, _COLUMNS)
            self._grid.addWidget(text(str(place + 1), "caption", wraps=False), row, 2 * column)
            # Beside its number also where the window is read from right to left.
            word.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
            self._grid.addWidget(word, row, 2 * column + 1)
            self._grid.setColumnStretch(2 * column + 1, 1)
        lines.addWidget(holder)
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        line.addWidget(button(context, say("Use these words"), self._use_words, kind="small", icon="check"))
        line.addWidget(button(context, say("Other words"), self._model.draw_again, kind="small", icon="refresh-cw"))
        line.addStretch()
        lines.addLayout(line)
        by_hand = say("Copy them onto paper by hand; they are kept nowhere else.")
        lines.addWidget(text(self._model.worth, "caption"))
        lines.addWidget(text(by_hand, "caption"))
        return sheet

    def _build_match(self) -> QWidget:
        context = self._context
        self._match = QWidget()
        line = QHBoxLayout(self._match)
        spaced(context, line, gap=6)
        line.addWidget(picture(context, "circle-check", ink="okInk", size=14))
        line.addWidget(text(context.speaker.say("Both match."), "caption"), 1)
        return self._match

    def _build_lock(self) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        label = text(say("Lock by itself when nobody uses it for"), "small")
        self._lock = QComboBox()
        scroll_past(self._lock)
        self._lock.setAccessibleName(say("Lock by itself when nobody uses it for"))
        self._lock.setMinimumHeight(context.look.target)
        for minutes, words in self._model.lock_choices:
            self._lock.addItem(words, minutes)
        # Qt leaves out the line around it: in long words at large sizes a sign was cut.
        self._lock.setMinimumContentsLength(max(len(words) for _, words in self._model.lock_choices))
        self._lock.setCurrentIndex(self._lock.findData(self._model.typed.preferences.lock_minutes))
        self._lock.activated.connect(self._keep)
        label.setBuddy(self._lock)
        line.addWidget(label, 1)
        line.addWidget(self._lock)
        return line

    def _field(self, name: str, value: str, *, is_first: bool) -> SecretLine:
        field = SecretLine(self._context, name)
        field.setText(value)
        self.body.addWidget(SecretLabel(self._context, field, has_keyboard=is_first))
        self.body.addWidget(field)
        return field

    def show_now(self) -> None:
        """Show the suggestion, how strong what was typed is, and whether both match."""
        model, typed = self._model, self._model.typed
        for label, word in zip(self._word_texts, model.words, strict=True):
            label.setText(word)
        self._meter.show_strength(model.strength)
        self.passphrase.setAccessibleDescription(f"{model.strength.word} {model.strength.rest}".strip())
        self._match.setVisible(bool(typed.again) and typed.again == typed.passphrase)
        failure = model.failure if model.failed_part == "passphrase" else None
        self._failure.setText(f"{failure.text} {failure.next_step}".strip() if failure is not None else "")
        self._failure.setVisible(failure is not None)
        set_state(self.passphrase, "state", "error" if failure is not None else "")

    def _keep(self) -> None:
        typed = replace(
            self._model.typed,
            passphrase=self.passphrase.text(),
            again=self.again.text(),
            preferences=replace(self._model.typed.preferences, lock_minutes=self._lock.currentData()),
        )
        self._model.keep(typed)

    def _use_words(self) -> None:
        self.passphrase.setText(" ".join(self._model.words))
        self.passphrase.show_text()
        self.again.setFocus()
