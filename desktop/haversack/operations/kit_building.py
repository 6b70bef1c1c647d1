"""`kit build`: installers, the network and pages to begin with, in a folder that sets up computers without a network.

What a kit holds of the network is the form of every stick (decision 0038). Only what is missing is written, so a build
that was stopped goes on. Installers are copied byte for byte. Must not write a secret: neither codes nor keys in clear.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from haversack.operations import kit_room, kit_snapshots
from haversack.operations.kit_form import (
    CHECKSUMS,
    DESCRIPTION,
    FORM,
    NETWORK_FILE,
    START,
    Description,
    KitError,
    kit_files,
    page_tag,
    start_name,
    sum_of,
    sums_of,
    write_sums,
)
from haversack.operations.kit_installers import as_long_as, installers_in, is_same, other_than, pieces_of
from haversack.operations.kit_languages import file_tags, page_tags
from haversack.operations.kit_network import (
    is_network_name,
    last_day,
    made_here,
    stanzas_with,
    take_out_erased,
    welcomes,
)
from haversack.operations.kit_pages import PageFacts, StartPages
from haversack.operations.stick_feeds import pass_on_feeds
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, links, object_table, sticks, values
from haversack.store.following import Follow
from haversack.store.snapshots_to_pass_on import ToPassOn
from haversack.store.stick_files import StickError, plain_folder, stick_errors, write_whole
from haversack_sync.client.folder import plain_size
from haversack_sync.model.ids import NETWORK_FEED, ObjectId, RecordId
from haversack_sync.protocol.profile import decode_profile, show_fingerprint
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import OBJECTS, PROFILE, STANZAS, network_folder

_AROUND_BYTES: Final = 1 << 20
_AROUND_FILES: Final = 24
"""Pages, names, folders and checksums, at most."""


@dataclass(frozen=True, slots=True)
class KitChoice:
    """What a coordinator wants in a kit.

    Attributes:
        languages: Of files, and of those START-HERE pages that there are; empty for all.
        topics: Areas of work of the files; empty for all.
        size: How many bytes the kit may have; None for as much as fits.
        installers: A folder; every installer in it is copied. None for a kit without a program.
    """

    languages: tuple[str, ...] = ()
    topics: tuple[RecordId, ...] = ()
    size: int | None = None
    installers: Path | None = None


@dataclass(frozen=True, slots=True)
class KitPlan:
    """What a kit would hold, before anything is written.

    Attributes:
        installers: Names and sizes of the installers.
        text_bytes: About so much text of the network, change by change and as snapshots.
        snapshots: Of feeds, for who begins with the kit.
        files: Files of records that go along, with their sealed sizes, the smallest first.
        away: Files that are meant and are not on this computer, so that they cannot go along.
        invitations: Invitations that work with it: this computer made them, nobody used them, they have not expired.
        invited_until: The last day on which one of them works; empty for none.
        unproved: Changes that cannot go along: the hub's mark on them is not here yet.
        slack: How many bytes the stick gives to these files beyond their lengths, about.
        room: How many bytes there is room for, while files that lie there are replaced.
    """

    installers: tuple[tuple[str, int], ...]
    text_bytes: int
    snapshots: tuple[ToPassOn, ...]
    files: tuple[tuple[ObjectId, int], ...]
    away: int
    invitations: int
    invited_until: str
    unproved: int
    slack: int
    room: int

    @property
    def total_bytes(self) -> int:
        """How much room the kit takes, about."""
        return self.written_bytes + self.slack

    @property
    def written_bytes(self) -> int:
        """How long all its files are, about."""
        return (
            sum(size for _, size in self.installers)
            + self.text_bytes
            + sum(size for _, size in self.files)
            + _AROUND_BYTES
        )


@dataclass(frozen=True, slots=True)
class BuildHow:
    """How a build tells and gives way.

    Attributes:
        tell: Told how many bytes are done, and of about how many.
        is_cancelled: Asked between files.
        give_way: Lets other work of the vault's thread run, between two files.
    """

    tell: Callable[[int, int], None] = field(default=lambda done, total: None)
    is_cancelled: Callable[[], bool] = field(default=lambda: False)
    give_way: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True, slots=True)
class Built:
    """A kit that lies there now.

    Attributes:
        folder: Where.
        network: The network's public name.
        fingerprint: As people compare it.
        installers: How many.
        entries: Changes that were added now.
        files: Files of records that are in it.
        invitations: Open invitations that work with it.
        invited_until: The last day on which one of them works; empty for none.
        away: Files that are meant and were not on this computer.
        size: Bytes of the whole kit.
        is_complete: Whether nobody stopped it: only then there are checksums.
    """

    folder: Path
    network: str
    fingerprint: str
    installers: int
    entries: int
    files: int
    invitations: int
    invited_until: str
    away: int
    size: int
    is_complete: bool


def plan_kit(workspace: Workspace, out: Path, choice: KitChoice) -> KitPlan:
    """Say what a kit would hold, and whether there is room.

    Raises:
        KitError: There are no installers where they should be, or the kit would lie inside the vault, or around it.
        NotAllowedError: This is not a coordinator's computer.
        StickError: The place is gone.
    """
    workspace.require_coordinator()
    vault, target = workspace.vault.folder.resolve(), out.resolve()
    if vault == target or vault in target.parents or target in vault.parents:
        raise KitError("inside_vault")
    sources = installers_in(choice.installers)
    installers = tuple((path.name, plain_size(path) or 0) for path in sources)
    with workspace.replica.reading() as connection:
        text = sticks.entries_bytes(connection)
    snapshots = kit_snapshots.ready(workspace)
    files, away = _files(workspace, choice)
    place, invited = network_folder(workspace.root), made_here(workspace)
    objects = (*(part for one in snapshots for part in one.parts), *files)
    writes = (*installers, *((f"{place}/{OBJECTS}/{one.hex()}", size) for one, size in objects))
    around = _AROUND_FILES + len(workspace.replica.network().authority.feeds_in_order())
    plan = KitPlan(
        installers=installers,
        text_bytes=text + sum(one.offer.size for one in snapshots),
        snapshots=snapshots,
        files=files,
        away=away,
        invitations=len(invited),
        invited_until=last_day(invited),
        unproved=_unproved(workspace),
        slack=0,
        room=0,
    )

    def fitting(others: AbstractSet[str]) -> KitPlan:
        fit = kit_room.fit_on(out, place, writes, others=others, around=around)
        return replace(plan, slack=fit.slack, room=fit.room if choice.size is None else min(fit.room, choice.size))

    as_long = as_long_as(out, sources)
    careful = fitting(as_long)
    # Installers are read, which takes a while, only where it matters whether they are the same as those that lie there.
    is_close = as_long and careful.total_bytes > careful.room
    return fitting(other_than(out, sources)) if is_close else careful


def build_kit(workspace: Workspace, out: Path, choice: KitChoice, *, pages: StartPages, how: BuildHow) -> Built:
    """Build a kit, or bring one up to date.

    Args:
        workspace: A coordinator's vault.
        out: The folder; made if it is missing.
        choice: What goes along.
        pages: The texts to begin with.
        how: Progress, cancel.

    Raises:
        KitError: The newest changes cannot go along (`old_content`), or no chosen language has a page (`no_language`);
            or as `plan_kit`. Nothing was written.
        NotAllowedError: This is not a coordinator's computer.
        StickError: The kit does not fit (`full`): nothing was written. Or the stick is gone: the rest goes on later.
    """
    plan = plan_kit(workspace, out, choice)
    if plan.unproved:
        raise KitError("old_content", number=plan.unproved)
    if plan.total_bytes > plan.room:
        raise StickError("full")
    languages = page_tags(choice.languages, pages.languages)
    return _Building(workspace, plain_folder(out), choice, plan, pages, how, languages).build()


@dataclass(slots=True)
class _Building:
    """One kit being built."""

    _workspace: Workspace
    _out: Path
    _choice: KitChoice
    _plan: KitPlan
    _pages: StartPages
    _how: BuildHow
    _languages: tuple[str, ...]
    _done: int = 0

    def build(self) -> Built:
        """Write everything; what people read first comes first, checksums last."""
        with self._workspace.replica.reading() as connection:
            profile = values.read_value(connection, values.PROFILE) or b""
        name, fingerprint = decode_profile(profile).name, show_fingerprint(self._workspace.root)
        older = sums_of(self._out)
        with stick_errors():
            # Written last, so that a kit that is only half brought up to date does not pass for a finished one.
            (self._out / CHECKSUMS).unlink(missing_ok=True)
        self._put(NETWORK_FILE, profile)
        self._take_out_pages(older)
        self._write_pages(name, fingerprint)
        self._copy_installers()
        entries = self._write_network(profile)
        sums = {} if self._how.is_cancelled() else self._sums()
        if sums:
            self._put(CHECKSUMS, write_sums(sums))
        return Built(
            folder=self._out,
            network=name,
            fingerprint=fingerprint,
            installers=len(self._plan.installers),
            entries=entries,
            files=len(self._plan.files),
            invitations=self._plan.invitations,
            invited_until=self._plan.invited_until,
            away=self._plan.away,
            size=sum(plain_size(path) or 0 for path in kit_files(self._out).values()),
            is_complete=bool(sums),
        )

    def _wrote(self, size: int) -> None:
        self._done += size
        self._how.tell(self._done, max(self._done, self._plan.written_bytes))
        self._how.give_way()

    def _put(self, name: str, data: bytes) -> None:
        """Write a small file, unless it lies there already."""
        path = self._out / name
        if plain_size(path) == len(data) and sum_of(path) == sha256(data).hex():
            return
        self._wrote(write_whole(path, (data,)))

    def _write_pages(self, network: str, fingerprint: str) -> None:
        installers = tuple(name for name, _ in self._plan.installers)
        built = datetime.fromtimestamp(self._workspace.clock.wall_ms() / 1000, UTC).date().isoformat()
        facts = PageFacts(network, fingerprint, installers, self._languages)
        for tag in self._languages:
            self._put(start_name(tag), self._pages.page(tag, facts))
        self._put(START, self._pages.first_page(facts))
        description = Description(
            form=FORM,
            network=network,
            fingerprint=fingerprint,
            built=built,
            languages=self._languages,
            installers=installers,
        )
        self._put(DESCRIPTION, msgspec.json.format(msgspec.json.encode(description), indent=2))

    def _take_out_pages(self, older: Mapping[str, str]) -> None:
        """Remove the pages of an older kit that this one does not have: they name installers that may be gone.

        Args:
            older: The checksums of that kit. What is not as they say, somebody else wrote, and it stays.
        """
        staying = {START, *map(start_name, self._languages)}
        for name, its_sum in older.items():
            path = self._out / name
            is_page = page_tag(name) is not None and name not in staying
            if is_page and plain_size(path) is not None and sum_of(path) == its_sum:
                with stick_errors():
                    path.unlink()

    def _copy_installers(self) -> None:
        """Copy the installers byte for byte; what lies there already and is the same stays."""
        for source in installers_in(self._choice.installers):
            if self._how.is_cancelled():
                return
            target = self._out / source.name
            if is_same(target, source):
                self._wrote(plain_size(source) or 0)
            else:
                self._wrote(write_whole(target, pieces_of(source)))

    def _write_network(self, profile: bytes) -> int:
        """Write the network as every stick holds it; return how many entries were added."""
        place = network_folder(self._workspace.root)
        plain_folder(self._out / place)
        plain_folder(self._out / place / OBJECTS)
        self._put(f"{place}/{PROFILE}", profile)
        take_out_erased(self._workspace, self._out / place)
        stanzas = stanzas_with(self._out / place, welcomes(self._workspace))
        if stanzas is not None:
            self._put(f"{place}/{STANZAS}", stanzas)
        passed = pass_on_feeds(self._workspace, self._out / place, room=self._plan.room)
        self._wrote(passed.written_bytes)
        kit_snapshots.write(self._workspace, self._out / place, self._plan.snapshots, self._wrote)
        for object_id, size in self._plan.files:
            path = self._out / place / OBJECTS / object_id.hex()
            if self._how.is_cancelled():
                break
            if plain_size(path) == size and sum_of(path) == object_id.hex():
                self._wrote(size)
            else:
                self._wrote(write_whole(path, self._workspace.vault.parcels.pieces(object_id)))
        return passed.entries

    def _sums(self) -> Mapping[str, str]:
        """Read everything of the kit back from the stick, and note what it is; empty if it was stopped.

        Whatever else lies there, before the build or beside it, gets no checksum: it is not of the kit.

        Raises:
            StickError: A file is not what was written: the stick is broken ("gone").
        """
        sums: dict[str, str] = {}
        place = network_folder(self._workspace.root) + "/"
        pages = (NETWORK_FILE, DESCRIPTION, START, *map(start_name, self._languages))
        own = {*pages, *(name for name, _ in self._plan.installers)}
        for name, path in kit_files(self._out).items():
            if name not in own and not (name.startswith(place) and is_network_name(name.removeprefix(place))):
                continue
            if self._how.is_cancelled():
                return {}
            sums[name] = sum_of(path)
            folder, _, last = name.rpartition("/")
            if folder.endswith(f"/{OBJECTS}") and sums[name] != last:
                raise StickError("gone")
            self._how.give_way()
        return sums


def _files(workspace: Workspace, choice: KitChoice) -> tuple[tuple[tuple[ObjectId, int], ...], int]:
    """Return the library's files that are meant, here and at the hub, and how many are meant and not here."""
    tags = file_tags(choice.languages) or ("",)
    lines = [Follow(topic, tag) for topic in choice.topics or (RecordId(b""),) for tag in tags]
    with workspace.replica.reading() as connection:
        meant = file_wishes.followed_by(connection, lines)
        lacking = {one.object_id for one in object_table.uploads(connection)}
        flags = links.object_flags(connection)
    here = [(one, flags[one][2]) for one in meant if one in flags and flags[one][0] and one not in lacking]
    return tuple(sorted(here, key=lambda one: (one[1], one[0]))), len(meant) - len(here)


def _unproved(workspace: Workspace) -> int:
    """Count the changes here that nobody else could check."""
    feeds = workspace.replica.network().authority.feeds_in_order()
    with workspace.replica.reading() as connection:
        every = [(0, NETWORK_FEED), *((one.ordinal, one.handle) for one in feeds)]
        return sum(sticks.unproved(connection, feed, ordinal) for ordinal, feed in every)
