"""The HTTP carrier: with `connections`, all of the client that opens any.

Nothing in the environment may change whom we trust, nor where bytes go, unless somebody said that the system's proxy
counts; nothing is followed, unpacked or retried behind our back; only stalls end a transfer, never its length. Must not
verify anything: what comes back is untrusted.
"""

import contextlib
import logging
import ssl
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from weakref import WeakSet

import requests
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util.ssl_ import create_urllib3_context

from haversack_sync.client.connections import Adapter, cause_of_no_answer, named_by_system
from haversack_sync.client.link_causes import cause_of_status, cause_of_tls
from haversack_sync.client.proxy import DIRECT, Proxy, ProxyKind
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import EXCHANGE_TARGET, PROFILE_TARGET, LinkError
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.limits import KIB, MAX_ANSWER_BYTES, MAX_FRAME_BYTES, STALL_SECONDS
from haversack_sync.protocol.messages import decode_request
from haversack_sync.protocol.object_lists import OBJECTS_TARGET
from haversack_sync.protocol.profile import is_hub_address
from haversack_sync.protocol.requests import AUTH_HEADER, RequestAuth, RequestLine

_CONNECT_SECONDS: Final = 20
_PIECE_BYTES: Final = 8 * KIB
_SMALL_ANSWER_BYTES: Final = 64 * KIB
_SHORT_ANSWER_BYTES: Final = KIB
_LENGTH_DIGITS: Final = 4
_MEDIA_TYPE: Final = "application/octet-stream"
_BOTH_WAYS: Final = 2
"""SHUT_RDWR; this module opens no sockets of its own."""
_NO_CHECK_TIME: Final = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME: name and chain are checked as always."""
_CONTENT_TYPE: Final = {"Content-Type": _MEDIA_TYPE}

# Its lines of log name the hub's address, and logs lie on laptops that get seized.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


def _longest(body: bytes) -> int:
    """Return how long the answer to an exchange can be: what was asked for, and a head and a frame beyond it.

    Somebody who does not stop must not cost people their money, whatever the bytes say.
    """
    try:
        asked = decode_request(body).answer_bytes
    except WireError:
        asked = 0
    return (asked or MAX_ANSWER_BYTES) + 2 * MAX_FRAME_BYTES


def _give_back(response: requests.Response) -> None:
    """Done with an answer that is not wanted: a short one is read to its end, so that the connection lives on.

    A page of a captive portal is long, or its length is not told; then a new connection costs less.
    """
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and len(length) <= _LENGTH_DIGITS and int(length) <= _SHORT_ANSWER_BYTES:
        with contextlib.suppress(HTTPError, requests.exceptions.RequestException, OSError):
            while response.raw.read1(_PIECE_BYTES):
                pass
    response.close()


class _RefuseCookies(requests.cookies.RequestsCookieJar):
    """A jar that stays empty: a hub needs no cookies, and a captive portal must not leave any."""

    def set_cookie(self, cookie: object, *args: object, **kwargs: object) -> None:
        """Drop it."""


class HttpEndpoint:
    """A hub at an HTTP or HTTPS address; one kept-alive connection.

    Attributes:
        proxy: By which one it is reached; looked up where the system's counts.
    """

    is_stored = False

    def __init__(self, address: str, proxy: Proxy = DIRECT) -> None:
        """Prepare; nothing is sent yet.

        Args:
            address: For example ``https://hub.example`` or ``http://127.0.0.1:8765``.
            proxy: By which it is reached; where one is set nothing goes past it, names included.

        Raises:
            LinkError: It is not such an address ("bad_address"), or the system's proxy is of no use ("bad_proxy",
                "proxy_script").
        """
        if not is_hub_address(address):
            raise LinkError("bad_address")
        self._base = address.rstrip("/")
        self.proxy = named_by_system(address) if proxy.kind is ProxyKind.SYSTEM else proxy
        if self.proxy.is_named and not self.proxy.host:
            raise LinkError("bad_proxy")
        self._http = requests.Session()
        self._http.trust_env = False
        if self.proxy.is_named:
            self._http.proxies = dict.fromkeys(("http", "https"), self.proxy.url)
        self._http.cookies = _RefuseCookies()
        self._http.headers.clear()
        self._http.headers.update({"Accept-Encoding": "identity", "User-Agent": "haversack"})
        self._opened: WeakSet[HTTPConnection] = WeakSet()
        self._has_ranges = True
        self._dates = (0, 0)
        self._stamp: int | None = None
        self._here: int | None = None
        self._is_hello = self._is_stranger = False
        for scheme in ("http://", "https://"):
            self._mount(scheme)

    def _mount(self, scheme: str, context: ssl.SSLContext | None = None) -> None:
        self._http.mount(scheme, Adapter(self.proxy, self._opened, self._look, context=context))

    def close(self) -> None:
        """Close the connection. Safe to repeat."""
        self._http.close()

    def hang_up(self) -> None:
        """End what is under way as a cut: the connection leads nowhere any more. May be called from any thread.

        Whoever moved from one network to another would else wait for a stall.
        """
        for connection in list(self._opened):
            opened = connection.sock
            if opened is not None:
                with contextlib.suppress(OSError):
                    opened.shutdown(_BOTH_WAYS)

    def leave_dates_open(self, here: int, *, is_stranger: bool = False) -> None:
        """Take a certificate whose dates are wrong by this computer's clock; everything else of it is checked.

        Before `judge_dates_by` nothing can be sent but exchanges that nobody signs: they tell nobody who asks. One that
        is good by this computer's clock is refused from now on: it was an authority in between that has run out, and of
        those Python tells no dates.

        Args:
            here: What time this computer believes it is, in seconds since 1970.
            is_stranger: Whether it knows nothing of the network yet: then its profile can be asked for, too, which
                nobody signs or believes.
        """
        self._here = here
        self._is_hello, self._is_stranger = True, is_stranger
        context = create_urllib3_context()
        context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)
        self.close()
        self._mount("https://", context)

    def judge_dates_by(self, stamp: int) -> None:
        """Judge the dates of certificates by the hub's signed stamp from now on; of the newest one, too.

        Raises:
            LinkError: They do not hold at that time ("tls_time"); nothing may be sent to this address.
        """
        self._stamp = stamp
        self._check_dates()
        self._is_hello = False

    def _check_dates(self) -> None:
        since, until = self._dates
        is_off = self._stamp is not None and not since <= self._stamp <= until
        is_another = self._here is not None and since <= self._here <= until
        if is_off or is_another:
            self.close()
            raise LinkError("tls_time")

    def _look(self, connection: HTTPSConnection) -> None:
        """Note the dates of a certificate that was verified, and refuse it where they do not hold."""
        found = connection.sock.getpeercert() if isinstance(connection.sock, ssl.SSLSocket) else None
        since, until = ((found or {}).get(name) for name in ("notBefore", "notAfter"))
        if isinstance(since, str) and isinstance(until, str):
            self._dates = (int(ssl.cert_time_to_seconds(since)), int(ssl.cert_time_to_seconds(until)))
        else:
            self._dates = (0, 0)
        self._check_dates()

    def fetch_profile(self) -> bytes:
        """See `SyncEndpoint`."""
        return self._small(self._send(RequestLine("GET", PROFILE_TARGET, b""), {}))

    def register(self, body: bytes) -> bytes:
        """See `SyncEndpoint`."""
        line = RequestLine("POST", "/v1/register", body)
        return self._small(self._send(line, dict(_CONTENT_TYPE), also=requests.codes.forbidden))

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        """See `SyncEndpoint`."""
        headers = dict(_CONTENT_TYPE)
        if auth is not None:
            headers[AUTH_HEADER] = auth.header()
        return self._pieces(self._send(RequestLine("POST", EXCHANGE_TARGET, body), headers), most=_longest(body))

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        """See `SyncEndpoint`; from a server that ignores ranges nothing is read that is here already."""
        if offset and not self._has_ranges:
            raise LinkError("no_ranges")
        last = "" if length is None else str(offset + length - 1)
        headers = {"Range": f"bytes={offset}-{last}"} if offset or last else {}
        response = self._send(RequestLine("GET", f"/v1/objects/{object_id.hex()}", b""), headers)
        if offset and response.status_code == requests.codes.ok:
            # What is under way cannot be called back; for the rest of the body nobody pays.
            self._has_ranges = False
            response.close()
            raise LinkError("no_ranges")
        return self._pieces(response)

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        """See `SyncEndpoint`."""
        return self._pieces(self._send(RequestLine("POST", OBJECTS_TARGET, body), dict(_CONTENT_TYPE)))

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        """See `SyncEndpoint`."""
        return self._small(self._send(line, _CONTENT_TYPE | {AUTH_HEADER: auth.header()}))

    def _send(self, line: RequestLine, headers: dict[str, str], *, also: int = 0) -> requests.Response:
        if self._is_hello and not self._is_said_by_anybody(line, headers):
            raise LinkError("tls_time")
        # As a file a body leaves in small pieces, each with its own time: all at once, its length could end a transfer.
        body = BytesIO(line.body) if line.body else None
        request = requests.Request(line.method, self._base + line.target, headers=headers, data=body)
        try:
            response = self._http.send(
                self._http.prepare_request(request),
                stream=True,
                allow_redirects=False,
                timeout=(_CONNECT_SECONDS, STALL_SECONDS),
            )
        except (requests.exceptions.InvalidURL, LocationParseError) as error:
            raise LinkError("bad_address") from error
        except requests.exceptions.SSLError as error:
            raise LinkError(cause_of_tls(error)) from error
        except requests.exceptions.ConnectionError as error:
            what, may_have_left = cause_of_no_answer(error, self.proxy)
            raise LinkError(what, may_have_left=may_have_left) from error
        except requests.exceptions.Timeout as error:
            raise LinkError("stalled") from error
        except (requests.exceptions.RequestException, HTTPError) as error:
            raise LinkError("cut") from error
        self._check(response, also)
        return response

    def _is_said_by_anybody(self, line: RequestLine, headers: dict[str, str]) -> bool:
        """Tell whether a request tells nobody who asks, so that it may be part of a hello."""
        if AUTH_HEADER in headers:
            return False
        return line.target == EXCHANGE_TARGET or (self._is_stranger and line.target == PROFILE_TARGET)

    def _check(self, response: requests.Response, also: int) -> None:
        """Refuse what no hub would answer; what lies all the same is recognised by its missing signature."""
        is_answer = response.status_code in (requests.codes.ok, requests.codes.partial_content, also)
        is_bytes = response.headers.get("Content-Type", "").startswith(_MEDIA_TYPE)
        if is_answer and is_bytes and "Content-Encoding" not in response.headers:
            return
        _give_back(response)
        raise LinkError(cause_of_status(response.status_code, response.headers))

    def _pieces(self, response: requests.Response, *, most: int | None = None) -> Iterator[bytes]:
        """Yield what arrives as it arrives, whatever the sender says about its length, and at most so many bytes."""
        received = 0
        try:
            while piece := response.raw.read1(_PIECE_BYTES):
                received += len(piece)
                if most is not None and received > most:
                    raise LinkError("not_our_hub")
                yield piece
        except (HTTPError, requests.exceptions.RequestException, OSError) as error:
            what = "stalled" if "timed out" in str(error).lower() else "cut"
            raise LinkError(what) from error
        finally:
            response.close()

    def _small(self, response: requests.Response) -> bytes:
        data = bytearray()
        for piece in self._pieces(response):
            data += piece
            if len(data) > _SMALL_ANSWER_BYTES:
                raise LinkError("not_our_hub")
        return bytes(data)
