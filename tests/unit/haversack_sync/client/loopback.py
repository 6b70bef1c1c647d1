"""Takes connections on this computer, each in a thread of its own, while a block runs."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Final

_AGAIN_SECONDS: Final = 0.05


@contextlib.contextmanager
def listening(talk: Callable[[socket.socket], None], hang_up: Callable[[], None]) -> Iterator[str]:
    """Take connections while the block runs, and wait for every talk to end.

    Args:
        talk: Called with each connection.
        hang_up: Ends every connection that is still open; called as often as it takes.

    Yields:
        Where it listens: host and port.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=talk, args=(connection,)))
                threads[-1].start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()
        for thread in threads:
            while thread.is_alive():
                # A talk that had not begun yet was not there to be ended.
                hang_up()
                thread.join(_AGAIN_SECONDS)
