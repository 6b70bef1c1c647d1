"""The section on kits of `docs/benchmarks.md`, from a run of `make bench ARGS=--kit`. Must not hold a number itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.figures import Budget, Figure, Results
from tests.benchmarks.installer_sizes import section_of as installers_of
from tests.benchmarks.page import table
from tests.benchmarks.slow_stick import OPENING_SECONDS, RATE

_TITLE: Final = "## A kit on a slow stick"
_FIRST_PAGE: Final = Budget(90)
_WHAT: Final = """\
Written by `make bench ARGS=--kit`; other runs leave it as it is. A coordinator's vault builds a kit of a network like
that above ({records:,} records), without files, and a new computer begins with it and a code, with no network. The
stick is emulated: every file of the network's folder is read at {rate:.0f} MB a second after {opening:.0f} ms for
opening it, and nothing is read ahead while the program works. So much the slowest speed class of memory cards (2)
promises for *writing*; a stick that reads more slowly than that would be a poor one. The key derivation of the new
vault is in the times. The program's own start, and installing it, are not: 48 MB, the most that an installer may have,
are {installer:.0f} more seconds at that rate.
"""


@dataclass(frozen=True)
class KitRun:
    """What surrounds the figures: the day, what was typed, the machine, its load before, records, seconds."""

    date: str
    command: str
    machine: str
    load: float
    records: int
    seconds: float


def kit_figures(results: Results) -> Iterator[Figure]:
    """Yield the figures in the order of the table."""
    number = results.number
    yield Figure("the network's folder: single changes", number("kit_built", "entry_bytes"), "bytes")
    yield Figure(
        "the network's folder: snapshots",
        number("kit_built", "snapshot_bytes"),
        "bytes",
        beside=f"of {number('kit_built', 'snapshots'):.0f} feeds",
    )
    yield Figure("building it, read back at the end", number("kit_built", "seconds"), "seconds")
    yield Figure(
        "until the banner says whose kit it is",
        number("kit_taken", "sight_seconds"),
        "seconds",
        beside="before anything is kept",
    )
    for step, label, beside in (
        ("kit_taken", "", f"{number('kit_taken', 'snapshots'):.0f} feeds came by their snapshots"),
        ("kit_by_changes", "the same without snapshots: ", ""),
    ):
        first = number(step, "first_seconds")
        yield Figure(f"{label}until the first page can be read", first, "seconds", _FIRST_PAGE, beside=beside)
        read = f"{number(step, 'read_bytes'):,.0f} bytes were read"
        yield Figure(f"{label}until all text can be read", number(step, "readable_seconds"), "seconds", beside=read)
        yield Figure(f"{label}until all of it is searchable", number(step, "searchable_seconds"), "seconds")


def with_kit(page: str, run: KitRun, figures: Sequence[Figure]) -> str:
    """Return a page with the section, in the place of an older one, in front of that on installers."""
    before = page.partition("## Installers")[0].partition(_TITLE)[0].rstrip()
    installers = installers_of(page)
    return f"{before}\n\n{_section(run, figures)}" + (f"\n{installers}" if installers else "")


def section_of(page: str) -> str:
    """Return the section of a page; empty where it has none."""
    found = page.partition("## Installers")[0].partition(_TITLE)
    return "".join(found[1:])


def _section(run: KitRun, figures: Sequence[Figure]) -> str:
    what = _WHAT.format(records=run.records, rate=RATE / 1e6, opening=OPENING_SECONDS * 1000, installer=48e6 / RATE)
    busy = ": other work was going on, so seconds are too long" if run.load > 0.5 else ""
    lines = (
        f"- **When, how:** {run.date}, `{run.command}`, {run.seconds:.0f} seconds",
        f"- **Machine:** {run.machine}; load before the run {run.load:.1f}{busy}",
        "",
        *table(figures),
    )
    return f"{_TITLE}\n\n{what}\n" + "\n".join(lines) + "\n"
