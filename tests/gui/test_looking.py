"""Somebody looks around: every page says so once, and an invitation can be typed there; nothing made is lost by it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock, system_clock
from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE
from haversack.operations import browsing, inviting, looking, pinning, reporting, synchronising
from haversack.operations.appearance import read_appearance
from haversack.operations.beginning import NewVault
from haversack.operations.preferences import read_preferences
from haversack.operations.workspace import opened
from haversack.store.cost import COST_FLOOR
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.vaults import Start
from haversack.views.join_dialog import JoinDialog
from haversack.views.parts.cards import Banner
from haversack.views.registry import PAGES
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import SyncEndpoint
from tests.gui import inspection
from tests.gui.conftest import Window, controls, put_away, wait_until, watched_for_strays
from tests.gui.first_start import ADDRESS, ADDRESS_OR_FOLDER, CODE, SOME_CODE, WORDS, field, model_of, press, texts
from tests.gui.slow_hub import Line, SlowHub, copy_of
from tests.gui.small_vault import PASSPHRASE

_LOOKING = "You are looking around."


@dataclass(frozen=True)
class Network:
    """The network of the tests, whose own hub and office each test may change.

    Attributes:
        slow: The hub, reached at every address.
        invite: Makes an invitation's code.
    """

    slow: SlowHub
    invite: Callable[[], str]


@pytest.fixture
def network(made_network: tuple[Path, HubEndpoint], line: Line, tmp_path: Path) -> Network:
    endpoint = copy_of(made_network[1])
    office = tmp_path / "office"
    shutil.copytree(made_network[0].parent / "office", office)

    def invite() -> str:
        with opened(office, PASSPHRASE, clock=system_clock()) as workspace:
            code = inviting.invite(workspace, inviting.ForNewOrganisation("Weaving Futures", "en"), Role.EDITOR)
            synchronising.synchronise(workspace, endpoint, synchronising.Wishes())
        return code

    return Network(line.lead_to(endpoint), invite)


def visit(folder: Path, endpoint: SyncEndpoint, hub: str) -> None:
    """Look around, as the first start does it."""
    new = looking.Visit(NewVault(folder, PASSPHRASE, COST_FLOOR), hub, "")
    looking.look(new, endpoint, clock=system_clock(), wishes=synchronising.Wishes())


@dataclass
class Starts:
    """Opens windows one after the other, as the program does."""

    qtbot: QtBot
    clock: Clock
    shown: Window | None = None

    def go(self, start: Start) -> Window:
        """Close the window that is shown, and open the next one."""
        self.end()
        app = App(start.folder, "en", self.clock, base=start.base, luggage=start.luggage)
        app.shell.show()
        self.shown = Window(app, self.qtbot)
        self.shown.settle()
        return self.shown

    def end(self) -> None:
        """Close the window that is shown."""
        if self.shown is not None:
            put_away(self.shown.app)
            self.shown = None


@pytest.fixture
def starts(
    request: pytest.FixtureRequest,
    prepared: QApplication,
    qtbot: QtBot,
    fixed_clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Starts]:
    monkeypatch.setenv("HAVERSACK_KDF_FLOOR", "1")
    made = Starts(qtbot, fixed_clock)
    with watched_for_strays(request.node) as strays:
        yield made
    made.end()
    assert strays == [], "windows of their own opened: a widget was shown before it had a place"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Where the numbered vaults lie."""
    return tmp_path / "vaults"


@pytest.fixture
def visitor(network: Network, starts: Starts, base: Path) -> Window:
    """An open window in which somebody looks around in the network of an invitation."""
    visit(base / "1", network.slow, ADDRESS)
    window = starts.go(Start(base / "1", base))
    window.open()
    return window


@pytest.fixture
def guest(starter: tuple[str, str], network: Network, starts: Starts, base: Path) -> Window:
    """An open window in which somebody looks around in what comes with Haversack."""
    visit(base / "1", FolderEndpoint(Path(starter[0])), "")
    window = starts.go(Start(base / "1", base))
    window.open()
    return window


def banners(window: Window) -> list[str]:
    shown = controls(window.app.shell, lambda one: isinstance(one, Banner))
    return [one.accessibleName() for one in shown if one.isVisibleTo(window.app.shell)]


def is_said(window: Window) -> bool:
    return any(words.startswith(_LOOKING) for words in banners(window))


def ask(window: Window) -> JoinDialog:
    """Press the button of the banner, and return what it asks."""
    press(window, "I have an invitation")
    [dialog] = window.app.shell.findChildren(JoinDialog)
    return dialog


def type_invitation(dialog: JoinDialog, code: str, source: str) -> None:
    for name, words in ((CODE, code), (ADDRESS_OR_FOLDER, source)):
        next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == name).setText(words)


