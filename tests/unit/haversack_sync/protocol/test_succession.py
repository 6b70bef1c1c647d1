"""Both keys sign a succession: the new one its envelope, the one before what lets the new one in."""

import dataclasses

import msgspec
import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority_draft import AuthorityDraft
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import SignatureError, UnknownSignerError
from haversack_sync.protocol.network import verify_network_envelope
from haversack_sync.protocol.succession import succeed_entry
from tests.simulation.rig import Rig
from tests.simulation.world import Author


def verified(rig: Rig, signer: Author, body: bodies.Succeed) -> bodies.NetworkBody | None:
    """Verify an envelope with a body, as everybody does who follows the network."""
    envelope = parse_envelope(rig.world.clear(signer, body))
    return verify_network_envelope(AuthorityDraft(rig.world.view.authority), envelope, root=rig.world.root)


def succession(rig: Rig, before: Author, new: Author) -> bodies.Succeed:
    return succeed_entry(rig.world.root, seed_before=before.seed, sign_key=new.sign_key, box_key=new.box_key)


def test_a_succession_is_good_by_both_keys() -> None:
    rig = Rig()
    rig.found()
    new = rig.world.author()
    body = succession(rig, rig.world.coordinator, new)

    assert verified(rig, new, body) == body


def test_nobody_else_can_let_a_key_in() -> None:
    rig = Rig()
    rig.found()
    new, other = rig.world.author(), rig.world.author()
    body = succession(rig, rig.world.coordinator, new)

    for bent in (
        msgspec.structs.replace(body, by_device=bytes(64)),
        msgspec.structs.replace(body, box_key=other.box_key),
        msgspec.structs.replace(succession(rig, other, new), device=rig.world.coordinator.handle),
    ):
        with pytest.raises(SignatureError):
            verified(rig, dataclasses.replace(new), bent)


def test_the_new_key_must_sign_the_envelope_itself() -> None:
    rig = Rig()
    rig.found()
    new, thief = rig.world.author(), rig.world.author()

    with pytest.raises(SignatureError):
        verified(rig, thief, succession(rig, rig.world.coordinator, new))


def test_a_successor_of_somebody_unknown_may_only_be_early() -> None:
    rig = Rig()
    rig.found()
    stranger, new = rig.world.author(), rig.world.author()

    with pytest.raises(UnknownSignerError):
        verified(rig, new, succession(rig, stranger, new))
