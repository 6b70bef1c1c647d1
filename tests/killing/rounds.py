"""Rounds of kills: a world of its own for each, some dozens of kills in it, every promise checked after each of them.

A round is drawn by its seed and number alone, so that one command plays it again. Must not judge: `checks` does.
"""

import os
import random
import shutil
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from haversack.store.keys import VaultKeys
from haversack_sync.protocol.endpoint import LinkError
from tests.killing import cast as casting
from tests.killing import checks
from tests.killing.cast import COORDINATOR, EVERYBODY, Act, Cast, Edit
from tests.killing.checks import BrokenPromiseError, promise
from tests.killing.children import FAILED, Start, fork, read_all
from tests.killing.points import Points

CLIENT: Final = "client"
HUB: Final = "hub"
_BY_POINTS: Final = 0.7
_WHILE_STARTING: Final = 0.1
_BEYOND: Final = 1.1
"""Some kills are drawn behind the end: a sync that nobody kills must do as well."""
_NO_LINK: Final = 1
_IS_THERE: Final = 1
_DEATH_SECONDS: Final = 5
"""A process that was killed is gone long before; a hub that merely failed to answer lives on."""
_PASSES: Final = 4
_MOST_TRIALS: Final = 40


@dataclass
class Typical:
    """How long acts take, by kind: in points of the client, points of the hub, and seconds."""

    client: dict[str, int] = field(default_factory=dict)
    hub: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    hub_start: int = 0


