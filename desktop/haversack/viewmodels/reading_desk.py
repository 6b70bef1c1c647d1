"""The text that is read: an item's, or a file's; where people were in it, their bookmarks, how they like to read.

All of that stays in this vault. Must not lay anything out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.operations import reading_places
from haversack.operations.file_text import FileText, file_text
from haversack.operations.library_item import ItemDetail, library_item
from haversack.operations.linked_records import linked_record
from haversack.operations.reading_links import inside
from haversack.operations.reading_places import ReadingLikes, ReadingPlace
from haversack.operations.reading_text import ReadingText
from haversack.operations.workspace import Workspace
from haversack.viewmodels.kinds import PAGES
from haversack.viewmodels.library_detail import citation
from haversack.viewmodels.library_words import languages_words
from haversack.viewmodels.messages import Message
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading import fallback
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import ObjectId

ZOOMS: Final = (80, 90, 100, 110, 125, 150, 175, 200)
"""Sizes of the text that is read, in percent."""


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text that lies open.

    Attributes:
        key: What its place is kept under.
        record: Its record.
        title: Of it.
        text: Readable.
        citation: How to cite it.
        notes: What people should know of it: the language it is in, or that only its beginning is shown.
        also: Which other languages it is in, as a sentence, or empty.
        has_files: Whether its record has files, which people may keep here.
    """

    key: str
    record: str
    title: str
    text: ReadingText
    citation: str
    notes: tuple[str, ...] = ()
    also: str = ""
    has_files: bool = False


class ReadingDesk(QObject):
    """Opens texts, one at a time.

    Attributes:
        open: The text that lies open, or None.
        place: Where people are in it.
        likes: How people like to read.

    Signals:
        opened: `open` is another; `place` says where to begin.
        place_changed: `place` is another.
        likes_changed: `likes` are others.
    """

    opened = Signal()
    place_changed = Signal()
    likes_changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin with nothing open."""
        super().__init__()
        self._session = session
        self.open: OpenText | None = None
        self.place = ReadingPlace()
        self.likes = ReadingLikes()
        session.read(reading_places.read_likes, self._show_likes)

    def open_item(self, record: str, language: str = "") -> None:
        """Open an item's text.

        Args:
            record: Its id.
            language: Tag of the language to read it in, or empty for the best.
        """
        languages = self._session.languages

        def read(workspace: Workspace) -> tuple[ItemDetail, str, ReadingPlace]:
            detail = library_item(workspace, record, languages=languages, text_language=language)
            key = f"{record}/{detail.body.language}"
            return detail, key, reading_places.read_place(workspace, key)

        self._session.read(read, self._show_item)

    def open_file(self, record: str, file: ObjectId) -> None:
        """Open a file that is a text and is here."""
        languages = self._session.languages

        def read(workspace: Workspace) -> tuple[ItemDetail, FileText, ReadingPlace]:
            detail = library_item(workspace, record, languages=languages)
            found = file_text(workspace, record, file)
            return detail, found, reading_places.read_place(workspace, f"{record}/{file.hex()}")

        self._session.read(read, lambda found: self._show_file(f"{record}/{file.hex()}", *found))

    def close(self) -> None:
        """Put the text away."""
        self.open = None

    def move_to(self, at: int, percent: int) -> None:
        """Keep where people are now."""
        if self.open is not None and (at, percent) != (self.place.at, self.place.percent):
            self._keep(replace(self.place, at=at, percent=percent))

    def toggle_bookmark(self, at: int) -> None:
        """Mark a place, or take its mark away."""
        if self.open is not None:
            self._keep(self.place.with_bookmark(at))
            self.place_changed.emit()

    def zoom_by(self, steps: int) -> None:
        """Make the text that is read larger or smaller; nothing else in the window changes."""
        place = min(range(len(ZOOMS)), key=lambda one: abs(ZOOMS[one] - self.likes.zoom))
        self._keep_likes(replace(self.likes, zoom=ZOOMS[min(max(place + steps, 0), len(ZOOMS) - 1)]))

    def choose_paper(self, paper: str) -> None:
        """Read on white or on dim paper."""
        self._keep_likes(replace(self.likes, paper=paper))

    def follow(self, link: str, go: Callable[[Place], None]) -> bool:
        """Go where a link inside leads; return whether it leads inside at all.

        Args:
            link: As it stands in the text.
            go: Given the place, if what it leads to is here.
        """
        if inside(link) is None:
            return False
        languages = self._session.languages

        def went(found: Place | None) -> None:
            if found is not None:
                go(found)
                return
            say = self._session.speaker.say
            words = say("What this link leads to is not on this computer.")
            self._session.messages.tell(Message(words, say("It may come with the next sync."), tone="wait"))

        def find(workspace: Workspace) -> Place | None:
            record = linked_record(workspace, link, languages)
            return Place(PAGES.get(record.kind, "home"), record.id) if record else None

        self._session.read(find, went)
        return True

    def _show_item(self, found: tuple[ItemDetail, str, ReadingPlace]) -> None:
        detail, key, place = found
        speaker = self._session.speaker
        others = tuple(tag for tag in detail.body_languages if tag != detail.body.language)
        also = ""
        if others:
            names = languages_words(speaker, others, self._session.languages)
            also = speaker.say("Also here in {languages}.", languages=names)
        note = fallback(speaker, detail.body.language, is_unreviewed=detail.body.is_unreviewed)
        notes = (note,) if note else ()
        self._lay_open(
            OpenText(
                key,
                detail.id,
                detail.title,
                detail.body,
                citation(speaker, detail),
                notes,
                also,
                has_files=bool(detail.files),
            ),
            place,
        )

    def _show_file(self, key: str, detail: ItemDetail, found: FileText, place: ReadingPlace) -> None:
        speaker = self._session.speaker
        notes = [fallback(speaker, found.text.language)]
        if found.is_cut:
            notes.append(speaker.say("This is its beginning only. Export a readable copy to have all of it."))
        cited = speaker.say("{title}. In: {citation}", title=found.title, citation=citation(speaker, detail))
        text = OpenText(
            key, detail.id, found.title, found.text, cited, tuple(note for note in notes if note), has_files=True
        )
        self._lay_open(text, place)

    def _lay_open(self, text: OpenText, place: ReadingPlace) -> None:
        self.open, self.place = text, place
        self.opened.emit()

    def _keep(self, place: ReadingPlace) -> None:
        self.place = place
        key = self.open.key if self.open is not None else ""
        self._write(lambda workspace: reading_places.keep_place(workspace, key, place))

    def _keep_likes(self, likes: ReadingLikes) -> None:
        if likes != self.likes:
            self._show_likes(likes)
            self._write(lambda workspace: reading_places.keep_likes(workspace, likes))

    def _write(self, write: Callable[[Workspace], None]) -> None:
        """Write what is no record: nobody has to read again for it."""
        if self._session.is_open:
            self._session.run(lambda workspace, job: write(workspace), must_finish=True).then()

    def _show_likes(self, likes: ReadingLikes) -> None:
        self.likes = likes
        self.likes_changed.emit()
