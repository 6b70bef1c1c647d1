"""Reads the golden vectors of the protocol. Knows nothing of how they were made."""

import json
from pathlib import Path
from typing import Any, Final, cast

FOLDER: Final = Path(__file__).parent / "protocol-1"


class Golden:
    """One vector, or a part of one."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def raw(self, key: str) -> bytes:
        """Return bytes."""
        return bytes.fromhex(cast("str", self.values[key]))

    def text(self, key: str) -> str:
        """Return text."""
        return cast("str", self.values[key])

    def number(self, key: str) -> int:
        """Return a number."""
        return cast("int", self.values[key])

    def part(self, key: str) -> "Golden":
        """Return a part."""
        return Golden(cast("dict[str, Any]", self.values[key]))

    def parts(self, key: str) -> list["Golden"]:
        """Return a list of parts."""
        return [Golden(each) for each in cast("list[dict[str, Any]]", self.values[key])]


def golden(name: str) -> Golden:
    """Return a vector by the name of its file."""
    return Golden(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))
