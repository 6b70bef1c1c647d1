"""A library whose hub gives files as a test wants, and the hands that get them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from haversack.viewmodels.library import LibraryModel
from haversack.viewmodels.library_detail import DetailShown
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.object_lists import decode_objects_request
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from tests.gui.conftest import Window
from tests.gui.slow_hub import copy_of

PIECE = 1_024


class MoodyHub:
    """A hub that gives files in small pieces, and stops, cuts or is away as a test wants.

    Attributes:
        is_away: Whether nobody answers.
        cut_after: Pieces after which the line is cut, or None.
        given: Pieces that were given.
        may_go_on: Cleared to make it wait after so many pieces.
        free: How many those are.
        offsets: From where files were asked for.
    """

    is_stored = False

    def __init__(self, hub: HubEndpoint) -> None:
        self._hub = hub
        self.is_away = False
        self.cut_after: int | None = None
        self.given = 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.free = 1
        self.offsets: list[int] = []

    def close(self) -> None:
        """Nothing is held."""

    def fetch_profile(self) -> bytes:
        return self._hub.fetch_profile()

    def register(self, body: bytes) -> bytes:
        return self._hub.register(body)

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        yield from self._hub.exchange(body, auth)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        if self.is_away:
            raise LinkError("no_connection")
        self.offsets.append(offset)
        yield from self._given(b"".join(self._hub.fetch_object(object_id, offset, length)))

    def _given(self, whole: bytes) -> Iterator[bytes]:
        for start in range(0, len(whole), PIECE):
            if self.cut_after is not None and self.given >= self.cut_after:
                raise LinkError("cut")
            if self.given >= self.free:
                self.may_go_on.wait(30)
            self.given += 1
            yield whole[start : start + PIECE]

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        if self.is_away:
            raise LinkError("no_connection")
        self.offsets += [offset for _, offset in decode_objects_request(body).wanted]
        yield from self._given(b"".join(self._hub.fetch_objects(body)))

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        return self._hub.upload(line, auth)


def moody_hub(made_network: tuple[Path, HubEndpoint], monkeypatch: pytest.MonkeyPatch) -> MoodyHub:
    """Return the hub of the window's network, reached from there whatever the address."""
    made = MoodyHub(copy_of(made_network[1]))
    monkeypatch.setattr("haversack.app.connect", lambda address, proxy: made)
    return made


def show_item(window: Window) -> None:
    """Show an item with files."""
    window.open()
    window.go("library")
    window.go("library", record_of(window, "48 hours"))


def model_of(window: Window) -> LibraryModel:
    return window.app.models.get(LibraryModel)


def record_of(window: Window, words: str) -> str:
    return next(row.id for row in model_of(window).rows.rows if words in row.title)


def detail_of(window: Window) -> DetailShown:
    detail = model_of(window).detail
    assert detail is not None
    return detail


def buttons(window: Window, words: str) -> list[QAbstractButton]:
    shown = [one for one in window.page.findChildren(QAbstractButton) if one.isVisible()]
    return [one for one in shown if one.accessibleName().startswith(words)]


def press(window: Window, words: str) -> None:
    """Press the button of that name, or the first whose name begins so."""
    found = buttons(window, words)
    next((one for one in found if one.accessibleName() == words), found[0]).click()
