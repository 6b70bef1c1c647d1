"""What every screen must do whatever it shows, in every size, text size and direction. New pages come in by themselves.

One window for each look, and every page inside it: opening a window takes longer than looking at it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QPushButton, QWidget

from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE
from haversack.operations import browsing
from haversack.operations.looking import Sight
from haversack.operations.network_file import NetworkFile
from haversack.viewmodels.messages import Message
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.network_file import NetworkFileModel
from haversack.views import registry
from haversack.views.bug_report import BugReport
from haversack.views.join_dialog import JoinDialog
from haversack.views.network_file import NetworkFileDialog
from haversack.views.page import Page
from haversack.views.parts.facets import FacetGroup
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.parts.print_dialog import PrintDialog, Printed
from haversack.views.registry import PAGES
from haversack.views.training_page import TrainingPage
from tests.gui import inspection
from tests.gui.conftest import Window, application
from tests.gui.first_start import WORDS, model_of

LOOKS: Final = [
    pytest.param((1366, 696), "light", 100, "en", id="1366x696"),
    pytest.param((1024, 600), "light", 100, "en", id="1024x600"),
    pytest.param((960, 520), "dark", 100, "en", id="960x520"),
    pytest.param((1366, 696), "dark", 150, "en", id="150"),
    pytest.param((1366, 696), "light", 200, "en", id="200"),
    pytest.param((1024, 600), "high-contrast", 100, "ar", id="arabic"),
    pytest.param((1366, 696), "light", 200, "ar", id="arabic-200"),
    pytest.param((1024, 600), "light", 100, PSEUDO_LANGUAGE, id="longer"),
    pytest.param((1366, 696), "high-contrast", 200, PSEUDO_LANGUAGE, id="longer-200"),
]
every_look = pytest.mark.parametrize(("size", "theme", "scale", "language"), LOOKS)
_BELOW_COURSES: Final = ("lesson", "quiz")
_SMALLEST: Final = (960, 520)


def _ask_to_print(page: Page) -> None:
    PrintDialog(page.context, page, QTextDocument("A card."), Printed("Print card", "Card", "card.pdf")).open()


def _open_network_file(page: Page) -> None:
    """Show a file of another network: the longest of what can be said, and two buttons."""
    page.context.models.get(NetworkFileModel).found = NetworkFile(
        name="Others", fingerprint=" ".join(["abcd"] * 8), place="/kit", hub="", is_own=False
    )
    NetworkFileDialog(page.context, page).open()


OPENERS: Final[dict[str, tuple[str, Callable[[Page], None]]]] = {
    "facet_list": ("directory", lambda page: page.findChildren(FacetGroup)[0].show_list()),
    "print_dialog": ("directory", _ask_to_print),
    "bug_report": ("home", lambda page: BugReport(page.context, page, Message("A mistake.", report="place")).open()),
    "folder_chooser": ("sync", lambda page: FolderChooser(page.context, page, "/").open()),
    "join_dialog": ("settings", lambda page: JoinDialog(page.context, page).open()),
    "network_file": ("home", _open_network_file),
    "training_page": ("training", lambda page: page._ask_to_forget() if isinstance(page, TrainingPage) else None),
}
"""Module of a question → a page that asks it, and what makes it ask."""


def places(window: Window) -> list[Place]:
    """Return every page, and every page with a record of each of its kinds."""
    found = [Place(entry.id) for entry in PAGES]
    kinds = {kind: entry.id for entry in PAGES for kind in entry.kinds} | dict.fromkeys(_BELOW_COURSES, "training")
    window.app.session.read(
        lambda workspace: [(kind, browsing.list_records(workspace, kind)) for kind in kinds],
        lambda listed: found.extend(Place(kinds[kind], rows[0].id) for kind, rows in listed if rows),
    )
    window.settle()
    return [*found, Place("search", query="detention"), Place("search", query="there is nothing like this")]


def faults_of(window: Window, check: Callable[[QWidget], Iterator[str]]) -> list[str]:
    """Go to every place, and return what a check says of each."""
    found = []
    for place in places(window):
        window.app.navigation.go(place)
        window.settle()
        where = " ".join(part for part in (place.page, place.record, place.query) if part)
        found += [f"{where}: {fault}" for fault in check(window.app.shell)]
    return found


def whole(root: QWidget) -> Iterator[str]:
    """Yield what cannot be seen whole."""
    yield from inspection.lost(root)
    yield from inspection.clipped(root)
    yield from inspection.scrolled_sideways(root)


def reachable(root: QWidget) -> Iterator[str]:
    """Yield what a screen reader or the keyboard cannot use."""
    yield from inspection.unspoken(root)
    yield from inspection.unspoken_rows(root)
    yield from inspection.not_reached_by_tab(root)


@every_look
def test_nothing_is_lost_or_clipped(
    window: Window, size: tuple[int, int], theme: str, scale: int, language: str
) -> None:
    window.app.shell.resize(*size)
    window.look(theme=theme, scale=scale, language=language)

    locked = list(whole(window.app.shell))
    window.open()

    assert "\n".join(locked) == ""
    assert window.app.shell.size().toTuple() == size
    assert "\n".join(faults_of(window, whole)) == ""


def test_a_screen_reader_names_everything_and_the_keyboard_reaches_it(window: Window) -> None:
    window.app.shell.activateWindow()

    locked = list(reachable(window.app.shell))
    window.open()

    assert "\n".join(locked) == ""
    assert "\n".join(faults_of(window, lambda root: chain(reachable(root), inspection.changed_by_wheel(root)))) == ""


@every_look
def test_nothing_of_the_first_run_is_lost_clipped_or_unreachable(
    first: Window, size: tuple[int, int], theme: str, scale: int, language: str
) -> None:
    model, shell = model_of(first), first.app.shell
    shell.resize(*size)
    first.look(theme=theme, scale=scale, language=language)
    shell.activateWindow()
    faults = []

    for way in ("starter", "network", "join"):
        # What stands there at its longest: a fingerprint, a mistake in the code, how strong the passphrase is.
        model.keep(replace(model.typed, way=way, network="/", code="7K3QD-M9V2X-RT4HC-B6WNP-0", passphrase=WORDS))
        model.sight = Sight("A network of a long name, for the rights of refugees", "8SMZ ZQ61 4DVT HQH1 " * 2)
        model.changed.emit()
        first.settle()
        faults += [f"{way}: {fault}" for check in (whole, reachable) for fault in check(shell)]

    assert "\n".join(faults) == ""


def test_every_model_keeps_its_promises_while_pages_show_it(window: Window) -> None:
    window.open()
    testers: dict[int, QAbstractItemModelTester] = {}

    def watch(root: QWidget) -> Iterator[str]:
        """Watch each model; what a tester finds is a message of Qt, and fails the test."""
        for view in root.findChildren(QAbstractItemView):
            model = view.model()
            if id(model) not in testers:
                warning = QAbstractItemModelTester.FailureReportingMode.Warning
                testers[id(model)] = QAbstractItemModelTester(model, warning)
        return iter(())

    faults_of(window, watch)
    window.app.session.changed.emit()
    window.settle()
    faults_of(window, watch)

    assert len(testers) > len(PAGES)


def test_another_look_leaves_nothing_of_the_old_one_behind(window: Window) -> None:
    window.open()
    visited = places(window)
    for place in visited:
        window.app.navigation.go(place)
        # Each by itself: on a busy machine all of them together take longer than anything may.
        window.settle()

    # An old page that still listened would raise in its slot, which fails the test.
    window.look(theme="dark", scale=125, language="ar")
    window.app.session.changed.emit()
    window.app.models.synchroniser.changed.emit()
    window.app.models.synchroniser.said.emit("A sync begins.")
    window.settle()

    pages = [widget for widget in application().allWidgets() if isinstance(widget, Page)]
    assert pages == [window.page]


@pytest.mark.parametrize(("scale", "language"), [(100, "en"), (200, "en"), (100, "ar"), (100, PSEUDO_LANGUAGE)])
def test_every_question_fits_the_smallest_window_and_can_be_answered_by_keyboard(
    window: Window, scale: int, language: str
) -> None:
    window.app.shell.resize(*_SMALLEST)
    window.look(scale=scale, language=language)
    window.open()

    for page, ask in OPENERS.values():
        ask(window.go(page))
        box = window.page.findChild(QDialog)
        assert box is not None
        QApplication.processEvents()
        shown = [button for button in box.findChildren(QPushButton) if button.isVisibleTo(box)]
        outside = [button for button in shown if not box.rect().contains(button.geometry())]
        faults = [*inspection.lost(box), *inspection.unspoken(box), *inspection.not_reached_by_tab(box)]
        box.reject()

        assert (box.width() <= _SMALLEST[0], box.height() <= _SMALLEST[1], outside) == (True, True, [])
        assert "\n".join(faults) == ""


def test_every_question_that_a_page_can_ask_is_tested_above() -> None:
    makes_one = re.compile(r"\bQ(Dialog|MessageBox|InputDialog|ProgressDialog)\(|\((Q|Short)Dialog\)")
    folder = Path(registry.__file__).parent

    asking = {path.stem for path in folder.rglob("*.py") if makes_one.search(path.read_text("utf-8"))}

    assert asking - {"short_dialog"} == OPENERS.keys(), "what others are made of is asked by none"