def press_in(dialog: QWidget, name: str) -> None:
    button = next(one for one in dialog.findChildren(QPushButton) if one.accessibleName() == name)
    assert button.isEnabled(), f"“{name}” cannot be pressed"
    button.click()


def read_in(dialog: QWidget) -> str:
    shown = controls(dialog, lambda one: isinstance(one, QLabel))
    return " ".join(one.text() for one in shown if isinstance(one, QLabel))


def role(window: Window) -> str:
    found: list[reporting.Status] = []
    window.app.session.read(reporting.status, found.append)
    window.settle()
    return found[0].role


def test_every_page_says_once_that_somebody_looks_around(visitor: Window) -> None:
    for page in PAGES:
        visitor.go(page.id)
        said = [words for words in banners(visitor) if _LOOKING in words or "has not met" in words]
        assert said == [f"{_LOOKING} Nothing that you do here is sent, and nobody is told who you are."], page.id

    contact = visitor.app.models.synchroniser.contact
    assert "last sync" in contact.sentence


@pytest.mark.parametrize(
    ("size", "scale", "language"),
    [((1024, 600), 100, "ar"), ((1366, 696), 200, "en"), ((1024, 600), 100, PSEUDO_LANGUAGE)],
)
def test_the_banner_leaves_room_for_every_page(
    visitor: Window, size: tuple[int, int], scale: int, language: str
) -> None:
    visitor.app.shell.resize(*size)
    visitor.look(scale=scale, language=language)
    visitor.app.shell.activateWindow()
    faults = []

    for page in ("home", "directory", "settings", "organisation"):
        visitor.go(page)
        for check in (inspection.lost, inspection.clipped, inspection.scrolled_sideways, inspection.unspoken):
            faults += [f"{page}: {fault}" for fault in check(visitor.app.shell)]
        faults += [f"{page}: {fault}" for fault in inspection.not_reached_by_tab(visitor.app.shell)]

    visitor.look()
    assert "\n".join(faults) == ""


def test_where_there_is_no_hub_nothing_says_that_it_was_not_met_yet(guest: Window) -> None:
    contact = guest.app.models.synchroniser.contact
    assert (contact.word, contact.detail) == ("Looking around", "nothing is sent")
    assert contact.sentence == "You are looking around in what is on this computer. Nothing is sent or received."

    guest.go("sync")
    assert "There is no hub to meet." in texts(guest)
    guest.go("organisation")
    assert "With an invitation, the profile of your organisation stands here." in texts(guest)


def test_settings_offer_it_too_and_say_what_is_kept(visitor: Window) -> None:
    visitor.go("settings")

    assert "Your training progress, what you put within reach and your settings are kept." in texts(visitor)
    buttons = controls(visitor.page, lambda one: one.accessibleName() == "I have an invitation")
    assert len(buttons) == 1


def test_members_are_told_nothing_of_it(window: Window) -> None:
    window.open()

    assert not is_said(window)
    window.go("settings")
    assert "You are looking around" not in texts(window)


def test_an_invitation_for_the_same_network_keeps_all_that_was_made(visitor: Window, network: Network) -> None:
    session = visitor.app.session
    topics: list[str] = []
    session.read(lambda workspace: [one.id for one in browsing.list_records(workspace, "topic")], topics.extend)
    visitor.settle()
    session.write(lambda workspace: pinning.toggle(workspace, topics[0]), lambda _: None)
    visitor.app.models.get(SettingsModel).choose_lock(20)
    visitor.settle()
    code, exchanges = network.invite(), network.slow.exchanges

    dialog = ask(visitor)
    type_invitation(dialog, code, ADDRESS)
    press_in(dialog, "Take part")
    visitor.settle()

    assert visitor.app.shell.findChildren(JoinDialog) == []
    assert (role(visitor), is_said(visitor)) == ("editor", False)
    assert network.slow.exchanges > exchanges + 1, "its first sync came by itself"
    assert [words for words in banners(visitor) if words.startswith("You take part in the network now.")] != []
    pinned: list[str] = []
    session.read(lambda workspace: [one.id for one in pinning.pinned(workspace)], pinned.extend)
    visitor.settle()
    assert pinned == topics[:1]
    assert visitor.app.models.get(SettingsModel).preferences.lock_minutes == 20


def test_the_hub_that_is_looked_at_is_filled_in_already(visitor: Window) -> None:
    visitor.go("settings")

    dialog = ask(visitor)

    address = next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == ADDRESS_OR_FOLDER)
    assert address.text() == ADDRESS
    assert "Still missing: the invitation code." in read_in(dialog)


