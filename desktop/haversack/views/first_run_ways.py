"""The first start, second card: look around, or an invitation; each with what it needs. Must not ask a network."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QRadioButton, QVBoxLayout

from haversack.viewmodels.first_run import FirstRunModel
from haversack.viewmodels.proxy_form import ProxyForm, is_whole_proxy
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.invitation_fields import InvitationFields, SourceField
from haversack.views.parts.proxy_fields import ProxyFields
from haversack.views.parts.radio_card import RadioCard
from haversack.views.parts.texts import badge, text

_LOOK: Final = ("starter", "network")


class WaysCard(Card):
    """How somebody begins.

    Attributes:
        code: The field for the invitation's code.
        source: The field for where the invitation is from.
        network: The field for the network to look at.
    """

    def __init__(self, context: Context, model: FirstRunModel, number: str) -> None:
        """Build it and show what was chosen before.

        Args:
            context: For the look and words.
            model: Keeps what is typed, and asks.
            number: Of this step.
        """
        say = context.speaker.say
        super().__init__(context, say("How do you want to begin?"))
        self._context, self._model = context, model
        self.head.insertWidget(0, badge(number, "brand"))
        self._look = RadioCard(
            context,
            say("Just look around"),
            say("Read what is open to everybody. You need no invitation, and nobody is told who you are."),
        )
        self._join = RadioCard(
            context,
            say("I have an invitation"),
            say("Your coordinator gave you a code, and the address of a hub or a stick."),
        )
        self._ways = QButtonGroup(self)
        for card in (self._look, self._join):
            self._ways.addButton(card.radio)
            self.body.addWidget(card)
        self._build_proxy()
        self.body.addStretch()
        self._build_look()
        self._build_join()
        self._look.chosen.connect(lambda: self._choose(_LOOK[0] if model.has_starter else _LOOK[1]))
        self._join.chosen.connect(lambda: self._choose("join"))
        for field in (self.code, self.source, self.network):
            field.textChanged.connect(self._keep)
        model.changed.connect(self.show_now)
        self.show_now()

    def _build_look(self) -> None:
        context, say, inside = self._context, self._context.speaker.say, self._look.inside
        self._starter = QRadioButton(say("What comes with Haversack"))
        self._other = QRadioButton(say("A network that I know of"))
        sources = QButtonGroup(self)
        for radio, way in zip((self._starter, self._other), _LOOK, strict=True):
            radio.setAccessibleName(radio.text())
            radio.setMinimumHeight(context.look.px(26))
            sources.addButton(radio)
            radio.clicked.connect(lambda _, way=way: self._choose(way))
        note = text(say("Guides, a course and sample organisations. No connection is needed."), "caption")
        note.setContentsMargins(context.look.px(28), 0, 0, 0)
        inside.addWidget(self._starter)
        inside.addWidget(note)
        self._starter.setVisible(self._model.has_starter)
        note.setVisible(self._model.has_starter)
        self._other.setVisible(self._model.has_starter)
        inside.addWidget(self._other)
        self._of_network = QFrame()
        lines = QVBoxLayout(self._of_network)
        spaced(context, lines, gap=6)
        self._at = SourceField(context, self._model.typed.network)
        self.network = self._at.field
        lines.addWidget(self._at)
        self._ask = button(context, say("Show its fingerprint"), self._model.ask, kind="small", icon="key-round")
        lines.addWidget(self._ask, 0, Qt.AlignmentFlag.AlignLeading)
        self._sight = text("", "small")
        self._fingerprint = text("", "label")
        self._fingerprint.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._compare = text(
            say("Compare it with what somebody of this network tells you: anybody can take a name."), "caption"
        )
        for part in (self._sight, self._fingerprint, self._compare):
            lines.addWidget(part)
        inside.addWidget(self._of_network)

    def _build_join(self) -> None:
        typed = self._model.typed
        self._invitation = InvitationFields(self._context, code=typed.code, source=typed.source)
        self.code, self.source = self._invitation.code, self._invitation.source
        self._join.inside.addWidget(self._invitation)
        if self._model.came_from is not None:
            self._join.inside.addWidget(self._build_leaving())

    def _build_proxy(self) -> None:
        """Offer a proxy, out of the way of those who need none."""
        context, say = self._context, self._context.speaker.say
        self._open_proxy = button(context, say("My network needs a proxy"), self._show_proxy, kind="link")
        self._proxy = ProxyFields(context)
        self._proxy.setVisible(False)
        self.body.addWidget(self._open_proxy, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(self._proxy)
        self._is_proxy_open = self._model.typed.proxy != ProxyForm()
        self._proxy.given.connect(lambda form: self._model.keep(replace(self._model.typed, proxy=form)))

    def _show_proxy(self) -> None:
        self._is_proxy_open = True
        self.show_now()
        self._proxy.kind.setFocus()

    def _build_leaving(self) -> QFrame:
        """Say what becomes of the vault that somebody comes from, and let them decide."""
        context, say, typed = self._context, self._context.speaker.say, self._model.typed
        box = QFrame()
        lines = QVBoxLayout(box)
        spaced(context, lines, margins=(0, 6, 0, 0), gap=4)
        lines.addWidget(rule())
        lines.addWidget(text(say("The vault in which you looked around"), "label"))
        words = say(
            "It stays as it is, with your training progress and what you put within reach: these belong to what you "
            "read there. Your settings come along."
        )
        lines.addWidget(text(words, "caption"))
        self._replaces = QCheckBox(say("Remove it, once the new one is open"))
        self._replaces.setAccessibleName(self._replaces.text())
        self._replaces.setAccessibleDescription(words)
        self._replaces.setMinimumHeight(context.look.px(26))
        self._replaces.setChecked(typed.replaces is not None)
        self._replaces.toggled.connect(self._model.choose_replacing)
        lines.addWidget(self._replaces)
        return box

    def show_now(self) -> None:
        """Show what was chosen, what came of asking, and what went wrong, each beside its field."""
        model, typed, say = self._model, self._model.typed, self._context.speaker.say
        self._ways.setExclusive(False)
        self._look.radio.setChecked(typed.way in _LOOK)
        self._join.radio.setChecked(typed.way == "join")
        self._ways.setExclusive(True)
        self._starter.setChecked(typed.way == "starter")
        self._other.setChecked(typed.way == "network")
        # A file that somebody opened meanwhile fills them.
        for field, known in ((self.network, typed.network), (self.source, typed.source)):
            if field.text() != known:
                with QSignalBlocker(field):
                    field.setText(known)
        self._of_network.setVisible(typed.way == "network")
        self._ask.setEnabled(bool(typed.network.strip()) and not model.is_asking and is_whole_proxy(typed.proxy))
        needs_way = typed.way in ("network", "join")
        self._open_proxy.setVisible(needs_way and not self._is_proxy_open)
        self._proxy.setVisible(needs_way and self._is_proxy_open)
        self._proxy.show_form(typed.proxy)
        asking = say("Asking who is there.") if model.is_asking else ""
        found = say("This is “{name}”. Its fingerprint:", name=model.sight.name) if model.sight else ""
        self._sight.setText(found or asking)
        self._sight.setVisible(bool(found or asking))
        self._fingerprint.setText(in_two_lines(model.sight.fingerprint) if model.sight else "")
        self._fingerprint.setVisible(bool(found))
        self._compare.setVisible(bool(found))
        self._invitation.show_mistakes(code=model.code_mistake or self._failed("code"), source=self._failed("source"))
        self._at.show_mistake(self._failed("network"))

    def _failed(self, part: str) -> str:
        """Return what went wrong with a field, if anything did."""
        failure = self._model.failure
        is_its = failure is not None and self._model.failed_part == part
        return f"{failure.text} {failure.next_step}".strip() if failure is not None and is_its else ""

    def _choose(self, way: str) -> None:
        self._model.keep(replace(self._model.typed, way=way))

    def _keep(self) -> None:
        typed = replace(
            self._model.typed, code=self.code.text(), source=self.source.text(), network=self.network.text()
        )
        self._model.keep(typed)


def in_two_lines(fingerprint: str) -> str:
    """Write a fingerprint as four groups above four."""
    groups = fingerprint.split()
    half = len(groups) // 2
    return f"{'  '.join(groups[:half])}\n{'  '.join(groups[half:])}"
