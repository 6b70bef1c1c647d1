"""A failure as a file: what was chosen, which invariant did not hold; made shorter until nothing can be left out."""

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tests.simulation.choices import Choices, GivenChoices
from tests.simulation.play import History, Outcome

FOLDER: Final = Path(__file__).parent / "found"
WORLDS: Final[dict[str, frozenset[str]]] = {
    "memory": frozenset(),
    "vault": frozenset({"vault"}),
    "copies": frozenset({"vault", "copies"}),
    "revoked": frozenset({"revocations"}),
    "revoked-vault": frozenset({"vault", "revocations"}),
    "restored": frozenset({"restores"}),
    "restored-vault": frozenset({"vault", "restores"}),
    "erased": frozenset({"erasures"}),
    "erased-vault": frozenset({"vault", "erasures"}),
    "lying": frozenset({"lies"}),
    "lying-vault": frozenset({"vault", "lies"}),
}
"""Where histories are played, and what they have: Ben's vault a real one, and copied; computers that are revoked; a hub
that is put back from older backups; records that are erased; a hub that lies."""
_MOST_TRIES: Final = 3_000


@dataclass(frozen=True, slots=True)
class Found:
    """A failure.

    Attributes:
        invariant: What did not hold.
        what: How.
        seed: Where it was found, -1 if not by a seed.
        choices: What was chosen, made short.
        world: In which of `WORLDS` it was played.
    """

    invariant: str
    what: str
    seed: int
    choices: tuple[int, ...]
    world: str = "memory"


def write(found: Found, folder: Path = FOLDER) -> Path:
    """Write a failure into a file of its own; return where."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + len(list(folder.glob(f"{found.invariant}-*.json")))
    path = folder / f"{found.invariant}-{number:04}.json"
    path.write_text(json.dumps(asdict(found)) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> Found:
    """Read a failure from its file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Found(data["invariant"], data["what"], data["seed"], tuple(data["choices"]), data["world"])


def all_files(folder: Path = FOLDER) -> list[Path]:
    """Return the files of all failures that were ever found."""
    return sorted(folder.glob("*.json"))


def play_in(world: str, choices: Choices, *, is_told: bool = False) -> Outcome:
    """Play a history in one of the worlds."""
    has = WORLDS[world]
    with tempfile.TemporaryDirectory() if "vault" in has else contextlib.nullcontext() as folder:
        outcome = History(
            choices,
            is_told=is_told,
            vaults=Path(folder) if folder is not None else None,
            has_copies="copies" in has,
            has_revocations="revocations" in has,
            has_restores="restores" in has,
            has_erasures="erasures" in has,
            has_lies="lies" in has,
        ).play()
    outcome.world = world
    return outcome


def replay(choices: Sequence[int], *, world: str = "memory", is_told: bool = False) -> Outcome:
    """Play a history from recorded choices."""
    return play_in(world, GivenChoices(choices), is_told=is_told)


def shrink(outcome: Outcome, *, most_tries: int = _MOST_TRIES) -> Outcome:
    """Return the shortest history found that violates the same invariant: fewer choices first, then lower ones."""
    best, tries = outcome, 0

    def is_better(candidate: list[int]) -> bool:
        nonlocal best, tries
        tries += 1
        played = replay(candidate, world=outcome.world)
        taken = _trimmed(played.choices)
        if played.violated != outcome.violated or (len(taken), taken) >= (len(best.choices), best.choices):
            return False
        played.choices = taken
        best = played
        return True

    best.choices = _trimmed(best.choices)
    while tries < most_tries:
        length_before = (len(best.choices), list(best.choices))
        _try_all(lambda: best.choices, _without_pieces, is_better, left=lambda: most_tries - tries)
        _try_all(lambda: best.choices, _lowered, is_better, left=lambda: most_tries - tries)
        if length_before == (len(best.choices), list(best.choices)):
            break
    return best


def _try_all(
    current: Callable[[], list[int]],
    candidates: Callable[[list[int]], Iterator[list[int]]],
    is_better: Callable[[list[int]], bool],
    *,
    left: Callable[[], int],
) -> None:
    """Try candidates, and begin anew after each that helped."""
    helped = True
    while helped and left() > 0:
        helped = False
        for candidate in candidates(current()):
            if left() <= 0:
                return
            if is_better(candidate):
                helped = True
                break


def _trimmed(choices: Sequence[int]) -> list[int]:
    """Leave out zeros at the end: a list that has run out gives them."""
    taken = list(choices)
    while taken and taken[-1] == 0:
        taken.pop()
    return taken


def _without_pieces(choices: list[int]) -> Iterator[list[int]]:
    size = len(choices) // 2
    while size:
        for start in range(0, len(choices) - size + 1, size):
            yield choices[:start] + choices[start + size :]
        size //= 2


def _lowered(choices: list[int]) -> Iterator[list[int]]:
    for place, number in enumerate(choices):
        for lower in dict.fromkeys((0, number // 2, number - 1)):
            if 0 <= lower < number:
                yield [*choices[:place], lower, *choices[place + 1 :]]
