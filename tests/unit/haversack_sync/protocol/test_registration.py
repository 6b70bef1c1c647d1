"""A founder takes the keys of the hub whose token it was given, and of nobody else."""

import msgspec
import pytest

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import NotOurHubError
from haversack_sync.protocol.messages import RegisterAnswer, decode_register_answer, encode_message
from haversack_sync.protocol.registration import check_register_answer, register_answer
from tests.unit.haversack_sync.protocol.damaged import every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import Author, secret

TOKEN, ROOT_KEY, HUB = "token-of-the-hub", Author("root").sign_key, Author("hub")
ROOT = sealing.sha256(ROOT_KEY)
ANSWER = register_answer(TOKEN, root_key=ROOT_KEY, hub_sign_seed=HUB.sign_seed, hub_box_key=HUB.box_key)


def is_good(answer: RegisterAnswer, token: str = TOKEN, root: bytes = ROOT) -> bool:
    try:
        check_register_answer(answer, token, root=root)
    except NotOurHubError:
        return False
    return True


def test_the_hub_answers_with_its_keys() -> None:
    assert (ANSWER.sign_key, ANSWER.box_key) == (HUB.sign_key, HUB.box_key)
    assert decode_register_answer(encode_message(ANSWER)) == ANSWER
    assert is_good(ANSWER)


def test_the_possession_is_the_one_that_the_hub_key_entry_will_carry() -> None:
    assert ANSWER.possession == HUB.possession(ROOT)


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
