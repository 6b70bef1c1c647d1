"""The first start: how somebody begins, a passphrase, progress. What was typed outlives a change of language.

Must not keep a passphrase after the vault was made with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Job, Lane, Progress
from haversack.operations import first_run
from haversack.operations.appearance import Appearance
from haversack.operations.first_run import Choice, Cost, Made, Room, Surroundings
from haversack.operations.looking import Sight
from haversack.operations.meeting import Connect
from haversack.operations.passphrases import bits, draw, is_usable, strength
from haversack.operations.places import erase
from haversack.operations.preferences import LOCK_CHOICES, Preferences
from haversack.operations.side_link import Threads
from haversack.operations.workspace import Workspace
from haversack.viewmodels import first_run_words
from haversack.viewmodels.appearance import AppearanceModel
from haversack.viewmodels.first_kit import FirstKit
from haversack.viewmodels.first_run_words import StrengthWords, code_mistake, is_whole, part_of, strength_words
from haversack.viewmodels.messages import Message
from haversack.viewmodels.proxy_form import ProxyForm, is_whole_proxy, proxy_of
from haversack.viewmodels.session import Session

STEPS: Final = 3
"""The network, the vault, the window: what `step` goes up to."""


@dataclass(frozen=True, slots=True)
class Starter:
    """What comes with the program.

    Attributes:
        folder: As a hub carries it.
        fingerprint: Of its network.
    """

    folder: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Means:
    """What a first start needs from outside.

    Attributes:
        words: That a passphrase may be drawn from; each is there once.
        connect: How to reach a hub or a folder.
        cost: Tells what a guess of the passphrase shall cost.
        carry_in: Fills the vault that was made; given where from.
        starter: What comes with the program, if it does.
        kit: Folder of the kit that the program was started or installed from; empty if there is none.
    """

    words: tuple[str, ...]
    connect: Connect
    cost: Cost
    carry_in: Callable[[str], None]
    starter: Starter | None = None
    kit: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was chosen and typed so far.

    Attributes:
        way: starter, network, join, or empty.
        network: Address of the hub, or a folder, to look around in.
        code: Of an invitation.
        source: Address of the hub, or a folder, that the invitation is for.
        passphrase: Of the vault.
        again: The same.
        proxy: By which the hub is reached.
        preferences: When it locks by itself; the rest comes along from the vault in which somebody looked around.
        replaces: A vault that goes when this one is there, since somebody only looked around in it.
    """

    way: str = ""
    network: str = ""
    code: str = ""
    source: str = ""
    passphrase: str = ""
    again: str = ""
    proxy: ProxyForm = field(default=ProxyForm())
    preferences: Preferences = field(default=Preferences())
    replaces: Path | None = None


@dataclass(frozen=True, slots=True)
class Luggage:
    """What somebody takes along into a vault of its own, from the one in which they looked around.

    Attributes:
        typed: The invitation, and what was set.
        look: Theme, text size, language.
        came_from: The folder of that vault.
    """

    typed: Typed
    look: Appearance
    came_from: Path


