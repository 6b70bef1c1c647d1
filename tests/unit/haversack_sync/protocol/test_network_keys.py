"""No key comes into the chain unless somebody holds it, and none that proves or protects nothing."""

import msgspec
import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import SignatureError, UnknownSignerError, WeakKeyError
from haversack_sync.protocol.network import KeyPurpose
from tests.unit.haversack_sync.protocol import weak_keys
from tests.unit.haversack_sync.protocol.damaged import every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import MEMBERS, SmallNetwork, founded, secret

WEAK_SIGN_KEYS = sorted(weak_keys.encodings_of(weak_keys.small_order_points()))
WEAK_BOX_KEYS = sorted(weak_keys.encodings_of_u(weak_keys.small_order_u()))


@pytest.mark.parametrize(
    ("of_type", "purpose", "other"),
    [
        (bodies.CoordinatorAdd, KeyPurpose.COORDINATOR, KeyPurpose.HUB),
        (bodies.HubKey, KeyPurpose.HUB, KeyPurpose.COORDINATOR),
    ],
)
def test_a_key_comes_in_only_with_its_possession_for_what_it_is(
    of_type: type[bodies.CoordinatorAdd | bodies.HubKey], purpose: KeyPurpose, other: KeyPurpose
) -> None:
    network = founded()
    cem = network["cem"]
    good = cem.possession(network.root, purpose)
    proofs = [
        bytes(64),
        *every_flipped_byte(good),
        cem.possession(secret("another network"), purpose),
        cem.possession(network.root, other),
        network["ana"].possession(network.root, purpose),
    ]
    for possession in proofs:
        with pytest.raises(SignatureError):
            network.attempt(network.envelope("root", of_type(cem.sign_key, cem.box_key, possession)))
    swapped = of_type(cem.sign_key, network["ana"].box_key, good)
    with pytest.raises(SignatureError, match="possession"):
        network.attempt(network.envelope("root", swapped))
    assert network.says("root", of_type(cem.sign_key, cem.box_key, good)) is None


def test_a_redemption_needs_the_code_and_the_device() -> None:
    network = founded()
    network.says("ana", network.invite("paper"))
    ben, good = network["ben"], network.redeem("paper", by="ben")
    changes = [
        msgspec.structs.replace(good, box_key=network["eve"].box_key),
        msgspec.structs.replace(good, label=b"another"),
        *(msgspec.structs.replace(good, by_invitation=bad) for bad in every_flipped_byte(good.by_invitation)),
        msgspec.structs.replace(network.redeem("another paper", by="ben"), invitation=good.invitation),
    ]
    for body in changes:
        with pytest.raises(SignatureError):
            network.attempt(network.envelope("ben", body))
    # Eve sends Ben's redemption under her own key.
    with pytest.raises(SignatureError, match="handle"):
        network.attempt(network.envelope("eve", good))
    assert network.says("ben", good) is None
    assert ben.handle in network.view.authority.devices


def test_a_redemption_of_an_unknown_invitation_may_be_good_later() -> None:
    network = founded()

    with pytest.raises(UnknownSignerError) as caught:
        network.attempt(network.envelope("ben", network.redeem("paper", by="ben")))

    assert caught.value.reason == "unknown_invitation"


@pytest.mark.parametrize("weak", WEAK_SIGN_KEYS, ids=bytes.hex)
def test_no_weak_signing_key_comes_into_the_chain(weak: bytes) -> None:
    network = founded()
    network.says("ana", network.invite("paper"))
    box_key, terms = network["cem"].box_key, network.terms("paper 2")
    by_others: list[tuple[str, bodies.NetworkBody]] = [
        ("root", bodies.CoordinatorAdd(weak, box_key, bytes(64))),
        ("root", bodies.HubKey(weak, box_key, bytes(64))),
        ("ana", bodies.Invite(bodies.encode_body(msgspec.structs.replace(terms, sign_key=weak)), bytes(32))),
        ("ana", msgspec.structs.replace(network.epoch(MEMBERS, 2), letter_key=weak)),
    ]
    for signer, body in by_others:
        with pytest.raises(WeakKeyError):
            network.attempt(network.envelope(signer, body))
    own = msgspec.structs.replace(network.redeem("paper", by="cem"), sign_key=weak)
    with pytest.raises(SignatureError):
        network.attempt(network.envelope("cem", own))
    empty = SmallNetwork()
    with pytest.raises(SignatureError):
        empty.attempt(empty.envelope("root", bodies.Found(weak, MEMBERS, bytes(32))))


@pytest.mark.parametrize("weak", WEAK_BOX_KEYS, ids=bytes.hex)
def test_no_weak_box_key_comes_into_the_chain(weak: bytes) -> None:
    network = founded()
    network.says("ana", network.invite("paper"))
    cem, root, terms = network["cem"], network.root, network.terms("paper 2")
    code = network.code("paper")
    redeem = msgspec.structs.replace(network.redeem("paper", by="cem"), box_key=weak)
    text = b"haversack/1/redeem\x00" + root + redeem.invitation + redeem.sign_key + weak + b"\x00\x00\x00\x05label"
    redeem = msgspec.structs.replace(redeem, by_invitation=sealing.sign(code.sign_seed, text))
    by_coordinator, by_hub = (
        sealing.sign(cem.sign_seed, b"haversack/1/possession\x00" + root + purpose + cem.sign_key + weak)
        for purpose in (b"\x01", b"\x02")
    )
    entries: list[tuple[str, bodies.NetworkBody]] = [
        ("root", bodies.CoordinatorAdd(cem.sign_key, weak, by_coordinator)),
        ("root", bodies.HubKey(cem.sign_key, weak, by_hub)),
        ("ana", bodies.Invite(bodies.encode_body(msgspec.structs.replace(terms, box_key=weak)), bytes(32))),
        ("ana", msgspec.structs.replace(network.epoch(MEMBERS, 2), box_key=weak)),
        ("cem", redeem),
    ]
    for signer, body in entries:
        with pytest.raises(WeakKeyError):
            network.attempt(network.envelope(signer, body))