@dataclass
class Tally:
    """What a round did.

    Attributes:
        kills: Kills by victim.
        trials: Acts altogether; the rest came to their end.
        by: Kills by what was being done and how it was killed.
        longest_start: The longest start of a hub after a kill, in seconds by the clock.
        longest_start_processor: The same, of its own processor time.
        changes: Changes that everybody had at the end.
    """

    kills: dict[str, int] = field(default_factory=lambda: {CLIENT: 0, HUB: 0})
    trials: int = 0
    by: dict[str, int] = field(default_factory=dict)
    longest_start: float = 0.0
    longest_start_processor: float = 0.0
    changes: int = 0

    def killed(self, victim: str, how: str) -> None:
        """Note a kill."""
        self.kills[victim] += 1
        self.by[how] = self.by.get(how, 0) + 1

    def add(self, other: "Tally") -> None:
        """Take another round's in."""
        for mine, theirs in ((self.kills, other.kills), (self.by, other.by)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count
        self.trials += other.trials
        self.changes += other.changes
        self.longest_start = max(self.longest_start, other.longest_start)
        self.longest_start_processor = max(self.longest_start_processor, other.longest_start_processor)

    def started(self, took: Start) -> None:
        """Note a start of the hub after a kill."""
        promise(took.processor < checks.START_SECONDS, f"the hub needed {took.processor:.1f} s to start")
        self.longest_start = max(self.longest_start, took.seconds)
        self.longest_start_processor = max(self.longest_start_processor, took.processor)


@dataclass
class Round:
    """One round under way."""

    cast: Cast
    typical: Typical
    numbers: random.Random
    tally: Tally = field(default_factory=Tally)

    def play(self, kills: int) -> Tally:
        """Kill client and hub so many times each; at the end let everybody meet, and compare.

        Raises:
            BrokenPromiseError: What must hold did not.
        """
        self.cast.hub.start()
        try:
            while min(self.tally.kills[CLIENT], self.tally.kills[HUB]) < kills:
                promise(self.tally.trials < _MOST_TRIALS * kills, "kills do not hit anything any more")
                victim = CLIENT if self.tally.kills[CLIENT] <= self.tally.kills[HUB] else HUB
                self._try(victim, casting.draw_act(self.cast, self.numbers, self.tally.trials))
            self._end()
        finally:
            self.cast.hub.kill()
        return self.tally

    def _try(self, victim: str, act: Act) -> None:
        self.tally.trials += 1
        by_points, share = self.numbers.random() < _BY_POINTS, self.numbers.random() * _BEYOND
        is_starting = self.numbers.random() < _WHILE_STARTING
        if act.who in self.cast.keys or self.cast.has_vault(act.who):
            self.cast.learn_keys(act.who)
        hub, points = self.cast.hub, Points()
        most = (self.typical.client if victim == CLIENT else self.typical.hub)[act.kind]
        if by_points:
            (points if victim == CLIENT else hub.points).kill_after(1 + int(share * most))
        told, code = self._act(act, points, victim, None if by_points else share * self.typical.seconds[act.kind])
        points.close()
        hub.points.kill_after(0)
        hub_died = hub.has_died(within_seconds=_DEATH_SECONDS if code == _NO_LINK else 0)
        is_known = code in {0, -signal.SIGKILL} or (code == _NO_LINK and hub_died)
        promise(is_known, f"the sync of {act.who} failed: {code}; {self._why(act.who)}")
        hit = code == -signal.SIGKILL if victim == CLIENT else hub_died
        if hit:
            whose = act.kind if victim == CLIENT else f"hub during {act.kind}"
            self.tally.killed(victim, f"{whose}, by {'count' if by_points else 'the clock'}")
        if hub_died:
            if is_starting:
                self._kill_starting_hub(share)
            self.tally.started(hub.start())
        self._check(act, told, hub_died=hub_died)

    def _kill_starting_hub(self, share: float) -> None:
        hub = self.cast.hub
        hub.start(fatal=1 + int(share * self.typical.hub_start))
        hub.kill()
        self.tally.killed(HUB, "hub while starting")

    def _act(self, act: Act, points: Points, victim: str, kill_after: float | None) -> tuple[int, int]:
        """Do an act in a child, and kill by the clock if that is wished; return edits that were told, and its code."""
        reading, writing = os.pipe()
        child = fork(lambda: _perform(self.cast, act, writing), points=points)
        os.close(writing)
        if kill_after is not None and not child.ends_within(kill_after):
            if victim == CLIENT:
                child.kill()
            else:
                self.cast.hub.kill()
        code = child.end()
        return len(read_all(reading)), code

    def _why(self, who: str) -> str:
        """Return what stopped a computer's last sync that had no link: it has to be known when it is not expected."""
        path = _why_file(self.cast, who)
        return path.read_text(encoding="utf-8") if path.exists() else "no link was ever missing"

    def _check(self, act: Act, told: int, *, hub_died: bool) -> None:
        cast = self.cast
        written = cast.written.setdefault(act.who, [])
        written.extend(act.edits[:told])
        unsure = act.edits[told : told + 1]
        if cast.has_vault(act.who):
            cast.learn_keys(act.who)
            if _checked(lambda: _look(cast, act.who, written, unsure)) == _IS_THERE:
                written.extend(unsure)
        else:
            promise(act.who in casting.JOINERS, f"the vault of {act.who} is gone")
        if hub_died:
            _checked(lambda: _look_at_hub(cast))

    def _end(self) -> None:
        """Let everybody meet the hub in peace, the coordinator first: keys may wait for it."""
        for _ in range(_PASSES):
            for who in EVERYBODY:
                if self.cast.has_vault(who):
                    self.cast.learn_keys(who)
                told, code = self._act(Act(who, wants_files=self.cast.has_vault(who)), Points(), CLIENT, None)
                promise((told, code) == (0, 0), f"the last sync of {who} failed: {code}; {self._why(who)}")
        _checked(lambda: _look_at_hub(self.cast))
        reading, writing = os.pipe()
        _checked(lambda: _compare(self.cast, writing))
        os.close(writing)
        self.tally.changes = int(read_all(reading))


def _perform(cast: Cast, act: Act, told: int) -> int:
    def tell() -> None:
        os.write(told, b".")

    try:
        casting.perform(cast, act, tell)
    except LinkError:
        _why_file(cast, act.who).write_text(traceback.format_exc(), encoding="utf-8")
        return _NO_LINK
    return 0


def _why_file(cast: Cast, who: str) -> Path:
    return cast.folder / f"{who} had no link"


def _checked(look: Callable[[], int]) -> int:
    """Look in a child; return its code, unless a promise is broken.

    Raises:
        BrokenPromiseError: One is.
    """
    reading, writing = os.pipe()

    def run() -> int:
        try:
            return look()
        except BrokenPromiseError as error:
            os.write(writing, str(error).encode())
            return FAILED

    child = fork(run)
    os.close(writing)
    sentence = read_all(reading).decode()
    code = child.end()
    if code not in {0, _IS_THERE}:
        raise BrokenPromiseError(sentence or "what is there cannot be looked at")
    return code


def _look(cast: Cast, who: str, written: list[Edit], unsure: tuple[Edit, ...]) -> int:
    return _IS_THERE if checks.check_vault(cast, who, written, unsure) else 0


def _look_at_hub(cast: Cast) -> int:
    checks.check_hub(cast)
    return 0


def _compare(cast: Cast, told: int) -> int:
    changes, digests = 0, {}
    for who in EVERYBODY:
        with cast.opened(who) as workspace:
            count, digests[who] = checks.check_end(cast, workspace, who, cast.written.get(who, []))
        changes += count
    promise(len(set(digests.values())) == 1, f"not everybody has the same: {digests}")
    promise(changes == checks.count_entries(cast), "the hub has other changes than everybody together")
    os.write(told, str(changes).encode())
    return 0


def measure(pristine: Path, folder: Path, keys: dict[str, VaultKeys]) -> Typical:
    """Do one act of each kind and kill nobody: how many points and seconds kills are to be spread over."""
    cast = casting.copy(pristine, folder, keys)
    typical = Typical()
    try:
        cast.hub.start()
        typical.hub_start = cast.hub.points.passed
        for who in EVERYBODY:
            if cast.has_vault(who):
                cast.learn_keys(who)
                keys.setdefault(who, cast.keys[who])
            edits = tuple(Edit(home, f"Measured {place}") for place, home in enumerate(cast.homes(who)[:2]))
            act = Act(who, edits, file=300_000 if who == COORDINATOR else 0, wants_files=cast.has_vault(who))
            _measure(cast, act, typical)
    finally:
        cast.hub.kill()
        shutil.rmtree(folder)
    return typical


def _measure(cast: Cast, act: Act, typical: Typical) -> None:
    points, before = Points(), cast.hub.points.passed
    child = fork(lambda: _perform(cast, act, os.open(os.devnull, os.O_WRONLY)), points=points)
    started = child.started
    code = child.end()
    promise(code == 0, f"{act.who} cannot sync: {code}")
    seconds = time.monotonic() - started
    for kept, value in ((typical.client, points.passed), (typical.hub, cast.hub.points.passed - before)):
        kept[act.kind] = max(kept.get(act.kind, 0), value)
    typical.seconds[act.kind] = max(typical.seconds.get(act.kind, 0.0), seconds)
    points.close()


def play_round(
    pristine: Path, folder: Path, typical: Typical, keys: dict[str, VaultKeys], *, seed: int, number: int, kills: int
) -> Tally:
    """Play one round in a folder, which is removed if all promises were kept.

    Raises:
        BrokenPromiseError: One was not; the folder stays.
    """
    shutil.rmtree(folder, ignore_errors=True)
    cast = casting.copy(pristine, folder, keys)
    tally = Round(cast, replace(typical), random.Random(f"kills {seed} {number}")).play(kills)
    shutil.rmtree(folder)
    return tally
