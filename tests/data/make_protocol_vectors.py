"""Makes the golden vectors of the protocol: `python -m tests.data.make_protocol_vectors`, from the project's folder.

One file for each construction, with everything that goes in and what must come out; bytes are hexadecimal. Inputs are
fixed, so running it again changes nothing, and a difference means that the bytes on the wire have changed: then the
version in every tag must change as well. What is sealed to a box key takes its ephemeral key from `plain_hpke`, since
the library takes none; other programs can open those, not make them.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED, Position, key_handle, published_id, show_device_id, show_record_id
from haversack_sync.model.tags import PURPOSES, tag
from haversack_sync.protocol import padding, parcel, sealing
from haversack_sync.protocol.entries import Entry, Standing, chain, first_digest, mark_message, sign_mark
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, SEALED, Header, seal_change, sign_clear
from haversack_sync.protocol.head import (
    HeadContext,
    feeds_digest,
    keys_digest,
    receipts_digest,
    refusal_message,
    shown_head,
    sign_head,
)
from haversack_sync.protocol.profile import show_fingerprint
from haversack_sync.protocol.receipts import encode_receipts
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestLine, request_hash, sign_request
from haversack_sync.protocol.uploads import upload_line, uploaded_frame
from tests.data import protocol_erasing_vectors as of_erasing
from tests.data import protocol_inputs as given
from tests.data import protocol_key_vectors as of_keys
from tests.data import protocol_message_vectors as of_messages
from tests.data import protocol_snapshot_vectors as of_snapshots
from tests.data import protocol_stick_vectors as of_sticks
from tests.data.protocol_inputs import FEED, ROOT, Json, fixed, show

FOLDER: Final = Path(__file__).parent / "protocol-1"
DEVICE: Final = key_handle(given.DEVICE_KEY)


def tags() -> Json:
    """Make every domain tag."""
    return {"about": "Domain tags by purpose.", "tags": {purpose: tag(purpose) for purpose in PURPOSES}}


def names() -> Json:
    """Make a handle, the fingerprint and a published id."""
    record = published_id(ROOT, kind="topic", slug="housing/écoles")
    return {
        "about": "Names that follow from keys and from slugs.",
        "sign_key": given.DEVICE_KEY,
        "handle": DEVICE,
        "handle_shown": show_device_id(DEVICE),
        "root_key": given.ROOT_KEY,
        "root": ROOT,
        "fingerprint": show_fingerprint(ROOT),
        "kind": "topic",
        "slug": "housing/écoles",
        "record": record,
        "record_shown": show_record_id(record),
    }


def sizes() -> Json:
    """Make padded sizes."""
    lengths = [0, 1, 32, 33, 500, 512, 513, 600, 1_000, 4_096, 5_000, 100_000, 30_000_000]
    rows = [
        [n, padding.padded_body_length(n), padding.padded_parcel_length(n), parcel.sealed_length(n)] for n in lengths
    ]
    return {"about": "length, body padded, file padded, file sealed", "rows": rows}


def _sealed_header() -> Header:
    return Header(SEALED, DEVICE, 300, fixed("prev", 16), FEED, 2, 12, fixed("seen", 16), (given.OBJECT,))


def _fields(header: Header) -> dict[str, object]:
    return {
        "form": header.form,
        "device": header.device,
        "number": header.number,
        "prev": header.prev,
        "feed": header.feed,
        "epoch": header.epoch,
        "seen": header.seen,
        "seen_digest": header.seen_digest,
        "refs": list(header.refs),
    }


def _sealed(body: bytes, header: Header, random: bytes) -> bytes:
    """Seal a body that was packed elsewhere."""
    start = header.encode()
    clear = start + sealing.hmac_sha256(random, start + body)[:16]
    material = sealing.hkdf_sha256(given.EPOCH_KEY, salt=clear[-16:], info=tag("change") + ROOT + clear, length=44)
    unsigned = clear + sealing.seal(material[:32], material[32:], body)
    return unsigned + sealing.sign(given.DEVICE_SEED, tag("change-sig") + ROOT + unsigned)


def envelope_sealed() -> Json:
    """Make envelopes of form 1: one raw, which others can make as well, and two compressed, to be opened only."""
    header, short = _sealed_header(), b"a body of less than 64 bytes"
    made = seal_change(
        header,
        short,
        root=ROOT,
        epoch_key=given.EPOCH_KEY,
        signing_seed=given.DEVICE_SEED,
        random=lambda count: fixed("envelope random", count),
    )
    return {
        "about": "The change envelope, form 1. The compressed ones are to be opened: zstd may compress otherwise.",
        "root": ROOT,
        "header": _fields(header),
        "epoch_key": given.EPOCH_KEY,
        "signing_seed": given.DEVICE_SEED,
        "sign_key": given.DEVICE_KEY,
        "random": fixed("envelope random"),
        "plain": short,
        "envelope": made,
        "compressed": {
            "plain": given.LONG_TEXT,
            "envelope": _sealed(given.LONG_TEXT_BODY, header, fixed("envelope random")),
        },
        "with_dictionary": {
            "number": given.EDIT_BODY[0],
            "plain": given.EDIT,
            "envelope": _sealed(given.EDIT_BODY, header, fixed("envelope random")),
        },
    }


def envelope_clear() -> Json:
    """Make an envelope of form 2."""
    header = Header(CLEAR, DEVICE, 0, NO_PREV, NETWORK_FEED, 0, 3, fixed("seen", 16))
    encoded = bodies.encode_body(of_messages.BODIES[4])
    return {
        "about": "The change envelope, form 2: clear content.",
        "root": ROOT,
        "header": _fields(header),
        "signing_seed": given.DEVICE_SEED,
        "sign_key": given.DEVICE_KEY,
        "content": encoded,
        "envelope": sign_clear(header, encoded, root=ROOT, signing_seed=given.DEVICE_SEED),
    }


def chain_and_mark() -> Json:
    """Make a feed's digests and the mark that closes them."""
    envelopes = [fixed(f"envelope {number}", 200) for number in range(3)]
    entries = [Entry(Position(100 + 2 * n), given.STAMP + 60 * n, 0, raw) for n, raw in enumerate(envelopes)]
    start = Standing(0, Position(0), first_digest(ROOT, FEED))
    end, digests = chain(start, entries, root=ROOT, era=given.ERA, feed=FEED)
    return {
        "about": "The digest chain of a feed, and a mark.",
        "root": ROOT,
        "era": given.ERA,
        "feed": FEED,
        "first_digest": start.digest,
        "entries": [
            {
                "position": entry.position,
                "stamp": entry.stamp,
                "flags": entry.flags,
                "envelope": entry.envelope,
                "digest": digest,
            }
            for entry, digest in zip(entries, digests, strict=True)
        ],
        "hub_seed": given.HUB_SEED,
        "hub_key": given.HUB_KEY,
        "mark_message": mark_message(end, root=ROOT, era=given.ERA, feed=FEED),
        "mark": sign_mark(end, root=ROOT, era=given.ERA, feed=FEED, hub_seed=given.HUB_SEED),
    }


