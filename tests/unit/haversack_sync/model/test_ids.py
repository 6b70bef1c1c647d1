"""Record ids survive paper, telephones and other people's keyboards; handles and published ids are what they should."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import BadIdError, RecordId, key_handle, parse_record_id, published_id, show_record_id

SHOWN = "06KXHJB3J9DRRM5A8GVV1MTQJ8"
SIXTEEN_BYTES = st.binary(min_size=16, max_size=16).map(RecordId)


@given(SIXTEEN_BYTES)
def test_an_id_comes_back_as_it_was_shown(record: RecordId) -> None:
    shown = show_record_id(record)

    assert parse_record_id(shown) == record
    assert len(shown) == 26
    assert not set(shown) & set("ILOU")


def test_the_first_and_the_last_id_are_shown_in_full() -> None:
    assert show_record_id(RecordId(bytes(16))) == "0" * 26
    assert show_record_id(RecordId(b"\xff" * 16)) == "7" + "Z" * 25


def test_an_id_reads_as_the_number_that_it_is_in_base_32() -> None:
    assert show_record_id(RecordId((32 + 31).to_bytes(16, "big"))) == "0" * 24 + "1Z"


@given(SIXTEEN_BYTES)
def test_how_it_was_typed_does_not_matter(record: RecordId) -> None:
    shown = show_record_id(record)
    typed = shown.lower().replace("1", "l").replace("0", "o")
    grouped = " -".join(typed[start : start + 5] for start in range(0, 26, 5))

    assert parse_record_id(f"  {grouped}\n") == record
    assert parse_record_id(shown.replace("1", "I")) == record


@pytest.mark.parametrize(
    "text",
    [
        "",
        SHOWN[:-1],
        SHOWN + "0",
        SHOWN[:-1] + "U",
        SHOWN[:-1] + "!",
        SHOWN[:-1] + "é",
        "8" + SHOWN[1:],
        "Z" * 26,
        "٣" * 26,
    ],
)
def test_what_is_no_id_is_refused_and_kept_for_the_message(text: str) -> None:
    with pytest.raises(BadIdError) as caught:
        parse_record_id(text)

    assert (caught.value.kind, caught.value.text) == ("bad_id", text)
    assert text not in str(caught.value) or not text


@given(st.text(max_size=40))
def test_any_text_is_an_id_or_is_refused(text: str) -> None:
    try:
        record = parse_record_id(text)
    except BadIdError:
        return

    assert len(record) == 16


def test_a_key_has_the_handle_that_the_document_says() -> None:
    key = bytes(range(32))

    assert key_handle(key) == hashlib.sha256(b"haversack/1/handle\x00" + key).digest()[:8]


def test_a_published_record_has_the_id_that_the_document_says() -> None:
    root = bytes(32)
    text = b"haversack/1/record\x00" + root + b"topic\x00" + "wohnung-é".encode()

    assert published_id(root, kind="topic", slug="wohnung-é") == hashlib.sha256(text).digest()[:16]


def test_a_published_record_has_another_id_in_another_network_kind_or_place() -> None:
    ids = {
        published_id(root, kind=kind, slug=slug)
        for root in (bytes(32), b"\x01" * 32)
        for kind in ("topic", "event")
        for slug in ("a", "b")
    }

    assert len(ids) == 8
