"""Which libraries and which of our packages a module may import directly: the table of `docs/architecture.md` as data.

import-linter forbids what it can name; this table allows, so that a library nobody thought of is refused too. Edges
between our own packages through others are import-linter's work (`pyproject.toml`).
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.source_tree import Finding, Source

ROOTS = {"desktop": "haversack", "sync": "haversack_sync"}


@dataclass(frozen=True)
class Allowance:
    """What one part of the project may import.

    Attributes:
        libraries: Import names of libraries from outside, or of parts of them, with all that is inside.
        ours: Our packages and modules, with all that is inside them.
        denied: Modules of the standard library that it must do without, with all that is inside them.
    """

    libraries: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEVER = _names("pickle marshal shelve dbm copyreg")
"""Reading them runs code that the file brings along."""

NETWORK = _names("asyncio ftplib http.client http.server imaplib poplib smtplib socket socketserver ssl urllib.request")

OUTSIDE = NETWORK | _names(
    """ctypes fcntl fileinput getpass glob importlib logging mmap multiprocessing os pathlib platform
    queue random resource secrets select selectors shutil signal sqlite3 subprocess sys tempfile threading time uuid"""
)
"""Files, the network, clocks, chance, threads and the machine: what a pure function is given, never takes."""

PROTOCOL = _names("haversack_sync.model haversack_sync.protocol")
APP_BASE = _names("haversack.clock haversack.logs haversack.paths")

TABLE = {
    # The sync library.
    "haversack_sync": Allowance(),
    "haversack_sync.model": Allowance(_names("msgspec"), _names("haversack_sync.model"), OUTSIDE),
    "haversack_sync.protocol": Allowance(_names("msgspec zstandard"), PROTOCOL, OUTSIDE),
    "haversack_sync.protocol.sealing": Allowance(_names("cryptography"), PROTOCOL, OUTSIDE),
    "haversack_sync.client": Allowance(_names("msgspec"), PROTOCOL | {"haversack_sync.client"}, OUTSIDE),
    "haversack_sync.client.http": Allowance(
        # ssl to read a certificate's dates; connections are urllib3's.
        _names("msgspec requests urllib3"),
        PROTOCOL | {"haversack_sync.client"},
        NETWORK - {"http.client", "ssl"},
    ),
    # PySocks and urllib3 open connections; sys to know whether there is a registry to look into.
    "haversack_sync.client.connections": Allowance(
        _names("requests socks urllib3"),
        PROTOCOL | {"haversack_sync.client"},
        NETWORK - {"ssl"},
    ),
    # A folder or a stick instead of a connection: the one part of the client that opens files.
    "haversack_sync.client.folder": Allowance(
        _names("msgspec"), PROTOCOL | {"haversack_sync.client"}, OUTSIDE - _names("glob os pathlib shutil")
    ),
    "haversack_sync.hub": Allowance(
        _names("alembic anyio msgspec sqlalchemy starlette uvicorn"),
        _names(
            """haversack_sync.hub haversack_sync.protocol haversack_sync.model.authority
            haversack_sync.model.authority_draft haversack_sync.model.authority_entries
            haversack_sync.model.destructive_orders haversack_sync.model.ids haversack_sync.model.invited
            haversack_sync.model.roles haversack_sync.model.tags"""
        ),
    ),
    # Migrations stand as they were written: a change of our modules must never change an old step.
    "haversack_sync.hub.migrations": Allowance(_names("alembic sqlalchemy")),
    "haversack.store.migrations": Allowance(_names("alembic sqlalchemy")),
    # The app.
    "haversack": Allowance(),
    "haversack.__main__": Allowance(ours=_names("haversack.app haversack.cli haversack.inherited haversack.trial")),
    # The composition root: it knows every part, so that no part knows all the others.
    "haversack.app": Allowance(
        _names("PySide6"),
        APP_BASE
        | _names(
            """haversack.assets haversack.i18n haversack.jobs haversack.operations haversack.process haversack.settings
            haversack.viewmodels haversack.views haversack_sync.client"""
        ),
        NETWORK,
    ),
    # By their names it loads the window's own parts as well.
    "haversack.trial": Allowance(_names("PySide6"), _names("haversack.process"), NETWORK),
    "haversack.inherited": Allowance(denied=NETWORK),
    "haversack.process": Allowance(_names("PySide6"), _names("haversack.views"), NETWORK),
    "haversack.assets": Allowance(),
    "haversack.jobs": Allowance(_names("PySide6.QtCore"), _names("haversack.jobs"), NETWORK),
    # Reaches the window of the same person on the same computer, and nothing else.
    "haversack.jobs.doorway": Allowance(_names("PySide6.QtCore PySide6.QtNetwork"), denied=NETWORK),
    # Asks the system whether there is a connection; opens none.
    "haversack.jobs.reachability": Allowance(_names("PySide6.QtCore PySide6.QtNetwork"), denied=NETWORK),
    "haversack.viewmodels": Allowance(
        _names("PySide6.QtCore"),
        _names(
            """haversack.__version__ haversack.clock haversack.i18n haversack.jobs haversack.operations
            haversack.viewmodels haversack_sync.model"""
        ),
        NETWORK | {"threading"},
    ),
    # The system's own word on sleep and on a locked screen comes by its bus.
    "haversack.viewmodels.sleep_signal": Allowance(_names("PySide6.QtCore PySide6.QtDBus")),
    "haversack.views": Allowance(
        _names("PySide6.QtCore PySide6.QtGui PySide6.QtPrintSupport PySide6.QtSvg PySide6.QtWidgets"),
        _names("haversack.assets haversack.i18n haversack.viewmodels haversack.views"),
        NETWORK | _names("multiprocessing os shutil sqlite3 subprocess threading"),
    ),
    "haversack.clock": Allowance(),
    "haversack.paths": Allowance(_names("platformdirs")),
    "haversack.logs": Allowance(ours=_names("haversack.paths")),
    "haversack.settings": Allowance(_names("msgspec"), APP_BASE | {"haversack.store"}),
    "haversack.store": Allowance(
        _names("alembic filelock msgspec sqlalchemy sqlcipher3 zstandard"),
        APP_BASE | PROTOCOL | _names("haversack.store haversack_sync.client"),
        NETWORK,
    ),
    "haversack.store.keys": Allowance(_names("cryptography"), APP_BASE | PROTOCOL | {"haversack.store"}, NETWORK),
    "haversack.operations": Allowance(
        _names("markdown_it msgspec yaml"),
        APP_BASE | PROTOCOL | _names("haversack.operations haversack.settings haversack.store haversack_sync.client"),
        NETWORK,
    ),
    # Draws the QR code of an invitation.
    "haversack.operations.kit_sheets": Allowance(_names("msgspec segno"), denied=NETWORK),
    "haversack.i18n": Allowance(_names("babel"), PROTOCOL | {"haversack.i18n"}, NETWORK),
    "haversack.cli": Allowance(
        _names("msgspec"),
        APP_BASE
        | PROTOCOL
        | _names(
            """haversack.__version__ haversack.assets haversack.cli haversack.i18n haversack.operations
            haversack.settings haversack.store haversack_sync.client"""
        ),
        NETWORK,
    ),
}


def module_name(source: Source) -> str | None:
    """Tell by which name a file is imported.

    Returns:
        The dotted name; None for a file that is in none of our packages.
    """
    folder, *parts = source.path.with_suffix("").parts
    if folder not in ROOTS or parts[:1] != [ROOTS[folder]]:
        return None
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_fit_the_table(source: Source) -> Iterator[Finding]:
    """A module imports what the table allows it.

    Why: logic without files, network, clock and chance can be tested and simulated in every order; one place for each
    dangerous library can be read whole by someone who checks it.
    """
    module = module_name(source)
    if module is None:
        return
    entry = next(name for name in _upwards(module) if name in TABLE)
    if entry in ROOTS.values() and module != entry:
        yield source.finding(0, f"{module} is not in tests/architecture/import_table.py: say what it may import")
        return
    allowance = TABLE[entry]
    for line, imported in imported_names(source):
        root = imported.partition(".")[0]
        if root in sys.stdlib_module_names:
            is_right = not _is_within(imported, allowance.denied | NEVER)
        elif root in ROOTS.values():
            is_right = _is_within(imported, allowance.ours)
        else:
            is_right = _is_within(imported, allowance.libraries)
        if not is_right:
            yield source.finding(line, f"{module} may not import {imported}")


def imported_names(source: Source) -> Iterator[tuple[int, str]]:
    """Give each import of a file.

    Returns:
        Line, and the full dotted name of what is imported (a module, or a name in one).
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _upwards(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:count]) for count in range(len(parts), 0, -1))


def _is_within(name: str, places: frozenset[str]) -> bool:
    return any(place in places for place in _upwards(name))
