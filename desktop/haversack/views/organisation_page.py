"""My organisation: profile, contact lines and who sees them, history, preview; two versions beside. Must not save."""

from collections.abc import Callable
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QTabBar, QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.organisation import OrganisationModel
from haversack.viewmodels.organisation_history import HistoryModel
from haversack.viewmodels.organisation_shown import GroupShown
from haversack.viewmodels.standing import StandingModel
from haversack.views.context import Context
from haversack.views.organisation_contacts import ContactsView
from haversack.views.organisation_foot import OrganisationFoot
from haversack.views.organisation_form import GroupEditor
from haversack.views.organisation_history import HistoryView
from haversack.views.organisation_language import LanguageLine
from haversack.views.organisation_preview import PreviewView
from haversack.views.organisation_profile import ProfileForm
from haversack.views.organisation_side import OrganisationSide
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.cards import Banner, EmptyState
from haversack.views.parts.texts import text

_BESIDE: Final = 1100
_LANGUAGE_BESIDE: Final = 1000
_TWO_EDITORS: Final = 900
_PROFILE, _CONTACTS, _HISTORY, _PREVIEW = range(4)
_TABS: Final = ("profile", "contacts", "history")


class OrganisationPage(Page):
    """What the network knows of the own organisation."""

    help_id: ClassVar[str] = "organisation"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(OrganisationModel)
        self._history = context.models.get(HistoryModel)
        self._shapes: dict[int, tuple[object, ...]] = {}
        self._editors: dict[tuple[str, str], GroupEditor] = {}
        self._has_room = True
        say = context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 14, 20, 16), gap=12)
        self._banner = Banner(context, "info", icon="eye")
        lines.addWidget(self._banner)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._columns, gap=16)
        self._side = OrganisationSide(context, self._model)
        self._side.preview_wanted.connect(self.show_preview)
        self._main = self._build_main()
        self._columns.addWidget(self._main, 3)
        self._columns.addWidget(self._side, 2)
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
        self._scroll = scrolling(content)
        outer.addWidget(self._scroll, 1)
        self._foot = OrganisationFoot(context, self._model)
        outer.addWidget(self._foot)
        self._bind_keys()
        self._model.changed.connect(self._show)
        self._model.begun.connect(self._on_begun)
        self._show_part(_PROFILE)
        self._show()

    def go_to(self, place: Place) -> None:
        """Show the organisation of a place, or the own one."""
        self._model.show_organisation(place.record)

    def set_effective_width(self, width: int) -> None:
        """Put the side column above the form where there is no room beside it: a choice comes first."""
        is_wide = width >= _BESIDE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.BottomToTop)
        self._side.show_labels(is_shown=is_wide)
        self._language.set_beside(self._tab_line, is_beside=width >= _LANGUAGE_BESIDE)
        self._foot.set_effective_width(width)
        has_room = width >= _TWO_EDITORS
        if has_room != self._has_room:
            self._has_room = has_room
            self._shapes.clear()
            self._show()

    @property
    def is_whole(self) -> bool:
        """Whether all of the form is there; see `Page`."""
        return self._form.is_whole

    def subtitle(self) -> str:
        """Return the organisation's name; what the frame knows, until the profile is read."""
        standing = self.context.models.get(StandingModel)
        return self._model.profile.title if self._model.profile else standing.organisation

    def focus_first(self) -> None:
        """Put the keyboard on the tabs."""
        self._tabs.setFocus()

    def choose_tab(self, name: str) -> None:
        """Show a part of the page.

        Args:
            name: profile, contacts or history.
        """
        self._tabs.setCurrentIndex(_TABS.index(name))

    def show_preview(self) -> None:
        """Show the profile as a member sees it."""
        if self._model.profile is not None:
            self._model.keep_now()
            self._show_part(_PREVIEW)
            if self._preview is not None:
                self._preview.read(self._model.profile.id)
                self._preview.focus_first()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed when people go to another page, or the window goes away."""
        self._model.keep_now()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the preview with Escape."""
        if event.key() == Qt.Key.Key_Escape and self._part == _PREVIEW:
            self._leave_preview()
            return
        super().keyPressEvent(event)

    def _build_main(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=0)
        self._tab_line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._tab_line, gap=8)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(True)
        self._tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self._tabs.setAccessibleName(say("Parts of the profile"))
        for words in (say("Profile"), say("Contacts and who sees them"), say("History")):
            self._tabs.addTab(words)
        self._tabs.currentChanged.connect(self._show_tab)
        self._tab_line.addWidget(self._tabs, 1)
        self._language = LanguageLine(context, self._model)
        self._tab_line.addWidget(self._language)
        lines.addLayout(self._tab_line)
        self._form = ProfileForm(context, self._editor)
        self._form.became_whole.connect(self._show_form)
        self._contacts: ContactsView | None = None
        self._preview: PreviewView | None = None
        # Not a stack, which would be as high as its highest part. Each part is built when it is first shown.
        self._part_lines = QVBoxLayout()
        spaced(context, self._part_lines, gap=0)
        lines.addLayout(self._part_lines)
        lines.addStretch()
        self._parts: dict[int, QWidget] = {}
        self._part = _PROFILE
        return holder

    def _show_part(self, wanted: int) -> None:
        self._part = wanted
        if wanted not in self._parts:
            self._parts[wanted] = self._build_part(wanted)
            self._part_lines.addWidget(self._parts[wanted])
        for place, part in self._parts.items():
            part.setVisible(place == wanted)

    def _build_part(self, wanted: int) -> QWidget:
        context, model = self.context, self._model
        if wanted == _CONTACTS:
            self._contacts = ContactsView(context, self._editor)
            self._contacts.line_wanted.connect(model.begin_line)
            self._contacts.put_away_wanted.connect(model.put_away)
            self._contacts.use_wanted.connect(model.take_into_use)
            self._show_contacts()
            return _carded(context, self._contacts, is_flush=True)
        if wanted == _HISTORY:
            return _carded(context, HistoryView(context, self._history), is_flush=False)
        if wanted == _PREVIEW:
            self._preview = PreviewView(context)
            self._preview.left.connect(self._leave_preview)
            return _carded(context, self._preview, is_flush=True)
        return _carded(context, self._form, is_flush=False)

    def _bind_keys(self) -> None:
        model = self._model
        keys: dict[str, Callable[[], None]] = {
            "Ctrl+Return": model.release,
            "Ctrl+Enter": model.release,
            "Ctrl+S": model.keep_now,
            "Ctrl+Z": self._undo_or_bring_back,
        }
        for key, action in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda action=action: action() if model.may_edit else None)

    def _undo_or_bring_back(self) -> None:
        """Undo all; where something is undone already, bring it back. In a field the key undoes typing instead."""
        if self._model.can_bring_back:
            self._model.bring_back()
        elif self._model.can_undo:
            self._model.undo_all()

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
        if model.profile is not None and _HISTORY in self._parts:
            self._history.show_record(model.profile.id, may_edit=model.may_edit)
        self._language.show_languages()
        self._language.setVisible(self._tabs.currentIndex() != _HISTORY)
        self._show_form()
        self._show_contacts()
        self._side.show_choices()
        self._foot.show_summary()

    def _show_tab(self) -> None:
        self._model.keep_now()
        self._show_part(self._tabs.currentIndex())
        if self._tabs.currentIndex() == _HISTORY and self._model.profile is not None:
            self._history.show_record(self._model.profile.id, may_edit=self._model.may_edit)
        self._language.setVisible(self._tabs.currentIndex() != _HISTORY)

    def _leave_preview(self) -> None:
        self._show_tab()
        self._tabs.setFocus()

    def _show_form(self) -> None:
        """Build the editors where other groups are shown; else show only their values and states."""
        profile, model = self._model.profile, self._model
        if profile is None:
            return
        shape = (model.may_edit, self._has_room, profile.id, *((one.key, one.label) for one in profile.groups))
        if self._is_new_shape(_PROFILE, shape):
            self._forget_editors(profile.id)
            self._form.build(profile, model.owner_words, has_room=self._has_room)
            return
        if not self._form.is_whole:
            return
        for group in profile.groups:
            self._editors[group.record, group.key].show_group(group)

    def _show_contacts(self) -> None:
        model = self._model
        if self._contacts is None:
            return
        lines = (
            (one.id, one.title, one.is_new, one.is_leaving, *((group.key, group.label) for group in one.groups))
            for one in model.contacts
        )
        if self._is_new_shape(_CONTACTS, (model.may_edit, self._has_room, model.audiences, *lines)):
            self._contacts.build(model.contacts, model.audiences, may_edit=model.may_edit, has_room=self._has_room)
            return
        for record in model.contacts:
            for group in record.groups:
                if not record.is_leaving:
                    self._editors[group.record, group.key].show_group(group)
        self._contacts.show_records(model.contacts)

    def _is_new_shape(self, tab: int, shape: tuple[object, ...]) -> bool:
        if self._shapes.get(tab) == shape:
            return False
        self._shapes[tab] = shape
        return True

    def _forget_editors(self, record: str) -> None:
        self._editors = {name: one for name, one in self._editors.items() if name[0] != record}

    def _editor(self, group: GroupShown) -> GroupEditor:
        model = self._model
        made = GroupEditor(self.context, group, is_read_only=not model.may_edit)
        made.typed.connect(lambda field, words: model.type(group, field, words))
        made.left.connect(model.keep_now)
        made.release_wanted.connect(lambda: model.release(group))
        made.undo_wanted.connect(lambda: model.undo(group))
        made.take_back_wanted.connect(lambda: model.take_back(group))
        made.take_up_wanted.connect(lambda: model.take_up(group))
        self._editors[group.record, group.key] = made
        return made

    def _on_begun(self, record: str) -> None:
        self._tabs.setCurrentIndex(_CONTACTS)
        if self._contacts is not None:
            self._contacts.focus_line(record)


def _carded(context: Context, view: QWidget, *, is_flush: bool) -> QWidget:
    """Put a part of the page on a card; what has cards of its own gets none."""
    if is_flush:
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, margins=(0, 12, 0, 0), gap=0)
    else:
        holder = QFrame()
        holder.setProperty("card", "true")
        lines = QVBoxLayout(holder)
        spaced(context, lines, margins=(18, 14, 18, 14), gap=0)
    lines.addWidget(view)
    lines.addStretch()
    return holder
