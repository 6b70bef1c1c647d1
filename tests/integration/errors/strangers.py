"""Programs that answer in a hub's place: a log-in page, a redirection, a closed door."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Final

_ENOUGH: Final = 65536

LOGIN_PAGE: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 37\r\nSet-Cookie: a=b\r\n\r\n"
    b"<html>Welcome to Caf\xc3\xa9 Wi-Fi</html>\r\n"
)
PAGE_THAT_CLAIMS_TO_BE_BYTES: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 22\r\n\r\n<html>Log in!</html>\r\n"
)
REDIRECTION: Final = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/login\r\nContent-Length: 0\r\n\r\n"
SERVER_ERROR: Final = b"HTTP/1.1 500 Oh no\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nbroke"
NOTHING: Final = b""
NO_HTTP: Final = b"220 mail.example ESMTP ready\r\n"


@contextlib.contextmanager
def stranger(answer: bytes) -> Iterator[str]:
    """Answer everybody with the same bytes, then close.

    Yields:
        The address.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        is_open = True

        def serve() -> None:
            while True:
                caller, _ = listener.accept()
                with caller, contextlib.suppress(OSError):
                    if not is_open:
                        return
                    caller.recv(_ENOUGH)
                    caller.sendall(answer)
                    caller.shutdown(socket.SHUT_WR)
                    # Until the caller closes, or its unread bytes would turn our answer into an error.
                    while caller.recv(_ENOUGH):
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            is_open = False
            with socket.create_connection(listener.getsockname()):
                pass
            thread.join()
