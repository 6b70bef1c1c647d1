"""A signed request says one thing once: no other method, path, body, device, lane or counter, in one spelling."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import EXCHANGE_TARGET, LinkError, exchange_line
from haversack_sync.protocol.errors import SignatureError, WireError
from haversack_sync.protocol.requests import (
    LANE_EXCHANGE,
    LANE_UPLOADS,
    RequestAuth,
    RequestLine,
    parse_auth,
    request_hash,
    sign_request,
    verify_request,
)
from haversack_sync.protocol.wire import MAX_VARINT
from tests.unit.haversack_sync.protocol.damaged import every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import Author, secret

ROOT, BEN = secret("root"), Author("ben")
LINE = RequestLine("POST", "/v1/exchange", b"body")


def signed(line: RequestLine = LINE, *, lane: int = LANE_EXCHANGE, counter: int = 300) -> RequestAuth:
    return sign_request(line, root=ROOT, device=BEN.handle, lane=lane, counter=counter, signing_seed=BEN.sign_seed)


def is_good(auth: RequestAuth, line: RequestLine = LINE, *, root: bytes = ROOT, public: bytes = BEN.sign_key) -> bool:
    try:
        verify_request(auth, line, root=root, public=public)
    except SignatureError:
        return False
    return True


@given(st.integers(0, MAX_VARINT), st.sampled_from([LANE_EXCHANGE, LANE_UPLOADS]), st.binary(max_size=50))
def test_a_request_is_signed_sent_read_and_verified(counter: int, lane: int, body: bytes) -> None:
    line = replace(LINE, body=body)

    auth = parse_auth(signed(line, lane=lane, counter=counter).header())

    assert (auth.device, auth.lane, auth.counter) == (BEN.handle, lane, counter)
    assert is_good(auth, line)


def test_a_signature_is_for_this_request_only() -> None:
    auth = signed()
    lines = [
        replace(LINE, method="PUT"),
        replace(LINE, target="/v1/exchange?x"),
        replace(LINE, target="/v1/exchang"),
        replace(LINE, body=b"bodY"),
        RequestLine("POST/v1", "/exchange", b"body"),
    ]
    others = [
        replace(auth, device=DeviceId(b"somebody")),
        replace(auth, lane=LANE_UPLOADS),
        replace(auth, counter=301),
        *(replace(auth, signature=changed) for changed in every_flipped_byte(auth.signature)),
    ]

    assert is_good(auth)
    assert not any(is_good(auth, line) for line in lines)
    assert not any(is_good(other) for other in others)
    assert not is_good(auth, root=secret("another network"))
    assert not is_good(auth, public=Author("eve").sign_key)


def test_what_is_signed_is_what_the_document_says() -> None:
    text = b"haversack/1/request\x00" + ROOT + b"\x00\x00\x00\x04POST" + b"\x00\x00\x00\x0c/v1/exchange"
    text += sealing.sha256(b"body") + BEN.handle + b"\x00" + (300).to_bytes(8, "big")

    assert sealing.verifies(BEN.sign_key, signed().signature, text)


def test_every_altered_character_of_the_header_is_refused() -> None:
    header = signed().header()
    for index in range(len(header)):
        for character in "Aa0-_=+/! é\n":
            changed = header[:index] + character + header[index + 1 :]
            if changed != header:
                assert not taken(changed)
    for bad in (header[:-1], header + "A", header + "=", header + "\n", " " + header, header[4:], ""):
        assert not taken(bad)


def taken(header: str) -> bool:
    try:
        return is_good(parse_auth(header))
    except WireError:
        return False


def test_a_header_has_one_spelling() -> None:
    # 74 bytes leave two bits over in base 64, which a lenient reader does not look at.
    header = RequestAuth(BEN.handle, 0, 1, bytes(64)).header()
    second = header[:-2] + "B="

    assert header.endswith("A=")
    assert base64.urlsafe_b64decode(second) == base64.urlsafe_b64decode(header)
    with pytest.raises(WireError, match="two spellings"):
        parse_auth(second)
    with pytest.raises(WireError, match="malformed"):
        parse_auth(header[:50] + "!" + header[50:])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        bytes(8),
        bytes(9),
        bytes(10),
        bytes(73),
        bytes(75),
        b"ben     \x02\x01" + bytes(64),
        bytes(9) + b"\x80\x00" + bytes(64),
    ],
)
def test_a_malformed_header_is_refused(raw: bytes) -> None:
    with pytest.raises(WireError):
        parse_auth(base64.urlsafe_b64encode(raw).decode())


def test_a_header_of_any_length_is_refused_before_it_is_read() -> None:
    with pytest.raises(WireError, match="too long"):
        parse_auth("A" * 401)
    with pytest.raises(WireError):
        parse_auth("A" * 400)


@given(st.text(max_size=120))
def test_any_text_is_a_header_or_is_refused(text: str) -> None:
    try:
        auth = parse_auth(text)
    except WireError:
        return
    assert auth.header() == text


def test_a_request_is_known_by_its_signature_or_by_its_body() -> None:
    auth = signed()

    assert request_hash(auth, b"body") == sealing.sha256(auth.signature)
    assert request_hash(None, b"body") == sealing.sha256(b"haversack/1/request\x00body")
    assert request_hash(None, b"body") != request_hash(None, b"bodY")


def test_an_exchange_is_a_post_of_its_body() -> None:
    assert exchange_line(b"body") == RequestLine("POST", EXCHANGE_TARGET, b"body") == LINE


def test_a_failed_link_says_what_happened() -> None:
    error = LinkError("stalled")

    assert (error.kind, error.what, str(error)) == ("link", "stalled", "stalled")
