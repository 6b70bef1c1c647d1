"""`make bench`: measures speed and sizes, prints them as JSON, and writes `docs/benchmarks.md`."""

import argparse
import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from haversack.clock import system_clock
from tests.benchmarks.figures import Results, figures, window_figures
from tests.benchmarks.installer_sizes import section_of
from tests.benchmarks.kit_section import KitRun, kit_figures, with_kit
from tests.benchmarks.kit_section import section_of as kit_section_of
from tests.benchmarks.link_figures import link_figures
from tests.benchmarks.looking import LARGE
from tests.benchmarks.measured import READER, Settings
from tests.benchmarks.network import FULL_SIZE
from tests.benchmarks.page import Run, write_page
from tests.benchmarks.steps import STEPS
from tests.integration.processes import HubProcess

_ROOT: Final = Path(__file__).parents[2]
_PAGE: Final = _ROOT / "docs" / "benchmarks.md"
_LARGE: Final = 100_000
_LARGE_STEPS: Final = ("enlarging", "searching_large")
_QUICK: Final = 300
_QUICK_STEPS: Final = ("fill", "push", "enrol", "first_sync", "enlarging")
_LINK_STEP: Final = "bad_link"
_KIT_STEPS: Final = ("kit_built", "kit_taken", "kit_by_changes")
_WINDOW_STEPS: Final = ("lists", "window_start", "window")
_PACKAGES: Final = ("haversack", "cryptography", "sqlcipher3", "SQLAlchemy", "msgspec", "zstandard", "uvicorn")
_HUB_SETTINGS: Final = "requests_per_device_and_minute = 100000\nrequest_burst = 100000\n"


def main() -> None:
    """Run the benchmark."""
    options = _options()
    if options.window:
        _measure_window(options.records, options.seed)
        return
    if options.link:
        _measure_link(options.seed, options.times)
        return
    if options.kit:
        _measure_kit(options)
        return
    clock = system_clock()
    load, started = os.getloadavg()[0], clock.monotonic()
    results = _measured(options)
    found = Results(results)
    run = Run(
        date=datetime.fromtimestamp(clock.wall_ms() / 1000, UTC).date().isoformat(),
        command="make bench" if len(sys.argv) == 1 else f"make bench ARGS={' '.join(sys.argv[1:])!r}",
        machine=_machine(),
        load=load,
        seconds=clock.monotonic() - started,
        versions={"Python": platform.python_version(), **{name: metadata.version(name) for name in _PACKAGES}},
        records={kind: int(found.number("floor", "records", kind)) for kind in found.names("floor", "records")},
        ndjson=int(found.number("floor", "ndjson")),
        zstd_19=int(found.number("floor", "zstd_19")),
        large=options.large,
        times=options.times,
    )
    all_figures = [*figures(found), *link_figures(found)]
    shown = [{**asdict(figure), "missed_by": figure.miss} for figure in all_figures]
    text = json.dumps({**asdict(run), "figures": shown, "steps": results}, indent=1, ensure_ascii=False)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    # Only the full network is comparable with anything, so only it is written down.
    if options.page or options.records == FULL_SIZE:
        page = options.page or _PAGE
        # Kits, and sizes of installers, are of other commands: what these wrote stays.
        before = page.read_text("utf-8") if page.exists() else ""
        kept = [part.strip("\n") for part in (kit_section_of(before), section_of(before)) if part]
        page.write_text("\n\n".join((write_page(run, all_figures).rstrip("\n"), *kept)) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--records", type=int, default=FULL_SIZE, metavar="N", help="size of the network (100 or more)")
    parser.add_argument("--large", type=int, metavar="N", help="records of the second search; 0 leaves it out")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, another network")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON here as well")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page here, whatever the size")
    parser.add_argument("--window", action="store_true", help="only the window, on a vault made the quick way; no page")
    parser.add_argument("--kit", action="store_true", help="only a kit on a slow stick; writes its section of the page")
    parser.add_argument("--link", action="store_true", help="only the bad link; no page")
    parser.add_argument("--times", type=float, default=20, metavar="N", help="how many times faster the bad link is")
    options = parser.parse_args()
    if options.large is None:
        options.large = _LARGE if options.records == FULL_SIZE else 0
    if options.records < 100 or 0 < options.large < options.records:
        parser.error("--records must be 100 or more, and --large not smaller")
    return options


def _measured(options: argparse.Namespace) -> dict[str, object]:
    """Run every step; return what each measured, by its name."""
    with _prepared(options.records, options.large, options.seed, options.times) as folder:
        return {step: _run(step, folder) for step in STEPS if _is_of_the_page(step, options.large)}


