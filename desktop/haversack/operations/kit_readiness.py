"""Getting a coordinator's computer ready for a kit by the line: what waits goes up, marks and snapshots come down.

Without a line a stick of the hub does the same (`carrying_in`). Must not write a kit.
"""

import contextlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from haversack.operations import kit_snapshots
from haversack.operations.hello import Line
from haversack.operations.meeting import Connect
from haversack.operations.preferences import read_preferences
from haversack.operations.side_link import SideLink, Threads
from haversack.operations.stick_marks import ask_for_marks, exchange_signer
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.errors import ProtocolError


def make_ready(workspace: Workspace, endpoint: SyncEndpoint, wishes: Wishes) -> None:
    """Meet the hub for the text alone, and ask for its marks on all that this computer has, and for snapshots.

    Raises:
        As `synchronise` and `ask_for_marks`.
    """
    synchronise(workspace, endpoint, replace(wishes, files_budget_bytes=0))
    ask_for_marks(workspace, endpoint)
    with contextlib.suppress(LinkError, ProtocolError):
        # What came of one stays; a kit is whole without.
        kit_snapshots.get(workspace, endpoint, sign=exchange_signer(workspace))


def meet_for_kit(workspace: Workspace, connect: Connect, threads: Threads, *, is_cancelled: Callable[[], bool]) -> None:
    """Get ready beside other work of the vault's thread, as the window does; see `make_ready`.

    Raises:
        LinkError: No address is known (`no_hub`), or the link failed.
        As `make_ready`.
    """
    address = workspace.hub_address()
    if not address:
        raise LinkError("no_hub")
    endpoint = connect(address, read_preferences(workspace).proxy)
    with closing(endpoint):
        link = SideLink(endpoint, threads, is_cancelled=is_cancelled)
        # Whose line this is is not known here, so the first question is asked without a name.
        make_ready(workspace, link, Wishes(is_cancelled=is_cancelled, line=Line()))
