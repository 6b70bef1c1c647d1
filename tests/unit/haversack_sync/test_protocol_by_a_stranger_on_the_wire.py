"""The stranger's reader and the vectors of what travels: envelopes, entries, frames, receipts, requests."""

import pytest

from tests.data.protocol_files import FOLDER, Golden, golden
from tests.stranger import messages
from tests.stranger.digests import (
    Entry,
    HeadHashes,
    Standing,
    Stanza,
    feeds_hash,
    first_digest,
    head_message,
    keys_hash,
    mark_message,
    next_digest,
    receipts_hash,
    refusal_message,
    upload_message,
)
from tests.stranger.envelopes import (
    Place,
    make_envelope,
    open_envelope,
    pack_raw,
    read_envelope,
    unpack,
    verify_envelope,
)
from tests.stranger.plain_messagepack import read, write
from tests.stranger.primitives import is_signed, varint
from tests.stranger.trust import read_body, read_terms

DICTIONARIES = {2: (FOLDER / "dictionary-2.zdict").read_bytes()}


def hexed(value: object) -> object:
    """Return a value as the files hold it."""
    if isinstance(value, bytes):
        return value.hex()
    return [hexed(item) for item in value] if isinstance(value, list) else value


def place_of(header: Golden) -> Place:
    return Place(
        header.number("number"),
        header.raw("prev"),
        header.raw("feed"),
        header.number("epoch"),
        header.number("seen"),
        header.raw("seen_digest"),
    )


def test_sealed_envelopes_are_verified_and_opened() -> None:
    vector, header = golden("envelope-sealed"), golden("envelope-sealed").part("header")
    root, key = vector.raw("root"), vector.raw("epoch_key")
    for sample in (vector, vector.part("compressed"), vector.part("with_dictionary")):
        envelope = read_envelope(sample.raw("envelope"))
        verify_envelope(envelope, root=root, sign_key=vector.raw("sign_key"))
        assert open_envelope(envelope, root=root, epoch_key=key, dictionaries=DICTIONARIES) == sample.raw("plain")
        for name in ("device", "prev", "feed", "seen_digest"):
            assert getattr(envelope, name) == header.raw(name)
        for name in ("form", "number", "epoch", "seen"):
            assert getattr(envelope, name) == header.number(name)
        assert hexed(list(envelope.refs)) == header.values["refs"]


def test_no_bit_of_an_envelope_can_be_changed() -> None:
    vector = golden("envelope-sealed")
    raw = vector.raw("envelope")
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(ValueError, match=r"."):
            verify_envelope(read_envelope(changed), root=vector.raw("root"), sign_key=vector.raw("sign_key"))


def test_the_clear_envelope_can_be_made_again() -> None:
    vector = golden("envelope-clear")
    made = make_envelope(
        2,
        place_of(vector.part("header")),
        vector.raw("content"),
        root=vector.raw("root"),
        seed=vector.raw("signing_seed"),
    )

    assert made == vector.raw("envelope")
    assert read_envelope(made).content == vector.raw("content")


def test_a_sealed_envelope_that_the_stranger_makes_opens() -> None:
    vector = golden("envelope-sealed")
    root, key, plain = vector.raw("root"), vector.raw("epoch_key"), vector.raw("plain")
    made = make_envelope(
        1,
        place_of(vector.part("header")),
        pack_raw(plain),
        root=root,
        seed=vector.raw("signing_seed"),
        epoch_key=key,
        random=vector.raw("random"),
    )

    envelope = read_envelope(made)
    verify_envelope(envelope, root=root, sign_key=vector.raw("sign_key"))
    assert open_envelope(envelope, root=root, epoch_key=key, dictionaries={}) == plain


@pytest.mark.parametrize(
    "body",
    [b"\0\x02ab\x01", b"\0\x05ab", b"\x01\x02ab", b"\x03\x02ab\0", b"", b"\xff\0"],
    ids=["padding", "cut", "no frame", "unknown dictionary", "empty", "a snapshot's"],
)
def test_bad_bodies_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack(body, DICTIONARIES)


def test_entries_of_authority() -> None:
    for sample in golden("authority-entries").parts("entries"):
        body = read_body(sample.raw("body"))
        assert body.kind == sample.number("type")
        assert [hexed(each) for each in body.fields.values()] == list(sample.part("fields").values.values())
    terms = golden("authority-entries").part("terms")
    found = read_terms(terms.raw("bytes"))
    assert {name: hexed(each) for name, each in found.fields.items()} == terms.part("fields").values


def test_digests_and_a_mark() -> None:
    vector = golden("chain-and-mark")
    root, feed, era = vector.raw("root"), vector.raw("feed"), vector.number("era")
    digest = first_digest(root, feed)
    assert digest == vector.raw("first_digest")
    entries = vector.parts("entries")
    for each in entries:
        entry = Entry(each.number("position"), each.number("stamp"), each.number("flags"), each.raw("envelope"))
        digest = next_digest(root, era, feed, digest, entry)
        assert digest == each.raw("digest")
    message = mark_message(root, era, feed, Standing(len(entries), digest), entries[-1].number("position"))
    assert message == vector.raw("mark_message")
    assert is_signed(vector.raw("hub_key"), vector.raw("mark"), message)


