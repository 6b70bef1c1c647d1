"""The first start, second card: look around, or an invitation; each with what it needs. Must not ask a network."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QVBoxLayout

from haversack.viewmodels.first_run import FirstRunModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, set_state
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.parts.radio_card import RadioCard
from haversack.views.parts.texts import badge, picture, text

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
        self.network, self._network_failure = self._source_field(lines, self._model.typed.network)
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
        context, say, inside = self._context, self._context.speaker.say, self._join.inside
        label = text(say("Invitation code"), "label")
        self.code = QLineEdit(self._model.typed.code)
        self.code.setAccessibleName(say("Invitation code"))
        self.code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.code.setPlaceholderText("XXXXX-XXXXX-XXXXX-XXXXX-X")
        self.code.setMinimumHeight(context.look.target)
        label.setBuddy(self.code)
        self._code_note = text(say("20 letters and digits and one check sign. It works once."), "caption")
        self._code_failure = _failure()
        for part in (label, self.code, self._code_note, self._code_failure):
            inside.addWidget(part)
        self.source, self._source_failure = self._source_field(inside, self._model.typed.source)
        note = QHBoxLayout()
        spaced(context, note, gap=8)
        note.addWidget(picture(context, "shield-check", size=16), 0, Qt.AlignmentFlag.AlignTop)
        words = say("The code itself confirms your network. If somebody else answers at this address, nothing is made.")
        note.addWidget(text(words, "caption"), 1)
        inside.addLayout(note)

    def _source_field(self, lines: QVBoxLayout, value: str) -> tuple[QLineEdit, QLabel]:
        """Add a field for an address or a folder, with a way to choose one; return it, and what tells its failure."""
        context, say = self._context, self._context.speaker.say
        name = say("Address of the hub, or a folder")
        label, field, failure = text(name, "label"), QLineEdit(value), _failure()
        field.setAccessibleName(name)
        field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        field.setPlaceholderText("https://…")
        field.setMinimumHeight(context.look.target)
        label.setBuddy(field)
        words = say("Choose a folder or stick")
        choose = button(context, words, lambda: self._choose_folder(field), kind="small", icon="folder-open")
        line = QHBoxLayout()
        line.addWidget(choose)
        line.addStretch()
        for part in (label, field, failure):
            lines.addWidget(part)
        lines.addLayout(line)
        return field, failure

    def show_now(self) -> None:
        """Show what was chosen, what came of asking, and what went wrong, each beside its field."""
        model, typed, say = self._model, self._model.typed, self._context.speaker.say
        self._ways.setExclusive(False)
        self._look.radio.setChecked(typed.way in _LOOK)
        self._join.radio.setChecked(typed.way == "join")
        self._ways.setExclusive(True)
        self._starter.setChecked(typed.way == "starter")
        self._other.setChecked(typed.way == "network")
        self._of_network.setVisible(typed.way == "network")
        self._ask.setEnabled(bool(typed.network.strip()) and not model.is_asking)
        asking = say("Asking who is there.") if model.is_asking else ""
        found = say("This is “{name}”. Its fingerprint:", name=model.sight.name) if model.sight else ""
        self._sight.setText(found or asking)
        self._sight.setVisible(bool(found or asking))
        self._fingerprint.setText(in_two_lines(model.sight.fingerprint) if model.sight else "")
        self._fingerprint.setVisible(bool(found))
        self._compare.setVisible(bool(found))
        self._tell("code", self.code, self._code_failure, model.code_mistake)
        self._code_note.setVisible(not self._code_failure.text())
        self._tell("source", self.source, self._source_failure)
        self._tell("network", self.network, self._network_failure)

    def _tell(self, part: str, field: QLineEdit, label: QLabel, mistake: str = "") -> None:
        failure = self._model.failure
        words = mistake
        if failure is not None and self._model.failed_part == part:
            words = f"{failure.text} {failure.next_step}".strip()
        label.setText(words)
        label.setVisible(bool(words))
        set_state(field, "state", "error" if words else "")
        field.setAccessibleDescription(words)

    def _choose(self, way: str) -> None:
        self._model.keep(replace(self._model.typed, way=way))

    def _keep(self) -> None:
        typed = replace(
            self._model.typed, code=self.code.text(), source=self.source.text(), network=self.network.text()
        )
        self._model.keep(typed)

    def _choose_folder(self, field: QLineEdit) -> None:
        chooser = FolderChooser(self._context, self, field.text())

        def take() -> None:
            field.setText(chooser.chosen)
            field.setFocus()

        chooser.accepted.connect(take)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()


def in_two_lines(fingerprint: str) -> str:
    """Write a fingerprint as four groups above four."""
    groups = fingerprint.split()
    half = len(groups) // 2
    return f"{'  '.join(groups[:half])}\n{'  '.join(groups[half:])}"


def _failure() -> QLabel:
    label = text("", "small")
    label.setProperty("state", "error")
    label.setVisible(False)
    return label
