"""What comes with the program, made as `make starter` makes it, from the small sample of the tests."""

import sys
from pathlib import Path

from tests.architecture.source_tree import ROOT

sys.path.insert(0, str(ROOT / "packaging" / "starter"))

from make_starter_network import make


def make_starter(folder: Path) -> tuple[str, str]:
    """Make the starter network in a folder; return where it lies and its fingerprint, as the program finds them."""
    return str(folder), make(ROOT / "tests" / "data" / "sample_network", folder)
