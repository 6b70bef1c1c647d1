"""The version that the program says is the one that it is installed by."""

import tomllib
from pathlib import Path

from haversack import __version__

ROOT = Path(__file__).parents[4]


def test_the_program_says_the_version_that_its_packages_carry() -> None:
    """A constant, so that the page that says it need not look among all packages."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert __version__ == declared
