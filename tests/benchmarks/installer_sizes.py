"""The section on installers of `docs/benchmarks.md`, from what the last builds noted. Must not hold a number itself.

`python -m tests.benchmarks.installer_sizes` writes it (`make sizes`); a run of `make bench` leaves it as it is.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from payload.sizes import BUDGETS, KitSize, Size, read_kit, read_sizes

_PAGE: Final = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_TITLE: Final = "## Installers"
_WHAT: Final = """\
Sizes of what `make installers` built, written by `make sizes`. 1 MB is a million bytes; *installed* is the program
without vaults. A kit holds these files as they are.
"""
_KIT: Final = "What the kit of the last rehearsal (`make rehearse`) holds besides them:\n"


def main() -> None:
    """Write the section."""
    sizes = read_sizes()
    if not sizes:
        raise SystemExit("sizes: nothing was built: run `make installers`")
    _PAGE.write_text(with_sizes(_PAGE.read_text("utf-8"), sizes, read_kit()), "utf-8")


def with_sizes(page: str, sizes: Sequence[Size], kit: KitSize | None = None) -> str:
    """Return a page with the section of sizes at its end, in the place of an older one."""
    return f"{page.partition(_TITLE)[0].rstrip()}\n\n{''.join(_section(sizes, kit))}"


def section_of(page: str) -> str:
    """Return the section of a page; empty where it has none."""
    return "".join(page.partition(_TITLE)[1:])


def _section(sizes: Sequence[Size], kit: KitSize | None) -> Iterator[str]:
    yield f"{_TITLE}\n\n{_WHAT}\n| file | installer | budget | installed |\n| --- | ---: | ---: | ---: |\n"
    for size in sizes:
        most = 0 if "hub" in size.name else BUDGETS.get(Path(size.name).suffix, 0)
        budget = "–" if not most else f"≤ {most / 1e6:.0f} MB{'' if size.installer <= most else ' **missed**'}"
        yield f"| {size.name} | {size.installer / 1e6:.1f} MB | {budget} | {size.installed / 1e6:.1f} MB |\n"
    if kit is not None:
        yield f"\n{_KIT}\n| in a kit besides the installers | size |\n| --- | ---: |\n"
        yield f"| the network's folder: the starter content and an invitation | {kit.network / 1e3:,.0f} kB |\n"
        yield f"| pages, network file, description, checksums | {kit.rest / 1e3:,.0f} kB |\n"
        yield f"| files of both | {kit.files} |\n"


if __name__ == "__main__":
    main()
