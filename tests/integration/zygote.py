"""A process that has loaded the program and forks whenever a test starts a verb or a hub: `zygote.py ADDRESS`.

Loading takes most of the second that a verb lives, and the stories start a thousand verbs. What is forked is a process
of its own: it can be signalled and killed, has its own environment, folder and streams, and ends as Python ends. What a
real start is like stays with the tests that start one (`processes.launch` says which).

Forks of one process stretch each passphrase once for each salt: it is slow on purpose, and the same in every copy of a
vault. What a fork has stretched it tells by a pipe, and the forks after it know; nothing of it is written anywhere.
"""

import array
import contextlib
import functools
import gc
import hashlib
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Final, NoReturn
from unittest import mock

STREAMS: Final = 3
MOST_REQUEST_BYTES: Final = 128 * 1024
_LOADED: Final = ("haversack.cli", "haversack.operations", "haversack.store", "haversack.i18n", "haversack_sync")
_LEFT_OUT: Final = (".migrations", ".versions", ".voice")
_DIGEST_BYTES: Final = 32
_TOLD_BYTES: Final = 2 * _DIGEST_BYTES
"""Of what a passphrase was stretched from, and what came out of it."""


class Stretched:
    """Passphrases that forks of this process have stretched."""

    def __init__(self) -> None:
        # Not files or sockets: they would complain when a fork ends.
        self._reads, self._writes = os.pipe()
        os.set_blocking(self._reads, False)
        self._known: dict[bytes, bytes] = {}

    def once(self, stretch: Callable[..., bytes]) -> Callable[..., bytes]:
        """Return what stretches as a function does, and tells what came out."""

        @functools.wraps(stretch)
        def stretched(passphrase: bytes, *, salt: bytes, cost: object) -> bytes:
            key = hashlib.sha256(repr((bytes(passphrase), salt, cost)).encode()).digest()
            if key not in self._known:
                self._known[key] = stretch(passphrase, salt=salt, cost=cost)
                os.write(self._writes, key + self._known[key])
            return self._known[key]

        return stretched

    def learn(self) -> None:
        """Take in what forks have told."""
        with contextlib.suppress(BlockingIOError):
            while told := os.read(self._reads, _TOLD_BYTES):
                self._known[told[:_DIGEST_BYTES]] = told[_DIGEST_BYTES:]


def main() -> int:
    """Serve until standard input ends; in a fork, run what was asked for instead."""
    _load()
    keys, stretched = importlib.import_module("haversack.store.keys"), Stretched()
    mock.patch.object(keys, "_stretch", stretched.once(keys._stretch)).start()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(sys.argv[1])
    listener.listen()
    # Collecting would write into every page that forks share.
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with listener:
        work = _serve(listener, stretched)
    return work() if work is not None else 0


def _load() -> None:
    """Load all that verbs and hubs load, and nothing of Qt: verbs run where there is none."""
    for name in _LOADED:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not any(part in found.name for part in _LEFT_OUT):
                importlib.import_module(found.name)
    assert not any(name.startswith("PySide6") for name in sys.modules)


def _serve(listener: socket.socket, stretched: Stretched) -> Callable[[], int] | None:
    """Fork for each request and tell each requester how its process ended; in a fork, return its work."""
    # Not epoll: forks would share it.
    waiting = selectors.PollSelector()
    waiting.register(sys.stdin, selectors.EVENT_READ)
    waiting.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in waiting.select():
            if key.fileobj is sys.stdin:
                return None
            if key.fileobj is listener:
                connection, _ = listener.accept()
                stretched.learn()
                work = _fork(connection, waiting)
                if work is not None:
                    return work
            else:
                _tell_end(key, waiting)


def _fork(connection: socket.socket, waiting: selectors.BaseSelector) -> Callable[[], int] | None:
    request, streams = _receive(connection)
    child = os.fork()
    if child == 0:
        connection.close()
        _let_go(waiting)
        return _become(request, streams)
    for stream in streams:
        os.close(stream)
    connection.send(str(child).encode("ascii"))
    waiting.register(os.pidfd_open(child), selectors.EVENT_READ, (child, connection))
    return None


def _receive(connection: socket.socket) -> tuple[dict[str, object], list[int]]:
    streams = array.array("i")
    body, more, _, _ = connection.recvmsg(MOST_REQUEST_BYTES, socket.CMSG_SPACE(STREAMS * streams.itemsize))
    for _, _, sent in more:
        streams.frombytes(sent[: len(sent) - len(sent) % streams.itemsize])
    return json.loads(body), list(streams)


def _tell_end(key: selectors.SelectorKey, waiting: selectors.BaseSelector) -> None:
    child, connection = key.data
    _, status = os.waitpid(child, 0)
    waiting.unregister(key.fileobj)
    assert isinstance(key.fileobj, int)
    os.close(key.fileobj)
    # Who asked may be gone.
    with contextlib.suppress(OSError), connection:
        connection.send(str(os.waitstatus_to_exitcode(status)).encode("ascii"))


def _let_go(waiting: selectors.BaseSelector) -> None:
    """Close what belongs to the zygote alone."""
    for key in list(waiting.get_map().values()):
        waiting.unregister(key.fileobj)
        if isinstance(key.fileobj, socket.socket):
            key.fileobj.close()
        elif isinstance(key.fileobj, int):
            os.close(key.fileobj)
            key.data[1].close()
    waiting.close()


def _become(request: dict[str, object], streams: list[int]) -> Callable[[], int]:
    """Make this fork what a started process is; return what it runs."""
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    environment, words = request["environment"], request["words"]
    assert isinstance(environment, dict)
    assert isinstance(words, list)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(request["folder"]))
    time.tzset()
    tempfile.tempdir = None
    gc.unfreeze()
    sys.argv = [str(request["program"]), *map(str, words)]
    return _PROGRAMS[str(request["program"])]


def _verb() -> int:
    from haversack.__main__ import main as run_verb  # noqa: PLC0415 - loaded already

    return run_verb()


def _hub() -> int:
    from haversack_sync.hub.cli import main as run_hub  # noqa: PLC0415 - loaded already

    return run_hub()


_PROGRAMS: Final = {"haversack": _verb, "haversack-hub": _hub}


def _end() -> NoReturn:
    sys.exit(main())


if __name__ == "__main__":
    _end()
