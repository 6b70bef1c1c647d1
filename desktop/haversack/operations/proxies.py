"""By which proxy hubs are reached: what people may set, and trying it. Must not decide when; people do.

A try says nothing of who asks; see `hello`.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from haversack.operations.data_used import DayCounter, Passed
from haversack.operations.hello import say_hello
from haversack.operations.meeting import Connect
from haversack.operations.preferences import read_preferences
from haversack.operations.side_link import SideLink, Threads
from haversack.operations.workspace import Workspace
from haversack_sync.client.proxy import DIRECT, Proxy, ProxyKind, at_place
from haversack_sync.protocol.endpoint import LinkError

__all__ = ("DIRECT", "Proxy", "ProxyKind", "Tried", "proxy_as_typed", "try_now")


def proxy_as_typed(kind: ProxyKind, place: str, *, name: str = "", password: str = "") -> Proxy:
    """Return the proxy that somebody chose and types; one without a host where that is missing or wrong.

    Such a one leads nowhere: what is half typed must not let anything go past it.
    """
    if kind not in (ProxyKind.HTTP, ProxyKind.SOCKS):
        return Proxy(kind)
    try:
        return at_place(kind, place, name=name, password=password)
    except LinkError:
        return Proxy(kind)


@dataclass(frozen=True, slots=True)
class Tried:
    """A hub answered.

    Attributes:
        proxy: By which one; looked up where the system's counts.
        seconds: How long it took, connection and answer.
        used_bytes: Of bodies, up and down.
    """

    proxy: Proxy
    seconds: float
    used_bytes: int


@runtime_checkable
class _ByProxy(Protocol):
    """What knows by which proxy it reaches a hub."""

    proxy: Proxy


def try_now(
    workspace: Workspace, connect: Connect, threads: Threads, *, is_cancelled: Callable[[], bool] = lambda: False
) -> Tried:
    """Try whether the hub can be reached by what is set. It counts into the day's data.

    Args:
        workspace: The open vault.
        connect: How to reach a hub.
        threads: Ways between the vault's thread and the one that waits.
        is_cancelled: Asked while nothing comes.

    Raises:
        LinkError: There is no hub (`no_hub`), or it cannot be reached so; nothing went another way.
        ProtocolError: Something else answered.
        StoppedError: A person stopped it.
    """
    address, proxy = workspace.hub_address(), read_preferences(workspace).proxy
    if not address:
        raise LinkError("no_hub")
    passed, counter, begun = Passed(), DayCounter(workspace), workspace.clock.monotonic()
    with closing(connect(address, proxy)) as endpoint:
        try:
            say_hello(workspace, SideLink(endpoint, threads, is_cancelled=is_cancelled), count=passed)
        finally:
            counter.end(passed.bytes)
        used = endpoint.proxy if isinstance(endpoint, _ByProxy) else proxy
    return Tried(used, workspace.clock.monotonic() - begun, passed.bytes)
