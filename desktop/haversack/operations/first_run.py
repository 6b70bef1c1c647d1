"""The first start: is there a vault, and how a computer joins its network with an invitation.

Must not make anything before the code has confirmed the network.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.clock import Clock
from haversack.operations.appearance import Appearance, forget_appearance, write_appearance
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.meeting import Connect
from haversack.operations.places import has_vault
from haversack.operations.synchronising import SyncResult, Wishes
from haversack.store.cost import Argon2Cost
from haversack_sync.protocol.endpoint import LinkError

_SCHEME: Final = "://"


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody typed at the first start.

    Attributes:
        folder: Where the vault goes.
        passphrase: Of the vault.
        code: Of the invitation.
        source: Address of the hub, or a folder that a hub wrote.
        look: What was chosen before there was a vault; kept beside it afterwards.
    """

    folder: Path
    passphrase: str
    code: str
    source: str
    look: Appearance


def is_folder(source: str) -> bool:
    """Tell whether a source is a folder of this computer, not an address."""
    return _SCHEME not in source


def join(joining: Joining, connect: Connect, cost: Argon2Cost, *, clock: Clock, wishes: Wishes) -> SyncResult:
    """Join a network; see `enrolling.enrol` for what it raises and what is left then.

    Raises:
        LinkError: Neither a folder nor the address of a hub was typed (`bad_address`), or the link failed.
    """
    source = joining.source.strip()
    if is_folder(source) and not Path(source).is_dir():
        raise LinkError("bad_address")
    forget_appearance(joining.folder)
    hub = "" if is_folder(source) else source
    new = NewDevice(joining.folder, joining.passphrase, joining.code, hub, "", cost)
    try:
        with closing(connect(source)) as endpoint:
            return enrol(new, endpoint, clock=clock, wishes=wishes)
    finally:
        if has_vault(joining.folder):
            write_appearance(joining.folder, joining.look)
