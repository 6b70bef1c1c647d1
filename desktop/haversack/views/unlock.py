"""The locked screen: discreet, so it names no network, organisation, role, count or time.

Must not say more about a wrong passphrase than that it did not open.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from haversack.i18n.language import Speaker
from haversack.viewmodels.appearance import AppearanceModel
from haversack.viewmodels.messages import Message
from haversack.viewmodels.vaults import VaultsModel
from haversack.views.context import Context
from haversack.views.look import app_picture
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.choices import language_choice
from haversack.views.parts.texts import picture, text

_CARD_WIDTH = 400


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
        self._context = context
        self._vaults = vaults
        look = context.look
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 14, 20, 20), gap=16)
        lines.addLayout(self._build_top(context.models.appearance, context.speaker))
        lines.addStretch(1)
        lines.addWidget(self._build_card(), 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addSpacing(look.px(12))
        lines.addLayout(self._build_facts())
        lines.addStretch(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self._passphrase.returnPressed.connect(self._give)

    def _build_card(self) -> QFrame:
        context, look, say = self._context, self._context.look, self._context.speaker.say
        card = QFrame()
        card.setProperty("card", "true")
        card.setFixedWidth(look.px(_CARD_WIDTH))
        inside = QVBoxLayout(card)
        spaced(context, inside, margins=(32, 28, 32, 28), gap=10)
        mark = QLabel()
        mark.setPixmap(app_picture(look.px(72)))
        inside.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        title = text(say("Haversack is locked"), "display")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(title)
        inside.addSpacing(look.px(8))
        label = text(say("Passphrase"), "label")
        self._passphrase = QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase.setAccessibleName(say("Passphrase"))
        self._passphrase.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._passphrase.setMinimumHeight(look.target)
        label.setBuddy(self._passphrase)
        self._eye = button(context, "", self._toggle_shown, kind="inside")
        self._eye.setIcon(look.icon("eye", "text2", 18))
        self._eye.setIconSize(look.icon_size(18))
        _rename(self._eye, say("Show the passphrase"))
        eye = QHBoxLayout(self._passphrase)
        spaced(context, eye, margins=(8, 0, 8, 0))
        eye.addStretch()
        eye.addWidget(self._eye)
        self._passphrase.setTextMargins(0, 0, look.px(30), 0)
        inside.addWidget(label)
        inside.addWidget(self._passphrase)
        self._answer = text("", "small")
        self._answer.setProperty("state", "wait")
        self._answer.setVisible(False)
        inside.addWidget(self._answer)
        inside.addSpacing(look.px(6))
        self._unlock = button(context, say("Unlock"), self._give, kind="primary", icon="lock-open")
        self._unlock.setMinimumHeight(look.px(40))
        inside.addWidget(self._unlock)
        return card

    def _build_top(self, appearance: AppearanceModel, speaker: Speaker) -> QHBoxLayout:
        line = QHBoxLayout()
        spaced(self._context, line, gap=12)
        line.addStretch()
        line.addWidget(
            button(
                self._context,
                speaker.say("I need help"),
                lambda: self._context.help("locking"),
                kind="quiet",
                icon="circle-help",
            )
        )
        line.addWidget(language_choice(self._context))
        line.addWidget(
            button(self._context, speaker.say("Larger text"), _larger(appearance), kind="quiet", icon="a-large-small")
        )
        return line

    def _build_facts(self) -> QHBoxLayout:
        say = self._context.speaker.say
        line = QHBoxLayout()
        spaced(self._context, line, gap=28)
        line.addStretch(1)
        for icon, words in (
            ("shield-check", say("Everything kept on this computer is encrypted until you unlock it.")),
            ("wifi-off", say("While locked, nothing is sent or received. Unsent work is kept.")),
        ):
            one = QHBoxLayout()
            spaced(self._context, one, gap=10)
            one.addWidget(picture(self._context, icon), 0, Qt.AlignmentFlag.AlignTop)
            label = text(words, "small")
            label.setMinimumWidth(self._context.look.px(150))
            label.setMaximumWidth(self._context.look.px(270))
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            one.addWidget(label, 1, Qt.AlignmentFlag.AlignTop)
            line.addLayout(one, 2)
        line.addStretch(1)
        return line

    def focus_first(self) -> None:
        """Put the keyboard where one types first; a proxy for focus would make Tab pass by everything above."""
        self._passphrase.setFocus()

    def show_busy(self) -> None:
        """Say that the passphrase is being tried."""
        self._unlock.setEnabled(False)
        self._passphrase.setEnabled(False)
        self._tell(self._context.speaker.say("Opening. This takes about a second."))

    def show_failure(self, message: Message) -> None:
        """Say why it did not open; what was typed is kept."""
        self._unlock.setEnabled(True)
        self._passphrase.setEnabled(True)
        self._tell(f"{message.text} {message.next_step}".strip())
        self._passphrase.setFocus()
        self._passphrase.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        """Put the keyboard into the field when the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._passphrase.setFocus()

    def _tell(self, words: str) -> None:
        self._answer.setText(words)
        self._answer.setVisible(True)
        self._passphrase.setAccessibleDescription(words)

    def _give(self) -> None:
        if self._passphrase.text() and self._unlock.isEnabled():
            self.given.emit(self._passphrase.text())

    def _toggle_shown(self) -> None:
        is_hidden = self._passphrase.echoMode() == QLineEdit.EchoMode.Password
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)
        say = self._context.speaker.say
        _rename(self._eye, say("Hide the passphrase") if is_hidden else say("Show the passphrase"))
        self._eye.setIcon(self._context.look.icon("eye-off" if is_hidden else "eye", "text2", 18))


def _rename(eye: QPushButton, name: str) -> None:
    eye.setAccessibleName(name)
    eye.setToolTip(name)


def _larger(appearance: AppearanceModel) -> Callable[[], None]:
    """Return what makes text larger, and starts again at 100 % after the largest."""

    def press() -> None:
        before = appearance.now.scale
        appearance.larger()
        if appearance.now.scale == before:
            appearance.choose_scale(100)

    return press
