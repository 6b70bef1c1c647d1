"""The sync centre: one true sentence, what it will cost, what waits, what was. Must not start a sync; people do."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.operations.sync_log import Meeting, Step
from haversack.operations.sync_plan import Plan, PlannedChange, plan
from haversack.viewmodels import sync_words
from haversack.viewmodels.kinds import ICONS, PAGES, kind_name
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.pace import Pace
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session
from haversack.viewmodels.synchroniser import Synchroniser

_MEETINGS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan.

    Attributes:
        icon: Name of an icon.
        what: What it is.
        detail: More about it; may be empty.
        size: Its size in words, or that nobody knows.
    """

    icon: str
    what: str
    detail: str
    size: str


@dataclass(frozen=True, slots=True)
class DayBar:
    """The bytes of one day: its name, the size in words, and its part of the largest day in percent."""

    name: str
    size: str
    percent: int


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """What the page says.

    Attributes:
        sentence: The one big true sentence.
        detail: What follows from it.
        has_hub: Whether a sync can be tried.
        plan: What a sync would carry.
        waiting_count: Changes not sent yet, in words; empty for none.
        two_versions: Records in which a person has to choose.
        days: The last days.
        today: Bytes used today, in words.
    """

    sentence: str = ""
    detail: str = ""
    has_hub: bool = True
    plan: tuple[PlanLine, ...] = ()
    waiting_count: str = ""
    two_versions: int = 0
    days: tuple[DayBar, ...] = ()
    today: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """A sync that runs.

    Attributes:
        done: Entries that are here.
        total: Entries to come with them, at most; 0 while nobody knows.
        detail: What it used so far, in words.
        seconds_left: None while nobody can know.
    """

    done: int
    total: int
    detail: str
    seconds_left: int | None


