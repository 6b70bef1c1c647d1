"""What a search found, by kind, with the places that matched. Must not search by itself."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.kind_names import kind_plural
from haversack.i18n.language import Speaker
from haversack.jobs import Job
from haversack.operations.searching import Found, FoundKind, search_by_kind
from haversack.viewmodels.kinds import ICONS, PAGES
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session

_LIMIT = 120
_SHOWN_AT_FIRST = 6
_MARKUP = frozenset("*#`|>")

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MarkedRow(Row):
    """A row whose first line has marked places: begin and end of each."""

    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind.

    Attributes:
        kind: Of the records.
        title: The kind in words.
        count: How many, in words.
        more: Words of the button that shows the others, or empty.
        rows: Those that are shown.
    """

    kind: str
    title: str
    count: str
    more: str
    rows: RowsModel


class SearchModel(QObject):
    """Searches this computer.

    Attributes:
        query: What was asked.
        groups: What was found, the kind of the best hit first.
        is_busy: Whether an answer is on its way.
        has_failed: Whether none came; why was told then.

    Signals:
        changed: The above is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; searches again after every change."""
        super().__init__()
        self._session = session
        self._job: Job[tuple[FoundKind, ...]] | None = None
        self._lists: dict[str, RowsModel] = {}
        self._found: tuple[FoundKind, ...] = ()
        self._shows_all: set[str] = set()
        self.query = ""
        self.groups: tuple[Group, ...] = ()
        self.is_busy = False
        self.has_failed = False
        session.changed.connect(self._again)

    @property
    def summary(self) -> str:
        """How much was found, in words."""
        speaker, number = self._session.speaker, self._number
        if not self.query or self.has_failed:
            return ""
        if number >= _LIMIT:
            return speaker.say("The best {number} for “{query}”", number=speaker.number(number), query=self.query)
        return speaker.count("{number} found for “{query}”", "{number} found for “{query}”", number, query=self.query)

    @property
    def found_briefly(self) -> str:
        """How much was found in two words, for the search field; empty where there is no answer to what was asked."""
        if not self.query or self.is_busy or self.has_failed:
            return ""
        number = self._number
        if number >= _LIMIT:
            return self._session.speaker.say("{number} or more", number=self._session.speaker.number(number))
        return self._session.speaker.count("{number} found", "{number} found", number)

    @property
    def _number(self) -> int:
        return sum(one.count for one in self._found)

    def search(self, query: str) -> None:
        """Search for words, unless they are the ones that are shown."""
        if query != self.query:
            self.query = query
            self._shows_all.clear()
            self._again()

    def show_all(self, kind: str) -> None:
        """Show everything that was found of a kind."""
        self._shows_all.add(kind)
        self._again()

    def place_of(self, record: str) -> Place:
        """Return where a hit is shown."""
        kind = next((hit.kind for one in self._found for hit in one.hits if hit.id == record), "")
        return Place(PAGES.get(kind, "home"), record)

    def _again(self) -> None:
        if self._job is not None:
            # Somebody types on: an answer to fewer letters is worth nothing, and need not be sought.
            self._job.cancel()
        query, languages, whole = self.query, self._session.languages, frozenset(self._shows_all)
        self.has_failed = False
        if not query:
            self._show(())
            return
        self.is_busy = True
        self._job = self._session.run(
            lambda workspace, job: search_by_kind(
                workspace, query, limit=_LIMIT, first=_SHOWN_AT_FIRST, whole=whole, languages=languages
            )
        ).then(self._show, on_failure=self._fail)
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        """Say why there is no answer; what was found for other words is none."""
        self.has_failed = True
        self._show(())
        self._session.messages.report(error)

    def _show(self, found: tuple[FoundKind, ...]) -> None:
        self._found, self.is_busy = found, False
        speaker = self._session.speaker
        made = []
        for one in found:
            # One list of a kind for as long as the window lives: the keyboard stays on it while results come and go.
            rows = self._lists.setdefault(one.kind, RowsModel(self))
            rows.show([_row(speaker, hit) for hit in one.hits])
            hidden = one.count - len(one.hits)
            more = speaker.count("Show {number} more", "Show {number} more", hidden) if hidden else ""
            made.append(Group(one.kind, kind_plural(speaker, one.kind), speaker.number(one.count), more, rows))
        self.groups = tuple(made)
        self.changed.emit()


def _row(speaker: Speaker, one: Found) -> MarkedRow:
    snippet, marks = without_markup(one.snippet, one.marks)
    spoken = speaker.say("{title}. {detail}", title=one.title, detail=snippet)
    icon = ICONS.get(one.kind, "file-text")
    return MarkedRow(one.id, one.title, (snippet,), icon, is_new=True, spoken=spoken, marks=marks)


def without_markup(snippet: str, marks: Marks) -> tuple[str, Marks]:
    """Leave out the signs of Markdown and double spaces; the marks move along.

    Args:
        snippet: A piece of a text as it was written.
        marks: Begin and end of each marked part.
    """
    kept: list[str] = []
    places: list[int] = []
    for sign in snippet:
        places.append(len(kept))
        is_second_space = sign == " " and kept[-1:] == [" "]
        if sign not in _MARKUP and not is_second_space:
            kept.append(sign)
    places.append(len(kept))
    return "".join(kept), tuple((places[begin], places[end]) for begin, end in marks)
