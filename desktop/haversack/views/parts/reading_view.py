"""Where texts that others wrote are read. It opens no file and no address, whatever a text asks for.

Links are told, never followed. Must not be given any HTML but that of `operations.reading_text`.
"""

from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFont, QTextCursor, QTextDocument, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from haversack.viewmodels.reading import ReadingText
from haversack.views.context import Context
from haversack.views.look import Look

_BURMESE_SCRIPT: Final = frozenset({"my", "shn", "ksw", "mnw"})
"""Burmese, Shan, Karen, Mon."""


def reading_font(look: Look, zoom: int) -> QFont:
    """Return the font of texts that are read.

    Args:
        look: Of the window.
        zoom: In percent, apart from the text size of the window.
    """
    font = look.font("reading")
    font.setPixelSize(max(font.pixelSize() * zoom // 100, 8))
    return font


def dress(document: QTextDocument, shown: ReadingText, look: Look, zoom: int = 100) -> None:
    """Give an empty document the look and the direction that a text is to have.

    Args:
        document: Empty, or to be filled anew.
        shown: The text that will be in it.
        look: Colours and sizes.
        zoom: In percent, apart from the text size of the window.
    """
    font = reading_font(look, zoom)
    is_burmese = shown.language.split("-")[0] in _BURMESE_SCRIPT
    size = font.pixelSize() + look.px(1 if is_burmese else 0)
    font.setPixelSize(size)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if shown.is_rtl else Qt.LayoutDirection.LeftToRight)
    document.setDefaultTextOption(option)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setIndentWidth(size * 9 / 5)
    # Letters of Arabic bring tall lines with them; those of Burmese are to have a quarter more than Latin ones.
    height = 100 if shown.is_rtl else 120 if is_burmese else 112
    # Sizes of headings by name: Qt would enlarge headings by their level all the same where a number is given.
    document.setDefaultStyleSheet(
        f"h1 {{ font-size: x-large; color: {look.css('text')}; }}"
        f"h2 {{ font-size: large; color: {look.css('text')}; margin-top: {size}px; }}"
        f"h3, h4 {{ font-size: medium; color: {look.css('text')}; margin-top: {size * 4 // 5}px; }}"
        f"p {{ color: {look.css('text')}; margin-top: 0; margin-bottom: {size * 7 // 10}px; line-height: {height}%; }}"
        f"li {{ color: {look.css('text')}; margin-bottom: {size * 2 // 5}px; line-height: {height}%; }}"
        # No letters lean: in Arabic, Burmese and Thai they break.
        "i { font-style: normal; font-weight: 700; }"
        f"pre {{ color: {look.css('text')}; }}"
        f"blockquote {{ color: {look.css('text2')}; }}"
        f"a {{ color: {look.css('primary')}; }}"
        f"table {{ border-collapse: collapse; margin-bottom: {size}px; }}"
        f"td {{ color: {look.css('text')}; border-bottom: 1px solid {look.css('border')}; }}"
        f"th {{ color: {look.css('text')}; border-bottom: 2px solid {look.css('control')};"
        f" text-align: {'right' if shown.is_rtl else 'left'}; }}"
    )


class ReadingView(QTextBrowser):
    """Shows one text.

    Signals:
        link_chosen: Where a link leads, whole; somebody pressed it. Links to a heading of the text are followed.
    """

    link_chosen = Signal(str)

    def __init__(self, context: Context, name: str, *, fits: bool = False) -> None:
        """Begin empty.

        Args:
            context: For the look.
            name: What the text is, for screen readers.
            fits: Whether it grows to show all of its text, inside a page that scrolls.
        """
        super().__init__()
        self._links: tuple[str, ...] = ()
        self._shown = ReadingText()
        self._look, self._zoom = context.look, 100
        self._fits = fits
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.anchorClicked.connect(self._on_anchor)
        self.set_look(context.look)
        if fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.document().documentLayout().documentSizeChanged.connect(lambda _: self.updateGeometry())

    def set_look(self, look: Look, *, zoom: int = 100) -> None:
        """Take the colours and sizes of a look.

        Args:
            look: Of the window.
            zoom: In percent, apart from the text size of the window.
        """
        self._look, self._zoom = look, zoom
        font = reading_font(look, zoom)
        self.setFont(font)
        # A style sheet of the window would set the size of every part to one; this one is the document's own.
        self.setStyleSheet(f"QTextBrowser {{ font-size: {font.pixelSize()}px; background: transparent; padding: 0; }}")

    def show_text(self, shown: ReadingText) -> None:
        """Show a text from its beginning."""
        self._take(shown)
        self.setHtml(shown.html)
        self.updateGeometry()

    def _take(self, shown: ReadingText) -> None:
        """Prepare for a text: its links, its direction, the look of its parts."""
        self._shown, self._links = shown, shown.links
        dress(self.document(), shown, self._look, self._zoom)

    def reload_text(self) -> None:
        """Lay the same text out again, after `set_look`."""
        self.show_text(self._shown)

    def heading_places(self) -> list[int]:
        """Return the first character of each heading.

        Anchors in the text would do too, but Qt hangs them on its first letter, which then does not join the next one.
        """
        places, block = [], self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                places.append(block.position())
            block = block.next()
        return places

    def go_to_heading(self, number: int) -> None:
        """Scroll to a heading by its number."""
        places = self.heading_places()
        if number < len(places):
            self.go_to(places[number])

    def go_to(self, at: int) -> None:
        """Show a character, and put the keyboard's place there."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(max(at, 0), max(self.document().characterCount() - 1, 0)))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load nothing: the parent would read files, and on Windows files of other computers."""
        return None

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take nothing in."""
        return False

    def sizeHint(self) -> QSize:
        """See `QWidget`."""
        if not self._fits:
            return super().sizeHint()
        self.document().setTextWidth(max(self.viewport().width(), 1))
        return QSize(200, round(self.document().size().height()) + 4)

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`."""
        return QSize(0, self.sizeHint().height()) if self._fits else super().minimumSizeHint()

    def _on_anchor(self, url: QUrl) -> None:
        number = url.path()
        if url.scheme() != "link" or not number.isdecimal() or int(number) >= len(self._links):
            return
        target = self._links[int(number)]
        if target.startswith("#h"):
            self.go_to_heading(int(target.removeprefix("#h")))
        else:
            self.link_chosen.emit(target)
