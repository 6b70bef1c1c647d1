"""An invitation that comes while somebody looks around: this computer takes part, and what is in the vault stays.

Only in the network that is looked at; any other one needs a vault of its own. Must not sync: that comes afterwards.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from haversack.operations import enrolling
from haversack.operations.data_used import DayCounter
from haversack.operations.first_run import checked, is_folder
from haversack.operations.meeting import Connect
from haversack.operations.preferences import read_preferences
from haversack.operations.side_link import SideLink, Threads
from haversack.operations.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody typed.

    Attributes:
        code: Of the invitation.
        source: Address of the hub, or a folder that a hub wrote.
    """

    code: str
    source: str


def join(
    workspace: Workspace,
    invitation: Invitation,
    connect: Connect,
    threads: Threads,
    *,
    is_cancelled: Callable[[], bool],
) -> None:
    """Take part in the network that is looked at.

    Safe to repeat where it failed: nothing was changed.

    Args:
        workspace: The open vault of somebody who looks around.
        invitation: As typed.
        connect: How to reach a hub or a folder.
        threads: Ways between the vault's thread and the one that waits.
        is_cancelled: Asked while nothing comes.

    Raises:
        StoppedError: It was cancelled; nothing was changed.
        As `enrolling.take_part`, and `first_run.checked`; nothing was changed then.
    """
    source = checked(invitation.source)
    hub = "" if is_folder(source) else source
    with closing(connect(source, read_preferences(workspace).proxy)) as endpoint:
        line = SideLink(endpoint, threads, is_cancelled=is_cancelled)
        used = enrolling.take_part(workspace, invitation.code, line, hub=hub)
    if hub:
        DayCounter(workspace).end(used.sent_bytes + used.received_bytes)
