"""`kit build`: installers, the network and pages to begin with, in a folder that sets up computers without a network.

What a kit holds of the network is the form of every stick (decision 0038). Only what is missing is written, so a build
that was stopped goes on. Installers are copied byte for byte. Must not write a secret: neither codes nor keys in clear.
"""

from collections.abc import Callable, Mapping
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
    start_name,
    sum_of,
    sums_of,
    write_sums,
)
from haversack.operations.kit_installers import installers_in, is_same, pieces_of
from haversack.operations.kit_languages import page_tags
from haversack.operations.kit_network import (
    is_network_name,
    stanzas_with,
    take_out_erased,
    welcomes,
)
from haversack.operations.kit_pages import PageFacts, StartPages
from haversack.operations.kit_planning import KitChoice, KitPlan, plan_kit
from haversack.operations.stick_feeds import pass_on_feeds
from haversack.operations.workspace import Workspace
from haversack.store import values
from haversack.store.stick_files import StickError, plain_folder, stick_errors, write_whole
from haversack_sync.client.folder import plain_size
from haversack_sync.protocol.profile import decode_profile, show_fingerprint
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import OBJECTS, PROFILE, STANZAS, network_folder


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
