"""The bytes on the wire are those of the golden vectors: what we make is what stands there, and we read it."""

import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, Position, parse_device_id, parse_record_id
from haversack_sync.model.state_digest import StatePoint, record_digest, state_digest
from haversack_sync.model.tags import PURPOSES, tag
from haversack_sync.protocol import enrolment, epochs, frame_stream, messages, parcel, sealing, snapshots
from haversack_sync.protocol.entries import Standing, verify_mark
from haversack_sync.protocol.envelope import NOTICE, Envelope, open_change, parse_envelope, verify_envelope
from haversack_sync.protocol.object_lists import decode_objects_request
from haversack_sync.protocol.profile import decode_profile
from haversack_sync.protocol.receipts import decode_receipts
from haversack_sync.protocol.registration import check_register_answer, check_register_request
from haversack_sync.protocol.requests import RequestLine, parse_auth, verify_request
from haversack_sync.protocol.snapshot_columns import decode_chunks
from haversack_sync.protocol.snapshot_packing import RowUnpacker, unpack_dictionary
from haversack_sync.protocol.snapshot_rows import Place, RowReader
from haversack_sync.protocol.snapshots import DisputeNotice, PartName, PartType, SnapshotNotice
from tests.data import protocol_message_vectors, protocol_snapshot_vectors
from tests.data.make_protocol_vectors import FOLDER, VECTORS, text_of
from tests.data.protocol_files import Golden, golden


@pytest.mark.parametrize("name", VECTORS)
def test_we_make_the_very_bytes_of_the_vector(name: str) -> None:
    kept = (FOLDER / f"{name}.json").read_text("utf-8")

    assert text_of(name) == kept, "the bytes on the wire have changed; see tests/data/make_protocol_vectors.py"


def test_every_file_is_made_by_the_script() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(VECTORS)


def test_no_tag_was_ever_changed() -> None:
    kept = golden("tags").part("tags")

    assert set(kept.values) == set(PURPOSES)
    assert all(tag(purpose) == kept.raw(purpose) for purpose in kept.values)


def test_we_read_the_sealed_envelopes() -> None:
    vector = golden("envelope-sealed")
    for sample in (vector, vector.part("compressed"), vector.part("with_dictionary")):
        envelope = parse_envelope(sample.raw("envelope"))
        verify_envelope(envelope, root=vector.raw("root"), public=vector.raw("sign_key"))
        opened = open_change(envelope, root=vector.raw("root"), epoch_key=vector.raw("epoch_key"))
        assert opened == sample.raw("plain")
        assert envelope.header.number == vector.part("header").number("number")


def test_we_read_the_clear_envelope() -> None:
    vector = golden("envelope-clear")
    envelope = parse_envelope(vector.raw("envelope"))

    verify_envelope(envelope, root=vector.raw("root"), public=vector.raw("sign_key"))
    assert envelope.content == vector.raw("content")


def test_we_read_every_entry_of_authority() -> None:
    vector = golden("authority-entries")
    decoded = [bodies.decode_body(each.raw("body")) for each in vector.parts("entries")]

    assert decoded == list(protocol_message_vectors.BODIES)
    assert bodies.decode_terms(vector.part("terms").raw("bytes")) == protocol_message_vectors.TERMS


def test_we_read_every_frame_and_the_request() -> None:
    stream = b"".join(each.raw("frame") for each in golden("frames").parts("frames"))
    payloads = frame_stream.FrameSplitter().feed(stream)

    assert [messages.decode_frame(each) for each in payloads] == list(protocol_message_vectors.FRAMES)
    request = messages.decode_request(golden("exchange-request").raw("body"))
    assert (request.cursors, request.frame_bytes) == (((0, 12), (1, 298)), 16_384)
    assert request.snapshots == (1,)
    objects = decode_objects_request(golden("objects-request").raw("body"))
    assert [offset for _, offset in objects.wanted] == [32_720, 0]


def test_we_read_receipts() -> None:
    assert decode_receipts(golden("receipts").raw("runs")) == protocol_message_vectors.RECEIPTS


def test_we_read_the_signed_request() -> None:
    vector = golden("request")
    auth = parse_auth(vector.text("header"))
    line = RequestLine(vector.text("method"), vector.text("target"), vector.raw("body"))

    verify_request(auth, line, root=vector.raw("root"), public=vector.raw("sign_key"))
    assert (auth.device, auth.lane, auth.counter) == (vector.raw("device"), 0, 300)


def test_we_take_the_registration() -> None:
    vector = golden("register")
    request = messages.decode_register_request(vector.part("request").raw("body"))
    answer = messages.decode_register_answer(vector.part("answer").raw("body"))

    check_register_request(request, vector.text("token"))
    check_register_answer(answer, vector.text("token"), root=sealing.sha256(request.root_key))


def test_we_open_the_stanza_and_the_key_before() -> None:
    vector, parts = golden("stanza"), golden("stanza").part("stanza")
    stanza = messages.Stanza(parts.raw("audience"), parts.number("number"), parts.raw("recipient"), parts.raw("sealed"))

    key = epochs.open_stanza(
        stanza, root=vector.raw("root"), committed=vector.raw("commitment"), box_seed=vector.raw("box_seed")
    )

    assert key == vector.raw("key")
    epoch = golden("epoch")
    name = epochs.EpochName(epoch.raw("root"), AudienceId(epoch.raw("audience")), epoch.number("number"))
    assert epochs.key_before(key, name, epoch.raw("back")) == epoch.raw("key_before")


