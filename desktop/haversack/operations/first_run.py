"""The first start: a vault for somebody who looks around, or who has an invitation; and nothing left where it stops.

Must not make anything before the network is known: by the code, or by a fingerprint that a person saw.
"""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.clock import Clock
from haversack.operations import enrolling, looking
from haversack.operations.appearance import Appearance, forget_appearance, write_appearance
from haversack.operations.beginning import Begun, NewVault
from haversack.operations.data_used import DayCounter
from haversack.operations.kit_finding import kit_of
from haversack.operations.kit_form import KitError
from haversack.operations.looking import Sight, Visit
from haversack.operations.meeting import Connect
from haversack.operations.network_file import read_network_file
from haversack.operations.preferences import Preferences, write_preferences
from haversack.operations.side_link import SideLink, StoppedError, Threads
from haversack.operations.workspace import Workspace
from haversack.store.cost import Argon2Cost
from haversack_sync.client.proxy import Proxy
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.sticks import FEED_PREFIX, FOLDER_PREFIX, OBJECTS, PROFILE

Cost = Callable[[], Argon2Cost]
"""Tells what a guess of a new vault's passphrase shall cost; measuring that takes a moment."""

_SCHEME: Final = "://"
_EMPTY_VAULT_BYTES: Final = 2_000_000
_GROWTH: Final = 6
"""Text takes about so many times the room in a vault that it took on the way: unpacked, and indexed for search."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose and typed at the first start.

    Attributes:
        folder: Where the vault goes.
        passphrase: Of the vault.
        source: Address of the hub, or a folder that a hub wrote.
        code: Of the invitation; empty to look around.
        fingerprint: Of the network that is looked at, as it was shown; empty with an invitation.
        look: What was chosen before there was a vault; kept beside it afterwards.
        preferences: What was set, or comes along from the vault in which somebody looked around.
    """

    folder: Path
    passphrase: str
    source: str
    code: str
    fingerprint: str
    look: Appearance
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a first start needs from outside.

    Attributes:
        connect: How to reach a hub or a folder.
        threads: Ways between the vault's thread and the one that waits.
        cost: Tells what a guess of the passphrase shall cost.
        clock: Time and randomness.
        is_cancelled: Asked between the steps, and while nothing comes.
        on_known: Called when the network is known, and the vault is being made.
    """

    connect: Connect
    threads: Threads
    cost: Cost
    clock: Clock
    is_cancelled: Callable[[], bool]
    on_known: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Made:
    """A vault that was made.

    Attributes:
        workspace: Open.
        folders: Around it, that were made for it, the innermost first.
        hubs_time: What time the hub said that it is, seconds since 1970, where this computer's clock is so wrong that
            joining went by that; 0 where it did not.
    """

    workspace: Workspace
    folders: tuple[Path, ...]
    hubs_time: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """Room on the disk, in bytes.

    Attributes:
        needed: About so much, to begin with; 0 while nobody knows.
        free: So much is free.
    """

    needed: int
    free: int


def is_folder(source: str) -> bool:
    """Tell whether a source is a folder of this computer, not an address."""
    return _SCHEME not in source


def meet(source: str, connect: Connect, proxy: Proxy) -> Sight:
    """Ask who is there, so that a person can compare the fingerprint. Nothing is kept.

    Args:
        source: A folder, or the hub's address.
        connect: How to reach it.
        proxy: By which proxy.

    Raises:
        LinkError: Neither a folder nor the address of a hub was typed (`bad_address`), or the link failed.
        ProtocolError: Something else answered.
    """
    with closing(connect(checked(source), proxy)) as endpoint:
        return looking.sight(endpoint)


def checked(source: str) -> str:
    """Return a source without what people type around it.

    Raises:
        KitError: It is a file, and no network file, or one that lies alone and names no hub ("lone_file").
        LinkError: It is neither a folder that is there nor an address ("bad_address").
    """
    source = source.strip()
    if is_folder(source) and (kit := kit_of(Path(source))) is not None:
        # Its network file may have been chosen instead.
        return str(kit)
    if is_folder(source) and Path(source).is_file():
        # A network file that lost what was around it still knows where the hub is.
        source = read_network_file(Path(source)).hub
        if not source:
            raise KitError("lone_file")
    if is_folder(source) and not Path(source).is_dir():
        raise LinkError("bad_address")
    return source


def begin(choice: Choice, around: Surroundings) -> Made:
    """Make the vault and return it open: it knows its network, and its content comes with the first sync.

    Raises:
        StoppedError: It was cancelled; nothing is left behind.
        As `enrolling.begin` and `looking.begin`; nothing is left behind then.
    """
    missing = tuple(one for one in choice.folder.parents if not one.exists())
    forget_appearance(choice.folder)
    heard = [0]
    try:
        begun = _begin(choice, around, on_clock=heard.append)
    except BaseException:
        _remove_empty(missing)
        raise
    workspace = begun.workspace
    try:
        write_preferences(workspace, choice.preferences)
        if not is_folder(choice.source):
            DayCounter(workspace).end(begun.so_far.sent_bytes + begun.so_far.received_bytes)
        write_appearance(choice.folder, choice.look)
        if around.is_cancelled():
            raise StoppedError
    except BaseException:
        discard(Made(workspace, missing))
        raise
    return Made(workspace, missing, heard[-1])


def _begin(choice: Choice, around: Surroundings, *, on_clock: Callable[[int], None]) -> Begun:
    source = checked(choice.source)
    hub = "" if is_folder(source) else source

    def before_the_vault() -> bool:
        around.on_known()
        return around.is_cancelled()

    with closing(around.connect(source, choice.preferences.proxy)) as endpoint:
        line = SideLink(endpoint, around.threads, is_cancelled=around.is_cancelled)
        if choice.code:
            new = enrolling.NewDevice(choice.folder, choice.passphrase, choice.code, hub, "", around.cost())
            return enrolling.begin(new, line, clock=around.clock, is_cancelled=before_the_vault, on_clock=on_clock)
        vault = NewVault(choice.folder, choice.passphrase, around.cost())
        visit = Visit(vault, hub, choice.fingerprint)
        return looking.begin(visit, line, clock=around.clock, is_cancelled=before_the_vault)


def discard(made: Made) -> None:
    """Destroy a vault that was made a moment ago, and the folders that were made for it."""
    made.workspace.vault.discard()
    _remove_empty(made.folders)


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders, the innermost first, as far as nothing is in them; best effort."""
    for one in folders:
        with contextlib.suppress(OSError):
            one.rmdir()


def room(folder: Path, source: str) -> Room:
    """Measure the disk.

    Args:
        folder: Where the vault goes; need not exist.
        source: A folder to begin from; an address or empty where nobody knows how much will come.
    """
    needed = _needed(Path(source.strip())) if source.strip() and is_folder(source) else 0
    there = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        free = 0
    return Room(needed, free)


def _needed(source: Path) -> int:
    """Return about how much room a folder's network takes; 0 where there is none, or it cannot be read."""
    try:
        networks = [source] if (source / PROFILE).is_file() else list(source.glob(f"{FOLDER_PREFIX}*"))
        text = sum(one.stat().st_size for each in networks for one in each.glob(f"{FEED_PREFIX}*"))
        files = sum(one.stat().st_size for each in networks for one in (each / OBJECTS).glob("*"))
    except OSError:
        return 0
    return _EMPTY_VAULT_BYTES + text * _GROWTH + files if networks else 0
