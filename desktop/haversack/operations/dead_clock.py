"""A computer whose clock is dead still meets its hub: the dates of a certificate are judged by the hub's signed stamp.

`security.md` 3.9: where the dates alone fail, a hello is said that tells nobody who asks; the hub's signature over it
brings the time; only where the certificate is good at that time does anything else leave. Must not set the clock.
"""

from typing import Protocol, runtime_checkable

from haversack.operations.side_link import SideLink
from haversack.operations.workspace import Workspace
from haversack.store import values
from haversack_sync.client.introduction import hear_stamp
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint


@runtime_checkable
class _Dated(Protocol):
    """What is reached by a certificate with dates."""

    def leave_dates_open(self, here: int) -> None:
        """Take a certificate whose dates are wrong at this computer's time, for a hello; no other one."""

    def judge_dates_by(self, stamp: int) -> None:
        """Judge dates by the hub's stamp from now on; `LinkError` where they do not hold."""


def goes_by_the_hubs_clock(workspace: Workspace, endpoint: SyncEndpoint) -> bool:
    """Ask the hub what time it is, after a certificate's dates were refused, and judge them by that.

    Returns:
        Whether the certificate is good at that time, so that a sync may go on; False where it cannot be known.

    Raises:
        LinkError: The certificate is not good at that time either, or is good at this computer's own, so that it is
            not the clock that is wrong ("tls_time"); or the link failed.
        ProtocolError: Whoever answered is not this network's hub.
    """
    carrier = endpoint.inside if isinstance(endpoint, SideLink) else endpoint
    if not isinstance(carrier, _Dated):
        return False
    with workspace.replica.reading() as connection:
        known = values.read_number(connection, values.LAST_CONTACT)
    carrier.leave_dates_open(workspace.clock.wall_ms() // 1000)
    stamp = hear_stamp(endpoint, workspace.replica.network(), random=workspace.clock.random)
    if stamp < known:
        raise LinkError("tls_time")
    carrier.judge_dates_by(stamp)
    return True
