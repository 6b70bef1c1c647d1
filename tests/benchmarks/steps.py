"""One step of the benchmark in a process of its own, so that its time and memory are its own.

`python -m tests.benchmarks.steps STEP FOLDER` prints one JSON object: what it measured. Steps build on each other; what
they leave (vaults) lies in the folder.
"""

import gc
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.benchmarks import after_kill, bad_link, by_stick, looking, moving, slow_stick, window
from tests.benchmarks.measured import Settings

Step = Callable[[Path, Settings], dict[str, object]]

STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "fill": moving.fill,
        "floor": moving.floor,
        "push": moving.push,
        "enrol": moving.enrol,
        "first_sync": moving.first_sync,
        "entries_sync": moving.entries_sync,
        "nothing_new": moving.nothing_new,
        "one_field": moving.one_field,
        "hundred_edits": moving.hundred_edits,
        "month_away": moving.month_away,
        "by_stick": by_stick.by_stick,
        "exchanges": moving.exchanges,
        "opening": looking.opening,
        "killed": after_kill.killed,
        "searching": looking.searching,
        "lists": looking.lists,
        "window_start": window.window_start,
        "window": window.window,
        "enlarging": looking.enlarging,
        "searching_large": looking.searching_large,
        "bad_link": bad_link.bad_link,
        "kit_built": slow_stick.kit_built,
        "kit_taken": slow_stick.kit_taken,
        "kit_by_changes": slow_stick.kit_by_changes,
    }
)
"""All steps in their order."""


def main(arguments: list[str]) -> None:
    """Run one step."""
    name, folder = arguments
    gc.freeze()  # as the program does when it starts
    print(json.dumps(STEPS[name](Path(folder), Settings.load(Path(folder)))))


if __name__ == "__main__":
    main(sys.argv[1:])
