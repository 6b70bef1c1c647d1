"""The sync centre: what it will cost before, how far it is, what happened, what waits and can be taken back."""

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAccessibleAnnouncementEvent, QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QCheckBox, QProgressBar, QPushButton, QSlider

from haversack.operations import offline_files
from haversack.operations.data_used import DayCounter
from haversack.operations.library import library
from haversack.operations.preferences import Preferences, read_preferences, write_preferences
from haversack.operations.workspace import Workspace
from haversack.store import succession
from haversack.viewmodels.queue_rows import QueueRow
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.sync_centre import SyncCentreModel
from haversack.views.parts.cards import Banner
from haversack.views.parts.question import Question
from haversack.views.parts.queue_list import QueueList
from haversack_sync.client.proxy import Proxy, ProxyKind
from tests.gui.conftest import Window, wait_until
from tests.gui.slow_hub import SlowHub
from tests.gui.small_vault import ORGANISATION


def model_of(window: Window) -> SyncCentreModel:
    return window.app.models.get(SyncCentreModel)


def queue(window: Window) -> dict[str, QueueRow]:
    return {row.id: row for row in model_of(window).queue.rows if isinstance(row, QueueRow)}


def banners(window: Window) -> list[str]:
    return [banner.accessibleName() for banner in window.page.findChildren(Banner) if banner.isVisibleTo(window.page)]


def press(window: Window, name: str) -> None:
    buttons = [one for one in window.page.findChildren(QPushButton) if one.accessibleName() == name]
    next(one for one in buttons if one.isVisibleTo(window.page)).click()


def change(window: Window, work: object) -> None:
    """Do something to the vault as a view-model would."""
    window.app.session.write(work, lambda _: None)  # type: ignore[arg-type]  # whatever it returns
    window.settle()


def ask_for_files(workspace: Workspace) -> int:
    """Ask for the files of three items; return their bytes on the way."""
    items = [item for item in library(workspace).items if item.missing_bytes]
    return sum(offline_files.ask_for(workspace, item.id) for item in items[:3])


def test_before_a_sync_its_parts_stand_in_their_order_and_what_nobody_knows_is_said(window: Window) -> None:
    window.open()
    window.go("sync")
    model = model_of(window)

    rows = queue(window)
    assert list(rows) == ["access", "changes", "new"]
    assert (rows["changes"].title, rows["changes"].state) == ("1 change of yours", "Not sent yet")
    assert rows["changes"].size.startswith("About ")
    assert rows["new"].size == "Not known before the hub answers"
    assert model.facts.sentence == "1 change is not sent yet."
    [row] = model.changes.rows
    assert (row.title, row.badge) == (ORGANISATION, "Not sent yet")
    change(window, ask_for_files)
    assert queue(window)["comes"].state == "Will download"
    assert model.facts.held == ""
    testers = [QAbstractItemModelTester(rows) for rows in (model.queue, model.changes, model.history)]
    model.refresh()
    window.settle()
    assert len(testers) == 3


def test_a_sync_runs_to_its_end_is_told_once_and_a_second_one_moves_nothing(
    window: Window, hub: SlowHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "haversack.views.parts.announcing.QAccessible.updateAccessibility",
        lambda event: said.append(event.message()) if isinstance(event, QAccessibleAnnouncementEvent) else None,
    )
    window.open()
    window.go("sync")
    model = model_of(window)
    change(window, ask_for_files)

    press(window, "Sync now")
    window.settle()

    [row] = model.history.rows
    assert row.icon == "circle-check"
    assert "sent 1 change" in row.lines[0]
    assert "received 4 files" in row.lines[0]
    assert "0 bytes" not in row.trailing
    assert model.facts.sentence == "Everything is exchanged."
    assert not model.changes.rows
    assert list(queue(window)) == ["access", "changes", "new"]
    assert any(name.startswith("Synced.") for name in banners(window))
    assert window.app.session.messages.take() is None, "the page itself says how it went"
    assert [one for one in said if one.startswith("A sync begins")] == ["A sync begins."]
    assert len([one for one in said if one.startswith("Synced.")]) == 1

    press(window, "Sync now")
    window.settle()

    assert model.history.rows[0].lines[0] == "Nothing new."
    assert len(model.history.rows) == 2


