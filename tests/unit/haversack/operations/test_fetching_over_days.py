"""J1 and A3: a little data a day, words first, files in slices over days; an upload over a link that is often cut."""

import random
from collections.abc import Iterator

import pytest

from haversack.operations import following, preferences
from haversack.operations.data_used import used_today
from haversack.operations.editing import edit
from haversack.operations.filing import files_of
from haversack.operations.meeting import within_day
from haversack.operations.publishing import publish
from haversack.operations.reporting import status
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import object_table, outbox
from haversack_sync.client.conditions import Conditions
from haversack_sync.client.session import Session
from haversack_sync.client.uploading import ListingUploads
from haversack_sync.model.ids import ObjectId, parse_record_id, show_record_id
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.parcel import sealed_length
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, record, write_folder
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint

DAY_MS = 86_400_000
DAY_BYTES = 200_000
FILE_BYTES = 3_000_000
"""J1 says 2 MB a day and 30 MB; a tenth of both is as many days."""
FRAME_BYTES = 16 * 1024


class Counting(BentEndpoint):
    """Notes what is asked for, and counts the bytes of files."""

    log: list[str]
    asked: list[tuple[int, int]]

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self.log.append("words")
        yield from self.hub.exchange(body, auth)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        self.log.append("file")
        at = offset
        for piece in self.hub.fetch_object(object_id, offset, length):
            for start in range(0, len(piece), FRAME_BYTES):
                at += len(piece[start : start + FRAME_BYTES])
                if self.asked and self.asked[-1][0] == offset:
                    self.asked.pop()
                self.asked.append((offset, at))
                yield piece[start : start + FRAME_BYTES]


def test_j1_a_little_data_a_day_carries_the_edit_the_crisis_the_directory_then_slices_over_days(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J1: edit, crisis, directory, slices over days; metered toggles; nothing twice."""
    monkeypatch.setattr(preferences, "DATA_CHOICES", (DAY_BYTES,))
    preferences.write_preferences(
        editor, preferences.Preferences(daily_bytes=DAY_BYTES, asks_before_large=False, costs_money=False)
    )
    big: dict[str, str | bytes] = {
        "library/big.md": "---\nlanguage: en\ntitle: Big\nfiles: [{path: big.pdf}]\n---\nText.\n",
        "library/big.pdf": random.Random(7).randbytes(FILE_BYTES),
    }
    publish(coordinator, write_folder(network.base.parent / "big", dict(CONTENT) | big))
    network.sync(coordinator)
    synchronise(editor, network.endpoint, within_day(editor, Wishes()))
    crisis: dict[str, str | bytes] = {
        "events/now.md": "---\nlanguage: en\ntitle: Border closed\ntype: deadline\nstart: 2026-11-27\n---\nCome.\n"
    }
    crowd: dict[str, str | bytes] = {
        f"organisations/o{number}.md": f"---\nlanguage: en\nname: Organisation {number}\n---\n" for number in range(60)
    }
    publish(coordinator, write_folder(network.base.parent / "crisis", dict(CONTENT) | big | crisis | crowd))
    network.sync(coordinator)
    shelves = {feed: shelf for feed, (_, shelf) in editor.shelf_names().items()}
    order = [shelves[cursor.feed] for cursor in editor.replica.cursors()]
    assert order.index("calendar") < order.index("directory") < order.index("library")

    following.keep(editor, show_record_id(record(editor, "resource", "big")))
    [big_file] = files_of(editor, record(editor, "resource", "big"))
    own = status(editor).organisation
    assert own is not None
    edit(editor, parse_record_id(own.id), ["services=Night shelter"])
    line = Counting(network.endpoint)
    line.log, line.asked = [], []
    days = []
    for day in range(1, 40):
        network.wall_ms += DAY_MS
        is_costly = day % 4 == 2
        now = preferences.read_preferences(editor)
        preferences.write_preferences(
            editor, preferences.Preferences(now.lock_minutes, DAY_BYTES, False, now.quota_bytes, is_costly)
        )
        for _ in range(2):
            synchronise(editor, line, within_day(editor, Wishes()))
        days.append(used_today(editor))
        assert days[-1] <= DAY_BYTES + FRAME_BYTES
        if is_costly:
            assert days[-1] < 20_000
        if day == 1:
            with editor.replica.reading() as connection:
                assert outbox.count_items(connection, outbox.UNANSWERED) == 0
            assert record(editor, "event", "now")
            assert record(editor, "organisation", "o59")
            assert line.log.index("file") > line.log.index("words")
        if editor.vault.parcels.has(big_file.object):
            break

    assert editor.vault.parcels.has(big_file.object)
    # Nothing twice: each slice begins where the one before ended.
    slices = [(start, end) for start, end in line.asked if end > start]
    assert sum(end - start for start, end in slices) <= sealed_length(FILE_BYTES) + len(slices) * FRAME_BYTES
    assert len(days) >= FILE_BYTES // DAY_BYTES


class BadLink(BentEndpoint):
    """30 kbit/s, 1.2 s, cut every 20 s on average; time passes only here.

    Attributes:
        now: Seconds.
        sent: Bytes of slices that left, whole or not.
        cuts: How often it was cut.
    """

    now: float = 0.0
    sent: int = 0
    cuts: int = 0
    next_cut: float = 20.0
    chance: random.Random = random.Random(3)

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        took, left = len(line.body) / 3_750, self.next_cut - self.now
        if left < took + 1.2:
            self.now, self.cuts = self.next_cut, self.cuts + 1
            self.next_cut = self.now + self.chance.expovariate(1 / 20)
            self.sent += int(min(took, max(left, 0.0)) * 3_750)
            if left > took:
                # The hub has it; only its answer is lost.
                self.hub.upload(line, auth)
            raise LinkError("cut")
        self.now += took + 1.2
        self.sent += len(line.body)
        answer: bytes = self.hub.upload(line, auth)
        return answer


def test_a3_an_upload_of_five_megabytes_ends_over_a_link_that_is_cut_every_twenty_seconds(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    """A3: it ends, at most 1.35 times its bytes, nothing starts over; the hub restarts and the program is killed."""
    more: dict[str, str | bytes] = {
        "library/five.md": "---\nlanguage: en\ntitle: Five\nfiles: [{path: five.pdf}]\n---\nText.\n",
        "library/five.pdf": random.Random(8).randbytes(5_000_000),
    }
    publish(coordinator, write_folder(network.base.parent / "five", dict(CONTENT) | more))
    [file] = files_of(coordinator, record(coordinator, "resource", "five"))
    link = BadLink(network.endpoint)
    useful = sealed_length(5_000_000)

    session = Session(coordinator.replica, link, Conditions(lambda: link.now, coordinator.clock.random))
    for go in range(3_000):
        if go % 40 == 20:
            network.restart_hub()
            link.hub = network.endpoint
        if go % 60 == 30:
            session = Session(coordinator.replica, link, Conditions(lambda: link.now, coordinator.clock.random))
        try:
            # Words are exchanged before; this is the stage of files alone.
            session._drive((ListingUploads(),))
        except LinkError:
            link.now += 1
            continue
        break

    with coordinator.replica.reading() as connection:
        assert object_table.uploads(connection) == ()
    assert network.hub.object_size(file.object) == useful
    assert link.cuts > 20
    assert link.sent <= 1.35 * useful
