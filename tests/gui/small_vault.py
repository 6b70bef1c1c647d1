"""Makes the vault that tests of the window open: an editor's, in a network with the sample content; no sockets."""

import functools
import io
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from haversack.clock import system_clock
from haversack.operations import editing, enrolling, founding, inviting, preferences, publishing, reporting, searching
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import opened
from haversack.store import keys
from haversack.store.cost import COST_FLOOR
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.ids import parse_record_id
from haversack_sync.model.roles import Role
from tests.architecture.source_tree import ROOT
from tests.gui.slow_hub import copy_of
from tests.simulation.rig import TOKEN, Rig

PASSPHRASE = "seven boats left the quiet harbour"
NETWORK = "Crossways Network"
ORGANISATION = "Open Door Legal Desk"
_HUB = "http://127.0.0.1:9"
_FIELD = "field"
_OFFICE = "office"


@dataclass(frozen=True, slots=True)
class _Made:
    """The network as it was made once in this process: its vaults, packed, and its hub; both are copied."""

    vaults: bytes
    hub: HubEndpoint


def make_vault(folder: Path) -> HubEndpoint:
    """Make the vault of an editor, with one change that was not sent yet.

    Every vault of a process is the same editor's in the same network, which is made once: that takes seconds.

    Args:
        folder: Must not exist; its parent takes the coordinator's vault too.

    Returns:
        A hub of the network for this vault alone.
    """
    made = _made_once(keys._stretch)
    with tarfile.open(fileobj=io.BytesIO(made.vaults)) as packed:
        for member in packed:
            name, _, inside = member.name.partition("/")
            place = folder if name == _FIELD else folder.parent / name
            packed.extract(member.replace(name=inside or "."), place, filter="data")
    return copy_of(made.hub)


@functools.cache
def _made_once(_stretch: object) -> _Made:
    """Make it once for each way in which tests stretch passphrases: see `quick_keys`."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as base:
        hub = _make(Path(base) / _FIELD)
        with tarfile.open(fileobj=packed, mode="w") as pack:
            for name in (_FIELD, _OFFICE):
                pack.add(Path(base) / name, name)
    return _Made(packed.getvalue(), hub)


def _make(folder: Path) -> HubEndpoint:
    endpoint, clock = Rig().endpoint, system_clock()
    office = folder.parent / _OFFICE
    founding.found(founding.NewNetwork(office, PASSPHRASE, NETWORK, _HUB, TOKEN, COST_FLOOR), endpoint, clock=clock)
    with opened(office, PASSPHRASE, clock=clock) as workspace:
        publishing.publish(workspace, ROOT / "tests" / "data" / "sample_network")
        synchronise(workspace, endpoint, Wishes())
        code = inviting.invite(workspace, inviting.ForNewOrganisation(ORGANISATION, "en"), Role.EDITOR)
        synchronise(workspace, endpoint, Wishes())
    new = enrolling.NewDevice(folder, PASSPHRASE, code, _HUB, "", COST_FLOOR)
    enrolling.enrol(new, endpoint, clock=clock, wishes=Wishes())
    with opened(folder, PASSPHRASE, clock=clock) as workspace:
        own = reporting.status(workspace).organisation
        if own is None:
            raise LookupError("the organisation that was invited is not here")
        preferences.write_preferences(workspace, preferences.Preferences(costs_money=False))
        editing.edit(workspace, parse_record_id(own.id), ["opening_hours=Monday to Friday, 8:30 to 17:00"])
        searching.update_index(workspace)
    return endpoint
