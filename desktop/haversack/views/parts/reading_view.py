"""Where texts that others wrote are read. It opens no file and no address, whatever a text asks for.

Links are told, never followed. Must not be given any HTML but that of `operations.reading_text`.
"""

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from haversack.viewmodels.reading import ReadingText
from haversack.views.context import Context
from haversack.views.look import Look


class ReadingView(QTextBrowser):
    """Shows one text.

    Signals:
        link_chosen: Where a link leads, whole; somebody pressed it.
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
        font = look.font("reading")
        font.setPixelSize(max(font.pixelSize() * zoom // 100, 8))
        self.setFont(font)
        size = font.pixelSize()
        # Letters of Arabic bring tall lines with them.
        height = 100 if look.is_rtl else 112
        self.document().setDefaultFont(font)
        self.document().setDocumentMargin(0)
        # A style sheet of the window would set the size of every part to one; this one is the document's own.
        self.setStyleSheet(f"QTextBrowser {{ font-size: {size}px; background: transparent; padding: 0; }}")
        # Sizes of headings by name: Qt would enlarge headings by their level all the same where a number is given.
        self.document().setDefaultStyleSheet(
            f"h1 {{ font-size: x-large; color: {look.css('text')}; }}"
            f"h2 {{ font-size: large; color: {look.css('text')}; margin-top: {size}px; }}"
            f"h3, h4 {{ font-size: medium; color: {look.css('text')}; margin-top: {size * 4 // 5}px; }}"
            f"p {{ margin-top: 0; margin-bottom: {size * 7 // 10}px; line-height: {height}%; }}"
            f"li {{ margin-bottom: {size * 2 // 5}px; line-height: {height}%; }}"
            f"blockquote {{ color: {look.css('text2')}; }}"
            f"a {{ color: {look.css('primary')}; }}"
            f"th {{ background: {look.css('sunken')}; }}"
        )

    def show_text(self, shown: ReadingText) -> None:
        """Show a text from its beginning."""
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if shown.is_rtl else Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(option)
        self._shown, self._links = shown, shown.links
        self.setHtml(shown.html)
        self.updateGeometry()

    def reload_text(self) -> None:
        """Lay the same text out again, after `set_look`."""
        self.show_text(self._shown)

    def go_to_heading(self, number: int) -> None:
        """Scroll to a heading by its number."""
        self.scrollToAnchor(f"h{number}")

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
        if url.scheme() == "link" and number.isdecimal() and int(number) < len(self._links):
            self.link_chosen.emit(self._links[int(number)])
