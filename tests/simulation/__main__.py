"""`python -m tests.simulation`: many histories, or one of them told like a story; see docs/testing-sync.md."""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.simulation import planted
from tests.simulation.found import read, replay, shrink
from tests.simulation.play import Outcome
from tests.simulation.remembered import remembering
from tests.simulation.runs import Tally, keep_failure, play, replay_found, run_many


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return 1 if an invariant did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=0, help="play so many histories")
    parser.add_argument("--first", type=int, default=0, help="the first seed of them")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, help="play the history of this seed")
    parser.add_argument("--replay", type=Path, help="play a history from its file")
    parser.add_argument("--trace", action="store_true", help="tell it like a story")
    parser.add_argument("--shrink", action="store_true", help="make a failing history short before telling it")
    parser.add_argument("--planted", nargs="?", const="all", help="show that planted faults are found: all, or a name")
    parser.add_argument("--most", type=int, default=2_000, help="seeds to find a planted fault in")
    wanted = parser.parse_args(arguments)
    if wanted.planted:
        return _planted(wanted.planted, most=wanted.most)
    if wanted.seed is not None or wanted.replay is not None:
        with remembering():
            told = play(wanted.seed, is_told=True) if wanted.replay is None else _from_file(wanted.replay)
            if wanted.shrink and told.violated:
                told = replay(shrink(told).choices, world=told.world, is_told=True)
        return _one(told, is_told=wanted.trace)
    return _many(wanted.first, wanted.seeds or 1_000, processes=wanted.processes)


def _from_file(path: Path) -> Outcome:
    found = read(path)
    return replay(found.choices, world=found.world, is_told=True)


def _one(outcome: Outcome, *, is_told: bool) -> int:
    if is_told:
        print("\n".join(outcome.story.lines))
    print(f"{len(outcome.choices)} choices, trace {outcome.story.digest}, faults: {_counts(outcome.story.faults)}")
    print(f"{outcome.violated}: {outcome.what}" if outcome.violated else "every invariant holds")
    return 1 if outcome.violated else 0


def _many(first: int, count: int, *, processes: int) -> int:
    with remembering():
        for path, found, outcome in replay_found():
            if outcome.violated:
                print(f"{found.invariant} does not hold again: {outcome.what}")
                print(f"  python -m tests.simulation --replay {path} --trace")
                return 1
    started, here = time.monotonic(), 0

    def tell(tally: Tally, everything: int) -> None:
        nonlocal here
        here += 1
        if here % 20 == 0:
            print(f"{tally.histories} of {everything}, {len(tally.violations)} violations", flush=True)

    tally = run_many(range(first, first + count), processes=processes, tell=tell)
    seconds = time.monotonic() - started
    print(f"seeds {first} to {first + count - 1}: {tally.histories} histories in {seconds:.0f} s of this run")
    print(f"{tally.histories / max(tally.seconds, 0.001):.1f} histories for each second of processor time")
    print(f"faults: {_counts(tally.faults)}")
    print(f"yield points passed: {_counts(tally.points)}")
    print(f"{len(tally.violations)} violations")
    for invariant in dict.fromkeys(name for _, name, _ in tally.violations):
        seed = next(one for one, name, _ in tally.violations if name == invariant)
        print(f"  {invariant}: {keep_failure(seed)}; python -m tests.simulation --seed {seed} --trace --shrink")
    return 1 if tally.violations else 0


def _planted(name: str, *, most: int) -> int:
    missed = 0
    for fault in planted.FAULTS if name == "all" else [planted.named(name)]:
        seed, invariant = planted.find(fault, range(most))
        missed += seed is None
        print(f"{fault.name}: {f'found by seed {seed}, {invariant}' if seed is not None else 'NOT FOUND'}", flush=True)
    print(f"{missed} of the planted faults were not found within {most} seeds")
    return 1 if missed else 0


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"


sys.exit(main(sys.argv[1:]))
