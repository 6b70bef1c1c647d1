"""The look at what is kept: it goes while nobody uses the window and otherwise not, and says only what was damaged."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import pytest

from haversack.operations import idle_check as operation
from haversack.operations.workspace import Workspace
from haversack.store import records
from haversack.store.errors import VaultBusyError
from haversack.store.recheck import Tally
from haversack.viewmodels import idle_check
from haversack.viewmodels.idle_check import IdleCheck
from haversack.views.idle_lock import IdleLock
from tests.gui.conftest import Window, wait_until


def lives(workspace: Workspace) -> list[int]:
    """Return whether each record is in use."""
    with workspace.replica.reading() as connection:
        return [int(state.life) for _, state in records.load_all(connection)]


def flip(workspace: Workspace) -> int:
    """Put a record away behind the program's back."""
    with workspace.replica.transaction() as connection:
        statement = "UPDATE records SET life = 1 - life WHERE rowid = 2"
        return connection.exec_driver_sql(statement).rowcount


def asked(window: Window) -> list[int]:
    """Read from the vault what `lives` says."""
    found: list[list[int]] = []
    window.app.session.read(lives, found.append)
    wait_until(lambda: bool(found))
    return found[0]


@pytest.fixture
def opened(window: Window) -> tuple[IdleCheck, IdleLock]:
    """The check of an open window, and what watches whether somebody uses that."""
    window.open()
    window.settle()
    (watch,) = window.app.shell.findChildren(IdleLock)
    return window.app.models.get(IdleCheck), watch


def test_a_row_that_was_flipped_is_put_right_while_nobody_uses_the_window_and_told_once(
    window: Window, opened: tuple[IdleCheck, IdleLock]
) -> None:
    check, watch = opened
    right = asked(window)
    window.app.session.write(flip, lambda _: None)
    window.settle()
    assert asked(window) != right
    assert check.turns == 0, "somebody uses the window"

    watch.rested.emit(True)
    wait_until(lambda: check.found is not None)
    watch.rested.emit(False)
    window.settle()

    assert asked(window) == right
    message = window.app.session.messages.current
    assert message is not None
    assert message.text == "1 entry on this computer was damaged, and was put right from the changes that it keeps."
    assert "Nothing that you wrote is lost." in message.next_step

    # Once a day is enough.
    turns = check.turns
    watch.rested.emit(True)
    wait_until(lambda: not check.is_waiting)
    assert check.turns == turns


def test_who_comes_back_finds_the_vault_free_and_the_look_goes_on_another_time(
    window: Window, opened: tuple[IdleCheck, IdleLock]
) -> None:
    check, watch = opened
    watch.rested.emit(True)
    wait_until(lambda: check.turns >= 2)
    watch.rested.emit(False)
    window.settle()
    turns = check.turns
    asked(window)
    assert (check.turns, check.found, check.is_waiting) == (turns, None, False)

    watch.rested.emit(True)
    wait_until(lambda: check.found is not None)
    assert check.turns > turns
    assert window.app.session.messages.current is None, "all was well: nobody need hear of it"


def test_it_never_goes_beside_other_work_on_the_vault(
    window: Window, opened: tuple[IdleCheck, IdleLock], monkeypatch: pytest.MonkeyPatch
) -> None:
    check, watch = opened
    monkeypatch.setattr(idle_check, "_BUSY_MS", 1)
    is_over, clock = Event(), window.app.session.clock
    looks: list[float] = []

    def counted() -> float:
        looks.append(clock.also_asleep())
        return looks[-1]

    watched = replace(clock, also_asleep=counted)
    # A bound only for when this test fails: whoever closes the window waits for the work.
    window.app.session.run(lambda workspace, job: is_over.wait(60))
    monkeypatch.setattr(window.app.session, "clock", watched)
    try:
        watch.rested.emit(True)
        wait_until(lambda: len(looks) > 3)
        assert check.turns == 0
    finally:
        is_over.set()
    wait_until(lambda: check.turns > 0)


def test_a_look_that_breaks_off_says_why_and_comes_again_the_next_day(
    window: Window, opened: tuple[IdleCheck, IdleLock], monkeypatch: pytest.MonkeyPatch
) -> None:
    check, watch = opened
    begun: list[Workspace] = []

    def breaks_off(workspace: Workspace, _: Tally) -> Iterator[None]:
        begun.append(workspace)
        yield None
        raise VaultBusyError

    monkeypatch.setattr(operation, "_turns", breaks_off)
    watch.rested.emit(True)
    wait_until(lambda: check.found is not None and not check.is_waiting)
    assert check.found is not None
    assert not check.found.is_whole, "nobody may take it for a whole look"
    assert window.app.session.messages.current is not None
    assert len(begun) == 1

    clock = window.app.session.clock
    tomorrow = replace(clock, also_asleep=lambda: clock.also_asleep() + idle_check.DAY_SECONDS + 1)
    monkeypatch.setattr(window.app.session, "clock", tomorrow)
    watch.rested.emit(True)
    wait_until(lambda: len(begun) == 2)
