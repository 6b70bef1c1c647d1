"""A sync from the window: beside other work, with its end told, and what it cost counted."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from haversack.operations.meeting import ClosingEndpoint
from haversack.operations.standing import standing
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from tests.gui.conftest import Window
from tests.gui.small_vault import make_vault


class SlowHub:
    """A hub that answers only when the test lets it."""

    is_stored = False

    def __init__(self, hub: HubEndpoint) -> None:
        self._hub = hub
        self.may_answer = threading.Event()
        self.is_asked = threading.Event()
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True

    def fetch_profile(self) -> bytes:
        return self._hub.fetch_profile()

    def register(self, body: bytes) -> bytes:
        return self._hub.register(body)

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self.is_asked.set()
        self.may_answer.wait(30)
        yield from self._hub.exchange(body, auth)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        return self._hub.fetch_object(object_id, offset, length)

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        return self._hub.upload(line, auth)


@pytest.mark.usefixtures("prepared")
def test_pages_can_be_read_while_a_sync_waits_and_its_end_is_told(
    tmp_path: Path, qtbot: QtBot, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = SlowHub(make_vault(tmp_path / "vault"))

    def connect(address: str) -> ClosingEndpoint:
        return hub

    monkeypatch.setattr("haversack.app.connect", connect)
    window = Window(App(tmp_path / "vault", "en", fixed_clock), qtbot)
    window.open()
    waiting: list[int] = []
    synchroniser = window.app.models.synchroniser

    synchroniser.start()
    qtbot.waitUntil(hub.is_asked.is_set)
    window.app.session.read(standing, lambda read: waiting.append(read.waiting))
    qtbot.waitUntil(lambda: bool(waiting))
    is_running_meanwhile = synchroniser.is_running
    hub.may_answer.set()
    window.settle()

    assert waiting == [1]
    assert is_running_meanwhile
    assert not synchroniser.is_running
    assert synchroniser.waiting == 0
    assert "0 bytes" not in synchroniser.contact.detail
    assert hub.is_closed
    window.app.session.close()
    window.app.shell.close()
