"""The kit from which a first start begins: whose it is, as far as signatures say, and what its own note says.

Must not decide that it is the right one: a person compares the fingerprint.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Lane
from haversack.operations.first_run import is_folder
from haversack.operations.kit_finding import kit_of
from haversack.operations.kit_sight import KitSight, see_kit
from haversack.operations.meeting import Connect
from haversack.operations.network_file import NetworkFile
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class KitWords:
    """What is said of a kit.

    Attributes:
        first: Whose it is, or that it cannot be used.
        rest: Since when and how large, and what that is worth; or why not, and what to do.
        details: More, line by line; may be empty.
        fingerprint: To compare; empty where there is none.
        is_good: Whether the network in it is what its signatures say, or the file what its name says.
        tone: Of the banner.
    """

    first: str
    rest: str
    details: tuple[str, ...] = ()
    fingerprint: str = ""
    is_good: bool = False
    tone: str = "wait"


class FirstKit(QObject):
    """Looks at a kit.

    Attributes:
        source: Where the kit is that was looked at last, as it was chosen; empty if none was.
        lone: A network file that lies alone; its source is its hub. None for a kit.
        seen: What it is; None before that is known, or where it cannot be used.
        failure: Why it cannot be used.

    Signals:
        changed: Any of them is another.
    """

    changed = Signal()

    def __init__(self, session: Session, connect: Connect) -> None:
        """Begin without one.

        Args:
            session: For words and work beside the window.
            connect: How to reach a folder.
        """
        super().__init__()
        self._session, self._connect = session, connect
        self._considered = ""
        self.source = ""
        self.lone: NetworkFile | None = None
        self.seen: KitSight | None = None
        self.failure: Message | None = None

    def consider(self, source: str) -> None:
        """Look at a place that somebody chose if it is a kit; an address never is one."""
        if source == self.source or not source or not is_folder(source):
            return
        self._considered = source

        def told(kit: Path | None) -> None:
            if kit is not None and self._considered == source:
                self.look(str(kit), source)

        self._session.lanes.run(Lane.NETWORK, lambda job: kit_of(Path(source))).then(told)

    def look_at_file(self, file: NetworkFile) -> None:
        """Show a network file that lies alone."""
        self.source, self.lone, self.seen, self.failure = file.source, file, None, None
        self.changed.emit()

    def look(self, folder: str, source: str = "") -> None:
        """Look at a kit, beside the window: a stick may be slow.

        Args:
            folder: The kit.
            source: How it was chosen, by its network file for example; empty for its folder.
        """
        self.source = chosen = source or folder
        self.lone, self.seen, self.failure = None, None, None
        connect, random = self._connect, self._session.clock.random

        def told(sight: KitSight) -> None:
            if self.source == chosen:
                self.seen = sight

        def failed(error: Exception) -> None:
            if self.source == chosen:
                self.failure = self._session.messages.explain(error)

        looking = self._session.lanes.run(Lane.NETWORK, lambda job: see_kit(folder, connect, random))
        looking.then(told, on_failure=failed, on_end=self.changed.emit)
        self.changed.emit()

    def words(self) -> KitWords | None:
        """Say what the kit is; None while nobody knows."""
        speaker, say, seen = self._session.speaker, self._session.speaker.say, self.seen
        if self.failure is not None:
            return KitWords(
                say("This kit cannot be used as it is."), f"{self.failure.text} {self.failure.next_step}".strip()
            )
        if self.lone is not None:
            rest = say("Its content is not here: plug in the stick, or begin with the hub that it names.")
            proved = say("Only the fingerprint tells whether it is your network.")
            first = say("Network file of “{name}”.", name=self.lone.name)
            return KitWords(first, f"{rest} {proved}", fingerprint=self.lone.fingerprint, is_good=True)
        if seen is None:
            return None
        size = speaker.size(seen.size)
        noted = (
            say("Built on {day}, by its own note. {size}.", day=speaker.long_day(seen.built), size=size)
            if seen.built is not None
            else say("It does not say when it was built. {size}.", size=size)
        )
        proved = say("Its signatures are right. Only the fingerprint tells whether it is your network.")
        details = [say("Folder: {place}", place=speaker.isolated(seen.folder))]
        if seen.installers:
            names = speaker.listed([speaker.isolated(one) for one in seen.installers])
            details.append(say("Programs in it: {names}", names=names))
        return KitWords(
            first=say("Kit of “{name}”.", name=seen.network),
            rest=f"{noted} {proved}",
            details=tuple(details),
            fingerprint=seen.fingerprint,
            is_good=True,
            tone="ok",
        )
