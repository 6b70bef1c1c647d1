"""The brake in the window: an order above the limit is shown to whoever must confirm it, and happens only then."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton

from haversack.operations import brake
from haversack.operations.brake import Confirming, WaitingOrder
from haversack.operations.devices import Standing, devices
from haversack.viewmodels import waiting_orders
from haversack.viewmodels.waiting_orders import WaitingOrdersModel
from haversack.views.home_banners import OrdersBanner
from haversack.views.network_orders import OrdersCard
from haversack.views.parts.question import Question
from tests.gui.conftest import Window
from tests.gui.test_erasing import action, press, said


def card(window: Window) -> OrdersCard:
    """Return the card on the page of the network."""
    (found,) = window.go("network").findChildren(OrdersCard)
    return found


def sync(window: Window) -> None:
    """Meet the hub."""
    window.app.models.synchroniser.start()
    window.settle()


def test_an_order_above_the_limit_waits_until_whoever_may_confirms_it(
    office: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("haversack_sync.model.destructive_orders", "haversack.operations.brake"):
        monkeypatch.setattr(f"{place}.MAX_STANDING_ORDERS", 0)
    page = office.go("directory")
    found = action(page)
    press(found, "Erase for everybody…")
    (reason,) = found.findChildren(QLineEdit)
    assert reason.isVisibleTo(page)
    assert reason.maxLength() == 300
    reason.setText(" A person asked ")
    press(found, "Erase for everybody")
    office.settle()
    assert "That waits until another coordinator" in said(action(page))
    sync(office)
    assert "That waits until another coordinator" in said(action(office.go("directory")))

    (line,) = office.go("sync").findChildren(OrdersBanner)
    assert line.isVisibleTo(office.page)
    assert "1 order to destroy something waits to be confirmed." in said(line)
    assert "suspended" not in said(line)
    (banner,) = office.go("home").findChildren(OrdersBanner)
    assert banner.isVisibleTo(office.page)
    assert "1 order to destroy something waits until you confirm it." in said(banner)
    press(banner, "Look at them")
    office.settle()
    waiting = card(office)
    assert waiting.isVisibleTo(office.page)
    for words in ("Erase for everybody: ", "Asked for by ", "Reason given: A person asked", "nothing is erased"):
        assert words in said(waiting)
    press(waiting, "Confirm…")
    (question,) = waiting.findChildren(Question)
    assert "a stolen computer can ask for this" in question.accessibleName()
    safe = waiting.window().focusWidget()
    assert isinstance(safe, QPushButton)
    assert safe.text() == "Not now"
    press(waiting, "Confirm")
    office.settle()
    assert "Confirmed here, not sent yet." in said(card(office))

    sync(office)
    assert not card(office).isVisibleTo(office.page)
    for name in ("home", "sync"):
        (banner,) = office.go(name).findChildren(OrdersBanner)
        assert not banner.isVisibleTo(office.page)


def test_the_sync_centre_tells_of_orders_that_others_confirm_and_of_suspended_computers(
    office: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = tuple(
        WaitingOrder(f"ORDER-{number}", number == 0, "AAAA", 1_795_000_000, device, (), "", Confirming.OTHERS)
        for number, device in enumerate(("", "BBBB"))
    )
    monkeypatch.setattr(brake, "waiting", lambda *_, **__: waiting)
    monkeypatch.setattr(
        waiting_orders,
        "devices",
        lambda *args, **names: tuple(replace(one, standing=Standing.SUSPENDED) for one in devices(*args, **names)[:1]),
    )
    page = office.go("sync")
    office.app.models.get(WaitingOrdersModel).refresh()
    office.settle()

    (line,) = page.findChildren(OrdersBanner)
    assert line.isVisibleTo(page)
    assert "2 orders to destroy something wait to be confirmed." in said(line)
    assert "1 computer is suspended until then: it gets and sends nothing, and keeps what it has." in said(line)
    (banner,) = office.go("home").findChildren(OrdersBanner)
    assert not banner.isVisibleTo(office.page), "somebody else confirms them"
    office.go("sync")
    press(line, "Look at them")
    office.settle()
    assert card(office).isVisibleTo(office.page)


def test_others_see_no_orders(window: Window) -> None:
    window.open()

    assert not card(window).isVisibleTo(window.page)
    (line,) = window.go("sync").findChildren(OrdersBanner)
    assert not line.isVisibleTo(window.page)
