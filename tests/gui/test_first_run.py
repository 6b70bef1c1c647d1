"""The first start: look around or join, a passphrase, and nothing left behind where it stops or goes wrong."""

import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock, system_clock
from haversack.operations import inviting, reporting, synchronising
from haversack.operations.meeting import ClosingEndpoint
from haversack.operations.workspace import opened
from haversack.viewmodels.first_run import FirstRunModel, Starter, Typed
from haversack.viewmodels.settings import SettingsModel
from haversack.views.first_run import FirstRunScreen
from haversack.views.main_window import MainWindow
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.parts.language_list import LanguageList
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.enrolment import make_code
from tests.architecture.source_tree import ROOT
from tests.gui.conftest import Window, controls, put_away
from tests.gui.slow_hub import SlowHub
from tests.gui.small_vault import NETWORK, PASSPHRASE, make_vault
from tests.simulation.world import FixedRandom

sys.path.insert(0, str(ROOT / "packaging" / "starter"))

from make_starter_network import FINGERPRINT, make

ADDRESS = "https://hub.example"
CODE = "Invitation code"
ADDRESS_OR_FOLDER = "Address of the hub, or a folder"
WORDS = "seven boats left the quiet harbour"
SOME_CODE = make_code(FixedRandom("an invitation that nobody made"))


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What comes with the program, made as `make starter` makes it."""
    folder = tmp_path_factory.mktemp("starter") / "starter-network"
    make(ROOT / "resources" / "starter", folder)
    return folder


class Line:
    """Where every address leads: to a hub in this process, once there is one; folders stay folders."""

    def __init__(self) -> None:
        self.hub: SlowHub | None = None

    def lead_to(self, hub: HubEndpoint) -> SlowHub:
        """Let every address lead to a hub from now on; it answers at once unless the test says otherwise."""
        self.hub = SlowHub(hub)
        self.hub.may_answer.set()
        return self.hub

    def connect(self, address: str) -> ClosingEndpoint:
        if not address.startswith("http"):
            return FolderEndpoint(Path(address))
        if self.hub is None:
            raise LinkError("no_connection")
        return self.hub


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    made = Line()
    monkeypatch.setattr("haversack.app.connect", made.connect)
    return made


@pytest.fixture
def first(
    prepared: QWidget,
    starter: Path,
    line: Line,
    tmp_path: Path,
    qtbot: QtBot,
    fixed_clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    """A window where there is no vault, on a computer that has what comes with the program."""
    found = str(starter), (starter / FINGERPRINT).read_text().strip()
    monkeypatch.setattr("haversack.app.starter_network", lambda: found)
    monkeypatch.setenv("HAVERSACK_KDF_FLOOR", "1")
    window = Window(App(tmp_path / "new" / "vaults" / "1", "en", fixed_clock), qtbot)
    window.app.shell.show()
    window.settle()
    yield window
    put_away(window.app)


def model_of(window: Window) -> FirstRunModel:
    model = window.app.first_run
    assert model is not None
    return model


def screen(window: Window) -> QWidget:
    return window.app.shell.centralWidget()


def field(window: Window, name: str) -> QLineEdit:
    shown = controls(screen(window), lambda one: isinstance(one, QLineEdit) and one.accessibleName() == name)
    assert isinstance(shown[0], QLineEdit)
    return shown[0]


def press(window: Window, name: str) -> None:
    shown = controls(screen(window), lambda one: isinstance(one, QPushButton) and one.accessibleName() == name)
    assert isinstance(shown[0], QPushButton)
    shown[0].click()


def choose(window: Window, name: str) -> None:
    next(one for one in screen(window).findChildren(QRadioButton) if one.accessibleName() == name).click()


def texts(window: Window) -> str:
    labels = controls(screen(window), lambda one: isinstance(one, QLabel))
    return " ".join(label.text() for label in labels if isinstance(label, QLabel))


def type_passphrase(window: Window) -> None:
    field(window, "Passphrase").setText(WORDS)
    field(window, "Type it again").setText(WORDS)


def status(window: Window) -> reporting.Status:
    found: list[reporting.Status] = []
    window.app.session.read(reporting.status, found.append)
    window.settle()
    return found[0]


def test_what_comes_with_haversack_is_offered_first_and_needs_only_a_passphrase(first: Window) -> None:
    assert model_of(first).typed.way == "starter"
    assert model_of(first).missing() == "Still missing: a passphrase of at least 12 signs, and not only digits."

    type_passphrase(first)
    assert model_of(first).missing() == ""
    press(first, "Open Haversack")
    first.settle()

    assert isinstance(screen(first), MainWindow)
    now = status(first)
    assert (now.role, now.waiting, now.files_waiting_bytes) == ("visitor", 0, 0)
    assert now.records["organisation"] >= 8
    assert now.records["lesson"] >= 4


def test_the_suggested_words_can_be_drawn_again_and_used(first: Window) -> None:
    before = model_of(first).words

    press(first, "Other words")
    words = model_of(first).words
    press(first, "Use these words")

    assert words != before
    assert all(word in texts(first) for word in words)
    shown = field(first, "Passphrase")
    assert shown.text() == " ".join(words)
    assert shown.echoMode() is QLineEdit.EchoMode.Normal, "they are to be copied by hand"
    assert "Very strong." in texts(first)
    assert field(first, "Type it again").text() == "", "typing it again is the test"


def test_how_strong_a_passphrase_is_stands_in_words(first: Window) -> None:
    for passphrase, word in (("12345678901234", "Too easy"), ("seven boats.", "Weak"), (WORDS, "Strong")):
        field(first, "Passphrase").setText(passphrase)
        assert f"<b>{word}" in texts(first)
        assert word in field(first, "Passphrase").accessibleDescription()


def test_the_language_list_begins_with_the_computers_own_and_takes_letters(first: Window) -> None:
    languages = screen(first).findChild(LanguageList)
    assert languages is not None
    assert languages.item(0).text() == "English"
    assert first.app.shell.focusWidget() is languages

    QTest.keyClicks(languages, "a")
    first.settle()

    assert first.app.shell.layoutDirection() is Qt.LayoutDirection.RightToLeft
    first.look(language="en")


def test_another_language_and_larger_text_keep_what_was_chosen_and_typed(first: Window) -> None:
    choose(first, "I have an invitation")
    field(first, CODE).setText("ABCDE")
    field(first, ADDRESS_OR_FOLDER).setText(ADDRESS)
    field(first, "Passphrase").setText(WORDS)
    before = screen(first)

    first.look(language="fr", scale=150)

    assert screen(first) is not before
    assert isinstance(screen(first), FirstRunScreen)
    shown = {
        one.text()
        for one in controls(screen(first), lambda one: isinstance(one, QLineEdit))
        if isinstance(one, QLineEdit)
    }
    assert {"ABCDE", ADDRESS, WORDS} <= shown
    first.look(language="en")


def test_going_back_and_forth_between_the_ways_loses_nothing(first: Window) -> None:
    choose(first, "I have an invitation")
    field(first, CODE).setText("ABCDE")
    choose(first, "Just look around")
    choose(first, "A network that I know of")
    field(first, ADDRESS_OR_FOLDER).setText("/media/stick")
    choose(first, "I have an invitation")

    assert field(first, CODE).text() == "ABCDE"
    assert model_of(first).typed.network == "/media/stick"
    assert model_of(first).typed.source == ""


def test_a_typing_mistake_in_the_code_is_told_beside_it_at_once(first: Window) -> None:
    choose(first, "I have an invitation")

    field(first, CODE).setText("7K3QD-M9V2X-RT4HC-B6WNP-0")

    assert "There is a typing mistake in this code" in texts(first)
    assert field(first, CODE).property("state") == "error"
    field(first, CODE).setText("7K3QD")
    assert "typing mistake" not in texts(first)


def test_who_knows_a_network_compares_its_fingerprint_before_anything_is_kept(
    first: Window, line: Line, tmp_path: Path
) -> None:
    line.lead_to(make_vault(tmp_path / "field"))
    choose(first, "A network that I know of")
    field(first, ADDRESS_OR_FOLDER).setText(ADDRESS)
    type_passphrase(first)
    assert "fingerprint" in model_of(first).missing()

    press(first, "Show its fingerprint")
    first.settle()
    with opened(tmp_path / "field", PASSPHRASE, clock=system_clock()) as workspace:
        fingerprint = reporting.status(workspace).fingerprint
    assert f"This is “{NETWORK}”" in texts(first)
    assert all(group in texts(first) for group in fingerprint.split())
    assert not (tmp_path / "new").exists()
    press(first, "Open Haversack")
    first.settle()

    now = status(first)
    assert (now.role, now.fingerprint) == ("visitor", fingerprint)
    assert "organisation" not in now.records, "organisations are for members"


def test_another_address_needs_another_look_at_the_fingerprint(first: Window, starter: Path) -> None:
    choose(first, "A network that I know of")
    field(first, ADDRESS_OR_FOLDER).setText(str(starter))
    press(first, "Show its fingerprint")
    first.settle()
    assert model_of(first).sight is not None

    field(first, ADDRESS_OR_FOLDER).setText(str(starter) + "/x")

    assert model_of(first).sight is None
    press(first, "Show its fingerprint")
    first.settle()
    assert "not the address of a hub" in texts(first)
    assert field(first, ADDRESS_OR_FOLDER).property("state") == "error"


def test_an_invitation_leads_to_home_in_the_chosen_language_with_the_chosen_lock(
    first: Window, line: Line, tmp_path: Path
) -> None:
    hub = make_vault(tmp_path / "field")
    with opened(tmp_path / "office", PASSPHRASE, clock=system_clock()) as workspace:
        code = inviting.invite(workspace, inviting.ForNewOrganisation("Weaving Futures", "en"), Role.EDITOR)
        synchronising.synchronise(workspace, hub, synchronising.Wishes())
    line.lead_to(hub)
    first.look(language="fr")
    model = model_of(first)
    model.keep(replace(Typed("join"), code=code, source=ADDRESS, passphrase=WORDS, again=WORDS, lock_minutes=5))

    model.start()
    first.settle()

    assert isinstance(screen(first), MainWindow)
    assert model.typed == Typed(), "nothing of what was typed is kept"
    assert (status(first).role, status(first).waiting) == ("editor", 0)
    assert first.app.models.get(SettingsModel).preferences.lock_minutes == 5
    assert b'"fr"' in (tmp_path / "new" / "vaults" / "1" / "look.json").read_bytes()
    first.look(language="en")


@pytest.mark.parametrize(
    ("code", "source", "part", "words"),
    [
        (SOME_CODE, "hub example", "source", "not the address of a hub"),
        (SOME_CODE, ADDRESS, "code", "does not know this code"),
    ],
)
def test_what_went_wrong_stands_beside_its_field_and_nothing_is_left_or_lost(
    first: Window, line: Line, tmp_path: Path, code: str, source: str, part: str, words: str
) -> None:
    line.lead_to(make_vault(tmp_path / "field"))
    choose(first, "I have an invitation")
    field(first, CODE).setText(code)
    field(first, ADDRESS_OR_FOLDER).setText(source)
    type_passphrase(first)

    press(first, "Open Haversack")
    first.settle()

    assert model_of(first).failed_part == part
    assert words in texts(first)
    assert not (tmp_path / "new").exists()
    assert (field(first, CODE).text(), field(first, ADDRESS_OR_FOLDER).text()) == (code, source)
    field(first, CODE).setText("A")
    assert model_of(first).failure is None


def test_cancel_while_a_hub_is_silent_goes_back_to_what_was_typed(first: Window, line: Line, tmp_path: Path) -> None:
    slow = line.lead_to(make_vault(tmp_path / "field"))
    slow.may_answer.clear()
    model = model_of(first)
    model.keep(replace(Typed("join"), code=SOME_CODE, source=ADDRESS, passphrase=WORDS, again=WORDS))
    model.start()
    first.qtbot.waitUntil(slow.is_asked.is_set)
    assert model.is_running

    press(first, "Cancel")
    first.qtbot.waitUntil(lambda: not model.is_running)

    assert not (tmp_path / "new").exists()
    assert model.typed.code == SOME_CODE
    assert isinstance(screen(first), FirstRunScreen)
    slow.may_answer.set()


def test_stop_leaves_nothing_behind_at_any_moment(first: Window, tmp_path: Path) -> None:
    model = model_of(first)
    stopped: list[bool] = []
    model.stopped.connect(lambda: stopped.append(True))
    model.keep(replace(model.typed, passphrase=WORDS, again=WORDS))
    model.start()
    # The vault is there before anybody was told of it: the very last moment. No event is told meanwhile.
    until = time.monotonic() + 30
    while model._made is None and time.monotonic() < until:
        time.sleep(0.005)
    assert (tmp_path / "new" / "vaults" / "1").exists()

    model.stop()
    first.qtbot.waitUntil(lambda: bool(stopped), timeout=30_000)

    assert not (tmp_path / "new").exists()
    assert not first.app.session.is_open
    assert not first.app.shell.isVisible()


def test_without_anything_that_comes_along_a_network_is_asked_for(
    prepared: QWidget, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack.app.starter_network", lambda: None)
    window = Window(App(tmp_path / "new", "en", fixed_clock), qtbot)
    window.app.shell.show()

    assert model_of(window).missing() == "Still missing: how you want to begin."
    choose(window, "Just look around")
    assert model_of(window).typed.way == "network"
    assert "What comes with Haversack" not in texts(window)
    put_away(window.app)


def test_a_starter_network_that_was_exchanged_is_not_taken(
    first: Window, tmp_path: Path, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(first)
    other = Starter(str(starter), "0000 " * 8)
    monkeypatch.setattr(model, "_means", replace(model._means, starter=other))
    model.keep(replace(model.typed, passphrase=WORDS, again=WORDS))

    model.start()
    first.settle()

    assert model.failure is not None
    assert model.failure.kind == "other_network"
    assert not (tmp_path / "new").exists()


def test_a_folder_is_chosen_by_path_or_step_by_step_in_a_small_dialog(
    first: Window, tmp_path: Path, starter: Path
) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(starter, stick / "carried")
    choose(first, "A network that I know of")
    field(first, ADDRESS_OR_FOLDER).setText(str(stick))
    press(first, "Choose a folder or stick")
    dialog = first.app.shell.findChild(FolderChooser)
    assert dialog is not None
    first.settle()

    assert dialog.height() <= 480
    assert dialog.windowTitle() == "Haversack"
    assert [dialog._list.item(row).text() for row in range(dialog._list.count())] == ["carried"]
    dialog._list.setCurrentRow(0)
    QTest.keyClick(dialog._list, Qt.Key.Key_Return)
    first.settle()
    assert "There is Haversack content in this folder." in {label.text() for label in dialog.findChildren(QLabel)}
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Use this folder").click()
    first.settle()

    assert field(first, ADDRESS_OR_FOLDER).text() == str(stick / "carried")


def test_room_on_the_disk_is_told_before_it_is_used(first: Window) -> None:
    room = model_of(first).room
    assert room is not None
    assert 0 < room.needed < room.free
    assert "Needs about " in texts(first)
    assert " is free." in texts(first)
