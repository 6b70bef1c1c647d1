"""A profile is read strictly, believed as far as the chain confirms it, and shown by a fingerprint."""

from collections.abc import Callable
from dataclasses import replace as replace_view

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import AudienceId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import BadFingerprintError, UnknownSuiteError, WireError, WrongNetworkError
from haversack_sync.protocol.limits import MAX_HUB_ADDRESSES, MAX_NAME_CHARACTERS
from haversack_sync.protocol.profile import (
    Profile,
    check_profile,
    decode_profile,
    encode_profile,
    read_fingerprint,
    show_fingerprint,
)
from tests.unit.haversack_sync.protocol import weak_keys
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import OPEN, Author, founded, secret

NETWORK = founded()
PROFILE = Profile(
    1,
    "A network of shelters",
    NETWORK["root"].sign_key,
    ("https://hub.example", "http://127.0.0.1:8080/"),
    NETWORK["hub"].sign_key,
    NETWORK["hub"].box_key,
    NETWORK.key(OPEN, 0),
)


def changed(**fields: object) -> Profile:
    return msgspec.structs.replace(PROFILE, **fields)


def test_a_profile_comes_back_as_it_was_written() -> None:
    assert decode_profile(encode_profile(PROFILE)) == PROFILE
    assert PROFILE.root == sealing.sha256(PROFILE.root_key) == NETWORK.root


def test_a_profile_may_be_as_long_as_its_limits() -> None:
    longest = "https://" + "h" * (300 - 8)
    at_limit = changed(name="é" * MAX_NAME_CHARACTERS, hubs=(longest,) * MAX_HUB_ADDRESSES)

    assert decode_profile(encode_profile(at_limit)) == at_limit
    assert decode_profile(encode_profile(changed(name="", hubs=()))).hubs == ()
    for bad in (
        changed(name="é" * (MAX_NAME_CHARACTERS + 1)),
        changed(hubs=(longest,) * (MAX_HUB_ADDRESSES + 1)),
        changed(hubs=(longest + "h",)),
    ):
        with pytest.raises(WireError):
            decode_profile(encode_profile(bad))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hub.example",
        "//hub.example",
        "ftp://hub.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "http://[",
        "http://[::1",
        "http://hub.example:99999",
        "http://hub.example:0",
        "http://hub.example:port",
        "http://name:word@hub.example",
        "http://@hub.example",
        "http://hub.example/ x",
        "http://hub.example/\n",
        "http://hub.example/?token=1",
        "http://hub.example/#part",
        "http://hüb.example",
    ],
)
def test_what_is_no_address_of_a_hub_is_refused(address: str) -> None:
    with pytest.raises(WireError, match="address"):
        decode_profile(encode_profile(changed(hubs=(address,))))


@pytest.mark.parametrize(
    "address", ["https://hub.example", "http://hub.example:8080/haversack/", "http://[::1]:8080", "HTTPS://HUB.EXAMPLE"]
)
def test_an_address_of_a_hub_is_taken(address: str) -> None:
    assert decode_profile(encode_profile(changed(hubs=(address,)))).hubs == (address,)


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_a_profile_of_another_suite_is_not_judged(suite: int) -> None:
    with pytest.raises(UnknownSuiteError):
        decode_profile(encode_profile(changed(suite=suite)))


@pytest.mark.parametrize("field", ["root_key", "hub_sign_key"])
@pytest.mark.parametrize("weak", sorted(weak_keys.encodings_of(weak_keys.small_order_points())), ids=bytes.hex)
def test_a_profile_with_a_weak_signing_key_is_refused(field: str, weak: bytes) -> None:
    with pytest.raises(WireError, match="weak"):
        decode_profile(encode_profile(changed(**{field: weak})))


@pytest.mark.parametrize("weak", sorted(weak_keys.encodings_of_u(weak_keys.small_order_u())), ids=bytes.hex)
def test_a_profile_with_a_weak_box_key_is_refused(weak: bytes) -> None:
    with pytest.raises(WireError, match="weak"):
        decode_profile(encode_profile(changed(hub_box_key=weak)))


@pytest.mark.parametrize("field", ["root_key", "hub_sign_key", "hub_box_key", "open_key"])
@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(field: str, length: int) -> None:
    with pytest.raises(WireError):
        decode_profile(encode_profile(changed(**{field: bytes(length)})))


def test_a_cut_or_longer_profile_and_one_that_is_no_text_is_refused() -> None:
    raw = encode_profile(PROFILE)
    for bad in [*every_cut(raw), raw + b"\x00", raw.replace(b"shelters", b"shelt\xffrs")]:
        with pytest.raises(WireError):
            decode_profile(bad)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_profile_or_are_refused(raw: bytes) -> None:
    try:
        decode_profile(raw)
    except WireError:
        return


def test_a_profile_fits_the_chain_of_its_network_only() -> None:
    authority = NETWORK.view.authority

    check_profile(PROFILE, authority)
    wrong = [changed(root_key=Author("eve").sign_key)]
    wrong += [changed(open_key=key) for key in every_flipped_byte(PROFILE.open_key)]
    for profile in wrong:
        with pytest.raises(WrongNetworkError):
            check_profile(profile, authority)
    for other in (
        replace_view(authority, root_key=Author("eve").sign_key),
        replace_view(authority, open_commitment=secret("another")),
        replace_view(authority, open_audience=AudienceId(b"another ")),
    ):
        with pytest.raises(WrongNetworkError):
            check_profile(PROFILE, other)


def test_every_flipped_byte_of_a_profile_is_refused_or_changes_only_what_the_chain_replaces() -> None:
    for bad in every_flipped_byte(encode_profile(PROFILE)):
        try:
            profile = decode_profile(bad)
            check_profile(profile, NETWORK.view.authority)
        except (WireError, WrongNetworkError):
            continue
        assert (profile.root_key, profile.open_key) == (PROFILE.root_key, PROFILE.open_key)


def test_a_fingerprint_is_eight_groups_of_four_characters() -> None:
    assert show_fingerprint(bytes(32)) == " ".join(["0000"] * 8)
    assert show_fingerprint(b"\xff" * 32) == " ".join(["ZZZZ"] * 8)
    assert show_fingerprint(bytes(19) + b"\x21" + b"\xff" * 12) == " ".join(["0000"] * 7 + ["0011"])


@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.lower,
        lambda text: text.replace(" ", ""),
        lambda text: text.replace(" ", "-"),
        lambda text: f" {text}\n",
    ],
    ids=["as shown", "small", "in one", "with hyphens", "in a line"],
)
def test_a_fingerprint_is_read_as_people_write_it(spell: Callable[[str], str]) -> None:
    root = bytes(range(7, 39))

    assert read_fingerprint(spell(show_fingerprint(root))) == root[:20]


def test_letters_that_look_like_digits_are_digits_in_a_fingerprint() -> None:
    assert read_fingerprint("oOiI lL00" + "0000" * 6) == read_fingerprint("0011 1100" + "0000" * 6)


@pytest.mark.parametrize("text", ["", "ABCD", "0000" * 8 + "0", "U000" + "0000" * 7, "é000" + "0000" * 7])
def test_what_cannot_be_a_fingerprint_is_refused(text: str) -> None:
    with pytest.raises(BadFingerprintError):
        read_fingerprint(text)
