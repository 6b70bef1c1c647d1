"""A coordinator builds a kit in the window: sizes before, sheets apart, progress, the check, and every look."""

import json
import re
import threading
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QSpinBox

from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE
from haversack.operations import kit_form
from haversack.operations.kit_order import KitContent
from haversack.viewmodels import sticks
from haversack.viewmodels.kits import KitsModel
from haversack.viewmodels.messages import Message
from haversack.views.page import Page
from tests.gui import inspection
from tests.gui.conftest import Window, controls

LOOKS = (
    ((1024, 600), "light", 100, "en"),
    ((960, 520), "dark", 100, "en"),
    ((1366, 696), "light", 200, "en"),
    ((1024, 600), "high-contrast", 100, "ar"),
    ((1366, 696), "light", 200, PSEUDO_LANGUAGE),
)


def model_of(window: Window) -> KitsModel:
    return window.app.models.get(KitsModel)


def press(page: Page, name: str) -> None:
    (found,) = (one for one in page.findChildren(QPushButton) if one.accessibleName() == name)
    assert found.isEnabled(), name
    found.click()


def write(page: Page, name: str, words: str) -> None:
    (found,) = (one for one in page.findChildren(QLineEdit) if one.accessibleName() == name)
    found.setText(words)


def said(page: Page) -> str:
    return "\n".join(
        one.text() for one in controls(page, lambda one: isinstance(one, QLabel)) if isinstance(one, QLabel)
    )


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick that is plugged in."""
    place = tmp_path / "a stick"
    place.mkdir()
    monkeypatch.setattr(sticks, "plugged_in", lambda: (place,))
    return place


def test_sticks_are_looked_for_beside_the_window_and_only_while_the_page_is_shown(
    office: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = list[bool]()

    def plugged_in() -> tuple[Path, ...]:
        looks.append(threading.current_thread() is threading.main_thread())
        return ()

    office.go("kits")
    monkeypatch.setattr(sticks, "plugged_in", plugged_in)
    office.go("home")
    office.app.session.changed.emit()
    office.settle()
    assert not looks

    office.go("kits")
    office.settle()

    assert looks
    assert not any(looks)


def test_a_kit_with_invitations_is_built_checked_and_its_sheets_lie_apart(
    office: Window, stick: Path, tmp_path: Path
) -> None:
    installers, sheets = tmp_path / "installers", tmp_path / "sheets"
    installers.mkdir()
    sheets.mkdir()
    (sheets / "somebody's download.part").write_bytes(b"half")
    (installers / "Haversack.exe").write_bytes(b"MZ" * 50_000)
    page = office.go("kits")
    assert not [one for one in page.findChildren(QPushButton) if one.text().strip() == "Build" and one.isEnabled()]

    (stick_button,) = (
        one for one in page.findChildren(QPushButton) if one.accessibleName().startswith("Onto the stick a")
    )
    stick_button.click()
    (english,) = (one for one in page.findChildren(QCheckBox) if one.text() == "English")
    english.click()
    write(page, "Folder with the installers; leave it empty for a kit without a program", str(installers))
    office.settle()
    before = said(page)
    (number,) = page.findChildren(QSpinBox)
    number.setValue(2)
    write(page, "For which organisation", "Salt Road Advisers")
    write(page, "Folder for the sheets, on this computer", str(sheets))
    office.settle()
    press(page, "Build the kit")
    office.settle()

    assert "There is room for" in before
    assert "1 installer: 100 KB" in before
    assert model_of(office).failure is None, model_of(office).failure
    after = said(page)
    assert "The kit is ready. It was read back and checked" in after
    assert "Every file is what was built." in after
    assert "2 invitation sheets lie in" in after
    (written,) = sheets.glob("*.html")
    codes = re.findall(r'class="groups">(.*?)</div>', written.read_text())
    assert len(codes) == 2
    assert json.loads((stick / "kit.json").read_text())["languages"] == ["en"]
    assert (stick / "Haversack.exe").read_bytes() == b"MZ" * 50_000
    assert not list(stick.rglob("invitations*"))
    # All of it is said again in another language.
    model = model_of(office)
    in_english = {*model.lines, model.result, model.sheets}
    office.look(language="ar")
    in_arabic = {*model.lines, model.result, model.sheets}
    office.look(language="en")
    page = office.go("kits")
    assert {*model.lines, model.result, model.sheets} == in_english
    assert in_english & in_arabic == {"Haversack.exe"}, "something is still said in English"
    # Built again, nothing is invited a second time.
    assert model_of(office).typed.invitations == 0
    press(page, "Build the kit")
    office.settle()
    assert len(list(sheets.iterdir())) == 2, "the folder is somebody's own: nothing else in it is touched"
    # The office's stick is checked by itself, too.
    (stick / "Haversack.exe").write_bytes(b"MX")
    model_of(office).check(str(stick), office.app.models.synchroniser)
    office.settle()
    assert "Do not hand this kit out" in said(page)


def test_what_is_stopped_says_so_and_syncs_run_again(office: Window, stick: Path) -> None:
    page, model, synchroniser = office.go("kits"), model_of(office), office.app.models.synchroniser
    model.choose(replace(model.typed, out=str(stick)))
    office.settle()

    press(page, "Build the kit")
    model.cancel()
    office.settle()
    assert "You stopped it." in said(page)
    assert (model.running, synchroniser.is_running) == (None, False)

    press(page, "Build the kit")
    office.settle()
    assert "The kit is ready." in said(page)
    model.check(str(stick), synchroniser)
    model.cancel()
    office.settle()
    assert "You stopped the check." in said(page)
    synchroniser.start()
    assert synchroniser.is_running, "what was stopped keeps syncs away"
    office.settle()


def test_it_says_while_a_kit_is_read_back_and_where_that_may_have_been_from_memory(
    office: Window, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, model, titles = office.go("kits"), model_of(office), dict[str, int]()
    monkeypatch.setattr(kit_form, "READS_AFRESH", False)

    def note() -> None:
        if model.running is not None:
            titles[model.running.title] = max(titles.get(model.running.title, 0), model.running.total)

    model.changed.connect(note)
    model.choose(replace(model.typed, out=str(stick)))
    office.settle()
    press(page, "Build the kit")
    office.settle()

    assert list(titles) == ["Building the kit", "Reading the kit back", "Checking the kit"]
    assert all(titles.values()), "a bar that says nothing"
    assert "The kit is ready." in said(page)
    assert "This system may have answered from its own memory." in said(page)


def test_what_cannot_be_is_said_before_anything_is_written(office: Window, stick: Path, tmp_path: Path) -> None:
    page, model = office.go("kits"), model_of(office)
    (build,) = (one for one in page.findChildren(QPushButton) if one.accessibleName() == "Build the kit")

    model.choose(replace(model.typed, out=str(stick), content=KitContent(most_bytes=1_000)))
    office.settle()
    too_large = said(page)
    assert not build.isEnabled()
    model.choose(replace(model.typed, content=KitContent(installers=str(tmp_path / "nowhere"))))
    office.settle()
    no_installers = said(page)
    model.choose(replace(model.typed, content=KitContent(), invitations=1))
    office.settle()
    assert not build.isEnabled(), "nobody said whom the invitation is for"
    # On the stick itself: refused, and no invitation is made.
    model.choose(replace(model.typed, organisation="Salt Road Advisers", sheets=str(stick / "sheets")))
    office.settle()
    build.click()
    office.settle()

    assert "Choose less, or a larger stick." in too_large
    assert "There are no installers in this folder." in no_installers
    assert "The invitation sheets would lie on the same stick" in said(page)
    assert not list(stick.iterdir())


def test_a_language_without_a_page_can_be_ticked_for_files_beside_one_that_has_a_page(
    office: Window, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack.viewmodels.kits.only_of_files", lambda workspace, pages: ("ckb",))
    page, model = office.go("kits"), model_of(office)
    model.choose(replace(model.typed, out=str(stick)))
    office.settle()
    ((tag, kurdish),) = model.offer.more_languages
    assert (tag, kurdish.endswith(" (files only)")) == ("ckb", True)

    def tick(words: str) -> str:
        (box,) = (one for one in page.findChildren(QCheckBox) if one.text() == words)
        box.click()
        office.settle()
        return said(page)

    refused = tick(kurdish)
    taken = tick("English")

    assert "There is no START-HERE page" in refused
    assert "There is no START-HERE page" not in taken
    assert "There is room for" in taken
    assert model.typed.content.languages == ("en", "ckb")


def test_somebody_who_is_no_coordinator_is_told_who_builds_kits_and_sees_no_line_for_it(window: Window) -> None:
    window.open()
    page = window.go("kits")

    assert "Kits are built on a coordinator’s computer." in said(page)
    assert not controls(page, lambda one: isinstance(one, QPushButton))
    assert not window.main._sidebar.marked or window.main._sidebar.marked == "Kits"


def test_every_look_shows_all_of_it_to_eyes_screen_readers_and_the_keyboard(office: Window, stick: Path) -> None:
    model, faults = model_of(office), []
    office.go("kits")
    model.choose(replace(model.typed, out=str(stick), invitations=2, organisation="Salt Road Advisers"))
    for size, theme, scale, language in LOOKS:
        office.app.shell.resize(*size)
        office.look(theme=theme, scale=scale, language=language)
        office.app.shell.activateWindow()
        model.sheets = Message("2 sheets lie in /somewhere/else/on/this/computer/invitations.html", "Print it.", "wait")
        model.result, model.lines = Message("The kit is ready.", tone="ok"), ("A line of the check", "Another one")
        model.changed.emit()
        office.settle()
        shell = office.app.shell
        checks = (inspection.lost, inspection.clipped, inspection.scrolled_sideways, inspection.unspoken)
        more = (inspection.unspoken_rows, inspection.not_reached_by_tab, inspection.changed_by_wheel)
        found = chain.from_iterable(check(shell) for check in (*checks, *more))
        faults += [f"{size} {theme} {scale} {language}: {fault}" for fault in found]

    assert "\n".join(faults) == ""