def head() -> Json:
    """Make the head of an answer, and a refusal."""
    raw_receipts = encode_receipts(of_messages.RECEIPTS)
    feeds = [
        (NETWORK_FEED, Standing(12, Position(0), fixed("network digest"))),
        (FEED, Standing(300, Position(0), fixed("feed digest"))),
    ]
    stanzas, serial = [of_messages.STANZA], 17
    context = HeadContext(
        root=ROOT,
        request=given.REQUEST_HASH,
        feeds=feeds_digest(feeds),
        receipts=receipts_digest(raw_receipts),
        keys=keys_digest(stanzas, serial),
    )
    signed = sign_head(context, era=given.ERA, position=Position(105), stamp=given.STAMP, hub_seed=given.HUB_SEED)
    refusal = refusal_message(ROOT, given.REQUEST_HASH, "counter_too_low", 41)
    return {
        "about": "What the hub signs about an answer, and when it refuses.",
        "root": ROOT,
        "hub_seed": given.HUB_SEED,
        "hub_key": given.HUB_KEY,
        "request_hash": given.REQUEST_HASH,
        "feeds": [{"feed": feed, "n": standing.n, "digest": standing.digest} for feed, standing in feeds],
        "feeds_digest": context.feeds,
        "receipts": raw_receipts,
        "receipts_digest": context.receipts,
        "stanzas": [of_messages.fields_of(stanza) for stanza in stanzas],
        "stanza_serial": serial,
        "keys_digest": context.keys,
        "era": given.ERA,
        "position": 105,
        "stamp": given.STAMP,
        "message": context.message(era=given.ERA, position=105, stamp=given.STAMP),
        "shown": shown_head(context.message(era=given.ERA, position=105, stamp=given.STAMP), signed.signature),
        "signature": signed.signature,
        "refusal": {
            "reason": "counter_too_low",
            "number": 41,
            "message": refusal,
            "signature": sealing.sign(given.HUB_SEED, refusal),
        },
    }


