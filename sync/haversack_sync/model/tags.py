"""The one table of domain tags.

Everything that is signed, MACed, hashed or used as HKDF info begins with ``haversack/1/<purpose>`` and a zero byte, so
that bytes made for one purpose never mean anything for another. Must not do any cryptography itself.
"""

from typing import Final

PURPOSES: Final = (
    "batch",
    "change",
    "change-sig",
    "device-label",
    "entry",
    "epoch-back",
    "epoch-commit",
    "epoch-key",
    "erase",
    "feeds",
    "handle",
    "head",
    "homeward",
    "invitation",
    "keys",
    "label",
    "letter-box",
    "letter-key",
    "mark",
    "outbox",
    "parcel",
    "possession",
    "receipt",
    "record",
    "redeem",
    "refusal",
    "register",
    "request",
    "slot",
    "stanzas",
    "start",
    "state",
    "state-record",
    "stick-receipts",
    "succeed",
    "tie",
    "upload",
    "value",
    "vault",
)
"""Every purpose in use, sorted. A purpose is never reused for other bytes and never removed."""


def tag(purpose: str) -> bytes:
    """Return the domain tag of a purpose.

    Args:
        purpose: One of `PURPOSES`.

    Returns:
        ASCII bytes that end with a zero byte; no tag is a prefix of another.

    Raises:
        ValueError: The purpose is not in the table.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"no such purpose: {purpose}")
    return b"haversack/1/" + purpose.encode("ascii") + b"\x00"