class FirstRunModel(QObject):
    """Makes a vault.

    Attributes:
        typed: What was chosen and typed so far.
        words: The suggested passphrase.
        sight: Which network lies where `typed.network` says; None before it was asked.
        is_asking: Whether it is being asked.
        is_running: Whether the vault is being made.
        step: How far that is, up to `STEPS`.
        detail: The same in words.
        failure: Why it did not work; None if nothing went wrong.
        failed_part: What the failure is about: code, source, network, passphrase, or empty.
        room: Room on the disk; None before it was measured.
        is_needed: Whether there is no vault yet.
        came_from: The vault in which somebody looked around before; None on a computer without one.
        kit: The kit from which the program was started, if it was.

    Signals:
        changed: Any of them is another.
        stopped: Nothing is left of what was begun; the window may close.
    """

    changed = Signal()
    stopped = Signal()

    def __init__(
        self,
        session: Session,
        appearance: AppearanceModel,
        folder: Path,
        means: Means,
        *,
        luggage: Luggage | None = None,
    ) -> None:
        """Begin with a suggestion.

        Args:
            session: Locked.
            appearance: What was chosen before there is a vault.
            folder: Where the vault goes.
            means: What it needs from outside.
            luggage: What comes along from the vault in which somebody looked around.
        """
        super().__init__()
        self._session, self._appearance, self._folder, self._means = session, appearance, folder, means
        self._job: Job[Workspace] | None = None
        self._asking: Job[Sight] | None = None
        self._made: Made | None = None
        self._is_stopping = False
        self.came_from = luggage.came_from if luggage is not None else None
        self.typed = luggage.typed if luggage is not None else Typed(way="starter" if means.starter else "")
        self.words = draw(session.clock.random, means.words)
        self.sight: Sight | None = None
        self.failure: Message | None = None
        self.failed_part = self.detail = ""
        self.step, self.is_needed = 0, True
        self.room: Room | None = None
        self.kit = FirstKit(session, means.connect)
        if means.kit and luggage is None:
            # Both ways begin with the kit; who has no code sees at once which network it is, to compare it.
            self.typed = Typed(way="network", network=means.kit, source=means.kit)
            self.ask()
            self.kit.look(means.kit)
        self._measure()

    @property
    def is_running(self) -> bool:
        """Whether the vault is being made."""
        return self._job is not None

    @property
    def is_asking(self) -> bool:
        """Whether the network is being asked who it is."""
        return self._asking is not None

    @property
    def has_starter(self) -> bool:
        """Whether content comes with the program."""
        return self._means.starter is not None

    @property
    def worth(self) -> str:
        """Return what the suggested words are worth, in one true sentence."""
        return self._session.speaker.say(
            "Drawn by chance from {number} words: as hard to guess as {bits} tosses of a coin.",
            number=self._session.speaker.number(len(self._means.words)),
            bits=bits(self._means.words),
        )

    @property
    def strength(self) -> StrengthWords:
        """Return what the typed passphrase is worth, roughly."""
        found = strength(self.typed.passphrase, frozenset(self._means.words))
        return strength_words(self._session.speaker, found, is_empty=not self.typed.passphrase)

    @property
    def lock_choices(self) -> tuple[tuple[int, str], ...]:
        """Minutes without use before the window locks, each with its words."""
        speaker = self._session.speaker
        return tuple((one, speaker.count("{number} minute", "{number} minutes", one)) for one in LOCK_CHOICES)

    @property
    def code_mistake(self) -> str:
        """Return that the code cannot be one, if it is whole and is not; else nothing."""
        return code_mistake(self._session.speaker, self.typed.code)

    @property
    def room_words(self) -> str:
        """Return how much room is needed and free, as far as it is known."""
        room = self.room
        return first_run_words.room_words(self._session.speaker, room.needed, room.free) if room is not None else ""

    def keep(self, typed: Typed) -> None:
        """Keep what was chosen and typed."""
        before, self.typed = self.typed, typed
        if typed.network.strip() != before.network.strip():
            self.sight = None
        if (typed.way, typed.network, typed.source) != (before.way, before.network, before.source):
            self._measure()
            self.kit.consider(self.source.strip())
        if typed != before:
            self.failure, self.failed_part = None, ""
        self.changed.emit()

    def choose_replacing(self, is_replaced: object) -> None:
        """Choose whether the vault that somebody comes from goes when the new one is open."""
        self.keep(replace(self.typed, replaces=self.came_from if is_replaced else None))

    def draw_again(self) -> None:
        """Suggest other words."""
        self.words = draw(self._session.clock.random, self._means.words)
        self.changed.emit()

    def ask(self) -> None:
        """Ask the network that is to be looked at who it is: its fingerprint is compared before anything is kept."""
        source, connect, proxy = self.typed.network, self._means.connect, proxy_of(self.typed.proxy)
        if self.is_asking or not source.strip() or not is_whole_proxy(self.typed.proxy):
            return
        self.failure, self.failed_part, self.sight = None, "", None

        def told(sight: Sight) -> None:
            if self.typed.network == source:
                self.sight = sight

        self._asking = self._session.lanes.run(Lane.NETWORK, lambda job: first_run.meet(source, connect, proxy))
        self._asking.then(told, on_failure=self._on_failure, on_end=self._on_asked)
        self.changed.emit()

    def missing(self) -> str:
        """Return what is missing before somebody can begin, in a sentence; empty if nothing is."""
        say, typed = self._session.speaker.say, self.typed
        if way := self._missing_of_the_way():
            return way
        if not is_usable(typed.passphrase):
            return say("Still missing: a passphrase of at least 12 signs, and not only digits.")
        if typed.again != typed.passphrase:
            return say("Still missing: the passphrase again, just the same.")
        if self.room is not None and self.room.needed > self.room.free:
            return say("Still missing: room on this computer's disk.")
        return ""

    def _missing_of_the_way(self) -> str:
        say, typed = self._session.speaker.say, self.typed
        if not typed.way:
            return say("Still missing: how you want to begin.")
        if typed.way == "join" and not is_whole(typed.code):
            return say("Still missing: the invitation code.")
        if typed.way == "join" and self.code_mistake:
            return say("Still missing: the invitation code without a mistake.")
        if typed.way != "starter" and not self.source.strip():
            return say("Still missing: the address of the hub, or a folder.")
        if typed.way != "starter" and not is_whole_proxy(typed.proxy):
            return say("Still missing: the address of the proxy.")
        if typed.way == "network" and self.sight is None:
            return say("Still missing: the fingerprint of the network, to compare it.")
        return ""

    def start(self) -> None:
        """Make the vault, unless something is missing or it runs already."""
        if self.is_running or self.missing():
            return
        choice = self._choice()
        say, lanes = self._session.speaker.say, self._session.lanes
        self.failure, self.failed_part, self.step, self._made = None, "", 0, None
        self.detail = say("Asking whether the invitation is good.") if choice.code else say("Reading the network.")

        def make(job: Job[Workspace]) -> Workspace:
            around = Surroundings(
                connect=self._means.connect,
                threads=Threads(lanes.beside, lanes.give_way, lanes.wake),
                cost=self._means.cost,
                clock=self._session.clock,
                is_cancelled=lambda: job.is_cancelled,
                on_known=lambda: job.report(Progress(1, STEPS)),
            )
            self._made = first_run.begin(choice, around)
            return self._made.workspace

        self._job = self._session.open_by(
            make, on_failure=self._on_failure, on_progress=self._on_progress, on_end=self._on_end
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Go back to what was typed; nothing is left of what was begun."""
        if self._job is not None:
            self._job.cancel()
            self.detail = self._session.speaker.say("Stopping.")
            self.changed.emit()

    def stop(self) -> None:
        """Leave: `stopped` tells when nothing is left."""
        self._is_stopping = True
        if self._job is None:
            self.stopped.emit()
        else:
            self.cancel()

    @property
    def source(self) -> str:
        """Where the network is, of the way that was chosen."""
        if self.typed.way == "starter" and self._means.starter is not None:
            return self._means.starter.folder
        return self.typed.network if self.typed.way == "network" else self.typed.source

    def _choice(self) -> Choice:
        typed, starter = self.typed, self._means.starter
        fingerprint = self.sight.fingerprint if typed.way == "network" and self.sight else ""
        if typed.way == "starter" and starter is not None:
            fingerprint = starter.fingerprint
        return Choice(
            folder=self._folder,
            passphrase=typed.passphrase,
            source=self.source,
            code=typed.code if typed.way == "join" else "",
            fingerprint=fingerprint,
            look=self._appearance.now,
            preferences=replace(typed.preferences, proxy=proxy_of(typed.proxy)),
        )

    def _measure(self) -> None:
        folder, source = self._folder, self.source

        def told(room: Room) -> None:
            if source == self.source:
                self.room = room
                self.changed.emit()

        self._session.lanes.run(Lane.NETWORK, lambda job: first_run.room(folder, source)).then(told)

    def _on_failure(self, error: Exception) -> None:
        self.failure = self._session.messages.explain(error)
        self.failed_part = part_of(self.failure.kind, self.typed.way)

    def _on_asked(self) -> None:
        self._asking = None
        self.changed.emit()

    def _on_progress(self, progress: Progress) -> None:
        self.step = progress.done
        self.detail = self._session.speaker.say("Making the vault. This takes a few seconds.")
        self.changed.emit()

    def _on_end(self) -> None:
        self._job = None
        if self._session.is_open:
            self._on_open()
        elif self._made is not None:
            # It was stopped in the very moment in which it was made.
            made, self._made = self._made, None
            self._session.lanes.run(Lane.STORE, lambda job: first_run.discard(made)).then(on_end=self._on_nothing_left)
        else:
            self._on_nothing_left()

    def _on_nothing_left(self) -> None:
        self.changed.emit()
        if self._is_stopping:
            self.stopped.emit()

    def _on_open(self) -> None:
        self.is_needed = False
        source = self.source
        replaced = self.typed.replaces if self.typed.way == "join" else None
        first_run_words.tell_clock(self._session, self._made)
        self.typed, self._made = Typed(), None
        self._means.carry_in(source)
        if replaced is not None:
            self._session.lanes.run(Lane.NETWORK, lambda job: erase(replaced)).then()
