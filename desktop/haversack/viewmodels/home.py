"""The start page: new since the last contact, coming up, training, not sent yet. Must not read more than it shows."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.operations.news import News, news
from haversack.operations.next_lesson import NextLesson
from haversack.operations.overview import Overview, overview
from haversack.operations.time_zones import day_here
from haversack.viewmodels import home_words as words
from haversack.viewmodels.kinds import PAGES
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.rows import RowsModel
from haversack.viewmodels.session import Session
from haversack.viewmodels.sync_rows import saved_words

_WAITING_SHOWN: Final = 4
_NEWS_SHOWN: Final = 6
_COMING_SHOWN: Final = 4
_MOST_NEWS: Final = 60
"""More of one kind are not listed on the start page; their own pages show them."""


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What the start page says beside its lists.

    Attributes:
        news_count: How many new things, in words.
        is_first: Whether everything is new: this is after the first sync.
        can_show_all: Whether more is new than is shown.
        waiting_count: Records of which something was not sent yet.
        waiting_note: How much that is and where it is meanwhile, in words.
        saved_here: How much is saved here and not ready to send, as a sentence; empty for nothing.
        drafts: Where that is shown; None if there is nothing.
        lesson: Where to go on learning, or None.
        lesson_count: How far that course is, in words.
        counts: Records in use by kind.
    """

    news_count: str = ""
    is_first: bool = False
    can_show_all: bool = False
    waiting_count: int = 0
    waiting_note: str = ""
    saved_here: str = ""
    drafts: Place | None = None
    lesson: NextLesson | None = None
    lesson_count: str = ""
    counts: tuple[tuple[str, int], ...] = ()


class HomeModel(QObject):
    """Shows what is new and what waits.

    Attributes:
        facts: What the page says beside its lists.
        news: New things.
        coming: What is to be chosen, and events ahead.
        waiting: What was not sent yet.
        shows_all: Whether every new thing has a line.
        is_ready: Whether it was read once.

    Signals:
        changed: `facts` or the lists are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once if the vault is open, and again after every change."""
        super().__init__()
        self._session = session
        self._kinds: dict[str, str] = {}
        self._everything: News | None = None
        self._seen: Overview | None = None
        self.facts = HomeFacts()
        self.news = RowsModel(self)
        self.coming = RowsModel(self)
        self.waiting = RowsModel(self)
        self.shows_all = False
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        self._session.read(lambda workspace: overview(workspace, languages=languages), self._show)
        if self.shows_all:
            self._read_all()

    def show_all(self) -> None:
        """Give every new thing a line, or only the most telling ones again."""
        self.shows_all = not self.shows_all
        if self.shows_all:
            self._read_all()
        else:
            self._everything = None
            self._arrange()

    def place_of(self, row: str) -> Place:
        """Return where what stands in a line of one of the lists is shown."""
        if row == words.CHOICE_ID:
            return Place("organisation")
        if row.startswith(words.GROUP_PREFIX):
            kind = row.removeprefix(words.GROUP_PREFIX).partition(":")[0]
            return Place(PAGES.get(kind, "home"))
        return Place(PAGES.get(self._kinds.get(row, ""), "home"), row)

    def _read_all(self) -> None:
        languages = self._session.languages
        self._session.read(
            lambda workspace: news(workspace, languages=languages, most=_MOST_NEWS), self._show_everything
        )

    def _show_everything(self, found: News) -> None:
        self._everything = found
        self._arrange()

    def _show(self, seen: Overview) -> None:
        self._seen = seen
        self._arrange()

    def _arrange(self) -> None:
        seen, speaker = self._seen, self._session.speaker
        if seen is None:
            return
        can_show_all = self._arrange_news(self._everything or seen.news)
        choices = seen.standing.two_versions
        rows = [words.choice_row(speaker, choices)] if choices else []
        rows += [words.coming_row(speaker, one) for one in seen.coming]
        self.coming.show(rows[:_COMING_SHOWN])
        self._kinds |= {one.id: "event" for one in seen.coming}
        waiting = seen.waiting[:_WAITING_SHOWN]
        self.waiting.show([words.waiting_row(speaker, number, one) for number, one in enumerate(waiting)])
        lesson, here = seen.lesson, seen.standing.saved_here
        self.facts = HomeFacts(
            news_count=speaker.count("{number} thing", "{number} things", seen.news.number) if seen.news.number else "",
            is_first=seen.news.is_first,
            can_show_all=can_show_all,
            waiting_count=len(seen.waiting),
            waiting_note=words.waiting_note(speaker, sum(one.size for one in seen.waiting)) if seen.waiting else "",
            saved_here=saved_words(speaker, here.number),
            drafts=Place("organisation", here.organisation) if here.number else None,
            lesson=lesson,
            lesson_count=self._lesson_count(lesson) if lesson else "",
            counts=tuple(seen.standing.counts.items()),
        )
        self.is_ready = True
        self.changed.emit()

    def _arrange_news(self, shown: News) -> bool:
        """Show the lines; return whether there is more to show than them."""
        speaker = self._session.speaker
        rows = []
        for group in shown.groups:
            if group.is_one_line:
                rows.append(words.group_row(speaker, group))
            else:
                rows += [words.news_row(speaker, thing) for thing in group.things]
            if not group.is_one_line and group.number > len(group.things):
                rows.append(words.group_row(speaker, group))
        things = [thing for group in shown.groups for thing in group.things]
        self._kinds = {thing.id: thing.kind for thing in things}
        is_whole = self._everything is not None
        self.news.show(rows if is_whole else rows[:_NEWS_SHOWN])
        return is_whole or len(rows) > _NEWS_SHOWN or any(group.is_one_line for group in shown.groups)

    def _lesson_count(self, lesson: NextLesson) -> str:
        speaker = self._session.speaker
        done = speaker.number(lesson.done)
        return speaker.count("{done} of {number} done", "{done} of {number} done", lesson.total, done=done)


def today_in_words(session: Session) -> str:
    """Return this computer's day, for the header."""
    return session.speaker.day(day_here(session.clock.wall_ms() / 1000))
