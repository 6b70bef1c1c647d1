"""A sync from the window: beside other work, its end told where no page shows it, and a cut told at once."""

from haversack.operations.standing import contact_state
from haversack.operations.synchronising import SyncResult
from haversack.views.message_bar import MessageBar
from tests.gui.conftest import Window, wait_until
from tests.gui.slow_hub import SlowHub


def test_pages_can_be_read_while_a_sync_waits_and_its_end_is_told(window: Window, hub: SlowHub) -> None:
    hub.may_answer.clear()
    window.open()
    waiting: list[int] = []
    synchroniser = window.app.models.synchroniser

    synchroniser.start()
    wait_until(hub.is_asked.is_set)
    window.app.session.read(contact_state, lambda read: waiting.append(read[1]))
    wait_until(lambda: bool(waiting))
    is_running_meanwhile = synchroniser.is_running
    hub.may_answer.set()
    window.settle()

    assert waiting == [1]
    assert is_running_meanwhile
    assert not synchroniser.is_running
    assert synchroniser.waiting == 0
    assert not synchroniser.contact.detail.startswith("0 bytes")
    assert hub.is_closed
    assert synchroniser.result is not None
    assert synchroniser.result.text.startswith("Synced.")


def test_where_nothing_comes_nobody_is_kept_waiting(window: Window, hub: SlowHub) -> None:
    hub.cut_after = 0
    window.open()
    synchroniser = window.app.models.synchroniser

    synchroniser.start()
    window.settle()

    assert hub.exchanges == 3, "for less each time, and at once"
    assert [synchroniser.failure.kind if synchroniser.failure else ""] == ["link.cut"]
    told = window.main.findChild(MessageBar)
    assert told is not None
    assert [told.shown.kind if told.shown else ""] == ["link.cut"]


def test_a5_in_another_network_a_sync_that_waits_goes_on_at_once(window: Window, hub: SlowHub) -> None:
    hub.may_answer.clear()
    window.open()
    synchroniser = window.app.models.synchroniser
    reachability = synchroniser._reachability
    reachability.know(has_network=True, medium="WiFi")
    synchroniser.start()
    wait_until(hub.is_asked.is_set)

    reachability.know(has_network=True, medium="Cellular")
    window.settle()

    assert hub.exchanges == 2
    assert synchroniser.failure is None
    assert synchroniser.waiting == 0


def test_a_sync_after_which_something_was_refused_is_not_told_as_all_well(window: Window, hub: SlowHub) -> None:
    window.open()
    synchroniser = window.app.models.synchroniser
    told = []
    for refused in (0, 1):
        synchroniser._on_result(SyncResult(1, 1, 0, 0, refused, 0, 1, 0, is_complete=True))
        assert synchroniser.result is not None
        told.append(synchroniser.result.tone)

    assert told == ["ok", "wait"]
