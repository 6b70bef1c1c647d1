"""Somebody who hears every line and copies every stick: what must never be in clear there, nor at the hub (G7)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

CANARY: Final = b"value "
"""How most of what people write begins; see `people.People`."""


@dataclass(slots=True)
class Eavesdropper:
    """What was overheard and not looked at yet.

    Attributes:
        heard: Where, and the bytes.
        bytes_seen: How many bytes were looked at in all.
    """

    heard: list[tuple[str, bytes]] = field(default_factory=list)
    bytes_seen: int = 0

    def hear(self, where: str, data: bytes) -> None:
        """Take in bytes."""
        self.heard.append((where, data))

    def understood(self, secrets: Iterable[bytes]) -> str:
        """Say where something is in clear that an audience alone may know, or nothing.

        Args:
            secrets: Keys of audiences and laptops.
        """
        heard, self.heard = self.heard, []
        wanted = {CANARY: "what somebody wrote", **dict.fromkeys(secrets, "a key")}
        for where, data in heard:
            self.bytes_seen += len(data)
            for secret, what in wanted.items():
                if secret in data:
                    return f"{what} is in clear {where}"
        return ""
