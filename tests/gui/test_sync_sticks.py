"""By USB stick in the sync centre: sizes before, words after, nothing by itself, and one thing at a time."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from haversack.i18n.stick_sentences import BY_STICK
from haversack.operations import carrying_in, carrying_out, folders, offline_files
from haversack.operations.carrying_in import CarriedIn
from haversack.operations.carrying_out import Carrying, carry_out
from haversack.operations.editing import edit
from haversack.operations.reporting import status
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import links
from haversack.store.stick_files import StickError
from haversack.viewmodels import sticks
from haversack.viewmodels.sticks import StickModel
from haversack.viewmodels.sync_centre import SyncCentreModel
from haversack.views.parts.cards import Banner
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.sync_stick import StickCard
from haversack_sync.client.conditions import Report
from haversack_sync.model.ids import parse_record_id
from tests.gui.conftest import Window, wait_until
from tests.gui.slow_hub import SlowHub
from tests.gui.test_sync_page import ask_for_files, change


def card(window: Window) -> StickCard:
    found = window.page.findChild(StickCard)
    assert found is not None
    return found


def model_of(window: Window) -> StickModel:
    return window.app.models.get(StickModel)


def titles(model: StickModel) -> list[str]:
    """Return what is done now."""
    return [model.running.title] if model.running is not None else []


def press(window: Window, name: str) -> None:
    next(one for one in card(window).findChildren(QPushButton) if one.accessibleName() == name).click()


def banners(window: Window) -> list[str]:
    shown = card(window)
    return [one.accessibleName() for one in shown.findChildren(Banner) if one.isVisibleTo(shown)]


def choose(window: Window, folder: Path) -> None:
    """Take a folder in the chooser that is open."""
    wait_until(lambda: card(window).findChild(FolderChooser) is not None)
    chooser = card(window).findChild(FolderChooser)
    assert chooser is not None
    window.settle()
    path = chooser.findChild(QLineEdit)
    assert path is not None
    path.setText(str(folder))
    path.returnPressed.emit()
    window.settle()
    next(one for one in chooser.findChildren(QPushButton) if one.text() == "Use this folder").click()
    window.settle()


def test_what_would_go_out_is_said_before_and_how_it_went_after(window: Window, tmp_path: Path) -> None:
    window.open()
    window.go("sync")
    model, stick = model_of(window), tmp_path / "stick"
    stick.mkdir()
    assert "change" in model.facts.out
    assert model.facts.found == ""

    press(window, "Carry out: write onto a stick")
    choose(window, stick)
    wait_until(lambda: model.result is not None)

    (written,) = stick.iterdir()
    assert list((written / "outbox").iterdir())
    assert any("on the stick" in words for words in banners(window))
    assert {one.badge for one in window.app.models.get(SyncCentreModel).changes.rows} == {"Sent, not confirmed yet"}

    press(window, "Carry in: read from a stick")
    choose(window, stick)
    wait_until(lambda: model.running is None and model.result is not None and "stick is new" in model.result.text)
    assert "has no receipt yet" in banners(window)[0]


def test_a_stick_that_is_plugged_in_is_offered_and_nothing_is_done_with_it(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "BLUE"
    stick.mkdir()
    monkeypatch.setattr(sticks, "plugged_in", lambda: (stick,))
    window.open()
    window.go("sync")
    model = model_of(window)
    assert model.facts.found_words == "Plug in a stick, or choose a folder"
    window.app.session.write(lambda workspace: carry_out(workspace, stick, Carrying()), lambda _: None)
    window.settle()
    before = {path: path.stat().st_mtime_ns for path in stick.rglob("*")}

    model.look()
    window.settle()

    assert model.facts.found == str(stick)
    assert model.facts.found_words.startswith("On BLUE: ")
    assert {path: path.stat().st_mtime_ns for path in stick.rglob("*")} == before
    press(window, "Carry in: read from a stick")
    wait_until(lambda: model.result is not None)
    window.settle()
    assert "Nothing on this stick is new here." in banners(window)[0]


def test_a_stick_is_seen_once_its_volume_is_there_and_nobody_looks_while_the_page_is_away(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, there, threads = tmp_path / "media" / "BLUE", list[str](), list[threading.Thread]()
    stick.mkdir(parents=True)
    window.open()
    window.app.session.write(lambda workspace: carry_out(workspace, stick, Carrying()), lambda _: None)
    window.settle()

    def volumes() -> list[str]:
        threads.append(threading.current_thread())
        return list(there)

    monkeypatch.setattr(sticks, "_LOOK_MS", 5)
    monkeypatch.setattr(sticks, "volumes", volumes)
    monkeypatch.setattr(folders, "_LIKELY", (f"{tmp_path}/media/",))
    window.go("sync")
    model = model_of(window)
    wait_until(lambda: len(threads) > 3)
    assert model.facts.found == "", "the folder is there, and no volume in it yet"

    there.append(str(stick))
    wait_until(lambda: model.facts.found == str(stick))
    assert model.facts.found_words.startswith("On BLUE: ")
    there.clear()
    wait_until(lambda: model.facts.found == "")

    window.go("home")
    looked = len(threads)
    window.app.session.changed.emit()
    window.settle()
    assert not model._timer.isActive()
    assert len(threads) == looked
    assert threading.main_thread() not in threads


def test_while_a_stick_is_written_no_sync_begins_and_it_can_be_stopped(window: Window, tmp_path: Path) -> None:
    window.open()
    window.go("sync")
    model, synchroniser = model_of(window), window.app.models.synchroniser
    stick = tmp_path / "stick"

    model.carry_out(str(stick), synchroniser)
    assert titles(model) == ["Writing onto the stick"]
    assert synchroniser.is_occupied
    model.carry_out(str(stick), synchroniser)
    synchroniser.start()
    model.cancel()
    window.settle()

    assert titles(model) == []
    assert not synchroniser.is_running
    model.carry_out(str(stick), synchroniser)
    wait_until(lambda: model.result is not None)
    window.settle()


def test_each_thing_that_can_be_wrong_with_a_stick_is_said_with_what_to_do(window: Window) -> None:
    window.open()
    window.go("sync")
    model = model_of(window)
    for reason, words in (
        ("full", "The stick is full."),
        ("read_only", "The stick is write-protected."),
        ("gone", "The stick was pulled out, or cannot be read."),
        ("not_plain", "There is a link or a file on this stick where a folder belongs; nothing was followed."),
        ("other_network", "This stick is of another network."),
        ("no_access", "This computer does not let you read or write there."),
    ):
        model._on_failure(StickError(reason))
        model.changed.emit()

        assert banners(window)[0].startswith(words)
        assert len(banners(window)[0]) > len(words) + 20


def edit_own(workspace: Workspace) -> None:
    own = status(workspace).organisation
    assert own is not None
    edit(workspace, parse_record_id(own.id), ["opening_hours=Always"])


def shares(window: Window) -> QComboBox:
    return next(one for one in card(window).findChildren(QComboBox) if one.accessibleName() != "")


@pytest.mark.parametrize(
    ("language", "others", "own"),
    [
        ("en", "Files for others, as far as there is room: ", "My own, and sealed letters"),
        ("ar", "ملفات لغيرك، بقدر ما يتسع: ", "ما يخصني، والرسائل المختومة"),
    ],
)
def test_what_goes_along_for_others_is_said_before_and_can_be_limited(
    window: Window, hub: SlowHub, tmp_path: Path, language: str, others: str, own: str
) -> None:
    window.open()
    window.look(language=language)
    window.go("sync")
    model, share = model_of(window), shares(window)
    change(window, ask_for_files)
    window.app.models.synchroniser.start()
    window.settle()
    change(window, edit_own)
    assert model.facts.others.strip("\u200f").startswith(others)
    shown = [one.text() for one in card(window).findChildren(QLabel) if one.isVisibleTo(card(window))]
    assert model.facts.others in shown

    assert share.currentIndex() == 0
    share.setCurrentIndex(share.findText(own))
    share.activated.emit(share.currentIndex())
    shown = [one.text() for one in card(window).findChildren(QLabel) if one.isVisibleTo(card(window))]
    assert model.facts.others not in shown
    model.carry_out(str(tmp_path / "own"), window.app.models.synchroniser)
    window.settle()
    (place,) = (tmp_path / "own").iterdir()
    assert list((place / "outbox").iterdir())
    assert not list((place / "objects").iterdir())
    assert not list(place.glob("feed-*"))

    model.limit(None, only_own=False)
    model.carry_out(str(tmp_path / "all"), window.app.models.synchroniser)
    window.settle()
    (place,) = (tmp_path / "all").iterdir()
    assert list((place / "objects").iterdir())
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())

    model.limit(size - 1_000, only_own=False)
    model.carry_out(str(tmp_path / "most"), window.app.models.synchroniser)
    window.settle()
    assert sum(path.stat().st_size for path in (tmp_path / "most").rglob("*") if path.is_file()) <= size - 1_000


@pytest.mark.parametrize("language", ["en", "ar"])
def test_whatever_a_stick_refuses_is_said_in_words_with_what_to_do(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    window.open()
    window.look(language=language)
    window.go("sync")
    model, speaker = model_of(window), window.app.session.speaker
    reasons = [kind.partition(".")[2] for kind in BY_STICK if "." in kind]
    assert len(reasons) > 5
    shown = list[str]()

    for reason in reasons:

        def refuse(*_: object, reason: str = reason) -> None:
            raise StickError(reason)

        monkeypatch.setattr(carrying_out, "carry_out", refuse)
        model.carry_out(str(tmp_path), window.app.models.synchroniser)
        window.settle()
        shown += banners(window)
        what, cure = BY_STICK[f"stick.{reason}"]
        assert speaker.say(what) in shown[-1]
        assert speaker.say(cure) in shown[-1]
        assert language == "en" or what not in shown[-1]

    assert len(set(shown)) == len(reasons)


def test_while_a_stick_is_read_it_is_said_how_far_that_is(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open()
    window.go("sync")
    model, shown = model_of(window), list[tuple[int, str]]()

    def look() -> None:
        if model.running is not None:
            shown.append((model.running.done, model.running.amount))

    def read(workspace: Workspace, folder: Path, wishes: Wishes, **_: object) -> CarriedIn:
        wishes.tell(Report(received_bytes=100_000))
        return CarriedIn(None, 0, 0, 0, 0, 0)

    model.changed.connect(look)
    monkeypatch.setattr(carrying_in, "to_read", lambda workspace, folder: 400_000)
    monkeypatch.setattr(carrying_in, "carry_in", read)
    model.carry_in(str(tmp_path), window.app.models.synchroniser)
    window.settle()

    assert any(0 < done < 1_000 and "of 400 KB" in amount for done, amount in shown)


def test_files_on_a_stick_for_which_nobody_asked_are_offered_with_their_size_and_taken_in(
    window: Window, hub: SlowHub, tmp_path: Path
) -> None:
    window.open()
    window.go("sync")
    model, synchroniser = model_of(window), window.app.models.synchroniser
    change(window, ask_for_files)
    synchroniser.start()
    window.settle()
    model.carry_out(str(tmp_path), synchroniser)
    window.settle()
    number = len(list(tmp_path.glob("haversack-*/objects/*")))
    assert number

    def leave(workspace: Workspace) -> None:
        with workspace.replica.reading() as connection:
            files = list(links.object_flags(connection))
        offline_files.remove_files(workspace, files)

    window.app.session.write(leave, lambda _: None)
    window.settle()
    offered = card(window).findChildren(QPushButton)

    model.carry_in(str(tmp_path), synchroniser)
    window.settle()
    assert "on this computer" in banners(window)[0]
    (take,) = (one for one in offered if one.isVisibleTo(card(window)) and one.text().startswith("Take in "))
    assert model.files_left is not None
    assert take.text() == model.files_left.words
    assert f"{number} file" in take.text()

    take.click()
    window.settle()
    assert f"{number} file" in banners(window)[0]
    assert "came from it" in banners(window)[0]
    assert not take.isVisibleTo(card(window))
    assert model.files_left is None
