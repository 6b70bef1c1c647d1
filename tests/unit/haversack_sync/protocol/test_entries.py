"""Nothing of a feed can be dropped, moved, doubled or altered under a mark that the hub signed."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import NETWORK_FEED, FeedId, Position
from haversack_sync.protocol.entries import (
    Entry,
    Standing,
    chain,
    first_digest,
    mark_message,
    next_digest,
    sign_mark,
    verify_mark,
)
from haversack_sync.protocol.errors import DigestError, SignatureError
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import Author, secret

ROOT, ERA, FEED = secret("root"), 1, FeedId(b"library ")
HUB = Author("hub")
START = Standing(0, Position(0), first_digest(ROOT, FEED))
ENTRIES = [Entry(Position(3), 100, 0, b"one"), Entry(Position(4), 100, 0, b"two"), Entry(Position(9), 160, 0, b"three")]


def digest_of(entries: list[Entry], *, root: bytes = ROOT, era: int = ERA, feed: FeedId = FEED) -> bytes:
    start = Standing(0, Position(0), first_digest(root, feed))
    return chain(start, entries, root=root, era=era, feed=feed)[0].digest


def test_the_digest_is_the_one_of_the_document() -> None:
    entry = Entry(Position(5), 7, 2, b"envelope")
    numbers = (5).to_bytes(8, "big") + (7).to_bytes(8, "big") + b"\x02"
    text = b"haversack/1/entry\x00" + ROOT + (3).to_bytes(4, "big") + FEED + bytes(32) + numbers
    text += hashlib.sha256(b"envelope").digest()

    assert next_digest(bytes(32), entry, root=ROOT, era=3, feed=FEED) == hashlib.sha256(text).digest()
    assert first_digest(ROOT, FEED) == hashlib.sha256(b"haversack/1/start\x00" + ROOT + FEED).digest()


def test_a_chain_goes_on_from_any_point() -> None:
    whole, digests = chain(START, ENTRIES, root=ROOT, era=ERA, feed=FEED)
    half, first = chain(START, ENTRIES[:1], root=ROOT, era=ERA, feed=FEED)
    rest, second = chain(half, ENTRIES[1:], root=ROOT, era=ERA, feed=FEED)

    assert whole == rest
    assert digests == first + second
    assert (whole.n, whole.position, whole.digest) == (3, 9, digests[-1])
    assert chain(whole, [], root=ROOT, era=ERA, feed=FEED) == (whole, ())


def test_every_dropped_moved_doubled_or_altered_entry_changes_the_digest() -> None:
    one, two, three = ENTRIES
    others = [
        [one, two],
        [two, three],
        [one, three],
        [one, two, replace(three, position=Position(10))],
        [one, two, replace(three, stamp=161)],
        [one, two, replace(three, flags=1)],
        [one, two, replace(three, envelope=b"threE")],
        [replace(one, envelope=b"two"), replace(two, envelope=b"one"), three],
        [*ENTRIES, replace(three, position=Position(10))],
    ]

    digests = {digest_of(entries) for entries in [ENTRIES, *others]}

    assert len(digests) == len(others) + 1


def test_the_same_entries_have_another_digest_in_another_network_era_or_feed() -> None:
    digests = {
        digest_of(ENTRIES),
        digest_of(ENTRIES, root=secret("another")),
        digest_of(ENTRIES, era=2),
        digest_of(ENTRIES, feed=NETWORK_FEED),
    }

    assert len(digests) == 4


@pytest.mark.parametrize("position", [8, 9])
def test_positions_grow(position: int) -> None:
    standing = Standing(3, Position(9), bytes(32))

    with pytest.raises(DigestError, match="grow"):
        chain(standing, [replace(ENTRIES[0], position=Position(position))], root=ROOT, era=ERA, feed=FEED)
    with pytest.raises(DigestError, match="grow"):
        chain(START, [ENTRIES[1], ENTRIES[0]], root=ROOT, era=ERA, feed=FEED)


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_mark_is_good_for_what_it_was_signed_for(n: int, position: int, digest: bytes) -> None:
    standing = Standing(n, Position(position), digest)

    mark = sign_mark(standing, root=ROOT, era=ERA, feed=FEED, hub_seed=HUB.sign_seed)

    verify_mark(standing, mark, root=ROOT, era=ERA, feed=FEED, hub_key=HUB.sign_key)


def is_good(
    standing: Standing,
    mark: bytes,
    *,
    root: bytes = ROOT,
    era: int = ERA,
    feed: FeedId = FEED,
    hub_key: bytes = HUB.sign_key,
) -> bool:
    try:
        verify_mark(standing, mark, root=root, era=era, feed=feed, hub_key=hub_key)
    except SignatureError:
        return False
    return True


def test_a_mark_is_good_for_nothing_else() -> None:
    standing, _ = chain(START, ENTRIES, root=ROOT, era=ERA, feed=FEED)
    mark = sign_mark(standing, root=ROOT, era=ERA, feed=FEED, hub_seed=HUB.sign_seed)

    assert is_good(standing, mark)
    assert not is_good(replace(standing, n=2), mark)
    assert not is_good(replace(standing, position=Position(10)), mark)
    for digest in every_flipped_byte(standing.digest):
        assert not is_good(replace(standing, digest=digest), mark)
    for changed in [*every_flipped_byte(mark), *every_cut(mark), mark + b"x"]:
        assert not is_good(standing, changed)
    assert not is_good(standing, mark, root=secret("another"))
    assert not is_good(standing, mark, era=2)
    assert not is_good(standing, mark, feed=FeedId(b"training"))
    assert not is_good(standing, mark, hub_key=Author("another hub").sign_key)


def test_what_a_mark_signs_is_what_the_document_says() -> None:
    standing = Standing(2, Position(9), secret("digest"))
    numbers = (1).to_bytes(4, "big") + FEED + (2).to_bytes(8, "big") + (9).to_bytes(8, "big")

    message = mark_message(standing, root=ROOT, era=1, feed=FEED)

    assert message == b"haversack/1/mark\x00" + ROOT + numbers + secret("digest")
