"""The Kits page: what goes along, whether it fits, building with progress and Cancel, and what its reader will see.

Everything on a stick is done when a person says so. Must not draw anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStorageInfo

from haversack.i18n.kit_sentences import check_sentences, memory_sentence, sheets_sentences
from haversack.i18n.language import Speaker
from haversack.jobs import Job, Lane, Progress
from haversack.operations import browsing
from haversack.operations.kit_building import BuildHow, Built
from haversack.operations.kit_checking import KitFindings, check_beside, check_kit, scratch_in
from haversack.operations.kit_invitations import INVITATION_DAYS
from haversack.operations.kit_languages import only_of_files, page_tags
from haversack.operations.kit_making import KitWish, MakingHow, make_kit
from haversack.operations.kit_order import KitTyped, order_of
from haversack.operations.kit_pages import StartPages, read_pages
from haversack.operations.kit_planning import KitChoice, KitPlan, plan_kit
from haversack.operations.kit_readiness import meet_for_kit
from haversack.operations.side_link import Threads
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.viewmodels import sticks
from haversack.viewmodels.kit_words import PlanWords, plan_words
from haversack.viewmodels.library_detail import both_names
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session
from haversack.viewmodels.stick_work import StickRun, StickWork
from haversack.viewmodels.synchroniser import Synchroniser
from haversack_sync.model.ids import parse_record_id

_READ_BACK: Final = "read back"
"""Marks progress of reading what was written."""


@dataclass(frozen=True, slots=True)
class StickRow:
    """A stick that is plugged in: its path, and its name with the room on it, in words."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class _Volume:
    """A stick that is plugged in and can be written: its path, its name, and how many bytes are free."""

    path: str
    name: str
    free: int


@dataclass(frozen=True, slots=True)
class KitOffer:
    """What can be chosen.

    Attributes:
        is_allowed: Whether this is a coordinator's computer.
        areas: Areas of work: id and name.
        more_languages: In which the library has files and in which there is no page: tag and name.
        organisations: Names of those in the directory, with their ids.
    """

    is_allowed: bool = False
    areas: tuple[tuple[str, str], ...] = ()
    more_languages: tuple[tuple[str, str], ...] = ()
    organisations: tuple[tuple[str, str], ...] = ()


