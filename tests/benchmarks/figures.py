"""From what the steps measured to figures with budgets: what is kept, what is missed, by how much, and why.

Must not measure anything and must not hold a measured number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

KB: Final = 1024
MB: Final = 1_000_000
_BUDGET_BY_ZSTD: Final = 1.05
_BESIDE_SNAPSHOTS: Final = (
    "beside the snapshots come the chain of the network, the keys, and the feeds that are too small for a snapshot"
)
_ONE_CHANGE: Final = "a change’s signature, seal and header and the hub’s own take most of it, dictionary or not"
_TEXTS: Final = "ten of them are whole texts of lessons, which later travel as blocks"
_NO_ROLLUPS: Final = (
    "entry by entry each change brings a seal and a signature of its own, which do not compress; rollups are not built"
)
_ENTRIES: Final = (
    "bound by one processor, in Python: each entry’s signature is verified, its seal opened, its bytes held against"
    " their canonical form, the rules and the kind’s declaration, and its record and values are written as rows of an"
    " encrypted database; no single one of these is most of it, and no check may be left out; signatures are a sixth of"
    " it, which is all that a thread of their own could save"
)
_ROWS: Final = (
    "bound by one processor, in Python: every value is held against its canonical form and counted in the digest of"
    " the state, and written as a row of an encrypted database; then each record is read again, its words are brought"
    " into one form and taken apart, and two full-text tables are written; nobody"
    " waits for that to read; a larger cache of pages, less care about a power cut and no check of cells were tried and"
    " change nothing that can be told, and to overwrite what is deleted costs less than a tenth and makes erasing true"
)
_INDEX: Final = (
    "as until it is readable; then each record is read again, its words are brought into one form and taken apart, and"
    " two full-text tables are written"
)
_LAID_OUT: Final = "at the end the snapshots are made: all records of a feed are in memory while they become columns"
_FREQUENT: Final = (
    "all records that hold a frequent word are ranked before the best are known (docs/decisions/0011-search-index.md)"
)
_BUSY: Final = "seconds of this machine, at the pace and under the load that stand above"
_BUILT: Final = "one part of what is built takes that long; it could be cut into two"
_QT: Final = "Qt, its fonts and the loaded program take more than half of it before a vault is open"
_TURNS: Final = ("blocked", "processor", "whole")


@dataclass(frozen=True)
class Budget:
    """What a figure should keep: at most, or at least, so much."""

    limit: float
    is_most: bool = True

    def miss(self, value: float) -> float:
        """Return by which share the budget is missed; 0 if it is kept."""
        over = value / self.limit - 1 if self.is_most else 1 - value / self.limit
        return max(0.0, over)


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        label: What it is.
        value: In its unit.
        unit: bytes, seconds, ms, /s, MB, or nothing.
        budget: What it should keep, if there is a budget.
        why: Why the budget is missed, where it is.
        beside: What a reader should know beside it.
    """

    label: str
    value: float
    unit: str
    budget: Budget | None = None
    why: str = ""
    beside: str = ""

    @property
    def miss(self) -> float:
        return self.budget.miss(self.value) if self.budget else 0.0


class Results:
    """What the steps measured, by step and name."""

    def __init__(self, steps: Mapping[str, object]) -> None:
        self._steps = steps

    def __contains__(self, step: str) -> bool:
        return step in self._steps

    def number(self, *path: str) -> float:
        value = self._at(path)
        if not isinstance(value, int | float):
            raise TypeError(".".join(path))
        return value

    def names(self, *path: str) -> list[str]:
        value = self._at(path)
        return list(value) if isinstance(value, Mapping) else []

    def _at(self, path: tuple[str, ...]) -> object:
        value: object = self._steps
        for name in path:
            if not isinstance(value, Mapping):
                raise TypeError(".".join(path))
            value = value[name]
        return value


def figures(results: Results) -> Iterator[Figure]:
    """Yield every figure in the order of the table."""
    yield from _push(results)
    yield from _first_sync(results)
    yield from _small_syncs(results)
    yield from _unlocking(results)
    yield from _searching(results, "searching", _records(results))
    yield from window_figures(results)
    if "searching_large" in results:
        large = _records(results) + int(results.number("enlarging", "added"))
        yield from _searching(results, "searching_large", large)
    yield from _hub(results)


def _records(results: Results) -> int:
    return int(sum(results.number("floor", "records", kind) for kind in results.names("floor", "records")))


def _push(results: Results) -> Iterator[Figure]:
    yield Figure(
        "send all records: bodies up",
        results.number("push", "up"),
        "bytes",
        beside="with the snapshots that the coordinator’s computer makes of them at the end",
    )
    yield Figure("send all records: bodies down", results.number("push", "down"), "bytes")
    yield Figure(
        "send all records until each is published here",
        results.number("push", "readable_seconds"),
        "seconds",
        beside=f"{results.number('push', 'hub_seconds'):.1f} s of the hub’s processor time",
    )
    yield Figure("memory while sending", results.number("push", "memory") / MB, "MB", Budget(200), _LAID_OUT)


