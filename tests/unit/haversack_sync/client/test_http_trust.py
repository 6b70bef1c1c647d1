"""Whom the HTTP carrier trusts: the address that it was given, and nothing that the line or this computer adds."""

import datetime as dt
from pathlib import Path

import pytest

from haversack_sync.client.http import HttpEndpoint
from haversack_sync.protocol.endpoint import LinkError
from tests.unit.haversack_sync.client.certificates import Authority, today
from tests.unit.haversack_sync.client.loopback_server import AUTH, OBJECT, failed, reply, serving

DAY = dt.timedelta(days=1)


def test_a_redirect_is_not_followed() -> None:
    with (
        serving(reply(b"secret place")) as other,
        serving(reply(status="302 Found", headers=(f"Location: {other.address}/v1/exchange",))) as server,
    ):
        assert failed(HttpEndpoint(server.address)) == "portal"

    assert other.heard == []


def test_a_redirect_of_the_profile_and_of_objects_is_not_followed_either() -> None:
    with serving(reply(status="301 Moved", headers=("Location: /v1/profile2",))) as server:
        endpoint = HttpEndpoint(server.address)
        with pytest.raises(LinkError):
            endpoint.fetch_profile()
        with pytest.raises(LinkError):
            b"".join(endpoint.fetch_object(OBJECT, 0))

    assert len(server.heard) == 2


def test_cookies_are_dropped() -> None:
    answer = reply(b"answer", headers=("Set-Cookie: portal=1; Path=/", "Set-Cookie: other=2"))
    with serving(answer) as server:
        endpoint = HttpEndpoint(server.address)
        for _ in range(2):
            b"".join(endpoint.exchange(b"body", AUTH))

    assert all("cookie" not in heard.headers for heard in server.heard)


def test_proxies_passwords_and_certificates_of_the_environment_are_ignored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serving(reply(b"by proxy")) as proxy, serving(reply(b"direct")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.address)
        netrc = Path.home() / ".netrc"
        netrc.write_text("machine 127.0.0.1 login somebody password something\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "nothing.pem"))

        assert b"".join(HttpEndpoint(server.address).exchange(b"body", AUTH)) == b"direct"

    assert proxy.heard == []
    assert "authorization" not in server.heard[0].headers


def test_a_certificate_that_nobody_vouches_for_is_refused(authority: Authority, tmp_path: Path) -> None:
    with serving(reply(b"answer"), context=authority.server(tmp_path)) as server:
        assert failed(HttpEndpoint(server.address)) == "tls_issuer"

    assert server.heard == []


def test_a_certificate_that_the_environment_vouches_for_is_refused_too(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = str(authority.bundle(tmp_path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    monkeypatch.setenv("CURL_CA_BUNDLE", bundle)
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    with serving(reply(b"answer"), context=authority.server(tmp_path)) as server:
        assert failed(HttpEndpoint(server.address)) == "tls_issuer"


def test_a_certificate_of_a_trusted_authority_for_this_name_and_day_is_taken(
    trusted: Authority, tmp_path: Path
) -> None:
    with serving(reply(b"answer"), context=trusted.server(tmp_path)) as server:
        assert b"".join(HttpEndpoint(server.address).exchange(b"body", AUTH)) == b"answer"


def test_b3_a_certificate_of_another_name_or_issuer_or_time_is_refused_and_each_is_told_apart(
    trusted: Authority, tmp_path: Path
) -> None:
    now = today()
    for context, what in (
        (trusted.server(tmp_path, address="127.0.0.2"), "tls_name"),
        (Authority.new().server(tmp_path), "tls_issuer"),
        (trusted.server(tmp_path, since=now - 420 * DAY, until=now - DAY), "tls_time"),
        (trusted.server(tmp_path, since=now + DAY, until=now + 420 * DAY), "tls_time"),
        (Authority.new().server(tmp_path, until=now - DAY), "tls_issuer tls_time"),
    ):
        with serving(reply(b"answer"), context=context) as server:
            assert failed(HttpEndpoint(server.address)) in what.split()
        assert server.heard == []


def test_plain_text_where_https_was_expected_is_refused() -> None:
    with serving(reply(b"answer"), speaks_first=True) as server:
        assert failed(HttpEndpoint(server.address.replace("http:", "https:"))) == "tls"