def test_we_read_the_labels() -> None:
    vector = golden("labels")
    name = epochs.EpochName(vector.raw("root"), AudienceId(vector.raw("audience")), vector.number("number"))

    shelf = epochs.open_label(
        vector.raw("key"), vector.raw("sealed_label"), root=name.root, feed=FeedId(vector.raw("feed"))
    )
    computer = epochs.open_device_label(
        vector.raw("key"), name, vector.raw("sealed_device_label"), device=DeviceId(vector.raw("device"))
    )

    assert (shelf, computer) == (vector.text("label"), vector.text("device_label"))


def test_we_take_the_invitation() -> None:
    vector = golden("invitation")
    keys = enrolment.derive(enrolment.read_code(vector.text("code").lower()))

    enrolment.check_tie(keys, root=vector.raw("root"), terms_raw=vector.raw("terms"), tie=vector.raw("tie"))
    assert keys.invitation == vector.raw("invitation")


def test_we_open_the_parcel() -> None:
    vector = golden("parcel")
    name = parcel.ParcelName(vector.raw("root"), vector.raw("parcel"), vector.number("rendition"))
    plain = vector.raw("plain")

    opened = parcel.open_parcel([vector.raw("sealed")], len(plain), key=vector.raw("key"), name=name)

    assert b"".join(opened) == plain


def test_we_read_the_profile() -> None:
    profile = decode_profile(golden("profile").raw("bytes"))

    assert profile.name == golden("profile").part("fields").text("name")


def test_we_read_ids_as_they_are_shown() -> None:
    vector = golden("names")

    assert parse_device_id(vector.text("handle_shown")) == vector.raw("handle")
    assert parse_record_id(vector.text("record_shown")) == vector.raw("record")


def _opened(vector: Golden, sealed: bytes, kind: PartType, part: int) -> bytes:
    name = PartName(kind, FeedId(vector.raw("feed")), vector.number("epoch"), vector.number("n"), part)
    return snapshots.open_part(sealed, name, root=vector.raw("root"), epoch_key=vector.raw("epoch_key"))


def _signed(vector: Golden, raw: bytes) -> Envelope:
    envelope = parse_envelope(raw)
    verify_envelope(envelope, root=vector.raw("root"), public=vector.raw("sign_key"))
    assert envelope.header.form == NOTICE
    return envelope


def test_we_read_the_snapshot_back_into_the_records_that_it_stands_for() -> None:
    vector = golden("snapshot")
    first, *others = [part.raw("sealed") for part in vector.parts("parts")]
    unpacker = RowUnpacker(unpack_dictionary(_opened(vector, first, PartType.DICTIONARY, 1)))
    reader = RowReader(Place(FeedId(vector.raw("feed")), Position(vector.number("position"))))
    plain = [unpacker.unpack(_opened(vector, one, PartType.ROWS, part)) for part, one in enumerate(others, start=2)]
    states = list(reader.states(chunk for each in plain for chunk in decode_chunks(each)))

    assert sorted(states, key=lambda one: one.id) == sorted(protocol_snapshot_vectors.records(), key=lambda one: one.id)
    root, digest = vector.raw("root"), vector.raw("digest")
    digests = {bytes(one.id): record_digest(one, root=root) for one in states}
    assert digests == {one.raw("id"): one.raw("digest") for one in vector.parts("records")}
    point = StatePoint(root, FeedId(vector.raw("feed")), vector.number("n"), digest, vector.number("rules"))
    assert state_digest(point, digests.items(), reader.authors) == vector.raw("state")


def test_we_read_what_announces_offers_and_disputes_the_snapshot() -> None:
    vector = golden("snapshot")
    envelope = _signed(vector, vector.part("notice").raw("envelope"))
    notice = snapshots.decode_notice(envelope.content)
    assert isinstance(notice, SnapshotNotice)
    assert envelope.header.refs == (vector.raw("index_object"),)
    summary = snapshots.decode_summary(_opened(vector, notice.summary, PartType.SUMMARY, 0))
    assert (summary.state, summary.size) == (vector.raw("state"), vector.part("summary").number("size"))
    listed = [(one.object, one.size) for one in snapshots.decode_index(vector.raw("index"))]
    assert listed == [(one.raw("object"), len(one.raw("sealed"))) for one in vector.parts("parts")]

    (payload,) = frame_stream.FrameSplitter().feed(vector.part("offer").raw("frame"))
    offer = messages.decode_frame(payload)
    assert isinstance(offer, messages.OfferFrame)
    assert (offer.notice.envelope, offer.size) == (envelope.raw, summary.size)
    last = Standing(offer.n, Position(offer.position), notice.digest)
    root, feed, hub_key = vector.raw("root"), FeedId(vector.raw("feed")), vector.part("offer").raw("hub_key")
    verify_mark(last, offer.mark, root=root, era=1, feed=feed, hub_key=hub_key)

    disputed = _signed(vector, vector.part("dispute").raw("envelope"))
    assert snapshots.decode_notice(disputed.content) == DisputeNotice(offer.notice.position)
    assert disputed.header.refs == ()
