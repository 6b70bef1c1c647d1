"""What takes space on this computer, in words, and making room. Reads only while a page shows it."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.operations.storage import Storage, remove_shelf, remove_unfinished, storage
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session
from haversack.viewmodels.sync_words import shelf_name


@dataclass(frozen=True, slots=True)
class SpacePart:
    """One part of what takes space.

    Attributes:
        id: `text`, `unfinished`, `only_here`, or `shelf:` and the shelf's name.
        name: What it is.
        detail: How many files, or what it means.
        size: In words.
        size_bytes: For drawing.
        question: What is asked before it is removed; empty where it cannot be.
    """

    id: str
    name: str
    detail: str
    size: str
    size_bytes: int
    question: str = ""


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """All of it: the parts, the largest first within files; their sum, what files may take, what is free, in words."""

    parts: tuple[SpacePart, ...] = ()
    used: str = ""
    free: str = ""
    free_bytes: int = 0
    quota: str = ""


class StorageModel(QObject):
    """Measures space.

    Attributes:
        facts: What takes space; empty until it was measured once.

    Signals:
        changed: `facts` are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin without measuring."""
        super().__init__()
        self._session = session
        self._watchers: set[QObject] = set()
        self.facts = SpaceFacts()
        session.changed.connect(self._refresh)

    def watch(self, who: QObject, *, is_shown: bool) -> None:
        """Say that a page begins or ends to show it.

        Args:
            who: The page, or a part of it. Qt hides some twice, so they are known by themselves and not counted.
            is_shown: Whether it shows it from now on.
        """
        if is_shown:
            self._watchers.add(who)
            self._refresh()
        else:
            self._watchers.discard(who)

    def remove(self, part: str) -> None:
        """Remove a part; how much became free is told."""
        kind, _, shelf = part.partition(":")
        if kind == "shelf":
            self._session.write(lambda workspace: remove_shelf(workspace, shelf), self._tell_freed)
        elif kind == "unfinished":
            self._session.write(remove_unfinished, self._tell_freed)

    def _tell_freed(self, freed: int) -> None:
        speaker = self._session.speaker
        words = speaker.say("{size} became free on this computer.", size=speaker.size(freed))
        self._session.messages.tell(Message(words, tone="ok"))

    def _refresh(self) -> None:
        if self._watchers:
            self._session.read(storage, self._show)

    def _show(self, read: Storage) -> None:
        speaker = self._session.speaker
        say = speaker.say
        parts = [
            SpacePart(
                "text",
                say("Texts and search"),
                say("Always kept, so that all pages work without a connection."),
                speaker.size(read.text_bytes),
                read.text_bytes,
            )
        ]
        for one in read.shelves:
            name = shelf_name(speaker, one.shelf) if one.shelf else say("Files that nothing names any more")
            title = say("Files: {shelf}", shelf=name) if one.shelf else name
            question = speaker.count(
                "Remove {number} file of this shelf from this computer? {size} becomes free. Texts stay, and you can "
                "get it again.",
                "Remove {number} files of this shelf from this computer? {size} becomes free. Texts stay, and you can "
                "get them again.",
                one.files,
                size=speaker.size(one.size),
            )
            detail = speaker.count("{number} file", "{number} files", one.files)
            parts.append(SpacePart(f"shelf:{one.shelf}", title, detail, speaker.size(one.size), one.size, question))
        if read.only_here_bytes:
            parts.append(
                SpacePart(
                    "only_here",
                    say("Files that were not sent yet"),
                    say("Only this computer has them; they stay."),
                    speaker.size(read.only_here_bytes),
                    read.only_here_bytes,
                )
            )
        if read.unfinished_bytes:
            size = speaker.size(read.unfinished_bytes)
            parts.append(
                SpacePart(
                    "unfinished",
                    say("Parts of files that are still coming"),
                    say("They go on from here at the next sync."),
                    size,
                    read.unfinished_bytes,
                    say("Throw away these parts? {size} becomes free. The files begin anew then.", size=size),
                )
            )
        self.facts = SpaceFacts(
            tuple(parts),
            speaker.size(read.used_bytes),
            speaker.size(read.free_bytes),
            read.free_bytes,
            _quota(speaker, read),
        )
        self.changed.emit()


def _quota(speaker: Speaker, read: Storage) -> str:
    """Say how much of what files may take is used."""
    used = speaker.size(read.files_bytes)
    if read.quota_bytes is None:
        return speaker.say("Files take {used}; there is no limit.", used=used)
    return speaker.say("Files take {used} of {limit}.", used=used, limit=speaker.size(read.quota_bytes))
