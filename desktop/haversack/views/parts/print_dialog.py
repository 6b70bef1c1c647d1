"""What will be printed, as it will look: print it, or save it as a PDF file. Must not decide what is printed.

A file that is saved lies outside the vault, readable for everyone who uses this computer; the dialog says so.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.choose_target import SYSTEM_TARGETS
from haversack.views.parts.printing import ChoosePrinter, ask_for_printer, pdf_printer, print_document
from haversack.views.parts.texts import text

_SIZE: Final = (560, 480)
_MARGIN: Final = 24


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed. None of it names a record: others may read the job's name, and the file's.

    Attributes:
        title: Of the dialog.
        job: Name of the print job.
        file_name: Of a PDF file, as it is proposed.
    """

    title: str
    job: str
    file_name: str


class PrintDialog(QDialog):
    """Shows a document on white paper.

    Attributes:
        choose_printer: Asks for a printer; tests put another here.
        targets: Asks where to save; tests put others here.
    """

    def __init__(self, context: Context, parent: QWidget, document: QTextDocument, what: Printed) -> None:
        """Build it.

        Args:
            context: For the look and words.
            parent: The page that prints.
            document: Black on white.
            what: How the dialog, the print job and a file are called.
        """
        super().__init__(parent)
        self._context, self._document, self._what = context, document, what
        self.choose_printer: ChoosePrinter = ask_for_printer
        self.targets = SYSTEM_TARGETS
        say, look = context.speaker.say, context.look
        # Titles of windows name nothing of the network.
        self.setWindowTitle("Haversack")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 14, 16, 14), gap=10)
        lines.addWidget(text(what.title, "h2"))
        self._paper = _Paper(document)
        area: QScrollArea = scrolling(self._paper)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(say("As it will be printed"))
        area.setAccessibleDescription(document.toPlainText())
        lines.addWidget(area, 1)
        self._note = text(say("A PDF file lies outside Haversack: whoever uses this computer can read it."), "caption")
        lines.addWidget(self._note)
        buttons = QHBoxLayout()
        spaced(context, buttons, gap=8)
        self._print = button(context, say("Print"), self._on_print, kind="primary", icon="printer")
        buttons.addStretch()
        buttons.addWidget(button(context, say("Close"), self.reject))
        buttons.addWidget(button(context, say("Save as PDF"), self._on_save, icon="save"))
        buttons.addWidget(self._print)
        lines.addLayout(buttons)
        room = parent.window().size()
        self.resize(min(look.px(_SIZE[0]), room.width()), min(look.px(_SIZE[1]), room.height()))
        self._print.setFocus()

    def _on_print(self) -> None:
        printer = self.choose_printer(self, self._what.job)
        if printer is not None:
            print_document(self._document, printer)
            self.accept()

    def _on_save(self) -> None:
        say = self._context.speaker.say
        path = self.targets.file(self, say("Save as PDF"), self._what.file_name)
        if path is None:
            return
        if path.exists():
            self._note.setText(say("There is a file with this name already. Choose another name."))
            return
        print_document(self._document, pdf_printer(str(path)))
        if path.is_file():
            self.accept()
        else:
            self._note.setText(say("The file could not be saved there. Choose another place."))


class _Paper(QWidget):
    """A document on white paper, as wide as there is room."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__()
        self._document = document.clone(self)
        self.setMinimumWidth(200)

    def resizeEvent(self, event: object) -> None:
        """See `QWidget`."""
        self._document.setTextWidth(max(self.width() - 2 * _MARGIN, 1))
        self.setMinimumHeight(round(self._document.size().height()) + 2 * _MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`: white whatever the theme, as paper is."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        painter.translate(_MARGIN, _MARGIN)
        self._document.drawContents(painter, QRectF(0, 0, self.width() - 2 * _MARGIN, self.height()))
        painter.end()
