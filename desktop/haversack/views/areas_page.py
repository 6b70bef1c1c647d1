"""Areas of work: a list, and a page for each with what happened, what is ahead and everything that names it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from haversack.viewmodels.areas import SECTIONS, AreasModel
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading_desk import ReadingDesk
from haversack.views.context import Context
from haversack.views.list_detail import ListDetailPage
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, EmptyState, escaped
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.page_tabs import library_tabs
from haversack.views.parts.panes import Panes
from haversack.views.parts.paper import paper_document, paragraph, titled, titled_list
from haversack.views.parts.print_dialog import PrintDialog, Printed
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import text


class AreasPage(ListDetailPage):
    """What the network works on."""

    help_id: ClassVar[str] = "areas"
    page_id: ClassVar[str] = "areas"

    def __init__(self, context: Context) -> None:
        """Begin with the list."""
        super().__init__(context)
        self._model = context.models.get(AreasModel)
        self._list = self._build_list()

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return (self._build_detail, self._join)

    def _join(self) -> None:
        """Put list and detail beside each other, show what is known, and go on showing it."""
        context = self.context
        self._panes = Panes(context, None, self._list, self._scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(library_tabs(context, "areas"))
        outer.addWidget(self._panes, 1)
        self._model.changed.connect(self._show)
        self._model.detail_changed.connect(self._show_detail)
        self._show()
        self._show_detail()

    def go_to(self, place: Place) -> None:
        """Show the list, or an area."""
        if place.record:
            self._model.choose(place.record)
            self._rows.choose(place.record)
        self._panes.show_detail(is_shown=bool(place.record))

    def set_effective_width(self, width: int) -> None:
        """Show two panes, or one."""
        self._panes.set_effective_width(width)
        self._back.setVisible(self._panes.is_single)
        self._choose_first()

    def focus_first(self) -> None:
        """Put the keyboard on the list."""
        self._rows.setFocus()

    def print_shown(self) -> bool:
        """Offer the area that is shown for printing: its texts, dates, files and people."""
        detail, say = self._model.detail, self.context.speaker.say
        if detail is None:
            return False
        parts = [f"<h1>{escaped(detail.name)}</h1>", paragraph(detail.summary), paragraph(detail.fallback)]
        parts.append(titled(say("Introduction"), detail.introduction))
        for name, title in self._titles().items():
            rows = self._model.sections[name].rows
            parts.append(titled_list(title, [" · ".join((row.title, *row.lines)) for row in rows]))
        what = Printed(say("Print this page"), say("Areas of work"), "area.pdf")
        PrintDialog(self.context, self, paper_document(self.context, "".join(parts)), what).open()
        return True

    def _build_list(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        self._rows = RowList(context, self._model.rows, say("Areas of work"))
        self._follow_list(self._model, self._rows)
        self._empty = EmptyState(
            context,
            "layers",
            say("No areas of work yet."),
            say("They come with the first sync, each with its introduction, dates, files and people."),
        )
        lines.addWidget(self._rows, 1)
        lines.addWidget(self._empty)
        return holder

    def _build_detail(self) -> None:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 12, 20, 20), gap=12)
        self._back = button(context, say("All areas"), self._go_to_list, kind="small", icon="arrow-left")
        self._name, self._about = text("", "h1"), text("", "body")
        self._fallback = text("", "small")
        lines.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeading)
        for part in (self._name, self._about, self._fallback):
            lines.addWidget(part)
        card = Card(context)
        card.body.setContentsMargins(*(context.look.px(side) for side in (16, 14, 16, 10)))
        self._text = ReadingView(context, say("Introduction"), fits=True)
        self._links = LinkStrip(context)
        self._text.link_chosen.connect(self._follow)
        card.body.addWidget(self._text)
        card.body.addWidget(self._links)
        self._introduction = card
        lines.addWidget(card)
        titles = self._titles()
        self._sections: dict[str, Card] = {}
        self._numbers: dict[str, QLabel] = {}
        for name in SECTIONS:
            lines.addWidget(self._build_section(name, titles[name]))
        self._related_title = text(say("Areas beside it"), "h2")
        self._related = ChipLine(context, say("Areas beside it"))
        lines.addWidget(self._related_title)
        lines.addWidget(self._related)
        lines.addStretch()
        self._scroll = scrolling(content)

    def _titles(self) -> dict[str, str]:
        say = self.context.speaker.say
        return {
            "ahead": say("Dates ahead"),
            "timeline": say("What happened so far"),
            "items": say("In the library"),
            "courses": say("Courses"),
            "organisations": say("Who works on this"),
        }

    def _build_section(self, name: str, title: str) -> Card:
        card = self._sections[name] = Card(self.context, title, is_flush=True)
        rows = RowList(self.context, self._model.sections[name], title)
        rows.fit_contents()
        self._numbers[name] = text("", "caption", wraps=False)
        card.head.addWidget(self._numbers[name])
        rows.opened.connect(lambda record: self.context.navigation.go(self._model.place_of(record)))
        card.body.addWidget(rows)
        return card

    def _show(self) -> None:
        has_rows = self._model.rows.rowCount() > 0
        self._rows.setVisible(has_rows)
        self._empty.setVisible(self._model.is_ready and not has_rows)
        self._choose_first()

    def _show_detail(self) -> None:
        detail = self._model.detail
        self._scroll.widget().setVisible(detail is not None)
        if detail is None:
            if not self._model.chosen:
                self._choose_first()
            return
        self._name.setText(detail.name)
        for label, words in ((self._about, detail.summary), (self._fallback, detail.fallback)):
            label.setText(words)
            label.setVisible(bool(words))
        self._text.show_text(detail.introduction)
        self._links.hide()
        self._introduction.setVisible(bool(detail.introduction.html))
        for name, card in self._sections.items():
            number = self._model.sections[name].rowCount()
            card.setVisible(number > 0)
            self._numbers[name].setText(self.context.speaker.number(number))
        self._related.show_chips([chip(self.context, one.title, partial(self._open, one.id)) for one in detail.related])
        self._related_title.setVisible(bool(detail.related))
        self._scroll.verticalScrollBar().setValue(0)

    def _follow(self, link: str) -> None:
        """Go where a link inside leads; show where one outside would lead."""
        if not self.context.models.get(ReadingDesk).follow(link, self.context.navigation.go):
            self._links.show_link(link)
