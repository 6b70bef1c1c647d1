"""By which proxy a hub is reached, as people set it. Pure values; must not open connections or look at the system.

Names are resolved at the proxy, with SOCKS as with HTTP: whoever hides where they go must not ask for it by name first.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from haversack_sync.protocol.endpoint import LinkError

_MAX_PLACE: Final = 300
_MAX_SECRET_BYTES: Final = 255
"""Of a name or a password: SOCKS says their length in one byte."""
_SCHEMES: Final = {"http": "http", "socks5h": "socks5h", "socks5": "socks5h", "socks": "socks5h"}
"""How a proxy is written → what it is; there is no SOCKS here that resolves names beside the proxy."""


class ProxyKind(StrEnum):
    """What stands between this computer and the hub."""

    NONE = "none"
    SYSTEM = "system"
    """What the computer's own settings name, for all programs."""
    HTTP = "http"
    SOCKS = "socks5h"
    """SOCKS5 that is given the hub's name, for example Tor's."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy.

    Attributes:
        kind: Which one.
        host: Its name or address; empty where the kind has none.
        port: Its port; 0 where the kind has none.
        name: For a proxy that wants a login; else empty.
        password: As `name`.
    """

    kind: ProxyKind = ProxyKind.NONE
    host: str = ""
    port: int = 0
    name: str = ""
    password: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the kind is one with a place of its own."""
        return self.kind in (ProxyKind.HTTP, ProxyKind.SOCKS)

    @property
    def place(self) -> str:
        """Return host and port as people write them; empty where there are none."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if self.host else ""

    @property
    def url(self) -> str:
        """Return it as libraries want it."""
        login = f"{quote(self.name, safe='')}:{quote(self.password, safe='')}@" if self.name else ""
        return f"{self.kind}://{login}{self.place}"

    @property
    def shown(self) -> str:
        """Return it in one word, as it is typed in a terminal; never the password."""
        return f"{self.kind}://{self.place}" if self.is_named else str(self.kind)


DIRECT: Final = Proxy()
"""None: the hub itself is asked."""


def at_place(kind: ProxyKind, place: str, *, name: str = "", password: str = "") -> Proxy:
    """Return a proxy at a place that somebody typed, such as `127.0.0.1:9050`.

    Raises:
        LinkError: That is no host with a port, or name or password are too long ("bad_proxy").
    """
    text = place.strip()
    is_plain = len(text) <= _MAX_PLACE and text.isascii() and text.isprintable() and not set(text) & set(" /?#@\\%")
    try:
        parts = urlsplit(f"//{text}") if is_plain else None
        host, port = (parts.hostname or "", parts.port or 0) if parts is not None else ("", 0)
    except ValueError:
        host, port = "", 0
    secrets = [name.encode("utf-8", "surrogatepass"), password.encode("utf-8", "surrogatepass")]
    if not host or not port or any(len(one) > _MAX_SECRET_BYTES for one in secrets):
        raise LinkError("bad_proxy")
    return Proxy(kind, host, port, name, password)


def read_proxy(text: str) -> Proxy:
    """Read a proxy as it is typed in a terminal: `none`, `system`, or `socks5h://127.0.0.1:9050` and the like.

    Raises:
        LinkError: It is none of these ("bad_proxy").
    """
    text = text.strip()
    if text in (ProxyKind.NONE, ProxyKind.SYSTEM):
        return Proxy(ProxyKind(text))
    scheme, mark, rest = text.partition("://")
    login, _, place = rest.rstrip("/").rpartition("@")
    kind = _SCHEMES.get(scheme.lower(), "")
    if not mark or not kind:
        raise LinkError("bad_proxy")
    name, _, password = login.partition(":")
    return at_place(ProxyKind(kind), place, name=unquote(name), password=unquote(password))
