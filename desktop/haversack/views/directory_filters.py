"""The directory's filters: words, two switches, boxes with live counts. Must not filter; the view-model does."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from haversack.viewmodels import directory_words as words
from haversack.viewmodels.directory import BOX_FACETS, SWITCHES, DirectoryModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import rule
from haversack.views.parts.facets import FacetChoice, FacetGroup
from haversack.views.parts.switch import Switch

_PAUSE_MS: Final = 120
"""Between the last key and the filter: nobody reads what changes faster."""


class DirectoryFilters(QWidget):
    """Shows what narrows the directory.

    Attributes:
        back: Leads back to the list, where the filters stand in its place.
        words: Where people type.
    """

    def __init__(self, context: Context, model: DirectoryModel, on_list: Callable[[], None]) -> None:
        """Build them, empty.

        Args:
            context: For the look and words.
            model: The directory.
            on_list: Leads back to the list.
        """
        super().__init__()
        self._context, self._model = context, model
        speaker = context.speaker
        self.setObjectName("page")
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(14, 12, 12, 14), gap=10)
        self.back = button(context, "", on_list, kind="primary")
        lines.addWidget(self.back)
        switches = QVBoxLayout()
        spaced(context, switches, gap=4)
        self._switches: dict[str, Switch] = {}
        for name in SWITCHES:
            switch = self._switches[name] = Switch(context, words.switch_name(speaker, name))
            switch.toggled.connect(partial(self._on_switched, name))
            switches.addWidget(switch)
        lines.addLayout(switches)
        self.words = QLineEdit(model.filters.words)
        self._typing = QTimer(self)
        self._build_words()
        lines.addWidget(self.words)
        self._groups: dict[str, tuple[QWidget, FacetGroup]] = {}
        for facet in BOX_FACETS:
            line, more = rule(), partial(words.facet_more, speaker, facet)
            group = FacetGroup(context, words.facet_title(speaker, facet), more=more)
            group.ticked.connect(partial(self._on_ticked, facet))
            self._groups[facet] = (line, group)
            lines.addWidget(line)
            lines.addWidget(group)
        lines.addStretch()

    def show_filters(self) -> Iterator[None]:
        """Show what the view-model counts now, a filter at each step: dozens of boxes fill a turn of the event loop."""
        model, speaker = self._model, self._context.speaker
        for name, switch in self._switches.items():
            choice = model.switches.get(name)
            if choice is not None:
                switch.show_count(choice.count)
                switch.show_state(is_on=choice.is_ticked)
        for facet, (line, group) in self._groups.items():
            choices = model.facets.get(facet, ())
            group.show_choices([FacetChoice(one.value, one.name, one.count, one.is_ticked) for one in choices])
            # Shown when they are filled: Qt would place each box anew as it comes.
            line.setVisible(bool(choices))
            group.setVisible(bool(choices))
            yield
        if self.words.text().strip() != model.filters.words.strip() and not self._typing.isActive():
            self.words.setText(model.filters.words)
            self._typing.stop()
        left = model.rows.rowCount()
        self.back.setText(speaker.count("Show {number} member", "Show {number} members", left))
        self.back.setAccessibleName(self.back.text())

    def _build_words(self) -> None:
        say = self._context.speaker.say
        self._typing.setSingleShot(True)
        self._typing.setInterval(_PAUSE_MS)
        self._typing.timeout.connect(lambda: self._model.type_words(self.words.text()))
        self.words.setPlaceholderText(say("Name, place or service"))
        self.words.setAccessibleName(say("Narrow the list by name, place or service (Ctrl+F)"))
        self.words.setClearButtonEnabled(True)
        self.words.textEdited.connect(lambda _: self._typing.start())

    def _on_switched(self, name: str, is_on: bool) -> None:  # noqa: FBT001 - Qt gives it by position
        self._model.tick(name, "yes", is_ticked=is_on)

    def _on_ticked(self, facet: str, value: str, is_ticked: bool) -> None:  # noqa: FBT001 - as above
        self._model.tick(facet, value, is_ticked=is_ticked)
