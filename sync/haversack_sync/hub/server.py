"""Running the hub: puts its parts together, listens, and stops cleanly.

The composition root of the hub. Must not print: it tells its caller when it listens.
"""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn

from haversack_sync.hub import logs
from haversack_sync.hub.clock import SystemClock
from haversack_sync.hub.config import load_settings
from haversack_sync.hub.data_folder import DataFolder, load_keys, load_token, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.errors import AddressError
from haversack_sync.hub.installers import Installers
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.page_routes import Pages
from haversack_sync.hub.routes import MAX_HEADERS_BYTES, create_app
from haversack_sync.hub.running import running
from haversack_sync.hub.service import Hub, Parts
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.protocol.limits import STALL_SECONDS

MAX_CONNECTIONS: Final = 1000
STOP_SECONDS: Final = 10
"""Answers on their way may go on for so long after the hub was told to stop; clients resume from any cut."""
_BACKLOG: Final = 256


def serve(path: Path, *, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Run a hub until SIGTERM or SIGINT.

    Args:
        path: The data folder; made if it is not there.
        host: Address to listen on.
        port: Port, or 0 for one that is free.
        on_ready: Called with the hub's address once it listens.

    Raises:
        AddressError: It cannot listen there.
        ConfigError: `hub.toml` cannot be used.
        DamagedLedgerError: The ledger holds what no hub can have accepted.
        DataFolderError: The data folder cannot be used.
        StorageError: The disk failed or is full.
    """
    os.umask(0o077)
    folder = DataFolder(path)
    settings = load_settings(folder.config)
    prepare(folder)
    keys, token = load_keys(folder, random=os.urandom), load_token(folder, random=os.urandom)
    database = open_database(folder.database, migrate=True)
    try:
        objects = FolderObjects(folder.objects, folder.uploads)
        hub = Hub(Parts(SqliteLedger(database), objects, keys, token, settings.limits, SystemClock()))
        given_up = hub.start()
        logs.log_event("start", given_up_uploads=given_up)
        pages = Pages(settings.page, Installers(folder.installers))
        listener = listen(host, port)
        with listener, running(folder.path):
            _run(configured(hub, pages), listener, on_ready)
    finally:
        database.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        AddressError: It cannot listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio lets small answers leave at once (TCP_NODELAY); without it every answer on a kept
    # connection waits 40 ms or a round trip for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise AddressError(host, port) from error
    return listener


def _run(config: uvicorn.Config, listener: socket.socket, on_ready: Callable[[str], None]) -> None:
    host, port = listener.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    # uvicorn raises the signal that stopped it once more when it is done; for us that is the end, not an error.
    handlers = {each: signal.signal(each, _already_stopping) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        logs.log_event("listen", port=port)
        Server(config, lambda: on_ready(address)).run(sockets=[listener])
        logs.log_event("stop")
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)


def configured(hub: Hub, pages: Pages | None = None) -> uvicorn.Config:
    """Return how a hub is served over HTTP."""
    return uvicorn.Config(
        create_app(hub, pages),
        http="h11",
        loop="asyncio",
        lifespan="off",
        ws="none",
        # The server's own logs would hold addresses and the messages of exceptions; ours hold neither.
        log_config=None,
        access_log=False,
        server_header=False,
        # Nobody reads it: heads carry the hub's signed stamp, and a proxy in front adds its own.
        date_header=False,
        # Behind a proxy on the same machine the caller's address is the one that the proxy names.
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1,::1",
        limit_concurrency=MAX_CONNECTIONS,
        h11_max_incomplete_event_size=MAX_HEADERS_BYTES,
        timeout_keep_alive=STALL_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


class Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then tell."""
        await super().startup(sockets)
        self._on_ready()


def _already_stopping(_number: int, _frame: FrameType | None) -> None:
    """Take a signal that has done its work."""
