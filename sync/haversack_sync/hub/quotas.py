"""What one device may send in a day. Must not say what becomes of a change that is more."""

from haversack_sync.hub.work import Work
from haversack_sync.model.ids import DeviceId, key_handle
from haversack_sync.model.roles import Role
from haversack_sync.protocol.limits import HubLimits


def has_sent_all(work: Work, signer: DeviceId, *, limits: HubLimits) -> bool:
    """Tell whether a device has sent as much as it may in a day; refused changes count as well.

    Args:
        work: The transaction's.
        signer: Key of whose change it is.
        limits: The hub's quotas.
    """
    authority = work.network.authority
    span = authority.span_of(signer)
    is_root = authority.root_key != b"" and signer == key_handle(authority.root_key)
    leads = is_root or (span is not None and span.role is Role.COORDINATOR)
    most = limits.changes_per_coordinator_and_day if leads else limits.changes_per_device_and_day
    return work.usage(signer).changes >= most
