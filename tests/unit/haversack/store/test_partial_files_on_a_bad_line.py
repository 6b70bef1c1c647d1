"""A3: a file of thirty megabytes over a line that is cut all the time, kept on the disk as it comes."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from haversack.store.parcel_files import ParcelFiles
from haversack_sync.client.conditions import Conditions
from haversack_sync.client.ports import Upload
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.parcel import ParcelKey, ParcelName, seal_parcel
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.client_rig import ClientRig
from tests.unit.haversack_sync.client.memory_replica import Asked, MemoryReplica

LENGTH = 30_000_000
RATE = 3_750
"""30 kbit/s in bytes."""
UP_SECONDS = 20.0
ROUND_TRIP = 1.2
HEAD_BYTES = 100
PARCEL = ParcelKey(b"k" * 32, ParcelName(b"r" * 32, b"p" * 16))


class OnDisk(MemoryReplica):
    """A replica whose files lie on the disk as the vault keeps them; see `client.ports.Replica`."""

    parcels: ParcelFiles
    wanted: Upload

    def object_offset(self, object_id: ObjectId) -> int:
        return self.parcels.resume_offset(object_id, total=self.wanted.total, parcel=PARCEL)

    def object_end(self, object_id: ObjectId) -> int | None:
        return self.parcels.resume_end(object_id, total=self.wanted.total, parcel=PARCEL)

    def store_object(self, wanted: Upload, pieces: Iterator[bytes], offset: int) -> None:
        if self.parcels.append_checked(wanted.object_id, pieces, offset=offset, total=self.wanted.total, parcel=PARCEL):
            self.whole.add(wanted.object_id)


@dataclass(slots=True)
class BadLine(BentEndpoint):
    """30 kbit/s, 1.2 s, cut every 20 s on average; time passes only here.

    Attributes:
        sealed: The object that the hub holds.
        now: Seconds.
        next_cut: When it breaks next.
        carried: Bytes that passed, whole or not.
        cuts: How often it broke.
        begun: Where each request began.
        chance: When it breaks.
    """

    sealed: bytes = b""
    now: float = 0.0
    next_cut: float = UP_SECONDS
    carried: int = 0
    cuts: int = 0
    begun: list[int] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(5))

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        self.begun.append(offset)
        self._pass(HEAD_BYTES, ROUND_TRIP)
        for start in range(offset, len(self.sealed), RATE):
            piece = self.sealed[start : start + RATE]
            self._pass(len(piece), len(piece) / RATE)
            yield piece

    def _pass(self, size: int, seconds: float) -> None:
        self.now += seconds
        self.carried += size
        if self.now >= self.next_cut:
            self.cuts += 1
            self.next_cut = self.now + self.chance.expovariate(1 / UP_SECONDS)
            raise LinkError("cut")


def test_a3_a_file_of_thirty_megabytes_comes_over_a_line_that_is_cut_every_twenty_seconds(tmp_path: Path) -> None:
    """At most 1.35 times its bytes, nothing starts over, although the program is killed now and then, too."""
    plain = random.Random(9).randbytes(LENGTH)
    sealed = b"".join(seal_parcel([plain], LENGTH, key=PARCEL.key, salt=b"s" * 24, name=PARCEL.name))
    wanted = Upload(ObjectId(hashlib.sha256(sealed).digest()), len(sealed))
    rig = ClientRig()
    replica, line = OnDisk(rig.rig.world.root, None), BadLine(rig.rig.endpoint, sealed=sealed)
    replica.parcels, replica.wanted = ParcelFiles(tmp_path), wanted
    conditions = Conditions(lambda: line.now, FixedRandom("thirty"))

    session = Session(replica, line, conditions)
    for go in range(3_000):
        if go % 150 == 149:
            # The next start of the program knows nothing but what lies on the disk.
            replica.parcels, session = ParcelFiles(tmp_path), Session(replica, line, conditions)
        try:
            session.fetch(Asked(replica, wanted))
        except LinkError:
            line.now += 1
            continue
        break

    assert replica.parcels.has(wanted.object_id)
    assert line.cuts > 200
    assert line.begun == sorted(line.begun), "something started over"
    assert line.carried <= 1.35 * wanted.total
