"""What goes into a kit, and whether there is room for it: said before anything is written. Must not write anything."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from haversack.operations import kit_room, kit_snapshots
from haversack.operations.kit_form import KitError
from haversack.operations.kit_installers import as_long_as, installers_in, other_than
from haversack.operations.kit_languages import file_tags
from haversack.operations.kit_network import last_day, made_here
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, links, object_table, sticks
from haversack.store.following import Follow
from haversack.store.snapshots_to_pass_on import ToPassOn
from haversack_sync.client.folder import plain_size
from haversack_sync.model.ids import NETWORK_FEED, ObjectId, RecordId
from haversack_sync.protocol.sticks import OBJECTS, network_folder

_AROUND_BYTES: Final = 1 << 20
_AROUND_FILES: Final = 24
"""Pages, names, folders and checksums, at most."""


@dataclass(frozen=True, slots=True)
class KitChoice:
    """What a coordinator wants in a kit.

    Attributes:
        languages: Of files, and of those START-HERE pages that there are; empty for all.
        topics: Areas of work of the files; empty for all.
        size: How many bytes the kit may have: what would be larger is refused. None for no limit but the room there is.
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
