"""Syncs that go by themselves: only where somebody switched it on, when it is right, and said in words."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel

from haversack.operations import right_moment
from haversack.operations.preferences import Preferences, read_preferences
from haversack.operations.right_moment import UNTIL_I_SAY, What, Why
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.sticks import StickModel
from haversack.viewmodels.synchroniser import Synchroniser
from haversack.views.parts.switch import Switch
from tests.gui.conftest import Window, wait_until
from tests.gui.slow_hub import SlowHub


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a network that settles."""
    monkeypatch.setattr(right_moment, "SETTLE_SECONDS", 0.0)


def switch(window: Window) -> Switch:
    return next(one for one in window.page.findChildren(Switch) if one.accessibleName() == "Connect by itself")


def shown(window: Window) -> list[str]:
    return [one.text() for one in window.page.findChildren(QLabel) if one.isVisibleTo(window.page)]


def set_all(window: Window, **wanted: object) -> Preferences:
    model = window.app.models.get(SettingsModel)
    model._choose(replace(model.preferences, **wanted))  # type: ignore[arg-type]  # fields of it
    window.settle()
    return model.preferences


def why(window: Window) -> Why:
    return window.app.models.moment.decision.why


def network(window: Window, *, is_there: bool, is_behind_portal: bool = False) -> None:
    window.app.models.moment._reachability.know(has_network=is_there, is_behind_portal=is_behind_portal)
    window.settle()


def test_nothing_goes_by_itself_before_somebody_switches_it_on_and_then_it_does(window: Window, hub: SlowHub) -> None:
    hub.may_answer.set()
    window.open()
    window.go("sync")
    moment, synchroniser = window.app.models.moment, window.app.models.synchroniser
    network(window, is_there=True)
    assert not hub.is_asked.is_set()
    assert (moment.decision.what, moment.decision.why) == (What.NOTHING, Why.OFF)
    assert "Off. Haversack waits until you press Sync now." in shown(window)
    assert not switch(window).isChecked()

    switch(window).click()
    wait_until(hub.is_asked.is_set)
    window.settle()

    assert synchroniser.waiting == 0
    assert moment.decision.why is Why.NOTHING_NEW
    assert any(words.startswith("Nothing waits here. It asks for news about ") for words in shown(window))
    assert "Everything is exchanged." in shown(window)


def test_a_stick_that_is_written_is_no_sync_that_went_well(window: Window, hub: SlowHub, tmp_path: Path) -> None:
    hub.may_answer.set()
    window.open()
    moment, synchroniser = window.app.models.moment, window.app.models.synchroniser
    network(window, is_there=False)
    set_all(window, connects_by_itself=True)
    assert moment._last is None

    window.app.models.get(StickModel).carry_out(str(tmp_path), synchroniser)
    window.settle()

    assert moment._last is None
    assert not hub.is_asked.is_set()
    network(window, is_there=True)
    wait_until(hub.is_asked.is_set)
    window.settle()
    assert moment._last is not None


@pytest.mark.parametrize(
    ("language", "wanted", "words", "pill"),
    [
        ("en", {"paused_until": UNTIL_I_SAY}, "Paused until you say otherwise. Sync now still works.", "Paused"),
        ("en", {"paused_until": 2**31}, "Paused until ", "Paused"),
        ("en", {"monthly_bytes": 30_000_000}, "", "Connected"),
        ("ar", {"paused_until": UNTIL_I_SAY}, "Paused until you say otherwise. Sync now still works.", "Paused"),
    ],
)
def test_a_pause_holds_and_the_pill_follows(
    window: Window, hub: SlowHub, language: str, wanted: dict[str, object], words: str, pill: str
) -> None:
    hub.may_answer.set()
    window.open()
    window.look(language=language)
    speaker = window.app.session.speaker
    network(window, is_there=True)
    set_all(window, **wanted)
    set_all(window, connects_by_itself=True)
    window.go("sync")
    window.settle()

    assert hub.is_asked.is_set() is (pill == "Connected")
    assert window.app.models.synchroniser.contact.word == speaker.say(pill)
    said = speaker.say(words) if words else ""
    assert language == "en" or said != words
    assert any(one.startswith(said) for one in shown(window))


