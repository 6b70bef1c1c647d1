"""Many histories: by seed, in several processes, resumable; what was injected, what was found."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from tests.simulation.choices import SeededChoices
from tests.simulation.found import Found, all_files, play_in, read, replay, shrink, write
from tests.simulation.play import Outcome
from tests.simulation.remembered import remembering
from tests.simulation.tried_code import fingerprint

ROOT: Final = Path(__file__).parents[2]
STATES: Final = ROOT / "build" / "simulation"
_CHUNK: Final = 50
VAULT_EVERY: Final = 100
REVOKED_SEEDS: Final = 8
"""The last digit of seeds in which computers are taken out of the network."""
RESTORED_SEEDS: Final = 3
"""The last digit of seeds in which the hub is put back from older backups."""
ERASED_SEEDS: Final = 5
"""The last digit of seeds in which records are erased everywhere."""
LYING_SEEDS: Final = 1
"""The last digit of seeds in which the hub lies at times."""

WITH_VAULTS: Final = {
    99: "vault",
    98: "copies",
    95: "erased-vault",
    93: "restored-vault",
    91: "lying-vault",
    88: "revoked-vault",
}
"""The last two digits of seeds in which Ben's laptop has a real vault."""


class NotRepeatableError(AssertionError):
    """Two runs of one seed told different stories."""


@dataclass(slots=True)
class Tally:
    """What a number of histories amounted to.

    Attributes:
        histories: How many.
        seconds: Of processor time.
        steps: Lines of all stories... how often each fault was injected, how often each yield point was passed.
        violations: (seed, invariant, what).
    """

    histories: int = 0
    seconds: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    violations: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in another tally."""
        self.histories += other.histories
        self.seconds += other.seconds
        self.violations += other.violations
        for mine, theirs in ((self.faults, other.faults), (self.points, other.points)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count

    def take(self, seed: int, outcome: Outcome) -> None:
        """Take in one history."""
        self.histories += 1
        if outcome.violated:
            self.violations.append((seed, outcome.violated, outcome.what))
        for mine, theirs in ((self.faults, outcome.story.faults), (self.points, outcome.points)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count


def play(seed: int, *, is_told: bool = False) -> Outcome:
    """Play the history of a seed.

    In one of a hundred Ben's laptop has a real vault, in another one it is copied; in one of ten computers are revoked,
    in another one the hub is put back from older backups, in a third one records are erased, in a fourth one the hub
    lies; in one of ten of those Ben's vault is a real one.
    """
    worlds = {REVOKED_SEEDS: "revoked", RESTORED_SEEDS: "restored", ERASED_SEEDS: "erased", LYING_SEEDS: "lying"}
    often = worlds.get(seed % 10, "memory")
    with_vaults = {
        1: "vault",
        2: "copies",
        5: "erased-vault",
        7: "restored-vault",
        9: "lying-vault",
        12: "revoked-vault",
    }
    return play_in(with_vaults.get(VAULT_EVERY - seed % VAULT_EVERY, often), SeededChoices(seed), is_told=is_told)


def play_all(seeds: Iterable[int], *, is_twice: Callable[[int], bool] = lambda seed: False) -> Tally:
    """Play histories one after the other.

    Args:
        seeds: Which ones.
        is_twice: Which of them are played a second time, to see that the story is the same.

    Raises:
        NotRepeatableError: A story was another one the second time.
    """
    tally, started = Tally(), time.process_time()
    with remembering():
        for seed in seeds:
            outcome = play(seed)
            if is_twice(seed) and play(seed).story.digest != outcome.story.digest:
                raise NotRepeatableError(f"seed {seed} told two stories")
            tally.take(seed, outcome)
    tally.seconds = time.process_time() - started
    return tally


def replay_found() -> Iterator[tuple[Path, Found, Outcome]]:
    """Play every failure that was ever found, first of all and for ever."""
    for path in all_files():
        found = read(path)
        yield path, found, replay(found.choices, world=found.world)


def keep_failure(seed: int) -> Path:
    """Make the failure of a seed short and write it down."""
    with remembering():
        short = shrink(play(seed))
    return write(Found(short.violated, short.what, seed, tuple(short.choices), short.world))


def run_many(seeds: range, *, processes: int, tell: Callable[[Tally, int], None]) -> Tally:
    """Play many histories in several processes; what was done before is not done again.

    Args:
        seeds: Which ones.
        processes: How many at once.
        tell: Called after each chunk with the tally so far and how many histories there are in all.
    """
    state = STATES / f"{fingerprint()}.json"
    done: dict[str, Mapping[str, object]] = json.loads(state.read_text("utf-8")) if state.exists() else {}
    chunks = [range(start, min(start + _CHUNK, seeds.stop)) for start in range(seeds.start, seeds.stop, _CHUNK)]
    total = Tally()
    waiting = []
    for chunk in chunks:
        held = done.get(_name(chunk))
        if held is None:
            waiting.append(chunk)
        else:
            total.add(_read_tally(held))
    with ProcessPoolExecutor(processes) as pool:
        for chunk, tally in zip(waiting, pool.map(_play_chunk, waiting), strict=True):
            total.add(tally)
            done[_name(chunk)] = asdict(tally)
            state.parent.mkdir(parents=True, exist_ok=True)
            state.write_text(json.dumps(done), encoding="utf-8")
            tell(total, len(seeds))
    return total


def _play_chunk(chunk: range) -> Tally:
    return play_all(chunk, is_twice=lambda seed: seed % 25 == 0)


def _name(chunk: range) -> str:
    return f"{chunk.start}-{chunk.stop}"


def _read_tally(held: Mapping[str, object]) -> Tally:
    tally = Tally(**held)  # type: ignore[arg-type] # its own asdict, read back
    tally.violations = [(int(seed), str(name), str(what)) for seed, name, what in tally.violations]
    return tally
