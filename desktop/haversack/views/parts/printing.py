"""Printing a document: the dialog of the system behind one function, so that tests print into a file instead."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

ChoosePrinter: TypeAlias = Callable[[QWidget, str], QPrinter | None]
"""Asks a person for a printer, or for a file; None if they think better of it."""


def ask_for_printer(parent: QWidget, title: str) -> QPrinter | None:
    """Show the system's print dialog; it also offers to print into a PDF file.

    Args:
        parent: The page that prints.
        title: Name of the print job; on a shared computer others may read it, so it names no record.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def pdf_printer(path: str) -> QPrinter:
    """Return a printer that writes a PDF file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(path)
    return printer


def print_document(document: QTextDocument, printer: QPrinter) -> None:
    """Print a document, black on white whatever the theme."""
    document.print_(printer)
