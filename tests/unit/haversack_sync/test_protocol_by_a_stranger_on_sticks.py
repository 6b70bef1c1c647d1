"""The stranger's reader and writer of letters in a folder, and ours: each opens what the other one made."""

import pytest

from haversack_sync.protocol import sealing
from haversack_sync.protocol.requests import verify_request
from haversack_sync.protocol.sticks import Homeward, open_homeward, open_outbox, seal_homeward
from tests.data import protocol_inputs as given
from tests.data.protocol_files import golden
from tests.data.protocol_stick_vectors import BODY, DEVICE
from tests.stranger.plain_messagepack import Value, read
from tests.stranger.sticks import read_homeward, read_outbox, write_outbox


def test_the_stranger_opens_an_outbox() -> None:
    vector = golden("sticks")
    letter, root = vector.raw("outbox"), vector.raw("root")

    device, counter, body = read_outbox(letter, root, vector.raw("hub_box_seed"), vector.raw("sign_key"))

    assert (device, counter, body) == (vector.raw("device"), vector.number("counter"), read(vector.raw("body")))
    with pytest.raises(ValueError, match="seal"):
        read_outbox(letter, bytes(32), vector.raw("hub_box_seed"), vector.raw("sign_key"))


def test_the_stranger_opens_receipts() -> None:
    vector = golden("sticks")
    root, device, seed = vector.raw("root"), vector.raw("device"), vector.raw("box_seed")

    said = read_homeward(vector.raw("homeward"), root, device, seed, vector.raw("hub_key"))

    assert (said.era, said.position, said.stamp) == tuple(vector.number(one) for one in ("era", "position", "stamp"))
    assert said.receipts == vector.raw("receipts")
    assert b"".join(said.hashes) == vector.raw("hashes")
    assert said.files == [(given.OBJECT, 262_144, False)]
    with pytest.raises(ValueError, match="signature"):
        read_homeward(vector.raw("homeward"), root, device, seed, vector.raw("sign_key"))


def test_we_open_the_same() -> None:
    vector = golden("sticks")
    root = vector.raw("root")

    found = open_outbox(vector.raw("outbox"), root=root, box_seed=vector.raw("hub_box_seed"))

    assert (found.body, found.auth.device, found.auth.counter) == (BODY, DEVICE, 300)
    verify_request(found.auth, found.line, root=root, public=given.DEVICE_KEY)
    said = open_homeward(
        vector.raw("homeward"), root=root, device=DEVICE, box_seed=given.DEVICE_BOX_SEED, hub_key=given.HUB_KEY
    )
    assert (said.message, said.receipts, said.hashes) == tuple(
        vector.raw(one) for one in ("message", "receipts", "hashes")
    )


def test_each_opens_what_the_other_one_writes() -> None:
    pieces: list[Value] = [[given.OBJECT, 10, 0, b"0123456789"]]
    letter = write_outbox([[b"a change"], [], [], b"", pieces], given.ROOT, given.HUB_BOX_KEY, given.DEVICE_SEED, 4)
    found = open_outbox(letter, root=given.ROOT, box_seed=given.HUB_BOX_SEED)
    assert (found.body.changes, found.body.pieces[0].data) == ((b"a change",), b"0123456789")
    verify_request(found.auth, found.line, root=given.ROOT, public=given.DEVICE_KEY)

    said = Homeward(1, 5, 6, b"\x90")
    box_key = sealing.box_public_key(given.DEVICE_BOX_SEED)
    home = seal_homeward(said, root=given.ROOT, device=DEVICE, box_key=box_key, hub_seed=given.HUB_SEED)
    read_back = read_homeward(home, given.ROOT, DEVICE, given.DEVICE_BOX_SEED, given.HUB_KEY)
    assert (read_back.position, read_back.receipts, read_back.files) == (5, b"\x90", [])
