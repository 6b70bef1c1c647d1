"""Letters on sticks: the hub alone reads what a device says, the device alone what the hub says; nothing is altered."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import DeviceId, ObjectId, Position
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import (
    LimitError,
    NotOurHubError,
    ProtocolError,
    SealError,
    UnknownSuiteError,
    WireError,
)
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import MAX_OUTBOX_BYTES
from haversack_sync.protocol.requests import verify_request
from haversack_sync.protocol.sticks import (
    HeldFile,
    Homeward,
    StickBody,
    StickPiece,
    encoded_receipts,
    is_letter_name,
    letter_name,
    network_folder,
    open_homeward,
    open_outbox,
    read_segment_name,
    seal_homeward,
    seal_outbox,
    segment_name,
)

ROOT, SEED, HUB, BOX = b"r" * 32, b"s" * 32, b"h" * 32, b"b" * 32
ANA = DeviceId(b"ana-----")
THING = ObjectId(b"t" * 32)
PIECE = StickPiece(THING, 100, 40, b"piece")
BODY = StickBody(changes=(b"one", b"two"), profile=b"profile", pieces=(PIECE,))
RECEIPTS = [Receipt(ANA, number, 1, ReceiptCode.ACCEPTED, Position(7 + number)) for number in range(3)]
HASHES = [bytes((number,)) * 16 for number in range(3)]
HELD = (HeldFile(THING, 45, complete=False),)
SAID = Homeward(1, 9, 1_700_000_000, encoded_receipts(RECEIPTS), b"".join(HASHES), HELD)


def outbox(body: StickBody = BODY, *, root: bytes = ROOT) -> bytes:
    key = sealing.box_public_key(HUB)
    return seal_outbox(body, root=root, hub_box_key=key, device=ANA, counter=5, signing_seed=SEED)


def homeward(said: Homeward = SAID, *, hub_seed: bytes = HUB, device: DeviceId = ANA) -> bytes:
    return seal_homeward(said, root=ROOT, device=device, box_key=sealing.box_public_key(BOX), hub_seed=hub_seed)


def opened(letter: bytes, *, device: DeviceId = ANA) -> Homeward:
    hub_key = sealing.signing_public_key(HUB)
    return open_homeward(letter, root=ROOT, device=device, box_seed=BOX, hub_key=hub_key)


def test_the_hub_opens_what_a_device_signed() -> None:
    found = open_outbox(outbox(), root=ROOT, box_seed=HUB)

    assert (found.body, found.auth.device, found.auth.counter) == (BODY, ANA, 5)
    verify_request(found.auth, found.line, root=ROOT, public=sealing.signing_public_key(SEED))


def test_nobody_else_opens_it_and_no_other_network() -> None:
    for letter, seed in ((outbox(), BOX), (outbox(root=b"x" * 32), HUB)):
        with pytest.raises(SealError):
            open_outbox(letter, root=ROOT, box_seed=seed)


def test_the_size_of_a_letter_says_little_and_its_name_nothing() -> None:
    assert len(outbox(StickBody())) == len(outbox(StickBody(changes=(b"c" * 500,))))
    assert letter_name(outbox()) != letter_name(outbox())


def test_a_letter_of_a_later_suite_is_told_apart() -> None:
    with pytest.raises(UnknownSuiteError):
        open_outbox(b"\x02" + outbox()[1:], root=ROOT, box_seed=HUB)


@pytest.mark.parametrize(
    "piece",
    [
        StickPiece(THING, 100, 96, b"piece"),
        StickPiece(THING, 100, 0, b""),
        StickPiece(THING, 1 << 20, 0, b"p" * 262_145),
    ],
)
def test_a_piece_outside_of_its_file_is_refused(piece: StickPiece) -> None:
    with pytest.raises(WireError):
        open_outbox(outbox(StickBody(pieces=(piece,))), root=ROOT, box_seed=HUB)


def test_a_letter_that_would_be_too_long_is_not_made_nor_read() -> None:
    with pytest.raises(LimitError):
        outbox(StickBody(changes=(bytes(MAX_OUTBOX_BYTES),)))
    with pytest.raises(LimitError):
        open_outbox(bytes(MAX_OUTBOX_BYTES + 1), root=ROOT, box_seed=HUB)


def test_a_device_opens_what_the_hub_signed() -> None:
    found = opened(homeward())

    assert found.each_answer() == list(zip(RECEIPTS, HASHES, strict=True))
    assert (found.era, found.position, found.stamp, found.files) == (1, 9, 1_700_000_000, SAID.files)


def test_receipts_of_another_hub_or_for_somebody_else_are_refused() -> None:
    with pytest.raises(NotOurHubError):
        opened(homeward(hub_seed=SEED))
    with pytest.raises(SealError):
        opened(homeward(device=DeviceId(b"ben-----")))


@pytest.mark.parametrize("hashes", [b"", SAID.hashes[:-16], SAID.hashes[:-1], SAID.hashes + bytes(16)])
def test_a_letter_without_a_hash_for_each_receipt_is_refused(hashes: bytes) -> None:
    with pytest.raises(WireError):
        opened(homeward(dataclasses.replace(SAID, hashes=hashes)))


@given(st.data())
def test_any_altered_or_cut_letter_is_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([OUTBOX, HOMEWARD]))
    at = data.draw(st.integers(0, len(whole) - 1))
    is_cut = data.draw(st.booleans())
    letter = (
        whole[:at] if is_cut else whole[:at] + bytes((whole[at] ^ 1 << data.draw(st.integers(0, 7)),)) + whole[at + 1 :]
    )

    with pytest.raises(ProtocolError):
        _read(letter, is_outbox=whole is OUTBOX)


@given(st.binary(max_size=300))
def test_nonsense_is_refused_calmly(nonsense: bytes) -> None:
    for letter in (nonsense, b"\x01" + nonsense):
        with pytest.raises(ProtocolError):
            open_outbox(letter, root=ROOT, box_seed=HUB)
        with pytest.raises(ProtocolError):
            opened(letter)


def test_names_are_read_as_they_are_written_and_in_capitals() -> None:
    assert read_segment_name(segment_name(3, 401)) == (3, 401)
    assert read_segment_name("FEED-0-1") == (0, 1)
    for name in ("feed-0", "feed-0-0", "feed-01-1", "feed-1-01", "feed-1-1.part", "feed-1-١", "feed--1-1"):
        assert read_segment_name(name) is None
    assert is_letter_name("AB" * 32)
    assert not is_letter_name("ab" * 31)
    assert not is_letter_name("ab" * 32 + ".part")
    assert network_folder(ROOT) == "haversack-" + "72" * 8


def _read(letter: bytes, *, is_outbox: bool) -> object:
    return open_outbox(letter, root=ROOT, box_seed=HUB) if is_outbox else opened(letter)


OUTBOX, HOMEWARD = outbox(), homeward()
