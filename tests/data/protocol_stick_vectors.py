"""Golden vectors of letters in a folder: what a device says to the hub, and the hub to a device; to be opened only."""

from haversack_sync.model.ids import DeviceId, Position, key_handle
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing, sticks
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.messages import Ask
from haversack_sync.protocol.requests import RequestLine, sign_request
from tests.data import protocol_inputs as given
from tests.data import protocol_message_vectors as of_messages
from tests.data.protocol_inputs import ROOT, Json, fixed
from tests.unit.haversack_sync.protocol import plain_hpke

DEVICE: DeviceId = key_handle(given.DEVICE_KEY)
BODY = sticks.StickBody(
    changes=(fixed("envelope", 200), fixed("another", 300)),
    asks=(Ask(DEVICE, 7, fixed("asked", 16)),),
    stanzas=(of_messages.STANZA,),
    pieces=(sticks.StickPiece(given.OBJECT, 300_000, 262_144, fixed("piece", 50)),),
)


def letters() -> Json:
    """Make an outbox and receipts."""
    raw = sticks._ENCODER.encode(BODY)
    line = RequestLine("CARRY", "outbox", raw)
    auth = sign_request(
        line, root=ROOT, device=DEVICE, lane=sticks.LANE_STICKS, counter=300, signing_seed=given.DEVICE_SEED
    )
    signed = sticks._padded(sticks._ENCODER.encode(sticks._Signed(DEVICE, 300, auth.signature, raw)))
    info = tag("outbox") + ROOT
    receipts = sticks.encoded_receipts(
        [
            Receipt(DEVICE, 7, 1, ReceiptCode.ACCEPTED, Position(105)),
            Receipt(DEVICE, 8, 1, ReceiptCode.HELD, Position(0), "gap"),
        ]
    )
    hashes = fixed("first envelope", 16) + fixed("second envelope", 16)
    said = sticks.Homeward(given.ERA, 105, given.STAMP, receipts, hashes)
    files = sticks._ENCODER.encode((sticks._Held(given.OBJECT, 262_144, False),))
    message = sticks._homeward_message(said, files, root=ROOT, device=DEVICE)
    home = sticks._Homeward(said.era, 105, said.stamp, receipts, hashes, files, sealing.sign(given.HUB_SEED, message))
    home_info = tag("homeward") + ROOT + DEVICE
    padded = sticks._padded(sticks._ENCODER.encode(home))
    return {
        "about": "Letters in a folder: an outbox, to be opened by the hub; receipts, to be opened by a device.",
        "root": ROOT,
        "device": DEVICE,
        "sign_key": given.DEVICE_KEY,
        "box_seed": given.DEVICE_BOX_SEED,
        "hub_key": given.HUB_KEY,
        "hub_box_seed": given.HUB_BOX_SEED,
        "counter": 300,
        "body": raw,
        "outbox": b"\x01" + plain_hpke.seal(fixed("ephemeral 3"), given.HUB_BOX_KEY, signed, info=info),
        "era": given.ERA,
        "position": 105,
        "stamp": given.STAMP,
        "receipts": receipts,
        "hashes": hashes,
        "files": files,
        "message": message,
        "homeward": b"\x01" + plain_hpke.seal(fixed("ephemeral 4"), given.DEVICE_BOX_KEY, padded, info=home_info),
    }
