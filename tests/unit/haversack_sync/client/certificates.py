"""An authority of a test that vouches for certificates of servers on this computer, of any name and any dates."""

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from haversack_sync.hub.clock import SystemClock


def today() -> dt.datetime:
    """Return the moment that OpenSSL compares dates with: this computer's."""
    return dt.datetime.fromtimestamp(SystemClock().seconds(), dt.UTC)


@dataclass(frozen=True)
class Authority:
    """Somebody who vouches.

    Attributes:
        key: Their key.
        certificate: Of themselves.
        is_between: Whether another authority vouches for this one, so that servers show its certificate too.
    """

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    is_between: bool = False

    @classmethod
    def new(cls) -> Self:
        """Return a new one, good for a hundred years around now."""
        key, now = ec.generate_private_key(ec.SECP256R1()), today()
        name = _authority_name()
        builder = _builder(name, name, key, now - dt.timedelta(days=18_000), now + dt.timedelta(days=18_000))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        return cls(key, builder.sign(key, SHA256()))

    def between(self, *, until: dt.datetime) -> Self:
        """Return another authority, for which this one vouches until then."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_authority_name(), self.certificate.subject, key, until - dt.timedelta(days=4_000), until)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        return type(self)(key, builder.sign(self.key, SHA256()), is_between=True)

    def bundle(self, folder: Path) -> Path:
        """Write what those who trust this authority keep; return where."""
        path = folder / "authority.pem"
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def server(
        self,
        folder: Path,
        *,
        address: str = "127.0.0.1",
        name: str = "",
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
    ) -> ssl.SSLContext:
        """Return what a server needs at an address, or of a name, with a certificate of these dates."""
        key, now = ec.generate_private_key(ec.SECP256R1()), today()
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hub.example")])
        end = until or now + dt.timedelta(days=1)
        builder = _builder(subject, self.certificate.subject, key, since or end - dt.timedelta(days=400), end)
        where = x509.DNSName(name) if name else x509.IPAddress(ipaddress.ip_address(address))
        names = x509.SubjectAlternativeName([where])
        certificate = builder.add_extension(names, critical=False).sign(self.key, SHA256())
        path = folder / f"server{certificate.serial_number}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
            + (self.certificate.public_bytes(serialization.Encoding.PEM) if self.is_between else b"")
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _authority_name() -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Authority {x509.random_serial_number()}")])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, since: dt.datetime, until: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
