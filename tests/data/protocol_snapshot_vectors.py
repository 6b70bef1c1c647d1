"""The golden vector of a snapshot: the records of a feed, and everything that travels in their place.

Rows, seals, digests and notices are made anew; what zstd made of rows is taken from the file as long as it unpacks to
these very rows, since another version may make other bytes.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec
import zstandard

from haversack_sync.model import canonical
from haversack_sync.model.ids import DeviceId, ObjectId, Position, RecordId, key_handle
from haversack_sync.model.record import Life, Member, RecordState, Version
from haversack_sync.model.state_digest import StatePoint, record_digest, state_digest
from haversack_sync.protocol import snapshots
from haversack_sync.protocol.entries import Standing, mark_message, sign_mark
from haversack_sync.protocol.envelope import NOTICE, Header, sign_clear
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.messages import OfferFrame, WireEntry, encode_frame
from haversack_sync.protocol.snapshot_columns import Chunk, chunks, encode_chunk, encode_chunks
from haversack_sync.protocol.snapshot_packing import RowPacker, RowUnpacker, pack_dictionary, unpack_dictionary
from haversack_sync.protocol.snapshots import PartName, PartType
from tests.data import protocol_inputs as given
from tests.data.protocol_files import FOLDER, Golden, golden
from tests.data.protocol_inputs import Json, fixed

EPOCH: Final = 2
N: Final = 300
POSITION: Final = Position(420)
DIGEST: Final = fixed("digest of entry 300")
KEEPER: Final = key_handle(given.DEVICE_KEY)
OTHERS: Final = (DeviceId(fixed("first author", 8)), DeviceId(fixed("second author", 8)))
AUTHORS: Final = {KEEPER: 299, OTHERS[0]: 130, OTHERS[1]: 7}
_SERVICES: Final = 32
_DICTIONARY_BYTES: Final = 1_024


class _Made(NamedTuple):
    """Which change something came with."""

    device: DeviceId
    number: int
    position: int


def _version(value: canonical.Value, made: _Made) -> Version:
    written = canonical.ABSENT if value is None else canonical.encode(value)
    return Version(written, canonical.value_hash(written), made.device, made.number, Position(made.position))


def _record(name: str, kind: str, made: _Made, groups: Mapping[str, Sequence[Version]], **more: object) -> RecordState:
    state = RecordState(
        feed=given.FEED,
        id=RecordId(fixed(f"record {name}", 16)),
        kind=kind,
        groups={key: tuple(versions) for key, versions in groups.items()},
        sets={},
        life=Life.ALIVE,
        edited_after_retired=False,
        created_by=made.device,
        created_number=made.number,
        created_at=Position(made.position),
    )
    return msgspec.structs.replace(state, **more)


def _topic(number: int, made: _Made) -> RecordState:
    return _record(
        f"topic {number}",
        "topic",
        made,
        {
            "title@en": [_version(("Housing", "Asylum", "Work")[number], made)],
            "title@fr": [_version(("Logement", "Asile", "Travail")[number], made)],
        },
    )


def _service(number: int) -> RecordState:
    """Make one of many that are alike, as people's records are."""
    made = _Made((KEEPER, OTHERS[0])[number % 3 == 0], 10 + number, 40 + 3 * number)
    later = _Made(OTHERS[1], number % 8, 300 + number)
    topic = RecordId(fixed(f"record topic {number % 3}", 16))
    opening = _version(f"Monday to Friday, from {7 + number % 4} to {16 + number % 3}; closed on public holidays", made)
    groups = {
        "name@en": [_version(f"Advice office of quarter {number}, second floor", made)],
        "status": [_version(("open", "closed")[number % 5 == 0], made)],
        "topic": [_version(topic, made)],
        "next_to": [_version(RecordId(fixed(f"record service {number * 7 % _SERVICES}", 16)), made)],
        "place": [_version({"latitude": 48_000 + number, "longitude": -number}, made)],
        "opening_hours": [opening],
    }
    added = {canonical.encode(f"keyword {number % 6}"): Member(made.device, made.number, Position(made.position))}
    life, is_marked = Life.ALIVE, False
    match number % 10:
        case 1:  # changed later: a value with an author of its own
            groups["opening_hours"] = [_version("By appointment only", later)]
            added[canonical.encode("école")] = Member(*later[:2], Position(later.position))
        case 2:  # two people wrote: both values stand, the shown one first
            groups["opening_hours"] = [_version("Daily from 8 to 20", later), opening]
        case 3:  # taken away
            groups["opening_hours"] = [_version(None, later)]
        case 4:
            life = Life.RETIRED
        case 5:  # retired, and changed after that
            life, is_marked = Life.RETIRED, True
        case 6:  # never had the group
            del groups["place"]
        case _:
            pass
    return _record(
        f"service {number}",
        "service",
        made,
        groups,
        sets={"keywords": added},
        life=life,
        edited_after_retired=is_marked,
    )


