"""A hundred edits by a stick: out of a vault, through the hub's own program, home again, and into another vault.

The stick is a folder on this computer's disk; a real one is slower, and writes the same bytes.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from haversack.operations.carrying_in import CarriedIn, carry_in
from haversack.operations.carrying_out import Carrying, carry_out
from haversack.operations.editing import edit
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import outbox
from tests.benchmarks import moving
from tests.benchmarks.measured import COORDINATOR, READER, Settings, vault

T = TypeVar("T")

_HUB: Final = "hub"
_ROOT: Final = Path(__file__).parents[2]


def by_stick(folder: Path, settings: Settings) -> dict[str, object]:
    """Edit a hundred records; carry them to the hub and to another computer, and the hub's receipts home."""
    stick = folder / "stick"
    with vault(folder, COORDINATOR) as workspace:
        for record, assignment in moving.week_of_edits(workspace, settings, "stick"):
            edit(workspace, record, [assignment])
        out, out_seconds = _timed(lambda: carry_out(workspace, stick, Carrying(passes_on=False)))
    carried = _size(stick)
    program = str(Path(sys.executable).with_name("haversack-hub"))
    command = [program, "carry", str(stick), "--data", str(folder / _HUB)]
    _, hub_seconds = _timed(lambda: subprocess.run(command, cwd=_ROOT, stdout=subprocess.DEVNULL, check=True))
    laden = _size(stick)
    with vault(folder, COORDINATOR) as workspace:
        home, home_seconds = _timed(lambda: _carried_in(workspace, stick))
        with workspace.replica.reading() as connection:
            if outbox.count_items(connection, outbox.UNANSWERED):
                raise RuntimeError("the stick brought no receipts home")
    with vault(folder, READER) as workspace:
        received, seconds = _timed(lambda: _carried_in(workspace, stick))
    return {
        "changes": out.changes,
        "out_bytes": carried,
        "out_seconds": out_seconds,
        "hub_bytes": laden - carried,
        "hub_seconds": hub_seconds,
        "answered": home.answered,
        "home_seconds": home_seconds,
        "in_entries": received.entries,
        "in_bytes": received.read_bytes,
        "in_seconds": seconds,
    }


def _carried_in(workspace: Workspace, stick: Path) -> CarriedIn:
    done = carry_in(workspace, stick, Wishes(), takes_along=False)
    if done.problem is not None:
        raise done.problem
    return done


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.monotonic()
    return work(), time.monotonic() - started


def _size(stick: Path) -> int:
    return sum(one.stat().st_size for one in stick.rglob("*") if one.is_file())
