"""The library's filters: a group of boxes for each, with live counts. Must not filter; the view-model does."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels import library_words as words
from haversack.viewmodels.choice import Choice
from haversack.viewmodels.following import FollowingModel, FollowQuestion
from haversack.viewmodels.library import FACETS, LibraryModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import rule
from haversack.views.parts.facets import FacetChoice, FacetGroup
from haversack.views.parts.question import Asked, Question
from haversack.views.parts.shelf_list import STATE_ICONS
from haversack.views.parts.texts import text


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
        self._model, self._following = model, context.models.get(FollowingModel)
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
        self._follow = button(
            context, speaker.say("Get these from now on"), self._ask, kind="small", icon="cloud-download"
        )
        self._why = text(
            speaker.say("Tick areas and languages alone: then their files can come by themselves."), "caption"
        )
        self._question = Question(context)
        for part in (self._follow, self._why, self._question):
            lines.addWidget(part)
        lines.addStretch()

    def show_choices(self) -> Iterator[None]:
        """Show what the view-model counts now, a filter at each step: dozens of boxes fill a turn of the event loop."""
        for facet, (group, line) in self._groups.items():
            choices = self._model.choices(facet)
            group.show_choices([_box(facet, one) for one in choices])
            # Shown when they are filled: Qt would place each box anew as it comes.
            group.setVisible(bool(choices))
            line.setVisible(bool(choices))
            yield

        filters = self._model.filters
        is_plain = bool(filters.ticked.get("topic") or filters.ticked.get("language")) and not filters.words.strip()
        others = any(values for facet, values in filters.ticked.items() if facet not in ("topic", "language"))
        self._follow.setEnabled(is_plain and not others)
        self._why.setVisible(not self._follow.isEnabled())
        if not self._follow.isEnabled():
            self._question.put_away()

    def _ask(self) -> None:
        ticked = self._model.filters.ticked
        topics, languages = sorted(ticked.get("topic", ())), sorted(ticked.get("language", ()))

        def ask(asked: FollowQuestion) -> None:
            begin = partial(self._following.follow, topics, languages)
            self._question.ask(Asked(asked.title, asked.line, asked.yes, begin))

        self._following.ask_to_follow(topics, languages, ask)

    def _tick(self, facet: str, value: str, is_ticked: bool) -> None:  # noqa: FBT001 - Qt gives it by position
        self._model.tick(facet, value, is_ticked=is_ticked)


def _box(facet: str, one: Choice) -> FacetChoice:
    icon, ink = STATE_ICONS[words.TONES.get(one.value, "plain")] if facet == "where" else ("", "text2")
    return FacetChoice(one.value, one.name, one.count, one.is_ticked, icon, ink)
