"""`kit build`: installers, the network and pages to begin with, in a folder that sets up computers without a network.

What a kit holds of the network is the form of every stick (decision 0038). Only what is missing is written, so a build
that was stopped goes on. Installers are copied byte for byte. Must not write a secret: neither codes nor keys in clear.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from haversack.operations import kit_snapshots
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
    pieces_of,
    reads_afresh,
    start_name,
    sum_of,
    sums_of,
    write_sums,
)
from haversack.operations.kit_installers import installers_in, is_same
from haversack.operations.kit_languages import page_tags
from haversack.operations.kit_network import (
    is_network_name,
    stanzas_with,
    take_out_erased,
    welcomes,
)
from haversack.operations.kit_pages import PageFacts, StartPages
from haversack.operations.kit_planning import KitChoice, KitPlan, plan_kit
from haversack.operations.side_link import StoppedError
from haversack.operations.stick_feeds import pass_on_feeds
from haversack.operations.workspace import Workspace
from haversack.store import links, values
from haversack.store.errors import DamagedVaultError
from haversack.store.stick_files import StickError, counted, plain_folder, stick_errors, write_whole
from haversack_sync.client.folder import plain_size
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.profile import decode_profile, show_fingerprint
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import OBJECTS, PROFILE, STANZAS, network_folder


@dataclass(frozen=True, slots=True)
class BuildHow:
    """How a build tells and gives way.

    Attributes:
        tell: Told how many bytes are done, and of about how many.
        tell_back: Told how many bytes were read back, and of how many.
        is_cancelled: Asked between files, and between pieces of large ones.
        give_way: Lets other work of the vault's thread run, there as well.
    """

    tell: Callable[[int, int], None] = field(default=lambda done, total: None)
    tell_back: Callable[[int, int], None] = field(default=lambda done, total: None)
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
        size: Bytes of what is of the kit.
        is_complete: Whether nobody stopped it: only then there are checksums.
        is_afresh: Whether it was read back from the stick itself and not from this computer's memory.
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
    is_afresh: bool


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
    _entries: int = 0
    _gone: int = 0

    def build(self) -> Built:
        """Write everything; what people read first comes first, checksums last."""
        with self._workspace.replica.reading() as connection:
            profile = values.read_value(connection, values.PROFILE) or b""
        name, fingerprint = decode_profile(profile).name, show_fingerprint(self._workspace.root)
        older = sums_of(self._out)
        with stick_errors():
            # Written last, so that a kit that is only half brought up to date does not pass for a finished one.
            (self._out / CHECKSUMS).unlink(missing_ok=True)
        sums: Mapping[str, str] = {}
        with contextlib.suppress(StoppedError):
            self._put(NETWORK_FILE, profile)
            self._take_out_pages(older)
            self._write_pages(name, fingerprint)
            self._copy_installers()
            self._write_network(profile)
            sums = self._sums()
        if sums:
            write_whole(self._out / CHECKSUMS, (write_sums(sums),))
        return Built(
            folder=self._out,
            network=name,
            fingerprint=fingerprint,
            installers=len(self._plan.installers),
            entries=self._entries,
            files=len(self._plan.files) - self._gone,
            invitations=self._plan.invitations,
            invited_until=self._plan.invited_until,
            away=self._plan.away + self._gone,
            size=sum(plain_size(path) or 0 for path in self._own_files().values()),
            is_complete=bool(sums),
            is_afresh=reads_afresh(self._out),
        )

    def _wrote(self, size: int) -> None:
        self._done += size
        self._tell(self._done)

    def _tell(self, done: int) -> None:
        """Tell how many bytes are done, and pause.

        Raises:
            StoppedError: A person stopped it.
        """
        self._how.tell(done, max(done, self._plan.written_bytes))
        self._pause()

    def _pause(self, _: int = 0) -> None:
        """Let others go on, and hear whether somebody stopped it: between two files, and two pieces of one.

        Raises:
            StoppedError: A person stopped it.
        """
        self._how.give_way()
        if self._how.is_cancelled():
            raise StoppedError("stopped")

    def _counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Tell how far a file is while it is written; where somebody stops it, the older one stays."""
        return counted(pieces, lambda so_far: self._tell(self._done + so_far))

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
            target = self._out / source.name
            if is_same(target, source, self._pause):
                self._wrote(plain_size(source) or 0)
            else:
                self._wrote(write_whole(target, self._counted(pieces_of(source))))

    def _write_network(self, profile: bytes) -> None:
        """Write the network as every stick holds it."""
        place = network_folder(self._workspace.root)
        plain_folder(self._out / place)
        plain_folder(self._out / place / OBJECTS)
        self._put(f"{place}/{PROFILE}", profile)
        take_out_erased(self._workspace, self._out / place)
        stanzas = stanzas_with(self._out / place, welcomes(self._workspace))
        if stanzas is not None:
            self._put(f"{place}/{STANZAS}", stanzas)
        passed = pass_on_feeds(self._workspace, self._out / place, room=self._plan.room)
        self._entries = passed.entries
        self._wrote(passed.written_bytes)
        kit_snapshots.write(self._workspace, self._out / place, self._plan.snapshots, self._wrote)
        for object_id, size in self._plan.files:
            self._write_file(self._out / place / OBJECTS / object_id.hex(), object_id, size)

    def _write_file(self, path: Path, object_id: ObjectId, size: int) -> None:
        """Write a file of the library, unless it lies there already or was removed from this computer meanwhile.

        Raises:
            DamagedVaultError: It should be here and is not.
        """
        try:
            if plain_size(path) == size and sum_of(path, self._pause) == object_id.hex():
                self._wrote(size)
            else:
                self._wrote(write_whole(path, self._counted(self._workspace.vault.parcels.pieces(object_id))))
        except DamagedVaultError:
            # Other work of the vault's thread ran in between.
            with self._workspace.replica.reading() as connection:
                is_here = links.object_flags(connection).get(object_id, (False,))[0]
            if is_here:
                raise
            self._gone += 1

    def _own_files(self) -> Mapping[str, Path]:
        """Return the files of the kit by their names, and nothing that lay there before or lies beside it."""
        place = network_folder(self._workspace.root) + "/"
        pages = (NETWORK_FILE, DESCRIPTION, START, *map(start_name, self._languages))
        own = {*pages, *(name for name, _ in self._plan.installers)}
        return {
            name: path
            for name, path in kit_files(self._out).items()
            if name in own or (name.startswith(place) and is_network_name(name.removeprefix(place)))
        }

    def _sums(self) -> Mapping[str, str]:
        """Read everything of the kit back from the stick, and note what it is.

        Raises:
            StickError: A file is not what was written: the stick is broken ("gone").
            StoppedError: A person stopped it.
        """
        sums, files, done = dict[str, str](), self._own_files(), 0
        total = sum(plain_size(path) or 0 for path in files.values())

        def on_piece(size: int) -> None:
            nonlocal done
            done += size
            self._how.tell_back(done, max(done, total))
            self._pause()

        for name, path in files.items():
            sums[name] = sum_of(path, on_piece, is_afresh=True)
            folder, _, last = name.rpartition("/")
            if folder.endswith(f"/{OBJECTS}") and sums[name] != last:
                raise StickError("gone")
        return sums
