"""Whom the HTTP carrier trusts: the address that it was given, and nothing that the line or this computer adds."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import MaxRetryError, SSLError

from haversack_sync.client.http import HttpEndpoint
from haversack_sync.protocol.endpoint import LinkError
from tests.unit.haversack_sync.client.loopback_server import AUTH, OBJECT, failed, reply, serving


def test_a_redirect_is_not_followed() -> None:
    with (
        serving(reply(b"secret place")) as other,
        serving(reply(status="302 Found", headers=(f"Location: {other.address}/v1/exchange",))) as server,
    ):
        assert failed(HttpEndpoint(server.address)) == "not_our_hub"

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


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """Return what a server needs whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hub.example")])
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(self_signed: ssl.SSLContext) -> None:
    with serving(reply(b"answer"), context=self_signed) as server:
        assert failed(HttpEndpoint(server.address)) == "tls"

    assert server.heard == []


def test_a_certificate_that_the_environment_vouches_for_is_refused_too(
    self_signed: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.pem"))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(tmp_path / "server.pem"))
    with serving(reply(b"answer"), context=self_signed) as server:
        assert failed(HttpEndpoint(server.address)) == "tls"


def test_plain_text_where_https_was_expected_is_refused() -> None:
    with serving(reply(b"answer"), speaks_first=True) as server:
        assert failed(HttpEndpoint(server.address.replace("http:", "https:"))) == "tls"


def test_a_certificate_that_is_right_but_for_the_date_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here is vouched for by a real authority: what the library raises then is made by hand."""
    for code, what in ((9, "tls_time"), (10, "tls_time"), (18, "tls")):
        cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
        cause.verify_code = code
        pool = HTTPSConnectionPool("hub.example")
        error = requests.exceptions.SSLError(MaxRetryError(pool, "/", SSLError(cause)))

        def fail(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr(requests.Session, "send", fail)
        assert failed(HttpEndpoint("https://hub.example")) == what
