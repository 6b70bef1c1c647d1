"""What can go wrong on the wire, as kinds with facts.

Two families: `WireError`, the bytes are not what the protocol says, and `HubRefusal`, a genuine hub said no. Must not
hold sentences for people: `haversack.i18n` turns a kind into one.
"""

from typing import ClassVar


class ProtocolError(Exception):
    """Anything that this package raises on purpose.

    Attributes:
        kind: Stable name of what happened.
    """

    kind: ClassVar[str] = "protocol"


class WireError(ProtocolError):
    """Bytes do not follow the protocol: cut, too long, or not what they say."""

    kind = "bad_bytes"


class LimitError(WireError):
    """Something is larger than its limit."""

    kind = "too_large"


class UnknownSuiteError(WireError):
    """A suite that this program does not know: kept and passed on, never judged."""

    kind = "unknown_suite"


class UnknownCompressionError(WireError):
    """A body names a compression that the rules at its position do not know; nobody ever reads it."""

    kind = "unknown_compression"


class MissingDictionaryError(ProtocolError):
    """A body is compressed with a dictionary that this program does not have: a newer or a whole one reads it.

    Attributes:
        number: The dictionary's.
    """

    kind = "missing_dictionary"

    def __init__(self, number: int) -> None:
        super().__init__("missing dictionary")
        self.number = number


class SealError(ProtocolError):
    """A seal does not open: another key, or altered bytes."""

    kind = "seal_broken"


class SignatureError(ProtocolError):
    """A signature is not by the key that it should be by."""

    kind = "bad_signature"


class WeakKeyError(SignatureError):
    """A public key is one of the small-order points: anybody can sign for it, or read what is sealed to it."""

    kind = "weak_key"


class UnknownSignerError(SignatureError):
    """Whoever must have signed is not known here; perhaps the entry that names them has not arrived yet.

    Attributes:
        reason: `unknown_device` or `unknown_invitation`.
    """

    kind = "unknown_signer"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DigestError(ProtocolError):
    """Entries do not add up to the digest that the hub signed."""

    kind = "bad_digest"


class NotOurHubError(ProtocolError):
    """Whoever answered did not sign as this network's hub: a log-in page, a proxy, a stranger."""

    kind = "not_our_hub"


class ReplayedError(ProtocolError):
    """The hub shows an entry a second time, or one device's entries in another order than the device made them."""

    kind = "replayed"


class ForkError(ProtocolError):
    """A device was shown another history of authority than this one."""

    kind = "fork"


class UnshownError(ProtocolError):
    """The hub signed that a change is an entry, and something else stands there: it lost the change, or it lies."""

    kind = "not_shown"


class LostEntriesError(ProtocolError):
    """The hub shows only the hash of an entry, and no order of erasure says why: it lost the entry, or it lies."""

    kind = "lost_entries"


class LyingSnapshotError(ProtocolError):
    """A snapshot is not what it says, or not what the entries here make.

    Attributes:
        reason: `state`, `count`, `dropped`, `altered`, `rules`, `authors`, `erased` or `receipts`.
    """

    kind = "lying_snapshot"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadCodeError(ProtocolError):
    """A text is not an invitation code: wrong length, wrong character, or the check does not fit."""

    kind = "bad_code"


class BadFingerprintError(ProtocolError):
    """A text is not a network's fingerprint: wrong length, or a sign that stands in none."""

    kind = "bad_fingerprint"


class WrongNetworkError(ProtocolError):
    """The code's `tie` is for another network than the one that was shown."""

    kind = "wrong_network"


class HubRefusal(ProtocolError):  # noqa: N818 - the hub's word, not a fault
    """A genuine, signed "no" of the hub.

    Attributes:
        reason: Stable name; see `docs/protocol.md`, "Refusals".
        number: A number that belongs to it (the highest counter, a limit), else 0.
    """

    kind = "hub_refusal"

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.number = number
