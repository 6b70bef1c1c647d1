"""Messages for tests: one of each, and strategies that make any of them."""

from typing import Final

from hypothesis import strategies as st

from haversack_sync.protocol.messages import (
    Ask,
    EntriesFrame,
    ExchangeRequest,
    Frame,
    HeadFrame,
    LateEnvelope,
    LateFrame,
    MarkFrame,
    OfferFrame,
    PieceFrame,
    RefusalFrame,
    Stanza,
    StanzasFrame,
    UploadedFrame,
    WireEntry,
)

NUMBERS: Final = st.integers(0, 2**63 - 1)
SIGNATURES: Final = st.binary(min_size=64, max_size=64)
HANDLES: Final = st.binary(min_size=8, max_size=8)
STANZAS: Final = st.builds(Stanza, HANDLES, st.integers(0, 2**32 - 1), HANDLES, st.binary(min_size=80, max_size=80))
ASKS: Final = st.builds(Ask, HANDLES, NUMBERS, st.binary(min_size=16, max_size=16))
ENTRIES: Final = st.builds(WireEntry, NUMBERS, NUMBERS, st.integers(0, 255), st.binary(max_size=40) | NUMBERS)
LISTS: Final = st.lists(st.lists(ENTRIES, max_size=3).map(tuple), max_size=3).map(tuple)
STANDINGS: Final = st.lists(st.tuples(NUMBERS, st.binary(min_size=32, max_size=32)), max_size=3).map(tuple)


def heads(*, long: bool) -> st.SearchStrategy[HeadFrame]:
    """Make head frames of long or of short answers."""
    return st.builds(
        HeadFrame,
        era=st.integers(0, 2**32 - 1),
        position=NUMBERS,
        stamp=NUMBERS,
        signature=SIGNATURES,
        receipts=st.binary(max_size=40),
        standings=STANDINGS if long else st.none(),
        entries=st.none() if long else LISTS,
        stanzas=st.lists(STANZAS, max_size=2).map(tuple),
        stanza_serial=NUMBERS,
    )


FRAMES: Final[st.SearchStrategy[Frame]] = st.one_of(
    heads(long=True),
    heads(long=False),
    st.builds(
        EntriesFrame,
        NUMBERS,
        st.integers(1, 2**63 - 1),
        st.lists(ENTRIES, min_size=1, max_size=3).map(tuple),
        st.none() | SIGNATURES,
    ),
    st.builds(RefusalFrame, st.text(max_size=20), NUMBERS, SIGNATURES),
    st.builds(UploadedFrame, NUMBERS, st.booleans(), SIGNATURES),
    st.builds(StanzasFrame, st.lists(STANZAS, max_size=3).map(tuple)),
    st.builds(MarkFrame, NUMBERS, NUMBERS, NUMBERS, SIGNATURES),
    st.builds(OfferFrame, NUMBERS, ENTRIES, NUMBERS, NUMBERS, SIGNATURES, NUMBERS),
    st.builds(
        LateFrame,
        st.lists(st.builds(LateEnvelope, NUMBERS, NUMBERS, st.binary(max_size=40)), max_size=2).map(tuple),
        st.lists(st.tuples(HANDLES, NUMBERS), max_size=2).map(tuple),
    ),
    st.builds(PieceFrame, NUMBERS, st.none() | NUMBERS, NUMBERS, st.binary(max_size=40)),
)
REQUESTS: Final = st.builds(
    ExchangeRequest,
    cursors=st.lists(st.tuples(st.integers(1, 99), NUMBERS), max_size=4, unique_by=lambda pair: pair[0]).map(
        lambda pairs: ((0, 7), *pairs)
    ),
    changes=st.lists(st.binary(max_size=40), max_size=3).map(tuple),
    answer_bytes=NUMBERS,
    stanzas_after=NUMBERS,
    nonce=st.sampled_from([b"", b"n" * 16]),
    stanzas=st.lists(STANZAS, max_size=2).map(tuple),
    profile=st.binary(max_size=40),
    frame_bytes=NUMBERS,
    asks=st.lists(ASKS, max_size=2).map(tuple),
    snapshots=st.lists(NUMBERS, max_size=3).map(tuple),
    late_after=st.none() | NUMBERS,
    era=st.integers(0, 2**32 - 1),
    marks=st.booleans(),
)

STANZA: Final = Stanza(b"members ", 3, b"somebody", bytes(80))
ENTRY: Final = WireEntry(5, 100, 0, b"envelope")
SHORT: Final = HeadFrame(1, 9, 100, bytes(64), b"\x90", None, ((ENTRY,), ()), (STANZA,), 4)
LONG: Final = HeadFrame(1, 9, 100, bytes(64), b"\x90", ((3, bytes(32)), (0, bytes(32))), None, (), 0)
MARKED: Final = EntriesFrame(2, 1, (ENTRY, WireEntry(6, 100, 0, 1)), bytes(64))
REFUSAL: Final = RefusalFrame("counter_too_low", 7, bytes(64))
STORED_KEYS: Final = StanzasFrame((STANZA,))
MARK: Final = MarkFrame(2, 40, 77, bytes(64))
UPLOADED: Final = UploadedFrame(1000, complete=False, signature=bytes(64))
REQUEST: Final = ExchangeRequest(((0, 3), (2, 5)), (b"envelope",), 65_536, 4, b"n" * 16, (STANZA,), b"profile")
