"""The history of trust, which is for everybody: whom the hub does not answer can still read it.

Must not take it in; whoever asks decides what it means.
"""

from typing import Final

from haversack.operations.workspace import Workspace
from haversack_sync.client.answers import NetworkStep
from haversack_sync.client.introduction import pull_history
from haversack_sync.client.session import Session
from haversack_sync.protocol.network import NetworkView

_NO_END: Final = 1 << 62


def pull(workspace: Workspace, session: Session, view: NetworkView) -> tuple[NetworkStep, ...]:
    """Fetch and verify what comes after a view, by exchanges that nobody signs.

    It counts with the session, and keeps to its limits: what does not fit comes at the next contact. A frame comes
    each time, however little is left.

    Args:
        workspace: The open vault.
        session: A meeting with the hub.
        view: What is verified already.

    Raises:
        LinkError: The link failed.
        ProtocolError: Not this network's hub, or not an honest one.
    """
    left = session.conditions.limits().left(_NO_END, used=session.report.used_bytes)
    most = None if left == _NO_END else left
    random = workspace.clock.random
    return pull_history(session.endpoint, view, random=random, most_bytes=most, count=session.count)
