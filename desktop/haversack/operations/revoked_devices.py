"""After a revocation: the device learns why it is refused, and coordinators learn what became of it.

Must not decide who is revoked; the chain does.
"""

from haversack.operations import history_of_trust
from haversack.operations.workspace import Workspace
from haversack.store import erased_elsewhere, late_changes, values
from haversack.store.revocation import raise_if_suspended
from haversack_sync.client.late_changes import fetch_late
from haversack_sync.client.session import Session
from haversack_sync.model.roles import Role
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestAuth, RequestLine, sign_request

ASKED_SECONDS = 365 * 24 * 3600
"""So long after a revocation, by the hub's stamps, coordinators ask what became of the device."""


def learn_why(workspace: Workspace, session: Session) -> None:
    """Get what is new of the history of trust, which is for everybody: whom the hub refuses can still read it.

    It counts with the session, and keeps to its limits: what does not fit comes at the next contact. A frame comes
    each time, however little is left.

    Raises:
        LinkError: The link failed.
        ProtocolError: Not this network's hub, or not an honest one.
        SuspendedError: Its revocation waits to be confirmed.
    """
    workspace.replica.take_history(history_of_trust.pull(workspace, session, workspace.replica.network()))
    raise_if_suspended(workspace.replica)


def ask_about(workspace: Workspace, session: Session) -> None:
    """As a coordinator, ask the hub for late changes of revoked devices, and which of them were told.

    Raises:
        HubRefusal: The hub refuses, signed.
        LinkError: The link failed.
        ProtocolError: Something else answered.
    """
    replica, keys, span = workspace.replica, workspace.replica.identity().keys, workspace.span
    if keys is None or span is None or span.role is not Role.COORDINATOR:
        return
    view = replica.network()
    with replica.reading() as connection:
        since = values.read_number(connection, values.LAST_CONTACT) - ASKED_SECONDS
        after = late_changes.last_serial(connection)
    revoked = [one.revoked for one in view.authority.devices.values() if one.revoked is not None]
    if not any(one.stamp > since for one in revoked):
        return

    def sign(line: RequestLine) -> RequestAuth:
        return sign_request(
            line,
            root=view.root,
            device=keys.handle,
            lane=LANE_EXCHANGE,
            counter=replica.take_counter(LANE_EXCHANGE),
            signing_seed=keys.sign_seed,
        )

    late = fetch_late(session, view, sign, after=after)
    if late.changes or late.refused:
        with replica.transaction() as connection:
            late_changes.keep(connection, late.changes, late.refused)
            erased_elsewhere.drop(connection, replica.network())
