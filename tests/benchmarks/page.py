"""`docs/benchmarks.md` from one run. Every number on the page comes from the run; must not hold one itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.figures import Figure

_WHAT: str = """\
This page is written by `make bench` and by nothing else. It makes up a network (seeded: the same records each time),
starts a real hub, lets a coordinator's vault send everything to it over HTTP on this computer, and lets a new vault
receive it; encryption, signatures and every check are those of the program that people use. Bytes are HTTP bodies as
the vaults count them; for the small syncs a link in between counts them again, with the headers. Each step runs in a
process of its own, so its memory is its own; the key derivation's memory (given back before anything else happens) is
not in it. Seconds depend on the machine; bytes repeat within a few. 1 MB is a million bytes, 1 KB is 1,024.
"""

_LINK: str = """\
The bad link is a program between the vault and the hub: so many bytes a second each way, a way that takes its time,
greetings of three round trips and 4,096 bytes for each connection, and an end that a seed draws for each of them (an
exponential time; *cuts every 20 s* is its mean). What was in the air then is gone, and both ends are told. *Sent* is
every byte of HTTP bodies that entered the link, both ways, whether it arrived or not; *useful* is what the same sync
takes over a link that never breaks. **Time is scaled:** in that world all is {times:.0f} times faster: rates, ways,
lives of connections, the program's pauses and the clock by which it measures the link; minutes are those of the
field. What stays true: bytes and round trips in a connection's life, so the bytes that are sent again. What does not:
processors are as many times too slow beside such a link, and time-outs of a silent line too long, so breaks here are
never silent.
"""

_LONG_RUNS: str = """\
## Budgets without a row

Two budgets of the plan have nothing to measure yet. *A splash within 0.3 s*: there is no splash; the first thing on the
screen is the unlock screen, whose row is above. *A release that changes only our code as an update of at most 50 KB*:
nothing sends updates to installed programs yet; a newer version is an installer, of the sizes below.

## Long runs

`make simulate SEEDS=20000` plays the made-up histories of syncs of the seeds 0 to 19,999, `make killtest N=1000 SEED=1`
kills client and hub a thousand times each in real syncs. At which commits that was done, and what came of it, stands
on [the page on testing sync](testing-sync.md#long-runs).
"""


@dataclass(frozen=True)
class Run:
    """What surrounds the figures of one run.

    Attributes:
        date: The day, as YYYY-MM-DD.
        command: What was typed.
        machine: What the machine is, in one line.
        load: Its load average over a minute before the run.
        seconds: How long the run took.
        versions: Version by program.
        records: Records by kind.
        ndjson: The same records as one JSON object a line, in bytes.
        zstd_19: That file under `zstd -19`, in bytes.
        large: Records of the larger vault; 0 without one.
        times: How many times faster than in the field everything happens over the bad link.
    """

    date: str
    command: str
    machine: str
    load: float
    seconds: float
    versions: Mapping[str, str]
    records: Mapping[str, int]
    ndjson: int
    zstd_19: int
    large: int
    times: float


def write_page(run: Run, figures: Sequence[Figure]) -> str:
    """Return the page as Markdown."""
    return "\n".join((*_head(run), *table(figures), "", *_misses(figures), _LONG_RUNS))


def _head(run: Run) -> Iterator[str]:
    yield "# Benchmarks\n"
    yield _WHAT
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in run.records.items())
    yield f"- **When, how:** {run.date}, `{run.command}`, {run.seconds:.0f} seconds"
    yield f"- **Machine:** {run.machine}; load before the run {run.load:.1f}{_busy(run.load)}"
    yield "- **Versions:** " + ", ".join(f"{name} {version}" for name, version in run.versions.items())
    yield f"- **Network:** {sum(run.records.values()):,} records ({kinds}) in seven languages;"
    yield f"  {run.ndjson:,} bytes as one NDJSON, {run.zstd_19:,} under `zstd -19`"
    if run.large:
        yield f"- **Larger vault:** the same one with made-up records written into it, {run.large:,} altogether"
    yield ""
    yield _LINK.format(times=run.times)


def _busy(load: float) -> str:
    return ": other work was going on, so seconds are too long and rates too low" if load > 0.5 else ""


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield the lines of a table of figures."""
    yield "| what | measured | budget | | beside |"
    yield "| --- | ---: | ---: | --- | --- |"
    for figure in figures:
        cells = (figure.label, _shown(figure.value, figure.unit), _budget(figure), _verdict(figure), figure.beside)
        yield f"| {' | '.join(cells)} |"


def _shown(value: float, unit: str) -> str:
    if unit == "bytes":
        return f"{value:,.0f} B"
    if unit == "seconds":
        return f"{value * 1000:,.0f} ms" if value < 1 else f"{value:,.1f} s"
    number = f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
    return f"{number}{unit}" if unit == "/s" else f"{number} {unit}"


def _budget(figure: Figure) -> str:
    if figure.budget is None:
        return ""
    return f"{'≤' if figure.budget.is_most else '≥'} {_shown(figure.budget.limit, figure.unit)}"


def _verdict(figure: Figure) -> str:
    if figure.budget is None:
        return ""
    return f"**missed by {figure.miss:.0%}**" if figure.miss else "kept"


def _misses(figures: Sequence[Figure]) -> Iterator[str]:
    missed = [figure for figure in figures if figure.miss]
    if not missed:
        yield "Every budget is kept.\n"
        return
    yield "## Missed, and why\n"
    for figure in missed:
        yield f"- **{figure.label}**: {_shown(figure.value, figure.unit)}, budget {_budget(figure)}: {figure.why}."
    yield ""
