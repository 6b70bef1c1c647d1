"""What happens between a press and the work on files: what it costs is said first, and people may think better of it.

Must not fetch or write anything by itself; `LibraryFiles` does.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from haversack.viewmodels.library import ChosenFiles
from haversack.viewmodels.library_detail import DetailShown, FileShown, GetShown
from haversack.viewmodels.library_files import FilesOf, LibraryFiles, RoomShown
from haversack.views.context import Context
from haversack.views.parts.choose_target import SYSTEM_TARGETS
from haversack.views.parts.question import Asked, Question


class FileFlows:
    """Asks, and does.

    Attributes:
        targets: Ask people where copies go.
    """

    def __init__(self, context: Context, page: QWidget) -> None:
        """Begin.

        Args:
            context: For words and view-models.
            page: Parent of the system's dialogs.
        """
        self._context = context
        self._page = page
        self._files = context.models.get(LibraryFiles)
        self._synchroniser = context.models.synchroniser
        self.targets = SYSTEM_TARGETS

    def get(self, wanted: GetShown, question: Question) -> None:
        """Get files; ask first where they are large or do not fit."""
        self._files.measure(wanted.files, lambda room: self._get_or_ask(room, question))

    def keep_many(self, wanted: GetShown, question: Question) -> None:
        """Get files of many items; always say first what they cost and what room there is."""
        self._files.measure(wanted.files, lambda room: self._ask_for_room(room, question))

    def stop(self, wanted: GetShown) -> None:
        """Ask for files no longer."""
        running = self._synchroniser
        self._files.stop(wanted.files, running.cancel if running.is_fetching else None)

    def remove(self, gone: ChosenFiles, question: Question) -> None:
        """Remove files from here, after saying what that frees."""
        title, line = self._files.removal_words(len(gone.here), gone.here_bytes)
        yes = self._context.speaker.say("Remove")
        question.ask(Asked(title, line, yes, lambda: self._files.remove(gone.here), tone="wait"))

    def export_many(self, chosen: FilesOf, question: Question) -> None:
        """Write copies of the files that are here into a folder that people choose."""
        title = self._context.speaker.say("Folder for the readable copies")

        def choose() -> None:
            folder = self.targets.folder(self._page, title)
            if folder is not None:
                self._files.export_into(chosen, folder)

        self._warn(question, choose)

    def export_file(self, record: str, file: FileShown, question: Question) -> None:
        """Write a copy of one file where people choose."""
        title = self._context.speaker.say("Readable copy of a file")
        name = self._files.suggested_name(file.name or file.title)

        def choose() -> None:
            path = self.targets.file(self._page, title, name)
            if path is not None:
                self._files.export_as(record, file.object, path)

        self._warn(question, choose)

    def export_text(self, detail: DetailShown, question: Question) -> None:
        """Write an item's text where people choose."""
        title = self._context.speaker.say("Readable copy of a text")
        name = self._files.suggested_name(f"{detail.title}.md")

        def choose() -> None:
            path = self.targets.file(self._page, title, name)
            if path is not None:
                self._files.export_text(detail.id, detail.body.language, detail.citation, path)

        self._warn(question, choose)

    def _get_or_ask(self, room: RoomShown, question: Question) -> None:
        if room.is_small:
            self._files.ask(room.files, self._synchroniser.fetch_files)
        else:
            self._ask_for_room(room, question)

    def _ask_for_room(self, room: RoomShown, question: Question) -> None:
        yes = room.yes if room.fits else ""
        tone = "info" if room.fits else "wait"
        question.ask(Asked(room.title, room.line, yes, lambda: self._begin(room), tone=tone))

    def _begin(self, room: RoomShown) -> None:
        self._files.ask(room.files, self._synchroniser.fetch_files)

    def _warn(self, question: Question, go_on: Callable[[], None]) -> None:
        """Say what a readable copy is before anybody is asked where it goes."""
        say = self._context.speaker.say
        line = say(
            "Whoever can use this computer or the stick can read it, and Haversack cannot remove it later."
            " Choose a place that you will clear yourself."
        )
        title = say("A readable copy leaves the vault and is not protected.")
        question.ask(Asked(title, line, say("Choose a place"), go_on, tone="wait"))
