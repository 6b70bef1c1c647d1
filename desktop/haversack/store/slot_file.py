"""The file of slots: how slots lie together, and how the file is replaced without ever locking its owner out.

The bytes are magic ‖ version ‖ count ‖ (length ‖ slot)… ‖ CRC-32. The checksum only tells damage from a wrong
passphrase, and closes the file in every version; what protects a slot is inside it (`keys`). Must not open slots.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.store.errors import DamagedSlotsError, NewerSlotsError, VaultMissingError
from haversack.store.files import known_file_errors, shred, write_atomically
from haversack.store.keys import SLOTS_MAX

SLOT_FILE: Final = "vault.slots"
PREVIOUS_SLOT_FILE: Final = "vault.slots.previous"
SLOT_FILE_MAX_BYTES: Final = 64 * 1024

_MAGIC: Final = b"HVSF"
_VERSION: Final = 1
_HEAD: Final = struct.Struct(">4sBB")
_LENGTH: Final = struct.Struct(">H")
_CHECKSUM: Final = struct.Struct(">I")


@dataclass(frozen=True)
class ReadSlots:
    """What the slot file held.

    Attributes:
        slots: The slots, untrusted, in the order of the file.
        from_previous: The newest generation was missing or damaged, so the one before it was read.
    """

    slots: tuple[bytes, ...]
    from_previous: bool


def encode_slots(slots: Sequence[bytes]) -> bytes:
    """Put slots into the form of the file.

    Args:
        slots: One to eight slots.

    Returns:
        The file's bytes, at most 64 KiB.

    Raises:
        ValueError: No slot, too many, or too long ones.
    """
    if not 1 <= len(slots) <= SLOTS_MAX:
        raise ValueError("a vault has one to eight slots")
    body = _HEAD.pack(_MAGIC, _VERSION, len(slots)) + b"".join(_LENGTH.pack(len(slot)) + slot for slot in slots)
    encoded = body + _CHECKSUM.pack(zlib.crc32(body))
    if len(encoded) > SLOT_FILE_MAX_BYTES:
        raise ValueError("slots too long")
    return encoded


def decode_slots(untrusted_bytes: bytes) -> tuple[bytes, ...]:
    """Take slots out of the file's bytes.

    Args:
        untrusted_bytes: What was read from the disk.

    Returns:
        The slots; none of them was opened or judged.

    Raises:
        DamagedSlotsError: Not a file of slots, or a byte of it was changed or cut off.
        NewerSlotsError: A newer version of the program wrote it.
    """
    if len(untrusted_bytes) > SLOT_FILE_MAX_BYTES or len(untrusted_bytes) < _HEAD.size + _CHECKSUM.size:
        raise DamagedSlotsError("a slot file of an impossible size")
    magic, version, count = _HEAD.unpack_from(untrusted_bytes)
    if magic != _MAGIC:
        raise DamagedSlotsError("not a slot file")
    body, checksum = untrusted_bytes[: -_CHECKSUM.size], untrusted_bytes[-_CHECKSUM.size :]
    if _CHECKSUM.pack(zlib.crc32(body)) != checksum:
        raise DamagedSlotsError("the checksum of the slot file differs")
    if version != _VERSION:
        raise NewerSlotsError
    slots = []
    offset = _HEAD.size
    for _ in range(count):
        if offset + _LENGTH.size > len(body):
            raise DamagedSlotsError("the slot file ends inside a slot")
        (length,) = _LENGTH.unpack_from(body, offset)
        offset += _LENGTH.size
        slots.append(body[offset : offset + length])
        offset += length
    if offset != len(body) or not 1 <= count <= SLOTS_MAX:
        raise DamagedSlotsError("the slot file's count of slots differs")
    return tuple(slots)


def write_slots(folder: Path, slots: Sequence[bytes]) -> None:
    """Replace the slots, keeping the generation before until `confirm_slots` says that the new one opened.

    Args:
        folder: The vault's folder.
        slots: One to eight slots.

    Raises:
        DiskFullError: No space; the old generation is in place.
        FolderAccessError: The system refused; the old generation is in place.
        ValueError: No slot, too many, or too long ones.
    """
    encoded = encode_slots(slots)
    current = _read(folder / SLOT_FILE)
    if current is not None and _is_whole(current):
        write_atomically(folder / PREVIOUS_SLOT_FILE, current)
    write_atomically(folder / SLOT_FILE, encoded)


def read_slots(folder: Path) -> ReadSlots:
    """Read the newest whole generation of slots.

    Args:
        folder: The vault's folder.

    Returns:
        The slots, and whether they are those of the generation before.

    Raises:
        DamagedSlotsError: No generation is whole.
        NewerSlotsError: A newer version of the program wrote the newest generation.
        VaultMissingError: No slot file lies here.
    """
    current, previous = _read(folder / SLOT_FILE), _read(folder / PREVIOUS_SLOT_FILE)
    if current is None and previous is None:
        raise VaultMissingError(folder)
    try:
        return ReadSlots(decode_slots(current or b""), from_previous=False)
    except DamagedSlotsError:
        if previous is None:
            raise
    return ReadSlots(decode_slots(previous), from_previous=True)


def confirm_slots(folder: Path, read: ReadSlots) -> None:
    """Settle on the generation that just opened the vault: a newest one makes the one before unneeded.

    An older generation can hold an older passphrase, so it is overwritten, not only unlinked. Safe to repeat.

    Args:
        folder: The vault's folder.
        read: What `read_slots` returned and `keys.unlock` opened.
    """
    if read.from_previous:
        write_atomically(folder / SLOT_FILE, encode_slots(read.slots))
    shred(folder / PREVIOUS_SLOT_FILE)


def _read(path: Path) -> bytes | None:
    """Return a file's bytes, at most a little more than the limit, or None if it is missing."""
    with known_file_errors(path):
        try:
            with path.open("rb") as file:
                return file.read(SLOT_FILE_MAX_BYTES + 1)
        except FileNotFoundError:
            return None


def _is_whole(untrusted_bytes: bytes) -> bool:
    try:
        decode_slots(untrusted_bytes)
    except DamagedSlotsError:
        return False
    except NewerSlotsError:
        return True
    return True
