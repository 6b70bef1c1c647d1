"""Damaged bytes, every one of a kind: for tests that say "any altered byte is refused"."""

from collections.abc import Iterator


def every_flipped_byte(raw: bytes) -> Iterator[bytes]:
    """Give the bytes with one byte changed, for each place; the changed bit wanders."""
    for index in range(len(raw)):
        changed = bytearray(raw)
        changed[index] ^= 1 << index % 8
        yield bytes(changed)


def every_cut(raw: bytes) -> Iterator[bytes]:
    """Give every true beginning of the bytes."""
    for length in range(len(raw)):
        yield raw[:length]
