"""`kit check`: reads a kit through as a field worker's computer will, and says what they will see.

Every file against its checksum; the network from its root on, by the very reader that a first start uses, in a sealed
vault that is thrown away. Must not believe a name, and must not change the kit.
"""

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from haversack.clock import Clock
from haversack.operations import kit_snapshots, looking
from haversack.operations.beginning import NewVault
from haversack.operations.kit_form import (
    NETWORK_FILE,
    KitError,
    describe,
    kit_files,
    page_tag,
    read_sums,
    reads_afresh,
    sum_of,
)
from haversack.operations.kit_network import last_day, working
from haversack.operations.kit_strangers import beside_kit
from haversack.operations.looking import Visit
from haversack.operations.side_link import SideLink, StoppedError, Threads
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import links, projection, snapshot_notices
from haversack.store.cost import COST_FLOOR
from haversack.store.errors import VaultError
from haversack.store.snapshot_notices import Verdict
from haversack.store.stick_files import names_in, stick_errors
from haversack.store.vault import erase_vault
from haversack_sync.client.folder import FolderEndpoint, networks_in, plain_size
from haversack_sync.model import reading
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.profile import decode_profile, show_fingerprint
from haversack_sync.protocol.sticks import OBJECTS, OFFERS

_PASSPHRASE_BYTES = 32
_MOST_TITLES: Final = 3
_SCRATCH: Final = re.compile(r"check-[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class KitFindings:
    """What a kit is.

    Attributes:
        network: The network's public name, by its own word.
        fingerprint: As people compare it.
        built: Day of its building, by its own word; empty if nobody knows.
        languages: Of its START-HERE pages, by its own word.
        pages: Tags of the START-HERE pages that lie there.
        installers: Names of its installers, by its own word.
        size: Bytes of what is of the kit.
        damaged: Files that are not what the checksums say.
        missing: Files that the checksums name and that are not there.
        unknown: What no checksum names, in the network's own folder or where somebody could open it in the place of the
            kit's own.
        beside: What else lies at its top and is not of it.
        records: What a visitor without an invitation reads, by kind.
        titles: A few titles of them, by kind.
        files: How many files of the records that a visitor reads are in the kit.
        files_away: How many are not.
        invitations: Invitations that by its history nobody used, and that have not expired by the clock here.
        invited_until: The last day on which one of them works; empty for none.
        snapshots: Of how many feeds a newcomer can take a snapshot in the place of single changes.
        is_afresh: Whether it was read from the stick itself and not from this computer's memory.
    """

    network: str
    fingerprint: str
    built: str
    languages: tuple[str, ...]
    pages: tuple[str, ...]
    installers: tuple[str, ...]
    size: int
    damaged: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    beside: tuple[str, ...]
    records: dict[str, int]
    titles: dict[str, tuple[str, ...]]
    files: int
    files_away: int
    invitations: int
    invited_until: str
    snapshots: int
    is_afresh: bool

    @property
    def is_whole(self) -> bool:
        """Whether every file is what was built, and nothing lies there that could pass for one of them."""
        return not (self.damaged or self.missing or self.unknown)


def scratch_in(vaults: Path, *, clock: Clock) -> Path:
    """Return where a check's vault goes that is thrown away; clear away those of checks that something ended.

    Args:
        vaults: The folder of this person's vaults. No number in the name, so that no picker shows it.
        clock: Time and randomness.
    """
    for name in names_in(vaults):
        if _SCRATCH.fullmatch(name):
            # Another check may be at work in it.
            with contextlib.suppress(VaultError, OSError):
                erase_vault(vaults / name)
    return vaults / f"check-{clock.random(8).hex()}"


@dataclass(frozen=True, slots=True)
class CheckHow:
    """How a check gives way.

    Attributes:
        languages: Asked language tags for titles, the best first.
        tell: Told how many bytes were compared with their checksums, and of how many.
        is_cancelled: Asked between files and steps, and between pieces of large files.
        give_way: Lets other work of the vault's thread run, between two files, and two pieces of one.
        beside: Wraps the kit's network, so that waiting for a slow stick holds up nobody.
    """

    languages: tuple[str, ...] = ()
    tell: Callable[[int, int], None] = field(default=lambda done, total: None)
    is_cancelled: Callable[[], bool] = field(default=lambda: False)
    give_way: Callable[[], None] = field(default=lambda: None)
    beside: Callable[[SyncEndpoint], SyncEndpoint] = field(default=lambda endpoint: endpoint)


def check_beside(
    threads: Threads,
    *,
    is_cancelled: Callable[[], bool],
    languages: tuple[str, ...] = (),
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> CheckHow:
    """Return how a check runs beside other work of the vault's thread, as the window does."""
    return CheckHow(
        languages=languages,
        tell=tell,
        is_cancelled=is_cancelled,
        give_way=lambda: threads.give_way(0.0),
        beside=lambda endpoint: SideLink(endpoint, threads, is_cancelled=is_cancelled),
    )


def check_kit(folder: Path, scratch: Path, *, clock: Clock, how: CheckHow | None = None) -> KitFindings:
    """Check a kit.

    Args:
        folder: The kit.
        scratch: Where the vault goes that is thrown away; must not exist.
        clock: Time and randomness.
        how: Cancel, and giving way.

    Raises:
        KitError: The folder is no kit (`no_kit`), or holds not one network but none or several.
        LinkError: The network in it cannot be read.
        ProtocolError: The network in it is not what it seems.
        StickError: The stick is gone.
        StoppedError: It was cancelled.
        VaultError: There is no room for the vault that is thrown away.
    """
    how = how or CheckHow()
    sums, here = read_sums(folder), kit_files(folder)
    damaged = _damaged(here, sums, how)
    places = list(networks_in(folder))
    if len(places) != 1:
        raise KitError("no_kit")
    endpoint = how.beside(FolderEndpoint(places[0]))
    profile = endpoint.fetch_profile()
    network_file = folder / NETWORK_FILE
    with stick_errors():
        is_same = plain_size(network_file) == len(profile) and network_file.read_bytes() == profile
    if not is_same and NETWORK_FILE not in damaged:
        damaged = (*damaged, NETWORK_FILE)
    vault = NewVault(scratch, clock.random(_PASSPHRASE_BYTES).hex(), COST_FLOOR)
    visit = Visit(vault, "", show_fingerprint(decode_profile(profile).root))
    begun = looking.begin(visit, endpoint, clock=clock, is_cancelled=how.is_cancelled)
    try:
        synchronise(begun.workspace, endpoint, Wishes(is_cancelled=how.is_cancelled))
        seen = _as_a_visitor(begun.workspace, places[0] / OBJECTS, how.languages)
        snapshots, lacking, is_refused = _snapshots(begun.workspace, places[0])
        if is_refused:
            damaged = tuple(dict.fromkeys((*damaged, f"{places[0].name}/{OFFERS}")))
    finally:
        begun.workspace.vault.discard()
    said = describe(folder)
    own_folder = places[0].name + "/"
    unknown, beside = beside_kit(folder, sums, places[0].name)
    return KitFindings(
        network=decode_profile(profile).name,
        fingerprint=show_fingerprint(decode_profile(profile).root),
        built=said.built if said else "",
        languages=said.languages if said else (),
        pages=tuple(tag for name in here if (tag := page_tag(name))),
        installers=said.installers if said else (),
        size=sum(plain_size(path) or 0 for name, path in here.items() if name in sums or name.startswith(own_folder)),
        damaged=damaged,
        missing=tuple(dict.fromkeys(name for name in (*sums, *lacking) if name not in here)),
        unknown=unknown + tuple(name for name in here if name not in sums and name.startswith(own_folder)),
        beside=beside,
        records=seen.records,
        titles=seen.titles,
        files=seen.files,
        files_away=seen.files_away,
        invitations=seen.invitations,
        invited_until=seen.invited_until,
        snapshots=snapshots,
        is_afresh=reads_afresh(folder),
    )


def _damaged(here: Mapping[str, Path], sums: Mapping[str, str], how: CheckHow) -> tuple[str, ...]:
    """Read every file that a checksum names, and return the names of those that are something else.

    Raises:
        StickError: The stick is gone.
        StoppedError: It was cancelled.
    """
    named, done = {name: path for name, path in here.items() if name in sums}, 0
    total = sum(plain_size(path) or 0 for path in named.values())

    def on_piece(size: int) -> None:
        nonlocal done
        done += size
        how.tell(done, max(done, total))
        how.give_way()
        if how.is_cancelled():
            raise StoppedError("stopped")

    return tuple(name for name, path in named.items() if sum_of(path, on_piece, is_afresh=True) != sums[name])


def _snapshots(workspace: Workspace, place: Path) -> tuple[int, list[str], bool]:
    """Look at the snapshots that a kit offers.

    Returns:
        Of how many feeds one lies there whole, the names of what is missing of others, and whether an offer is none or
        the vault that is thrown away could not use a snapshot that is whole.
    """
    found = [kit_snapshots.lacking(place, one) for one in kit_snapshots.offers_on(place)]
    missing = [f"{place.name}/{OBJECTS}/{one.hex()}" for parts in found for one in parts or ()]
    with workspace.replica.reading() as connection:
        refused = snapshot_notices.read(connection, verdicts=(Verdict.PUT_ASIDE, Verdict.UNUSABLE))
    return found.count([]), missing, None in found or bool(refused and not missing)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the vault that is thrown away shows; as `KitFindings` has it."""

    records: dict[str, int]
    titles: dict[str, tuple[str, ...]]
    files: int
    files_away: int
    invitations: int
    invited_until: str


def _as_a_visitor(workspace: Workspace, objects: Path, languages: tuple[str, ...]) -> _Seen:
    """Look at everything that somebody without an invitation reads."""
    titles: dict[str, list[str]] = {}
    with workspace.replica.reading() as connection:
        for shown in projection.show_all(connection, own=workspace.own):
            if not shown.state.is_retired:
                titles.setdefault(shown.state.kind, []).append(reading.title(shown.state, languages))
        named = links.object_flags(connection)
    files = sum(1 for one, (_, _, size) in named.items() if plain_size(objects / one.hex()) == size)
    authority = workspace.replica.network().authority
    invited = working(authority.invitations.values(), authority, now=workspace.clock.wall_ms() // 1000)
    return _Seen(
        records={kind: len(titles[kind]) for kind in sorted(titles)},
        titles={kind: tuple(sorted(filter(None, titles[kind]))[:_MOST_TITLES]) for kind in sorted(titles)},
        files=files,
        files_away=len(named) - files,
        invitations=len(invited),
        invited_until=last_day(invited),
    )
