"""Files of the library come from a hub, stop, go on after a cut, go again, and are copied; what it costs is said."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from haversack.viewmodels import library_files
from haversack.viewmodels.navigation import Place
from haversack.views.library_page import LibraryPage
from haversack.views.parts.choose_target import Targets
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.question import Question
from haversack.views.parts.shelf_list import ShelfList
from haversack_sync.hub.endpoint import HubEndpoint
from tests.gui.conftest import Window, wait_until
from tests.gui.moody_hub import MoodyHub, detail_of, model_of, moody_hub, press, record_of, show_item

ALL_PIECES = 39
"""So many are the files of the item."""


@pytest.fixture
def hub(made_network: tuple[Path, HubEndpoint], monkeypatch: pytest.MonkeyPatch) -> MoodyHub:
    """The hub of the window's network."""
    return moody_hub(made_network, monkeypatch)


@pytest.fixture
def reading(hub: MoodyHub, window: Window) -> Window:
    """A window in which an item with files is shown."""
    assert not hub.is_away
    show_item(window)
    return window


def said(window: Window) -> str:
    """All words that are shown on the page."""
    labels: list[QLabel] = window.page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def strip(window: Window) -> QWidget:
    return window.page.findChildren(ProgressStrip)[0]


def test_files_in_ones_own_languages_come_and_that_is_said(reading: Window, told: list[str]) -> None:
    press(reading, "Get for offline · 19.1 KB")
    reading.settle()

    # Both by one request, which is a little more than the files.
    [words] = told
    assert words in {f"The files are on this computer. It used 19.{tenth} KB." for tenth in (1, 2, 3)}
    assert [file.state for file in detail_of(reading).files] == ["here", "here", "away", "away", "away"]
    assert detail_of(reading).state == "partly"
    assert "Partly here, 20.2 KB not downloaded" in {row.badge for row in model_of(reading).rows.rows}
    assert {one.value: one.count for one in model_of(reading).choices("where")} == {"here": 6, "asked": 0, "away": 7}
    assert not strip(reading).isVisible()


def test_while_files_come_how_far_they_are_is_shown_and_cancel_keeps_what_came(
    reading: Window, hub: MoodyHub, told: list[str]
) -> None:
    hub.may_go_on.clear()
    hub.free = 20
    press(reading, "In all languages")
    wait_until(lambda: "1 KB of 39.3 KB" in said(reading))
    wait_until(lambda: hub.given == hub.free)
    assert strip(reading).isVisible()
    assert detail_of(reading).state == "asked"

    press(reading, "Cancel")
    wait_until(lambda: not detail_of(reading).asked)
    hub.may_go_on.set()
    reading.settle()

    assert detail_of(reading).state == "partly", "the small ones came whole"
    assert told == ["Stopped. What has come so far is kept. Getting it again goes on from there."]
    before = hub.given
    press(reading, "In all languages")
    reading.settle()
    assert detail_of(reading).state == "here"
    assert hub.given - before < ALL_PIECES - 10, "a frame at most comes twice"


def test_after_a_cut_the_wish_stays_and_the_next_time_goes_on_from_there(
    reading: Window, hub: MoodyHub, told: list[str]
) -> None:
    hub.cut_after = 20
    press(reading, "In all languages")
    reading.settle()

    assert told[0].startswith("The connection was cut.")
    assert detail_of(reading).asked
    assert "They come now, or with the next sync" in said(reading)
    hub.cut_after = None
    reading.app.models.synchroniser.start()
    reading.settle()
    assert detail_of(reading).state == "here"
    assert hub.given - 20 < ALL_PIECES - 10, "a frame at most comes twice"


def test_where_the_hub_is_away_that_is_said_and_the_wish_is_kept_in_the_vault(
    reading: Window, hub: MoodyHub, told: list[str]
) -> None:
    hub.is_away = True
    press(reading, "Get for offline")
    reading.settle()

    assert told[0].startswith("The hub cannot be reached.")
    assert detail_of(reading).state == "asked"
    assert "Will download · 39.3 KB" in {row.badge for row in model_of(reading).rows.rows}
    reading.look(theme="dark")
    press(reading, "Do not get the files of this item")
    reading.settle()
    assert detail_of(reading).state == "away"


def test_one_file_comes_alone_and_a_text_among_them_is_read_here(reading: Window) -> None:
    reading.go("library", record_of(reading, "joint statement"))
    title = next(file.title for file in detail_of(reading).files if file.is_text)
    press(reading, f"Get {title}")
    reading.settle()

    press(reading, f"Read {title}")
    reading.settle()

    assert "Reading it used no data." in said(reading)
    assert [file.state for file in detail_of(reading).files].count("here") == 1