def _first_sync(results: Results) -> Iterator[Figure]:
    step = "first_sync"
    name, used = "first sync", f"{results.number(step, 'snapshots'):.0f} feeds come by their snapshots"
    down, floor = results.number(step, "down"), results.number("floor", "zstd_19")
    yield Figure("join (enrol) before the first sync: bodies both ways", _both(results, "enrol"), "bytes")
    yield Figure(f"{name}, as a new member has it: bodies up", results.number(step, "up"), "bytes", beside=used)
    yield Figure(
        f"{name}: bodies down",
        down,
        "bytes",
        Budget(round(_BUDGET_BY_ZSTD * floor)),
        _BESIDE_SNAPSHOTS,
        f"{down / floor:.2f} × `zstd -19` of the same records ({floor:,.0f} bytes)",
    )
    yield from _applying(results, step, name, "snapshot rows", {"searchable": (Budget(5_000, is_most=False), _ROWS)})
    yield Figure(f"{name}: memory", results.number(step, "memory") / MB, "MB", Budget(200))
    yield Figure("vault on disk after it", results.number("opening", "size"), "bytes")
    step, name = "entries_sync", "change by change"
    down = results.number(step, "down")
    yield Figure(
        f"the same {name}, as where nobody has made a snapshot: bodies down",
        down,
        "bytes",
        beside=f"{down / floor:.2f} × `zstd -19`",
    )
    budgets = {
        "readable": (Budget(4_000, is_most=False), _ENTRIES),
        "searchable": (Budget(2_500, is_most=False), _INDEX),
    }
    yield from _applying(results, step, name, "entries", budgets)
    yield Figure(f"{name}: memory", results.number(step, "memory") / MB, "MB", Budget(200))


def _applying(
    results: Results, step: str, name: str, what: str, budgets: Mapping[str, tuple[Budget, str]]
) -> Iterator[Figure]:
    """Yield how long a first sync took until it was readable and searchable, and how many it applied in a second."""
    applied = results.number(step, "applied")
    for word in ("readable", "searchable"):
        seconds, processor = results.number(step, f"{word}_seconds"), results.number(step, f"{word}_processor")
        budget, why = budgets.get(word, (None, ""))
        yield Figure(f"{name}: until everything is {word}", seconds, "seconds")
        yield Figure(
            f"{name}: {what} applied, {word}",
            applied / seconds,
            "/s",
            budget,
            why,
            f"{applied / processor:,.0f}/s of this process’s own processor time",
        )


def _both(results: Results, *path: str) -> float:
    return results.number(*path, "up") + results.number(*path, "down")


def _headers(results: Results, *path: str) -> str:
    raw = results.number(*path, "raw_up") + results.number(*path, "raw_down")
    return f"and {raw - _both(results, *path):,.0f} bytes of HTTP headers both ways"


def _small_syncs(results: Results) -> Iterator[Figure]:
    yield Figure(
        "nothing changed: bodies both ways",
        _both(results, "nothing_new"),
        "bytes",
        Budget(400),
        _ONE_CHANGE,
        _headers(results, "nothing_new"),
    )
    yield Figure(
        "nothing changed: until the answer is kept", results.number("nothing_new", "readable_seconds"), "seconds"
    )
    names = {"one_field": "one edited field", "hundred_edits": "a hundred edits"}
    for step, name in names.items():
        budget = Budget(400) if step == "one_field" else None
        yield Figure(
            f"{name}: body up",
            results.number(step, "sent", "up"),
            "bytes",
            budget,
            _ONE_CHANGE,
            f"answered by {results.number(step, 'sent', 'down'):,.0f}; {_headers(results, step, 'sent')}",
        )
        yield Figure(
            f"{name}: body down to another computer",
            results.number(step, "received", "down"),
            "bytes",
            budget or Budget(40 * KB),
            _ONE_CHANGE if budget else _TEXTS,
            f"asked by {results.number(step, 'received', 'up'):,.0f}; {_headers(results, step, 'received')}",
        )
    yield Figure(
        "a hundred edits, received until searchable",
        results.number("hundred_edits", "received", "searchable_seconds"),
        "seconds",
    )
    yield from _stick_figures(results)
    edits = results.number("month_away", "edits")
    yield Figure(
        f"a month away, {edits:.0f} changes among {_records(results):,} records: body down",
        results.number("month_away", "received", "down"),
        "bytes",
        Budget(30 * KB),
        _NO_ROLLUPS,
        f"{results.number('month_away', 'received', 'down') / edits:.0f} B a change; "
        f"asked by {results.number('month_away', 'received', 'up'):,.0f}; "
        f"{_headers(results, 'month_away', 'received')}",
    )


