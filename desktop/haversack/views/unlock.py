"""The locked screen: discreet, so it names no network, organisation, role, count or time.

Must not say more about a wrong passphrase than that it did not open.
"""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from haversack.viewmodels.messages import Message
from haversack.viewmodels.vaults import VaultsModel
from haversack.views.context import Context
from haversack.views.look import app_picture
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import set_state
from haversack.views.parts.choices import language_choice
from haversack.views.parts.secret_line import CapsLockHint, SecretLabel, SecretLine
from haversack.views.parts.texts import picture, text
from haversack.views.parts.wheel import scroll_past

_CARD_WIDTH: Final = 400
_FACT_WIDTH: Final = 240
_FACTS_BESIDE: Final = 940
_WRONG: Final = "wrong_passphrase"


class UnlockScreen(QWidget):
    """Asks for the passphrase.

    Signals:
        given: The passphrase that was typed.
    """

    given = Signal(str)

    def __init__(self, context: Context, vaults: VaultsModel | None = None) -> None:
        """Build it.

        Args:
            context: For the look and words.
            vaults: The vaults of this computer, where one may be chosen.
        """
        super().__init__()
        self._context, self._vaults = context, vaults
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 14, 20, 20), gap=16)
        lines.addLayout(self._build_top())
        lines.addStretch(1)
        lines.addWidget(self._build_card(), 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addSpacing(context.look.px(12))
        facts = QWidget()
        self._facts = QBoxLayout(QBoxLayout.Direction.LeftToRight, facts)
        self._add_facts()
        lines.addWidget(facts, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addStretch(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self._passphrase.returnPressed.connect(self._give)

    def _build_top(self) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=12)
        line.addStretch()
        line.addWidget(language_choice(context))
        larger = context.models.appearance.larger_or_first
        line.addWidget(button(context, say("Larger text"), larger, kind="quiet", icon="a-large-small"))
        return line

    def _build_card(self) -> QFrame:
        context, look, say = self._context, self._context.look, self._context.speaker.say
        card = QFrame()
        card.setProperty("card", "true")
        card.setFixedWidth(look.px(_CARD_WIDTH))
        inside = QVBoxLayout(card)
        spaced(context, inside, margins=(32, 24, 32, 18), gap=8)
        mark = QLabel()
        mark.setPixmap(app_picture(look.px(72)))
        mark.setFixedSize(look.px(72), look.px(72))
        inside.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        title = text(say("Haversack is locked"), "display")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(title)
        inside.addSpacing(look.px(6))
        self._add_vaults(inside)
        self._passphrase = SecretLine(context, say("Passphrase"))
        self._answer = text("", "small")
        self._answer.setVisible(False)
        self._unlock = button(context, say("Unlock"), self._give, kind="primary", icon="lock-open")
        self._unlock.setMinimumHeight(max(look.px(40), look.target))
        inside.addWidget(SecretLabel(context, self._passphrase))
        for part in (self._passphrase, CapsLockHint(context, self._passphrase), self._answer):
            inside.addWidget(part)
        inside.addSpacing(look.px(4))
        inside.addWidget(self._unlock)
        inside.addLayout(self._build_links())
        return card

    def _add_vaults(self, lines: QVBoxLayout) -> None:
        """Offer the vaults of this computer by their numbers, where there are several: nothing says whose they are."""
        if self._vaults is None or len(self._vaults.folders) < 2:
            return
        say = self._context.speaker.say
        label, box = text(say("Vault"), "label"), QComboBox()
        scroll_past(box)
        box.setAccessibleName(say("Vault"))
        box.setMinimumHeight(self._context.look.target)
        box.addItems(self._vaults.names(self._context.speaker))
        box.setCurrentIndex(self._vaults.chosen)
        box.activated.connect(self._vaults.choose)
        label.setBuddy(box)
        lines.addWidget(label)
        lines.addWidget(box)

    def _build_links(self) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        line.addStretch()
        line.addWidget(button(context, say("I need help"), lambda: context.help("locking"), kind="link"))
        if self._vaults is not None:
            line.addWidget(button(context, say("Set up another vault"), self._vaults.set_up_another, kind="link"))
        line.addStretch()
        return line

    def _add_facts(self) -> None:
        context, say = self._context, self._context.speaker.say
        spaced(context, self._facts, gap=28)
        for icon, words in (
            ("shield-check", say("Everything kept on this computer is encrypted until you unlock it.")),
            ("wifi-off", say("While locked, nothing is sent or received. Unsent work is kept.")),
            ("key-round", say("Without the passphrase nobody can open it, and neither can we.")),
        ):
            fact = QWidget()
            one = QHBoxLayout(fact)
            spaced(context, one, gap=10)
            one.addWidget(picture(context, icon), 0, Qt.AlignmentFlag.AlignTop)
            label = text(words, "small")
            label.setFixedWidth(context.look.px(_FACT_WIDTH))
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
            one.addWidget(label, 1, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(fact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the facts below each other where there is no room beside."""
        super().resizeEvent(event)
        is_wide = self.width() * 100 // self._context.look.scale >= _FACTS_BESIDE
        self._facts.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        self._facts.setSpacing(self._context.look.px(28 if is_wide else 10))

    def focus_first(self) -> None:
        """Put the keyboard where one types first; a proxy for focus would make Tab pass by everything above."""
        self._passphrase.setFocus()

    def show_busy(self) -> None:
        """Say that the passphrase is being tried."""
        self._set_enabled(is_enabled=False)
        self._tell(self._context.speaker.say("Opening. This takes about a second."), "here")

    def show_failure(self, message: Message) -> None:
        """Say why it did not open; what was typed is kept."""
        say = self._context.speaker.say
        self._set_enabled(is_enabled=True)
        words = f"{message.text} {message.next_step}".strip()
        if message.kind == _WRONG:
            words = say("That did not open it. Check Caps Lock and try again.")
        self._tell(words, "error")
        self._passphrase.setFocus()
        self._passphrase.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        """Put the keyboard into the field when the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._passphrase.setFocus()

    def _set_enabled(self, *, is_enabled: bool) -> None:
        self._unlock.setEnabled(is_enabled)
        self._passphrase.setEnabled(is_enabled)

    def _tell(self, words: str, state: str) -> None:
        set_state(self._answer, "state", state)
        set_state(self._passphrase, "state", state if state == "error" else "")
        self._answer.setText(words)
        self._answer.setVisible(True)
        self._passphrase.setAccessibleDescription(words)

    def _give(self) -> None:
        if self._passphrase.text() and self._unlock.isEnabled():
            self.given.emit(self._passphrase.text())
