"""The library's filters: a group of boxes for each, with live counts. Must not filter; the view-model does."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels import library_words as words
from haversack.viewmodels.library import FACETS, Choice, LibraryModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import rule
from haversack.views.parts.facets import FacetChoice, FacetGroup
from haversack.views.parts.shelf_list import STATE_ICONS


class LibraryFacets(QWidget):
    """Shows the filters of a library."""

    def __init__(self, context: Context, model: LibraryModel, on_list: Callable[[], None]) -> None:
        """Build them, empty.

        Args:
            context: For the look and words.
            model: The library.
            on_list: Leads back to the list, where the filters stand in its place.
        """
        super().__init__()
        self._model = model
        speaker = context.speaker
        self.setObjectName("page")
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(14, 12, 12, 14), gap=10)
        self.back = button(context, speaker.say("Show the list"), on_list, kind="small", icon="arrow-left")
        lines.addWidget(self.back)
        self._groups: dict[str, tuple[FacetGroup, QWidget]] = {}
        for facet in FACETS:
            title = words.facet_title(speaker, facet)
            group = FacetGroup(context, title, more=partial(words.facet_more, speaker, facet))
            group.ticked.connect(partial(self._tick, facet))
            line = rule()
            self._groups[facet] = (group, line)
            lines.addWidget(group)
            lines.addWidget(line)
        lines.addStretch()

    def show_choices(self) -> None:
        """Show what the view-model counts now."""
        for facet, (group, line) in self._groups.items():
            choices = self._model.choices(facet)
            group.setVisible(bool(choices))
            line.setVisible(bool(choices))
            group.show_choices([_box(facet, one) for one in choices])

    def _tick(self, facet: str, value: str, is_ticked: bool) -> None:  # noqa: FBT001 - Qt gives it by position
        self._model.tick(facet, value, is_ticked=is_ticked)


def _box(facet: str, one: Choice) -> FacetChoice:
    icon, ink = STATE_ICONS[words.TONES.get(one.value, "plain")] if facet == "where" else ("", "text2")
    return FacetChoice(one.value, one.name, one.count, one.is_ticked, icon, ink)
