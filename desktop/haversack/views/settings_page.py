"""Settings: language, look, text size, lock, data, keys, about. Must not keep what was chosen; view-models do."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.settings import LICENCES, SettingsModel
from haversack.views.context import Context
from haversack.views.keys import KEYS
from haversack.views.look import SCALES
from haversack.views.looking_bar import LookingCard
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button, copy_button
from haversack.views.parts.cards import Card
from haversack.views.parts.choices import LANGUAGES, draft_note
from haversack.views.parts.flow import flow
from haversack.views.parts.texts import text
from haversack.views.parts.wheel import scroll_past
from haversack.views.settings_follow import FollowSettings
from haversack.views.settings_moment import MomentSettings
from haversack.views.settings_proxy import ProxySettings
from haversack.views.settings_space import SpaceSettings
from haversack.views.sync_side import DataCard

_TWO_COLUMNS: Final = 900
_FIRST_CARDS: Final = 3
"""Of a column: more than a window shows at first."""


class SettingsPage(Page):
    """Everything that people can set, and what the program is."""

    help_id: ClassVar[str] = "settings"

    def __init__(self, context: Context) -> None:
        """Build it and show what is set."""
        super().__init__(context)
        self._model = context.models.get(SettingsModel)
        content = QWidget()
        content.setObjectName("page")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        spaced(context, self._columns, margins=(20, 14, 20, 20), gap=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self._below: list[list[QWidget]] = []
        self._rest = QTimer(self, singleShot=True)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for lines in (self._left, self._right):
            spaced(context, lines)
            self._columns.addLayout(lines, 1)

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return (
            lambda: self._add(self._left, self._build_language, self._build_look, self._build_size, self._build_help),
            lambda: self._add(self._left, self._build_keys),
            lambda: self._add(self._right, self._build_looking, self._build_data, lambda: MomentSettings(self.context)),
            lambda: self._add(self._right, lambda: ProxySettings(self.context)),
            lambda: self._add(self._right, lambda: FollowSettings(self.context), self._build_space, self._build_lock),
            lambda: self._add(self._right, self._build_trust, self._build_about),
            self._begin,
        )

    @property
    def is_whole(self) -> bool:
        """See `Page`."""
        return not self._rest.isActive()

    def _add(self, lines: QVBoxLayout, *builds: Callable[[], QWidget]) -> None:
        for build in builds:
            lines.addWidget(build())

    def _show_rest(self) -> None:
        """Show what is hidden of one column."""
        if self._below:
            for card in self._below.pop():
                card.show()
            self._rest.start()

    def _begin(self) -> None:
        """Show what is set, and go on showing it."""
        for lines in (self._left, self._right):
            # Hidden until the window shows what is above: Qt places all that is shown in one turn of the event loop.
            cards = [lines.itemAt(place).widget() for place in range(_FIRST_CARDS, lines.count())]
            self._below.append([card for card in cards if not card.isHidden()])
            for card in cards:
                card.hide()
            lines.addStretch()
        self._rest.timeout.connect(self._show_rest)
        self._model.changed.connect(self._show)
        self._show()

    def set_effective_width(self, width: int) -> None:
        """Put the columns below each other where there is no room beside."""
        is_wide = width >= _TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def showEvent(self, event: QShowEvent) -> None:
        """Measure space while it is shown."""
        super().showEvent(event)
        self._space.watch(is_shown=True)
        self._rest.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """See `showEvent`."""
        super().hideEvent(event)
        self._space.watch(is_shown=False)

    def focus_first(self) -> None:
        """Put the keyboard on the language that is chosen."""
        self._languages.checkedButton().setFocus()

    def _build_looking(self) -> QWidget:
        self._looking = LookingCard(self.context)
        return self._looking

    def _build_data(self) -> QWidget:
        self._data = DataCard(self.context)
        return self._data

    def _build_space(self) -> QWidget:
        self._space = SpaceSettings(self.context)
        return self._space

    def _build_language(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Language"))
        now = context.models.appearance.now.language.split("-")[0]
        known = now if now in dict(LANGUAGES) else "en"
        self._languages = self._choices(card, LANGUAGES, known, context.models.appearance.choose_language)
        card.body.addWidget(text(draft_note(context.speaker), "caption"))
        card.body.addWidget(
            text(say("Texts of your network stay in the language that they were written in, and say which."), "caption")
        )
        return card

    def _build_look(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Look"))
        themes = (
            ("light", say("Light")),
            ("dark", say("Dark")),
            ("high-contrast", say("High contrast")),
            ("system", say("As this computer has it")),
        )
        self._themes = self._choices(
            card, themes, context.models.appearance.now.theme, context.models.appearance.choose_theme
        )
        return card

    def _build_size(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Text size"))
        appearance = context.models.appearance
        sizes = tuple((str(scale), say("{number} %", number=context.speaker.number(scale))) for scale in SCALES)
        self._sizes = self._choices(
            card, sizes, str(appearance.now.scale), lambda scale: appearance.choose_scale(int(scale)), is_line=True
        )
        # As values of the sentence, so that an Arabic one does not turn their signs.
        keys = say(
            "It changes at once. {larger} and {smaller} do the same on every page.", larger="Ctrl++", smaller="Ctrl+-"
        )
        card.body.addWidget(text(keys, "caption"))
        return card

    def _build_keys(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(context.look.px(14))
        grid.setColumnStretch(1, 1)
        for row, key in enumerate(KEYS):
            shown = text(key.shown(is_rtl=context.look.is_rtl), "label", wraps=False)
            grid.addWidget(shown, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text(key.does(context.speaker), "small"), row, 1)
        card.body.addLayout(grid)
        return card

    def _build_help(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Help"))
        card.body.addWidget(text(say("One short page for each part of Haversack, kept on this computer."), "small"))
        go = button(
            context, say("Open help"), lambda: context.navigation.go(Place("help")), icon="circle-help", kind="small"
        )
        card.body.addWidget(go, 0, Qt.AlignmentFlag.AlignLeading)
        return card

    def _build_lock(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Lock"))
        label = text(say("Lock by itself when nobody uses the window"), "label")
        self._lock = QComboBox()
        scroll_past(self._lock)
        self._lock.setAccessibleName(label.text())
        for minutes, words in self._model.lock_choices:
            self._lock.addItem(words, minutes)
        self._lock.activated.connect(lambda place: self._model.choose_lock(self._lock.itemData(place)))
        label.setBuddy(self._lock)
        card.body.addWidget(label)
        card.body.addWidget(self._lock)
        card.body.addWidget(
            text(
                say("It also locks after this computer slept, and with Ctrl+L. What you wrote is kept as you type."),
                "caption",
            )
        )
        return card

    def _build_trust(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("What leaves this computer"))
        for first, rest in (
            (
                say("Files: only those that you ask for"),
                say("Texts come with each sync. A file comes when you ask for it in the library."),
            ),
            (
                say("Reports about you: none"),
                say("Nothing is measured or sent about how you use Haversack. It looks for no updates by itself."),
            ),
            (
                say("Kept outside the vault: language, look, text size"),
                say("The locked screen needs them. They are not encrypted, and say nothing about you or your network."),
            ),
        ):
            card.body.addWidget(text(first, "label"))
            card.body.addWidget(text(rest, "small"))
        go = button(context, say("What Haversack protects"), lambda: context.help("protects"), kind="link")
        card.body.addWidget(go, 0, Qt.AlignmentFlag.AlignLeading)
        return card

    def _build_about(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("About"))
        card.body.addWidget(text(say("Haversack {version}", version=self._model.version), "label"))
        self._network = text("", "small")
        card.body.addWidget(self._network)
        card.body.addWidget(text(say("Fingerprint of your network"), "label"))
        self._fingerprint = text("", "body")
        self._fingerprint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._fingerprint.setAccessibleName(say("Fingerprint of your network"))
        card.body.addWidget(self._fingerprint)
        self._copy = QVBoxLayout()
        card.body.addLayout(self._copy)
        card.body.addWidget(
            text(
                say("Compare it with your coordinator's, by voice: if both are the same, it is the same network."),
                "caption",
            )
        )
        card.body.addWidget(text(say("Where your vault lies"), "label"))
        self._folder = text("", "small")
        self._folder.setTextInteractionFlags(self._fingerprint.textInteractionFlags())
        self._folder.setAccessibleName(say("Where your vault lies"))
        card.body.addWidget(self._folder)
        card.body.addWidget(
            text(say("Copy this folder while Haversack is closed to keep a copy; it stays encrypted."), "caption")
        )
        card.body.addWidget(text(say("Log file: none"), "label"))
        card.body.addWidget(text(say("What goes wrong is told in this window, and written nowhere."), "small"))
        card.body.addWidget(text(say("Free software, and what it is made of"), "label"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(context.look.px(14))
        grid.setVerticalSpacing(context.look.px(2))
        grid.setColumnStretch(0, 1)
        for row, (part, licence) in enumerate(LICENCES):
            grid.addWidget(text(part, "caption"), row, 0)
            grid.addWidget(text(licence, "caption"), row, 1)
        card.body.addLayout(grid)
        return card

    def _choices(
        self,
        card: Card,
        choices: Sequence[tuple[str, str]],
        now: str,
        choose: Callable[[str], None],
        *,
        is_line: bool = False,
    ) -> QButtonGroup:
        """Fill a card with one choice of several, in two columns or in lines; arrow keys move between them."""
        group, buttons = QButtonGroup(card), []
        for number, (value, name) in enumerate(choices):
            one = QRadioButton(name)
            one.setAccessibleName(name)
            one.setMinimumHeight(self.context.look.target)
            one.setChecked(value == now)
            group.addButton(one, number)
            buttons.append(one)
        group.idClicked.connect(lambda number: choose(choices[number][0]))
        if is_line:
            holder, line = flow(self.context.look.px(12))
            for one in buttons:
                line.addWidget(one)
            card.body.addWidget(holder)
            return group
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.context.look.px(12))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for number, one in enumerate(buttons):
            grid.addWidget(one, number // 2, number % 2)
        card.body.addLayout(grid)
        return group

    def _show(self) -> None:
        about, say = self._model.about, self.context.speaker.say
        self._lock.setCurrentIndex(self._lock.findData(self._model.preferences.lock_minutes))
        if about is None:
            return
        self._network.setText(
            say("{network}, by the hub {hub}", network=about.network, hub=about.hub) if about.hub else about.network
        )
        self._folder.setText(about.folder)
        if self._fingerprint.text() != about.fingerprint:
            self._fingerprint.setText(about.fingerprint)
            copy = copy_button(self.context, say("Fingerprint of your network"), about.fingerprint)
            self._copy.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeading)