def test_b1_a_login_that_is_wanted_is_waited_for_without_asking_again_and_after_it_the_sync_goes(
    window: Window, hub: SlowHub
) -> None:
    hub.may_answer.set()
    hub.broken = "portal"
    asked = list[bool]()
    window.open()
    synchroniser: Synchroniser = window.app.models.synchroniser
    synchroniser.said.connect(lambda words: asked.append(words == "A sync begins."))
    network(window, is_there=True)
    set_all(window, connects_by_itself=True)
    window.go("sync")
    moment = window.app.models.moment
    assert moment.decision.why is Why.PORTAL
    assert asked.count(True) == 1, "no storm of tries"
    assert any("log in first" in words for words in shown(window))

    for _ in range(5):
        network(window, is_there=True, is_behind_portal=True)
        moment.refresh()
        window.settle()
    assert asked.count(True) == 1

    hub.broken = ""
    network(window, is_there=True)
    wait_until(lambda: synchroniser.waiting == 0)
    window.settle()
    assert asked.count(True) == 2


def test_a_hub_that_is_away_is_tried_later_and_at_once_in_another_network(window: Window, hub: SlowHub) -> None:
    hub.may_answer.set()
    hub.broken = "hub_away"
    window.open()
    network(window, is_there=True)
    set_all(window, connects_by_itself=True)
    window.go("sync")
    moment = window.app.models.moment
    assert why(window) is Why.BACK_OFF
    assert moment.decision.seconds is not None
    assert any(words.startswith("The last try did not succeed. The next one is about ") for words in shown(window))

    hub.broken = ""
    network(window, is_there=False)
    assert why(window) is Why.OFFLINE
    network(window, is_there=True)
    wait_until(lambda: window.app.models.synchroniser.waiting == 0)
    window.settle()


def test_pause_quiet_hours_and_data_a_month_are_chosen_in_the_settings(window: Window) -> None:
    window.open()
    page = window.go("settings")
    boxes = {one.accessibleName(): one for one in page.findChildren(QComboBox)}
    names = ("Pause", "Quiet hours", "Data each month")
    assert not any(boxes[name].isEnabled() for name in names), "they count where it may connect by itself"
    set_all(window, paused_until=UNTIL_I_SAY)
    switch(window).click()
    window.settle()
    assert boxes["Pause"].currentText() == "Until I say"

    assert not boxes["Quiet from"].isVisibleTo(page)
    for name, place in zip(names, (1, 1, 0), strict=True):
        boxes[name].setCurrentIndex(place)
        boxes[name].activated.emit(place)
        window.settle()

    kept = list[Preferences]()
    window.app.session.read(read_preferences, kept.append)
    window.settle()
    now = window.app.session.clock.wall_ms() // 1000
    assert 0 < kept[0].paused_until - now <= 3_600
    assert (kept[0].quiet, kept[0].monthly_bytes) == ((22 * 60, 6 * 60), 30_000_000)
    assert window.app.models.synchroniser.contact.word == "Paused"

    # Any hours may be chosen, also beside those that are offered.
    assert boxes["Quiet from"].isVisibleTo(page)
    boxes["Quiet from"].setCurrentIndex(2 * 13)
    boxes["Quiet from"].activated.emit(2 * 13)
    boxes["Quiet until"].setCurrentIndex(2 * 15 + 1)
    boxes["Quiet until"].activated.emit(2 * 15 + 1)
    window.settle()
    window.app.session.read(read_preferences, kept.append)
    window.settle()
    assert kept[-1].quiet == (13 * 60, 15 * 60 + 30)
    assert boxes["Quiet hours"].currentText() == "From 13:00 to 15:30"


def test_a_window_that_is_opened_again_waits_as_the_one_before_did(window: Window, hub: SlowHub) -> None:
    hub.may_answer.set()
    hub.broken = "hub_away"
    window.open()
    network(window, is_there=True)
    set_all(window, connects_by_itself=True)
    moment = window.app.models.moment
    assert why(window) is Why.BACK_OFF
    before = hub.exchanges

    moment._last = None
    moment._begin()
    window.settle()
    moment.refresh()
    window.settle()

    assert why(window) is Why.BACK_OFF, "as at the first start of a vault whose last sync failed"
    assert hub.exchanges == before