def records() -> list[RecordState]:
    """Return the state of the feed."""
    topics = [_topic(number, _Made(KEEPER, number, 5 + number)) for number in range(3)]
    return [*topics, *map(_service, range(_SERVICES))]


def _rows(state: RecordState) -> Json:
    """Return a record as its digest holds it."""
    return {
        "id": state.id,
        "kind": state.kind,
        "life": int(state.life),
        "mark": state.edited_after_retired,
        "made": [state.created_by, state.created_number, state.created_at],
        "groups": [
            [key, [[one.value, one.device, one.number, one.position] for one in state.groups[key]]]
            for key in sorted(state.groups)
        ],
        "sets": [
            [name, [[value, one.device, one.number, one.position] for value, one in state.sets[name].items()]]
            for name in sorted(state.sets)
        ],
        "digest": record_digest(state, root=given.ROOT),
    }


def _kept() -> Golden | None:
    return golden("snapshot") if (FOLDER / "snapshot.json").exists() else None


def _dictionary(laid_out: Sequence[Chunk], kept: Golden | None) -> tuple[bytes, bytes]:
    """Return the dictionary, and its body."""
    if kept is not None:
        sealed = kept.parts("parts")[0]
        if unpack_dictionary(sealed.raw("body")) == sealed.raw("plain"):
            return sealed.raw("plain"), sealed.raw("body")
    raw = b"".join(map(encode_chunk, laid_out))
    samples: list[bytes | bytearray | memoryview[int]] = [raw[at : at + 96] for at in range(0, len(raw), 48)]
    trained = zstandard.train_dictionary(_DICTIONARY_BYTES, samples, k=64, d=8).as_bytes()
    return trained, pack_dictionary(trained)