class KitsModel(StickWork):
    """Makes and checks kits, one at a time, and never while a sync runs.

    Attributes:
        typed: What was chosen so far; kept while the page is built anew.
        offer: What can be chosen.
        languages: Of START-HERE pages and sheets: tag and own name.
        invitation_days: How long invitations can be used, to choose from.
        sticks: What is plugged in.
        plan: What the kit would hold; None while no place is chosen, or it cannot be said.
        mistake: Why it cannot be said; None where it can.
        lines: What the check of it found, line by line.
        sheets: What is said of invitation sheets that were written; None where none were.
    """

    def __init__(self, session: Session) -> None:
        """Begin empty; `use` says where the texts are."""
        super().__init__(session)
        self._pages = StartPages({})
        self._asked = 0
        self._found: KitFindings | None = None
        self._sheets_lie: tuple[int, Path] | None = None
        self.typed = KitTyped()
        self.invitation_days = INVITATION_DAYS
        self.offer = KitOffer()
        self.languages: tuple[tuple[str, str], ...] = ()
        self.sticks: tuple[StickRow, ...] = ()
        self.plan: PlanWords | None = None
        self.mistake: Message | None = None
        self.lines: tuple[str, ...] = ()
        self.sheets: Message | None = None
        self._is_shown = False
        self._looking: Job[list[_Volume]] | None = None
        session.changed.connect(self._on_changed)

    def watch(self, *, is_shown: bool) -> None:
        """Follow what changes while somebody sees it, and not otherwise."""
        self._is_shown = is_shown
        if is_shown:
            self.refresh()

    def _on_changed(self) -> None:
        if self._is_shown:
            self.refresh()

    def use(self, folder: Path) -> None:
        """Read the texts of all languages, and what can be chosen.

        Args:
            folder: Of the texts that come with the program.
        """
        if not self._pages.texts:
            self._pages = read_pages(folder)
            self.languages = tuple((tag, self._pages.texts[tag].name) for tag in self._pages.languages)
            tag = self._session.speaker.language.partition("-")[0]
            spoken = tag if tag in self._pages.languages else "en"
            self.typed = replace(self.typed, sheet_language=spoken, name_language=tag)
        self.refresh()

    def refresh(self) -> None:
        """Read what can be chosen, look for sticks, and plan again; what was found is said in the language of now."""
        self._say_again()
        speaker = self._session.speaker
        if self._looking is None:
            # Beside the window: a drive far away may keep the system waiting, and is asked once.
            self._looking = self._session.lanes.run(Lane.NETWORK, lambda _: _volumes())
            self._looking.then(self._show_sticks, on_end=self._has_looked)
        languages, pages = self._session.languages, self._pages.languages
        self._session.read(lambda workspace: _offer(workspace, speaker, languages, pages), self._show_offer)
        self._plan_again()

    def _show_sticks(self, found: "list[_Volume]") -> None:
        speaker = self._session.speaker
        words = [speaker.say("{name}, {size} free", name=one.name, size=speaker.size(one.free)) for one in found]
        self.sticks = tuple(StickRow(one.path, said) for one, said in zip(found, words, strict=True))
        self.changed.emit()

    def _has_looked(self) -> None:
        self._looking = None

    def choose(self, typed: KitTyped) -> None:
        """Keep what somebody chose, and say what it means."""
        if typed == self.typed:
            return
        is_planned = typed.content == self.typed.content and typed.out == self.typed.out
        self.typed = typed
        if is_planned:
            self.changed.emit()
        else:
            self._plan_again()

    @property
    def is_known(self) -> bool:
        """Whether the organisation that was typed is in the directory; its invitations are for it then."""
        return self._record_of(self.typed.organisation) != ""

    @property
    def can_build(self) -> bool:
        """Whether there is something to press."""
        is_invited = not self.typed.invitations or bool(self.typed.organisation.strip() and self.typed.sheets.strip())
        return self.running is None and self.plan is not None and self.plan.does_fit and is_invited

    def build(self, synchroniser: Synchroniser) -> None:
        """Make the kit, read it back, and check it, unless something runs."""
        if synchroniser.is_running or not self.can_build:
            return
        typed, pages, reach, sheets = self.typed, self._pages, synchroniser.reach, list[Path]()
        wish = KitWish(Path(typed.out), _choice(typed), order_of(typed, self._record_of(typed.organisation)))
        say = self._session.speaker.say

        def work(workspace: Workspace, job: Job[Built], threads: Threads) -> Built:
            how = MakingHow(
                ask_hub=lambda: meet_for_kit(workspace, reach, threads, is_cancelled=lambda: job.is_cancelled),
                on_sheets=sheets.append,
                build=BuildHow(
                    tell=lambda done, total: job.report(Progress(done, total)),
                    tell_back=lambda done, total: job.report(Progress(done, total, _READ_BACK)),
                    is_cancelled=lambda: job.is_cancelled,
                    give_way=lambda: threads.give_way(0.0),
                ),
            )
            return make_kit(workspace, wish, pages, how)

        self.lines, self.sheets, self._found, self._sheets_lie = (), None, None, None
        self._begin(say("Building the kit"))
        job = self._job = synchroniser.occupy(work)
        whole = list[Built]()
        job.then(
            whole.append,
            on_failure=self._on_failure,
            on_progress=self._on_build_progress,
            on_end=lambda: self._on_build_end(whole, sheets, synchroniser),
        )

    def _on_build_progress(self, progress: Progress) -> None:
        title = self._session.speaker.say("Reading the kit back")
        if progress.value == _READ_BACK and self.running is not None and self.running.title != title:
            self._run(StickRun(title))
        self._on_progress(progress)

    def check(self, folder: str, synchroniser: Synchroniser) -> None:
        """Check a kit as whoever gets it will read it, unless something runs."""
        if synchroniser.is_running or self.running is not None:
            return
        self.lines, self._found = (), None
        self._begin(self._session.speaker.say("Checking the kit"))
        self._check(folder, synchroniser)

    def _check(self, folder: str, synchroniser: Synchroniser) -> None:
        languages = self._session.languages

        def work(workspace: Workspace, job: Job[KitFindings], threads: Threads) -> KitFindings:
            # Sealed like every vault; it is gone when the check is over, or when the next one begins.
            scratch = scratch_in(workspace.vault.folder.parent, clock=workspace.clock)
            how = check_beside(
                threads,
                is_cancelled=lambda: job.is_cancelled,
                languages=languages,
                tell=lambda done, total: job.report(Progress(done, total)),
            )
            return check_kit(Path(folder), scratch, clock=workspace.clock, how=how)

        self._run(StickRun(self._session.speaker.say("Checking the kit")))
        job = self._job = synchroniser.occupy(work)
        job.then(
            self._on_found,
            on_failure=self._on_failure,
            on_progress=self._on_progress,
            on_end=lambda: self._on_check_end(synchroniser),
        )

    def _on_sheets(self, path: Path) -> None:
        """Say where the sheets lie; they were made once, and building again makes no more."""
        self._sheets_lie = (self.typed.invitations, path)
        self.typed = replace(self.typed, invitations=0)
        self._say_again()
        self.changed.emit()

    def _on_build_end(self, whole: Sequence[Built], sheets: Sequence[Path], synchroniser: Synchroniser) -> None:
        """Go on with the check, or say how it ended; sheets that were written are told of however that was."""
        for path in sheets:
            self._on_sheets(path)
        if any(built.is_complete for built in whole):
            self._check(str(whole[0].folder), synchroniser)
            return
        if self.failure is None:
            say = self._session.speaker.say
            words = say("You stopped it. What lies there is whole; build again, and it goes on from there.")
            self._tell(Message(words, tone="wait"))
        self._rest(synchroniser)

    def _on_check_end(self, synchroniser: Synchroniser) -> None:
        if self.failure is None and self.result is None:
            words = self._session.speaker.say("You stopped the check. Check the kit before you hand it out.")
            self._tell(Message(words, tone="wait"))
        self._rest(synchroniser)

    def _on_found(self, found: KitFindings) -> None:
        self._found = found
        self._say_again()
        if self.result is not None:
            self.said.emit(self.result.text)

    def _say_again(self) -> None:
        """Say where sheets lie and what a check found, in the language of now."""
        speaker, found = self._session.speaker, self._found
        if self._sheets_lie is not None:
            lines = sheets_sentences(speaker, self._sheets_lie[0], str(self._sheets_lie[1]))
            self.sheets = Message(lines[0], lines[1], tone="wait")
        if found is None:
            return
        self.lines = tuple(line.strip() for line in "\n".join(check_sentences(speaker, found)).split("\n"))
        words = (
            speaker.say("The kit is ready. It was read back and checked: every file is what was built.")
            if found.is_whole
            else speaker.say("Do not hand this kit out: build it again onto another stick.")
        )
        memory = memory_sentence(speaker) if found.is_whole and not found.is_afresh else ""
        self.result = Message(words, memory, tone="ok" if found.is_whole else "danger")

    def _tell(self, message: Message) -> None:
        self.result = message
        self.said.emit(message.text)

    def _record_of(self, name: str) -> str:
        """Return the id of the organisation of this name; empty for one that is not in the directory."""
        wanted = name.strip().casefold()
        return next((record for record, title in self.offer.organisations if title.casefold() == wanted), "")

    def _show_offer(self, offer: KitOffer) -> None:
        self.offer = offer
        self.changed.emit()

    def _plan_again(self) -> None:
        self._asked += 1
        asked, typed, pages = self._asked, self.typed, self._pages.languages
        if not typed.out:
            self.plan = self.mistake = None
            self.changed.emit()
            return

        def show(found: KitPlan | Exception) -> None:
            if asked != self._asked:
                return
            self.plan = self.mistake = None
            if isinstance(found, KitPlan):
                self.plan = plan_words(self._session.speaker, found)
            else:
                self.mistake = self._session.messages.explain(found)
            self.changed.emit()

        self._session.read(lambda workspace: _plan(workspace, typed, pages), show)


