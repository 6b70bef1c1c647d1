"""An audience key is the one that its keeper committed to, reaches whom it was sealed to, and nobody else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import AudienceId, DeviceId, FeedId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.epochs import (
    EpochName,
    commitment,
    epoch_entry,
    key_before,
    open_device_label,
    open_label,
    open_stanza,
    seal_device_label,
    seal_label,
    seal_stanza,
    stanzas_hash,
)
from haversack_sync.protocol.errors import LimitError, SealError, WeakKeyError
from haversack_sync.protocol.messages import Stanza
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import Author, secret

ROOT, KEY, OLD_KEY = secret("root"), secret("key 2"), secret("key 1")
AUDIENCE, FEED = AudienceId(b"members "), FeedId(b"library ")
NAME = EpochName(ROOT, AUDIENCE, 2)
OTHER_NAMES = [
    EpochName(secret("another"), AUDIENCE, 2),
    EpochName(ROOT, AudienceId(b"coordina"), 2),
    EpochName(ROOT, AUDIENCE, 3),
]
BEN = Author("ben")
COMMITTED = commitment(KEY, NAME)
STANZA = seal_stanza(KEY, NAME, recipient=BEN.handle, box_key=BEN.box_key)


def replace_stanza(**changes: bytes | int) -> Stanza:
    return msgspec.structs.replace(STANZA, **changes)


def test_a_commitment_is_for_one_key_under_one_name() -> None:
    commitments = {COMMITTED, commitment(OLD_KEY, NAME), *(commitment(KEY, name) for name in OTHER_NAMES)}

    assert len(commitments) == 5
    info = b"haversack/1/epoch-commit\x00" + ROOT + AUDIENCE + (2).to_bytes(4, "big")
    assert sealing.hkdf_expand(KEY, info, 32) == COMMITTED


def test_the_entry_of_an_epoch_says_what_follows_from_its_key() -> None:
    entry = epoch_entry(KEY, NAME, key_before=OLD_KEY, stanzas=[STANZA])

    assert (entry.audience, entry.number, entry.commitment) == (AUDIENCE, 2, COMMITTED)
    assert (entry.stanza_count, entry.stanza_hash) == (1, stanzas_hash([STANZA]))
    assert len(entry.back) == 48
    context = ROOT + AUDIENCE + (2).to_bytes(4, "big")
    box = sealing.hkdf_expand(KEY, b"haversack/1/letter-box\x00" + context)
    letter = sealing.hkdf_expand(KEY, b"haversack/1/letter-key\x00" + context)
    assert (entry.box_key, entry.letter_key) == (sealing.box_public_key(box), sealing.signing_public_key(letter))


def test_the_first_epoch_has_no_key_before_it() -> None:
    entry = epoch_entry(KEY, NAME, key_before=None, stanzas=[])

    assert (entry.back, entry.stanza_count) == (b"", 0)


def test_the_newest_key_leads_back_to_the_one_before_and_only_it_does() -> None:
    back = epoch_entry(KEY, NAME, key_before=OLD_KEY, stanzas=[]).back

    assert key_before(KEY, NAME, back) == OLD_KEY
    for name in OTHER_NAMES:
        with pytest.raises(SealError):
            key_before(KEY, name, back)
    for changed in [*every_flipped_byte(back), *every_cut(back)]:
        with pytest.raises(SealError):
            key_before(KEY, NAME, changed)
    with pytest.raises(SealError):
        key_before(OLD_KEY, NAME, back)


def test_a_stanza_gives_its_recipient_the_committed_key() -> None:
    assert len(STANZA.sealed) == 80
    assert open_stanza(STANZA, root=ROOT, committed=COMMITTED, box_seed=BEN.box_seed) == KEY


def test_a_stanza_opens_for_nobody_else_nowhere_else_and_never_altered() -> None:
    bad = [
        replace_stanza(audience=b"coordina"),
        replace_stanza(number=3),
        replace_stanza(recipient=Author("eve").handle),
        *(replace_stanza(sealed=changed) for changed in every_flipped_byte(STANZA.sealed)),
    ]
    for stanza in bad:
        with pytest.raises(SealError):
            open_stanza(stanza, root=ROOT, committed=COMMITTED, box_seed=BEN.box_seed)
    for root, committed, seed in (
        (secret("another"), COMMITTED, BEN.box_seed),
        (ROOT, commitment(OLD_KEY, NAME), BEN.box_seed),
        (ROOT, COMMITTED, Author("eve").box_seed),
    ):
        with pytest.raises(SealError):
            open_stanza(STANZA, root=root, committed=committed, box_seed=seed)


@pytest.mark.parametrize("held", [OLD_KEY, KEY[:16], b""])
def test_a_stanza_that_holds_another_key_than_the_committed_one_is_refused(held: bytes) -> None:
    # Whoever makes a stanza chooses the info, so it can name a commitment that its key does not fit.
    info = b"haversack/1/epoch-key\x00" + NAME.context + BEN.handle + COMMITTED
    stanza = replace_stanza(sealed=sealing.box_seal(BEN.box_key, held, info=info))

    with pytest.raises(SealError, match="another key"):
        open_stanza(stanza, root=ROOT, committed=COMMITTED, box_seed=BEN.box_seed)


def test_nothing_is_sealed_to_a_weak_key() -> None:
    with pytest.raises(WeakKeyError):
        seal_stanza(KEY, NAME, recipient=BEN.handle, box_key=bytes(32))
    with pytest.raises(WeakKeyError):
        seal_device_label(bytes(32), root=ROOT, device=BEN.handle, label="office")


def test_the_hash_of_a_list_of_stanzas_changes_with_its_order_and_every_field() -> None:
    second = seal_stanza(KEY, NAME, recipient=DeviceId(b"somebody"), box_key=BEN.box_key)
    lists = [
        [],
        [STANZA],
        [STANZA, second],
        [second, STANZA],
        [replace_stanza(number=3)],
        [replace_stanza(audience=b"coordina")],
        [replace_stanza(recipient=b"somebody")],
        [replace_stanza(sealed=bytes(80))],
    ]

    assert len({stanzas_hash(each) for each in lists}) == len(lists)


@given(st.text(max_size=12).filter(lambda text: not text.endswith("\x00") and len(text.encode()) < 32))
def test_a_shelf_has_its_name_for_its_audience(label: str) -> None:
    sealed = seal_label(KEY, root=ROOT, feed=FEED, label=label)

    assert len(sealed) == 48
    assert open_label(KEY, sealed, root=ROOT, feed=FEED) == label


def test_the_name_of_a_shelf_has_at_most_31_bytes() -> None:
    assert open_label(KEY, seal_label(KEY, root=ROOT, feed=FEED, label="é" * 15 + "x"), root=ROOT, feed=FEED)
    with pytest.raises(LimitError):
        seal_label(KEY, root=ROOT, feed=FEED, label="é" * 16)


def test_a_label_opens_with_its_key_in_its_network_for_its_feed_only() -> None:
    sealed = seal_label(KEY, root=ROOT, feed=FEED, label="library")

    for key, root, feed in (
        (OLD_KEY, ROOT, FEED),
        (KEY, secret("another"), FEED),
        (KEY, ROOT, FeedId(b"training")),
    ):
        with pytest.raises(SealError):
            open_label(key, sealed, root=root, feed=feed)
    for changed in [*every_flipped_byte(sealed), *every_cut(sealed)]:
        with pytest.raises(SealError):
            open_label(KEY, changed, root=ROOT, feed=FEED)


def test_a_label_that_is_no_text_is_refused() -> None:
    material = sealing.hkdf_expand(KEY, b"haversack/1/label\x00" + ROOT + FEED, 44)
    sealed = sealing.seal(material[:32], material[32:], b"\xff" * 32)

    with pytest.raises(SealError, match="not text"):
        open_label(KEY, sealed, root=ROOT, feed=FEED)


COORDINATORS_BOX = epoch_entry(KEY, NAME, key_before=None, stanzas=[]).box_key


@given(st.text(max_size=24).filter(lambda text: not text.endswith("\x00")))
def test_coordinators_read_what_an_owner_calls_a_computer(label: str) -> None:
    sealed = seal_device_label(COORDINATORS_BOX, root=ROOT, device=BEN.handle, label=label)

    assert len(sealed) == 144
    assert open_device_label(KEY, NAME, sealed, device=BEN.handle) == label


@pytest.mark.parametrize(
    ("label", "shown"), [("x" * 97, "x" * 96), ("é" * 50, "é" * 48), ("x" + "€" * 40, "x" + "€" * 31)]
)
def test_a_long_label_is_cut_between_two_characters(label: str, shown: str) -> None:
    sealed = seal_device_label(COORDINATORS_BOX, root=ROOT, device=BEN.handle, label=label)

    assert open_device_label(KEY, NAME, sealed, device=BEN.handle) == shown


def test_the_label_of_a_computer_opens_for_coordinators_and_its_device_only() -> None:
    sealed = seal_device_label(COORDINATORS_BOX, root=ROOT, device=BEN.handle, label="office")

    for key, name, device in (
        (OLD_KEY, NAME, BEN.handle),
        (KEY, EpochName(ROOT, AUDIENCE, 3), BEN.handle),
        (KEY, NAME, DeviceId(b"somebody")),
    ):
        with pytest.raises(SealError):
            open_device_label(key, name, sealed, device=device)
    for changed in [*every_flipped_byte(sealed), *every_cut(sealed)]:
        with pytest.raises(SealError):
            open_device_label(KEY, NAME, changed, device=BEN.handle)
