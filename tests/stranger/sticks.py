"""Letters in a folder: "In a folder"."""

from dataclasses import dataclass
from typing import Final

from tests.stranger.plain_messagepack import Value, a_list, a_number, a_truth, read, some_bytes, write
from tests.stranger.primitives import (
    check_signed,
    handle_of,
    seal_to,
    sha256,
    sign,
    sign_key_of,
    tag,
    take,
    take_varint,
    u32,
    u64,
    unseal_for,
    varint,
)

SUITE: Final = b"\x01"
LANE: Final = b"\x02"


def padme(length: int) -> int:
    """Return the size up to which something is padded: at least 1 KiB."""
    if length < 1024:
        return 1024
    exponent = length.bit_length() - 1
    keep = exponent.bit_length()
    step = 1 << (exponent - keep)
    return -(-length // step) * step


def padded(text: bytes) -> bytes:
    """Put the length in front and zeros behind."""
    raw = varint(len(text)) + text
    return raw + bytes(padme(len(raw)) - len(raw))


def unpadded(raw: bytes) -> bytes:
    """Take the padding off.

    Raises:
        ValueError: It is not zeros.
    """
    length, at = take_varint(raw, 0)
    text, end = take(raw, at, length)
    if any(raw[end:]):
        raise ValueError("padding that is not zeros")
    return text


def _outbox_message(root: bytes, body: bytes, device: bytes, counter: int) -> bytes:
    parts = b"".join(u32(len(part)) + part for part in (b"CARRY", b"outbox"))
    return tag("request") + root + parts + sha256(body) + device + LANE + u64(counter)


def write_outbox(body: list[Value], root: bytes, hub_box_key: bytes, seed: bytes, counter: int) -> bytes:
    """Make a letter to the hub: `[changes, asks, stanzas, profile, pieces]`, signed and wrapped."""
    raw, device = write(body), handle_of(sign_key_of(seed))
    signature = sign(seed, _outbox_message(root, raw, device, counter))
    return SUITE + seal_to(hub_box_key, padded(write([device, counter, signature, raw])), tag("outbox") + root)


def read_outbox(letter: bytes, root: bytes, hub_box_seed: bytes, sign_key: bytes) -> tuple[bytes, int, list[Value]]:
    """Open a letter to the hub; return whose it is, its counter and its body.

    Raises:
        ValueError: It is not for this hub, not by this device, or malformed.
    """
    if letter[:1] != SUITE:
        raise ValueError("another suite")
    text = unpadded(unseal_for(hub_box_seed, letter[1:], tag("outbox") + root))
    device, counter, signature, body = a_list(read(text))[:4]
    raw, who, number = some_bytes(body), some_bytes(device), a_number(counter)
    check_signed(sign_key, some_bytes(signature), _outbox_message(root, raw, who, number))
    return who, number, a_list(read(raw))


@dataclass(frozen=True)
class Homeward:
    """What the hub says to a device."""

    era: int
    position: int
    stamp: int
    receipts: bytes
    hashes: list[bytes]
    files: list[tuple[bytes, int, bool]]


def read_homeward(letter: bytes, root: bytes, device: bytes, box_seed: bytes, hub_key: bytes) -> Homeward:
    """Open a letter of the hub.

    Raises:
        ValueError: It is for somebody else, not by the hub, or malformed.
    """
    if letter[:1] != SUITE:
        raise ValueError("another suite")
    text = unpadded(unseal_for(box_seed, letter[1:], tag("homeward") + root + device))
    era, position, stamp, receipts, hashes, files, signature = a_list(read(text))[:7]
    numbers = u32(a_number(era)) + u64(a_number(position)) + u64(a_number(stamp))
    about = sha256(tag("receipt"), some_bytes(receipts)) + sha256(some_bytes(hashes)) + sha256(some_bytes(files))
    check_signed(hub_key, some_bytes(signature), tag("stick-receipts") + root + numbers + device + about)
    changes = sum(a_number(a_list(run)[2]) for run in a_list(read(some_bytes(receipts))))
    if len(some_bytes(hashes)) != 16 * changes:
        raise ValueError("not a hash for each receipt")
    named = [some_bytes(hashes)[at : at + 16] for at in range(0, 16 * changes, 16)]
    held = [a_list(one) for one in a_list(read(some_bytes(files)))]
    listed = [(some_bytes(one[0]), a_number(one[1]), a_truth(one[2])) for one in held]
    return Homeward(a_number(era), a_number(position), a_number(stamp), some_bytes(receipts), named, listed)
