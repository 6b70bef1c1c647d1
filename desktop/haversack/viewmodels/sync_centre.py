"""The sync centre: one true sentence, what it will cost, what waits, what was. Must not start a sync; people do."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n.copy_sentences import copy_sentences
from haversack.operations import waiting_changes
from haversack.operations.sync_log import Step
from haversack.operations.sync_plan import Plan, plan
from haversack.operations.waiting_changes import WaitingChange
from haversack.viewmodels import queue_rows, sync_rows
from haversack.viewmodels.data_words import limits_reached, used_sentence
from haversack.viewmodels.kinds import PAGES
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.rows import RowsModel
from haversack.viewmodels.run_watch import Running, RunWatch
from haversack.viewmodels.session import Session
from haversack.viewmodels.synchroniser import Synchroniser
from haversack.viewmodels.waiting_files import WaitingFiles

_MEETINGS_SHOWN: Final = 8
_WRONG_CLOCK_SECONDS: Final = 3_600


@dataclass(frozen=True, slots=True)
class DayBar:
    """The bytes of one day: its name, the size in words, and its part of the largest day in percent."""

    name: str
    size: str
    percent: int


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """What the page says beside its lists.

    Attributes:
        sentence: The one big true sentence.
        detail: What follows from it.
        has_hub: Whether a sync can be tried.
        waiting_count: Changes that the hub has not confirmed, in words; empty for none.
        held: What files are left at the hub, in words; empty for none.
        two_versions: Records in which a person has to choose.
        days: The last days.
        today: What is used today, and what follows from it.
        limit: That today's data is used, and what follows; empty while it is not.
        clock: What is wrong with this computer's clock; empty for nothing.
        copied: What is known of copied vaults; empty for nothing.
        alarm: That a snapshot is wrong, and what to do; empty for none.
        totals: What the syncs of the history did together; empty for none.
        drafts: Where what is saved here and not ready to send is shown; None if there is nothing.
    """

    sentence: str = ""
    detail: str = ""
    has_hub: bool = True
    waiting_count: str = ""
    held: str = ""
    two_versions: int = 0
    days: tuple[DayBar, ...] = ()
    today: str = ""
    limit: str = ""
    clock: str = ""
    copied: str = ""
    alarm: str = ""
    totals: str = ""
    drafts: Place | None = None


@dataclass(frozen=True, slots=True)
class ChangeActions:
    """What can be done with a change.

    Attributes:
        change: Id of its row.
        place: Where its record is shown; None for a matter of the network itself.
        take_back: What is asked before it is taken back; empty where it cannot be.
        is_refused: Whether it can be put away.
    """

    change: str
    place: Place | None
    take_back: str
    is_refused: bool


class SyncCentreModel(QObject):
    """Shows what a sync would do, does, and did.

    Attributes:
        facts: What the page says beside its lists.
        queue: What goes first, before a sync and while it runs.
        changes: What waits, item by item.
        history: Earlier syncs.
        files: Files that wait, one by one.
        running: How far the sync is that runs; None if none does.
        is_ready: Whether it was read once.

    Signals:
        changed: `facts` or the lists are new.
        moved: `running` and the queue are new.
    """

    changed = Signal()
    moved = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty and read."""
        super().__init__()
        self._session = session
        self._plan: Plan | None = None
        self._changes: dict[str, WaitingChange] = {}
        self._watch: RunWatch | None = None
        self._before: Plan | None = None
        self._shows_all = False
        self.facts = SyncFacts()
        self.queue = RowsModel(self)
        self.changes = RowsModel(self)
        self.history = RowsModel(self)
        self.files = WaitingFiles(session)
        self.running: Running | None = None
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def has_sent_all(self) -> bool:
        """Whether there was something to send when the running sync began, and the hub has confirmed all of it."""
        run, before = self.running, self._before
        if run is None or before is None or run.stage == "asking" or run.unanswered:
            return False
        return any(one.state in ("waiting", "handed", "sent") for one in before.changes)

    @property
    def has_more_history(self) -> bool:
        """Whether there are older syncs than those that are shown."""
        return self._plan is not None and len(self._plan.meetings) > len(self.history.rows)

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        self._session.read(lambda workspace: plan(workspace, languages=languages), self._show)

    def show_all_history(self) -> None:
        """Show every sync that is noted."""
        self._shows_all = True
        self._show_history()
        self.changed.emit()

    def follow(self, synchroniser: Synchroniser) -> None:
        """Show how far the running sync is; call it each time the synchroniser changes."""
        if not synchroniser.is_running or synchroniser.is_occupied:
            was_running, self._watch, self.running = self.running is not None, None, None
            if was_running:
                self._show_queue()
                self.moved.emit()
            return
        if self._watch is None:
            self._before = self._plan
            self._watch = RunWatch(queue_rows.coming_bytes(self._plan) if self._plan else 0)
        unanswered = self.running.unanswered if self.running is not None else 0
        progress = synchroniser.progress
        step = progress.value if progress is not None and isinstance(progress.value, Step) else None
        self.running = self._watch.show(step, self._session.speaker, self._session.clock.monotonic())
        self._show_queue()
        self.moved.emit()
        if self.running.unanswered < unanswered:
            # The hub has confirmed something: what waits is read again while the sync goes on.
            self.refresh()

    def actions(self, change: str) -> ChangeActions | None:
        """Return what can be done with a change; None if it is gone."""
        one = self._changes.get(change)
        if one is None:
            return None
        question = sync_rows.take_back_question(self._session.speaker, one)
        return ChangeActions(change, _place(one), question, one.state == "refused")

    def take_back(self, change: str) -> None:
        """Take back a change that was not sealed yet."""
        one = self._changes.get(change)
        if one is not None:
            self._session.write(lambda workspace: waiting_changes.take_back(workspace, one), lambda _: None)

    def put_away(self, change: str) -> None:
        """Show a refused change no longer."""
        one = self._changes.get(change)
        if one is not None:
            self._session.write(lambda workspace: waiting_changes.put_away(workspace, one.sequence), lambda _: None)

    def _show(self, read: Plan) -> None:
        speaker = self._session.speaker
        self._plan = read
        self._changes = {str(one.sequence): one for one in read.changes}
        self.changes.show([sync_rows.change_row(one, speaker) for one in read.changes])
        self._show_history()
        self._show_queue()
        self.files.show_plan(read)
        sentence, detail = sync_rows.sentence(read, speaker)
        unsent = sum(1 for one in read.changes if one.state in ("waiting", "handed", "sent"))
        held, known = queue_rows.held_bytes(read), read.copies
        self.facts = SyncFacts(
            sentence=sentence,
            detail=detail,
            has_hub=read.has_hub,
            waiting_count=speaker.number(unsent) if unsent else "",
            held=speaker.size(held) if held else "",
            two_versions=read.two_versions,
            days=self._days(read),
            today=used_sentence(speaker, read.preferences, read.used_today),
            limit=self._limit(read),
            clock=self._clock(read),
            copied=" ".join(copy_sentences(speaker, known.own, known.stamp, known.others_named)),
            alarm=self._alarm(read),
            totals=sync_rows.totals(read.meetings, speaker),
            drafts=Place("organisation", read.saved_here.organisation) if read.saved_here.number else None,
        )
        self.is_ready = True
        self.changed.emit()

    def _show_queue(self) -> None:
        speaker = self._session.speaker
        if self.running is not None and self._before is not None:
            self.queue.show(queue_rows.rows_while(self.running, self._before, speaker))
        elif self._plan is not None:
            self.queue.show(queue_rows.rows_before(self._plan, speaker))

    def _show_history(self) -> None:
        meetings = self._plan.meetings if self._plan is not None else ()
        shown = meetings if self._shows_all else meetings[:_MEETINGS_SHOWN]
        self.history.show([sync_rows.meeting_row(n, one, self._session.speaker) for n, one in enumerate(shown)])

    def _days(self, read: Plan) -> tuple[DayBar, ...]:
        speaker = self._session.speaker
        largest = max((used for _, used in read.days), default=0)
        return tuple(
            DayBar(
                speaker.say("Today") if place == len(read.days) - 1 else speaker.short_day(date.fromisoformat(day)),
                speaker.size(used),
                used * 100 // largest if largest else 0,
            )
            for place, (day, used) in enumerate(read.days)
        )

    def _limit(self, read: Plan) -> str:
        # Where a day has no data for files at all, nothing is used up.
        limits = replace(read.preferences, daily_bytes=read.preferences.daily_bytes or None)
        return limits_reached(self._session.speaker, limits, read.used)

    def _alarm(self, read: Plan) -> str:
        """Say that somebody's snapshot is not what the changes make."""
        say = self._session.speaker.say
        if any(one.is_own_base for one in read.alarms):
            return say(
                "This computer began with it, so what it shows may be wrong. Load that part again change by change, by "
                "the command “sync --from-changes”, and tell a coordinator."
            )
        if read.alarms:
            return say(
                "A coordinator’s computer announced a state of the network that does not follow from the changes. It "
                "is not used here. Tell a coordinator: that computer is broken, or somebody misuses it."
            )
        return ""

    def _clock(self, read: Plan) -> str:
        """Say that this computer's clock is far from the hub's, as the newest sync that met it showed."""
        speaker = self._session.speaker
        ahead = next((one.hub_ahead_seconds for one in read.meetings if one.hub_ahead_seconds is not None), 0)
        if abs(ahead) < _WRONG_CLOCK_SECONDS:
            return ""
        return speaker.say(
            "At the last sync the hub’s clock said {hub}, and this computer’s said {here}. Set date and time: days "
            "left follow this computer’s clock.",
            hub=speaker.moment(read.last_contact),
            here=speaker.moment(read.last_contact - ahead),
        )


def _place(one: WaitingChange) -> Place | None:
    """Return where the record of a change is shown; an organisation that only waits here is the own one."""
    page = "organisation" if one.kind == "organisation" and not one.title else PAGES.get(one.kind)
    return Place(page, one.record) if one.record and page else None
