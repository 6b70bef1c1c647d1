"""Begins syncs by themselves, where people allowed it, and says when the next one goes and why. Must not decide when.

It sends nothing to find out whether there is a network: it knows what the system tells, and how its own tries ended.
"""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from haversack.jobs.reachability import Reachability
from haversack.operations.moment_facts import attempt_before, moment_facts
from haversack.operations.right_moment import (
    Attempt,
    Consent,
    Decision,
    End,
    Load,
    Surroundings,
    Times,
    What,
    Why,
    decide,
    end_of,
)
from haversack.operations.time_zones import minute_here
from haversack.viewmodels import moment_words
from haversack.viewmodels.session import Session
from haversack.viewmodels.synchroniser import Synchroniser

_LONGEST_SECONDS: Final = 3_600.0
"""A timer that is longer is wound up again: clocks are set, and computers sleep."""


class MomentModel(QObject):
    """Decides anew whenever something is known anew, and at the time that was said.

    Attributes:
        decision: What is to be done now, and why.
        connects: Whether people let it connect by itself.

    Signals:
        changed: The decision is another one.
    """

    changed = Signal()

    def __init__(self, session: Session, synchroniser: Synchroniser, reachability: Reachability) -> None:
        """Begin; nothing is done before the vault is open.

        Args:
            session: The open vault.
            synchroniser: Runs syncs.
            reachability: What the system knows of the connection.
        """
        super().__init__()
        self._session, self._synchroniser, self._reachability = session, synchroniser, reachability
        self._consent, self._load = Consent(), Load()
        self._last: Attempt | None = None
        self._was_running = self._was_syncing = False
        self._moves = self._at = 0
        self._start = self._move = 0.0
        self._is_known = False
        self.decision = Decision(What.NOTHING, Why.OFF)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        # Meanwhile a day or a month may have ended, and with it what was used.
        self._timer.timeout.connect(self.refresh)
        session.opened.connect(self._begin)
        session.changed.connect(self.refresh)
        reachability.changed.connect(self.refresh)
        reachability.moved.connect(self._on_moved)
        synchroniser.changed.connect(self._follow)

    @property
    def connects(self) -> bool:
        """Whether people let it connect by itself."""
        return self._consent.connects

    @property
    def sentence(self) -> str:
        """When the next sync goes by itself, or why none does."""
        return moment_words.sentence(self._session.speaker, self.decision, self._at)

    def refresh(self) -> None:
        """Read again what people decided and what waits, then decide."""
        if self._session.is_open:
            self._session.read(moment_facts, self._show)

    def decide(self) -> None:
        """Decide with what is known, and do it."""
        if not self._is_known or not self._session.is_open:
            return
        before = self.decision
        load = replace(self._load, is_running=self._synchroniser.is_running, last=self._last)
        network = self._reachability
        around = Surroundings(network.has_network, network.is_behind_portal, self._moves)
        times = self._times()
        found = self.decision = decide(self._consent, around, load, times)
        self._at = times.wall + round(found.seconds or 0)
        self._timer.stop()
        if found.what in (What.SYNC, What.TEXT_ONLY):
            self._synchroniser.start(by_itself=True)
            return
        if found.seconds is not None:
            self._timer.start(round(min(found.seconds, _LONGEST_SECONDS) * 1000) + 1)
        if found != before:
            self.changed.emit()

    def _times(self) -> Times:
        clock = self._session.clock
        now, wall = clock.also_asleep(), clock.wall_ms() // 1000
        return Times(now - self._start, now - self._move, wall, minute_here(wall))

    def _begin(self) -> None:
        self._start = self._move = self._session.clock.also_asleep()
        self._session.read(attempt_before, self._remember)
        self.refresh()

    def _remember(self, before: Attempt | None) -> None:
        if self._last is None:
            self._last = before

    def _show(self, read: tuple[Consent, Load]) -> None:
        self._consent, self._load = read
        self._is_known = True
        self.decide()

    def _on_moved(self) -> None:
        self._moves += 1
        self._move = self._session.clock.also_asleep()
        self.refresh()

    def _follow(self) -> None:
        """Note how a sync ended, whoever began it; what else had its place has met no hub."""
        is_running, is_syncing = self._synchroniser.is_running, self._synchroniser.facts.is_syncing
        was_running, was_syncing = self._was_running, self._was_syncing
        self._was_running, self._was_syncing = is_running, is_syncing
        if was_syncing and not is_syncing:
            self._last = self._attempt()
        if is_running != was_running:
            self.decide()

    def _attempt(self) -> Attempt:
        failure = self._synchroniser.failure
        end = end_of(failure.kind if failure is not None else "")
        failures = 0 if end is End.GOOD else (self._last.failures if self._last is not None else 0) + 1
        clock = self._session.clock
        chance = int.from_bytes(clock.random(4)) / 2**32
        return Attempt(clock.also_asleep() - self._start, end, failures, self._moves, chance)
