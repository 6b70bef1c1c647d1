"""Sync centre, settings, help and first run in small windows, large text and Arabic: no control is lost."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from tests.gui.conftest import Window, controls, put_away

_LAYOUTS = ((1024, 600, 100, "en"), (960, 520, 100, "en"), (1366, 696, 200, "en"), (1024, 600, 100, "ar"))


def lost(root: QWidget) -> list[str]:
    """Return the controls that reach beyond the sides of what they scroll in, or have no name."""
    found = []
    for widget in controls(root, lambda one: isinstance(one, QAbstractButton | QComboBox | QLineEdit)):
        area: QWidget | None = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        frame = area.viewport() if isinstance(area, QScrollArea) else root
        left = widget.mapTo(frame, QPoint(0, 0)).x()
        if left < 0 or left + widget.width() > frame.width() or not widget.accessibleName():
            found.append(
                f"{type(widget).__name__} “{widget.accessibleName()}” {left}+{widget.width()} in {frame.width()}"
            )
    return found


@pytest.mark.parametrize(("width", "height", "scale", "language"), _LAYOUTS)
def test_no_control_is_lost(window: Window, width: int, height: int, scale: int, language: str) -> None:
    window.app.shell.resize(width, height)
    window.look(scale=scale, language=language)
    window.open()

    for page in ("sync", "settings", "help"):
        assert lost(window.go(page)) == []


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize(("width", "height", "scale", "language"), _LAYOUTS)
def test_no_control_of_the_first_run_is_lost(
    tmp_path: Path, qtbot: QtBot, fixed_clock: Clock, width: int, height: int, scale: int, language: str
) -> None:
    window = Window(App(tmp_path / "new", "en", fixed_clock), qtbot)
    window.app.shell.resize(width, height)
    window.app.shell.show()
    window.look(scale=scale, language=language)

    found = lost(window.app.shell.centralWidget())

    put_away(window.app)
    assert found == []
