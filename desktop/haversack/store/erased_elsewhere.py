"""What erasing reaches beside the feeds: changes that came too late, and changes that a restored hub is given back.

They are envelopes that stand in no feed here, so an order names none of them. Works on a connection inside a
transaction. Must not decide what is erased; orders do.
"""

import sqlalchemy as sa

from haversack.store import erased, late_changes, schema, trust, values
from haversack.store.erasing import ERASED_FILES
from haversack_sync.model.ids import FeedId
from haversack_sync.model.operations import BadChangeError, Change, decode_change
from haversack_sync.protocol.dictionaries import newest_under
from haversack_sync.protocol.envelope import open_change, parse_envelope, verify_envelope
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.network import NetworkView


def opened(connection: sa.Connection, view: NetworkView, raw: bytes) -> tuple[FeedId, Change] | None:
    """Check the author of a change that stands in no feed here, and open it; None where that cannot be done here."""
    try:
        envelope = parse_envelope(raw)
        header = envelope.header
        device, feed = view.authority.devices.get(header.device), view.authority.feeds.get(header.feed)
        if device is None or feed is None:
            return None
        verify_envelope(envelope, root=view.root, public=device.sign_key)
        key = trust.audience_key(connection, feed.audience, header.epoch)
        if key is None:
            return None
        newest = newest_under(view.authority.rules_before(view.standing.position + 1))
        plain = open_change(envelope, root=view.root, epoch_key=key, newest_dictionary=newest)
        return feed.handle, decode_change(plain)
    except (ProtocolError, BadChangeError):
        return None


def drop(connection: sa.Connection, view: NetworkView) -> None:
    """Keep nothing of changes of erased records that stand in no feed here. Safe to repeat.

    Call it with every order that is followed, and with everything that comes and stands in no feed.
    """
    table, is_any = schema.handing_back, False
    for row in late_changes.read(connection):
        if _is_gone(connection, view, row.envelope):
            late_changes.set_done(connection, row.serial)
            is_any = True
    for lost in connection.execute(sa.select(table)).all():
        if _is_gone(connection, view, bytes(lost.envelope)):
            # A hub never gets it back; what its author's chain has behind it waits until the author asks for that.
            connection.execute(sa.delete(table).where(table.c.sequence == lost.sequence))
            is_any = True
    if is_any:
        # The log is to be emptied as well.
        values.write_value(connection, ERASED_FILES, values.read_value(connection, ERASED_FILES) or b"")


def _is_gone(connection: sa.Connection, view: NetworkView, raw: bytes) -> bool:
    found = opened(connection, view, raw)
    return found is not None and erased.is_erased(connection, found[0], found[1].record)
