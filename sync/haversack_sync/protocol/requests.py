"""Signed requests: the `Haversack-Auth` header and what stands for a request in the answer.

A device signs method, path, body and a counter that only grows, per lane, so a listener cannot send a request again.
Somebody without a device sends no header and a nonce in the body instead. Must not keep counters.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from haversack_sync.model.ids import DeviceId
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import SignatureError, WireError
from haversack_sync.protocol.wire import Reader, varint

AUTH_HEADER: Final = "Haversack-Auth"
LANE_EXCHANGE: Final = 0
LANE_UPLOADS: Final = 1
_REQUEST: Final = tag("request")
_MAX_HEADER_CHARACTERS: Final = 400


@dataclass(frozen=True, slots=True)
class RequestLine:
    """What a request is, apart from who sends it.

    Attributes:
        method: Upper case.
        target: Path and query, as sent.
        body: The whole body.
    """

    method: str
    target: str
    body: bytes


@dataclass(frozen=True, slots=True)
class RequestAuth:
    """Who sends a request.

    Attributes:
        device: Handle of the signing key: a device's, or an invitation's before redemption.
        lane: LANE_EXCHANGE or LANE_UPLOADS.
        counter: Grows with each request of that lane; 0 for invitation keys, which have none.
        signature: 64 bytes.
    """

    device: DeviceId
    lane: int
    counter: int
    signature: bytes

    def header(self) -> str:
        """Return the header's value."""
        raw = self.device + bytes((self.lane,)) + varint(self.counter) + self.signature
        return base64.urlsafe_b64encode(raw).decode("ascii")


def _message(line: RequestLine, *, root: bytes, device: DeviceId, lane: int, counter: int) -> bytes:
    method, target = line.method.encode(), line.target.encode()
    head = b"".join(len(part).to_bytes(4, "big") + part for part in (method, target))
    return _REQUEST + root + head + sealing.sha256(line.body) + device + bytes((lane,)) + counter.to_bytes(8, "big")


def sign_request(
    line: RequestLine, *, root: bytes, device: DeviceId, lane: int, counter: int, signing_seed: bytes
) -> RequestAuth:
    """Sign a request; the counter was stored before."""
    message = _message(line, root=root, device=device, lane=lane, counter=counter)
    return RequestAuth(device, lane, counter, sealing.sign(signing_seed, message))


def parse_auth(untrusted_header: str) -> RequestAuth:
    """Read the header's value.

    Raises:
        WireError: It is malformed, or not written as `RequestAuth.header` writes it.
    """
    if len(untrusted_header) > _MAX_HEADER_CHARACTERS:
        raise WireError("header too long")
    try:
        raw = base64.b64decode(untrusted_header, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise WireError("malformed header") from error
    reader = Reader(raw)
    device, lane, counter = DeviceId(reader.take(8)), reader.byte(), reader.varint()
    signature = reader.take(sealing.SIGNATURE_BYTES)
    reader.finish()
    if lane not in (LANE_EXCHANGE, LANE_UPLOADS):
        raise WireError("unknown lane")
    auth = RequestAuth(device, lane, counter, signature)
    if auth.header() != untrusted_header:
        raise WireError("header has two spellings")
    return auth


def verify_request(auth: RequestAuth, line: RequestLine, *, root: bytes, public: bytes) -> None:
    """Check a request's signature.

    Raises:
        SignatureError: It is not by that key, or about another request.
    """
    message = _message(line, root=root, device=auth.device, lane=auth.lane, counter=auth.counter)
    if not sealing.verifies(public, auth.signature, message):
        raise SignatureError("bad request signature")


def request_proof(auth: RequestAuth, body: bytes) -> bytes:
    """Return what to keep of a request as evidence: the header's value, a space, and SHA-256 of the body.

    The head's signature is over the hash of the request's signature, and that is over the body: so the three together
    prove what was asked, without the body being kept.
    """
    return auth.header().encode("ascii") + b" " + sealing.sha256(body)


def request_hash(auth: RequestAuth | None, body: bytes) -> bytes:
    """Return what stands for a request in the hub's answer.

    Returns:
        SHA-256 of the request's signature; without one, of the tagged body, whose nonce makes it unique.
    """
    return sealing.sha256(auth.signature if auth else _REQUEST + body)
