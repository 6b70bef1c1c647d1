"""A stick that goes between the hub and the devices of a small network."""

from pathlib import Path

from haversack_sync.hub.carry import Carried, carry
from haversack_sync.protocol.sticks import Homeward, StickBody, letter_name, network_folder, open_homeward, seal_outbox
from tests.simulation.world import Author
from tests.unit.haversack_sync.hub.folder_hub import FolderHub


class Courier:
    """A hub, a stick, and the coordinator, who is the only one that is enrolled at first."""

    def __init__(self, hub: FolderHub, stick: Path) -> None:
        self.hub, self.stick = hub, stick
        self.world = hub.rig.world
        self.place = stick / network_folder(self.world.root)
        self.outbox, self.receipts = self.place / "outbox", self.place / "receipts"
        self.outbox.mkdir(parents=True)
        self.counter = 0

    def put(self, body: StickBody, author: Author | None = None, *, name: str = "") -> Path:
        """Put a letter onto the stick."""
        self.counter += 1
        author = author or self.world.coordinator
        letter = seal_outbox(
            body,
            root=self.world.root,
            hub_box_key=self.hub.rig.keys.box_key,
            device=author.handle,
            counter=self.counter,
            signing_seed=author.seed,
        )
        path = self.outbox / (name or letter_name(letter))
        path.write_bytes(letter)
        return path

    def bring(self) -> Carried:
        """Bring the stick to the hub."""
        return carry(self.hub.folder.path, self.stick, clock=self.hub.rig.clock)

    def answer(self, author: Author | None = None) -> Homeward:
        """Open the only letter that is for a device."""
        author = author or self.world.coordinator
        hub_key = self.hub.rig.keys.sign_key
        for path in sorted(self.receipts.iterdir()):
            letter = path.read_bytes()
            assert path.name == letter_name(letter)
            try:
                return open_homeward(
                    letter, root=self.world.root, device=author.handle, box_seed=author.box_seed, hub_key=hub_key
                )
            except Exception:  # noqa: BLE001, S112 - it is somebody else's
                continue
        raise AssertionError("no letter for this device")

    def change(self, text: bytes = b"a change") -> bytes:
        return self.world.content(self.world.coordinator, "open/library", text)
