"""A stick at the hub that fails at any call of the system: a known word, nothing lost, the next time goes on."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from haversack_sync.hub.cli import sentence
from haversack_sync.hub.errors import DataFolderError
from haversack_sync.hub.stick_in import TakenIn
from haversack_sync.protocol import sealing
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.sticks import StickBody, StickPiece
from tests.unit.haversack_sync.hub.courier import Courier
from tests.unit.haversack_sync.hub.folder_hub import FolderHub

_CALLS = ("open", "fdopen", "fsync", "replace", "unlink", "mkdir", "scandir", "stat", "lstat", "statvfs")
_REASONS = {errno.ENOSPC: "full", errno.EROFS: "read_only", errno.EIO: "failed"}
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="open files are told apart by /proc")


class Failing:
    """Counts the calls of the system about a stick, and lets one of them fail, or all from one on."""

    def __init__(self, stick: Path, *, at: int = -1, error: int = 0, is_gone: bool = False) -> None:
        self.stick, self.count, self.at, self.error, self.is_gone = str(stick), 0, at, error, is_gone

    def wrap(self, call: Callable[..., object], *, name: str) -> Callable[..., object]:
        def counted(where: object, *more: object, **named: object) -> object:
            path = Path(f"/proc/self/fd/{where}").readlink() if name in ("fdopen", "fsync") else where
            if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.stick):
                self.count += 1
                if self.count == self.at or (self.is_gone and self.count > self.at):
                    if name == "fdopen" and isinstance(where, int):
                        os.close(where)
                    raise OSError(self.error, os.strerror(self.error), os.fspath(path))
            return call(where, *more, **named)

        return counted


@contextmanager
def failing(how: Failing) -> Iterator[None]:
    """Let calls about a stick fail."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _CALLS:
            patch.setattr(os, name, how.wrap(getattr(os, name), name=name))
        yield


class Journey:
    """One stick after another to one hub, each with a change and a file of its own."""

    def __init__(self, place: Path) -> None:
        self.hub, self._place, self._number = FolderHub(place / "hub"), place, 0

    def stick(self) -> Courier:
        """Return a new stick with an outbox that says something new."""
        self._number += 1
        courier = Courier(self.hub, self._place / f"stick-{self._number:03}")
        data = b"file %d" % self._number
        piece = StickPiece(sealing.sha256(data), len(data), 0, data)
        courier.put(StickBody(changes=(courier.change(b"change %d" % self._number),), pieces=(piece,)))
        return courier

    def taken(self, courier: Courier, how: Failing) -> TakenIn | str:
        """Bring a stick that fails; return what was taken in, or why the rest was not written."""
        with failing(how):
            try:
                return courier.bring().taken
            except DataFolderError as error:
                return error.reason if str(error.path) in sentence(error) else "no sentence"


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    journey = Journey(tmp_path_factory.mktemp("journey"))
    yield journey
    journey.hub.close()


def check_goes_on(courier: Courier, files: int) -> None:
    """Bring a stick that is well again: everything of it is at the hub once, and it is told so."""
    position = courier.bring().entries
    assert list(courier.outbox.iterdir()) == []
    answer = courier.answer()
    receipts = [one for one in answer.each_receipt() if one.code == ReceiptCode.ACCEPTED]
    assert len(receipts) == files
    assert max(one.position for one in receipts) == position
    assert len(answer.files) == files
    assert all(one.complete for one in answer.files)
    assert [one.name for one in courier.place.rglob("*.part")] == []


@pytest.mark.parametrize("is_gone", [False, True], ids=["once", "from-there-on"])
def test_whatever_call_fails_it_is_told_and_the_next_time_goes_on(journey: Journey, *, is_gone: bool) -> None:
    courier = journey.stick()
    whole = Failing(courier.stick)
    journey.taken(courier, whole)
    check_goes_on(courier, journey._number)
    assert whole.count > 40

    told, unread = set[str](), 0
    # A stick that is gone fails every later call: fewer places to begin with tell as much.
    for at in range(1, whole.count + 1, 7 if is_gone else 1):
        courier = journey.stick()
        error = list(_REASONS)[at % len(_REASONS)]
        taken = journey.taken(courier, Failing(courier.stick, at=at, error=error, is_gone=is_gone))
        if isinstance(taken, str):
            assert taken == _REASONS[error], (at, error)
            told.add(taken)
        else:
            assert taken.damaged == 0, (at, error)
            unread += taken.unread
        check_goes_on(courier, journey._number)
    assert told == set(_REASONS.values())
    assert is_gone or unread > 0
