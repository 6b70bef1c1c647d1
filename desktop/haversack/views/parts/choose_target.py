"""Where a readable copy goes: the dialogs of the system behind two functions, so that tests can answer."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


@dataclass(frozen=True, slots=True)
class Targets:
    """Asks people where something goes.

    Attributes:
        folder: Given the page and a title, returns a folder that exists, or None.
        file: Given the page, a title and a suggested name, returns a path, or None.
    """

    folder: Callable[[QWidget, str], Path | None]
    file: Callable[[QWidget, str, str], Path | None]


def ask_for_folder(parent: QWidget, title: str) -> Path | None:
    """Show the system's dialog for a folder."""
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None


def ask_for_file(parent: QWidget, title: str, name: str) -> Path | None:
    """Show the system's dialog for a new file; nothing is ever written over, so it does not offer that."""
    options = QFileDialog.Option.DontConfirmOverwrite
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, options=options)
    return Path(chosen) if chosen else None


SYSTEM_TARGETS = Targets(ask_for_folder, ask_for_file)
"""The dialogs of the system."""
