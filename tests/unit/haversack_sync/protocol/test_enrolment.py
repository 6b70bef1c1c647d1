"""A code survives paper and telephone, everything follows from it, and it confirms one network only."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.authority_entries import decode_terms
from haversack_sync.model.ids import key_handle
from haversack_sync.protocol import sealing
from haversack_sync.protocol.enrolment import check_tie, derive, make_code, read_code, redeem_entry
from haversack_sync.protocol.errors import BadCodeError, WrongNetworkError
from haversack_sync.protocol.network import redeem_message
from tests.unit.haversack_sync.protocol.damaged import every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import Author, SmallNetwork, counting_random, secret

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEEDS = st.integers(0, 2**32).map(str)
NETWORK = SmallNetwork()
ROOT = NETWORK.root
KEYS = NETWORK.code("paper")
INVITE = NETWORK.invite("paper")


@given(SEEDS)
def test_a_code_is_four_groups_and_a_check_and_comes_back(seed: str) -> None:
    code = make_code(counting_random(seed))

    raw = read_code(code)

    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5, 1]
    assert set(code) <= set(ALPHABET + "-")
    number = int.from_bytes(raw, "big")
    assert (len(raw), number >> 100) == (13, 0)
    assert ALPHABET[number % 37] == code[-1]
    assert "".join(ALPHABET[number >> shift & 31] for shift in range(95, -1, -5)) == code[:-2].replace("-", "")


@given(SEEDS)
def test_how_a_code_was_typed_does_not_matter(seed: str) -> None:
    code = make_code(counting_random(seed))
    typed = code.lower().replace("0", "o").replace("1", "i").replace("-", " \u2013 ")

    assert read_code(f"\t{typed}\n") == read_code(code)
    assert read_code(code.replace("-", "").replace("1", "L")) == read_code(code)
    assert read_code(code.replace("-", "\u2011").replace("0", "O")) == read_code(code)


def test_a_code_whose_check_cannot_be_typed_is_drawn_again() -> None:
    refused = (36 << 4).to_bytes(13, "big")
    good = (31 << 4).to_bytes(13, "big")
    draws = iter([refused, refused, good])

    assert make_code(lambda count: next(draws)) == "00000-00000-00000-0000Z-Z"
    assert next(draws, None) is None


def test_every_single_mistake_and_almost_every_swap_is_noticed() -> None:
    code = make_code(counting_random("typist")).replace("-", "")
    for index, right in enumerate(code):
        for wrong in ALPHABET:
            if wrong != right:
                with pytest.raises(BadCodeError):
                    read_code(code[:index] + wrong + code[index + 1 :])
    for index in range(len(code) - 1):
        swapped = code[:index] + code[index + 1] + code[index] + code[index + 2 :]
        if swapped != code:
            with pytest.raises(BadCodeError):
                read_code(swapped)


@pytest.mark.parametrize(
    "text",
    ["", "0" * 20, "0" * 22, "0" * 20 + "U", "0" * 20 + "*", "é" + "0" * 20, "٠" * 21, "ß" * 11, "0" * 20 + "1"],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadCodeError):
        read_code(text)


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_is_refused(text: str) -> None:
    try:
        raw = read_code(text)
    except BadCodeError:
        return
    assert len(raw) == 13


def test_what_follows_from_a_code_is_what_the_document_says() -> None:
    code = read_code("00000-00000-00000-0000Z-Z")
    prk = hmac.digest(b"haversack/1/invitation\x00", code, "sha256")
    keys = derive(code)

    assert keys.invitation == hmac.digest(prk, b"id\x01", "sha256")[:16]
    assert keys.sign_seed == hmac.digest(prk, b"sign\x01", "sha256")
    assert keys.box_seed == hmac.digest(prk, b"box\x01", "sha256")
    assert keys.tie_key == hmac.digest(prk, b"tie\x01", "sha256")
    assert keys.sign_key == sealing.signing_public_key(keys.sign_seed)
    assert keys.box_key == sealing.box_public_key(keys.box_seed)
    assert keys.handle == key_handle(keys.sign_key)


def test_two_codes_have_nothing_in_common() -> None:
    one, other = derive(bytes(13)), derive(bytes(12) + b"\x01")

    values = {each for keys in (one, other) for each in (keys.invitation, keys.sign_seed, keys.box_seed, keys.tie_key)}
    assert len(values) == 8


def test_a_code_confirms_its_network() -> None:
    check_tie(KEYS, root=ROOT, terms_raw=INVITE.terms, tie=INVITE.tie)

    assert decode_terms(INVITE.terms) == NETWORK.terms("paper")
    text = b"haversack/1/tie\x00" + ROOT + hashlib.sha256(INVITE.terms).digest()
    assert INVITE.tie == hmac.digest(KEYS.tie_key, text, "sha256")


def is_tied(*, root: bytes = ROOT, terms: bytes = INVITE.terms, tie: bytes = INVITE.tie, code: str = "paper") -> bool:
    try:
        check_tie(NETWORK.code(code), root=root, terms_raw=terms, tie=tie)
    except WrongNetworkError:
        return False
    return True


def test_a_forger_who_copies_an_invitation_into_another_network_is_found() -> None:
    assert is_tied()
    assert not is_tied(root=secret("a false network"))
    assert not is_tied(code="another paper")
    assert not any(is_tied(terms=changed) for changed in every_flipped_byte(INVITE.terms))
    assert not any(is_tied(tie=changed) for changed in every_flipped_byte(INVITE.tie))
    assert not is_tied(tie=b"")


def test_a_redemption_is_signed_by_the_code() -> None:
    ben = Author("ben")
    body = redeem_entry(KEYS, root=ROOT, sign_key=ben.sign_key, box_key=ben.box_key, label=b"label")
    text = b"haversack/1/redeem\x00" + ROOT + KEYS.invitation + ben.sign_key + ben.box_key + b"\x00\x00\x00\x05label"

    assert redeem_message(ROOT, body) == text
    assert sealing.verifies(KEYS.sign_key, body.by_invitation, text)
    assert (body.invitation, body.sign_key, body.box_key, body.label) == (
        KEYS.invitation,
        ben.sign_key,
        ben.box_key,
        b"label",
    )
