"""The lock files: every package pinned by hash, from nowhere in particular, and in step with `pyproject.toml`."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.architecture.source_tree import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def broken_lines(text: str) -> list[str]:
    """Give the requirements of a lock file that are not pinned, or not hashed, or name a place to fetch from."""
    requirements = [each for each in text.replace("\\\n", " ").splitlines() if not each.lstrip().startswith("#")]
    fits = re.compile(r"[a-z0-9-]+==[a-z0-9.]+( ; .+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    return [each for each in requirements if not fits.fullmatch(each) or "://" in each]


def versions(lock: Path) -> dict[str, str]:
    """Give name → version of a lock file."""
    return dict(re.findall(r"^([a-z0-9-]+)==([a-z0-9.]+)", lock.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_pins_every_package_by_hash_and_names_no_host(lock: Path) -> None:
    assert broken_lines(lock.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "requests==2.34.2",
        f"requests>=2.34 --hash=sha256:{'a' * 64}",
        f"requests==2.34.2 --hash=md5:{'a' * 32}",
        "--index-url https://mirror.example/simple",
        f"requests @ https://mirror.example/requests.whl --hash=sha256:{'a' * 64}",
        "-e .",
    ],
)
def test_a_bad_line_of_a_lock_file_is_found(line: str) -> None:
    assert broken_lines(f"idna==3.20 \\\n    --hash=sha256:{'0' * 64}\n    # via requests\n{line}\n") == [line]


@pytest.mark.parametrize(("lock", "extras"), [("dev", list(EXTRAS)), ("hub", ["hub"]), ("desktop", ["desktop"])])
def test_a_lock_file_has_what_the_project_asks_for(lock: str, extras: list[str]) -> None:
    locked = versions(ROOT / "requirements" / f"{lock}.lock")
    asked = [Requirement(each) for group in (PROJECT["dependencies"], *map(EXTRAS.get, extras)) for each in group]

    stale = [str(each) for each in asked if not each.specifier.contains(locked.get(each.name.lower(), "0"))]

    assert stale == [], "run `make lock`"


@pytest.mark.parametrize("lock", ["hub", "desktop"])
def test_operators_and_installers_get_the_versions_that_were_tested(lock: str) -> None:
    assert versions(ROOT / "requirements" / f"{lock}.lock").items() <= versions(ROOT / "requirements/dev.lock").items()


def test_every_lock_file_is_looked_at() -> None:
    assert {each.stem for each in LOCKS} == {"dev", "hub", "desktop", "freeze", "lock-tools"}
