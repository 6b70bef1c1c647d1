"""Proxies, by real ones on loopback: everything goes by the one that is set, names included, and nothing past it."""

import contextlib
import socket
import ssl
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from haversack_sync.client import connections
from haversack_sync.client.connections import named_by_system
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.client.link_causes import chain_of
from haversack_sync.client.proxy import Proxy, ProxyKind, at_place
from haversack_sync.protocol.endpoint import LinkError
from tests.unit.haversack_sync.client.certificates import Authority
from tests.unit.haversack_sync.client.loopback_proxies import BY_NAME, LoopbackProxy, http_proxy, socks_proxy
from tests.unit.haversack_sync.client.loopback_server import AUTH, OBJECT, failed, reply, serving

Running = Callable[..., contextlib.AbstractContextManager[LoopbackProxy]]
BOTH: tuple[tuple[Running, ProxyKind], ...] = ((http_proxy, ProxyKind.HTTP), (socks_proxy, ProxyKind.SOCKS))
HUB = "hub.example"


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names that this computer itself asked for."""
    names, ask = list[str](), socket.getaddrinfo

    def note(host: str | bytes | None, *args: object, **kwargs: object) -> object:
        names.append(str(host))
        return ask(host, *args, **kwargs)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(socket, "getaddrinfo", note)
    return names


def test_every_request_goes_by_the_proxy_which_alone_hears_the_hubs_name(looked_up: list[str]) -> None:
    for run, kind in BOTH:
        with serving(reply(b"answer")) as server, run(server.address) as proxy:
            endpoint = HttpEndpoint(f"http://{HUB}:8765", at_place(kind, proxy.place))
            with contextlib.closing(endpoint):
                assert endpoint.fetch_profile() == b"answer"
                assert b"".join(endpoint.exchange(b"body", AUTH)) == b"answer"
                assert b"".join(endpoint.fetch_object(OBJECT, 0)) == b"answer"

        assert set(proxy.asked) == {f"{HUB}:8765"}
        assert [heard.headers["host"] for heard in server.heard] == [f"{HUB}:8765"] * 3
        assert all("proxy" not in name for heard in server.heard for name in heard.headers)
        assert set(proxy.forms) == ({BY_NAME} if kind is ProxyKind.SOCKS else set())
    assert HUB not in looked_up


def test_a_safe_connection_stays_safe_through_a_proxy_which_sees_no_more_than_the_name(
    trusted: Authority, tmp_path: Path, looked_up: list[str]
) -> None:
    for run, kind in BOTH:
        with (
            serving(reply(b"answer"), context=trusted.server(tmp_path, name=HUB)) as server,
            run(server.address) as proxy,
        ):
            endpoint = HttpEndpoint(f"https://{HUB}", at_place(kind, proxy.place))
            with contextlib.closing(endpoint):
                assert b"".join(endpoint.exchange(b"body", AUTH)) == b"answer"

        assert proxy.asked == [f"{HUB}:443"]
        with (
            serving(reply(b"answer"), context=Authority.new().server(tmp_path, name=HUB)) as server,
            run(server.address) as proxy,
        ):
            assert failed(HttpEndpoint(f"https://{HUB}", at_place(kind, proxy.place))) == "tls_issuer"
        assert server.heard == [], "who opens connections to read them gets nothing"
    assert HUB not in looked_up


def test_dates_are_judged_through_a_proxy_too(trusted: Authority, tmp_path: Path) -> None:
    context: ssl.SSLContext = trusted.server(tmp_path, name=HUB)
    for run, kind in BOTH:
        with serving(reply(b"answer"), context=context) as server, run(server.address) as proxy:
            endpoint = HttpEndpoint(f"https://{HUB}", at_place(kind, proxy.place))
            endpoint.leave_dates_open(0)
            with contextlib.closing(endpoint):
                assert b"".join(endpoint.exchange(b"hello", None)) == b"answer"
                with pytest.raises(LinkError, match="tls_time"):
                    endpoint.judge_dates_by(1)
        assert len(server.heard) == 1


def test_where_the_proxy_is_away_nothing_goes_past_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
    for _, kind in BOTH:
        for scheme in ("http", "https"):
            with serving(reply(b"direct")) as server:
                address = server.address.replace("http:", f"{scheme}:")
                with pytest.raises(LinkError, match="proxy_away") as caught:
                    b"".join(HttpEndpoint(address, at_place(kind, place)).exchange(b"body", AUTH))
            assert not caught.value.may_have_left
            assert server.connections == 0


def test_what_a_proxy_says_no_to_is_told_apart() -> None:
    page = reply(b"<html>", status="502 Bad Gateway", media_type="text/html")
    cases: tuple[tuple[Running, ProxyKind, dict[str, object], str], ...] = (
        (http_proxy, ProxyKind.HTTP, {"answer": page}, "proxy_refused"),
        (http_proxy, ProxyKind.HTTP, {"login": ("amal", "rain")}, "proxy_login"),
        (socks_proxy, ProxyKind.SOCKS, {"refusal": 5}, "proxy_refused"),
        (socks_proxy, ProxyKind.SOCKS, {"refusal": 1}, "proxy_refused"),
        (socks_proxy, ProxyKind.SOCKS, {"login": ("amal", "rain")}, "proxy_login"),
    )
    for run, kind, does, what in cases:
        with serving(reply(b"direct")) as server, run(server.address, **does) as proxy:
            said = _failure(HttpEndpoint(f"https://{HUB}", at_place(kind, proxy.place)))
        assert said.what == what, f"{kind}: {list(chain_of(said))}"
        assert not said.may_have_left
        assert (server.connections, proxy.asked) == (0, proxy.asked[:1])


def _failure(endpoint: HttpEndpoint) -> LinkError:
    with contextlib.closing(endpoint), pytest.raises(LinkError) as caught:
        endpoint.fetch_profile()
    return caught.value


def test_what_a_proxy_says_no_to_is_told_apart_while_another_error_is_being_handled() -> None:
    with socks_proxy(refusal=5) as proxy:
        try:
            raise KeyError
        except KeyError:
            said = _failure(HttpEndpoint(f"https://{HUB}", at_place(ProxyKind.SOCKS, proxy.place)))
    assert said.what == "proxy_refused"


def test_a_proxy_that_wants_a_login_gets_it_and_nobody_behind_it_does() -> None:
    for run, kind in BOTH:
        with serving(reply(b"answer")) as server, run(server.address, login=("amal", "rain: 4")) as proxy:
            by = at_place(kind, proxy.place, name="amal", password="rain: 4")
            with contextlib.closing(HttpEndpoint(f"http://{HUB}", by)) as endpoint:
                assert endpoint.fetch_profile() == b"answer"
        assert len(proxy.logins) == 1
        assert "authorization" not in server.heard[0].headers
        assert "proxy-authorization" not in server.heard[0].headers or kind is ProxyKind.HTTP


def test_a_waiting_request_is_cut_through_a_proxy_when_this_computer_comes_into_another_network() -> None:
    for run, kind in BOTH:
        reached: list[HttpEndpoint] = []

        def leave(connection: socket.socket, reached: list[HttpEndpoint] = reached) -> None:
            reached[0].hang_up()

        with serving(leave) as server, run(server.address) as proxy:
            reached.append(HttpEndpoint(f"http://{HUB}", at_place(kind, proxy.place)))
            assert failed(reached[0]) == "cut"


def test_what_the_system_names_counts_where_somebody_said_so_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    system = Proxy(ProxyKind.SYSTEM)
    with serving(reply(b"answer")) as server, http_proxy(server.address) as proxy, socks_proxy(server.address) as socks:
        monkeypatch.setenv("http_proxy", f"http://{proxy.place}")
        monkeypatch.setenv("https_proxy", f"socks5://{socks.place}")
        with contextlib.closing(HttpEndpoint(f"http://{HUB}", system)) as endpoint:
            assert endpoint.proxy == at_place(ProxyKind.HTTP, proxy.place)
            assert endpoint.fetch_profile() == b"answer"
        assert HttpEndpoint(f"https://{HUB}", system).proxy == at_place(ProxyKind.SOCKS, socks.place), "never a name"
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with contextlib.closing(HttpEndpoint(server.address, system)) as endpoint:
            assert endpoint.fetch_profile() == b"answer", "the system names none for it"
    assert proxy.asked == [HUB]
    for named, what in (("socks4://127.0.0.1:1", "bad_proxy"), ("https://127.0.0.1:1", "bad_proxy")):
        monkeypatch.setenv("http_proxy", named)
        with pytest.raises(LinkError, match=what):
            named_by_system(f"http://{HUB}")


def test_a_system_that_finds_its_proxy_by_a_script_is_not_taken_for_one_without_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert named_by_system(f"http://{HUB}") == Proxy()
    assert not connections._has_script() or sys.platform == "win32"
    monkeypatch.setattr(connections, "_has_script", lambda: True)

    with pytest.raises(LinkError, match="proxy_script"):
        named_by_system(f"http://{HUB}")
