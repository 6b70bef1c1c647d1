"""Steps of a history about files: a coordinator attaches one, others fetch it over bad lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from haversack_sync.client.ports import Upload
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from tests.simulation.kept import Kept
from tests.simulation.laptop import Laptop
from tests.simulation.world import FixedRandom

if TYPE_CHECKING:
    from tests.simulation.play import History

SIZES = (300, 5_000, 20_000)


@dataclass(frozen=True, slots=True)
class Asked:
    """The files that somebody asks for; see `client.ports.WantedFiles`."""

    laptop: Laptop
    uploads: tuple[Upload, ...]

    def wanted(self) -> Sequence[Upload]:
        return [each for each in self.uploads if self.is_wanted(each.object_id)]

    def is_wanted(self, object_id: ObjectId) -> bool:
        return object_id not in self.laptop.replica.kept.whole

    def free_bytes(self) -> int:
        return 10**9

    def arrived(self, object_id: ObjectId) -> None:
        """There is room for everything."""


class Files:
    """The files of a history.

    Attributes:
        made: Every file that was attached, by its id.
        without: Whose laptops fetch none.
    """

    def __init__(self, history: "History") -> None:
        self._history = history
        self.made: dict[ObjectId, Upload] = {}
        self.without: set[str] = set()

    def are_for(self, laptop: Laptop) -> bool:
        """Tell whether a laptop fetches files; one with a real vault does not."""
        return laptop.vault is None and laptop.name not in self.without

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (self._attaches, self._fetches)

    def _attaches(self, _: Laptop) -> None:
        """The coordinator writes something that needs a file."""
        ana = self._history.laptops["ana"]
        size = self._history.choices.of(SIZES)
        # Sealed bytes are as good as random; what is in them is tested elsewhere.
        sealed = FixedRandom(f"file {len(self.made)}")(size)
        object_id = ObjectId(sealing.sha256(sealed))

        def beside(kept: Kept) -> None:
            kept.objects[object_id] = sealed
            kept.whole |= {object_id}
            kept.to_upload[object_id] = size

        act = replace(self._history.people.act(ana), refs=(object_id,))
        if ana.save(act, beside=beside):
            self.made[object_id] = Upload(object_id, size)

    def _fetches(self, laptop: Laptop) -> None:
        if self.made and self.are_for(laptop):
            self.fetch(laptop, is_quiet=False)

    def fetch(self, laptop: Laptop, *, is_quiet: bool) -> None:
        """Let a laptop fetch everything that was attached."""
        laptop.fetch(self._history.line(laptop, is_quiet=is_quiet), Asked(laptop, tuple(self.made.values())))