def test_large_files_are_not_fetched_before_people_saw_what_they_cost(
    reading: Window, hub: MoodyHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_files, "ASK_FROM_BYTES", 10_000)
    press(reading, "Get for offline")
    reading.settle()
    question = next(one for one in reading.page.findChildren(Question) if one.isVisible())
    assert "Keep 2 files on this computer?" in said(reading)
    assert "Getting them costs 19.1 KB of data; 0 bytes were used today." in said(reading)
    assert reading.app.shell.focusWidget().accessibleName() == "Not now"

    QTest.keyClick(reading.app.shell.focusWidget(), Qt.Key.Key_Escape)
    assert not question.isVisible()
    assert hub.given == 0
    press(reading, "Get for offline")
    reading.settle()
    press(reading, "Get 19.1 KB")
    reading.settle()
    assert [file.state for file in detail_of(reading).files].count("here") == 2


def test_removing_says_what_it_frees_and_files_can_be_got_again(reading: Window, told: list[str]) -> None:
    press(reading, "In all languages")
    reading.settle()
    press(reading, "Remove from this computer")
    assert "This frees 39.3 KB. The hub keeps them" in said(reading)
    press(reading, "Remove")
    reading.settle()

    assert told[-1].startswith("Removed from this computer. 39.3 KB are free again.")
    assert detail_of(reading).state == "away"
    press(reading, "In all languages")
    reading.settle()
    assert detail_of(reading).state == "here"


def test_a_key_keeps_and_a_second_one_asks_whether_to_remove(reading: Window) -> None:
    QTest.keyClick(reading.page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    reading.settle()
    assert [file.state for file in detail_of(reading).files].count("here") == 2
    for _ in range(2):
        QTest.keyClick(reading.page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        reading.settle()
    assert detail_of(reading).state == "here"
    assert any(one.isVisible() for one in reading.page.findChildren(Question))


def test_everything_in_a_filter_is_kept_and_the_chosen_removed(reading: Window) -> None:
    model = model_of(reading)
    model.tick("type", "guide", is_ticked=True)
    press(reading, "Keep all here")
    reading.settle()
    assert "are free on this disk" in said(reading)
    question = next(one for one in reading.page.findChildren(Question) if one.isVisibleTo(reading.page))
    next(one for one in question.findChildren(QPushButton) if one.accessibleName().startswith("Get ")).click()
    reading.settle()
    assert {row.badge for row in model.rows.rows} == {"On this computer"}

    rows = reading.page.findChildren(ShelfList)[0]
    rows.setFocus()
    rows.selectAll()
    assert f"{model.rows.rowCount()} chosen" in said(reading)
    press(reading, "Remove from this computer")
    press(reading, "Remove")
    reading.settle()
    assert "On this computer" not in {row.badge for row in model.rows.rows}


def test_copies_are_written_where_people_say_under_safe_names_and_never_into_the_vault(
    reading: Window, tmp_path: Path, told: list[str]
) -> None:
    press(reading, "In all languages")
    reading.settle()
    page = reading.page
    assert isinstance(page, LibraryPage)
    target = tmp_path / "copies"
    target.mkdir()
    page.flows.targets = Targets(lambda *_: target, lambda *_: tmp_path / "vault" / "inside.pdf")

    press(reading, "Export a readable copy")
    assert "A readable copy leaves the vault and is not protected." in said(reading)
    press(reading, "Choose a place")
    reading.settle()
    assert told[-1].startswith("5 readable copies were written. It is not protected.")
    assert (target / "detention-card.en.pdf").read_bytes().startswith(b"%PDF")

    press(reading, "Export a readable copy of One-page card to print")
    press(reading, "Choose a place")
    reading.settle()
    assert not (tmp_path / "vault" / "inside.pdf").exists()
    assert reading.app.navigation.place == Place("library", detail_of(reading).id)


def test_a_text_is_copied_with_how_to_cite_it(reading: Window, tmp_path: Path) -> None:
    page = reading.page
    assert isinstance(page, LibraryPage)
    names: list[str] = []

    def file(_: QWidget, title: str, name: str) -> Path:
        names.append(name)
        return tmp_path / "copy.md"

    page.flows.targets = Targets(lambda *_: None, file)
    press(reading, "Export a readable copy")
    press(reading, "Choose a place")
    reading.settle()
    assert names == ["Somebody was detained_ the first 48 hours.md"]
    written = (tmp_path / "copy.md").read_text("utf-8")
    assert written.startswith("Keep calm and write everything down")
    assert "Open Road Network (sample): Somebody was detained" in written
