"""What tests look at in receipts."""

from haversack_sync.protocol.head import Receipt
from tests.simulation.asking import Asker


def outcome(receipt: Receipt) -> tuple[int, str]:
    """Return code and reason."""
    return receipt.code, receipt.reason


def only(asker: Asker, change: bytes) -> Receipt:
    """Send one change and return its receipt."""
    (receipt,) = asker.ask([change]).receipts
    return receipt
