"""What a kit is, before anything of it is kept: whose, by its own signatures, and since when, by its own note.

Must not believe the note: what comes from it is told as such.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from haversack.operations.kit_form import CHECKSUMS, DESCRIPTION, NETWORK_FILE, Description, describe, is_page
from haversack.operations.meeting import Connect
from haversack.store.stick_files import names_in
from haversack_sync.client.folder import is_plain_folder, networks_in, plain_size
from haversack_sync.client.introduction import look_around
from haversack_sync.client.proxy import DIRECT
from haversack_sync.protocol.profile import show_fingerprint

_MOST_INSTALLERS: Final = 12


@dataclass(frozen=True, slots=True)
class KitSight:
    """What a kit shows of itself.

    Attributes:
        folder: Where it lies.
        network: The network's public name, which anybody could take.
        fingerprint: Of the root from which the network in it was verified.
        built: Day of its building, by its own note; None where nobody noted it.
        installers: Programs that its note names and that lie there.
        size: Bytes of what is of the kit.
    """

    folder: str
    network: str
    fingerprint: str
    built: date | None
    installers: tuple[str, ...]
    size: int


def see_kit(folder: str, connect: Connect, random: Callable[[int], bytes]) -> KitSight:
    """Verify a kit's network from its root on, and read its note. Nothing is kept.

    Args:
        folder: Of the kit.
        connect: How to reach it.
        random: Gives that many random bytes.

    Raises:
        LinkError: It cannot be read.
        ProtocolError: The network in it is not what it seems.
    """
    with closing(connect(folder, DIRECT)) as endpoint:
        met = look_around(endpoint, fingerprint=b"", random=random)
    place = Path(folder)
    said = describe(place)
    installers = _installers(place, said)
    return KitSight(
        folder=folder,
        network=met.profile.name,
        fingerprint=show_fingerprint(met.profile.root),
        built=_day(said),
        installers=installers,
        size=sum(plain_size(one) or 0 for one in _own_files(place, installers)),
    )


def _installers(place: Path, said: Description | None) -> tuple[str, ...]:
    named = said.installers[:_MOST_INSTALLERS] if said is not None else ()
    there = set(names_in(place))
    return tuple(name for name in named if name in there)


def _day(said: Description | None) -> date | None:
    try:
        return date.fromisoformat(said.built) if said is not None else None
    except ValueError:
        return None


def _own_files(place: Path, installers: tuple[str, ...]) -> Iterator[Path]:
    """Yield what is of the kit: a folder of downloads may hold much else."""
    own = {NETWORK_FILE, DESCRIPTION, CHECKSUMS, *installers}
    yield from (place / name for name in names_in(place) if name in own or is_page(name))
    for network in networks_in(place):
        for name in names_in(network):
            one = network / name
            yield from (one / inner for inner in names_in(one)) if is_plain_folder(one) else (one,)
