"""Stages that listen: each thing that a link does goes to the method for it; a list's request is counted once."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from haversack_sync.client import events
from haversack_sync.client.conditions import Limits, Report
from haversack_sync.client.engine import Core, Turn
from haversack_sync.client.listening import ListAnswer, heard
from haversack_sync.client.pace import Pace
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from haversack_sync.protocol.object_lists import PieceReader

CORE = Core(Report(), Limits(), Pace(), is_stored=False)
WANTED = ((bytes(32), 0),)


@dataclass(frozen=True)
class Noting:
    """Notes what it hears."""

    said: list[str] = field(default_factory=list)

    def begin(self, core: Core) -> Turn:
        return Turn(core, self)

    def on(self, core: Core, event: events.Event) -> Turn:
        return heard(self, core, event)

    def _note(self, core: Core, what: str) -> Turn:
        self.said.append(what)
        return Turn(core, None)

    def arrived(self, core: Core, event: events.Arrived) -> Turn:
        return self._note(core, f"arrived {event.piece!r}")

    def ticked(self, core: Core, event: events.Ticked) -> Turn:
        return self._note(core, f"ticked {event.now}")

    def ended(self, core: Core, event: events.Ended) -> Turn:
        return self._note(core, f"ended {event.now}")

    def lost(self, core: Core, error: BaseException) -> Turn:
        return self._note(core, f"lost {error}")

    def cancelled(self, core: Core) -> Turn:
        return self._note(core, "cancelled")


def answer() -> ListAnswer:
    return ListAnswer(b"asked", 100, PieceReader(WANTED), started=1.0)


def test_each_thing_that_a_link_does_goes_to_what_is_for_it_and_nothing_else_changes_anything() -> None:
    noting = Noting()
    happened = (
        events.Arrived(b"x", 1.0),
        events.Ticked(2.0),
        events.Ended(3.0),
        events.Lost(LinkError("cut")),
        events.Cancelled(),
    )
    for event in happened:
        assert noting.on(CORE, event).stage is None
    assert noting.said == ["arrived b'x'", "ticked 2.0", "ended 3.0", "lost cut", "cancelled"]

    for other in (events.Started(), events.Unwanted(), events.Kept(ObjectId(bytes(32))), events.PartKept(1)):
        assert noting.on(CORE, other) == Turn(CORE, noting)
    assert len(noting.said) == len(happened)


def test_the_request_of_a_list_is_counted_once_however_its_answer_comes() -> None:
    core, come = answer().come(CORE, b"\x05ab")
    core, come = come.come(core, b"c")
    lost = come.lost(core, LinkError("stalled"))

    assert (lost.report.sent_bytes, lost.report.received_bytes) == (len(b"asked"), 4)
    assert lost.pace == CORE.pace.cut(4)
    # Nothing left where nobody was reached; where somebody may have been, it counts.
    assert answer().lost(CORE, LinkError("no_connection")) == CORE
    assert answer().lost(CORE, ValueError("whatever")).report.sent_bytes == len(b"asked")


@pytest.mark.parametrize(
    ("pieces", "is_wrong"),
    [
        ([], lambda one: one.is_cut),
        ([b"\x05ab"], lambda one: one.is_cut),
        ([bytes(100 + MAX_FRAME_BYTES), b"x"], lambda one: one.is_too_long),
    ],
)
def test_what_is_no_whole_answer_and_what_does_not_stop_is_seen(
    pieces: list[bytes], is_wrong: Callable[[ListAnswer], bool]
) -> None:
    core, come = CORE, answer()
    for piece in pieces:
        assert not come.is_too_long
        core, come = come.come(core, piece)

    assert is_wrong(come)


def test_a_frame_that_answers_something_else_is_not_read() -> None:
    _, come = answer().come(CORE, b"\x01\xc0")
    with pytest.raises(WireError):
        come.read()
    _, begun = answer().come(CORE, b"\x05ab")
    assert begun.read() is None
