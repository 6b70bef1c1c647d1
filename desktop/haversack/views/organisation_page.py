"""My organisation: the profile by groups, contact lines and who sees them, two versions. Must not save by itself."""

from collections.abc import Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from haversack.i18n.language import Sentence
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.organisation import OrganisationModel
from haversack.viewmodels.organisation_form import GroupShown, RecordShown
from haversack.views.context import Context
from haversack.views.organisation_form import GroupEditor
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, EmptyState, rule
from haversack.views.parts.flow import clear
from haversack.views.parts.texts import picture, text
from haversack.views.parts.version_choice import VersionChoice

_TWO_COLUMNS: Final = 1100
_PROFILE, _CONTACTS = 0, 1
_LABELS: Final[tuple[tuple[str, str, Sentence, Sentence], ...]] = (
    ("save", "text2", "Saved here.", "Kept on this computer only."),
    ("clock", "waitInk", "Not sent yet.", "It leaves at the next sync."),
    ("check-check", "okInk", "Received, published.", "The hub has it; others see it."),
    ("split", "confInk", "Someone else changed this too.", "You choose."),
)


class OrganisationPage(Page):
    """What the network knows of the own organisation."""

    help_id: ClassVar[str] = "organisation"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(OrganisationModel)
        self._built: tuple[object, ...] = ()
        self._disputed: tuple[object, ...] = ()
        self._editors: dict[tuple[str, str], GroupEditor] = {}
        say = context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 14, 20, 16), gap=12)
        self._banner = Banner(context, "info", icon="eye")
        lines.addWidget(self._banner)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._columns, gap=16)
        self._columns.addWidget(self._build_main(), 3)
        self._columns.addWidget(self._build_side(), 2)
        lines.addLayout(self._columns)
        self._nothing = EmptyState(context, "building-2", say("No organisation to show."))
        lines.addWidget(self._nothing)
        self._nothing_why = text("", "small")
        self._nothing_why.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        lines.addWidget(self._nothing_why)
        lines.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolling(content), 1)
        outer.addWidget(self._build_foot())
        for key, action in (("Ctrl+Return", self._model.release), ("Ctrl+S", self._model.keep_now)):
            QShortcut(QKeySequence(key), self).activated.connect(lambda action=action: action())
        self._model.changed.connect(self._show)
        self._show()

    def go_to(self, place: Place) -> None:
        """Show the organisation of a place, or the own one."""
        self._model.show_organisation(place.record)

    def set_effective_width(self, width: int) -> None:
        """Put the side column above the form where there is no room beside it: a choice comes first."""
        is_wide = width >= _TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.BottomToTop)
        self._labels.setVisible(is_wide)

    def subtitle(self) -> str:
        """Return the organisation's name."""
        return self._model.profile.title if self._model.profile else ""

    def focus_first(self) -> None:
        """Put the keyboard on the tabs."""
        self._tabs.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed when people go to another page, or the window goes away."""
        self._model.keep_now()
        super().hideEvent(event)

    def _build_main(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=0)
        top = QHBoxLayout()
        spaced(context, top, gap=8)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(True)
        self._tabs.setAccessibleName(say("Parts of the profile"))
        for words in (say("Profile"), say("Contacts and who sees them")):
            self._tabs.addTab(words)
        self._tabs.currentChanged.connect(self._show_tab)
        top.addWidget(self._tabs, 1)
        self._language = QComboBox()
        self._language.setAccessibleName(say("Language of the texts"))
        self._language.setToolTip(say("Language of the texts"))
        self._language.activated.connect(lambda place: self._model.choose_language(self._language.itemData(place)))
        top.addWidget(self._language)
        lines.addLayout(top)
        card = QFrame()
        card.setProperty("card", "true")
        self._form = QVBoxLayout(card)
        spaced(context, self._form, margins=(18, 14, 18, 14), gap=12)
        lines.addWidget(card)
        lines.addStretch()
        self._main = holder
        return holder

    def _build_side(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        self._side = QWidget()
        lines = QVBoxLayout(self._side)
        spaced(context, lines, gap=12)
        self._choices = QVBoxLayout()
        spaced(context, self._choices, gap=12)
        lines.addLayout(self._choices)
        self._labels = Card(context, say("What the labels mean"))
        for icon, ink, name, meaning in _LABELS:
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            line.addWidget(picture(context, icon, ink=ink, size=16))
            line.addWidget(text(f"{say(name)} {say(meaning)}", "small"), 1)
            self._labels.body.addLayout(line)
        lines.addWidget(self._labels)
        lines.addStretch()
        return self._side

    def _build_foot(self) -> QWidget:
        context, say, model = self.context, self.context.speaker.say, self._model
        self._foot = QFrame()
        self._foot.setObjectName("header")
        line = QHBoxLayout(self._foot)
        spaced(context, line, margins=(20, 8, 20, 8), gap=10)
        line.addWidget(picture(context, "clock", ink="text2", size=16))
        self._summary = text("", "small")
        line.addWidget(self._summary, 1)
        self._undo = button(context, say("Undo my changes"), model.undo_all, kind="quiet")
        self._release = button(context, say("Ready to send"), model.release, kind="primary")
        self._release.setToolTip(say("Ctrl+Enter"))
        line.addWidget(self._undo)
        line.addWidget(self._release)
        return self._foot

    def _show(self) -> None:
        model = self._model
        has_profile = model.profile is not None
        self._banner.setVisible(bool(model.why) and has_profile)
        self._banner.say("", model.why)
        self._main.setVisible(has_profile)
        self._side.setVisible(has_profile)
        self._foot.setVisible(has_profile and model.may_edit)
        for part in (self._nothing, self._nothing_why):
            part.setVisible(model.is_ready and not has_profile)
        self._nothing_why.setText(model.why)
        self._show_languages()
        self._show_form()
        self._show_choices()
        self._summary.setText(model.summary)
        self._undo.setEnabled(model.can_undo)
        self._release.setEnabled(model.has_drafts)

    def _show_languages(self) -> None:
        known = [self._language.itemData(place) for place in range(self._language.count())]
        if known != [tag for tag, _ in self._model.languages]:
            self._language.clear()
            for tag, name in self._model.languages:
                self._language.addItem(name, tag)
        self._language.setCurrentIndex(self._language.findData(self._model.language))

    def _show_tab(self) -> None:
        self._built = ()
        self._show_form()

    def _records(self) -> Sequence[RecordShown]:
        if self._tabs.currentIndex() == _CONTACTS:
            return self._model.contacts
        return (self._model.profile,) if self._model.profile else ()

    def _show_form(self) -> None:
        """Build the editors where other groups are shown; else only their values and states."""
        records = self._records()
        groups = [group for record in records for group in record.groups]
        shape = (self._tabs.currentIndex(), self._model.may_edit, *((one.record, one.key) for one in groups))
        if shape != self._built:
            self._built = shape
            self._editors = {}
            clear(self._form)
            for record in records:
                if self._tabs.currentIndex() == _CONTACTS:
                    self._form.addWidget(self._contact_head(record))
                for group in record.groups:
                    self._form.addWidget(self._editor(group))
            if self._tabs.currentIndex() == _CONTACTS and not records:
                say = self.context.speaker.say
                words = say("No contact lines yet. Without one, nobody can reach you through the directory.")
                self._form.addWidget(EmptyState(self.context, "phone", words))
            return
        for group in groups:
            self._editors[group.record, group.key].show_group(group)

    def _contact_head(self, record: RecordShown) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, margins=(0, 8, 0, 0), gap=6)
        lines.addWidget(rule())
        line = QHBoxLayout()
        spaced(context, line, gap=6)
        line.addWidget(text(record.title, "h3"), 1)
        line.addWidget(picture(context, "users", ink="text2", size=14))
        line.addWidget(text(say("Who sees this line: {audience}", audience=record.audience), "small"))
        lines.addLayout(line)
        return holder

    def _editor(self, group: GroupShown) -> GroupEditor:
        model = self._model
        made = GroupEditor(self.context, group, is_read_only=not model.may_edit)
        made.typed.connect(lambda field, words: model.type(group, field, words))
        made.left.connect(model.keep_now)
        made.release_wanted.connect(lambda: model.release(group))
        made.undo_wanted.connect(lambda: model.undo(group))
        self._editors[group.record, group.key] = made
        return made

    def _show_choices(self) -> None:
        disputed = self._model.disputed if self._model.may_edit else ()
        shape = tuple((one.record, one.key, tuple(version.hash for version in one.versions)) for one in disputed)
        if shape == self._disputed:
            return
        self._disputed = shape
        clear(self._choices)
        for group in disputed:
            self._choices.addWidget(self._choice(group))

    def _choice(self, group: GroupShown) -> VersionChoice:
        made = VersionChoice(self.context, group)
        made.chosen.connect(lambda place: self._model.choose_version(group, place))
        made.written.connect(lambda values: self._model.write_new(group, values))
        return made
