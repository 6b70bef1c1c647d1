"""Areas of work: the list, and one with its timeline and everything that names it. Must not read the vault itself."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.i18n.names import partial_date
from haversack.operations.areas import Area, AreaDetail, area_detail, areas
from haversack.operations.dated_records import DatedRecord
from haversack.operations.library import NamedRecord
from haversack.operations.reading_text import ReadingText
from haversack.operations.workspace import Workspace
from haversack.viewmodels.kinds import ICONS, PAGES
from haversack.viewmodels.library_detail import NamedShown
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading import fallback
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session

_SOON_DAYS = 14
SECTIONS = ("ahead", "timeline", "items", "courses", "organisations")
"""Lists of an area, in the order of the page."""


@dataclass(frozen=True, slots=True)
class AreaShown:
    """One area in words: its texts, and areas beside it. Its lists are `AreasModel.sections`."""

    id: str
    name: str
    summary: str
    fallback: str
    introduction: ReadingText
    related: tuple[NamedShown, ...]


class AreasModel(QObject):
    """Shows areas of work.

    Attributes:
        rows: All of them.
        chosen: Id of the one that is shown, or empty.
        detail: That one in words, or None.
        sections: Its lists by name; see `SECTIONS`.
        is_ready: Whether the list was read once.

    Signals:
        changed: The list is new.
        detail_changed: `chosen`, `detail` or its lists are new.
    """

    changed = Signal()
    detail_changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._kinds: dict[str, str] = {}
        self.rows = RowsModel(self)
        self.sections = {name: RowsModel(self) for name in SECTIONS}
        self.chosen = ""
        self.detail: AreaShown | None = None
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        speaker, languages = self._session.speaker, self._session.languages

        def read(workspace: Workspace) -> list[Row]:
            # Words of dozens of areas are made beside the window too.
            return [_row(speaker, area) for area in areas(workspace, languages=languages)]

        self._session.read(read, self._show)
        if self.chosen:
            self._session.read_again(*self._reading_of(self.chosen), self._let_go)

    def choose(self, record: str) -> None:
        """Show an area; an empty id shows none."""
        if record != self.chosen:
            self.chosen, self.detail = record, None
            if record:
                self._session.read(*self._reading_of(record))

    def place_of(self, record: str) -> Place:
        """Return where a record of one of the lists is shown."""
        return Place(PAGES.get(self._kinds.get(record, ""), "areas"), record)

    def _reading_of(self, record: str) -> tuple[Callable[[Workspace], AreaDetail], Callable[[AreaDetail], None]]:
        """Return how an area is read in full, and what shows it."""
        languages = self._session.languages
        return (
            lambda workspace: area_detail(workspace, record, languages=languages),
            lambda detail: self._show_detail(record, detail),
        )

    def _let_go(self) -> None:
        """Show no area: the one that was shown is not here any more."""
        self.chosen, self.detail = "", None
        self.detail_changed.emit()

    def _show(self, found: list[Row]) -> None:
        self.rows.show(found)
        self.is_ready = True
        self.changed.emit()

    def _show_detail(self, record: str, detail: AreaDetail) -> None:
        if record != self.chosen:
            return
        speaker = self._session.speaker
        named = (*detail.items, *detail.courses, *detail.organisations)
        self._kinds = {one.id: one.kind for one in named}
        self._kinds |= {one.id: "event" for one in (*detail.timeline, *detail.ahead)}
        self.sections["ahead"].show([self._ahead_row(one) for one in detail.ahead])
        self.sections["timeline"].show([self._past_row(one) for one in detail.timeline])
        for name, records in (
            ("items", detail.items),
            ("courses", detail.courses),
            ("organisations", detail.organisations),
        ):
            self.sections[name].show([_named_row(one) for one in records])
        language = detail.introduction.language or detail.name_language
        self.detail = AreaShown(
            detail.area.id,
            detail.area.name,
            detail.area.summary,
            fallback(speaker, language, is_unreviewed=detail.introduction.is_unreviewed),
            detail.introduction,
            tuple(NamedShown(one.id, one.kind, one.title) for one in detail.related),
        )
        self.detail_changed.emit()

    def _ahead_row(self, one: DatedRecord) -> Row:
        speaker = self._session.speaker
        day = speaker.long_day(one.next) if one.next else partial_date(speaker.language, one.written)
        line = speaker.say("{day} · {place}", day=day, place=one.place) if one.place else day
        if one.next is None:
            spoken = speaker.say("{title}. {detail}", title=one.title, detail=line)
            return Row(one.id, one.title, (line,), "calendar-days", spoken=spoken)
        left = speaker.count("{number} day", "{number} days", one.days_left) if one.days_left else speaker.say("Today")
        tone = "wait" if one.days_left <= _SOON_DAYS else "plain"
        spoken = speaker.say("{title}. {day}. {left}.", title=one.title, day=line, left=left)
        return Row(one.id, one.title, (line,), "calendar-days", badge=left, badge_tone=tone, spoken=spoken)

    def _past_row(self, one: DatedRecord) -> Row:
        speaker = self._session.speaker
        day = partial_date(speaker.language, one.written)
        line = speaker.say("{day} · {place}", day=day, place=one.place) if one.place else day
        lines = (line, one.summary) if one.summary else (line,)
        spoken = speaker.say("{day}. {title}. {detail}", day=line, title=one.title, detail=one.summary)
        return Row(one.id, one.title, lines, "history", spoken=spoken)


def _named_row(one: NamedRecord) -> Row:
    return Row(one.id, one.title, (), ICONS.get(one.kind, "file-text"))


def _row(speaker: Speaker, area: Area) -> Row:
    """Return an area as a line of the list."""
    counts = area.counts
    items = counts.get("resource", 0) + counts.get("statement", 0)
    parts = [
        speaker.count("{number} item", "{number} items", items) if items else "",
        speaker.count("{number} course", "{number} courses", counts["course"]) if "course" in counts else "",
        speaker.count("{number} organisation", "{number} organisations", counts["organisation"])
        if "organisation" in counts
        else "",
        speaker.count("{number} date", "{number} dates", counts["event"]) if "event" in counts else "",
    ]
    line = speaker.dotted(parts) or speaker.say("Nothing here yet")
    spoken = speaker.say("{title}. {detail}", title=area.name, detail=line)
    return Row(area.id, area.name, (line,), ICONS["topic"], is_new=True, spoken=spoken)