def _bodies(laid_out: Sequence[Chunk], kept: Golden | None) -> list[tuple[PartType, bytes, bytes]]:
    """Return the parts' plain texts, and what they are packed."""
    dictionary, packed = _dictionary(laid_out, kept)
    bodies = [(PartType.DICTIONARY, dictionary, packed)]
    cuts = (0, len(laid_out) // 3, 2 * len(laid_out) // 3, len(laid_out))
    for number, (start, end) in enumerate(pairwise(cuts), start=1):
        plain = encode_chunks(laid_out[start:end])
        body = _kept_body(kept, number, plain, dictionary)
        if body is None:
            (body,) = RowPacker(dictionary).batches(laid_out[start:end])
        bodies.append((PartType.ROWS, plain, body))
    return bodies


def _kept_body(kept: Golden | None, number: int, plain: bytes, dictionary: bytes) -> bytes | None:
    if kept is None:
        return None
    body = kept.parts("parts")[number].raw("body")
    try:
        return body if RowUnpacker(dictionary).unpack(body) == plain else None
    except ProtocolError:
        return None


def _sealed(kind: PartType, part: int, body: bytes) -> bytes:
    name = PartName(kind, given.FEED, EPOCH, N, part)
    key = given.EPOCH_KEY
    return snapshots.seal_part(
        name, body, root=given.ROOT, epoch_key=key, random=lambda count: fixed(f"part {part}", count)
    )


def _envelope(number: int, content: bytes, *refs: ObjectId) -> tuple[bytes, Json]:
    header = Header(NOTICE, KEEPER, number, fixed("prev", 16), given.FEED, EPOCH, 12, fixed("seen", 16), refs)
    envelope = sign_clear(header, content, root=given.ROOT, signing_seed=given.DEVICE_SEED)
    return envelope, {"number": number, "refs": list(refs), "content": content, "envelope": envelope}


def snapshot() -> Json:
    """Make a snapshot: rows, parts, index, the notice that announces it, the offer, and a dispute."""
    states, kept = records(), _kept()
    laid_out = list(chunks(states, AUTHORS))
    bodies = _bodies(laid_out, kept)
    sealed = [_sealed(kind, part, body) for part, (kind, _, body) in enumerate(bodies, start=1)]
    index = snapshots.encode_index([snapshots.Listed(snapshots.object_id(one), len(one)) for one in sealed])
    digests = [(bytes(state.id), record_digest(state, root=given.ROOT)) for state in states]
    summary = snapshots.Summary(
        index=snapshots.object_id(index),
        n=N,
        digest=DIGEST,
        position=POSITION,
        rules=1,
        state=state_digest(StatePoint(given.ROOT, given.FEED, N, DIGEST, 1), digests, AUTHORS),
        records=len(states),
        size=len(index) + sum(map(len, sealed)),
        has_dictionary=True,
    )
    plain = snapshots.encode_summary(summary)
    closed = _sealed(PartType.SUMMARY, 0, plain)
    notice = snapshots.encode_notice(snapshots.SnapshotNotice(N, DIGEST, closed))
    envelope, announced = _envelope(300, notice, snapshots.object_id(index))
    standing = Standing(N, POSITION, DIGEST)
    message = mark_message(standing, root=given.ROOT, era=given.ERA, feed=given.FEED)
    mark = sign_mark(standing, root=given.ROOT, era=given.ERA, feed=given.FEED, hub_seed=given.HUB_SEED)
    wire = WireEntry(421, given.STAMP, 0, envelope)
    dispute = snapshots.encode_notice(snapshots.DisputeNotice(421))
    return {
        "about": "A snapshot of a feed. zstd may compress otherwise: bodies of parts 1 and more are to be unpacked.",
        "root": given.ROOT,
        "feed": given.FEED,
        "epoch": EPOCH,
        "epoch_key": given.EPOCH_KEY,
        "n": N,
        "digest": DIGEST,
        "position": POSITION,
        "rules": 1,
        "authors": [[device, AUTHORS[device]] for device in sorted(AUTHORS)],
        "records": [_rows(state) for state in sorted(states, key=lambda state: state.id)],
        "state": summary.state,
        "parts": [
            {
                "type": kind,
                "part": part,
                "plain": plain,
                "body": body,
                "random": fixed(f"part {part}"),
                "sealed": one,
                "object": snapshots.object_id(one),
            }
            for part, ((kind, plain, body), one) in enumerate(zip(bodies, sealed, strict=True), start=1)
        ],
        "index": index,
        "index_object": snapshots.object_id(index),
        "summary": {"plain": plain, "random": fixed("part 0"), "sealed": closed, "size": summary.size},
        "sign_key": given.DEVICE_KEY,
        "signing_seed": given.DEVICE_SEED,
        "notice": announced,
        "dispute": {**_envelope(301, dispute)[1], "position": 421},
        "offer": {
            "hub_key": given.HUB_KEY,
            "mark_message": message,
            "frame": encode_frame(OfferFrame(1, wire, N, POSITION, mark, summary.size)),
        },
    }
