"""The sync as people see it: whether one runs, how far it is, what it cost today, when the last one was.

One at a time. Must not decide when to sync; people and the sync centre do.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Job, Progress
from haversack.jobs.reachability import Reachability
from haversack.operations import eras, joining, meeting, offline_files, standing, sync_log
from haversack.operations.data_used import Used, used_so_far, used_today
from haversack.operations.hello import Line
from haversack.operations.joining import Invitation
from haversack.operations.meeting import ClosingEndpoint, Connect, leave_connection, login_page
from haversack.operations.moment_facts import is_paused
from haversack.operations.preferences import Preferences, read_preferences
from haversack.operations.proxies import Proxy
from haversack.operations.side_link import Threads
from haversack.operations.synchronising import SyncResult, Wishes
from haversack.operations.workspace import Workspace
from haversack.viewmodels import sync_words
from haversack.viewmodels.contact import Contact, ContactFacts, contact_of
from haversack.viewmodels.data_words import limits_reached
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session

T = TypeVar("T")
_Meet = Callable[[Workspace, Connect, Threads, Wishes], SyncResult]


class Synchroniser(QObject):
    """Runs one sync at a time.

    Attributes:
        progress: How far the sync is that runs: bytes, and a `sync_log.Step`; None while nothing arrived.
        failure: Why the last one failed, and what to do; None if it did not.
        has_hub_lost: Whether the last one failed because the hub has lost something, or waits for a new era.
        is_fetching: Whether what runs fetches files only, without a whole sync.
        result: What the last one did; None before its end, and where it failed or was stopped.
        is_occupied: Whether something else than a sync has its place: a stick is written or read.
        is_watched: Whether a page shows how it goes, so that no message need say it again.

    Signals:
        changed: What `contact`, `progress` or `is_running` say is new.
        said: A sentence that screen readers should say once: it begins, it has ended.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, session: Session, connect: Connect, reachability: Reachability | None = None) -> None:
        """Begin.

        Args:
            session: The open vault.
            connect: How to reach a hub.
            reachability: What the system knows of the connection; None where nobody asks it.
        """
        super().__init__()
        self._session = session
        self._connect = connect
        self._reachability = reachability or Reachability()
        self._reachability.changed.connect(self.changed)
        self._reachability.moved.connect(self._leave_connection)
        self._line: ClosingEndpoint | None = None
        self._known = Line()
        self._way = ("", Proxy())
        self._job: Job[SyncResult] | Job[None] | None = None
        self.is_occupied = False
        self._facts = ContactFacts()
        self.progress: Progress | None = None
        self.failure: Message | None = None
        self.has_hub_lost = False
        self.is_fetching = False
        self.result: Message | None = None
        self.is_watched = False
        session.opened.connect(self.refresh)
        session.changed.connect(self.refresh)

    @property
    def is_running(self) -> bool:
        """Whether a sync runs."""
        return self._job is not None or self.is_occupied

    @property
    def login_page(self) -> str:
        """What to open in a browser where the network wanted a login; empty where nothing may be opened."""
        is_login = self.failure is not None and self.failure.kind == "link.portal"
        return login_page(*self._way) if is_login else ""

    @property
    def waiting(self) -> int:
        """Changes made here that the hub has not confirmed."""
        return self._facts.waiting

    @property
    def facts(self) -> ContactFacts:
        """What is known of the connection now."""
        has_network = self._reachability.has_network
        is_syncing = self.is_running and not self.is_occupied
        return replace(self._facts, is_syncing=is_syncing, has_network=has_network)

    @property
    def contact(self) -> Contact:
        """Return what the connection pill says; only what is known to be true."""
        return contact_of(self.facts, self._session.speaker)

    def refresh(self) -> None:
        """Read again what is known of the connection."""
        self._session.read(_read_facts, self._show_facts)

    def start(self, *, by_itself: bool = False) -> None:
        """Begin a sync, unless one runs; where nobody asked for it, within the month's data."""
        self._run(meeting.meet_by_itself if by_itself else meeting.meet, self._on_result)

    def start_with_all_files(self) -> None:
        """Begin a sync that brings every file that was asked for, whatever the day's limit; unless one runs."""
        self._run(meeting.meet_with_all_files, self._on_result)

    def carry_in(self, source: str) -> None:
        """Fill a vault that was just made from a folder, or a hub's address, unless a sync runs."""
        self._run(partial(meeting.carry_in, source=source), self._on_carried_in)

    def join(
        self,
        invitation: Invitation,
        *,
        then: Callable[[], None],
        on_failure: Callable[[Exception], None],
        on_end: Callable[[], None],
    ) -> None:
        """Let this vault take part in the network that it looks at, unless a sync runs; its first sync follows.

        Args:
            invitation: As typed.
            then: Called when it takes part.
            on_failure: Given why it does not; nothing was changed then.
            on_end: Called last, whatever happened, also after `cancel`.
        """
        if self.is_running:
            return
        threads, joined = self._threads, False

        def work(workspace: Workspace, job: Job[None]) -> None:
            joining.join(workspace, invitation, self.reach, threads, is_cancelled=lambda: job.is_cancelled)

        def done(_: None) -> None:
            nonlocal joined
            joined = True
            then()

        def ended() -> None:
            self._on_end()
            on_end()
            if joined:
                meet = partial(meeting.carry_in, source=invitation.source.strip())
                self._run(meet, self._on_taking_part)

        self._job = self._session.run(work).then(done, on_failure=on_failure, on_end=ended)
        self.changed.emit()

    def let_hub_go_on(self) -> None:
        """As a coordinator, let a hub that was put back from a backup go on, unless a sync runs; one follows."""
        if self.is_running:
            return
        threads, has_begun = self._threads, False

        def work(workspace: Workspace, job: Job[None]) -> None:
            meeting.begin_era(workspace, self.reach, threads, is_cancelled=lambda: job.is_cancelled)

        def done(_: None) -> None:
            nonlocal has_begun
            has_begun = True

        def ended() -> None:
            self._on_end()
            if has_begun:
                self.start()

        self.failure, self.result, self.has_hub_lost = None, None, False
        self._job = self._session.run(work).then(done, on_failure=self._on_failure, on_end=ended)
        self.changed.emit()

    def occupy(self, work: Callable[[Workspace, Job[T], Threads], T]) -> Job[T]:
        """Run something else that must not meet a sync; whoever does it calls `release` at its end.

        Args:
            work: Given the vault, its job, and ways between the threads.
        """
        threads = self._threads
        self.is_occupied = True
        self.changed.emit()
        return self._session.run(lambda workspace, job: work(workspace, job, threads))

    def release(self) -> None:
        """Let syncs begin again."""
        self.is_occupied = False
        self._tell_changed()

    def fetch_files(self) -> None:
        """Fetch the files that were asked for, unless a sync runs: it fetches them too."""
        if not self.is_running:
            self.is_fetching = True
            self._run(offline_files.fetch_now, self._on_files)

    @property
    def _threads(self) -> Threads:
        lanes = self._session.lanes
        return Threads(lanes.beside, lanes.give_way, lanes.wake)

    def _run(self, meet: _Meet, on_result: Callable[[SyncResult], None]) -> None:
        if self.is_running:
            return
        threads = self._threads

        def work(workspace: Workspace, job: Job[SyncResult]) -> SyncResult:
            teller = sync_log.StepTeller(workspace, lambda step: job.report(Progress(step.used_bytes, 0, step)))
            wishes = Wishes(tell=teller.tell, is_cancelled=lambda: job.is_cancelled, line=self._known)
            return sync_log.noted(lambda own: meet(workspace, self.reach, threads, own), workspace, wishes)

        self.failure, self.result, self.has_hub_lost = None, None, False
        self._job = self._session.run(work).then(
            on_result, on_failure=self._on_failure, on_progress=self._on_progress, on_end=self._on_end
        )
        self.said.emit(self._session.speaker.say("A sync begins."))
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the sync that runs; what arrived is kept, and the rest goes on next time."""
        if self._job is not None and not self._job.is_cancelled:
            self._job.cancel()
            self.said.emit(self._session.speaker.say("The sync stops. It goes on from here next time."))
            self.changed.emit()

    @property
    def is_stopping(self) -> bool:
        """Whether somebody stopped the sync that still runs."""
        return self._job is not None and self._job.is_cancelled

    def _on_result(self, result: SyncResult) -> None:
        speaker = self._session.speaker
        used = speaker.size(result.sent_bytes + result.received_bytes)
        came = speaker.count("Received {number} update.", "Received {number} updates.", result.applied)
        words = speaker.say("Synced. {came} It used {size}.", came=came, size=used)
        self._tell(Message(words, self._left_over(result), tone="wait" if result.refused else "ok"))

    def _on_carried_in(self, result: SyncResult) -> None:
        if not result.is_complete:
            self._on_result(result)
            return
        say = self._session.speaker.say
        words = say("Everything has arrived, and is kept on this computer.")
        if result.files_waiting_bytes:
            words = say("All text has arrived, and is kept on this computer. Files are still to come.")
        self._tell(Message(words, tone="ok"))

    def _on_taking_part(self, result: SyncResult) -> None:
        say = self._session.speaker.say
        kept = say("Everything that you did while you looked around is kept.")
        first = say("You take part in the network now.")
        if result.waiting:
            # From a folder: the hub has not heard of it.
            first = say("The invitation is good, and counts from your first sync with the hub.")
        self._tell(Message(first, kept, tone="ok"))

    def _on_files(self, result: SyncResult) -> None:
        speaker = self._session.speaker
        used = speaker.size(result.sent_bytes + result.received_bytes)
        self._session.read(_read_left, lambda left: self._tell_files(result, used, left))

    def _tell_files(self, result: SyncResult, used: str, left: "_Left") -> None:
        speaker = self._session.speaker
        if left.to_come and left.preferences.is_metered():
            self._tell(self._metered(left.preferences))
        elif left.to_come and (reached := limits_reached(speaker, left.preferences, left.used)):
            more = speaker.say("In the Sync centre you can get them now too.")
            self._tell(Message(reached, more, tone="wait"))
        elif result.lacking_bytes or (left.to_come and result.missing_files):
            self._tell(Message(speaker.say("Not all files came."), self._left_over(result), tone="wait"))
        elif left.to_come:
            size = speaker.size(left.to_come)
            words = speaker.say("Not all files came: {size} are still to come. It used {used}.", size=size, used=used)
            self._tell(Message(words, speaker.say("They come with the next sync."), tone="wait"))
        elif result.received_bytes:
            words = speaker.say("The files are on this computer. It used {size}.", size=used)
            self._tell(Message(words, tone="ok"))

    def _metered(self, preferences: Preferences) -> Message:
        """Say that files wait because of the connection, and what can be done."""
        say = self._session.speaker.say
        if preferences.costs_money or preferences.system_costs:
            more = say("In the Sync centre you can get them now too.")
            return Message(say("This connection costs money: files wait."), more, tone="wait")
        more = say("Say in the Sync centre that it costs no money, or get them now too.")
        return Message(say("Nobody has said yet that this connection is free: files wait."), more, tone="wait")

    def _left_over(self, result: SyncResult) -> str:
        speaker = self._session.speaker
        if result.refused:
            return speaker.say("Not everything of yours was accepted; the Sync centre says why.")
        if result.lacking_bytes:
            size = speaker.size(result.lacking_bytes)
            return speaker.say("Files wait: {size} must become free on this computer first.", size=size)
        if result.missing_files:
            return sync_words.missing_words(speaker, result.missing_files)
        if result.let_go_files:
            return sync_words.let_go_words(speaker, result.let_go_files, result.let_go_bytes)
        if not result.is_complete:
            return speaker.say("A part is still to come. It comes next time.")
        return ""

    def _on_failure(self, error: Exception) -> None:
        self.failure = self._session.explain(error)
        self.has_hub_lost = eras.says_lost(error)
        self._known.forget()
        if self._session.is_open:
            self._tell(self.failure, is_result=False)

    def _tell(self, message: Message, *, is_result: bool = True) -> None:
        """Say how it ended: once to screen readers, and beside the cause if that is shown, else in the bar."""
        if is_result:
            self.result = message
        self.said.emit(f"{message.text} {message.next_step}".strip())
        if not self.is_watched:
            self._session.messages.tell(message)
        self.changed.emit()

    def _on_progress(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()

    def reach(self, address: str, proxy: Proxy) -> ClosingEndpoint:
        """Connect, and know how; called in the store lane. See `meeting.Connect`."""
        self._known.lead(address, proxy, is_watched=self._reachability.has_network is not None)
        self._way = (address, proxy)
        self._line = line = self._connect(address, proxy)
        return line

    def _leave_connection(self) -> None:
        """This computer is in another network: what waits on the old connection would wait for a stall."""
        self._known.forget()
        if self._line is not None:
            leave_connection(self._line)

    def _on_end(self) -> None:
        self._job = self._line = None
        self.is_fetching = False
        self.progress = None
        self._tell_changed()

    def _tell_changed(self) -> None:
        """Let everybody read again, unless the vault is gone."""
        if self._session.is_open:
            self._session.changed.emit()
            self.changed.emit()

    def _show_facts(self, facts: ContactFacts) -> None:
        self._facts = facts
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of the files that were asked for."""

    to_come: int
    used: Used
    preferences: Preferences


def _read_left(workspace: Workspace) -> _Left:
    return _Left(offline_files.to_come(workspace), used_so_far(workspace), read_preferences(workspace))


def _read_facts(workspace: Workspace) -> ContactFacts:
    last_contact, waiting = standing.contact_state(workspace)
    # “Text only” is no limit that is reached: no file moves at all, and text has none.
    limit = read_preferences(workspace).daily_bytes or None
    used = used_today(workspace)
    return ContactFacts(
        is_paused=is_paused(read_preferences(workspace), workspace.clock.wall_ms() // 1000),
        is_looking=workspace.is_looking,
        has_hub=bool(workspace.hub_address()),
        last_contact=last_contact,
        waiting=waiting,
        used_bytes=used,
        limit_bytes=limit,
    )
