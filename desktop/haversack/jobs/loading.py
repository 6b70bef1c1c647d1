"""Loads a part of the program beside the window, before it is wanted. Must not know what the part is."""

import gc
from importlib import import_module

from haversack.jobs.job import Job
from haversack.jobs.lanes import Lane, Lanes


def load(module: str, lanes: Lanes) -> Job[None]:
    """Load a module in the store lane, so that the unlocking after which it is needed waits for it.

    Args:
        module: Its whole name.
        lanes: Where the work runs.
    """

    def work(_: Job[None]) -> None:
        import_module(module)
        # As at the start: what is loaded stays, and looking through it for garbage would hold up the window.
        gc.freeze()

    return lanes.run(Lane.STORE, work)