def _stick_figures(results: Results) -> Iterator[Figure]:
    """Yield what a hundred edits weigh and take by a stick, each way."""

    def number(name: str) -> float:
        return results.number("by_stick", name)

    changes = number("changes")
    yield Figure(
        f"by stick: {changes:.0f} edits, carried out",
        number("out_bytes"),
        "bytes",
        beside=f"in {number('out_seconds'):.1f} s",
    )
    yield Figure(
        "by stick: written by the hub, for everybody",
        number("hub_bytes"),
        "bytes",
        beside=f"the whole network, with the answers; in {number('hub_seconds'):.1f} s, the start of its program in it",
    )
    yield Figure(
        "by stick: home again, until each is published here",
        number("home_seconds"),
        "seconds",
        beside=f"{number('answered'):.0f} answers",
    )
    yield Figure(
        "by stick: carried in by another computer, until searchable",
        number("in_seconds"),
        "seconds",
        beside=f"{number('in_entries'):.0f} entries of {number('in_bytes'):,.0f} bytes",
    )


def _unlocking(results: Results) -> Iterator[Figure]:
    yield Figure(
        "start after a kill while the vault was written, until the answer of `status`",
        results.number("killed", "seconds"),
        "seconds",
        Budget(3.0),
        _BUSY,
        f"the longest of {results.number('killed', 'kills'):.0f}; with the start of Python and the key derivation",
    )
    yield Figure(
        "unlock: key derivation",
        results.number("opening", "key_derivation"),
        "seconds",
        beside="at the floor cost (64 MiB, 3 passes); a new vault is tuned to about one second of its computer",
    )
    parts = ("database", "chain", "list")
    seconds = [results.number("opening", part) for part in parts]
    shown = ", ".join(f"{part} {value * 1000:.1f}" for part, value in zip(parts, seconds, strict=True))
    yield Figure(
        "unlock: then to a usable list of all organisations",
        sum(seconds),
        "seconds",
        Budget(0.5),
        _BUSY,
        f"in ms: {shown}",
    )


def _searching(results: Results, step: str, records: int) -> Iterator[Figure]:
    name = f"search over {records:,} records"
    groups = {group: results.number(step, "groups", group, "p95") for group in results.names(step, "groups")}
    scripts = ", ".join(f"{group} {p95 * 1000:.1f}" for group, p95 in sorted(groups.items()) if group != "all")
    yield Figure(f"{name}, p50", results.number(step, "groups", "all", "p50") * 1000, "ms")
    yield Figure(f"{name}, p95", groups["all"] * 1000, "ms", Budget(50), _FREQUENT, f"p95 by script: {scripts}")
    yield Figure(f"memory during it ({records:,} records)", results.number(step, "memory") / MB, "MB", Budget(200))


def window_figures(results: Results) -> Iterator[Figure]:
    """Yield the figures of the window alone."""
    for page in results.names("lists"):
        yield Figure(
            f"window: read the whole list of *{page}*, beside the window",
            results.number("lists", page),
            "seconds",
            beside="processor time",
        )
    yield Figure(
        "window: start of the program until the unlock screen is painted",
        results.number("window_start", "warm"),
        "seconds",
        Budget(1.0),
        _BUSY,
        f"{results.number('window_start', 'cold'):.1f} s the very first time, when Python compiles its modules",
    )
    yield Figure(
        "window: unlock, after the key derivation, until Home is whole",
        results.number("window", "unlock_to_home"),
        "seconds",
        Budget(0.5),
        _BUSY,
    )
    for page in results.names("window", "pages"):
        for visit, said in (("again", "longest time without an answer to a key"), ("first", "for the first time")):
            blocked, processor, whole = (results.number("window", "pages", page, f"{visit}_{name}") for name in _TURNS)
            yield Figure(
                f"window: to *{page}*, {said}",
                blocked,
                "seconds",
                Budget(0.1),
                _BUSY if visit == "again" else _BUILT,
                f"processor time {processor * 1000:.0f} ms; whole after {whole * 1000:.0f} ms",
            )
    for act in results.names("window", "acts"):
        blocked, processor, whole = (results.number("window", "acts", act, name) for name in _TURNS)
        yield Figure(
            f"window: {act}, longest time without an answer to a key",
            blocked,
            "seconds",
            Budget(0.1),
            _BUILT,
            f"processor time {processor * 1000:.0f} ms; whole after {whole * 1000:.0f} ms",
        )
    yield Figure("window: search as one types, p50", results.number("window", "typed_p50") * 1000, "ms")
    yield Figure(
        "window: search as one types, p95", results.number("window", "typed_p95") * 1000, "ms", Budget(50), _FREQUENT
    )
    yield Figure(
        "window: memory after all pages and searches",
        results.number("window", "memory_now") / MB,
        "MB",
        Budget(200),
        _QT,
    )


def _hub(results: Results) -> Iterator[Figure]:
    count = results.number("exchanges", "count")
    used = results.number("exchanges", "hub_seconds")
    yield Figure(
        "exchanges without news, one computer after its own answer",
        count / results.number("exchanges", "seconds"),
        "/s",
        beside=f"{used / count * 1000:.1f} ms of the hub’s processor time each",
    )
    if "enlarging" in results:
        indexed = results.number("enlarging", "indexed")
        yield Figure("records indexed from the vault", indexed / results.number("enlarging", "seconds"), "/s")
