"""A little network's hub that is put back from a backup, as `haversack-hub restore` leaves one."""

import copy
from dataclasses import dataclass, replace

from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.ports import ObjectBytes
from tests.simulation.founded import copied
from tests.unit.haversack.little_network import LittleNetwork


@dataclass(frozen=True)
class Backup:
    """What a hub had at a moment."""

    ledger: MemoryLedger
    objects: ObjectBytes


def back_up(network: LittleNetwork) -> Backup:
    """Make a backup of a hub in memory."""
    assert isinstance(network.ledger, MemoryLedger)
    return Backup(copied(network.ledger), copy.deepcopy(network.objects))


def put_back(network: LittleNetwork, backup: Backup, *, is_marked: bool = True) -> None:
    """Put a hub back.

    Args:
        network: Its network.
        backup: What is put back.
        is_marked: Whether it knows; False as if somebody had copied its folder.
    """
    network.ledger, network.objects = copied(backup.ledger), copy.deepcopy(backup.objects)
    with network.ledger.writing() as ledger:
        registration = ledger.registration()
        assert registration is not None
        ledger.register(replace(registration, is_restored=is_marked), stamp=ledger.last()[1])
    network.restart_hub()
