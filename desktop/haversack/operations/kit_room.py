"""Whether a kit fits onto a stick: what its files take there, and what lies there already.

A stick gives room in clusters, up to 128 KB each: every file costs about half of one more than its length. And a file
that is replaced lies there twice, until the new one is whole. Must not read what is in a file.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from haversack.operations.kit_form import DESCRIPTION, NETWORK_FILE, kit_files, page_tag
from haversack.operations.kit_network import is_network_name
from haversack.store.stick_files import cluster_of, room_on
from haversack_sync.client.folder import plain_size


@dataclass(frozen=True, slots=True)
class Fit:
    """How files fit.

    Attributes:
        room: How many bytes there is room for, with what the build takes the place of, while it does.
        slack: How many bytes the stick gives to these files beyond their lengths.
    """

    room: int
    slack: int


def fit_on(out: Path, place: str, writes: Sequence[tuple[str, int]], *, others: AbstractSet[str], around: int) -> Fit:
    """Say how the files of a kit fit.

    Args:
        out: The folder of the kit, which exists or not.
        place: The network's own folder in it.
        writes: Names and lengths in bytes of what is written, in that order: installers and objects.
        others: Those of them that differ from what lies there though they are as long.
        around: About how many other files there are: pages, names, feeds.

    Raises:
        StickError: The stick is gone.
    """
    there = next(one for one in (out, *out.parents) if one.exists())
    cluster = cluster_of(there)
    lying = _lying(out, place, {NETWORK_FILE, DESCRIPTION, *(name for name, _ in writes)})
    held = sum(taken(size, cluster) for size in lying.values())
    replaced = (
        (taken(size, cluster), taken(lying.get(name, 0), cluster))
        for name, size in writes
        if lying.get(name) != size or name in others
    )
    slack = sum(taken(size, cluster) - size for _, size in writes) + around * cluster
    return Fit(room=room_on(there) + held - beside(replaced), slack=slack)


def taken(size: int, cluster: int) -> int:
    """Return how many bytes of a stick a file of this length takes: whole clusters."""
    return -(-size // cluster) * cluster


def beside(replaced: Iterable[tuple[int, int]]) -> int:
    """Return how many bytes are needed for a while beside those that remain, as each file is written beside its older.

    Args:
        replaced: What each new file takes and what the older one took, in the order of writing.
    """
    now = most = 0
    for new, older in replaced:
        most = max(most, now + new)
        now += new - older
    return most - now


def _lying(out: Path, place: str, names: AbstractSet[str]) -> dict[str, int]:
    """Return the lengths of what lies there that the build takes the place of, or leaves because it is the same."""

    def is_counted(name: str) -> bool:
        # Files and letters that others put there stay; feeds and keys are among what the plan counts.
        folder, _, last = name.rpartition("/")
        return (
            name in names or (not folder and page_tag(last) is not None) or (folder == place and is_network_name(last))
        )

    there = kit_files(out) if out.exists() else {}
    return {name: plain_size(path) or 0 for name, path in there.items() if is_counted(name)}
