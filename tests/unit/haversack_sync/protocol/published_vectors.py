"""Reads the test vectors of the package `cryptography-vectors`, which come from the RFCs, NIST and C2SP."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import cryptography_vectors

FOLDER = Path(next(iter(cryptography_vectors.__path__)))


def read_json(name: str) -> Any:  # noqa: ANN401 - vectors are JSON of any shape; each test looks at what it needs
    """Return a file of vectors that is JSON."""
    return json.loads((FOLDER / name).read_text("utf-8"))


def read_records(name: str) -> Iterator[dict[str, str]]:
    """Give the records of a NIST-style file: lines `name = value`, a new record at each COUNT, `[…]` as context.

    A line without a value (`FAIL`) is given as an empty one.
    """
    context: dict[str, str] = {}
    record: dict[str, str] = {}
    for raw in (FOLDER / name).read_text("utf-8").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            key, _, value = line.strip("[]").partition("=")
            context[key.strip().lower()] = value.strip()
            continue
        key, _, value = line.partition("=")
        key = key.strip().lower()
        if key == "count":
            if record:
                yield record
            record = dict(context)
        record[key] = value.strip()
    if record:
        yield record


def read_lines(name: str) -> list[str]:
    """Return the lines of a file of vectors."""
    return (FOLDER / name).read_text("utf-8").splitlines()


def unhex(record: dict[str, Any], key: str) -> bytes:
    """Return a value that is written in hexadecimal."""
    return bytes.fromhex(cast("str", record[key]))
