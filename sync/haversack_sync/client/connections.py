"""The connections of the HTTP carrier: to the hub itself, or by a proxy, and then never past it.

Must not send anything by itself, nor decide which proxy; `http` and people do.
"""

import contextlib
import re
import ssl
import sys
from collections.abc import Callable
from typing import Any, Final
from weakref import WeakSet

import requests
import socks
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.contrib.socks import SOCKSConnection, SOCKSHTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager

from haversack_sync.client.link_causes import chain_of, was_refused
from haversack_sync.client.proxy import DIRECT, Proxy, ProxyKind, read_proxy
from haversack_sync.protocol.endpoint import LinkError

_BY_PROXY: Final = re.compile(r"Tunnel connection failed: ([0-9]{3})", re.ASCII)
"""How Python's own library says what a proxy answered to CONNECT."""
_WANTS_LOGIN: Final = "407"
_SCRIPT: Final = ("Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings", "AutoConfigURL")

Look = Callable[[HTTPSConnection], None]


def named_by_system(address: str) -> Proxy:
    """Return the proxy that the computer's own settings name for an address.

    Args:
        address: Of the hub; some systems name no proxy for some addresses.

    Raises:
        LinkError: It is of a kind that is not spoken here ("bad_proxy"), or a script would have to be run to find it
            ("proxy_script").
    """
    found = requests.utils.select_proxy(address, requests.utils.get_environ_proxies(address, no_proxy=None))
    if found:
        return read_proxy(found if "://" in found else f"http://{found}")
    if _has_script():
        raise LinkError("proxy_script")
    return DIRECT


def _has_script() -> bool:
    """Tell whether Windows is told to find its proxy by a script; those are not run here."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - there is none elsewhere

        folder, name = _SCRIPT
        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, folder) as key:
            return bool(winreg.QueryValueEx(key, name)[0])
    return False


class Adapter(HTTPAdapter):
    """Opens connections that can be found while they are in use: to the hub, or by one proxy and in no other way."""

    def __init__(
        self, proxy: Proxy, opened: WeakSet[HTTPConnection], look: Look, *, context: ssl.SSLContext | None = None
    ) -> None:
        """Prepare.

        Args:
            proxy: Which one; of a kind that is no longer to be looked up.
            opened: Given each connection.
            look: Looks at each safe connection before anything is sent over it.
            context: For safe connections; None for the usual one.
        """
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._context = context
        self._pools = _watched(proxy, opened, look)
        if context is not None:
            self.init_poolmanager(1, 1, ssl_context=context)
        # Where a proxy is set nothing here can open a connection past it, whatever a library may come to do.
        self.poolmanager.pool_classes_by_scheme = {} if proxy.is_named else self._pools

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> PoolManager:  # noqa: ANN401 - as it is declared
        """See `HTTPAdapter`: its pools are those that can be found."""
        if self._context is not None:
            proxy_kwargs["ssl_context"] = self._context
        manager: PoolManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _watched(proxy: Proxy, opened: WeakSet[HTTPConnection], look: Look) -> dict[str, type[HTTPConnectionPool]]:
    """Return pools whose connections can be found while they are in use."""
    is_socks = proxy.kind is ProxyKind.SOCKS
    plain: type[HTTPConnection] = SOCKSConnection if is_socks else HTTPConnection
    secure: type[HTTPSConnection] = SOCKSHTTPSConnection if is_socks else HTTPSConnection

    class Plain(plain):  # type: ignore[misc, valid-type]  # one of two classes of one form
        def connect(self) -> None:
            super().connect()
            opened.add(self)

    class Secure(secure):  # type: ignore[misc, valid-type]  # as above
        def connect(self) -> None:
            super().connect()
            look(self)
            opened.add(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain  # type: ignore[mutable-override]  # how urllib3 says it itself

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure  # type: ignore[mutable-override]  # as above

    return {"http": PlainPool, "https": SecurePool}


def cause_of_no_answer(error: requests.exceptions.ConnectionError, proxy: Proxy) -> tuple[str, bool]:
    """Return why nothing answered, and whether something of the request may have left.

    No such name, nobody at home, no way there, or a connection that was cut; and which of the two did not answer, where
    a proxy stands between.
    """
    if proxy.is_named and (what := _cause_at_proxy(error)):
        return what, False
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NameResolutionError):
        return "no_name", False
    if not isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return "cut", True
    # Nothing of a request can have left.
    return ("hub_away" if was_refused(reason) else "no_connection"), False


def _cause_at_proxy(error: requests.exceptions.ConnectionError) -> str:
    """Return what happened before a proxy had led to the hub; empty if it had, or if that is not known."""
    causes = list(chain_of(error))
    answers = [match[1] for one in causes if (match := _BY_PROXY.search(str(one)))]
    if any(isinstance(one, socks.SOCKS5AuthError) for one in causes) or _WANTS_LOGIN in answers:
        return "proxy_login"
    if any(isinstance(one, socks.SOCKS5Error) for one in causes) or answers:
        return "proxy_refused"
    return "proxy_away" if any(isinstance(one, NewConnectionError | ConnectTimeoutError) for one in causes) else ""
