"""What code a long run tried: what was kept of a run of other code does not count."""

import hashlib
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = (
    "sync",
    "desktop/haversack/operations",
    "desktop/haversack/store",
    "tests/simulation",
    "tests/killing",
    "tests/unit/haversack_sync/model",
)
"""What histories and kills run, with what judges them."""


def fingerprint(root: Path = _ROOT) -> str:
    """Return what stands for the code that is tried."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
