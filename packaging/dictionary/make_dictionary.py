"""Trains the dictionary that short texts are compressed with: from what everybody may read, and nothing else.

    make_dictionary.py [--number N] [CONTENT]

A dictionary *contains* what it was trained on, so it is trained on the starter content alone, as the program publishes
it for everybody, and on phrases typed for it (`phrases.py`). The same content and the same libraries give the same
bytes. What was shipped under a number keeps its bytes for ever: other bytes get the next number.
"""

import argparse
import base64
import hashlib
import random
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import zstandard
from make_starter_network import open_to_everybody
from phrases import PHRASES, SITES

from haversack.operations.authoring import AuthoredFile, AuthoredRecord, ResolvedRecord, read_folder, resolve
from haversack_sync.model.canonical import ABSENT, Value, encode
from haversack_sync.model.content import create_operations, in_changes
from haversack_sync.model.declaration import pack
from haversack_sync.model.ids import RecordId
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import Add, Change, Operation, Set, encode_change
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol import dictionaries

PROJECT: Final = Path(__file__).resolve().parents[2]
PROTOCOL: Final = PROJECT / "sync" / "haversack_sync" / "protocol"
GOLDEN: Final = PROJECT / "tests" / "data" / "protocol-1"
SIZE_BYTES: Final = 32 * 1024
_RULES: Final = 1
_CHANGE_BYTES: Final = 16 * 1024
_SEGMENT_BYTES: Final = 50
_MATCH_BYTES: Final = 6
_LEVEL: Final = 19
_TIMES_EDITS: Final = 3
"""Edits of one field are what people do every day; whole records come once."""
_TIMES_PHRASES: Final = 100
_LINE: Final = 112
_MODULE: Final = '''"""Dictionary {number}, made by `make dictionary`, in base 85 (RFC 1924). It stays as it is."""

import base64
from typing import Final

DATA: Final = base64.b85decode(
    "".join(
        """
{text}
""".split()
    )
)
'''


def open_records(content: Path) -> list[AuthoredRecord]:
    """Return the records of an authoring folder that everybody may read, as the starter network publishes them."""
    with tempfile.TemporaryDirectory(prefix="haversack-dictionary-") as made:
        copy = Path(made) / "content"
        shutil.copytree(content, copy)
        open_to_everybody(copy)
        records = read_folder(copy).records
    return [record for record in records if _resolved(record, bytes(32)).audience is AudienceType.OPEN]


def samples(records: Iterable[AuthoredRecord], *, rng: random.Random) -> list[bytes]:
    """Return bodies of changes as people make them: every field edited, every record created.

    Ids, keys and names of values are new in each: they repeat nowhere in a network either, so none gets into the
    dictionary.

    Args:
        records: What they are about.
        rng: Gives those bytes.
    """
    kept = list(records)
    bodies: list[bytes] = []
    for _ in range(_TIMES_EDITS):
        for record in kept:
            bodies += [_body(record.kind, (one,), rng) for one in _edits(_resolved(record, rng.randbytes(32)), rng)]
    bodies += [_body(kind, (one,), rng) for kind, one in _phrases(rng)]
    for record in kept:
        operations = create_operations(_resolved(record, rng.randbytes(32)).content)
        bodies += [_body(record.kind, part, rng) for part in in_changes(operations, max_bytes=_CHANGE_BYTES)]
    return bodies


def _resolved(record: AuthoredRecord, root: bytes) -> ResolvedRecord:
    return resolve(record, root=root, file_values={file.path: _file_value(file, root) for file in record.files})


def _file_value(file: AuthoredFile, root: bytes) -> dict[str, Value]:
    """Return what stands for an attachment, with a name and a key that nothing was ever sealed under."""
    name = hashlib.sha256(root + file.path.encode()).digest()
    value: dict[str, Value] = {"name": file.name, "media_type": file.media_type, "size": file.size}
    return value | {"object": name, "key": hashlib.sha256(name).digest(), "parcel": name[:16]}


def _body(kind: str, operations: tuple[Operation, ...], rng: random.Random) -> bytes:
    return encode_change(Change(_RULES, RecordId(rng.randbytes(16)), kind, operations))


def _edits(record: ResolvedRecord, rng: random.Random) -> Iterator[Operation]:
    for key, value in record.content.groups.items():
        yield Set(key, (rng.randbytes(16),), value)
    for name, elements in record.content.sets.items():
        for element in elements[:2]:
            yield Add(name, element)


def _phrases(rng: random.Random) -> Iterator[tuple[str, Operation]]:
    """Yield edits of short fields with what is written there everywhere."""
    for _ in range(_TIMES_PHRASES):
        for kind, name in (("organisation", "opening_hours"), ("contact", "hours")):
            for language, phrases in PHRASES.items():
                for phrase in phrases:
                    yield kind, Set(f"{name}@{language}", (rng.randbytes(16),), encode(phrase))
        for kind, name in (("organisation", "website"), ("contact", "value")):
            group = next(group for group in KINDS[kind].groups if any(field.name == name for field in group.fields))
            for site in SITES:
                value = pack(group, {name: f"{site}{rng.randrange(10**6)}"}, before=ABSENT)
                yield kind, Set(group.name, (rng.randbytes(16),), value)


def trained(bodies: list[bytes]) -> bytes:
    """Train a dictionary; the same bodies give the same bytes."""
    made = zstandard.train_dictionary(
        SIZE_BYTES, [*bodies], k=_SEGMENT_BYTES, d=_MATCH_BYTES, level=_LEVEL, dict_id=2**31
    )
    return made.as_bytes()


def module_text(number: int, data: bytes) -> str:
    """Return the source of the module that holds a dictionary."""
    text = base64.b85encode(data).decode("ascii")
    lines = (text[start : start + _LINE] for start in range(0, len(text), _LINE))
    return _MODULE.format(number=number, text="\n".join(lines))


def main() -> int:
    """Train and write; say what the protocol has to say of it."""
    parser = argparse.ArgumentParser(description="The dictionary that comes with the program")
    parser.add_argument("--number", type=int, default=dictionaries.NEWEST, help="under which number (from 2)")
    parser.add_argument("content", type=Path, nargs="?", default=PROJECT / "resources" / "starter")
    options = parser.parse_args()
    rng = random.Random(options.number)  # noqa: S311 - fills places, so that the same content gives the same bytes
    data = trained(samples(open_records(options.content), rng=rng))
    digest = hashlib.sha256(data).hexdigest()
    sys.stdout.write(f"dictionary {options.number}: {len(data):,} bytes, SHA-256 {digest}\n")
    if options.number in dictionaries.SHA256:
        if digest == dictionaries.SHA256[options.number]:
            sys.stdout.write("It is the one that is shipped.\n")
            return 0
        sys.stdout.write("Another one is shipped under this number and stays: the content or a library has changed.\n")
        sys.stdout.write(f"For a new one: make dictionary ARGS='--number {max(dictionaries.SHA256) + 1}'\n")
        return 1
    (PROTOCOL / f"dictionary_{options.number}.py").write_text(module_text(options.number, data), "ascii")
    (GOLDEN / f"dictionary-{options.number}.zdict").write_bytes(data)
    sys.stdout.write("Written. Now name it in protocol/dictionaries.py and docs/protocol.md, under new rules.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
