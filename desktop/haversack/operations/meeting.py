"""One sync as the window does it: find the hub, meet it beside other work, and keep to what a day may use.

Must not know what carries the bytes: whoever starts the program says how to connect.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

from haversack.operations import eras
from haversack.operations.data_used import used_so_far
from haversack.operations.eras import Begun
from haversack.operations.lying_files import Shelf, wanting_all
from haversack.operations.preferences import LARGE_FILE_BYTES, read_preferences
from haversack.operations.side_link import SideLink, Threads
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack_sync.client.proxy import Proxy
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint


class ClosingEndpoint(SyncEndpoint, Protocol):
    """An endpoint that holds a connection."""

    def close(self) -> None:
        """Give the connection back."""


@runtime_checkable
class _Connected(Protocol):
    """What has a connection over some network."""

    def hang_up(self) -> None:
        """End what is under way as a cut; from any thread."""


def leave_connection(endpoint: ClosingEndpoint) -> None:
    """End what is under way on a connection that leads nowhere any more: this computer is in another network now.

    A sync that waits on it goes on at once over a new one. May be called from any thread.
    """
    if isinstance(endpoint, _Connected):
        endpoint.hang_up()


def login_page(address: str, proxy: Proxy) -> str:
    """Return what a browser should open so that a network shows its login: the hub's own name, without encryption.

    A network that wants a login puts its page in the place of any such page. Nothing that answered is followed.
    Empty where a proxy was chosen: a browser would go past it, and tell this network the hub's name.
    """
    if proxy.is_named:
        return ""
    parts = urlsplit(address)
    return address if parts.scheme == "http" else f"http://{parts.hostname or ''}/"


Connect = Callable[[str, Proxy], ClosingEndpoint]
"""Makes an endpoint of an address, or of a folder's path; given the proxy by which hubs are reached."""


def meet(workspace: Workspace, connect: Connect, threads: Threads, wishes: Wishes, *, source: str = "") -> SyncResult:
    """Meet the hub once: all text, and files as far as the day's data and the question before large ones allow.

    See `synchronise` for what it raises.

    Args:
        workspace: The open vault.
        connect: How to reach a hub.
        threads: Ways between the threads.
        wishes: Budget, progress, cancel.
        source: Another address of the hub, or a folder that it wrote, for this once.

    Raises:
        LinkError: No address is known (`no_hub`), or the link failed.
    """
    largest = LARGE_FILE_BYTES if read_preferences(workspace).asks_before_large else None
    kept = replace(within_day(workspace, wishes), largest_file_bytes=largest)
    return meet_with_all_files(workspace, connect, threads, kept, source=source)


def meet_by_itself(workspace: Workspace, connect: Connect, threads: Threads, wishes: Wishes) -> SyncResult:
    """Meet the hub once where nobody asked for it: as `meet`, and of all of it no more than the month leaves.

    Raises:
        As `meet`.
    """
    monthly, used = read_preferences(workspace).monthly_bytes, used_so_far(workspace).this_month
    left = None if monthly is None else max(monthly - used, 0)
    return meet(workspace, connect, threads, replace(wishes, budget_bytes=left))


def meet_with_all_files(
    workspace: Workspace, connect: Connect, threads: Threads, wishes: Wishes, *, source: str = ""
) -> SyncResult:
    """Meet the hub once, with all files that were asked for, whatever the day's limit is: somebody said so.

    Raises:
        As `meet`.
    """
    address = source or workspace.hub_address()
    if not address:
        raise LinkError("no_hub")
    patient = replace(wishes, pause=pausing(workspace, threads))
    endpoint = connect(address, read_preferences(workspace).proxy)
    with closing(endpoint):
        return synchronise(workspace, SideLink(endpoint, threads, is_cancelled=wishes.is_cancelled), patient)


def carry_in(workspace: Workspace, connect: Connect, threads: Threads, wishes: Wishes, *, source: str) -> SyncResult:
    """Take in what a folder or a hub has for a vault that begins; see `meet`.

    Of a folder the files come along that lie in it: somebody chose them for this, and they cost nothing. No others are
    asked for.

    Args:
        workspace: The open vault.
        connect: How to reach it.
        threads: Ways between the threads.
        wishes: Budget, progress, cancel.
        source: The folder, or the hub's address.
    """
    result = meet(workspace, connect, threads, wishes, source=source)
    endpoint = connect(source, read_preferences(workspace).proxy)
    with closing(endpoint):
        if not isinstance(endpoint, Shelf):
            return result
        with wanting_all(workspace, endpoint) as is_more:
            return meet_with_all_files(workspace, connect, threads, wishes, source=source) if is_more else result


def begin_era(workspace: Workspace, connect: Connect, threads: Threads, *, is_cancelled: Callable[[], bool]) -> Begun:
    """As a coordinator, let a hub that was put back from a backup go on; see `eras.begin`.

    Args:
        workspace: The open vault.
        connect: How to reach the hub.
        threads: Ways between the threads.
        is_cancelled: Whether somebody stopped it.

    Raises:
        LinkError: No address is known (`no_hub`), or the link failed.
    """
    address = workspace.hub_address()
    if not address:
        raise LinkError("no_hub")
    endpoint = connect(address, read_preferences(workspace).proxy)
    with closing(endpoint):
        return eras.begin(workspace, SideLink(endpoint, threads, is_cancelled=is_cancelled))


def within_day(workspace: Workspace, wishes: Wishes) -> Wishes:
    """Return wishes that let files move only as far as day and month leave data, and where they cost nothing."""
    left = read_preferences(workspace).left_within_limits(used_so_far(workspace))
    return replace(wishes, files_budget_bytes=left, heeds_cost=True)


def pausing(workspace: Workspace, threads: Threads) -> Callable[[float], None]:
    """Return a way to let time pass in which the vault's thread does other work."""

    def pause(seconds: float) -> None:
        until = workspace.clock.monotonic() + seconds
        while (left := until - workspace.clock.monotonic()) > 0:
            threads.give_way(left)

    return pause
