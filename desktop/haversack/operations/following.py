"""Following the library by area and language, and keeping the files of a record with every new one it gets.

Both are kept in this vault only. What they bring is worked out at each sync, within the day's data and the room that
there is. Must not fetch anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from haversack.operations.letting_go import LetGo, may_go
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, following, held_files, links, projection
from haversack.store.following import MOST, Follow
from haversack_sync.model import reading
from haversack_sync.model.ids import ObjectId, RecordId, parse_record_id, show_record_id


class TooManyFollowsError(Exception):
    """As much is followed as can be.

    Attributes:
        number: How many lines there can be.
    """

    kind = "too_many_follows"

    def __init__(self) -> None:
        super().__init__("too many lines are followed")
        self.number = MOST


class NothingToFollowError(Exception):
    """Neither an area of work nor a language was named."""

    kind = "nothing_to_follow"


class NotFollowedError(Exception):
    """What should end is not followed."""

    kind = "not_followed"


@dataclass(frozen=True, slots=True)
class Extent:
    """How many files are meant, and their sealed bytes; how many of them are not here, and what is to come of them."""

    files: int
    bytes: int
    away_files: int
    away_bytes: int


@dataclass(frozen=True, slots=True)
class Followed:
    """One line of what is followed.

    Attributes:
        topic: Its area of work, as people write the id; empty for any.
        title: Name of the area; empty for any, and where it is not here.
        language: Language tag; empty for any.
        extent: What it means now.
    """

    topic: str
    title: str
    language: str
    extent: Extent


def line(topic: str, language: str) -> Follow:
    """Return what is meant by an area of work and a language, as people write them; one of them may be empty.

    Raises:
        NothingToFollowError: Both are.
        RecordIdError: The area's id is none.
    """
    if not topic and not language:
        raise NothingToFollowError("everything cannot be followed")
    return Follow(parse_record_id(topic) if topic else RecordId(b""), language)


def extent_of(workspace: Workspace, lines: Sequence[Follow]) -> Extent:
    """Return what some lines mean together, followed or not: what is said before anybody follows them."""
    with workspace.replica.reading() as connection:
        meant = file_wishes.followed_by(connection, lines)
        flags = links.object_flags(connection)
    return _extent(workspace, meant, flags)


def follow(workspace: Workspace, lines: Iterable[Follow]) -> None:
    """Follow some lines from now on; what they mean comes with the next sync, also what was removed before.

    Raises:
        TooManyFollowsError: There are too many; nothing was changed.
    """
    with workspace.replica.transaction() as connection:
        new = tuple(lines)
        every = tuple(dict.fromkeys((*following.load(connection), *new)))
        if len(every) > MOST:
            raise TooManyFollowsError
        following.save(connection, every)
        file_wishes.take_up(connection, file_wishes.followed_by(connection, new))


def unfollow(workspace: Workspace, gone: Follow) -> LetGo:
    """Follow a line no longer. Files that only it brought leave this computer; what was asked for or kept stays.

    Returns:
        What left.

    Raises:
        NotFollowedError: It was not followed.
    """
    free_to_go = may_go(workspace)
    with workspace.replica.transaction() as connection:
        before = following.load(connection)
        if gone not in before:
            raise NotFollowedError("not followed")
        left = [one for one in before if one != gone]
        following.save(connection, left)
        stay = frozenset(file_wishes.followed_by(connection, left))
        leave = [one for one in free_to_go if one.object_id not in stay]
        wished = {one.object_id for one in file_wishes.wishes(connection)}
        meant, flags = file_wishes.followed_by(connection, [gone]), links.object_flags(connection)
        parts = [one for one in meant if one not in wished and one in flags and not flags[one][0]]
        held_files.note_gone(connection, leave)
        file_wishes.prune(connection)
    parcels = workspace.vault.parcels
    begun = sum(parcels.held_bytes(one) for one in parts)
    # After the commit: a crash in between leaves bytes, never a file that is missing.
    for one in (*(held.object_id for held in leave), *parts):
        parcels.remove(one)
    return LetGo(len(leave), begun + sum(one.size for one in leave))


def ends_with(workspace: Workspace, gone: Follow) -> LetGo:
    """Return what would leave this computer if a line were followed no longer."""
    with workspace.replica.reading() as connection:
        left = [one for one in following.load(connection) if one != gone]
        stay = frozenset(file_wishes.followed_by(connection, left))
    leave = [one for one in may_go(workspace) if one.object_id not in stay]
    return LetGo(len(leave), sum(one.size for one in leave))


def followed(workspace: Workspace, *, languages: Sequence[str] = ()) -> tuple[Followed, ...]:
    """Return what is followed, in the order in which it was begun.

    Args:
        workspace: The open vault.
        languages: Asked language tags for names of areas, the best first.
    """
    with workspace.replica.reading() as connection:
        lines = following.load(connection)
        flags = links.object_flags(connection) if lines else {}
        meant = [file_wishes.followed_by(connection, [one]) for one in lines]
        names = {
            shown.state.id: reading.title(shown.state, languages)
            for topic in {one.topic for one in lines if one.topic}
            for shown in projection.show(connection, topic, own=workspace.own)
        }
    return tuple(
        Followed(
            show_record_id(one.topic) if one.topic else "",
            names.get(one.topic, ""),
            one.language,
            _extent(workspace, files, flags),
        )
        for one, files in zip(lines, meant, strict=True)
    )


def is_kept(workspace: Workspace, record: str) -> bool:
    """Tell whether a record's files are kept here with every new one."""
    with workspace.replica.reading() as connection:
        return parse_record_id(record) in file_wishes.kept_records(connection)


def kept(workspace: Workspace) -> frozenset[str]:
    """Return the records whose files people keep here, as people write their ids; without newer editions of them."""
    with workspace.replica.reading() as connection:
        return frozenset(show_record_id(one) for one in following.load_kept(connection))


def keep(workspace: Workspace, record: str) -> Extent:
    """Keep the files of a record here, with every file and newer edition that it gets. Safe to repeat.

    Returns:
        What that is now.
    """
    wanted = parse_record_id(record)
    with workspace.replica.transaction() as connection:
        following.save_kept(connection, (*following.load_kept(connection), wanted))
        files = file_wishes.files_of(connection, file_wishes.kept_records(connection) & {wanted})
        file_wishes.take_up(connection, files)
        return _extent(workspace, files, links.object_flags(connection))


def keep_no_longer(workspace: Workspace, record: str) -> None:
    """Let a record's new files not come by themselves any more; what is here stays, as if it had been asked for."""
    ended = parse_record_id(record)
    with workspace.replica.transaction() as connection:
        files = file_wishes.files_of(connection, frozenset({ended}))
        held_files.count_as_asked(connection, files)
        following.save_kept(connection, [one for one in following.load_kept(connection) if one != ended])


def _extent(workspace: Workspace, files: Iterable[ObjectId], flags: dict[ObjectId, tuple[bool, bool, int]]) -> Extent:
    known = {one: flags[one] for one in files if one in flags}
    away = {one: size for one, (is_here, _, size) in known.items() if not is_here}
    held = workspace.vault.parcels.held_bytes
    return Extent(
        len(known),
        sum(size for _, _, size in known.values()),
        len(away),
        sum(max(size - held(one), 0) for one, size in away.items()),
    )
