"""Planted faults about computers that are taken out of the network; see `planted`."""

from contextlib import AbstractContextManager
from unittest import mock

from haversack.operations import revoked_devices
from haversack_sync.model.authority import Device
from tests.simulation import meeting
from tests.simulation.laptop import Laptop


def revocation_without_effect() -> AbstractContextManager[object]:
    """Somebody who was taken out of the network may do what it did before."""
    return mock.patch.object(Device, "rights", property(lambda self: self.spans[-1]))


def never_told_why() -> AbstractContextManager[object]:
    """Whom the hub refuses does not read what the history of trust says of it."""
    return mock.patch.object(revoked_devices, "learn_why", return_value=None)


def destroyed_by_a_refusal() -> AbstractContextManager[object]:
    """A vault is destroyed as soon as somebody refuses its computer, whatever the history of trust says."""

    def leave(self: Laptop) -> None:
        self.is_destroyed |= bool(self.refused)

    return mock.patch.object(Laptop, "_leave_if_revoked", leave)


def late_changes_not_asked_for() -> AbstractContextManager[object]:
    """No coordinator asks for what revoked computers sent."""
    return mock.patch.object(meeting, "_ask_about_late", return_value=None)
