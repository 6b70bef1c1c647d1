"""Network: goals, history, how to reach it, and how to know it. Must not read the vault; its view-model does."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.network import NetworkModel, NetworkShown
from haversack.views.context import Context
from haversack.views.network_coordinators import CoordinatorsCard
from haversack.views.network_devices import DevicesCard
from haversack.views.network_erasures import ErasuresCard
from haversack.views.network_orders import OrdersCard
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import copy_button
from haversack.views.parts.cards import Card, escaped
from haversack.views.parts.language_note import language_note
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.paper import paper_document, paragraph, titled, titled_list
from haversack.views.parts.print_dialog import PrintDialog, Printed
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.refilled import Refilled
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import text

_WIDEST = 820


class NetworkPage(Page):
    """What the network says of itself."""

    help_id: ClassVar[str] = "network"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(NetworkModel)
        content = QWidget()
        content.setObjectName("page")
        line = QHBoxLayout(content)
        spaced(context, line, margins=(20, 16, 20, 20))
        self._holder = Refilled(context, gap=12)
        self._holder.setMaximumWidth(context.look.px(_WIDEST))
        line.addWidget(self._holder, 100)
        line.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolling(content)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(context.speaker.say("Network"))
        outer.addWidget(self._scroll)
        self._model.changed.connect(self._show)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard where arrows scroll."""
        self._scroll.setFocus()

    def print_shown(self) -> bool:
        """Offer the page for printing: goals, history, how to reach the network, and the fingerprint to compare."""
        shown, say = self._model.shown, self.context.speaker.say
        if shown is None:
            return False
        parts = [f"<h1>{escaped(shown.name)}</h1>", paragraph(shown.summary), paragraph(shown.fallback)]
        parts += [titled(title, section) for title, section in shown.sections]
        facts = [*shown.facts, *([(say("On the web (not opened from here)"), shown.website)] if shown.website else [])]
        lines = [say("{words}: {said}", words=name, said=words) for name, words in facts]
        parts.append(titled_list(say("About this network"), lines))
        parts.append(titled_list(say("Fingerprint"), [shown.fingerprint]))
        what = Printed(say("Print this page"), say("Network"), "network.pdf")
        PrintDialog(self.context, self, paper_document(self.context, "".join(parts)), what).open()
        return True

    def _show(self) -> None:
        shown = self._model.shown
        if shown is None:
            return
        context = self.context
        self._lines = self._holder.fresh()
        self._lines.addWidget(text(shown.name, "h1"))
        if shown.summary:
            self._lines.addWidget(text(shown.summary, "body"))
        if shown.fallback:
            self._lines.addWidget(language_note(context, shown.fallback))
        for title, section in shown.sections:
            card = Card(context, title)
            view, links = ReadingView(context, title, fits=True), LinkStrip(context)
            view.link_chosen.connect(links.show_link)
            view.show_text(section)
            card.body.addWidget(view)
            card.body.addWidget(links)
            self._lines.addWidget(card)
        self._add_reach(shown)
        self._add_lately()
        self._add_facts(shown)
        self._add_fingerprint(shown)
        self._lines.addWidget(OrdersCard(context))
        self._lines.addWidget(CoordinatorsCard(context))
        self._lines.addWidget(DevicesCard(context))
        self._lines.addWidget(ErasuresCard(context))
        self._lines.addStretch()

    def _add_reach(self, shown: NetworkShown) -> None:
        """Add each address and number by itself, to be copied."""
        context, say = self.context, self.context.speaker.say
        if not shown.reach:
            return
        card = Card(context, say("Addresses to copy"))
        for way in shown.reach:
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            words = text(way.replace("/", "/\u200b"), "body")
            words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            line.addWidget(words, 1)
            line.addWidget(copy_button(context, way, way))
            card.body.addLayout(line)
        self._lines.addWidget(card)

    def _add_lately(self) -> None:
        """Add what changed last; each line leads there."""
        title = self.context.speaker.say("What changed lately")
        if not self._model.lately.rowCount():
            return
        card = Card(self.context, title, is_flush=True)
        rows = RowList(self.context, self._model.lately, title)
        rows.fit_contents()
        rows.opened.connect(lambda record: self.context.navigation.go(self._model.place_of(record)))
        card.body.addWidget(rows)
        self._lines.addWidget(card)

    def _add_facts(self, shown: NetworkShown) -> None:
        context, say = self.context, self.context.speaker.say
        if not (shown.facts or shown.website):
            return
        card = Card(context, say("About this network"))
        for name, words in shown.facts:
            card.body.addWidget(text(name, "caption"))
            card.body.addWidget(text(words, "body"))
        if shown.website:
            card.body.addWidget(text(say("On the web (not opened from here)"), "caption"))
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            line.addWidget(text(shown.website.replace("/", "/\u200b"), "body"), 1)
            line.addWidget(copy_button(context, say("the address"), shown.website))
            card.body.addLayout(line)
        self._lines.addWidget(card)

    def _add_fingerprint(self, shown: NetworkShown) -> None:
        context, say = self.context, self.context.speaker.say
        card = Card(context, say("Fingerprint"))
        card.body.addWidget(
            text(
                say(
                    "Two computers that show the same fingerprint are in the same network."
                    " Compare it by voice or on paper with somebody you know."
                ),
                "small",
            )
        )
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        words = text(shown.fingerprint, "h3")
        # Signs of a code keep their order in every language.
        words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        words.setAccessibleName(say("Fingerprint: {fingerprint}", fingerprint=shown.fingerprint))
        line.addWidget(words, 1)
        line.addWidget(copy_button(context, say("the fingerprint"), shown.fingerprint))
        card.body.addLayout(line)
        self._lines.addWidget(card)