def test_while_it_runs_it_says_how_far_it_is_and_stops_at_once(window: Window, hub: SlowHub) -> None:
    hub.may_answer.clear()
    window.open()
    page = window.go("sync")
    model = model_of(window)
    page.focus_first()

    window.app.models.synchroniser.start()
    wait_until(hub.is_asked.is_set)
    assert [model.running.title if model.running else ""] == ["Asking the hub"]
    assert not [one for one in page.findChildren(QPushButton) if one.text().endswith("Sync now") and one.isVisible()]
    press(window, "Cancel")
    # The hub still says nothing: nobody waits for it.
    window.settle()

    assert not window.app.models.synchroniser.is_running
    assert "Stopped by you" in model.history.rows[0].lines[-1]
    assert banners(window) == []
    assert model.changes.rows[0].badge == "Sent, not confirmed yet", "the request may have left"
    hub.may_answer.set()
    press(window, "Sync now")
    window.settle()
    assert not model.changes.rows


@pytest.mark.parametrize(
    ("what", "sentence", "history"),
    [
        ("no_connection", "The hub cannot be reached.", "The hub could not be reached."),
        ("hub_away", "The hub is away at the moment.", "The hub was away."),
        ("no_name", "The address of the hub was not found.", "The address of the hub was not found."),
        ("portal", "This Wi-Fi asks you to log in first.", "The Wi-Fi asked for a login first."),
        ("proxy_login", "The proxy of this network wants a name", "The proxy of the network asked for a name"),
        ("tls_name", "The connection is not safe: the certificate", "The connection was not safe: the certificate"),
        ("tls_issuer", "The connection is not safe: nobody whom", "The connection was not safe: nobody vouched"),
        ("not_our_hub", "Something else answered in the hub", "Something else answered in the hub"),
        ("tls_time", "The connection is not safe at the date", "The date or time of this computer did not fit."),
        ("busy", "The hub is busy.", "The hub was busy."),
    ],
)
def test_each_cause_is_said_beside_the_button_with_what_to_do(
    window: Window, hub: SlowHub, what: str, sentence: str, history: str
) -> None:
    hub.broken = what
    window.open()
    window.go("sync")

    press(window, "Sync now")
    window.settle()

    [failure] = [name for name in banners(window) if name.startswith(sentence)]
    assert len(failure) > len(sentence) + 20, "what to do stands there too"
    assert model_of(window).history.rows[0].lines[-1].startswith(history)
    press(window, "More help")
    window.settle()
    assert (window.app.navigation.place.page, window.app.navigation.place.record) == ("help", "trouble")


def test_b1_the_login_of_a_wi_fi_opens_in_the_systems_browser_when_somebody_presses_and_never_before(
    window: Window, hub: SlowHub
) -> None:
    opened = list[str]()

    class Browser(QObject):
        @Slot(QUrl)
        def open(self, url: QUrl) -> None:
            opened.append(url.toString())

    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "open")  # type: ignore[arg-type]  # a str is what it takes
    try:
        hub.broken = "portal"
        window.open()
        window.go("sync")
        press(window, "Sync now")
        window.settle()
        assert opened == []

        press(window, "Open its page")

        assert opened == [window.app.models.synchroniser.login_page]
        assert opened[0].startswith("http://")
        # A browser would go past a proxy that was chosen.
        window.app.models.get(SettingsModel).choose_proxy(Proxy(ProxyKind.SOCKS, "127.0.0.1", 9050))
        window.settle()
        press(window, "Sync now")
        window.settle()
        assert window.app.models.synchroniser.login_page == ""
        window.app.models.get(SettingsModel).choose_proxy(Proxy())
        window.settle()
        hub.broken = "busy"
        press(window, "Sync now")
        window.settle()
        assert window.app.models.synchroniser.login_page == ""
        with pytest.raises(StopIteration):
            press(window, "Open its page")
    finally:
        QDesktopServices.unsetUrlHandler("http")


def test_a_change_is_taken_back_after_one_question(window: Window) -> None:
    window.open()
    page = window.go("sync")
    model = model_of(window)

    press(window, "Take it back")
    [ask] = page.findChildren(Question)
    keep, _ = ask.findChildren(QPushButton)
    assert ORGANISATION in ask.accessibleName()
    assert page.focusWidget() is keep
    keep.click()
    window.settle()
    assert [row.badge for row in model.changes.rows] == ["Not sent yet"]
    press(window, "Take it back")
    _, do = (one for one in ask.findChildren(QPushButton) if one.isVisible())
    do.click()
    window.settle()

    assert model.changes.rowCount() == 0
    assert model.facts.waiting_count == ""


