"""Directory: filters with live counts, the list, one profile. Must not filter; its view-model has that done."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from haversack.viewmodels.directory import BOX_FACETS, SWITCHES, Chip, DirectoryModel
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.directory_card import card_document
from haversack.views.directory_profile import ProfileView
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import EmptyState, rule
from haversack.views.parts.facets import FacetChoice, FacetGroup
from haversack.views.parts.flow import clear, flow
from haversack.views.parts.printing import ChoosePrinter, ask_for_printer, print_document
from haversack.views.parts.row_list import RowList
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import text

_THREE_PANES: Final = 1180
_TWO_PANES: Final = 700
_FACETS_WIDTH: Final = 240
_LIST_WIDTH: Final = 350
_NARROW_LIST_WIDTH: Final = 310
_TYPE_AHEAD_MS: Final = 120


class DirectoryPage(Page):
    """Who is in the network, and how to reach them.

    Attributes:
        choose_printer: Asks for a printer; tests put another here.
    """

    help_id: ClassVar[str] = "directory"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self.choose_printer: ChoosePrinter = ask_for_printer
        self._model = context.models.get(DirectoryModel)
        self._width = _THREE_PANES
        self._shows_filters = False
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPE_AHEAD_MS)
        self._typing.timeout.connect(lambda: self._model.type_words(self._words.text()))
        self._filters = self._build_filters()
        self._list_pane = self._build_list()
        self._detail = scrolling(QWidget())
        self._detail.setAccessibleName(context.speaker.say("Profile"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._edges = [_edge(), _edge()]
        line.addWidget(self._filters)
        line.addWidget(self._edges[0])
        line.addWidget(self._list_pane)
        line.addWidget(self._edges[1])
        line.addWidget(self._detail, 1)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._words.setFocus)
        self._model.changed.connect(self._show)
        self._model.profile_changed.connect(self._show_profile)
        self._show()
        self._show_profile()

    def go_to(self, place: Place) -> None:
        """Show the organisation of a place; a place without one keeps what is shown, or goes back to the list."""
        if place.record:
            self._model.choose(place.record)
        elif self._is_one_pane:
            self._model.choose("")
        if place.query:
            self._words.setText(place.query)

    def set_effective_width(self, width: int) -> None:
        """Show three panes, two, or one."""
        self._width = width
        self._lay_out()

    def focus_first(self) -> None:
        """Put the keyboard on the list."""
        self._rows.setFocus()

    def print_shown(self) -> bool:
        """Print the card of the organisation that is shown."""
        if self._model.shown is None:
            return False
        self.print_card()
        return True

    def print_card(self) -> None:
        """Print the card of the organisation that is shown; nothing if there is none."""
        shown = self._model.shown
        if shown is None:
            return
        printer = self.choose_printer(self, self.context.speaker.say("Card"))
        if printer is not None:
            print_document(card_document(self.context, shown), printer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the filters or the profile with Escape where they cover the list."""
        if event.key() == Qt.Key.Key_Escape and self._shows_filters:
            self._toggle_filters()
            return
        super().keyPressEvent(event)

    @property
    def _is_one_pane(self) -> bool:
        return self._width < _TWO_PANES

    def _build_filters(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(14, 12, 10, 14), gap=10)
        self._close_filters = button(context, "", self._toggle_filters, kind="primary")
        lines.addWidget(self._close_filters)
        self._switches: dict[str, tuple[QCheckBox, QLabel]] = {}
        for name in SWITCHES:
            line = QHBoxLayout()
            spaced(context, line, margins=(0, 0, 4, 0), gap=6)
            box, number = QCheckBox(""), text("", "caption", wraps=False)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            box.setMinimumHeight(context.look.px(24))
            box.toggled.connect(lambda is_on, name=name: self._model.tick(name, "yes", is_ticked=is_on))
            line.addWidget(box, 1)
            line.addWidget(number)
            lines.addLayout(line)
            self._switches[name] = (box, number)
        titles = {
            "countries": say("Country"),
            "topics": say("Area of work"),
            "languages": say("Language"),
            "type": say("Type"),
            "level": say("Level"),
        }
        self._facets: dict[str, FacetGroup] = {}
        for facet in BOX_FACETS:
            lines.addWidget(rule())
            group = self._facets[facet] = FacetGroup(context, titles[facet])
            group.ticked.connect(lambda value, is_on, facet=facet: self._model.tick(facet, value, is_ticked=is_on))
            lines.addWidget(group)
        lines.addStretch()
        area = scrolling(content)
        area.setAccessibleName(say("Filters"))
        return area

    def _build_list(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        pane = QWidget()
        on_surface(context, pane)
        lines = QVBoxLayout(pane)
        spaced(context, lines, gap=0)
        head = QVBoxLayout()
        spaced(context, head, margins=(14, 10, 14, 10), gap=8)
        top = QHBoxLayout()
        spaced(context, top, gap=8)
        self._heading = text("", "h3")
        top.addWidget(self._heading, 1)
        self._open_filters = button(
            context, say("Filters"), self._toggle_filters, kind="small", icon="sliders-horizontal"
        )
        top.addWidget(self._open_filters)
        head.addLayout(top)
        self._words = QLineEdit(self._model.filters.words)
        self._words.setPlaceholderText(say("Name, place or service"))
        self._words.setAccessibleName(say("Narrow the list by name, place or service"))
        self._words.setClearButtonEnabled(True)
        self._words.textChanged.connect(lambda _: self._typing.start())
        head.addWidget(self._words)
        self._chips, self._chip_flow = flow(context.look.px(6))
        head.addWidget(self._chips)
        lines.addLayout(head)
        lines.addWidget(rule())
        self._rows = RowList(context, self._model.rows, say("Organisations"))
        self._rows.opened.connect(self._open)
        self._rows.chosen.connect(self._follow)
        lines.addWidget(self._rows, 1)
        self._nobody = EmptyState(
            context,
            "filter-x",
            say("No organisation fits all filters."),
            say("Take one filter away, or clear them all."),
            action=button(context, say("Clear filters"), self._clear),
        )
        self._empty = EmptyState(
            context,
            "users",
            say("No organisations on this computer."),
            say("They arrive with your next sync, or from a folder."),
            action=button(context, say("Sync centre"), lambda: context.navigation.go(Place("sync"))),
        )
        lines.addWidget(self._nobody)
        lines.addWidget(self._empty)
        lines.addStretch()
        return pane

    def _lay_out(self) -> None:
        px = self.context.look.px
        is_wide = self._width >= _THREE_PANES
        has_profile = self._model.shown is not None and bool(self._model.chosen)
        self._filters.setVisible(is_wide or self._shows_filters)
        self._open_filters.setVisible(not is_wide)
        self._close_filters.setVisible(self._shows_filters and not is_wide)
        if self._is_one_pane:
            self._list_pane.setVisible(not self._shows_filters and not has_profile)
            self._detail.setVisible(not self._shows_filters and has_profile)
        else:
            self._list_pane.setVisible(True)
            self._detail.setVisible(is_wide or not self._shows_filters)
        for pane, width in ((self._filters, _FACETS_WIDTH), (self._list_pane, self._list_width)):
            fixed = width if not self._is_one_pane and (self._detail.isVisibleTo(self) or pane is self._filters) else 0
            pane.setMinimumWidth(px(fixed))
            pane.setMaximumWidth(px(fixed) if fixed else 16_777_215)
        self._edges[0].setVisible(self._filters.isVisibleTo(self) and self._list_pane.isVisibleTo(self))
        self._edges[1].setVisible(self._list_pane.isVisibleTo(self) and self._detail.isVisibleTo(self))

    @property
    def _list_width(self) -> int:
        return _LIST_WIDTH if self._width >= _THREE_PANES else _NARROW_LIST_WIDTH

    def _show(self) -> None:
        model, speaker = self._model, self.context.speaker
        self._heading.setText(model.heading)
        for name, (box, number) in self._switches.items():
            choice = model.switches.get(name)
            if choice is not None:
                box.setText(choice.name)
                box.setAccessibleName(speaker.say("{name}, {count}", name=choice.name, count=choice.count))
                number.setText(speaker.number(choice.count))
                _tick(box, is_on=choice.is_ticked)
        for facet, group in self._facets.items():
            choices = model.facets.get(facet, ())
            group.setVisible(bool(choices))
            group.show_choices([FacetChoice(one.value, one.name, one.count, one.is_ticked) for one in choices])
        chips = model.chips
        clear(self._chip_flow)
        for chip in chips:
            self._chip_flow.addWidget(self._chip(chip))
        self._chips.setVisible(bool(chips))
        self._open_filters.setText(
            speaker.say("\u2002Filters: {number}", number=len(chips)) if chips else speaker.say("\u2002Filters")
        )
        left = model.rows.rowCount()
        is_narrowed = bool(chips) or bool(model.filters.words)
        self._rows.setVisible(left > 0)
        self._nobody.setVisible(model.is_ready and left == 0 and is_narrowed)
        self._empty.setVisible(model.is_ready and left == 0 and not is_narrowed)
        self._close_filters.setText(speaker.count("Show {number} organisation", "Show {number} organisations", left))
        if not model.chosen and left and self._width >= _TWO_PANES:
            model.choose(model.rows.rows[0].id)
        if model.chosen:
            self._rows.choose(model.chosen)

    def _chip(self, chip: Chip) -> QWidget:
        say = self.context.speaker.say
        made = button(
            self.context,
            chip.name,
            lambda: self._model.tick(chip.facet, chip.value, is_ticked=False),
            kind="small",
            icon="x",
        )
        made.setAccessibleName(say("Remove the filter {name}", name=chip.name))
        return made

    def _show_profile(self) -> None:
        shown = self._model.shown
        if shown is None:
            words = self.context.speaker.say("Choose an organisation in the list.")
            nothing = EmptyState(self.context, "users", words)
            on_surface(self.context, nothing)
            self._detail.setWidget(nothing)
        else:
            view = ProfileView(self.context, shown)
            view.print_wanted.connect(self.print_card)
            view.topic_wanted.connect(lambda record: self.context.navigation.go(Place("library", record)))
            view.edit_wanted.connect(lambda: self.context.navigation.go(Place("organisation", shown.id)))
            self._detail.setWidget(view)
            self._rows.choose(shown.id)
        self._lay_out()

    def _open(self, record: str) -> None:
        self.context.navigation.go(Place("directory", record))

    def _follow(self, record: str) -> None:
        """Show the profile of the current line where there is room beside the list."""
        if not self._is_one_pane:
            self._model.choose(record)

    def _toggle_filters(self) -> None:
        self._shows_filters = not self._shows_filters
        self._lay_out()

    def _clear(self) -> None:
        self._words.clear()
        self._model.clear()


def _edge() -> QFrame:
    line = QFrame()
    line.setProperty("rule", "upright")
    line.setFixedWidth(1)
    return line


def _tick(box: QCheckBox, *, is_on: bool) -> None:
    box.blockSignals(True)  # noqa: FBT003 - Qt takes it by position only
    box.setChecked(is_on)
    box.blockSignals(False)  # noqa: FBT003 - as above