def _is_of_the_page(step: str, large: int) -> bool:
    return step not in _KIT_STEPS and (large > 0 or step not in _LARGE_STEPS)


def _measure_kit(options: argparse.Namespace) -> None:
    """Run the steps of a kit on a slow stick, and write their section if the network is of the full size."""
    clock = system_clock()
    load, started = os.getloadavg()[0], clock.monotonic()
    with _prepared(options.records, 0, options.seed) as folder:
        results = {step: _run(step, folder) for step in ("fill", "push", *_KIT_STEPS)}
    run = KitRun(
        date=datetime.fromtimestamp(clock.wall_ms() / 1000, UTC).date().isoformat(),
        command=f"make bench ARGS={' '.join(sys.argv[1:])!r}" if len(sys.argv) > 2 else "make bench ARGS=--kit",
        machine=_machine(),
        load=load,
        records=options.records,
        seconds=clock.monotonic() - started,
    )
    found = list(kit_figures(Results(results)))
    shown = [{**asdict(figure), "missed_by": figure.miss} for figure in found]
    print(json.dumps({**asdict(run), "figures": shown, "steps": results}, indent=1, ensure_ascii=False))
    if options.page or options.records == FULL_SIZE:
        page = options.page or _PAGE
        page.write_text(with_kit(page.read_text("utf-8"), run, found), encoding="utf-8")


def _measure_window(records: int, seed: int) -> None:
    """Run the steps of the window; only a small part of their vault comes over the wire, the rest is put into it."""
    with _prepared(_QUICK, max(records, _QUICK), seed) as folder:
        for step in _QUICK_STEPS:
            _run(step, folder)
        shutil.rmtree(folder / READER)
        (folder / LARGE).rename(folder / READER)
        results = {step: _run(step, folder) for step in _WINDOW_STEPS}
    shown = [{**asdict(figure), "missed_by": figure.miss} for figure in window_figures(Results(results))]
    print(json.dumps({"machine": _machine(), "figures": shown, "steps": results}, indent=1, ensure_ascii=False))


def _measure_link(seed: int, times: float) -> None:
    """Run the step of the bad link, which has hubs of its own."""
    with tempfile.TemporaryDirectory(prefix="haversack-bench-") as name:
        Settings(0, seed, 0, "", 0, "", times).save(Path(name))
        results = {_LINK_STEP: _run(_LINK_STEP, Path(name))}
    shown = [{**asdict(figure), "missed_by": figure.miss} for figure in link_figures(Results(results))]
    print(json.dumps({"machine": _machine(), "figures": shown, "steps": results}, indent=1, ensure_ascii=False))


@contextlib.contextmanager
def _prepared(records: int, large: int, seed: int, times: float = 1.0) -> Iterator[Path]:
    """Make a folder for the steps of one run, and run its hub."""
    with tempfile.TemporaryDirectory(prefix="haversack-bench-") as name, _hub(Path(name) / "hub") as hub:
        folder = Path(name)
        process = hub._process
        if process is None:
            raise RuntimeError("the hub is not running")
        Settings(records, seed, large, hub.address, process.pid, hub.token, times).save(folder)
        yield folder


@contextlib.contextmanager
def _hub(folder: Path) -> Iterator[HubProcess]:
    """Run a hub that lets one computer ask as often as a benchmark does."""
    folder.mkdir(mode=0o700)
    (folder / "hub.toml").write_text(_HUB_SETTINGS, encoding="ascii")
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    hub = HubProcess(folder, environment, is_loaded=False)
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


def _run(step: str, folder: Path) -> object:
    """Run a step in a process of its own."""
    clock = system_clock()
    started = clock.monotonic()
    command = [sys.executable, "-m", "tests.benchmarks.steps", step, str(folder)]
    done = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    print(f"{step:16} {clock.monotonic() - started:6.1f} s", file=sys.stderr)
    return json.loads(done.stdout)


def _machine() -> str:
    cores = os.cpu_count() or 0
    memory = Path("/proc/meminfo")
    known = memory.read_text(encoding="ascii").split()[1] if memory.exists() else ""
    size = f", {int(known) / 1024**2:.0f} GiB" if known else ""
    priority = os.nice(0)
    before_others = f", run at priority {priority}" if priority else ""
    return f"{cores} cores, {platform.machine()}{size}, {platform.system()}{before_others}; {_pace()}"


def _pace() -> str:
    """Say how fast the machine is today: virtual ones differ by half from day to day."""
    clock = system_clock()
    begun = clock.monotonic()
    sum(range(10_000_000))
    return f"Python adds up ten million numbers in {(clock.monotonic() - begun) * 1000:.0f} ms"


if __name__ == "__main__":
    main()
