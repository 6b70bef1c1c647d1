"""House rules about files: how long, how named, where. Each is a small program; its docstring says why it exists."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from tests.architecture.source_tree import Finding, Source

TreeRule = Callable[[list[Source]], Iterator[Finding]]

MAX_LINES: Final = 400


def files_are_short(sources: Iterable[Source]) -> Iterator[Finding]:
    """A file of code has at most 400 lines.

    Why: every project we learnt from has one file of thousands of lines that nobody dares to touch, and a test file
    that grew with it. Split by what the parts do.
    """
    for source in sources:
        lines = source.text.count("\n")
        if source.path.suffix in {".py", ".sh"} and lines > MAX_LINES:
            yield source.finding(0, f"{lines} lines; split it by what the parts do")


DRAWERS: Final = {"common", "helper", "helpers", "manager", "managers", "misc", "miscellaneous", "util", "utils"}


def names_say_what_is_inside(sources: Iterable[Source]) -> Iterator[Finding]:
    """No module or folder is called by a name that could hold anything.

    Why: a drawer fills up, everything imports it, and it imports everything.
    """
    for source in sources:
        words = {word for part in source.path.with_suffix("").parts for word in part.lower().split("_")}
        if source.path.suffix == ".py" and words & DRAWERS:
            yield source.finding(0, f"{', '.join(sorted(words & DRAWERS))}: name it by what it does")


def packaging_is_no_package(sources: Iterable[Source]) -> Iterator[Finding]:
    """Nothing under `packaging/` has an `__init__.py`.

    Why: it would hide the PyPI library of that name, which pip, pytest and others import.
    """
    for source in sources:
        if source.is_under("packaging") and source.path.name == "__init__.py":
            yield source.finding(0, "remove it: packaging/ holds scripts, not modules")


UNIT: Final = PurePosixPath("tests/unit")
PACKAGES: Final = {"haversack": PurePosixPath("desktop"), "haversack_sync": PurePosixPath("sync")}


def unit_tests_mirror_the_source(sources: Iterable[Source]) -> Iterator[Finding]:
    """`tests/unit/a/b/test_c.py` tests `a/b/c.py`, or the package `a/b/c/`; `test_c_in_parts.py` is a part of it.

    Why: any path can be guessed from the other, and a test whose module is gone is noticed.
    """
    paths = {source.path for source in sources}
    places = paths | {parent for path in paths for parent in path.parents}
    for path in sorted(paths):
        if not (path.is_relative_to(UNIT) and path.name.startswith("test_")):
            continue
        inside = path.parent.relative_to(UNIT)
        root = PACKAGES.get(inside.parts[0] if inside.parts else "")
        words = path.stem.removeprefix("test_").split("_")
        names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
        if root is None or not any(
            root / inside / f"{name}.py" in places or root / inside / name in places for name in names
        ):
            yield Finding(path, 0, "no module of that name at that place in the source")


HOSTS: Final = re.compile(
    r"""pypi[.]org | pythonhosted[.]org | npmjs[.](?:org|com) | (?:deb|security|snapshot)[.]debian[.]org
    | (?:archive|security|ports)[.]ubuntu[.]com | proxy[.]golang[.]org | crates[.]io""",
    re.VERBOSE,
)
MACHINE_PATHS: Final = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|farm)/|[.][.]/shared\b|/root/[.]")


def no_place_of_one_machine(sources: Iterable[Source]) -> Iterator[Finding]:
    """No file that git tracks names a registry's host or a path of one computer.

    Why: each country, office and builder reaches packages by another way (a mirror, a folder on a stick); hashes say
    what to trust, not where it came from. A path of one computer works on that one only.
    """
    for source in sources:
        for number, line in enumerate(source.text.splitlines(), start=1):
            found = HOSTS.search(line) or MACHINE_PATHS.search(line)
            if found:
                yield source.finding(number, f"{found.group().strip()!r}: say it without a host or a computer's path")


TREE_RULES: Final[tuple[TreeRule, ...]] = (
    files_are_short,
    names_say_what_is_inside,
    packaging_is_no_package,
    unit_tests_mirror_the_source,
)
TRACKED_RULES: Final[tuple[TreeRule, ...]] = (no_place_of_one_machine,)
