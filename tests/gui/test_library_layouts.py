"""The library's pages in small windows, large text and Arabic: no control is lost or unnamed."""

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from tests.gui.conftest import Window, controls

_LAYOUTS = ((1024, 600, 100, "en"), (960, 520, 100, "en"), (1366, 696, 200, "en"), (1366, 696, 100, "ar"))


def lost(shown: QWidget) -> list[str]:
    """Return the controls that reach beyond the page's sides, or have no name."""
    found = []
    for control in controls(shown, lambda one: isinstance(one, QAbstractButton | QLineEdit | QComboBox)):
        if control.objectName().startswith("qt_") or isinstance(control.parent(), QLineEdit):
            continue
        left = control.mapTo(shown, control.rect().topLeft()).x()
        if left < 0 or left + control.width() > shown.width() or not control.accessibleName():
            found.append(f"{type(control).__name__} “{control.accessibleName()}” {left}+{control.width()}")
    return found


def test_no_control_is_lost_or_unnamed(window: Window) -> None:
    window.open()
    for width, height, scale, language in _LAYOUTS:
        window.app.shell.resize(width, height)
        window.look(language=language, scale=scale)
        for page in ("library", "areas", "network", "search"):
            assert lost(window.go(page)) == [], (page, width, scale, language)
