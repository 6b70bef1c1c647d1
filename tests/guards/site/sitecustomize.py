"""Runs first in every Python process that a test starts: refuses addresses outside this computer.

pytest-socket guards the process of the tests alone; a hub or a vault started as a real process would be free to call
anybody. An audit hook sees every socket of the interpreter, cannot be taken out again, and needs no library.
"""

import ipaddress
import sys

_NAMED = {"socket.getaddrinfo", "socket.gethostbyaddr", "socket.gethostbyname"}
_ADDRESSED = {"socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"}


class OutsideAddressError(RuntimeError):
    """A process of a test reached for an address outside this computer; not an OSError, so that nobody retries it."""


def is_inside(host: object) -> bool:
    """Tell whether a host is this computer itself.

    Args:
        host: A name or an address as given to a socket. An empty one is every address that the computer has.
    """
    name = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse a call of a socket to an address outside this computer.

    Args:
        event: The name of the audited event.
        arguments: What was given to it.

    Raises:
        OutsideAddressError: The address is outside.
    """
    host: object = None
    if event in _NAMED:
        host = arguments[0]
    elif event in _ADDRESSED and isinstance(arguments[1], tuple):  # a local socket's address is a path, no tuple
        host = arguments[1][0]
    if host is not None and not is_inside(host):
        raise OutsideAddressError(event)


sys.addaudithook(refuse_outside)
