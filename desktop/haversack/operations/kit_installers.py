"""Which files of a folder go into a kit as installers. Must not run or change one, and must not take a kit's own names.

Beside installers lies what is not for the people who get a kit: checksums and their signatures, bills of materials,
notes of the build, the hub's package, and what systems leave in every folder. So known endings go along, nothing else.
Reasons: decision 0049.
"""

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from haversack.operations.kit_form import KitError, is_page, sum_of, sums_of
from haversack.store.stick_files import names_in
from haversack_sync.client.folder import is_plain_folder, plain_size

ENDINGS: Final = (
    ".exe",
    ".msi",
    ".run",
    ".deb",
    ".rpm",
    ".appimage",
    ".dmg",
    ".pkg",
    "portable.tar.xz",
    "portable.zip",
)
"""Of installers, in small letters."""
_FOR_OTHERS: Final = ("haversack-hub_*", ".*")
"""What runs on a hub; what a Mac puts beside each file on a stick, under the file's name behind a dot."""


def installers_in(folder: Path | None) -> list[Path]:
    """Return the installers of a folder, known by the endings of their names; whatever else lies there is left out.

    Raises:
        KitError: There are none.
    """
    if folder is None:
        return []
    found = [folder / name for name in names_in(folder)] if is_plain_folder(folder) else []
    plain = [path for path in found if plain_size(path) and _is_installer(path.name)]
    if not plain:
        raise KitError("no_installers")
    return plain


def _is_installer(name: str) -> bool:
    # FAT knows no difference between small and capital letters.
    low = name.lower()
    return low.endswith(ENDINGS) and not is_page(name) and not any(fnmatchcase(low, one) for one in _FOR_OTHERS)


def is_same(lying: Path, source: Path, on_piece: Callable[[int], None] = lambda size: None) -> bool:
    """Tell whether a file of a kit lies there byte for byte; reads both where they are equally long.

    Args:
        lying: The file of the kit.
        source: What it should be.
        on_piece: See `sum_of`.

    Raises:
        StickError: One of them cannot be read.
    """
    return plain_size(lying) == plain_size(source) and sum_of(lying, on_piece) == sum_of(source, on_piece)


def as_long_as(kit: Path, sources: Sequence[Path]) -> frozenset[str]:
    """Return the names of installers that are as long as what lies in a kit under that name."""
    return frozenset(source.name for source in sources if plain_size(kit / source.name) == plain_size(source))


def other_than(kit: Path, sources: Sequence[Path]) -> frozenset[str]:
    """Return the names of installers that differ from what lies in a kit, though they are as long; reads them all.

    Raises:
        StickError: One of them cannot be read.
    """
    as_long = as_long_as(kit, sources)
    read = [source for source in sources if source.name in as_long]
    sums = sums_of(kit)
    if not sums:
        # A build that was stopped left no checksums: then the stick is read, as the build will.
        return frozenset(source.name for source in read if not is_same(kit / source.name, source))
    return frozenset(source.name for source in read if sums.get(source.name) != sum_of(source))
