"""The kit from which a first start begins: whose it is, as far as signatures say, and what its own note says.

Must not decide that it is the right one: a person compares the fingerprint.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Lane
from haversack.operations.kit_sight import KitSight, see_kit
from haversack.operations.meeting import Connect
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
        is_good: Whether the network in it is what its signatures say.
    """

    first: str
    rest: str
    details: tuple[str, ...] = ()
    fingerprint: str = ""
    is_good: bool = False


class FirstKit(QObject):
    """Looks at a kit.

    Attributes:
        folder: The kit that was looked at last; empty if none was.
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
        self.folder = ""
        self.seen: KitSight | None = None
        self.failure: Message | None = None

    def look(self, folder: str) -> None:
        """Look at a kit, beside the window: a stick may be slow."""
        self.folder, self.seen, self.failure = folder, None, None
        connect, random = self._connect, self._session.clock.random

        def told(sight: KitSight) -> None:
            if self.folder == folder:
                self.seen = sight

        def failed(error: Exception) -> None:
            if self.folder == folder:
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
        )