def test_a_head() -> None:
    vector = golden("head")
    feeds = [(each.raw("feed"), Standing(each.number("n"), each.raw("digest"))) for each in vector.parts("feeds")]
    stanzas = [
        Stanza(each.raw("audience"), each.number("number"), each.raw("recipient"), each.raw("sealed"))
        for each in vector.parts("stanzas")
    ]
    hashes = HeadHashes(
        feeds_hash(feeds),
        vector.raw("request_hash"),
        receipts_hash(vector.raw("receipts")),
        keys_hash(vector.number("stanza_serial"), stanzas),
    )
    era, position, stamp = (vector.number(name) for name in ("era", "position", "stamp"))
    message = head_message(vector.raw("root"), era, position, stamp, hashes)

    assert (hashes.feeds, hashes.receipts, hashes.keys) == tuple(
        vector.raw(name) for name in ("feeds_digest", "receipts_digest", "keys_digest")
    )
    assert message == vector.raw("message")
    assert is_signed(vector.raw("hub_key"), vector.raw("signature"), message)
    shown = vector.raw("shown")
    assert len(shown) == 212
    assert shown == message[-(4 + 8 + 8 + 4 * 32) :] + vector.raw("signature")


def test_a_refusal() -> None:
    vector, refusal = golden("head"), golden("head").part("refusal")
    reason, number = refusal.text("reason"), refusal.number("number")
    text = refusal_message(vector.raw("root"), vector.raw("request_hash"), reason, number)

    assert text == refusal.raw("message")
    assert is_signed(vector.raw("hub_key"), refusal.raw("signature"), text)


def test_a_signed_request() -> None:
    vector = golden("request")
    auth = messages.read_auth(vector.text("header"))
    request = messages.Request(vector.text("method"), vector.text("target"), vector.raw("body"))

    assert (auth.device, auth.lane, auth.counter) == (vector.raw("device"), 0, vector.number("counter"))
    request.verify(auth, vector.raw("root"), vector.raw("sign_key"))
    assert messages.request_hash(request.body, auth) == vector.raw("request_hash")
    assert messages.request_hash(request.body, None) == vector.raw("unsigned_request_hash")
    made = request.sign(vector.raw("root"), vector.raw("signing_seed"), counter=auth.counter)
    assert made.header() == vector.text("header")
    with pytest.raises(ValueError, match=r"."):
        messages.read_auth(vector.text("header").rstrip("=") + "====")


def test_an_exchange() -> None:
    vector = golden("exchange-request")
    fields = vector.part("fields").values
    taken = hexed(read(vector.raw("body")))

    assert taken == list(fields.values())
    stanzas, profile = 5, 6
    written = messages.Exchange(
        [(n, at) for n, at in fields["cursors"]],
        [bytes.fromhex(each) for each in fields["changes"]],
        fields["answer_bytes"],
        fields["stanzas_after"],
        bytes.fromhex(fields["nonce"]),
        fields["frame_bytes"],
        [(bytes.fromhex(device), number, bytes.fromhex(name)) for device, number, name in fields["asks"]],
        fields["snapshots"],
        fields["late_after"],
        fields["era"],
        fields["marks"],
        fields["known_to"],
        bytes.fromhex(fields["head"]),
    ).written()
    ours = hexed(read(written))
    assert isinstance(ours, list)
    assert isinstance(taken, list)
    differ = [at for at in range(len(taken)) if ours[at] != taken[at]]
    assert set(differ) <= {stanzas, profile}
    assert written == write(read(written))


def test_a_request_for_objects() -> None:
    vector = golden("objects-request")
    fields = vector.part("fields").values
    wanted = [(bytes.fromhex(name), offset) for name, offset in fields["wanted"]]

    made = messages.write_objects_request(wanted, fields["answer_bytes"], fields["frame_bytes"])
    assert made == vector.raw("body")


FRAMES = {
    "HeadFrame": messages.Head,
    "EntriesFrame": messages.Entries,
    "RefusalFrame": messages.Refusal,
    "UploadedFrame": messages.Uploaded,
    "StanzasFrame": messages.Stanzas,
    "MarkFrame": messages.Mark,
    "PieceFrame": messages.Piece,
    "OfferFrame": messages.Offer,
    "LateFrame": messages.Late,
}


def listed(value: object) -> object:
    """Return a frame's field as the files hold it."""
    if isinstance(value, (list, tuple)):
        return [listed(each) for each in value]
    if isinstance(value, (Standing, Stanza, messages.Listed)):
        return [hexed(each) for each in vars(value).values()]
    return hexed(value)


def test_frames() -> None:
    samples = golden("frames").parts("frames")
    frames = list(messages.read_frames(b"".join(each.raw("frame") for each in samples)))

    assert {type(frame) for frame in frames} == set(FRAMES.values()), "a type of frame without a sample"
    for sample, frame in zip(samples, frames, strict=True):
        assert isinstance(frame, FRAMES[sample.text("name")])
        fields = {name: listed(value) for name, value in vars(frame).items()}
        assert list(fields.values()) == list(sample.part("fields").values.values())


def test_bad_frames_are_refused() -> None:
    whole = golden("frames").parts("frames")[0].raw("frame")
    for bad in (whole[:-1], whole + b"\x01", varint(40_000) + bytes(40_000), b"\x02\x09\x90", b"\0"):
        with pytest.raises(ValueError, match=r"."):
            list(messages.read_frames(bad))


def test_receipts_are_runs() -> None:
    vector = golden("receipts")
    found = messages.read_receipts(vector.raw("runs"))

    for receipt, sample in zip(found, vector.parts("receipts"), strict=True):
        shown = [receipt.device.hex(), receipt.number, 1, receipt.code, receipt.position, receipt.reason]
        assert shown == list(sample.values.values())


def test_an_upload() -> None:
    vector = golden("upload")
    target = f"/v1/objects/{vector.text('object')}?offset={vector.number('offset')}&total={vector.number('total')}"
    message = upload_message(
        vector.raw("root"),
        vector.raw("request_hash"),
        vector.raw("object"),
        vector.number("received"),
        is_complete=bool(vector.values["complete"]),
    )

    assert (vector.text("method"), vector.text("target")) == ("PUT", target)
    assert is_signed(vector.raw("hub_key"), vector.raw("signature"), message)
