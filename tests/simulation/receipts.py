"""What tests look at in receipts."""

from typing import Final

from haversack_sync.protocol.head import Receipt, ReceiptCode
from tests.simulation.asking import Asker

TAKEN: Final = (ReceiptCode.ACCEPTED, "")


def outcome(receipt: Receipt) -> tuple[int, str]:
    """Return code and reason."""
    return receipt.code, receipt.reason


def forbidden(reason: str) -> tuple[int, str]:
    """Return the outcome of what nobody may, for this reason."""
    return ReceiptCode.FORBIDDEN, reason


def only(asker: Asker, change: bytes) -> Receipt:
    """Send one change and return its receipt."""
    (receipt,) = asker.ask([change]).receipts
    return receipt
