"""What goes wrong on the way to a hub is told apart, each cause made to happen by a server on this computer."""

import errno
import socket

import pytest
from urllib3.util import connection

from haversack_sync.client.http import HttpEndpoint
from haversack_sync.protocol.endpoint import LinkError
from tests.unit.haversack_sync.client.loopback_server import failed, reply, serving


@pytest.mark.parametrize(
    ("status", "what"),
    [
        ("301 Moved", "portal"),
        ("302 Found", "portal"),
        ("307 Temporary Redirect", "portal"),
        ("400 Bad Request", "not_our_hub"),
        ("401 Unauthorized", "not_our_hub"),
        ("403 Forbidden", "not_our_hub"),
        ("404 Not Found", "not_found"),
        ("407 Proxy Authentication Required", "proxy_login"),
        ("429 Too Many Requests", "busy"),
        ("500 Internal Server Error", "hub_away"),
        ("502 Bad Gateway", "hub_away"),
        ("503 Service Unavailable", "hub_away"),
        ("504 Gateway Timeout", "hub_away"),
        ("507 Insufficient Storage", "busy"),
        ("511 Network Authentication Required", "portal"),
        ("204 No Content", "not_our_hub"),
    ],
)
def test_each_status_means_one_thing(status: str, what: str) -> None:
    with serving(reply(b"", status=status)) as server:
        assert failed(HttpEndpoint(server.address)) == what


def test_a_hub_that_says_later_is_busy_and_a_page_in_its_place_says_that_it_is_away() -> None:
    own = reply(b"try again later\n", status="503 Service Unavailable", media_type="text/plain; charset=utf-8")
    proxy = reply(b"<html>503</html>", status="503 Service Unavailable", media_type="text/html")
    with serving(own, proxy) as server:
        endpoint = HttpEndpoint(server.address)
        assert [failed(endpoint), failed(endpoint)] == ["busy", "hub_away"]


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "application/xhtml+xml"])
def test_a_page_where_an_answer_should_be_is_a_network_that_wants_a_login(kind: str) -> None:
    with serving(reply(b"<html>log in</html>", media_type=kind)) as server:
        assert failed(HttpEndpoint(server.address)) == "portal"


def test_a_computer_on_which_no_hub_listens_is_a_hub_that_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    endpoint = HttpEndpoint(f"http://127.0.0.1:{port}")
    assert failed(endpoint) == "hub_away"
    with pytest.raises(LinkError, match="hub_away"):
        endpoint.fetch_profile()


def test_a_name_that_nobody_knows_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert failed(HttpEndpoint("https://hub.example")) == "no_name"


def test_a_way_that_leads_nowhere_is_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(connection, "create_connection", unreachable)
    assert failed(HttpEndpoint("http://127.0.0.1:1")) == "no_connection"