def test_when_the_days_data_is_used_text_goes_and_files_wait_until_somebody_says_so(
    window: Window, hub: SlowHub
) -> None:
    window.open()
    window.go("sync")
    model, contact = model_of(window), window.app.models.synchroniser
    change(window, ask_for_files)
    change(window, lambda workspace: DayCounter(workspace).end(5_200_000))

    sentence = "Today’s 5 MB is used. Text still syncs. Files wait for tomorrow."
    assert sentence in banners(window)
    assert model.facts.today == sentence
    assert contact.contact.word == "Today’s limit reached"
    assert queue(window)["later"].state == "Over limit"
    press(window, "Sync now")
    window.settle()

    assert not model.changes.rows, "text was sent"
    assert model.facts.sentence == "Everything is exchanged."
    assert queue(window)["later"].title == "4 files you asked for"
    press(window, "Get them now too")
    window.settle()
    assert "later" not in queue(window)
    assert model.facts.held == ""


def test_until_somebody_says_that_the_connection_is_free_only_text_moves_and_one_press_says_so(
    window: Window, hub: SlowHub
) -> None:
    window.open()
    change(window, lambda workspace: write_preferences(workspace, Preferences()))
    change(window, ask_for_files)
    page = window.go("sync")
    [switch] = [box for box in page.findChildren(QCheckBox) if box.accessibleName() == "This connection costs money"]
    assert switch.isChecked()
    assert switch.accessibleDescription().startswith("Nobody has said yet that it is free")
    assert (queue(window)["later"].lines, queue(window)["later"].state) == (("Not known to be free",), "Waiting")

    window.app.models.synchroniser.start()
    window.settle()
    assert "later" in queue(window), "no file moved"

    switch.click()
    window.settle()
    assert switch.accessibleDescription() == "Off. Files keep to data each day."
    assert "comes" in queue(window)
    window.app.models.synchroniser.start()
    window.settle()
    assert not {"later", "comes"} & set(queue(window))


def test_the_limit_of_a_day_is_set_by_keyboard_and_kept(window: Window) -> None:
    window.open()
    page = window.go("sync")
    slider = page.findChild(QSlider)
    assert slider is not None
    kept: list[Preferences] = []

    slider.setValue(0)
    wait_until(lambda: "Text syncs" in model_of(window).facts.today)
    [switch] = [box for box in page.findChildren(QCheckBox) if box.accessibleName() == "Ask before any file over 1 MB"]
    switch.click()
    window.settle()
    window.app.session.read(read_preferences, kept.append)
    window.settle()

    assert (kept[0].daily_bytes, kept[0].asks_before_large) == (0, False)
    assert slider.accessibleName() == "Data each day"
    assert slider.accessibleDescription() == "Text only"
    assert window.app.models.synchroniser.contact.share is None, "text only is no limit that is reached"


def test_each_day_of_the_last_week_is_a_bar_that_screen_readers_can_read(window: Window) -> None:
    window.open()
    page = window.go("sync")

    bars = [bar.accessibleName() for bar in page.findChildren(QProgressBar)]

    assert len([name for name in bars if name.startswith(("Today: ", "1")) or " Nov: " in name]) == 7


def test_lines_of_what_goes_first_are_spoken_whole(window: Window) -> None:
    window.open()
    page = window.go("sync")
    [shown] = page.findChildren(QueueList)

    spoken = shown.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)

    assert isinstance(spoken, str)
    assert spoken.startswith("1 change of yours. About ")
    assert spoken.endswith("Not sent yet")
    assert shown.focusPolicy() is Qt.FocusPolicy.WheelFocus or shown.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_a_copied_vault_is_said_until_it_has_keys_of_its_own(window: Window) -> None:
    window.open()
    window.go("sync")
    assert model_of(window).facts.copied == ""

    def notice(workspace: Workspace) -> None:
        with workspace.replica.transaction() as connection:
            succession.note_copied(connection, workspace.own)

    change(window, notice)

    assert any(name.startswith("Another computer uses a copy of this vault.") for name in banners(window))


def test_a_clock_that_is_far_from_the_hubs_is_said(window: Window, hub: SlowHub) -> None:
    window.open()
    window.go("sync")

    press(window, "Sync now")
    window.settle()

    # The hub of the tests lives in January 2027, this computer in November 2026.
    assert any(name.startswith("This computer’s clock seems to be wrong.") for name in banners(window))


def test_other_preferences_are_left_alone_by_the_slider(window: Window) -> None:
    window.open()
    change(
        window,
        lambda workspace: write_preferences(
            workspace, Preferences(30, None, asks_before_large=False, costs_money=False)
        ),
    )
    page = window.go("sync")
    slider = page.findChild(QSlider)
    assert slider is not None
    assert slider.value() == slider.maximum()

    slider.setValue(2)
    wait_until(lambda: "20 MB" in model_of(window).facts.today)

    kept: list[Preferences] = []
    window.app.session.read(read_preferences, kept.append)
    window.settle()
    assert kept == [Preferences(30, 20_000_000, asks_before_large=False, costs_money=False)]