def request() -> Json:
    """Make the header of a signed request."""
    line = RequestLine("POST", "/v1/exchange", b"the body of the request")
    auth = sign_request(line, root=ROOT, device=DEVICE, lane=LANE_EXCHANGE, counter=300, signing_seed=given.DEVICE_SEED)
    return {
        "about": "A signed request: the value of Haversack-Auth, and what stands for it in the answer.",
        "root": ROOT,
        "signing_seed": given.DEVICE_SEED,
        "sign_key": given.DEVICE_KEY,
        "device": DEVICE,
        "method": line.method,
        "target": line.target,
        "body": line.body,
        "lane": LANE_EXCHANGE,
        "counter": 300,
        "header": auth.header(),
        "request_hash": request_hash(auth, line.body),
        "unsigned_request_hash": request_hash(None, line.body),
    }


def upload() -> Json:
    """Make a slice's request line and the hub's answer."""
    line = upload_line(given.OBJECT, offset=262_144, total=300_000, slice_bytes=b"")
    frame = uploaded_frame(
        given.OBJECT,
        root=ROOT,
        request=given.REQUEST_HASH,
        received=300_000,
        complete=True,
        hub_seed=given.HUB_SEED,
    )
    return {
        "about": "Uploading a slice, and the hub's answer.",
        "root": ROOT,
        "object": given.OBJECT,
        "offset": 262_144,
        "total": 300_000,
        "method": line.method,
        "target": line.target,
        "request_hash": given.REQUEST_HASH,
        "hub_seed": given.HUB_SEED,
        "hub_key": given.HUB_KEY,
        "received": frame.received,
        "complete": frame.complete,
        "signature": frame.signature,
    }


VECTORS: Final[dict[str, Callable[[], Json]]] = {
    "tags": tags,
    "names": names,
    "sizes": sizes,
    "envelope-sealed": envelope_sealed,
    "envelope-clear": envelope_clear,
    "authority-entries": of_messages.authority_entries,
    "chain-and-mark": chain_and_mark,
    "request": request,
    "exchange-request": of_messages.exchange_request,
    "objects-request": of_messages.objects_request,
    "head": head,
    "receipts": of_messages.receipt_runs,
    "frames": of_messages.frame_bytes,
    "upload": upload,
    "register": of_messages.register,
    "epoch": of_keys.epoch,
    "stanza": of_keys.stanza,
    "labels": of_keys.labels,
    "invitation": of_keys.invitation,
    "succession": of_keys.succession,
    "parcel": of_keys.sealed_file,
    "profile": of_keys.network_profile,
    "snapshot": of_snapshots.snapshot,
    "sticks": of_sticks.letters,
    "erasure": of_erasing.erasure,
}


def text_of(name: str) -> str:
    """Return the text of a vector's file."""
    return json.dumps(show(VECTORS[name]()), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for name in VECTORS:
        (FOLDER / f"{name}.json").write_text(text_of(name), "utf-8")


if __name__ == "__main__":
    main()
