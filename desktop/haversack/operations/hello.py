"""A hello: a question that nobody signs, to find out whether the network's own hub answers here.

Where a computer has come into a network that it does not know, anything may answer in the hub's place: a login page, a
box that opens connections, a stranger. A signed request tells which device asks; so the first one is not signed, and
only where the hub's own signature comes back over it does anything follow that tells more. Networks are not remembered:
a list of them would be a list of places. Must not decide when; who starts a sync knows.
"""

from contextlib import suppress
from typing import Final

from haversack.operations.workspace import Workspace
from haversack_sync.client.introduction import Count, pull_history
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.errors import HubRefusal

_MOST_BYTES: Final = 4_096
"""Asked for at most; what is new of the history of trust and fits comes along, and need not come again."""


_TRIES: Final = 3
"""A weak link that is cut at once is asked again, as a sync asks again."""


class Line:
    """Whether our hub has answered over the line that this computer has now. It is in memory alone.

    Attributes:
        is_known: Whether it has.
    """

    def __init__(self) -> None:
        """Begin without knowing."""
        self.is_known = False
        self._way: tuple[object, ...] = ()

    def forget(self) -> None:
        """Know nothing of it any more: it may be another one."""
        self.is_known = False

    def lead(self, *way: object, is_watched: bool) -> None:
        """Note by which way it leads now.

        Args:
            way: Address, proxy, and whatever else makes it another line.
            is_watched: Whether the system tells of moves; where it does not, each sync may be in another network.
        """
        if way != self._way or not is_watched:
            self.forget()
        self._way = way


def greet(workspace: Workspace, endpoint: SyncEndpoint, line: Line, *, count: Count) -> None:
    """Say hello over a line that is not known; over one that is, say nothing.

    Raises:
        LinkError: The link failed.
        ProtocolError: Whoever answers is not our hub, or not an honest one; nothing else must be said to them.
    """
    if line.is_known or endpoint.is_stored:
        return
    # Its own refusal, or that it has less than it had, is the hub's signed word: then it is no stranger.
    with suppress(HubRefusal):
        for left in reversed(range(_TRIES)):
            try:
                say_hello(workspace, endpoint, count=count)
                break
            except LinkError as error:
                if error.what != "cut" or not left:
                    raise
    line.is_known = True


def say_hello(workspace: Workspace, endpoint: SyncEndpoint, *, count: Count) -> None:
    """Ask, without saying who asks, and keep what the hub's signature vouches for.

    Args:
        workspace: The open vault; it knows its network.
        endpoint: Whoever is reached.
        count: Told of each piece that passes.

    Raises:
        HubRefusal: Our hub itself says no, or has less than it had: it is our hub all the same.
        LinkError: The link failed.
        ProtocolError: Not this network's hub, or not an honest one.
    """
    replica = workspace.replica
    steps = pull_history(
        endpoint, replica.network(), random=workspace.clock.random, most_bytes=_MOST_BYTES, count=count
    )
    era = replica.network().era
    for step in steps:
        if step.view.era != era:
            # What a new era means is more than its entry: the sync that follows takes it up.
            return
        replica.commit_network(step)
