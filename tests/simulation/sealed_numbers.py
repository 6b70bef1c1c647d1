"""Under which bytes each number of a key travels: one number is never two envelopes (G9)."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from haversack_sync.model.ids import DeviceId


class Sealing(NamedTuple):
    """A change as it is sealed: the key, its number there, and the envelope's hash."""

    signer: DeviceId
    number: int
    sha256: bytes


class PutBackHub(Protocol):
    """A hub that may be put back from a backup."""

    @property
    def restores(self) -> int:
        """How often it was."""

    def is_entry(self, sealing: Sealing) -> bool:
        """Tell whether the hub, as it stands, has it as an entry."""


class Numbers:
    """What was sealed under which number, by one life of one vault: a copy cannot know which numbers are used.

    What saw a history that the hub lost is sealed anew under the same number. It is free for that from the moment at
    which it is no sealing any more and no entry. A hub that is put back after that may have the former one again; one
    that is not put back takes it from nobody, or it was no business of anybody to seal it anew.
    """

    def __init__(self) -> None:
        self._sealed: dict[tuple[DeviceId, int], Sealing] = {}
        self._freed: dict[Sealing, int] = {}

    def note(self, sealings: Iterable[Sealing], hub: PutBackHub | None) -> int | None:
        """Learn what is sealed now.

        Args:
            sealings: All that a vault holds.
            hub: Where hubs are put back; None where no number is ever free again.

        Returns:
            A number that was sealed twice, if there is one.
        """
        now: dict[tuple[DeviceId, int], Sealing] = {}
        for one in sealings:
            if now.setdefault((one.signer, one.number), one) != one:
                return one.number
        for place, before in list(self._sealed.items()):
            if now.get(place) == before:
                continue
            if hub is not None and not hub.is_entry(before):
                self._freed[before] = hub.restores
                del self._sealed[place]
            elif place in now:
                return before.number
        self._sealed.update(now)
        return self._taken_after_all(hub)

    def _taken_after_all(self, hub: PutBackHub | None) -> int | None:
        """Return the number of what was sealed anew although the same hub could make an entry of it."""
        for before, restores in self._freed.items():
            after = self._sealed.get((before.signer, before.number), before)
            if hub is not None and after != before and restores == hub.restores and hub.is_entry(before):
                return before.number
        return None
