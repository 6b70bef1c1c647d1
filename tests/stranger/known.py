"""What the history of trust makes known: computers, invitations, feeds; and that its rules refuse an entry."""

from dataclasses import dataclass, field

from tests.stranger.trust import Body


class RefusedEntryError(Exception):
    """The rules refuse an entry: it is kept and changes nothing."""


@dataclass(frozen=True)
class Device:
    """Somebody's computer, from one position on."""

    sign_key: bytes
    box_key: bytes
    role: int
    audiences: list[bytes]
    since: int
    awaits: int = 0
    """0 for nothing; 1 to be confirmed; 2 of a copy of such a one, which is not confirmed with it."""

    @property
    def has_say(self) -> bool:
        """Tell whether it may dispute snapshots and report erasures of what it reads."""
        return not self.awaits


@dataclass(frozen=True)
class Invitation:
    """An invitation, the stamp of its entry, and who made it."""

    terms: Body
    terms_bytes: bytes
    tie: bytes
    stamp: int
    coordinator: bytes


@dataclass
class Feed:
    """How far one feed was followed."""

    handle: bytes
    audience: bytes
    label: bytes
    n: int = 0
    digest: bytes = b""
    position: int = 0
    last_numbers: dict[bytes, int] = field(default_factory=dict)


def require(condition: bool, reason: str) -> None:
    """Let the rules refuse an entry.

    Raises:
        RefusedEntryError: The condition does not hold.
    """
    if not condition:
        raise RefusedEntryError(reason)
