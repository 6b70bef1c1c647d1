"""What people do with files of the library: get them, stop that, remove them, write copies; and what it costs.

Must not fetch by itself: whoever asks says what starts it, and must not decide which files are meant.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Progress
from haversack.operations import exporting, offline_files, preferences
from haversack.operations.data_used import used_today
from haversack.operations.exporting import Chosen
from haversack.operations.filing import Exported
from haversack.operations.offline_files import Room
from haversack.operations.sync_log import Step
from haversack.operations.workspace import Workspace
from haversack.viewmodels.messages import Message
from haversack.viewmodels.pace import Pace
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import ObjectId

FilesOf: TypeAlias = Sequence[tuple[str, tuple[ObjectId, ...]]]
"""Records, and which of their files are meant."""

ASK_FROM_BYTES: Final = preferences.LARGE_FILE_BYTES
"""Files that cost more than this are not fetched before people saw what they cost, unless they set otherwise."""


@dataclass(frozen=True, slots=True)
class RoomShown:
    """What getting files would take, in words.

    Attributes:
        files: Which ones.
        title: The question.
        line: What it costs, and what room there is.
        yes: The button that does it.
        fits: Whether there is room on the disk.
        is_small: Whether it costs so little that nobody need be asked.
    """

    files: tuple[ObjectId, ...]
    title: str
    line: str
    yes: str
    fits: bool
    is_small: bool


@dataclass(frozen=True, slots=True)
class Arriving:
    """How far files are that arrive now: bytes, all bytes (0 for unknown), seconds left or None, all of it in words."""

    done: int
    total: int
    seconds_left: int | None
    words: str


class LibraryFiles(QObject):
    """Does it.

    Signals:
        changed: Where files are may be another.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin."""
        super().__init__()
        self._session = session
        self._pace: Pace | None = None

    def measure(self, files: Sequence[ObjectId], then: Callable[[RoomShown], None]) -> None:
        """Find out what getting files would take; nothing is asked for yet.

        Args:
            files: Which ones; those that are here already cost nothing.
            then: Given the answer.
        """
        wanted = tuple(files)

        def read(workspace: Workspace) -> tuple[Room, int, bool]:
            asks = preferences.read_preferences(workspace).asks_before_large
            return offline_files.room_for(workspace, wanted), used_today(workspace), asks

        def told(found: tuple[Room, int, bool]) -> None:
            room, used_bytes, asks = found
            shown = self._room(wanted, room, used_bytes)
            then(shown if asks else replace(shown, is_small=shown.fits))

        self._session.read(read, told)

    def ask(self, files: Sequence[ObjectId], fetch: Callable[[], None]) -> None:
        """Ask for files: they come now, or with the next sync.

        Args:
            files: Which ones.
            fetch: Starts fetching what was asked for.
        """
        wanted = tuple(files)

        def asked(_: Room) -> None:
            self.changed.emit()
            fetch()

        self._session.write(lambda workspace: offline_files.ask_for_files(workspace, wanted), asked)

    def stop(self, files: Sequence[ObjectId], end: Callable[[], None] | None = None) -> None:
        """Ask for files no longer. What came of them is kept, so that asking again goes on from there.

        Args:
            files: Which ones.
            end: Ends the fetching that runs; called if nothing else is asked for. None while nothing is fetched.
        """
        unwanted, speaker = tuple(files), self._session.speaker

        def stop(workspace: Workspace) -> int:
            offline_files.stop_asking_for(workspace, unwanted)
            return offline_files.to_come(workspace)

        def stopped(left: int) -> None:
            self.changed.emit()
            if end is not None:
                words = speaker.say("Stopped. What has come so far is kept.")
                more = speaker.say("Getting it again goes on from there.")
                self._session.messages.tell(Message(words, more))
                if not left:
                    end()

        self._session.write(stop, stopped)

    def removal_words(self, number: int, size_bytes: int) -> tuple[str, str]:
        """Return question and consequence of removing files from here."""
        speaker = self._session.speaker
        return (
            speaker.count(
                "Remove {number} file from this computer?", "Remove {number} files from this computer?", number
            ),
            speaker.say(
                "This frees {size}. The hub keeps them: you can get them again, which costs {size} of data.",
                size=speaker.size(size_bytes),
            ),
        )

    def remove(self, files: Sequence[ObjectId]) -> None:
        """Remove files from this computer, and say what that freed."""
        gone, speaker = tuple(files), self._session.speaker

        def removed(freed: int) -> None:
            self.changed.emit()
            if not freed:
                words = speaker.say("Nothing was removed.")
                more = speaker.say("The hub does not have these files yet: this is their only copy.")
                self._session.messages.tell(Message(words, more, tone="wait"))
                return
            words = speaker.say("Removed from this computer. {size} are free again.", size=speaker.size(freed))
            more = speaker.say("You can get it again when you are connected.")
            self._session.messages.tell(Message(words, more, tone="ok"))

        self._session.write(lambda workspace: offline_files.remove_files(workspace, gone), removed)

    def export_into(self, chosen: FilesOf, folder: Path) -> None:
        """Write readable copies of files into a folder; their names are made safe."""
        wanted = [Chosen(record, files) for record, files in chosen]
        self._session.read(lambda workspace: exporting.export_files(workspace, wanted, folder), self._say_written)

    def export_as(self, record: str, file: ObjectId, path: Path) -> None:
        """Write a readable copy of one file under a name."""
        chosen = Chosen(record, (file,))
        self._session.read(lambda workspace: exporting.export_file(workspace, chosen, path), self._say_written)

    def export_text(self, record: str, language: str, citation: str, path: Path) -> None:
        """Write an item's text into a Markdown file, with how to cite it at its end."""

        def write(workspace: Workspace) -> Sequence[Exported]:
            text = exporting.text_of(workspace, record, language)
            return exporting.export_text(workspace, f"{text.rstrip()}\n\n---\n\n{citation}\n", path)

        self._session.read(write, self._say_written)

    @staticmethod
    def suggested_name(name: str) -> str:
        """Return a file's name as every system takes it."""
        return exporting.suggested_name(name)

    def arriving(self, progress: Progress | None) -> Arriving:
        """Put into words how far the files are that arrive now.

        Args:
            progress: Of what fetches them, or None while nothing came.
        """
        clock, speaker = self._session.clock, self._session.speaker
        self._pace = self._pace or Pace(clock.monotonic())
        step = progress.value if progress is not None else None
        if not isinstance(step, Step) or not step.all_files_bytes:
            return Arriving(0, 0, None, speaker.say("Waiting for the hub"))
        done, total = min(step.files_bytes, step.all_files_bytes), step.all_files_bytes
        words = speaker.say("{done} of {all}", done=speaker.size(done), all=speaker.size(total))
        return Arriving(done, total, self._pace.seconds_left(done, total, clock.monotonic()), words)

    def rest(self) -> None:
        """Nothing arrives any more: the next time is measured anew."""
        self._pace = None

    def _say_written(self, copies: Sequence[Exported]) -> None:
        speaker = self._session.speaker
        words = speaker.count(
            "{number} readable copy was written.", "{number} readable copies were written.", len(copies)
        )
        more = ""
        if copies:
            more = speaker.say("It is not protected. It lies in {folder}.", folder=str(copies[0].path.parent))
        self._session.messages.tell(Message(words, more, tone="ok" if copies else "wait"))

    def _room(self, files: tuple[ObjectId, ...], room: Room, used_bytes: int) -> RoomShown:
        speaker = self._session.speaker
        size, free = speaker.size(room.bytes), speaker.size(room.free_bytes)
        title = speaker.count(
            "Keep {number} file on this computer?", "Keep {number} files on this computer?", room.files
        )
        if room.fits:
            line = speaker.say(
                "Getting them costs {size} of data; {used} were used today. {free} are free on this disk.",
                size=size,
                used=speaker.size(used_bytes),
                free=free,
            )
        else:
            line = speaker.say("They need {size}, and only {free} are free on this disk.", size=size, free=free)
        yes = speaker.say("Get {size}", size=size)
        return RoomShown(files, title, line, yes, room.fits, room.fits and room.bytes <= ASK_FROM_BYTES)
