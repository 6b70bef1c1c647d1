"""Marks for others come from the hub's sticks or by the line, and only those that are true are kept."""

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from haversack.operations import stick_marks
from haversack.operations.data_used import used_today
from haversack.operations.kit_form import KitError
from haversack.operations.kit_planning import KitChoice, plan_kit
from haversack.operations.publishing import publish
from haversack.operations.stick_marks import ask_for_marks, learn_marks
from haversack.store import outbox
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub.carry import carry
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.content import content_of, create_operations, in_changes
from haversack_sync.model.ids import published_id
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import Change
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import ExchangeRequest, MarkFrame, decode_frame, encode_message
from haversack_sync.protocol.requests import RequestAuth
from haversack_sync.protocol.sticks import read_segment_name, segment_name
from tests.unit.haversack.little_network import write_folder
from tests.unit.haversack.operations.kit_desk import Desk, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from make_desk(tmp_path)


def test_marks_that_the_hub_did_not_make_are_not_learnt(desk: Desk) -> None:
    place = carry(desk.made.data, desk.made.place, clock=desk.made.network.clock).folder
    forged = place / segment_name(0, 1)
    raw = forged.read_bytes()
    forged.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    (place / "marks").unlink()

    few = learn_marks(desk.coordinator, FolderEndpoint(place))
    with pytest.raises(KitError):
        desk.build()
    shutil.rmtree(place)
    carry(desk.made.data, desk.made.place, clock=desk.made.network.clock)
    all_of_them = learn_marks(desk.coordinator, FolderEndpoint(place))

    assert 0 < few < all_of_them
    assert desk.build().is_complete


def test_marks_that_the_hub_sends_by_the_line_prove_all_that_this_computer_has(desk: Desk) -> None:
    # Large enough for several frames, published at once: the answer's head alone closed all of it.
    words = [desk.made.network.own_clock().random(12_000).hex() for _ in range(8)]
    pages = {f"library/{n}.md": f"---\nlanguage: en\ntitle: Guide {n}\n---\n{said}" for n, said in enumerate(words)}
    publish(desk.coordinator, write_folder(desk.base / "more", pages))
    desk.made.network.sync(desk.coordinator)
    before = plan_kit(desk.coordinator, desk.base / "kit", KitChoice()).unproved

    learnt = ask_for_marks(desk.coordinator, desk.made.network.endpoint)
    again = ask_for_marks(desk.coordinator, desk.made.network.endpoint)
    desk.build()

    assert before > 8
    assert learnt > again > 0
    assert desk.check().is_whole


class Counted(HubEndpoint):
    """A hub that counts what passes, and is cut off behind the first answers."""

    def __init__(self, desk: Desk, *, answers: int) -> None:
        super().__init__(desk.made.network.hub)
        self.passed, self._answers = 0, answers

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self.passed += len(body)
        for piece in super().exchange(body, auth):
            self.passed += len(piece)
            yield piece
        self._answers -= 1
        if self._answers < 0:
            raise LinkError("cut")


@pytest.mark.parametrize("answers", [0, 9])
def test_what_the_question_uses_stands_in_the_days_data_also_where_the_line_is_cut(desk: Desk, answers: int) -> None:
    endpoint, before = Counted(desk, answers=answers), used_today(desk.coordinator)

    with nullcontext() if answers else pytest.raises(LinkError):
        ask_for_marks(desk.coordinator, endpoint)

    assert endpoint.passed > 0
    assert used_today(desk.coordinator) == before + endpoint.passed


def test_marks_close_frames_of_many_little_changes_too(desk: Desk) -> None:
    # So little each that what stands around an envelope weighs: the hub counts it as it is, and so must we.
    feed, root = desk.coordinator.feed(AudienceType.OPEN, "library").handle, desk.coordinator.root
    content = content_of(KINDS["topic"], {"language": "en", "name": {"en": "A"}})
    (operations,) = in_changes(create_operations(content), max_bytes=16_384)
    with desk.coordinator.replica.transaction() as connection:
        for n in range(140):
            change = Change(1, published_id(root, kind="topic", slug=f"little-{n}"), "topic", operations)
            outbox.queue_change(connection, change, feed=feed, signer=desk.coordinator.own, created_ms=0)
    desk.made.network.sync(desk.coordinator)

    ask_for_marks(desk.coordinator, desk.made.network.endpoint)

    assert plan_kit(desk.coordinator, desk.base / "kit", KitChoice()).unproved == 0
    desk.build()
    found = desk.check()
    assert found.records["topic"] >= 140


def test_nobody_is_given_marks_who_does_not_sign(desk: Desk) -> None:
    body = encode_message(ExchangeRequest(((0, 0),), nonce=bytes(16), marks=True))

    answer = b"".join(desk.made.network.endpoint.exchange(body, None))

    frames = [decode_frame(payload) for payload in FrameSplitter().feed(answer)]
    assert frames
    assert not [one for one in frames if isinstance(one, MarkFrame)]


def test_entries_are_not_read_for_a_stick_that_brings_no_mark(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    place = carry(desk.made.data, desk.made.place, clock=desk.made.network.clock).folder
    for path in [path for path in place.iterdir() if path.name == "marks" or read_segment_name(path.name)]:
        path.unlink()
    chained: list[object] = []

    def chain(*said: object, **_named: object) -> bytes:
        chained.append(said)
        return bytes(32)

    monkeypatch.setattr(stick_marks, "next_digest", chain)

    assert learn_marks(desk.coordinator, FolderEndpoint(place)) == 0
    assert not chained
