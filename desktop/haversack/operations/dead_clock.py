"""A computer whose clock is dead still meets its hub: the dates of a certificate are judged by the hub's signed stamp.

`security.md` 3.9: where the dates alone fail, a hello is said that tells nobody who asks; the hub's signature over it
brings the time; only where the certificate is good at that time does anything else leave. Who joins knows no hub yet:
the invitation's code confirms who answered. Must not set the clock.
"""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from haversack.clock import Clock
from haversack.operations.side_link import SideLink
from haversack.operations.workspace import Workspace
from haversack.store import values
from haversack_sync.client.introduction import Introduction, greet, hear_stamp, introduce
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.enrolment import InvitationKeys
from haversack_sync.protocol.network import NetworkView


@runtime_checkable
class _Dated(Protocol):
    """What is reached by a certificate with dates."""

    def leave_dates_open(self, here: int, *, is_stranger: bool = False) -> None:
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
    carrier = _dated(endpoint)
    if carrier is None:
        return False
    with workspace.replica.reading() as connection:
        known = values.read_number(connection, values.LAST_CONTACT)
    carrier.leave_dates_open(workspace.clock.wall_ms() // 1000)
    stamp = hear_stamp(endpoint, workspace.replica.network(), random=workspace.clock.random)
    if stamp < known:
        raise LinkError("tls_time")
    carrier.judge_dates_by(stamp)
    return True


def introduced(
    endpoint: SyncEndpoint,
    code: InvitationKeys,
    *,
    clock: Clock,
    on_clock: Callable[[int], None],
    known: NetworkView | None = None,
) -> Introduction:
    """Meet a network with an invitation, as `introduce`, also where this computer's clock is dead.

    The hello is said by nobody, and confirmed by the code, which does not leave: see `introduction.greet`.

    Args:
        endpoint: Whoever claims to be its hub.
        code: Derived from the invitation's code.
        clock: This computer's.
        on_clock: Given the hub's stamp, in seconds since 1970, once met, where dates are judged by it and not by the
            clock.
        known: What is verified already of the network that is looked at; None for a network never met.

    Raises:
        LinkError: The link failed; "tls_time" where the certificate is not good by the hub's stamp either.
        As `introduce`.
    """
    try:
        return introduce(endpoint, code, random=clock.random, known=known)
    except LinkError as error:
        carrier = _dated(endpoint)
        if error.what != "tls_time" or carrier is None:
            raise
    carrier.leave_dates_open(clock.wall_ms() // 1000, is_stranger=True)
    greeting = greet(endpoint, code, random=clock.random, known=known)
    carrier.judge_dates_by(greeting.stamp)
    introduction = introduce(endpoint, code, random=clock.random, known=known, met=greeting.met)
    # Not before: with a code that was used or has expired nobody joins, by no clock.
    on_clock(greeting.stamp)
    return introduction


def _dated(endpoint: SyncEndpoint) -> _Dated | None:
    """Return what dates can be judged by; None for a carrier without certificates."""
    carrier = endpoint.inside if isinstance(endpoint, SideLink) else endpoint
    return carrier if isinstance(carrier, _Dated) else None
