"""Getting a coordinator's computer ready for a kit by the line: what waits goes up, and the hub's marks come down.

Without a line a stick of the hub does the same (`stick_marks.learn_marks`). Must not write a kit.
"""

from dataclasses import replace

from haversack.operations.stick_marks import ask_for_marks
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack_sync.protocol.endpoint import SyncEndpoint


def make_ready(workspace: Workspace, endpoint: SyncEndpoint, wishes: Wishes) -> None:
    """Meet the hub for the text alone, and ask for its marks on all that this computer has.

    Raises:
        As `synchronise` and `ask_for_marks`.
    """
    synchronise(workspace, endpoint, replace(wishes, files_budget_bytes=0))
    ask_for_marks(workspace, endpoint)
