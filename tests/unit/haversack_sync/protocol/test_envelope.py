"""One envelope can mean one thing only: not a bit of it changes unseen, and no two seals share a key."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import DeviceId, FeedId, ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.envelope import (
    CLEAR,
    NO_PREV,
    SEALED,
    Header,
    envelope_hash,
    open_change,
    parse_envelope,
    seal_change,
    sign_clear,
    verify_envelope,
)
from haversack_sync.protocol.errors import (
    LimitError,
    ProtocolError,
    SealError,
    SignatureError,
    UnknownSuiteError,
    WireError,
)
from haversack_sync.protocol.limits import MAX_BODY_BYTES, MAX_ENVELOPE_BYTES, MAX_REFS
from haversack_sync.protocol.wire import MAX_VARINT
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import Author, counting_random, secret

ROOT, OTHER_ROOT, KEY = secret("root"), secret("another root"), secret("epoch")
FEED = FeedId(b"library ")
ANA = Author("ana")
NUMBERS = st.integers(0, MAX_VARINT)
HEADERS = st.builds(
    Header,
    form=st.just(SEALED),
    device=st.just(ANA.handle),
    number=NUMBERS,
    prev=st.binary(min_size=16, max_size=16),
    feed=st.binary(min_size=8, max_size=8).map(FeedId),
    epoch=NUMBERS,
    seen=NUMBERS,
    seen_digest=st.binary(min_size=16, max_size=16),
    refs=st.lists(st.binary(min_size=32, max_size=32).map(ObjectId), max_size=3).map(tuple),
)


def sealed(plain: bytes = b"opening hours: 9 to 17", *, header: Header | None = None, random: str = "dice") -> bytes:
    return seal_change(
        header or ANA.header(FEED, epoch=3, seen=(7, bytes(16))),
        plain,
        root=ROOT,
        epoch_key=KEY,
        signing_seed=ANA.sign_seed,
        random=counting_random(random),
    )


def clear(content: bytes = b"an entry") -> bytes:
    return sign_clear(ANA.header(FEED, form=CLEAR), content, root=ROOT, signing_seed=ANA.sign_seed)


@given(HEADERS, st.binary(max_size=300))
def test_a_sealed_change_comes_back_with_its_header_and_text(header: Header, plain: bytes) -> None:
    raw = sealed(plain, header=header)

    envelope = parse_envelope(raw)

    assert (envelope.raw, envelope.header) == (raw, header)
    assert envelope.clear + envelope.content + envelope.signature == raw
    assert envelope.hash == envelope_hash(raw) == sealing.sha256(raw)
    verify_envelope(envelope, root=ROOT, public=ANA.sign_key)
    assert open_change(envelope, root=ROOT, epoch_key=KEY) == plain


@given(HEADERS, st.binary(min_size=1, max_size=300))
def test_a_clear_entry_comes_back_with_its_header_and_content(header: Header, content: bytes) -> None:
    header = replace(header, form=CLEAR)
    raw = sign_clear(header, content, root=ROOT, signing_seed=ANA.sign_seed)

    envelope = parse_envelope(raw)

    assert (envelope.header, envelope.content) == (header, content)
    verify_envelope(envelope, root=ROOT, public=ANA.sign_key)
    with pytest.raises(SealError):
        open_change(envelope, root=ROOT, epoch_key=KEY)


def accepted(raw: bytes, *, root: bytes = ROOT, public: bytes = ANA.sign_key, key: bytes = KEY) -> bool:
    """Tell whether somebody who knows the author and the key would take these bytes."""
    try:
        envelope = parse_envelope(raw)
        verify_envelope(envelope, root=root, public=public)
        if envelope.header.form == SEALED:
            open_change(envelope, root=root, epoch_key=key)
    except ProtocolError:
        return False
    return True


@pytest.mark.parametrize("raw", [sealed(), clear(), sealed(header=replace(ANA.header(FEED), refs=(ObjectId(ROOT),)))])
def test_every_flipped_byte_and_every_cut_is_refused(raw: bytes) -> None:
    assert accepted(raw)
    for changed in [*every_flipped_byte(raw), *every_cut(raw), raw + b"\x00"]:
        assert not accepted(changed)


@pytest.mark.parametrize("raw", [sealed(), clear()])
def test_every_flipped_bit_of_the_clear_part_breaks_the_signature(raw: bytes) -> None:
    for index in range(len(parse_envelope(raw).clear)):
        for bit in range(8):
            changed = bytearray(raw)
            changed[index] ^= 1 << bit
            assert not accepted(bytes(changed))


@pytest.mark.parametrize("raw", [sealed(), clear()])
def test_an_envelope_of_another_network_is_refused(raw: bytes) -> None:
    assert not accepted(raw, root=OTHER_ROOT)
    assert not accepted(raw, public=Author("ben").sign_key)


def test_a_seal_opens_in_its_network_and_with_its_key_only() -> None:
    envelope = parse_envelope(sealed())

    for root, key in ((OTHER_ROOT, KEY), (ROOT, secret("another epoch"))):
        with pytest.raises(SealError):
            open_change(envelope, root=root, epoch_key=key)


def test_nobody_can_sign_the_sealed_text_of_somebody_else_as_their_own() -> None:
    stolen, eve = parse_envelope(sealed()), Author("eve")
    header = replace(stolen.header, device=eve.handle)
    unsigned = header.encode() + stolen.clear[-16:] + stolen.content
    raw = unsigned + sealing.sign(eve.sign_seed, b"haversack/1/change-sig\x00" + ROOT + unsigned)
    envelope = parse_envelope(raw)

    verify_envelope(envelope, root=ROOT, public=eve.sign_key)
    with pytest.raises(SealError):
        open_change(envelope, root=ROOT, epoch_key=KEY)


def test_a_signature_counts_only_with_the_key_that_the_envelope_names() -> None:
    header = replace(ANA.header(FEED, form=CLEAR), device=DeviceId(b"somebody"))
    raw = sign_clear(header, b"entry", root=ROOT, signing_seed=ANA.sign_seed)

    with pytest.raises(SignatureError, match="handle"):
        verify_envelope(parse_envelope(raw), root=ROOT, public=ANA.sign_key)


def key_and_nonce(raw: bytes) -> tuple[bytes, bytes]:
    envelope = parse_envelope(raw)
    info = b"haversack/1/change\x00" + ROOT + envelope.clear
    material = sealing.hkdf_sha256(KEY, salt=envelope.clear[-16:], info=info, length=44)
    assert sealing.unseal(material[:32], material[32:], envelope.content)
    return material[:32], material[32:]


def test_a_machine_that_repeats_its_random_bytes_never_repeats_key_and_nonce_for_two_texts() -> None:
    # A cloned profile: same device, same number, same dice, another text.
    texts = [b"text %d" % number for number in range(50)]

    pairs = {key_and_nonce(sealed(text)) for text in texts}
    keys = {key for key, _ in pairs}

    assert len(pairs) == len(keys) == len(texts)


def test_the_same_text_twice_is_sealed_with_two_keys() -> None:
    assert key_and_nonce(sealed(random="one")) != key_and_nonce(sealed(random="two"))


def test_the_same_text_under_another_header_is_sealed_with_another_key() -> None:
    header = ANA.header(FEED, epoch=3, seen=(7, bytes(16)))
    others = [
        replace(header, number=1),
        replace(header, prev=b"\x01" * 16),
        replace(header, feed=FeedId(b"training")),
        replace(header, epoch=4),
        replace(header, seen=8),
    ]

    keys = {key_and_nonce(sealed(header=each)) for each in [header, *others]}

    assert len(keys) == 6


def test_an_envelope_of_24_kib_passes_and_one_more_byte_does_not() -> None:
    header = ANA.header(FEED, form=CLEAR)
    room = MAX_ENVELOPE_BYTES - len(header.encode()) - 64
    at_limit = sign_clear(header, bytes(room), root=ROOT, signing_seed=ANA.sign_seed)

    assert len(at_limit) == MAX_ENVELOPE_BYTES
    assert accepted(at_limit)
    with pytest.raises(LimitError):
        sign_clear(header, bytes(room + 1), root=ROOT, signing_seed=ANA.sign_seed)
    with pytest.raises(LimitError):
        parse_envelope(at_limit + b"x")


def test_a_change_is_as_long_as_travels_sealed_and_as_128_kib_unpacked() -> None:
    noise = b"".join(sealing.sha256(b"%d" % number) for number in range(1024))
    longest = next(length for length in range(len(noise), 0, -64) if travels(noise[:length]))

    assert 21_000 < longest < MAX_ENVELOPE_BYTES
    assert travels(b"a" * MAX_BODY_BYTES)
    assert not travels(b"a" * (MAX_BODY_BYTES + 1))


def travels(plain: bytes) -> bool:
    try:
        raw = sealed(plain)
    except LimitError:
        return False
    return accepted(raw)


def test_32_refs_pass_and_33_do_not() -> None:
    refs = tuple(ObjectId(secret(str(number))) for number in range(MAX_REFS + 1))
    at_limit = sealed(header=replace(ANA.header(FEED), refs=refs[:MAX_REFS]))
    at = at_limit.index(bytes((MAX_REFS,)) + refs[0])

    assert parse_envelope(at_limit).header.refs == refs[:MAX_REFS]
    with pytest.raises(LimitError):
        sealed(header=replace(ANA.header(FEED), refs=refs))
    with pytest.raises(LimitError):
        parse_envelope(at_limit[:at] + bytes((MAX_REFS + 1,)) + at_limit[at + 1 :])


@pytest.mark.parametrize("first", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x04"])
def test_another_suite_or_form_is_not_judged(first: bytes) -> None:
    with pytest.raises(UnknownSuiteError):
        parse_envelope(first + sealed()[2:])


def test_an_envelope_without_content_is_refused() -> None:
    empty = ANA.header(FEED, form=CLEAR).encode() + bytes(64)
    short = ANA.header(FEED).encode() + bytes(16) + bytes(15) + bytes(64)

    for raw in (empty, short, b""):
        with pytest.raises(WireError):
            parse_envelope(raw)


def test_a_number_with_a_second_spelling_is_refused() -> None:
    raw = clear()
    longer = raw[:10] + b"\x80\x00" + raw[11:]

    assert raw[10] == 0
    with pytest.raises(WireError, match="shortest"):
        parse_envelope(longer)


def test_a_change_whose_seal_opens_but_whose_body_is_malformed_is_refused() -> None:
    header = ANA.header(FEED)
    clear_part = header.encode() + bytes(16)
    info = b"haversack/1/change\x00" + ROOT + clear_part
    material = sealing.hkdf_sha256(KEY, salt=bytes(16), info=info, length=44)
    unsigned = clear_part + sealing.seal(material[:32], material[32:], b"\x07" * 32)
    raw = unsigned + sealing.sign(ANA.sign_seed, b"haversack/1/change-sig\x00" + ROOT + unsigned)

    with pytest.raises(WireError):
        open_change(parse_envelope(raw), root=ROOT, epoch_key=KEY)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_envelope_or_are_refused(raw: bytes) -> None:
    for start in (b"", b"\x01\x01", b"\x01\x02"):
        try:
            parse_envelope(start + raw)
        except WireError:
            continue


def test_the_first_envelope_of_a_key_names_none_before_it() -> None:
    assert parse_envelope(sealed()).header.prev == NO_PREV == bytes(16)
