"""The change envelope: clear header, sealed or clear body, device signature.

Form 1 is sealed for an audience; form 2 has a clear body (authority entries), and so have forms 3, 5 and 6 (notices of
snapshots, orders of erasure and reports, whose secrets are sealed inside). The bytes that arrive are the bytes that
are kept, checked and passed on: nothing is written again. Source: `docs/protocol.md`, "Envelope".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from haversack_sync.model.ids import DeviceId, FeedId, ObjectId, key_handle
from haversack_sync.model.tags import tag
from haversack_sync.protocol import dictionaries, sealing
from haversack_sync.protocol.body import pack_body, unpack_body
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.errors import LimitError, SealError, SignatureError, UnknownSuiteError, WireError
from haversack_sync.protocol.limits import MAX_ENVELOPE_BYTES, MAX_REFS
from haversack_sync.protocol.wire import Reader, varint

SUITE: Final = 1
SEALED: Final = 1
CLEAR: Final = 2
NOTICE: Final = 3
ERASE: Final = 5
DONE: Final = 6
SEALED_START: Final = bytes((SUITE, SEALED))
"""How an envelope of form 1 begins."""
NOTICE_START: Final = bytes((SUITE, NOTICE))
"""How an envelope of form 3 begins."""
PREV_BYTES: Final = 16
NO_PREV: Final = bytes(PREV_BYTES)
SEEN_BYTES: Final = 16
_SALT_BYTES: Final = 16

_CHANGE: Final = tag("change")
_CHANGE_SIG: Final = tag("change-sig")


def envelope_hash(envelope: bytes) -> bytes:
    """Return SHA-256 of an envelope; its first 16 bytes are the next envelope's `prev`."""
    return sealing.sha256(envelope)


