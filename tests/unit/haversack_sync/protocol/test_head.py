"""A head proves that this network's hub answered this very request, with exactly these feeds and receipts."""

import hashlib
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import NETWORK_FEED, FeedId, Position
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Standing
from haversack_sync.protocol.errors import NotOurHubError
from haversack_sync.protocol.head import (
    HeadContext,
    ReceiptCode,
    feeds_digest,
    keys_digest,
    read_shown,
    receipts_digest,
    refusal_message,
    shown_head,
    sign_head,
    verify_head,
)
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.message_samples import STANZA
from tests.unit.haversack_sync.protocol.small_network import Author, secret

ROOT, HUB, LIBRARY = secret("root"), Author("hub"), FeedId(b"library ")
FEEDS = [
    (NETWORK_FEED, Standing(9, Position(0), secret("network"))),
    (LIBRARY, Standing(40, Position(0), secret("library"))),
]
CONTEXT = HeadContext(
    ROOT, secret("request"), feeds_digest(FEEDS), receipts_digest(b"receipts"), keys_digest([STANZA], 4)
)
HEAD = sign_head(CONTEXT, era=1, position=Position(77), stamp=1_700_000_000, hub_seed=HUB.sign_seed)


def test_a_hub_knows_its_own_head_when_it_is_shown_and_no_other() -> None:
    message = CONTEXT.message(era=HEAD.era, position=HEAD.position, stamp=HEAD.stamp)
    shown = shown_head(message, HEAD.signature)

    assert len(shown) == 212
    assert read_shown(shown, root=ROOT, hub_key=HUB.sign_key) == (1, 77)
    assert read_shown(shown, root=secret("another"), hub_key=HUB.sign_key) is None
    assert read_shown(shown, root=ROOT, hub_key=Author("another").sign_key) is None
    for damaged in (*every_cut(shown), *every_flipped_byte(shown), shown + b"\x00"):
        assert read_shown(damaged, root=ROOT, hub_key=HUB.sign_key) is None


def test_the_hash_of_the_feeds_is_the_one_of_the_document() -> None:
    text = b"haversack/1/feeds\x00"
    text += NETWORK_FEED + (9).to_bytes(8, "big") + secret("network")
    text += LIBRARY + (40).to_bytes(8, "big") + secret("library")

    assert feeds_digest(FEEDS) == hashlib.sha256(text).digest()
    keys = b"haversack/1/keys\x00" + (4).to_bytes(8, "big") + b"members " + (3).to_bytes(4, "big") + b"somebody"
    assert keys_digest([STANZA], 4) == hashlib.sha256(keys + bytes(80)).digest()
    assert receipts_digest(b"raw") == hashlib.sha256(b"haversack/1/receipt\x00raw").digest()


def test_what_a_head_signs_is_what_the_document_says() -> None:
    numbers = (1).to_bytes(4, "big") + (77).to_bytes(8, "big") + (1_700_000_000).to_bytes(8, "big")
    text = b"haversack/1/head\x00" + ROOT + numbers
    text += CONTEXT.feeds + secret("request") + CONTEXT.receipts + CONTEXT.keys

    assert CONTEXT.message(era=1, position=77, stamp=1_700_000_000) == text
    assert sealing.verifies(HUB.sign_key, HEAD.signature, text)


def test_the_order_of_the_feeds_counts() -> None:
    assert feeds_digest(FEEDS) != feeds_digest(FEEDS[::-1])
    assert feeds_digest(FEEDS) != feeds_digest(FEEDS[:1])


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_a_head_is_good_for_what_it_was_signed_for(era: int, position: int, stamp: int) -> None:
    head = sign_head(CONTEXT, era=era, position=Position(position), stamp=stamp, hub_seed=HUB.sign_seed)

    verify_head(head, CONTEXT, hub_key=HUB.sign_key)
    assert (head.era, head.position, head.stamp) == (era, position, stamp)


def test_keys_that_are_taken_out_or_a_serial_that_is_raised_are_noticed() -> None:
    digests = {
        keys_digest([STANZA], 4),
        keys_digest([], 4),
        keys_digest([STANZA], 5),
        keys_digest([STANZA, STANZA], 4),
        *(keys_digest([msgspec.structs.replace(STANZA, sealed=bad)], 4) for bad in every_flipped_byte(STANZA.sealed)),
    }

    assert len(digests) == 4 + len(STANZA.sealed)


def test_a_head_is_good_for_nothing_else() -> None:
    heads = [
        replace(HEAD, era=2),
        replace(HEAD, position=Position(78)),
        replace(HEAD, stamp=HEAD.stamp + 1),
        *(replace(HEAD, signature=changed) for changed in every_flipped_byte(HEAD.signature)),
        *(replace(HEAD, signature=changed) for changed in every_cut(HEAD.signature)),
    ]
    for head in heads:
        with pytest.raises(NotOurHubError):
            verify_head(head, CONTEXT, hub_key=HUB.sign_key)
    contexts = [
        replace(CONTEXT, root=secret("another network")),
        replace(CONTEXT, request=secret("another request")),
        replace(CONTEXT, feeds=feeds_digest(FEEDS[:1])),
        replace(CONTEXT, receipts=receipts_digest(b"other receipts")),
        replace(CONTEXT, keys=keys_digest([], 4)),
    ]
    for context in contexts:
        with pytest.raises(NotOurHubError):
            verify_head(HEAD, context, hub_key=HUB.sign_key)
    for key in (Author("another hub").sign_key, b"", bytes(32)):
        with pytest.raises(NotOurHubError):
            verify_head(HEAD, CONTEXT, hub_key=key)


def test_a_refusal_is_for_one_request_reason_and_number() -> None:
    messages = {
        refusal_message(ROOT, secret("request"), "counter_too_low", 7),
        refusal_message(secret("another"), secret("request"), "counter_too_low", 7),
        refusal_message(ROOT, secret("another"), "counter_too_low", 7),
        refusal_message(ROOT, secret("request"), "counter_too_lo", 7),
        refusal_message(ROOT, secret("request"), "counter_too_low", 8),
    }

    assert len(messages) == 5
    expected = b"haversack/1/refusal\x00" + ROOT + secret("request") + b"\x0fcounter_too_low\x07"
    assert refusal_message(ROOT, secret("request"), "counter_too_low", 7) == expected


def test_the_codes_of_receipts_never_change() -> None:
    assert [(code.name, int(code)) for code in ReceiptCode] == [
        ("ACCEPTED", 0),
        ("NOT_AUTHENTIC", 1),
        ("EARLY", 2),
        ("FORBIDDEN", 3),
        ("QUOTA", 4),
        ("CLONED", 5),
        ("HELD", 6),
    ]
