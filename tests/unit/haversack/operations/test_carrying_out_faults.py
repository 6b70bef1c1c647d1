"""A stick that fails at any call of the system, written or read: a known word, nothing lost, the next time goes on."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from haversack.operations.workspace import Workspace
from haversack.store.outbox import ItemState
from haversack.store.stick_files import StickError
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.sticks import OUTBOX, network_folder
from tests.unit.haversack.operations.journeys import Journeys, out, say, states, taken

_CALLS = ("open", "replace", "unlink", "mkdir", "listdir", "scandir", "stat", "lstat", "statvfs")
_ERRORS = (errno.ENOSPC, errno.EROFS, errno.EIO, errno.ENOENT)


class Failing:
    """Counts the calls of the system about a stick, and lets one of them fail."""

    def __init__(self, stick: Path) -> None:
        self.stick, self.count, self.at, self.error = str(stick), 0, -1, 0

    def wrap(self, call: Callable[..., object]) -> Callable[..., object]:
        def counted(path: object, *more: object, **named: object) -> object:
            if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.stick):
                self.count += 1
                if self.count == self.at:
                    raise OSError(self.error, os.strerror(self.error), os.fspath(path))
            return call(path, *more, **named)

        return counted


@contextmanager
def failing(stick: Path, *, at: int = -1, error: int = 0) -> Iterator[Failing]:
    """Let one call about a stick fail."""
    how = Failing(stick)
    how.at, how.error = at, error
    with pytest.MonkeyPatch.context() as patch:
        for name in _CALLS:
            patch.setattr(os, name, how.wrap(getattr(os, name)))
        yield how


def calls(work: Callable[[], object], stick: Path) -> int:
    """Count the calls of work that succeeds."""
    with failing(stick) as how:
        work()
    return how.count


def test_d4_whatever_call_fails_while_a_stick_is_written_it_is_told_and_the_next_time_goes_on(
    journeys: Journeys,
) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    number = calls(lambda: out(amal, journeys.another("whole")), journeys.another("whole"))
    assert number > 20

    for at in range(1, number + 1):
        stick = journeys.another(f"stick-{at}")
        with failing(stick, at=at, error=_ERRORS[at % len(_ERRORS)]) as how, suppress(StickError):
            out(amal, stick)
        assert how.count >= at
        out(amal, stick)
        whole = sorted(path.name for path in (stick / network_folder(amal.root)).rglob("*") if path.is_file())
        assert not [name for name in whole if name.endswith(".part")]
        assert list((stick / network_folder(amal.root) / OUTBOX).iterdir())
        assert set(states(amal)) == {ItemState.SENT}
        if at == number:
            journeys.at_hub(stick)
            assert taken(amal, stick).answered == 2
        shutil.rmtree(stick)


def test_d4_an_answered_letter_on_a_stick_that_cannot_be_written_is_no_mistake_of_ours(journeys: Journeys) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    late = journeys.another("late")
    out(amal, late)
    out(amal, journeys.stick)
    journeys.at_hub()
    taken(amal, journeys.stick)

    def refused(path: Path, *, missing_ok: bool = False) -> None:
        raise OSError(errno.EROFS, "read-only", str(path))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        with pytest.raises(StickError, match="read_only"):
            out(amal, late)


def test_d4_whatever_call_fails_while_a_stick_is_read_it_is_told_and_the_next_time_goes_on(journeys: Journeys) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    out(amal, journeys.stick)
    journeys.at_hub()
    folder = amal.vault.folder
    kept = folder.with_name("kept")
    amal.vault.close()
    shutil.copytree(folder, kept)

    def fresh() -> Workspace:
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        return journeys.made.network.open("amal")

    first = fresh()
    number = calls(lambda: taken(first, journeys.stick), journeys.stick)
    assert number > 5
    first.vault.close()
    for at in range(1, number + 1):
        again = fresh()
        known = suppress(StickError, LinkError, ProtocolError)
        with failing(journeys.stick, at=at, error=_ERRORS[at % len(_ERRORS)]) as how, known:
            taken(again, journeys.stick)
        assert how.count >= at
        taken(again, journeys.stick)
        assert set(states(again)) == {ItemState.PUBLISHED}
        again.vault.close()
