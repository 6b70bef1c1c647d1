"""Golden vectors of what travels as MessagePack: authority entries, requests, frames, receipts, registration."""

import msgspec

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import key_handle
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol import messages
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.object_lists import ObjectsRequest
from haversack_sync.protocol.receipts import encode_receipts
from haversack_sync.protocol.registration import register_answer, register_request
from tests.data import protocol_inputs as given
from tests.data.protocol_inputs import Json, fixed

STANZA = messages.Stanza(given.MEMBERS, 2, key_handle(given.DEVICE_KEY), fixed("stanza", 80))
TERMS = bodies.InviteTerms(
    invitation=fixed("invitation", 16),
    sign_key=fixed("invitation sign"),
    box_key=fixed("invitation box"),
    organisation=given.ORGANISATION,
    role=Role.EDITOR,
    audiences=(given.OPEN, given.MEMBERS),
    mode=0,
    expiry_days=14,
    welcome=fixed("welcome"),
)
BODIES: tuple[bodies.NetworkBody, ...] = (
    bodies.Found(given.ROOT_KEY, given.OPEN, fixed("open commitment")),
    bodies.CoordinatorAdd(given.DEVICE_KEY, given.DEVICE_BOX_KEY, fixed("possession", 64)),
    bodies.HubKey(given.HUB_KEY, given.HUB_BOX_KEY, fixed("possession", 64)),
    bodies.Rules(1, (1,)),
    bodies.AddOrganisation(given.ORGANISATION),
    bodies.AddAudience(given.MEMBERS, AudienceType.MEMBERS, b"", (Role.EDITOR, Role.FOCAL_POINT, Role.COORDINATOR)),
    bodies.AddFeed(given.FEED, given.MEMBERS, 1, fixed("label", 48)),
    bodies.Invite(bodies.encode_body(TERMS), fixed("tie")),
    bodies.Confirm(key_handle(given.DEVICE_KEY)),
    bodies.Redeem(
        TERMS.invitation, given.DEVICE_KEY, given.DEVICE_BOX_KEY, fixed("device label", 144), fixed("by invitation", 64)
    ),
    bodies.Grant(key_handle(given.DEVICE_KEY), Role.FOCAL_POINT, given.ORGANISATION, (given.MEMBERS,)),
    bodies.AddEpoch(
        audience=given.MEMBERS,
        number=2,
        commitment=fixed("commitment"),
        back=fixed("back", 48),
        stanza_count=1,
        stanza_hash=fixed("stanza hash"),
        box_key=fixed("letter box"),
        letter_key=fixed("letter key"),
    ),
    bodies.Succeed(key_handle(given.DEVICE_KEY), fixed("new sign"), fixed("new box"), fixed("by device", 64)),
    bodies.Revoke(key_handle(given.DEVICE_KEY)),
    bodies.ConfirmOrder(key_handle(given.DEVICE_KEY)),
    bodies.Era(2, 4_000_000_000, 300, bytes(range(32))),
    bodies.AnnounceErasure(fixed("erasure", 16), given.FEED, 2, fixed("sealed erasure", 96)),
)


def fields_of(message: msgspec.Struct) -> dict[str, object]:
    """Return the fields of a message by name, in the order of the wire."""
    return {name: _plain(getattr(message, name)) for name in message.__struct_fields__}


