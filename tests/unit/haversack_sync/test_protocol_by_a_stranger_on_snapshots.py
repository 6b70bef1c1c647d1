"""The stranger's reader and the golden snapshot: its rows, its seals, its digest, and what is said about it."""

import pytest

from tests.data.protocol_files import Golden, golden
from tests.stranger.digests import Standing, mark_message
from tests.stranger.envelopes import NOTICE, Envelope, read_envelope, verify_envelope
from tests.stranger.messages import Offer, read_frames
from tests.stranger.primitives import is_signed, mac, sha256
from tests.stranger.snapshots import (
    SUMMARY,
    Place,
    read_dispute,
    read_index,
    read_notice,
    read_state,
    read_summary,
)


def place_of(vector: Golden) -> Place:
    epoch, n = vector.number("epoch"), vector.number("n")
    return Place(vector.raw("root"), vector.raw("feed"), epoch, n, vector.raw("epoch_key"))


def hexed(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return [hexed(item) for item in value] if isinstance(value, list | tuple) else value


def envelope_of(vector: Golden, name: str) -> Envelope:
    sample = vector.part(name)
    envelope = read_envelope(sample.raw("envelope"))
    verify_envelope(envelope, root=vector.raw("root"), sign_key=vector.raw("sign_key"))
    assert (envelope.form, envelope.number) == (NOTICE, sample.number("number"))
    assert (envelope.content, hexed(envelope.refs)) == (sample.raw("content"), sample.values["refs"])
    return envelope


def test_parts_become_the_records_and_their_state() -> None:
    vector = golden("snapshot")
    parts = vector.parts("parts")
    state = read_state(place_of(vector), [part.raw("sealed") for part in parts], has_dictionary=True)

    assert [[device.hex(), number] for device, number in state.authors.items()] == vector.values["authors"]
    found = sorted(state.records, key=lambda one: one.record)
    for record, sample in zip(found, vector.parts("records"), strict=True):
        life, mark = int(record.is_retired), record.is_marked
        assert (record.record, record.kind) == (sample.raw("id"), sample.text("kind"))
        assert (life, mark) == (sample.number("life"), sample.values["mark"])
        assert hexed(record.made.listed()) == sample.values["made"]
        for name, columns in (("groups", record.groups), ("sets", record.sets)):
            rows = [[key, [[value, *made.listed()] for value, made in columns[key]]] for key in sorted(columns)]
            assert hexed(rows) == sample.values[name]
        assert record.digest(vector.raw("root"), vector.raw("feed")) == sample.raw("digest")
    at = Standing(vector.number("n"), vector.raw("digest"))
    assert state.digest(vector.raw("root"), vector.raw("feed"), at, vector.number("rules")) == vector.raw("state")


def test_a_part_is_sealed_by_its_text_and_for_its_place() -> None:
    vector = golden("snapshot")
    place = place_of(vector)
    for part in vector.parts("parts"):
        sealed, number = part.raw("sealed"), part.number("part")
        body = place.open_part(sealed, part.number("type"), number)
        clear = len(sealed) - len(body) - 32
        assert body == part.raw("body")
        assert sha256(sealed) == part.raw("object")
        assert sealed[clear : clear + 16] == mac(part.raw("random"), sealed[:clear] + body)[:16]
        with pytest.raises(ValueError, match="another part"):
            place.open_part(sealed, part.number("type"), number + 1)


def test_index_notice_and_summary_fit_each_other() -> None:
    vector = golden("snapshot")
    index = vector.raw("index")
    listed = read_index(index)
    notice = envelope_of(vector, "notice")
    n, digest, sealed = read_notice(notice.content)
    summary = read_summary(place_of(vector).open_part(sealed, SUMMARY, 0))

    assert listed == [(part.raw("object"), len(part.raw("sealed"))) for part in vector.parts("parts")]
    assert notice.refs == [sha256(index)] == [vector.raw("index_object")] == [summary.index]
    assert (n, digest) == (vector.number("n"), vector.raw("digest")) == (summary.n, summary.digest)
    assert (summary.position, summary.rules) == (vector.number("position"), vector.number("rules"))
    assert (summary.state, summary.records) == (vector.raw("state"), len(vector.parts("records")))
    assert (summary.size, summary.has_dictionary) == (len(index) + sum(size for _, size in listed), True)


def test_an_offer_carries_the_notice_and_the_mark_of_its_entry() -> None:
    vector = golden("snapshot")
    sample = vector.part("offer")
    (offer,) = read_frames(sample.raw("frame"))
    assert isinstance(offer, Offer)

    message = mark_message(
        vector.raw("root"), 1, vector.raw("feed"), Standing(offer.n, vector.raw("digest")), offer.position
    )
    assert message == sample.raw("mark_message")
    assert is_signed(sample.raw("hub_key"), offer.mark, message)
    assert offer.notice.envelope == vector.part("notice").raw("envelope")
    assert (offer.n, offer.position) == (vector.number("n"), vector.number("position"))


def test_a_dispute_names_the_notice() -> None:
    vector = golden("snapshot")
    envelope = envelope_of(vector, "dispute")

    assert read_dispute(envelope.content) == vector.part("dispute").number("position")
    assert envelope.refs == []
    with pytest.raises(ValueError, match="no dispute"):
        read_dispute(envelope_of(vector, "notice").content)
