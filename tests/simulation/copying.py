"""Steps of a history about copied vaults: a disk image in use beside the first, an old copy put back (D5, D6).

Ben's laptop has a real vault here. What was written after an image was taken and never left is lost with the disk when
the image is put back; everything else must be found in the end.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from haversack.store.vault import Vault
from haversack_sync.protocol.envelope import SEALED, parse_envelope
from tests.simulation.disk import Disk
from tests.simulation.laptop import Laptop

if TYPE_CHECKING:
    from tests.simulation.play import History

COPIED: Final = "ben"
TWIN: Final = "ben's copy"
_SALT_BYTES: Final = 16


class Copies:
    """What becomes of Ben's vault.

    Attributes:
        are_made: Whether a second computer signs, or signed, with the same keys.
    """

    def __init__(self, history: "History", folder: Path) -> None:
        self._history = history
        self._folder = folder
        self._image: frozenset[int] | None = None
        self._boots = 0
        self._salts: dict[bytes, bytes] = {}
        self.are_made = False

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (self._takes_an_image, self._puts_it_back, self._opens_a_copy)

    def _vault_of(self, laptop: Laptop) -> Vault:
        if laptop.vault is None:
            raise TypeError("a history of copies needs a real vault")
        return laptop.vault

    @property
    def _image_folder(self) -> Path:
        return self._folder / "image"

    def _takes_an_image(self, _: Laptop) -> None:
        """Somebody backs Ben's disk up."""
        ben = self._history.laptops[COPIED]
        self._copy(ben, self._image_folder)
        self._image, self._boots = frozenset(ben.acts), ben.boots
        self._history.story.tell(COPIED, "is backed up")

    def _copy(self, laptop: Laptop, folder: Path) -> None:
        vault = self._vault_of(laptop)
        vault.close()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(vault.folder, folder)
        laptop.start()

    def _puts_it_back(self, _: Laptop) -> None:
        """The disk fails, and the backup is put back: what never left the computer since is gone."""
        if self._image is None:
            return
        ben = self._history.laptops[COPIED]
        vault = self._vault_of(ben)
        vault.close()
        shutil.rmtree(vault.folder)
        shutil.copytree(self._image_folder, vault.folder)
        ben.acts = {number: act for number, act in ben.acts.items() if number in self._image}
        # A draft stands on what the disk no longer knows.
        ben.draft = None
        ben.life += 1
        # A virtual machine that is put back repeats its random bytes, too.
        ben.boots = self._boots - 1
        ben.start()
        self.are_made = True
        self._history.invariants.begin_again(ben)
        self._history.story.fault("old vault put back")
        self._history.story.tell(COPIED, "has its backup back")

    def _opens_a_copy(self, _: Laptop) -> None:
        """A second computer runs from a copy of Ben's disk, down to the state of its random generator."""
        if TWIN in self._history.laptops:
            return
        history, ben = self._history, self._history.laptops[COPIED]
        folder = self._folder / "twin"
        self._copy(ben, folder)
        keys = self._vault_of(ben).keys
        vault = Vault._open_locked(folder, lambda: keys)
        twin = Laptop(ben.person, Disk(ben.disk.durable), history.story, TWIN, dict(ben.acts), vault=vault)
        twin.boots, twin.seeded_like = ben.boots - 1, COPIED
        twin.start()
        history.laptops[TWIN], history.everybody[TWIN] = twin, ben.person
        history.keepers.note_copy(COPIED, TWIN)
        history.invariants.log.people[TWIN] = history.invariants.log.people[COPIED]
        self.are_made = True
        history.story.fault("vault copied")
        history.story.tell(TWIN, "runs from a copy of Ben's disk")

    def salt_used_twice(self) -> str:
        """Say which salt stands in two different envelopes, at the hub or in any laptop, or nothing (G9)."""
        rows = [row.envelope for each in self._history.laptops.values() for row in each.disk.durable.outbox.values()]
        taken = [one.entry.envelope for entries in self._history.invariants.log.entries.values() for one in entries]
        for raw in (*taken, *(envelope for envelope in rows if envelope is not None)):
            envelope = parse_envelope(raw)
            if envelope.header.form != SEALED:
                continue
            salt = envelope.clear[-_SALT_BYTES:]
            if self._salts.setdefault(salt, envelope.hash) != envelope.hash:
                return f"salt {salt.hex()} stands in two envelopes"
        return ""