class SyncCentreModel(QObject):
    """Shows what a sync would do, does, and did.

    Attributes:
        facts: What the page says beside its lists.
        changes: What waits, item by item.
        history: Earlier syncs.
        is_ready: Whether it was read once.

    Signals:
        changed: `facts` or the lists are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty and read."""
        super().__init__()
        self._session = session
        self._places: dict[str, Place] = {}
        self._pace: Pace | None = None
        self._first_entries = 0
        self.facts = SyncFacts()
        self.changes = RowsModel(self)
        self.history = RowsModel(self)
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        self._session.read(lambda workspace: plan(workspace, languages=languages), self._show)

    def place_of(self, change: str) -> Place | None:
        """Return where the record of a change is shown, or None for a matter of the network itself."""
        return self._places.get(change)

    def running(self, synchroniser: Synchroniser) -> Running:
        """Return how far the running sync is; call it each time the synchroniser changes."""
        speaker, now = self._session.speaker, self._session.clock.monotonic()
        progress = synchroniser.progress
        step = progress.value if progress is not None and isinstance(progress.value, Step) else None
        if step is None:
            self._pace = None
            return Running(0, 0, speaker.say("Waiting for the hub to answer. Nothing was used yet."), None)
        if self._pace is None:
            self._pace, self._first_entries = Pace(now), step.entries
        used = speaker.say("{size} used", size=speaker.size(step.used_bytes))
        done, total = step.entries - self._first_entries, step.all_entries - self._first_entries
        if done <= 0 or total <= done:
            return Running(0, 0, used, None)
        return Running(done, total, used, self._pace.seconds_left(done, total, now))

    def _show(self, read: Plan) -> None:
        speaker = self._session.speaker
        sentence, detail = self._sentence(read)
        unsent = sum(1 for one in read.changes if one.state in ("waiting", "handed", "sent"))
        self._places = {
            str(one.sequence): Place(
                "organisation" if one.kind == "organisation" and not one.title else page, one.record
            )
            for one in read.changes
            if one.record and (page := PAGES.get(one.kind))
        }
        self.changes.show([self._change_row(one) for one in read.changes])
        self.history.show([self.meeting_row(n, one) for n, one in enumerate(read.meetings[:_MEETINGS_SHOWN])])
        self.facts = SyncFacts(
            sentence=sentence,
            detail=detail,
            has_hub=read.has_hub,
            plan=self._plan_lines(read, unsent),
            waiting_count=speaker.number(unsent) if unsent else "",
            two_versions=read.two_versions,
            days=self._days(read),
            today=speaker.size(read.days[-1][1]) if read.days else "",
        )
        self.is_ready = True
        self.changed.emit()

    def _sentence(self, read: Plan) -> tuple[str, str]:
        speaker = self._session.speaker
        unsent = sum(1 for one in read.changes if one.state in ("waiting", "handed"))
        in_doubt = sum(1 for one in read.changes if one.state == "sent")
        if read.last_contact:
            contact = speaker.say("Last contact with the hub: {moment}.", moment=speaker.moment(read.last_contact))
        else:
            contact = speaker.say("This computer has not met its hub yet.")
        safe = speaker.say("Nothing is lost: it is kept on this computer until the hub has it.")
        if unsent:
            words = speaker.count("{number} change is not sent yet.", "{number} changes are not sent yet.", unsent)
            return words, f"{contact} {safe}"
        if in_doubt:
            words = speaker.count(
                "{number} change was sent, and the hub has not confirmed it.",
                "{number} changes were sent, and the hub has not confirmed them.",
                in_doubt,
            )
            return words, f"{contact} {speaker.say('The next sync asks again. Nothing is sent twice.')}"
        if read.upload_count:
            words = speaker.count(
                "{number} file is not sent yet.", "{number} files are not sent yet.", read.upload_count
            )
            return words, f"{contact} {safe}"
        if not read.last_contact:
            return contact, speaker.say("Press Sync now when you have a connection.")
        return speaker.say("Nothing waits to be sent."), contact

    def _plan_lines(self, read: Plan, unsent: int) -> tuple[PlanLine, ...]:
        speaker = self._session.speaker
        sending = (
            speaker.count("Send {number} change", "Send {number} changes", unsent)
            if unsent
            else speaker.say("Nothing to send")
        )
        lines = [
            PlanLine(
                "arrow-up-from-line",
                sending,
                "",
                speaker.say("about {size}", size=speaker.size(read.send_bytes)) if unsent else speaker.size(0),
            )
        ]
        if read.upload_count:
            files = speaker.count("Send {number} file", "Send {number} files", read.upload_count)
            lines.append(PlanLine("upload", files, "", speaker.size(read.upload_bytes)))
        lines.append(
            PlanLine(
                "arrow-down-to-line",
                speaker.say("Get what is new"),
                speaker.say("The hub says how much when it answers. Asking costs about 1 KB."),
                speaker.say("not known yet"),
            )
        )
        if read.wanted_count:
            files = speaker.count(
                "Get {number} file that you asked for", "Get {number} files that you asked for", read.wanted_count
            )
            lines.append(
                PlanLine("file-down", files, speaker.say("The smallest first."), speaker.size(read.wanted_bytes))
            )
        other = read.missing_bytes - read.wanted_bytes
        if other > 0:
            lines.append(
                PlanLine(
                    "library",
                    speaker.say("Files that nobody asked for"),
                    speaker.say("They stay at the hub. Ask for them in the library."),
                    speaker.say("{size}, not fetched", size=speaker.size(other)),
                )
            )
        return tuple(lines)

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

    def _change_row(self, one: PlannedChange) -> Row:
        speaker = self._session.speaker
        title = one.title or speaker.say("A matter of the network itself")
        state = sync_words.state_name(speaker, one.state)
        meaning = sync_words.state_meaning(speaker, one.state, one.reason)
        facts = [speaker.moment(one.created)]
        if one.kind:
            facts.insert(0, kind_name(speaker, one.kind))
        if one.size:
            facts.append(speaker.say("about {size}", size=speaker.size(one.size)))
        return Row(
            str(one.sequence),
            title,
            (" · ".join(facts), meaning),
            ICONS.get(one.kind, "shield"),
            badge=state,
            badge_tone=sync_words.STATE_TONES.get(one.state, "plain"),
            is_new=True,
            spoken=speaker.say("{title}. {state}. {meaning}", title=title, state=state, meaning=meaning),
        )

    def meeting_row(self, number: int, one: Meeting) -> Row:
        """Return an earlier sync as a line of the history."""
        speaker = self._session.speaker
        how = sync_words.outcome_name(speaker, one.outcome)
        came = speaker.count("{number} thing came", "{number} things came", one.applied)
        went = speaker.count("{number} of yours arrived", "{number} of yours arrived", one.answered)
        used = speaker.size(one.sent_bytes + one.received_bytes)
        moment = speaker.moment(one.began)
        took = sync_words.duration(speaker, one.seconds)
        is_good = one.outcome in ("done", "more")
        return Row(
            str(number),
            moment,
            (speaker.say("{how} · {came} · {went} · {took}", how=how, came=came, went=went, took=took),),
            "circle-check" if is_good else "pause" if one.outcome == "stopped" else "circle-alert",
            trailing=used,
            is_new=True,
            spoken=speaker.say(
                "{moment}. {how}. {came}. {went}. {used}.", moment=moment, how=how, came=came, went=went, used=used
            ),
        )
