"""`make killtest N=1000`: kills client and hub, each N times, in the middle of real syncs, and checks every promise.

A run is rounds of kills, each drawn by the seed and its number. What was played is kept beside (`--kept`): a run that
was stopped goes on there. A round in which a promise was broken is played again by `--seed S --round R`.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from haversack.store.keys import VaultKeys
from tests.killing import cast as casting
from tests.killing.checks import BrokenPromiseError
from tests.killing.children import fork
from tests.killing.planted import FAULTS
from tests.killing.rounds import CLIENT, HUB, Tally, Typical, measure, play_round
from tests.simulation.tried_code import fingerprint

KILLS_A_ROUND: Final = 20
_KEPT: Final = Path(__file__).parents[2] / "build" / "killing"


def main() -> int:
    """Run the kills."""
    options = _options()
    casting.forget_proxies()
    started = time.monotonic()
    base, keys = Path(tempfile.mkdtemp(prefix="haversack-kills-")), dict[str, VaultKeys]()
    casting.build(base / "pristine")
    typical = measure(base / "pristine", base / "measured", keys)
    if options.plant:
        FAULTS[options.plant]()
    work = _Work(options, base, typical, keys)
    wanted = [options.round] if options.round is not None else _unplayed(options)
    shares = [wanted[first :: options.workers] for first in range(options.workers)]
    workers = [fork(partial(work.play, share)) for share in shares if share]
    codes = [worker.end(patience_seconds=None) for worker in workers]
    if any(codes):
        return 1
    shutil.rmtree(base)
    if options.round is None:
        print(_summary(options, time.monotonic() - started))
    return 0


class _Work:
    """What one worker does."""

    def __init__(self, options: argparse.Namespace, base: Path, typical: Typical, keys: dict[str, VaultKeys]) -> None:
        self._options = options
        self._base = base
        self._typical = typical
        self._keys = keys

    def play(self, rounds: Sequence[int]) -> int:
        """Play rounds; tell by the code whether all promises were kept."""
        kept = [self._play_one(number) for number in rounds]
        return 0 if all(kept) else 1

    def _play_one(self, number: int) -> bool:
        seed, folder = self._options.seed, self._base / f"round {number}"
        try:
            tally = play_round(
                self._base / "pristine",
                folder,
                self._typical,
                self._keys,
                seed=seed,
                number=number,
                kills=_kills_of(number, self._options.kills),
            )
        except BrokenPromiseError as error:
            again = f"python -m tests.killing --kills {self._options.kills} --seed {seed} --round {number}"
            print(f"round {number}: {error}\n  its folder: {folder}\n  again: {again}", file=sys.stderr)
            return False
        line = json.dumps({"round": number} | msgspec.to_builtins(tally))
        print(f"round {number}: {dict(tally.kills)}, {tally.trials} syncs", file=sys.stderr)
        if self._options.round is None:
            with _file(self._options).open("a", encoding="utf-8") as kept:
                kept.write(line + "\n")
        return True


def _kills_of(number: int, kills: int) -> int:
    return min(KILLS_A_ROUND, kills - number * KILLS_A_ROUND)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make killtest", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, metavar="N", help="of clients and of hubs, each")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--round", type=int, metavar="R", help="play this round again and nothing else")
    parser.add_argument("--plant", choices=FAULTS, help="plant a fault that must be found")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes that play rounds side by side")
    parser.add_argument("--kept", type=Path, default=_KEPT, metavar="DIR", help="where played rounds are kept")
    return parser.parse_args()


def _file(options: argparse.Namespace) -> Path:
    folder: Path = options.kept
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{fingerprint()}, seed {options.seed}, {options.kills} kills.jsonl"


def _played(options: argparse.Namespace) -> list[dict[str, object]]:
    path = _file(options)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _unplayed(options: argparse.Namespace) -> list[int]:
    played = {one["round"] for one in _played(options)}
    return [number for number in range(-(-options.kills // KILLS_A_ROUND)) if number not in played]


def _summary(options: argparse.Namespace, seconds: float) -> str:
    whole = Tally()
    for one in _played(options):
        whole.add(msgspec.convert(one, Tally))
    lines = [
        f"seed {options.seed}: {whole.kills[CLIENT]} kills of clients and {whole.kills[HUB]} of hubs",
        f"in {whole.trials} syncs with {whole.changes} changes; this run took {seconds:.0f} seconds",
        "nothing lost, nothing doubled, nothing damaged; no state ahead of the hub; everybody ended with the same",
        f"longest start of a hub after a kill: {whole.longest_start:.2f} s by the clock",
        f"and {whole.longest_start_processor:.2f} s of its own processor time",
        *(f"  {count:5} {what}" for what, count in sorted(whole.by.items())),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
