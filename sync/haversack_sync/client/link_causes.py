"""What went wrong on the way to a hub, told apart as far as it can be: each cause has other advice for people.

Reads codes and numbers; an answer's body is never looked at. Must not open connections.
"""

from collections.abc import Iterator, Mapping
from typing import Final

CAUSES: Final = frozenset(
    {
        "portal",
        "proxy_login",
        "proxy_away",
        "proxy_refused",
        "bad_proxy",
        "proxy_script",
        "hub_away",
        "busy",
        "not_found",
        "not_our_hub",
        "no_name",
        "no_connection",
        "cut",
        "tls",
        "tls_time",
        "tls_name",
        "tls_issuer",
    }
)
"""Every cause that is told apart here."""

_PAGES: Final = ("text/html", "application/xhtml")
_PLAIN_TEXT: Final = "text/plain"
_REDIRECTIONS: Final = (301, 302, 303, 307, 308)
_WANTS_LOGIN: Final = 511
_PROXY_WANTS_LOGIN: Final = 407
_MISSING: Final = 404
_HUB_IS_BUSY: Final = (429, 503, 507)
_AWAY: Final = (500, 502, 503, 504)
_OK: Final = 200
_TIME_CODES: Final = (9, 10)
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""
_NAME_CODES: Final = (62, 64)
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
_ISSUER_CODES: Final = (7, 18, 19, 20, 21)
"""OpenSSL's codes for a certificate that signs itself, and for an issuer that nobody knows or that it is not by."""


def cause_of_status(status: int, headers: Mapping[str, str]) -> str:
    """Return what an answer means that is not the hub's, by its status and kind alone.

    A page, a redirection and 511 are what a Wi-Fi answers that wants a login. What stands before a hub answers 502,
    503 or 504 with a page while the hub is away; the hub itself says "later" in plain text.
    """
    kind = headers.get("Content-Type", "")
    if status == _PROXY_WANTS_LOGIN:
        return "proxy_login"
    if status == _WANTS_LOGIN or status in _REDIRECTIONS or (status == _OK and kind.startswith(_PAGES)):
        return "portal"
    if status == _MISSING:
        return "not_found"
    if status in _HUB_IS_BUSY and (status not in _AWAY or kind.startswith(_PLAIN_TEXT)):
        return "busy"
    return "hub_away" if status in _AWAY else "not_our_hub"


def cause_of_tls(error: BaseException) -> str:
    """Return why a safe connection did not come about: dates, name or issuer of the certificate, or something else."""
    code = next((found for one in chain_of(error) if (found := getattr(one, "verify_code", None))), None)
    if code in _TIME_CODES:
        return "tls_time"
    if code in _NAME_CODES:
        return "tls_name"
    return "tls_issuer" if code in _ISSUER_CODES else "tls"


def was_refused(error: object) -> bool:
    """Tell whether the hub's computer answered, and nothing listens there."""
    return any(isinstance(one, ConnectionRefusedError) for one in chain_of(error))


def chain_of(error: object) -> Iterator[BaseException]:
    """Yield an error, what it holds and what caused it, each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        # PySocks holds its cause in a place of its own, and Python forgets it where another error is being handled.
        held = (getattr(one, name, None) for name in ("reason", "socket_err"))
        waiting += [*one.args, *held, one.__cause__, one.__context__]
