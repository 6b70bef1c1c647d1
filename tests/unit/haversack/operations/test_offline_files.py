"""Files come for offline, are exported, go again, and come once more; what is the only copy stays."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from haversack.clock import system_clock
from haversack.operations import filing, offline_files
from haversack.operations.data_used import used_today
from haversack.operations.library import library
from haversack.operations.library_item import library_item
from haversack.operations.side_link import Threads
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace, opened
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.ids import parse_record_id
from tests.gui.small_vault import PASSPHRASE, make_vault


class ClosingHub(HubEndpoint):
    """The hub in this process, as a connection."""

    def close(self) -> None:
        """Nothing is held."""


def threads() -> Threads:
    """Ways between this thread and another one."""
    woken = threading.Event()

    def beside(work: Callable[[], None]) -> None:
        threading.Thread(target=work).start()

    def give_way(longest_seconds: float) -> None:
        woken.wait(longest_seconds)
        woken.clear()

    return Threads(beside, give_way, woken.set)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Workspace, ClosingHub]]:
    hub = make_vault(tmp_path / "vault")
    monkeypatch.setattr(ClosingHub, "__init__", lambda self: self.__dict__.update(hub.__dict__))
    with opened(tmp_path / "vault", PASSPHRASE, clock=system_clock()) as workspace:
        yield workspace, ClosingHub()  # type: ignore[call-arg]  # the stand-in of above takes nothing


def test_files_come_are_exported_go_and_come_again(vault: tuple[Workspace, ClosingHub], tmp_path: Path) -> None:
    workspace, hub = vault
    record = next(item.id for item in library(workspace).items if len(item.files) > 1)
    expected = 0
    for _ in range(2):
        expected = offline_files.ask_for(workspace, record)
        assert library_item(workspace, record).state == "asked"
        result = offline_files.fetch_now(workspace, lambda address, proxy: hub, threads(), Wishes())
        # Small files come by one request, each frame with a few bytes of its own.
        assert 0 < expected <= result.received_bytes < expected + 200
        assert result.is_complete, "nothing is still to come, though no text was asked for"
        assert library_item(workspace, record).state == "here"
        assert offline_files.remove_from_here(workspace, record) == expected
        assert library_item(workspace, record).state == "away"
    assert used_today(workspace) >= 2 * expected
    with pytest.raises(filing.FileNotHereError):
        filing.export(workspace, parse_record_id(record), tmp_path)


def test_a_cancelled_fetch_goes_on_later(vault: tuple[Workspace, ClosingHub]) -> None:
    workspace, hub = vault
    record = next(item.id for item in library(workspace).items if len(item.files) > 1)
    offline_files.ask_for(workspace, record)
    offline_files.fetch_now(workspace, lambda address, proxy: hub, threads(), Wishes(is_cancelled=lambda: True))
    assert library_item(workspace, record).state == "asked"
    offline_files.stop_asking(workspace, record)
    assert library_item(workspace, record).state == "away"
