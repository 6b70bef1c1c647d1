"""From what the bad link measured to figures with budgets. Must not measure anything."""

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.bad_link import FLOWS, OFTEN, SELDOM
from tests.benchmarks.figures import KB, Budget, Figure, Results

_STEP: Final = "bad_link"
_NAMES: Final = {"text_up": "text up", "text_down": "text down", "file_up": "a file up", "file_down": "a file down"}
_WASTE: Final = {OFTEN: 1.35, SELDOM: 1.10}
_AGAIN: Final = 32 * KB
_WHOLE_REQUESTS: Final = (
    "what goes up is one request, which a cut sends again from its beginning or from its last slice"
)
_WHOLE_FRAMES: Final = "a cut frame is sent again from its beginning, and each cut costs a request"


def link_figures(results: Results) -> Iterator[Figure]:
    """Yield what each flow sent over each bad link."""
    for profile, most in _WASTE.items():
        for flow in FLOWS:
            yield from _flow(results, flow, profile, most)


def _flow(results: Results, flow: str, profile: str, most: float) -> Iterator[Figure]:
    def number(name: str, of: str = profile) -> float:
        return results.number(_STEP, flow, of, name)

    runs, cuts = number("runs"), number("cuts")
    useful = (number("up", "clean") + number("down", "clean")) * runs
    sent = number("up") + number("down")
    raw = number("raw") + number("connections") * results.number(_STEP, "setup_bytes")
    is_whole = number("is_done") == runs
    why = _WHOLE_REQUESTS if flow.endswith("up") else _WHOLE_FRAMES
    if not is_whole:
        why = f"only {number('is_done'):.0f} of {runs:.0f} run(s) came to an end within an hour; {why}"
    minutes, given_up = number("seconds") / runs / 60, number("gave_up")
    stopped = f"; stopped {given_up:.0f} times and was started again" if given_up else ""
    yield Figure(
        f"{profile}: {_NAMES[flow]}, sent ÷ useful",
        sent / useful,
        "",
        Budget(most),
        why,
        f"bodies of {useful / runs / 1e6:.2f} MB in {minutes:.0f} minutes, {cuts:.0f} cuts in {runs:.0f} run(s); "
        f"with headers and greetings {raw / useful:.2f}{stopped}",
    )
    yield Figure(
        f"{profile}: {_NAMES[flow]}, sent again per cut",
        max(0.0, sent - useful) / max(cuts, 1),
        "bytes",
        Budget(_AGAIN),
        why,
    )