@pytest.mark.parametrize(
    ("code", "source", "words"),
    [
        (SOME_CODE, ADDRESS, "does not know this code"),
        (SOME_CODE, "hub example", "not the address of a hub"),
        ("7K3QD-M9V2X-RT4HC-B6WNP-0", ADDRESS, "There is a typing mistake in this code"),
    ],
)
def test_what_is_wrong_with_an_invitation_stands_beside_its_field_and_nothing_changes(
    visitor: Window, code: str, source: str, words: str
) -> None:
    dialog = ask(visitor)
    type_invitation(dialog, code, source)
    if "mistake" not in words:
        press_in(dialog, "Take part")
        visitor.settle()

    assert words in read_in(dialog)
    wrong = [one for one in dialog.findChildren(QLineEdit) if one.property("state") == "error"]
    assert [words in one.accessibleDescription() for one in wrong] == [True]
    assert (role(visitor), is_said(visitor)) == ("visitor", True)


def test_closing_it_while_the_hub_is_silent_changes_nothing(visitor: Window, network: Network) -> None:
    code = network.invite()
    network.slow.may_answer.clear()
    network.slow.is_asked.clear()
    dialog = ask(visitor)
    type_invitation(dialog, code, ADDRESS)
    press_in(dialog, "Take part")
    wait_until(network.slow.is_asked.is_set)

    press_in(dialog, "Close")
    wait_until(lambda: not visitor.app.models.synchroniser.is_running)

    network.slow.may_answer.set()
    assert (role(visitor), is_said(visitor)) == ("visitor", True)


def test_a_sync_that_runs_makes_way_for_an_invitation(visitor: Window, network: Network) -> None:
    code = network.invite()
    network.slow.may_answer.clear()
    network.slow.is_asked.clear()
    visitor.app.models.synchroniser.start()
    wait_until(network.slow.is_asked.is_set)
    dialog = ask(visitor)
    type_invitation(dialog, code, ADDRESS)

    press_in(dialog, "Take part")
    network.slow.may_answer.set()
    visitor.settle()

    assert role(visitor) == "editor"


def to_own_vault(guest: Window, starts: Starts, network: Network) -> Window:
    """Type an invitation for another network, and go where it leads."""
    dialog = ask(guest)
    type_invitation(dialog, network.invite(), ADDRESS)
    press_in(dialog, "Take part")
    guest.settle()
    assert "This invitation is for another network." in " ".join(
        one.accessibleName()
        for one in dialog.findChildren(QDialog) or controls(dialog, lambda w: isinstance(w, Banner))
    )
    press_in(dialog, "Set up a vault for it")
    start = guest.app.next
    assert start is not None
    return starts.go(start)


def test_an_invitation_for_another_network_gets_a_vault_of_its_own_and_settings_come_along(
    guest: Window, starts: Starts, network: Network, base: Path
) -> None:
    guest.app.models.get(SettingsModel).choose_lock(20)
    guest.app.models.get(SettingsModel).choose_data(2)
    guest.look(theme="dark", scale=125)

    first = to_own_vault(guest, starts, network)
    assert (first.app.models.appearance.now.theme, first.app.models.appearance.now.scale) == ("dark", 125)
    assert model_of(first).missing().startswith("Still missing: a passphrase")
    assert "It stays as it is, with your training progress" in texts(first)
    field(first, "Passphrase").setText(WORDS)
    field(first, "Type it again").setText(WORDS)
    press(first, "Open Haversack")
    first.settle()

    assert (role(first), is_said(first)) == ("editor", False)
    starts.end()
    with opened(base / "2", WORDS, clock=system_clock()) as workspace:
        kept = read_preferences(workspace)
        assert (kept.lock_minutes, kept.daily_bytes) == (20, 20_000_000)
    assert (read_appearance(base / "2").theme, read_appearance(base / "2").scale) == ("dark", 125)
    with opened(base / "1", PASSPHRASE, clock=system_clock()) as workspace:
        assert workspace.is_looking, "what was looked at is there as before"


def test_the_vault_in_which_somebody_looked_around_goes_where_they_say_so_and_not_before(
    guest: Window, starts: Starts, network: Network, base: Path
) -> None:
    first = to_own_vault(guest, starts, network)
    box = next(one for one in first.app.shell.findChildren(QCheckBox) if one.accessibleName().startswith("Remove it"))
    assert not box.isChecked()
    box.click()
    assert (base / "1").exists()

    field(first, "Passphrase").setText(WORDS)
    field(first, "Type it again").setText(WORDS)
    press(first, "Open Haversack")
    first.settle()

    assert role(first) == "editor"
    assert not (base / "1").exists()


def test_who_stops_there_is_led_back_to_where_they_looked_around(
    guest: Window, starts: Starts, network: Network, base: Path
) -> None:
    first = to_own_vault(guest, starts, network)

    press(first, "Stop and leave nothing behind")
    first.settle()

    assert first.app.next == Start(base / "1", base)
    assert sorted(one.name for one in base.iterdir()) == ["1"]
    back = starts.go(Start(base / "1", base))
    back.open()
    assert is_said(back)
