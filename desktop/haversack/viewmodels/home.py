"""The start page: new since the last contact, coming up, not sent yet. Must not read more than it shows."""

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from haversack.operations.overview import Coming, NewThing, Overview, WaitingChange, overview
from haversack.viewmodels.kinds import ICONS, PAGES, kind_name
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session

_SOON_DAYS = 7
_WAITING_SHOWN = 4


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What the start page says beside its lists.

    Attributes:
        notice: Bold first sentence of the banner.
        notice_detail: The rest of it.
        news_count: How many new things, in words.
        waiting_count: Changes not sent yet.
        waiting_note: Where they are meanwhile, in words.
        two_versions: Records in which a person has to choose.
        counts: Records in use by kind.
    """

    notice: str = ""
    notice_detail: str = ""
    news_count: str = ""
    waiting_count: int = 0
    waiting_note: str = ""
    two_versions: int = 0
    counts: tuple[tuple[str, int], ...] = ()


class HomeModel(QObject):
    """Shows what is new and what waits.

    Attributes:
        facts: What the page says beside its lists.
        news: New things.
        coming: Events ahead.
        waiting: Changes not sent yet.
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
        self.facts = HomeFacts()
        self.news = RowsModel(self)
        self.coming = RowsModel(self)
        self.waiting = RowsModel(self)
        self.days: dict[str, tuple[str, str]] = {}
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        self._session.read(lambda workspace: overview(workspace, languages=languages), self._show)

    def place_of(self, record: str) -> Place:
        """Return where a record of one of the lists is shown."""
        return Place(PAGES.get(self._kinds.get(record, ""), "home"), record)

    def _show(self, seen: Overview) -> None:
        speaker = self._session.speaker
        self._kinds = {thing.id: thing.kind for thing in seen.news} | {one.id: "event" for one in seen.coming}
        self.news.show([self._news_row(thing) for thing in seen.news])
        self.coming.show([self._coming_row(one) for one in seen.coming])
        shown = seen.waiting[:_WAITING_SHOWN]
        self.waiting.show([self._waiting_row(number, change) for number, change in enumerate(shown)])
        if seen.last_contact:
            detail = speaker.say(
                "Everything on this page is kept on this computer. Last contact with the hub: {moment}.",
                moment=speaker.moment(seen.last_contact),
            )
        else:
            detail = speaker.say("Everything on this page is kept on this computer.")
        self.facts = HomeFacts(
            notice=speaker.say("You can work without a connection."),
            notice_detail=detail,
            news_count=speaker.count("{number} thing", "{number} things", seen.news_count) if seen.news_count else "",
            waiting_count=len(seen.waiting),
            waiting_note=speaker.say("Kept on this computer until you next connect.") if seen.waiting else "",
            two_versions=seen.two_versions,
            counts=tuple(seen.counts.items()),
        )
        self.is_ready = True
        self.changed.emit()

    def _news_row(self, thing: NewThing) -> Row:
        speaker = self._session.speaker
        kind = kind_name(speaker, thing.kind)
        detail = thing.summary or (speaker.say("New") if thing.is_created else speaker.say("Changed"))
        spoken = speaker.say("{kind}: {title}. {detail}", kind=kind, title=thing.title, detail=detail)
        return Row(
            thing.id,
            thing.title,
            (detail,),
            ICONS.get(thing.kind, "file-text"),
            kind,
            is_new=thing.is_created,
            spoken=spoken,
        )

    def _coming_row(self, one: Coming) -> Row:
        speaker = self._session.speaker
        left = speaker.count("{number} day", "{number} days", one.days_left) if one.days_left else speaker.say("Today")
        day = speaker.day(one.day)
        self.days[one.id] = (str(one.day.day), speaker.month_name(one.day))
        lines = (speaker.say("{day} · {place}", day=day, place=one.place) if one.place else day,)
        tone = "wait" if one.days_left <= _SOON_DAYS else "plain"
        spoken = speaker.say("{title}. {day}. {left}.", title=one.title, day=day, left=left)
        return Row(one.id, one.title, lines, badge=left, badge_tone=tone, is_new=True, spoken=spoken)

    def _waiting_row(self, number: int, change: WaitingChange) -> Row:
        speaker = self._session.speaker
        title = change.title or speaker.say("A matter of the network itself")
        moment = speaker.moment(change.created_ms // 1000)
        icon = ICONS.get(change.kind, "shield")
        spoken = speaker.say("{title}. Not sent yet. {moment}.", title=title, moment=moment)
        return Row(str(number), title, (), icon, moment, spoken=spoken)


def today_in_words(session: Session) -> str:
    """Return this computer's day, for the header."""
    return session.speaker.day(datetime.fromtimestamp(session.clock.wall_ms() / 1000, UTC).date())
