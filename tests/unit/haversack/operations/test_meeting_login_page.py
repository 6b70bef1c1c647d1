"""Which page a browser opens so that a network shows its login."""

import pytest

from haversack.operations.meeting import login_page
from haversack_sync.client.proxy import Proxy, ProxyKind


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://hub.example", "http://hub.example/"),
        ("https://hub.example:8443/network", "http://hub.example/"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
    ],
)
def test_the_page_is_the_hubs_own_name_without_encryption(address: str, page: str) -> None:
    assert login_page(address, Proxy()) == page


def test_past_a_proxy_that_was_chosen_no_page_is_opened() -> None:
    assert login_page("https://hub.example", Proxy(ProxyKind.HTTP, "proxy.example", 3128)) == ""
