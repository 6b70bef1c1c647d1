"""The reading view of the whole page: outline, finding, size and paper, bookmarks, and what it cost. Must not fetch."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.kept_files import KeptFiles
from haversack.viewmodels.messages import Message
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading_desk import OpenText, ReadingDesk
from haversack.views.context import Context
from haversack.views.look import Look
from haversack.views.page import spaced
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.paper_view import PaperView
from haversack.views.parts.printing import ChoosePrinter, ask_for_printer, print_document
from haversack.views.parts.reader_bar import BarActions, ReaderBar
from haversack.views.parts.reader_outline import Mark, ReaderOutline
from haversack.views.parts.reading_view import dress
from haversack.views.parts.text_finder import MOST, TextFinder
from haversack.views.parts.texts import picture, text

_OUTLINE_FROM: Final = 1024
_REST_MS: Final = 400
"""Between the last scrolling and keeping the place."""


class Reader(QWidget):
    """Shows the text that lies open on the desk.

    Attributes:
        choose_printer: Asks for a printer; tests put another here.

    Signals:
        closed: People want to go back to the item.
    """

    closed = Signal()

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__()
        self._context = context
        self._desk = context.models.get(ReadingDesk)
        self._kept = context.models.get(KeptFiles)
        self._shown: OpenText | None = None
        self._has_room = True
        self._wants_outline: bool | None = None
        self._at_after_loading: int | None = None
        self._heading_places: list[int] = []
        self._paper = context.look
        self.choose_printer: ChoosePrinter = ask_for_printer
        self._view = PaperView(context, context.speaker.say("Text"))
        self._finder = TextFinder(self._view)
        self._bar = ReaderBar(context, self._actions())
        self._bar.typed.connect(self._search)
        self._outline = ReaderOutline(context)
        self._outline.heading_chosen.connect(self._view.go_to_heading)
        self._outline.mark_chosen.connect(self._go_to_mark)
        self._outline.mark_removed.connect(self._desk.toggle_bookmark)
        self._build()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._keep_place)
        self._view.moved.connect(self._on_moved)
        self._view.loaded.connect(self._on_loaded)
        self._view.link_chosen.connect(self._follow)
        self._desk.place_changed.connect(self._show_marks)
        self._desk.likes_changed.connect(self._show_likes)
        self._kept.changed.connect(self._show_kept)
        context.models.session.closing.connect(self._keep_place)
        self._bind_keys()
        self._show_likes()

    def show_open(self) -> None:
        """Show the text that lies open, where people were in it."""
        shown = self._desk.open
        if shown is None:
            return
        self._shown, self._at_after_loading = shown, None
        self._bar.show_title(shown.title)
        self._view.setAccessibleName(shown.title)
        self._links.hide()
        self._bar.field.clear()
        self._outline.show_headings(shown.text.headings)
        self._note.setText(" ".join(shown.notes))
        self._note.setVisible(bool(shown.notes))
        self._also.setText(shown.also)
        self._also.setVisible(bool(shown.also))
        self._view.show_text(shown.text)
        self._show_kept()
        self._lay_out()

    def set_effective_width(self, width: int) -> None:
        """Leave the outline out where there is no room."""
        self._has_room = width >= _OUTLINE_FROM
        self._bar.set_effective_width(width)
        self._lay_out()

    def focus_text(self) -> None:
        """Put the keyboard into the text."""
        self._view.setFocus()

    def escape(self) -> None:
        """Clear what was to be found; with nothing to clear, put the text away."""
        if self._bar.field.text():
            self._bar.field.clear()
            self.focus_text()
        else:
            self.close_text()

    def close_text(self) -> None:
        """Put the text away; the place is kept."""
        self._keep_place()
        self.closed.emit()

    def toggle_kept(self) -> bool:
        """Keep the files of what is read, or stop that; return whether it has any."""
        shown = self._shown
        if shown is None or not shown.has_files:
            return False
        self._kept.toggle(shown.record)
        return True

    def print_text(self) -> None:
        """Print the whole text, black on white, with how to cite it at its end."""
        shown = self._shown
        printer = self.choose_printer(self, self._context.speaker.say("Text")) if shown is not None else None
        if shown is None or printer is None:
            return
        document = QTextDocument()
        dress(document, shown.text, Look("light", 100, self._context.look.language))
        document.setHtml(shown.text.html)
        cursor = QTextCursor(document)
        cursor.insertText(f"{shown.title}\n\n")
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(f"\n\n{shown.citation}")
        print_document(document, printer)

    def _keep(self) -> None:
        self.toggle_kept()

    def _show_kept(self) -> None:
        shown = self._shown
        if shown is not None:
            self._bar.show_kept(is_kept=self._kept.is_kept(shown.record), can_choose=shown.has_files)

    def _actions(self) -> BarActions:
        return BarActions(
            back=self.close_text,
            outline=self._toggle_outline,
            zoom=self._desk.zoom_by,
            paper=self._change_paper,
            bookmark=self._toggle_bookmark,
            keep=self._keep,
            copy=self._copy,
            print=self.print_text,
            step=self._step,
        )

    def _bind_keys(self) -> None:
        keys = {
            "Ctrl+F": self._focus_find,
            "F3": lambda: self._step(1),
            "Shift+F3": lambda: self._step(-1),
            "Ctrl+Shift++": lambda: self._desk.zoom_by(1),
            "Ctrl+Shift+=": lambda: self._desk.zoom_by(1),
            "Ctrl+Shift+-": lambda: self._desk.zoom_by(-1),
            "Ctrl+Shift+_": lambda: self._desk.zoom_by(-1),
            "Ctrl+B": self._toggle_bookmark,
            "Ctrl+Shift+C": self._copy,
        }
        for sequence, action in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def _build(self) -> None:
        context = self._context
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._outline)
        paper = QVBoxLayout()
        paper.setSpacing(0)
        self._note = text("", "small")
        self._note.setContentsMargins(*(context.look.px(side) for side in (16, 6, 16, 6)))
        self._note.hide()
        paper.addWidget(self._note)
        paper.addWidget(self._view, 1)
        self._links = LinkStrip(context)
        paper.addWidget(self._links)
        middle.addLayout(paper, 1)
        lines.addLayout(middle, 1)
        lines.addWidget(self._build_foot())

    def _build_foot(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        foot = QFrame()
        foot.setObjectName("readerFoot")
        line = QHBoxLayout(foot)
        spaced(context, line, margins=(14, 8, 14, 8), gap=8)
        line.addWidget(picture(context, "hard-drive-download", ink="text2", size=16))
        line.addWidget(text(say("Kept on this computer. Reading it used no data."), "small"), 3)
        self._also = text("", "caption")
        line.addWidget(self._also, 3)
        # As wide as it ever gets: the foot stands still while people read, and nothing is cut off.
        self._percent = text(say("{number}% read", number=100), "small", wraps=False)
        self._percent.ensurePolished()
        self._percent.setMinimumWidth(self._percent.sizeHint().width())
        self._percent.clear()
        line.addWidget(self._percent)
        return foot

    def _lay_out(self) -> None:
        is_wanted = self._wants_outline if self._wants_outline is not None else self._has_room
        has_any = self._outline.has_headings or bool(self._desk.place.bookmarks)
        self._outline.setVisible(is_wanted and has_any)
        self._bar.show_outline_button(is_shown=has_any, is_open=is_wanted and has_any)

    def _toggle_outline(self) -> None:
        self._wants_outline = not self._outline.isVisible()
        self._lay_out()
        self._view.setFocus()

    def _show_likes(self) -> None:
        """Show the text as people like to read; the place stays."""
        look, likes = self._context.look, self._desk.likes
        is_white = self._is_white()
        paper = look if look.is_high_contrast else Look("light", look.scale, look.language) if is_white else look
        ground = "surface" if is_white or look.theme != "light" else "bg"
        at = self._view.at()
        self._view.set_paper(paper, zoom=likes.zoom, ground=ground)
        self._paper = paper
        self._bar.show_zoom(likes.zoom)
        self._bar.show_paper(is_white=is_white, can_choose=not look.is_high_contrast)
        if self._shown is not None:
            self._at_after_loading = at
            self._view.reload_text()

    def _is_white(self) -> bool:
        paper = self._desk.likes.paper
        return paper == "white" if paper else self._context.look.theme == "light"

    def _change_paper(self) -> None:
        self._desk.choose_paper("dim" if self._is_white() else "white")

    def _on_loaded(self) -> None:
        """Go where people were; only now is it laid out."""
        at, self._at_after_loading = self._at_after_loading, None
        wanted = at if at is not None else self._desk.place.at
        self._heading_places = self._view.heading_places()
        self._view.go_to(wanted)
        # Once more when what was laid out has its place in the window.
        QTimer.singleShot(0, self._view, lambda: self._view.go_to(wanted))
        self._show_marks()
        self._search(self._bar.field.text())
        self._on_moved()

    def _on_moved(self) -> None:
        if self._shown is None or not self._view.is_loaded:
            return
        speaker, percent = self._context.speaker, self._view.percent()
        self._percent.setText(speaker.say("{number}% read", number=percent))
        self._bar.show_bookmark(is_set=self._mark_near() is not None)
        at = self._view.at()
        numbers = [number for number, place in enumerate(self._heading_places) if place <= at + 1]
        if numbers:
            self._outline.show_heading(numbers[-1])
        self._rest.start()

    def _keep_place(self) -> None:
        self._rest.stop()
        if self._shown is not None and self._view.is_loaded and self._desk.open is self._shown:
            self._desk.move_to(self._view.at(), self._view.percent())

    def _focus_find(self) -> None:
        self._bar.field.setFocus()
        self._bar.field.selectAll()

    def _search(self, words: str) -> None:
        self._finder.search(words)
        self._show_found()

    def _step(self, by: int) -> None:
        if not self._finder.number:
            self._focus_find()
            return
        self._finder.step(by)
        self._show_found()

    def _show_found(self) -> None:
        self._finder.mark(self._paper)
        speaker, number = self._context.speaker, self._finder.number
        if number:
            at, whole = speaker.number(self._finder.at + 1), speaker.number(number)
            more = speaker.say("{at} of more than {all}", at=at, all=whole)
            words = more if number >= MOST else speaker.say("{at} of {all}", at=at, all=whole)
        else:
            words = speaker.say("Not found") if self._bar.field.text().strip() else ""
        self._bar.show_found(words)

    def _mark_near(self) -> int | None:
        """Return the bookmark that is shown now, or None."""
        first, last = self._view.at(), self._view.last_at()
        return next((one for one in self._desk.place.bookmarks if first <= one <= last), None)

    def _toggle_bookmark(self) -> None:
        if self._shown is not None and self._view.is_loaded:
            near = self._mark_near()
            self._desk.toggle_bookmark(near if near is not None else self._view.paragraph_at())

    def _go_to_mark(self, at: int) -> None:
        self._view.go_to(at)
        self._view.setFocus()

    def _show_marks(self) -> None:
        if self._shown is None or not self._view.is_loaded:
            return
        self._outline.show_marks([Mark(at, self._view.words_at(at)) for at in self._desk.place.bookmarks])
        self._bar.show_bookmark(is_set=self._mark_near() is not None)
        self._lay_out()

    def _copy(self) -> None:
        """Copy what is selected with how to cite it; with nothing selected, how to cite it alone."""
        if self._shown is None:
            return
        say, chosen = self._context.speaker.say, self._view.selected_words()
        cited = self._shown.citation
        self._context.clipboard.put(f"{chosen}\n\n{cited}" if chosen else cited)
        words = say("Copied, with its source.") if chosen else say("How to cite it is copied: no words were chosen.")
        self._context.models.session.messages.tell(Message(words, tone="ok"))

    def _follow(self, link: str) -> None:
        if not self._desk.follow(link, self._go):
            self._links.show_link(link)

    def _go(self, place: Place) -> None:
        self.close_text()
        self._context.navigation.go(place)
