"""The stranger's reader and the golden erasure: the order, the report, a stub, and what a state says of it."""

import dataclasses

import pytest

from tests.data.protocol_files import Golden, golden
from tests.stranger.digests import Entry, Standing, next_digest
from tests.stranger.envelopes import DONE, ERASE, read_envelope, verify_envelope
from tests.stranger.erasing import Order, open_announcement, read_order, read_report
from tests.stranger.plain_messagepack import a_list, read
from tests.stranger.primitives import mac, sha256
from tests.stranger.snapshots import Rows
from tests.stranger.trust import read_body


def order_of(vector: Golden) -> Order:
    return read_order(vector.raw("content"))


def test_an_order_says_its_entries_and_its_announcement_the_records_under_a_seal() -> None:
    vector = golden("erasure")
    envelope = read_envelope(vector.raw("envelope"))
    verify_envelope(envelope, root=vector.raw("root"), sign_key=vector.raw("sign_key"))
    assert (envelope.form, envelope.content, list(envelope.refs)) == (ERASE, vector.raw("content"), [])
    order = order_of(vector)
    said = read_body(vector.raw("announcement"))
    records, reason, body = open_announcement(said, vector.raw("root"), vector.raw("epoch_key"))

    assert [[position, device.hex(), number] for position, device, number in order.entries] == vector.values["entries"]
    assert [one.hex() for one in order.objects] == vector.values["objects"]
    assert (said.raw("feed"), said.number("epoch")) == (vector.raw("feed"), vector.number("epoch"))
    assert order.announced == said.raw("id") == vector.raw("id")
    assert ([one.hex() for one in records], reason) == (vector.values["records"], vector.text("reason"))
    assert said.raw("sealed")[:16] == mac(vector.raw("random"), body)[:16]


def test_the_seal_opens_for_no_other_id_epoch_or_feed() -> None:
    vector = golden("erasure")
    said = read_body(vector.raw("announcement"))
    for name, other in (("id", bytes(16)), ("epoch", 3), ("feed", bytes(8))):
        changed = dataclasses.replace(said, fields={**said.fields, name: other})
        with pytest.raises(ValueError, match=r"seal|open"):
            open_announcement(changed, vector.raw("root"), vector.raw("epoch_key"))


def test_a_report_names_the_order_that_was_followed() -> None:
    vector = golden("erasure")
    envelope = read_envelope(vector.raw("report_envelope"))
    verify_envelope(envelope, root=vector.raw("root"), sign_key=vector.raw("sign_key"))

    assert (envelope.form, read_report(envelope.content)) == (DONE, vector.raw("id"))


def test_a_stub_takes_the_place_of_its_envelope_in_the_chain() -> None:
    vector = golden("erasure")
    stub = vector.part("stub")
    place = stub.number("position"), stub.number("stamp"), stub.number("flags")
    link = vector.raw("root"), vector.number("era"), vector.raw("feed"), stub.raw("digest_before")

    assert sha256(stub.raw("envelope")) == stub.raw("hash")
    for here in (stub.raw("envelope"), stub.raw("hash")):
        assert next_digest(*link, Entry(*place, here)) == stub.raw("digest")


def test_what_was_erased_is_part_of_the_state() -> None:
    vector = golden("erasure")
    rows = Rows()
    for chunk in map(bytes.fromhex, vector.values["chunks"]):
        rows.take(a_list(read(chunk), 3))
    at = Standing(vector.number("n"), vector.part("stub").raw("digest"))

    assert [one.hex() for one in rows.state.erased] == sorted(vector.values["records"])
    assert set(rows.state.erased.values()) == {vector.number("position")}
    assert rows.state.digest(vector.raw("root"), vector.raw("feed"), at, 1) == vector.raw("state")