@dataclass(frozen=True, slots=True)
class Header:
    """The clear part of an envelope.

    Attributes:
        form: SEALED, CLEAR or NOTICE.
        device: Handle of the signing key.
        number: Place in that key's own chain, from 0.
        prev: First 16 bytes of SHA-256 of that key's envelope before, zeros for number 0.
        feed: Where it goes.
        epoch: Number of the audience key; 0 for form 2.
        seen: How many `network` entries its author had verified.
        seen_digest: First 16 bytes of the network feed's digest at that count.
        refs: Objects that it needs, so that a hub that cannot read knows what to keep.
    """

    form: int
    device: DeviceId
    number: int
    prev: bytes
    feed: FeedId
    epoch: int
    seen: int
    seen_digest: bytes
    refs: tuple[ObjectId, ...] = ()

    def encode(self) -> bytes:
        """Return the clear bytes, without the salt of form 1.

        Raises:
            LimitError: Too many refs.
        """
        if len(self.refs) > MAX_REFS:
            raise LimitError("too many refs")
        return b"".join(
            (
                bytes((SUITE, self.form)),
                self.device,
                varint(self.number),
                self.prev,
                self.feed,
                varint(self.epoch),
                varint(self.seen),
                self.seen_digest,
                bytes((len(self.refs),)),
                *self.refs,
            )
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope taken apart, nothing verified yet.

    Attributes:
        raw: The bytes as they travel.
        header: The clear part.
        clear: The clear bytes as they stand in `raw`, with the salt for form 1.
        content: Sealed body (form 1) or clear body (forms 2 and 3).
        signature: 64 bytes.
    """

    raw: bytes
    header: Header
    clear: bytes
    content: bytes
    signature: bytes

    @property
    def hash(self) -> bytes:
        """SHA-256 of the bytes."""
        return envelope_hash(self.raw)


def parse_envelope(untrusted_raw: bytes) -> Envelope:
    """Take an envelope apart.

    Raises:
        LimitError: Longer than 24 KiB, or too many refs.
        UnknownSuiteError: Its suite or form is not known here.
        WireError: It is cut or malformed.
    """
    if len(untrusted_raw) > MAX_ENVELOPE_BYTES:
        raise LimitError("envelope too long")
    reader = Reader(untrusted_raw)
    if reader.byte() != SUITE:
        raise UnknownSuiteError("unknown suite")
    form = reader.byte()
    if form not in (SEALED, CLEAR, NOTICE, ERASE, DONE):
        raise UnknownSuiteError("unknown form")
    device = DeviceId(reader.take(8))
    number = reader.varint()
    prev = reader.take(PREV_BYTES)
    feed = FeedId(reader.take(8))
    epoch = reader.varint()
    seen = reader.varint()
    seen_digest = reader.take(SEEN_BYTES)
    count = reader.byte()
    if count > MAX_REFS:
        raise LimitError("too many refs")
    refs = tuple(ObjectId(reader.take(32)) for _ in range(count))
    if form == SEALED:
        reader.take(_SALT_BYTES)
    clear = untrusted_raw[: reader.offset]
    content_length = reader.remaining() - sealing.SIGNATURE_BYTES
    if content_length < (sealing.TAG_BYTES if form == SEALED else 1):
        raise WireError("envelope cut short")
    content = reader.take(content_length)
    signature = reader.take(sealing.SIGNATURE_BYTES)
    header = Header(form, device, number, prev, feed, epoch, seen, seen_digest, refs)
    return Envelope(untrusted_raw, header, clear, content, signature)


def parse_envelopes(entries: Iterable[Entry]) -> tuple[Envelope | None, ...]:
    """Take the envelopes of entries apart; of an erased one nothing is there.

    Raises:
        WireError: One is malformed.
        UnknownSuiteError: One is of another suite or form.
    """
    return tuple(None if entry.is_erased else parse_envelope(entry.envelope) for entry in entries)


def seal_change(
    header: Header,
    plain: bytes,
    *,
    root: bytes,
    epoch_key: bytes,
    signing_seed: bytes,
    random: Callable[[int], bytes],
    newest_dictionary: int = dictionaries.NEWEST,
) -> bytes:
    """Seal a change for its audience and sign it.

    The salt depends on fresh randomness *and* on the text, so that even a cloned machine that repeats its random bytes
    never repeats (key, nonce) for two texts.

    Args:
        header: With form SEALED.
        plain: The change, at most 128 KiB.
        root: SHA-256 of the network's root key, 32 bytes.
        epoch_key: The audience's key, 32 bytes.
        signing_seed: The device's Ed25519 seed, 32 bytes.
        random: Gives that many random bytes.
        newest_dictionary: The highest number that the rules in force know; see `dictionaries.newest_under`.

    Returns:
        The envelope.

    Raises:
        LimitError: The change is too long to travel, or needs too many objects.
    """
    start, body = header.encode(), pack_body(plain, newest_dictionary=newest_dictionary)
    salt = sealing.hmac_sha256(random(32), start + body)[:_SALT_BYTES]
    clear = start + salt
    key, nonce = _change_key(epoch_key, salt, root, clear)
    unsigned = clear + sealing.seal(key, nonce, body)
    envelope = unsigned + sealing.sign(signing_seed, _CHANGE_SIG + root + unsigned)
    if len(envelope) > MAX_ENVELOPE_BYTES:
        raise LimitError("change too long to travel")
    return envelope


def sign_clear(header: Header, content: bytes, *, root: bytes, signing_seed: bytes) -> bytes:
    """Sign an envelope of form 2 or 3, whose body anybody may read.

    Args:
        header: With form CLEAR and epoch 0, or with form NOTICE and the epoch that the notice speaks of.
        content: The encoded authority entry, or notice.
        root: SHA-256 of the network's root key, 32 bytes.
        signing_seed: The signer's Ed25519 seed, 32 bytes.

    Raises:
        LimitError: It is too long to travel.
    """
    unsigned = header.encode() + content
    envelope = unsigned + sealing.sign(signing_seed, _CHANGE_SIG + root + unsigned)
    if len(envelope) > MAX_ENVELOPE_BYTES:
        raise LimitError("entry too long to travel")
    return envelope


def verify_envelope(envelope: Envelope, *, root: bytes, public: bytes) -> None:
    """Check that an envelope was signed by a key, whatever it says.

    Raises:
        SignatureError: It was not, or the key does not have the handle that the envelope names.
    """
    unsigned = envelope.raw[: -sealing.SIGNATURE_BYTES]
    if key_handle(public) != envelope.header.device:
        raise SignatureError("another key's handle")
    if not sealing.verifies(public, envelope.signature, _CHANGE_SIG + root + unsigned):
        raise SignatureError("bad envelope signature")


def open_change(
    envelope: Envelope, *, root: bytes, epoch_key: bytes, newest_dictionary: int = dictionaries.NEWEST
) -> bytes:
    """Open the body of an envelope of form 1 whose signature was checked.

    Args:
        envelope: Taken apart.
        root: SHA-256 of the network's root key, 32 bytes.
        epoch_key: The audience's key, 32 bytes.
        newest_dictionary: The highest number that the rules at its position know; see `dictionaries.newest_under`.

    Returns:
        The change's bytes.

    Raises:
        MissingDictionaryError: This program cannot read it yet.
        SealError: The key is not the one that it was sealed with.
        WireError: The body is malformed.
    """
    if envelope.header.form != SEALED:
        raise SealError("not a sealed envelope")
    salt = envelope.clear[-_SALT_BYTES:]
    key, nonce = _change_key(epoch_key, salt, root, envelope.clear)
    return unpack_body(sealing.unseal(key, nonce, envelope.content), newest_dictionary=newest_dictionary)


def _change_key(epoch_key: bytes, salt: bytes, root: bytes, clear: bytes) -> tuple[bytes, bytes]:
    """Derive the one-time key and nonce of an envelope; the clear part is bound by the derivation."""
    material = sealing.hkdf_sha256(epoch_key, salt=salt, info=_CHANGE + root + clear, length=44)
    return material[:32], material[32:]
