"""How a proxy is written, and read again."""

import pytest

from haversack_sync.client.proxy import DIRECT, Proxy, ProxyKind, at_place, read_proxy
from haversack_sync.protocol.endpoint import LinkError


def test_a_proxy_is_read_as_it_is_typed() -> None:
    for text, proxy in (
        ("none", DIRECT),
        (" system ", Proxy(ProxyKind.SYSTEM)),
        ("http://proxy.example:8080", Proxy(ProxyKind.HTTP, "proxy.example", 8080)),
        ("socks5h://127.0.0.1:9050/", Proxy(ProxyKind.SOCKS, "127.0.0.1", 9050)),
        ("SOCKS5://[::1]:9050", Proxy(ProxyKind.SOCKS, "::1", 9050)),
        ("http://amal:a%40b%3Ac@proxy.example:1", Proxy(ProxyKind.HTTP, "proxy.example", 1, "amal", "a@b:c")),
    ):
        assert read_proxy(text) == proxy
        assert read_proxy(proxy.url if proxy.is_named else str(proxy.kind)) == proxy


def test_what_is_shown_of_it_is_never_the_password() -> None:
    proxy = at_place(ProxyKind.SOCKS, "[::1]:9050", name="amal", password="rain")

    assert (proxy.place, proxy.shown) == ("[::1]:9050", "socks5h://[::1]:9050")
    assert (DIRECT.place, DIRECT.shown) == ("", "none")


@pytest.mark.parametrize(
    "text",
    [
        *("", "tor", "http", "http://", "http://proxy.example", "socks4://127.0.0.1:9050", "https://proxy.example:1"),
        *("http://proxy.example:0", "http://proxy.example:70000", "http://proxy.example:x", "http://a b:1"),
        *("http://proxy.example:1/path", "http://:1", "http://prÖxy.example:1", f"http://{'a' * 400}:1"),
        *("http://proxy.example:1?a", "http://proxy.example:1#a", f"http://{'n' * 300}:p@proxy.example:1"),
    ],
)
def test_what_is_no_proxy_is_refused(text: str) -> None:
    with pytest.raises(LinkError, match="bad_proxy"):
        read_proxy(text)
