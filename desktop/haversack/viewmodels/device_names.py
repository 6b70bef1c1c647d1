"""Names of the network's computers, as people tell them apart. Must not read the vault."""

from haversack.i18n.device_sentences import device_name
from haversack.i18n.language import Speaker
from haversack.operations.devices import ListedDevice


def full_name(speaker: Speaker, one: ListedDevice) -> str:
    """Say whose computer it is, and of which organisation, as far as anybody knows."""
    name = device_name(speaker, label=one.label, role=one.role, computer=one.computer)
    return f"{name} · {one.organisation}" if one.organisation else name
