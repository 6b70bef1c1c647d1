"""What people do, in the oracle's plain words, and the same as operations of the real model.

An act is what one person saved once: steps on one record. The oracle reads steps; the laptop seals operations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from haversack_sync.model.canonical import ABSENT, encode, value_hash
from haversack_sync.model.ids import FeedId, ObjectId, RecordId
from haversack_sync.model.operations import (
    Add,
    Change,
    Create,
    Operation,
    Remove,
    Restore,
    Retire,
    Set,
    UnknownOperation,
    encode_change,
)
from tests.unit.haversack_sync.model.oracle import Step, Text

UNKNOWN_OPERATION: Final = b"\x92\x09\xa5later"
"""`[9, "later"]`: an operation of a rules version that nobody here knows."""
HEX_GROUPS: Final = frozenset({"owner"})
"""Groups whose values are handles; the oracle knows them as hexadecimal text."""


@dataclass(frozen=True, slots=True)
class Act:
    """What one person saved once.

    Attributes:
        number: Its number in the history.
        author: Whose laptop.
        feed: Where it goes.
        shelf: Name of that feed, for the story.
        record: Number of the record.
        kind: The record's kind.
        steps: What it says.
        body: For an entry of the `network` feed: its bytes.
        about: For such an entry: whom it is about.
        makes: For such an entry: what that person is afterwards.
        refs: Files that it needs.
    """

    number: int
    author: str
    feed: FeedId
    shelf: str
    record: int
    kind: str
    steps: tuple[Step, ...]
    body: bytes = b""
    about: str = ""
    makes: object = None
    refs: tuple[ObjectId, ...] = ()

    def __str__(self) -> str:
        if self.body:
            return f"act {self.number}, {self.kind} {self.about} {self.makes or ''}".rstrip()
        says = "; ".join(" ".join(map(_shown, step)) for step in self.steps)
        return f"act {self.number} on {self.kind} {self.record} in {self.shelf}: {says}"


def _shown(part: object) -> str:
    if isinstance(part, tuple):
        return "(instead of " + " / ".join("nothing" if one is None else str(one) for one in part) + ")" if part else ""
    return "nothing" if part is None else str(part)


def record_id(number: int) -> RecordId:
    """Return the id of a record of the history."""
    return RecordId(number.to_bytes(16, "big"))


def encoded(group: str, text: Text) -> bytes:
    """Return the canonical bytes of a value."""
    if text is None:
        return ABSENT
    return encode(bytes.fromhex(text)) if group in HEX_GROUPS else encode(text)


def change_of(act: Act) -> bytes:
    """Return the body that the act's author seals, or signs."""
    if act.body:
        return act.body
    operations = tuple(_operation(step) for step in act.steps)
    return encode_change(Change(1, record_id(act.record), act.kind, operations))


def _operation(step: Step) -> Operation | UnknownOperation:
    if step[0] == "set" and len(step) == 4:
        _, group, bases, new = step
        return Set(group, _hashes(group, bases), encoded(group, new))
    if len(step) == 3:
        what, name, element = step
        return (Add if what == "add" else Remove)(name, encode(element))
    plain: dict[str, Operation] = {"create": Create(), "retire": Retire(), "restore": Restore()}
    return plain.get(step[0], UnknownOperation(9, UNKNOWN_OPERATION))


def _hashes(group: str, bases: Sequence[Text]) -> tuple[bytes, ...]:
    return tuple(value_hash(encoded(group, text)) for text in bases)
