"""Beside the form: versions to choose from, what the labels mean, the way to the preview. Must not decide."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.i18n.language import Sentence
from haversack.viewmodels.organisation import OrganisationModel
from haversack.viewmodels.organisation_shown import GroupShown
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, escaped
from haversack.views.parts.flow import clear
from haversack.views.parts.texts import picture, text
from haversack.views.parts.version_choice import ManyChoices, VersionChoice, versions_shape

_LABELS: Final[tuple[tuple[str, str, Sentence, Sentence], ...]] = (
    ("hard-drive-download", "text2", "Saved here.", "Kept on this computer only."),
    ("clock", "waitInk", "Not sent yet.", "Leaves at the next sync."),
    ("send", "text2", "Sent, not confirmed yet.", "It left this computer; the hub has not answered."),
    ("check-check", "okInk", "Received.", "The hub has it."),
    ("check-check", "okInk", "Published.", "Members see it, each after their next sync."),
    ("split", "confInk", "Someone else changed this too.", "You choose."),
    ("circle-alert", "dangerInk", "Check this.", "Something is missing; what you wrote is kept."),
    ("lock", "text2", "Set by coordinators.", "Only they can change it."),
)


class OrganisationSide(QWidget):
    """The side column.

    Signals:
        preview_wanted: Show the profile as a member sees it.
    """

    preview_wanted = Signal()

    def __init__(self, context: Context, model: OrganisationModel) -> None:
        """Build it."""
        super().__init__()
        self._context, self._model = context, model
        self._shape: tuple[object, ...] = ()
        self._cards: dict[tuple[str, str], VersionChoice] = {}
        say = context.speaker.say
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=12)
        self._choices = QVBoxLayout()
        spaced(context, self._choices, gap=12)
        lines.addLayout(self._choices)
        self._labels = Card(context, say("What the labels mean"))
        for icon, ink, name, meaning in _LABELS:
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            line.addWidget(picture(context, icon, ink=ink, size=16))
            words = text("", "small")
            words.setText(f"<b>{escaped(say(name))}</b> {escaped(say(meaning))}")
            words.setTextFormat(words.textFormat().RichText)
            words.setAccessibleName(f"{say(name)} {say(meaning)}")
            line.addWidget(words, 1)
            self._labels.body.addLayout(line)
        lines.addWidget(self._labels)
        foot = QHBoxLayout()
        spaced(context, foot, gap=6)
        foot.addWidget(picture(context, "eye", ink="text2", size=16))
        foot.addWidget(text(say("See the profile as a member sees it:"), "small", wraps=False))
        foot.addWidget(button(context, say("Preview"), self.preview_wanted.emit, kind="link"))
        foot.addStretch()
        lines.addLayout(foot)
        lines.addStretch()

    def show_labels(self, *, is_shown: bool) -> None:
        """Show what the labels mean, or leave it out where there is no room."""
        self._labels.setVisible(is_shown)

    def show_choices(self) -> None:
        """Show the groups with two versions; a card stays as long as its versions do: people may be writing in it."""
        disputed = self._model.disputed if self._model.may_edit else ()
        shape = versions_shape(disputed)
        if shape != self._shape:
            self._shape = shape
            self._cards = {}
            clear(self._choices)
            if len(disputed) > 1:
                many = ManyChoices(self._context, disputed)
                many.decided.connect(lambda is_mine: self._model.choose_all(is_mine=bool(is_mine)))
                self._choices.addWidget(many)
            for group in disputed:
                card = self._cards[group.record, group.key] = self._card(group)
                self._choices.addWidget(card)
            return
        for group in disputed:
            self._cards[group.record, group.key].show_group(group)

    def _card(self, group: GroupShown) -> VersionChoice:
        made, model = VersionChoice(self._context, group), self._model
        made.chosen.connect(lambda place: model.choose_version(group, place))
        made.written.connect(lambda values: model.write_new(group, values))
        made.typed.connect(lambda values: model.type_all(group, values))
        made.left.connect(model.keep_now)
        return made
