"""Goes on after a cut as long as something still comes: a few short waits, then people are told.

A first try that brings nothing is told at once: whoever is offline should not wait to hear it. Must not know what is
tried.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from haversack_sync.protocol.endpoint import LinkError

T = TypeVar("T")

_PASSES: Final = ("cut", "stalled", "no_connection", "no_name", "hub_away")
"""What may be over in a moment. A busy hub asks for minutes; everything else needs a person."""
_WAITS: Final = (2, 4, 8)
"""In steps of half a second; half as long again at most, so that a hub that was away is not met by all at once."""
_STEP_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Patience:
    """How somebody waits for a link that broke.

    Attributes:
        pause: Lets so many seconds pass.
        is_cancelled: Asked between pauses.
        random: Gives that many random bytes.
    """

    pause: Callable[[float], None]
    is_cancelled: Callable[[], bool]
    random: Callable[[int], bytes]


def go_on(work: Callable[[], T], moved: Callable[[], int], patience: Patience) -> T:
    """Do work that a link may break, and go on as long as something gets on.

    Args:
        work: Repeating it asks for what is still missing only.
        moved: Returns what has moved; it grows whenever the work gets on.
        patience: How to wait.

    Raises:
        LinkError: Nothing came, or nothing more after several tries: then what broke it first. Or it was cancelled.
        As `work`.
    """
    broken: LinkError | None = None
    tries = 0
    while True:
        before = moved()
        try:
            return work()
        except LinkError as error:
            if error.what not in _PASSES or patience.is_cancelled():
                raise
            if moved() > before:
                broken, tries = error, 0
            if broken is None:
                raise
            if tries == len(_WAITS):
                raise broken from error
            _wait(_WAITS[tries], patience)
            tries += 1


def _wait(steps: int, patience: Patience) -> None:
    for _ in range(steps + patience.random(1)[0] % (steps // 2 + 1)):
        if patience.is_cancelled():
            return
        patience.pause(_STEP_SECONDS)
