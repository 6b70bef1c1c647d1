"""Goes through folders of this computer: where one is, what lies there, up and down. Must not choose."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStorageInfo, Signal

from haversack.jobs import Lane, Lanes
from haversack.operations.folders import Listing, listing, nearest, sticks


class FoldersModel(QObject):
    """Holds one folder and what lies in it; reads beside the window, since a stick may be slow.

    Attributes:
        listing: What is shown; None before it was read.

    Signals:
        changed: `listing` is another.
    """

    changed = Signal()

    def __init__(self, lanes: Lanes, typed: str) -> None:
        """Begin where somebody pointed to.

        Args:
            lanes: Where reading runs.
            typed: A path, perhaps of something that is not there.
        """
        super().__init__()
        self._lanes = lanes
        self._asked = 0
        self.listing: Listing | None = None
        self.go(typed)

    @property
    def folder(self) -> str:
        """Where people are; empty before it was read."""
        return str(self.listing.folder) if self.listing is not None else ""

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Where to begin, as (path, name): sticks first, then the own folder."""
        mounts = [one.rootPath() for one in QStorageInfo.mountedVolumes() if one.isValid() and one.isReady()]
        home = Path.home()
        return (*((str(one), one.name or str(one)) for one in sticks(mounts, home)), (str(home), home.name))

    def go(self, typed: str) -> None:
        """Go to a folder, or to the nearest one above it that is there."""
        self._read(lambda: nearest(typed))

    def enter(self, name: str) -> None:
        """Go into one of the folders that are shown."""
        if self.listing is not None:
            folder = self.listing.folder / name
            self._read(lambda: folder)

    def up(self) -> None:
        """Go to the folder around this one."""
        if self.listing is not None:
            folder = self.listing.folder.parent
            self._read(lambda: folder)

    def _read(self, where: Callable[[], Path]) -> None:
        self._asked += 1
        asked = self._asked

        def told(found: Listing) -> None:
            # Whoever went on meanwhile is not taken back.
            if asked == self._asked:
                self.listing = found
                self.changed.emit()

        self._lanes.run(Lane.NETWORK, lambda job: listing(where())).then(told)
