"""By USB stick: what would go out, whether a stick is plugged in, how far writing or reading is, and how it went.

Nothing on a stick is run, and nothing happens to one before a person says so. Must not draw anything.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStorageInfo, QTimer

from haversack.i18n.stick_sentences import in_sentences, out_sentences
from haversack.jobs import Job, Lane, Progress
from haversack.operations import carrying_in, carrying_out, folders, sync_log
from haversack.operations.carrying_in import CarriedIn
from haversack.operations.carrying_out import CarriedOut, Carrying, ToCarry, to_carry
from haversack.operations.side_link import SideLink, Threads
from haversack.operations.stick_search import FoundStick, find_stick
from haversack.operations.synchronising import SyncResult, Wishes
from haversack.operations.workspace import Workspace
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session
from haversack.viewmodels.stick_work import WHOLE, StickWork
from haversack.viewmodels.synchroniser import Synchroniser

_LOOK_MS = 2_500
"""So often, while the page is shown: no system tells of a stick in the same way, and some make its folder before it is
there."""


def volumes() -> list[str]:
    """Return where volumes are that can be used; asks the system alone, which may wait for a drive far away."""
    return [one.rootPath() for one in QStorageInfo.mountedVolumes() if one.isValid() and one.isReady()]


def plugged_in() -> tuple[Path, ...]:
    """Return where sticks and other disks of people are plugged in."""
    return folders.sticks(volumes(), Path.home())


@dataclass(frozen=True, slots=True)
class StickFacts:
    """What is known before anything is done.

    Attributes:
        out: What would go out of one's own, in words.
        others: How much others may need, in words; empty where nothing of it is here.
        found: Where a stick with this network is plugged in; empty for nowhere.
        found_words: What lies on it, in words; else what to do.
        start: Where a person would begin to look for a folder.
    """

    out: str = ""
    others: str = ""
    found: str = ""
    found_words: str = ""
    start: str = ""


@dataclass(frozen=True, slots=True)
class FilesLeft:
    """Files on a stick that was read, for which nobody asked.

    Attributes:
        folder: Of the stick.
        words: What takes them in too, with their number and size.
    """

    folder: str
    words: str


class StickModel(StickWork):
    """Carries out and in, one at a time, and never while a sync runs.

    Attributes:
        files_left: What the stick that was read last holds besides; None if nothing.
        facts: What is known before anything is done.
        most_bytes: How large the network's folder on a stick may get; None for as much as there is room.
        only_own: Whether nothing goes along for others.
    """

    def __init__(self, session: Session) -> None:
        """Begin with nothing looked at; `watch` says when."""
        super().__init__(session)
        self._places: tuple[Path, ...] = ()
        self._looking: Job[tuple[Path, ...]] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look_again)
        self.facts = StickFacts()
        self.files_left: FilesLeft | None = None
        self.most_bytes: int | None = None
        self.only_own = False
        session.changed.connect(self._on_changed)

    def watch(self, *, is_shown: bool) -> None:
        """Look at what is plugged in now and then while somebody sees it, and not at all otherwise."""
        if is_shown:
            self._timer.start(_LOOK_MS)
            self.look()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Look which sticks are plugged in, and what would go out."""
        if self._looking is None:
            self._list(self._read)
        else:
            # A drive that does not answer is asked once.
            self._read(self._places)

    def _on_changed(self) -> None:
        if self._timer.isActive():
            self.look()

    def _look_again(self) -> None:
        """Look whether other volumes are there than before; only then at what lies on them."""
        if self._looking is None and self.running is None and self._session.is_open:
            self._list(lambda places: self._read(places) if places != self._places else None)

    def _list(self, then: Callable[[tuple[Path, ...]], None]) -> None:
        """List what is plugged in, beside the window: a drive far away may keep the system waiting."""
        job = self._session.lanes.run(Lane.NETWORK, lambda _: plugged_in())

        def over() -> None:
            if self._looking is job:
                self._looking = None

        self._looking = job.then(then, on_end=over)

    def _read(self, places: tuple[Path, ...]) -> None:
        self._places = places
        if not self._session.is_open:
            return
        self._session.read(lambda workspace: _read(workspace, places), self._show)

    def _show(self, read: tuple[ToCarry, FoundStick | None]) -> None:
        waits, found = read
        start = str(found.place if found is not None else self._places[0] if self._places else Path.home())
        place = str(found.place) if found is not None else ""
        words = self._out_words(waits), self._others_words(waits)
        self.facts = StickFacts(*words, place, self._found_words(found), start)
        self.changed.emit()

    def _out_words(self, waits: ToCarry) -> str:
        speaker = self._session.speaker
        parts = []
        if waits.changes:
            parts.append(speaker.count("{number} change", "{number} changes", waits.changes))
        if waits.files:
            files = speaker.count("{number} file", "{number} files", waits.files)
            parts.append(speaker.say("{files} ({size})", files=files, size=speaker.size(waits.files_bytes)))
        if waits.letters:
            parts.append(speaker.count("{number} sealed letter", "{number} sealed letters", waits.letters))
        return speaker.listed(parts) if parts else speaker.say("Nothing left to carry out")

    def _others_words(self, waits: ToCarry) -> str:
        speaker = self._session.speaker
        if not waits.others_bytes:
            return ""
        return speaker.say("Files for others, as far as there is room: {size}", size=speaker.size(waits.others_bytes))

    def limit(self, most_bytes: int | None, *, only_own: bool) -> None:
        """Choose how much a stick may hold afterwards, and whether anything goes along for others."""
        self.most_bytes, self.only_own = most_bytes, only_own
        self.changed.emit()

    def _found_words(self, found: FoundStick | None) -> str:
        speaker = self._session.speaker
        if found is None:
            return speaker.say("Plug in a stick, or choose a folder")
        name, size = found.place.name or str(found.place), speaker.size(found.size)
        if not found.written:
            return speaker.say("On {name}: {size}", name=name, size=size)
        day = speaker.short_day(datetime.fromtimestamp(found.written).astimezone().date())
        return speaker.say("On {name}: {size} from {day}", name=name, size=size, day=day)

    def carry_out(self, folder: str, synchroniser: Synchroniser) -> None:
        """Write onto a stick, unless something runs."""
        speaker, most_bytes, passes_on = self._session.speaker, self.most_bytes, not self.only_own

        def work(workspace: Workspace, job: Job[CarriedOut], threads: Threads) -> CarriedOut:
            how = Carrying(
                size=most_bytes,
                passes_on=passes_on,
                tell=lambda done, total: job.report(Progress(done, total)),
                is_cancelled=lambda: job.is_cancelled,
                give_way=lambda: threads.give_way(0.0),
            )
            return carrying_out.carry_out(workspace, Path(folder), how)

        if synchroniser.is_running:
            return
        self.files_left = None
        self._begin(speaker.say("Writing onto the stick"), total=WHOLE)
        self._job = synchroniser.occupy(work).then(
            self._on_out,
            on_failure=self._on_failure,
            on_progress=self._on_progress,
            on_end=lambda: self._rest(synchroniser),
        )

    def carry_in(self, folder: str, synchroniser: Synchroniser, *, all_files: bool = False) -> None:
        """Read from a stick, unless something runs.

        Args:
            folder: The stick.
            synchroniser: Never runs beside it.
            all_files: Whether all files that lie on it are asked for.
        """
        speaker = self._session.speaker

        def work(workspace: Workspace, job: Job[CarriedIn], threads: Threads) -> CarriedIn:
            wanting = carrying_in.wanting_files(workspace, Path(folder)) if all_files else nullcontext()
            with wanting:
                new = carrying_in.to_read(workspace, Path(folder))
                # Keys and marks are read besides.
                wishes = Wishes(
                    tell=lambda report: job.report(Progress(report.used_bytes, max(new, report.used_bytes))),
                    is_cancelled=lambda: job.is_cancelled,
                )
                return _noted(workspace, Path(folder), wishes, threads)

        if synchroniser.is_running:
            return
        self.files_left = None
        self._begin(speaker.say("Reading from the stick"), total=WHOLE)
        self._job = synchroniser.occupy(work).then(
            lambda done: self._on_in(done, folder),
            on_failure=self._on_failure,
            on_progress=self._on_progress,
            on_end=lambda: self._rest(synchroniser),
        )

    def _on_out(self, done: CarriedOut) -> None:
        self._tell(out_sentences(self._session.speaker, done), tone="wait" if done.left_out else "ok")

    def _on_in(self, done: CarriedIn, folder: str) -> None:
        if done.files_left and done.problem is None:
            speaker = self._session.speaker
            words = speaker.count(
                "Take in {number} file too: {size}",
                "Take in {number} files too: {size}",
                done.files_left,
                size=speaker.size(done.files_left_bytes),
            )
            self.files_left = FilesLeft(folder, words)
        self._session.read(lambda workspace: to_carry(workspace).changes, lambda waiting: self._tell_in(done, waiting))

    def _tell_in(self, done: CarriedIn, waiting: int) -> None:
        lines, tone = in_sentences(self._session.speaker, done, waiting=waiting), "wait" if done.refused else "ok"
        if done.problem is not None:
            why, tone = self._session.messages.explain(done.problem), "wait"
            rest = self._session.speaker.say("The rest of the stick was not used.")
            lines += [rest, why.text, why.next_step]
        self._tell(lines, tone=tone)

    def _tell(self, lines: Sequence[str], *, tone: str) -> None:
        self.result = Message(lines[0], " ".join(lines[1:]), tone=tone)
        self.said.emit(" ".join(lines))
        self.changed.emit()


def _read(workspace: Workspace, places: Sequence[Path]) -> tuple[ToCarry, FoundStick | None]:
    return to_carry(workspace), find_stick(workspace, places)


def _noted(workspace: Workspace, folder: Path, wishes: Wishes, threads: Threads) -> CarriedIn:
    """Carry in, beside other work of the vault's thread, and note it among the syncs.

    Raises:
        As `carrying_in.carry_in`.
    """
    came: list[CarriedIn] = []

    def meet(own: Wishes) -> SyncResult:
        found = carrying_in.carry_in(
            workspace,
            folder,
            own,
            beside=lambda endpoint: SideLink(endpoint, threads, is_cancelled=own.is_cancelled),
        )
        came.append(found)
        return found.sync or carrying_in.nothing_read(workspace, is_complete=found.problem is None)

    sync_log.noted(meet, workspace, wishes, carrier=sync_log.STICK)
    return came[0]