def _volumes() -> list[_Volume]:
    found = [(path, QStorageInfo(str(path))) for path in sticks.plugged_in()]
    return [
        _Volume(str(path), path.name or str(path), max(0, there.bytesAvailable()))
        for path, there in found
        if not there.isReadOnly()
    ]


def _choice(typed: KitTyped) -> KitChoice:
    content = typed.content
    return KitChoice(
        languages=content.languages,
        topics=tuple(parse_record_id(one) for one in content.areas),
        size=content.most_bytes,
        installers=Path(content.installers) if content.installers else None,
    )


def _plan(workspace: Workspace, typed: KitTyped, pages: Sequence[str]) -> KitPlan | Exception:
    """Return what a kit would hold, or why that cannot be said: it is shown beside the choice, and nothing failed."""
    try:
        page_tags(typed.content.languages, pages)
        return plan_kit(workspace, Path(typed.out), _choice(typed))
    except Exception as error:  # noqa: BLE001 - said in words where it is known, and as a bug where it is not
        return error


def _offer(workspace: Workspace, speaker: Speaker, languages: Sequence[str], pages: Sequence[str]) -> KitOffer:
    try:
        workspace.require_coordinator()
    except NotAllowedError:
        return KitOffer()
    areas, organisations = (
        tuple((one.id, one.title) for one in browsing.list_records(workspace, kind, languages=languages))
        for kind in ("topic", "organisation")
    )
    more = tuple(
        (tag, speaker.say("{language} (files only)", language=both_names(speaker, tag)))
        for tag in only_of_files(workspace, pages)
    )
    return KitOffer(is_allowed=True, areas=areas, more_languages=more, organisations=organisations)
