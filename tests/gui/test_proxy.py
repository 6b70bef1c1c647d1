"""The proxy: set in Settings and at the first start, tried there in words, and used for everything from then on."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from haversack.app import connect
from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE
from haversack.operations.preferences import read_preferences
from haversack.operations.proxies import DIRECT, Proxy, ProxyKind
from haversack.views.parts.cards import Banner
from haversack.views.parts.proxy_fields import ProxyFields
from haversack.views.settings_proxy import ProxySettings
from haversack_sync.protocol.endpoint import LinkError
from tests.gui import first_start, inspection
from tests.gui.conftest import Window, controls, wait_until
from tests.gui.slow_hub import Line, SlowHub
from tests.gui.small_vault import make_vault

TOR = Proxy(ProxyKind.SOCKS, "127.0.0.1", 9050)
SOCKS, NONE, HTTP = "SOCKS5, like Tor", "No proxy", "HTTP proxy"
PLACE = "Address and port of the proxy"


def card(window: Window) -> ProxySettings:
    """Return the card of an open Settings page."""
    [found] = window.page.findChildren(ProxySettings)
    return found


def choose(window: Window, root: QWidget, kind: str) -> None:
    [box] = root.findChildren(ProxyFields)
    box.kind.setCurrentIndex(box.kind.findText(kind))
    box.kind.activated.emit(box.kind.currentIndex())
    window.settle()


def write(window: Window, root: QWidget, name: str, words: str) -> None:
    """Type into a field and leave it."""
    field = next(one for one in root.findChildren(QLineEdit) if one.accessibleName() == name)
    field.setFocus()
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)
    window.settle()


def try_it(window: Window) -> None:
    next(one for one in card(window).findChildren(QPushButton) if one.accessibleName() == "Try it").click()
    window.settle()


def outcome(window: Window) -> str:
    """Return what a try came to."""
    [banner] = [one for one in card(window).findChildren(Banner) if one.isVisibleTo(card(window))]
    return banner.accessibleName()


def kept(window: Window) -> Proxy:
    """Return what the vault keeps."""
    found: list[Proxy] = []
    window.app.session.read(lambda workspace: read_preferences(workspace).proxy, found.append)
    window.settle()
    return found[0]


def test_what_is_chosen_is_tried_in_words_kept_and_used_by_every_sync(window: Window, hub: SlowHub) -> None:
    window.open()
    window.go("settings")
    try_it(window)
    assert outcome(window).startswith("The hub answered, without a proxy. It took 1 second.")

    choose(window, card(window), SOCKS)
    write(window, card(window), PLACE, "127.0.0.1:9050")
    assert kept(window) == TOR
    signed, greeted = hub.exchanges, hub.unsigned
    try_it(window)
    assert outcome(window).startswith("The hub answered, by the proxy 127.0.0.1:9050.")
    assert "nothing said who you are" in outcome(window)
    assert (hub.exchanges, hub.unsigned) == (signed, greeted + 1), "a try is a hello"
    hub.proxies.clear()
    window.app.models.synchroniser.start()
    window.settle()
    assert hub.proxies == [TOR]

    choose(window, card(window), NONE)
    assert kept(window) == DIRECT
    assert not controls(card(window), lambda one: isinstance(one, QLineEdit)), "no proxy has no address"


def test_a_try_that_fails_says_what_to_do_and_can_be_stopped(window: Window, hub: SlowHub) -> None:
    window.open()
    window.go("settings")
    for cause, first in (
        ("proxy_away", "The proxy that is set does not answer."),
        ("proxy_refused", "The proxy does not lead to the hub."),
        ("proxy_login", "The proxy of this network wants a name and a password."),
        ("portal", "This Wi-Fi asks you to log in first."),
    ):
        hub.broken = cause
        try_it(window)
        assert outcome(window).startswith(first)
        assert len(outcome(window)) > len(first) + 20, "with what to do"
    hub.broken, hub.greets_at_once = "", False
    hub.may_answer.clear()
    hub.is_asked.clear()

    next(one for one in card(window).findChildren(QPushButton) if one.accessibleName() == "Try it").click()
    wait_until(hub.is_asked.is_set)
    next(one for one in card(window).findChildren(QPushButton) if one.accessibleName() == "Cancel").click()
    window.settle()

    assert not [one for one in card(window).findChildren(Banner) if one.isVisibleTo(card(window))]
    hub.may_answer.set()


def test_what_is_half_typed_leads_nowhere_rather_than_past_the_proxy(window: Window, hub: SlowHub) -> None:
    window.open()
    window.go("settings")
    choose(window, card(window), HTTP)
    write(window, card(window), PLACE, "proxy.example")

    assert kept(window) == Proxy(ProxyKind.HTTP)
    [place] = [one for one in card(window).findChildren(QLineEdit) if one.accessibleName() == PLACE]
    assert place.text() == "proxy.example", "nobody has to type it again"
    assert place.accessibleDescription().startswith("Write the address of the proxy and its port, like")
    assert not next(one for one in card(window).findChildren(QPushButton) if one.text().endswith("Try it")).isEnabled()
    with pytest.raises(LinkError, match="bad_proxy"):
        connect("https://hub.example", kept(window))
    write(window, card(window), PLACE, ":8080")
    assert kept(window) == Proxy(ProxyKind.HTTP, "proxy.example", 8080)


def test_at_the_first_start_everything_goes_by_the_proxy_from_the_first_word_on(
    first: Window, line: Line, tmp_path: Path
) -> None:
    hub = line.lead_to(make_vault(tmp_path / "field"))
    first_start.choose(first, "A network that I know of")
    first_start.field(first, first_start.ADDRESS_OR_FOLDER).setText(first_start.ADDRESS)
    first_start.type_passphrase(first)
    first_start.press(first, "My network needs a proxy")
    choose(first, first_start.screen(first), SOCKS)
    assert first_start.model_of(first).missing() == "Still missing: the address of the proxy."
    write(first, first_start.screen(first), PLACE, "127.0.0.1:9050")

    first_start.press(first, "Show its fingerprint")
    first.settle()
    first_start.press(first, "Open Haversack")
    first.settle()

    assert len(hub.proxies) >= 3, "the fingerprint, the vault, its first sync"
    assert set(hub.proxies) == {TOR}
    assert kept(first) == TOR


def test_its_fields_are_whole_and_reachable_in_every_language_and_size(window: Window, hub: SlowHub) -> None:
    window.open()
    window.go("settings")
    choose(window, card(window), SOCKS)
    for size, scale, language in (((1024, 600), 100, PSEUDO_LANGUAGE), ((1024, 600), 100, "ar")):
        window.app.shell.resize(*size)
        window.look(scale=scale, language=language)
        page = window.page
        assert card(window).findChildren(ProxyFields)[0].place.isVisibleTo(page)
        assert [*inspection.lost(page), *inspection.clipped(page), *inspection.scrolled_sideways(page)] == []
        assert [*inspection.unspoken(page), *inspection.not_reached_by_tab(page)] == []
