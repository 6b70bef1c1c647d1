"""A founder takes the keys of the hub whose token it was given, and of nobody else; the token never travels."""

import msgspec
import pytest

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError
from haversack_sync.protocol.messages import (
    RegisterAnswer,
    RegisterRequest,
    decode_register_answer,
    decode_register_request,
    encode_message,
)
from haversack_sync.protocol.network import KeyPurpose
from haversack_sync.protocol.registration import (
    check_register_answer,
    check_register_request,
    register_answer,
    register_request,
)
from tests.unit.haversack_sync.protocol.damaged import every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import Author, secret

TOKEN, ROOT_KEY, HUB = "token-of-the-hub", Author("root").sign_key, Author("hub")
ROOT = sealing.sha256(ROOT_KEY)
REQUEST = register_request(TOKEN, ROOT_KEY)
ANSWER = register_answer(TOKEN, root_key=ROOT_KEY, hub_sign_seed=HUB.sign_seed, hub_box_key=HUB.box_key)


def is_asked_well(request: RegisterRequest, token: str = TOKEN) -> bool:
    try:
        check_register_request(request, token)
    except HubRefusal:
        return False
    return True


def is_good(answer: RegisterAnswer, token: str = TOKEN, root: bytes = ROOT) -> bool:
    try:
        check_register_answer(answer, token, root=root)
    except NotOurHubError:
        return False
    return True


def test_a_founder_who_knows_the_token_is_let_in() -> None:
    assert decode_register_request(encode_message(REQUEST)) == REQUEST
    assert REQUEST.root_key == ROOT_KEY
    assert is_asked_well(REQUEST)


def test_a_registration_does_not_carry_the_token() -> None:
    assert TOKEN.encode() not in encode_message(REQUEST)
    assert REQUEST.proof == sealing.hmac_sha256(TOKEN.encode(), b"haversack/1/register\x00" + ROOT)


def test_a_proof_by_another_token_or_for_another_network_is_refused() -> None:
    with pytest.raises(HubRefusal, match="wrong_token"):
        check_register_request(REQUEST, "another token")
    assert not is_asked_well(REQUEST, "")
    assert not is_asked_well(RegisterRequest(REQUEST.proof, HUB.sign_key))


def test_every_flipped_byte_of_a_registration_is_refused() -> None:
    for changed in every_flipped_byte(REQUEST.proof):
        assert not is_asked_well(msgspec.structs.replace(REQUEST, proof=changed))
    for changed in every_flipped_byte(ROOT_KEY):
        assert not is_asked_well(msgspec.structs.replace(REQUEST, root_key=changed))


def test_an_impostor_who_was_asked_has_nothing_to_answer_with() -> None:
    # It holds keys of its own, and what the founder sent; the proof is not a MAC over any keys.
    eve = Author("eve")
    own = register_answer("guess", root_key=ROOT_KEY, hub_sign_seed=eve.sign_seed, hub_box_key=eve.box_key)

    assert not is_good(own)
    assert not is_good(msgspec.structs.replace(own, mac=REQUEST.proof))
    assert not is_asked_well(RegisterRequest(ANSWER.mac, ROOT_KEY))


def test_the_hub_answers_with_its_keys() -> None:
    assert (ANSWER.sign_key, ANSWER.box_key) == (HUB.sign_key, HUB.box_key)
    assert decode_register_answer(encode_message(ANSWER)) == ANSWER
    assert is_good(ANSWER)


def test_the_possession_is_the_one_that_the_hub_key_entry_will_carry() -> None:
    assert ANSWER.possession == HUB.possession(ROOT, KeyPurpose.HUB)


def test_a_coordinators_possession_is_not_a_hubs() -> None:
    assert not is_good(msgspec.structs.replace(ANSWER, possession=HUB.possession(ROOT, KeyPurpose.COORDINATOR)))


def test_an_answer_with_another_token_or_for_another_network_is_not_ours() -> None:
    assert not is_good(ANSWER, "another token")
    assert not is_good(ANSWER, TOKEN, secret("another network"))


@pytest.mark.parametrize("field", RegisterAnswer.__struct_fields__)
def test_every_flipped_byte_of_an_answer_is_refused(field: str) -> None:
    for changed in every_flipped_byte(getattr(ANSWER, field)):
        assert not is_good(msgspec.structs.replace(ANSWER, **{field: changed}))


def test_the_right_token_with_keys_that_nobody_holds_is_refused() -> None:
    # Somebody who learned the token answers with a key of small order.
    weak = bytes(32)
    mac = sealing.hmac_sha256(TOKEN.encode(), b"haversack/1/register\x00" + ROOT + weak + HUB.box_key)

    assert not is_good(RegisterAnswer(weak, HUB.box_key, bytes(64), mac))


def test_what_is_maced_is_what_the_document_says() -> None:
    text = b"haversack/1/register\x00" + ROOT + HUB.sign_key + HUB.box_key

    assert ANSWER.mac == sealing.hmac_sha256(TOKEN.encode(), text)