def _plain(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        return [_plain(getattr(value, name)) for name in value.__struct_fields__]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def authority_entries() -> Json:
    """Make one body of every type of entry of the `network` feed."""
    samples = [
        {"name": type(body).__name__, "type": index, "fields": fields_of(body), "body": bodies.encode_body(body)}
        for index, body in zip(sorted(bodies.KNOWN_TAGS), BODIES, strict=True)
    ]
    return {
        "about": "Bodies of the network feed: MessagePack arrays, the type in front.",
        "entries": samples,
        "terms": {"fields": fields_of(TERMS), "bytes": bodies.encode_body(TERMS)},
    }


RECEIPTS = [
    *(Receipt(key_handle(given.DEVICE_KEY), number, 1, ReceiptCode.ACCEPTED, 100 + number) for number in (7, 8, 9)),
    Receipt(key_handle(given.DEVICE_KEY), 10, 1, ReceiptCode.FORBIDDEN, 0, "not_a_writer"),
    Receipt(key_handle(given.DEVICE_KEY), 11, 1, ReceiptCode.ACCEPTED, 103),
]


def receipt_runs() -> Json:
    """Make receipts, which travel as runs."""
    return {
        "about": "Receipts, one for each change, and the runs that travel.",
        "receipts": [fields_of(receipt) for receipt in RECEIPTS],
        "runs": encode_receipts(RECEIPTS),
    }


ENTRY = messages.WireEntry(101, given.STAMP, 0, fixed("envelope", 200))
FRAMES: tuple[messages.Frame, ...] = (
    messages.HeadFrame(
        era=given.ERA,
        position=105,
        stamp=given.STAMP,
        signature=fixed("signature", 64),
        receipts=encode_receipts(RECEIPTS),
        standings=None,
        entries=((), (ENTRY, messages.WireEntry(105, given.STAMP, 0, 0))),
        stanzas=(STANZA,),
        stanza_serial=17,
    ),
    messages.HeadFrame(
        era=given.ERA,
        position=105,
        stamp=given.STAMP,
        signature=fixed("signature", 64),
        receipts=encode_receipts([]),
        standings=((12, fixed("network digest")), (300, fixed("feed digest"))),
        entries=None,
        stanzas=(),
        stanza_serial=0,
    ),
    messages.EntriesFrame(1, 299, (ENTRY, messages.WireEntry(105, given.STAMP, 0, 0)), fixed("mark", 64)),
    messages.EntriesFrame(1, 300, (ENTRY,), None),
    messages.RefusalFrame("counter_too_low", 41, fixed("signature", 64)),
    messages.UploadedFrame(262_144, complete=False, signature=fixed("signature", 64)),
    messages.StanzasFrame((STANZA,)),
    messages.MarkFrame(1, 300, 105, fixed("mark", 64)),
    messages.PieceFrame(0, 40_000, 32_720, fixed("bytes of an object", 300)),
    messages.PieceFrame(1, None, 0, b""),
    messages.LateFrame(
        (messages.LateEnvelope(4, given.STAMP, fixed("late", 160)),), ((key_handle(given.DEVICE_KEY), given.STAMP),)
    ),
    messages.OfferFrame(1, ENTRY, 300, 101, fixed("mark", 64), 40_000),
)


def frame_bytes() -> Json:
    """Make one frame of every type, the head in its two forms."""
    samples = [
        {"name": type(frame).__name__, "fields": fields_of(frame), "frame": messages.encode_frame(frame)}
        for frame in FRAMES
    ]
    return {"about": "Frames as they travel: varint length, type, MessagePack array.", "frames": samples}


def exchange_request() -> Json:
    """Make the body of an exchange."""
    request = messages.ExchangeRequest(
        cursors=((0, 12), (1, 298)),
        changes=(fixed("envelope", 200),),
        answer_bytes=65_536,
        stanzas_after=16,
        nonce=fixed("nonce", 16),
        stanzas=(STANZA,),
        profile=b"",
        frame_bytes=16_384,
        asks=(messages.Ask(key_handle(given.DEVICE_KEY), 7, fixed("asked", 16)),),
        snapshots=(1,),
        late_after=3,
        era=2,
        marks=True,
        known_to=11,
        head=fixed("shown head", 212),
    )
    return {
        "about": "The body of POST /v1/exchange.",
        "fields": fields_of(request),
        "body": messages.encode_message(request),
    }


def objects_request() -> Json:
    """Make the body of a request for many objects."""
    request = ObjectsRequest(((fixed("object"), 32_720), (fixed("another object"), 0)), 65_536, 16_384)
    return {
        "about": "The body of POST /v1/objects.",
        "fields": fields_of(request),
        "body": messages.encode_message(request),
    }


def register() -> Json:
    """Make a registration and the hub's answer."""
    token = "token-of-the-hub"
    answer = register_answer(
        token, root_key=given.ROOT_KEY, hub_sign_seed=given.HUB_SEED, hub_box_key=given.HUB_BOX_KEY
    )
    request = register_request(token, given.ROOT_KEY)
    return {
        "about": "POST /v1/register and its answer; the token itself does not travel.",
        "token": token,
        "request": {"fields": fields_of(request), "body": messages.encode_message(request)},
        "hub_sign_seed": given.HUB_SEED,
        "answer": {"fields": fields_of(answer), "body": messages.encode_message(answer)},
    }
