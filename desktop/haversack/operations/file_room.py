"""Whether there is room for a file, and which files go first where there is not: pure, on numbers alone.

Only files that came because they are followed ever go by themselves: never one that a person asked for, keeps or has
within reach, never the only copy. Must not remove anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from haversack.store.file_wishes import Reason, Wish
from haversack.store.held_files import Held

RESERVE_BYTES: Final = 100_000_000
"""What stays free on a disk whatever is fetched: what people write needs room, and so does their computer."""
_SMALL_DISK_PART: Final = 20
"""Of a small disk, such as an old stick with a vault on it, one part in so many: else nothing would ever come to it."""


def reserve_of(disk_bytes: int) -> int:
    """Return how many bytes stay free on a disk of that size."""
    return min(RESERVE_BYTES, disk_bytes // _SMALL_DISK_PART)


@dataclass(frozen=True, slots=True)
class Space:
    """What there is.

    Attributes:
        used_bytes: Files here, whole or not.
        quota_bytes: How many there should be at most; None for no limit.
        free_bytes: What can be written on the disk.
        reserve_bytes: What stays free on it.
    """

    used_bytes: int
    quota_bytes: int | None
    free_bytes: int
    reserve_bytes: int = RESERVE_BYTES

    def over_quota(self, more_bytes: int) -> int:
        """Return how much too much there would be with so many bytes more."""
        return 0 if self.quota_bytes is None else max(self.used_bytes + more_bytes - self.quota_bytes, 0)

    def with_more(self, more_bytes: int) -> "Space":
        """Return what there will be when so many bytes more are here."""
        return replace(self, used_bytes=self.used_bytes + more_bytes, free_bytes=self.free_bytes - more_bytes)

    def over_disk(self, more_bytes: int) -> int:
        """Return how much must become free on the disk for so many bytes more."""
        return max(more_bytes + self.reserve_bytes - self.free_bytes, 0)


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a file fits.

    Attributes:
        is_room: Whether it may be fetched, once `let_go` is done.
        let_go: The files that go before it.
        lacking_bytes: How many bytes must become free on the disk or below the limit before it can come; 0 if it may.
    """

    is_room: bool
    let_go: tuple[Held, ...] = ()
    lacking_bytes: int = 0


def fit(wish: Wish, held_bytes: int, space: Space, followed: Iterable[Held]) -> Fit:
    """Find room for a file.

    A followed file takes the place only of those that were last used before it became known here: so two never push
    each other out in turn, and it comes to rest. A file that a person asked for or keeps comes
    whatever the limit says, as long as the disk has room.

    Args:
        wish: The file.
        held_bytes: How much of it is here already.
        space: What there is.
        followed: Files that may go.
    """
    more = max(wish.total - held_bytes, 0)
    lacking = max(space.over_quota(more), space.over_disk(more))
    if not lacking:
        return Fit(is_room=True)
    is_followed = wish.reason is Reason.FOLLOWED
    may_go = [one for one in followed if not is_followed or one.used < wish.noted]
    gone = _first_to_go(may_go, lacking)
    freed = sum(one.size for one in gone)
    if freed >= lacking:
        return Fit(is_room=True, let_go=gone)
    if not is_followed and freed >= space.over_disk(more):
        return Fit(is_room=True, let_go=gone)
    return Fit(is_room=False, lacking_bytes=lacking - freed)


def too_much(space: Space, followed: Iterable[Held]) -> tuple[Held, ...]:
    """Return the files that go because there is more here than the limit, or than leaves the disk its reserve."""
    lacking = max(space.over_quota(0), space.over_disk(0))
    return _first_to_go(followed, lacking)


def _first_to_go(followed: Iterable[Held], lacking_bytes: int) -> tuple[Held, ...]:
    """Return the files that were used longest ago, until so many bytes come together, or all."""
    gone: list[Held] = []
    freed = 0
    ordered: Sequence[Held] = sorted(followed, key=lambda one: (one.used, one.object_id))
    for one in ordered:
        if freed >= lacking_bytes:
            break
        gone.append(one)
        freed += one.size
    return tuple(gone)
