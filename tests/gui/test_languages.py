"""The window speaks the chosen language from the first screen on: its own sentences, Qt's, and the direction."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QListView, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from haversack.app import App, speaker_of
from haversack.clock import Clock
from haversack.i18n.interface_languages import INTERFACE_LANGUAGES
from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE
from haversack.views.header import Header
from haversack.views.sidebar import Sidebar
from tests.gui.conftest import Window, put_away

NAMES = [language.name for language in INTERFACE_LANGUAGES]


def copy_in_qt() -> str:
    """Return how Qt calls copying in the menu of a text field."""
    return QCoreApplication.translate("QWidgetTextControl", "&Copy")


def texts(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root)]


def test_direction_and_qts_own_words_follow_the_language(window: Window) -> None:
    assert (QApplication.layoutDirection(), copy_in_qt()) == (Qt.LayoutDirection.LeftToRight, "&Copy")

    window.look(language="ar")
    assert (QApplication.layoutDirection(), copy_in_qt()) == (Qt.LayoutDirection.RightToLeft, "ا&نسخ")

    window.look(language="fr-CA")
    assert (QApplication.layoutDirection(), copy_in_qt()) == (Qt.LayoutDirection.LeftToRight, "Cop&ier")

    window.look(language="en")
    assert (QApplication.layoutDirection(), copy_in_qt()) == (Qt.LayoutDirection.LeftToRight, "&Copy")


def test_a_language_without_a_catalogue_reads_as_the_english_that_it_shows(window: Window) -> None:
    window.look(language="he")

    assert QApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert "Haversack is locked" in texts(window.app.shell)


def test_the_locked_screen_speaks_and_offers_every_language_by_its_own_name(window: Window) -> None:
    window.look(language="ar")
    box = window.app.shell.centralWidget().findChild(QComboBox)
    assert box is not None

    assert [box.itemText(place) for place in range(box.count())] == NAMES
    assert box.currentText() == "العربية"
    assert speaker_of("ar").say("Haversack is locked") in texts(window.app.shell)


def test_the_first_run_speaks_and_mirrors(
    prepared: QApplication, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock
) -> None:
    app = App(tmp_path / "new", "ar", fixed_clock)
    app.shell.show()
    shown = texts(app.shell)
    directions = {choice.layoutDirection() for choice in app.shell.findChildren(QRadioButton)}
    put_away(app)

    assert speaker_of("ar").say("Set up this computer") in shown
    assert directions == {Qt.LayoutDirection.RightToLeft}


def test_settings_say_which_translations_are_drafts(window: Window) -> None:
    window.open()
    page = window.go("settings")

    note = next(one for one in texts(page) if "native speakers" in one)

    assert [name for name in NAMES if name in note] == ["Français", "Español", "العربية"]


def test_the_frame_speaks_the_made_up_language_without_an_english_word_left(window: Window) -> None:
    window.open()
    window.look(language=PSEUDO_LANGUAGE)

    sidebar, header = window.main.findChild(Sidebar), window.main.findChild(Header)
    assert sidebar is not None
    assert header is not None
    model = sidebar.findChildren(QListView)[0].model()
    pages = [model.index(row, 0).data() for row in range(model.rowCount())]
    buttons = [*sidebar.findChildren(QAbstractButton), *header.findChildren(QAbstractButton)]
    names = [button.accessibleName() for button in buttons if button.isVisibleTo(window.main)]

    assert len(pages) > 5
    assert names
    assert [name for name in pages + names if not name.startswith("[")] == []
