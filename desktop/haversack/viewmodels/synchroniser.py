"""The sync as people see it: whether one runs, how far it is, what it cost today, when the last one was.

One at a time. Must not decide when to sync; people and the sync centre do.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Job, Progress
from haversack.jobs.reachability import Reachability
from haversack.operations import meeting, offline_files, standing, sync_log
from haversack.operations.meeting import Connect
from haversack.operations.side_link import Threads
from haversack.operations.sync_log import Step
from haversack.operations.synchronising import SyncResult, Wishes
from haversack.operations.workspace import Workspace
from haversack.viewmodels.contact import Contact, ContactFacts, contact_of
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session

_Meet = Callable[[Workspace, Connect, Threads, Wishes], SyncResult]


class Synchroniser(QObject):
    """Runs one sync at a time.

    Attributes:
        progress: How far the sync is that runs: bytes, and a `sync_log.Step`; None while nothing arrived.
        failure: Why the last one failed, and what to do; None if it did not.
        is_fetching: Whether what runs fetches files only, without a whole sync.

    Signals:
        changed: What `contact`, `progress` or `is_running` say is new.
    """

    changed = Signal()

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
        self._job: Job[SyncResult] | None = None
        self._facts = ContactFacts()
        self.progress: Progress | None = None
        self.failure: Message | None = None
        self.is_fetching = False
        session.opened.connect(self.refresh)
        session.changed.connect(self.refresh)

    @property
    def is_running(self) -> bool:
        """Whether a sync runs."""
        return self._job is not None

    @property
    def waiting(self) -> int:
        """Changes made here that the hub has not confirmed."""
        return self._facts.waiting

    @property
    def facts(self) -> ContactFacts:
        """What is known of the connection now."""
        has_network = self._reachability.has_network
        return replace(self._facts, is_syncing=self.is_running, has_network=has_network)

    @property
    def contact(self) -> Contact:
        """Return what the connection pill says; only what is known to be true."""
        return contact_of(self.facts, self._session.speaker)

    def refresh(self) -> None:
        """Read again what is known of the connection."""
        self._session.read(_read_facts, self._show_facts)

    def start(self) -> None:
        """Begin a sync, unless one runs."""
        self._run(meeting.meet, self._on_result)

    def fetch_files(self) -> None:
        """Fetch the files that were asked for, unless a sync runs: it fetches them too."""
        if not self.is_running:
            self.is_fetching = True
            self._run(offline_files.fetch_now, self._on_files)

    def _run(self, meet: _Meet, on_result: Callable[[SyncResult], None]) -> None:
        if self.is_running:
            return
        lanes = self._session.lanes
        threads = Threads(lanes.beside, lanes.give_way, lanes.wake)

        def work(workspace: Workspace, job: Job[SyncResult]) -> SyncResult:
            wishes = Wishes(
                tell=lambda report: job.report(_progress(sync_log.step_of(workspace, report))),
                is_cancelled=lambda: job.is_cancelled,
            )
            return sync_log.noted(lambda own: meet(workspace, self._connect, threads, own), workspace, wishes)

        self.failure = None
        self._job = self._session.run(work)
        self._job.then(on_result, on_failure=self._on_failure, on_progress=self._on_progress, on_end=self._on_end)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the sync that runs; what arrived is kept, and the rest goes on next time."""
        if self._job is not None:
            self._job.cancel()

    def _on_result(self, result: SyncResult) -> None:
        speaker = self._session.speaker
        used = speaker.size(result.sent_bytes + result.received_bytes)
        self._session.messages.tell(Message(speaker.say("Synced. It used {size}.", size=used), tone="ok"))

    def _on_files(self, result: SyncResult) -> None:
        speaker = self._session.speaker
        used = speaker.size(result.sent_bytes + result.received_bytes)

        def told(left: int) -> None:
            if left:
                words = speaker.say(
                    "Not all files came: {size} are still to come. It used {used}.", size=speaker.size(left), used=used
                )
                self._session.messages.tell(Message(words, speaker.say("They come with the next sync."), tone="wait"))
            elif result.received_bytes:
                words = speaker.say("The files are on this computer. It used {size}.", size=used)
                self._session.messages.tell(Message(words, tone="ok"))

        self._session.read(offline_files.to_come, told)

    def _on_failure(self, error: Exception) -> None:
        self.failure = self._session.messages.explain(error)
        self._session.messages.tell(self.failure)

    def _on_progress(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()

    def _on_end(self) -> None:
        self._job = None
        self.is_fetching = False
        self.progress = None
        self._session.changed.emit()
        self.changed.emit()

    def _show_facts(self, facts: ContactFacts) -> None:
        self._facts = facts
        self.changed.emit()


def _progress(step: Step) -> Progress:
    return Progress(step.used_bytes, 0, step)


def _read_facts(workspace: Workspace) -> ContactFacts:
    last_contact, waiting = standing.contact_state(workspace)
    used = meeting.data_today(workspace).used_bytes
    return ContactFacts(last_contact=last_contact, waiting=waiting, used_bytes=used)
