"""What a power cut leaves of a database that was being written: each sector old or new, in no order (D1).

Until a commit is synced, a disk may have any part of it, a later one without an earlier one. Must not know what the
files hold. Pages that SQLite moves out of its log come after the log was synced, so those are torn and the log is whole
(https://sqlite.org/wal.html).
"""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SECTOR_BYTES: Final = 512
"""What a disk writes whole or not at all."""
LOG_SUFFIX: Final = "-wal"
_MEMORY_SUFFIX: Final = "-shm"
_HEADER_BYTES: Final = 32
"""Of a log that begins anew: SQLite syncs it before anything behind it is written."""


@dataclass(frozen=True, slots=True)
class Files:
    """The bytes of a database and of its log at one moment."""

    database: bytes
    log: bytes

    @classmethod
    def read(cls, path: Path) -> "Files":
        """Read them as they are now, whoever has them open."""
        log = _log_of(path)
        return cls(path.read_bytes(), log.read_bytes() if log.exists() else b"")

    def write(self, path: Path) -> None:
        """Put them where a database was, which nobody has open."""
        path.write_bytes(self.database)
        _log_of(path).write_bytes(self.log)
        path.with_name(path.name + _MEMORY_SUFFIX).unlink(missing_ok=True)


def torn(before: Files, after: Files, *, seed: str) -> Files:
    """Return what may be left when the power goes while a commit is on its way to the disk.

    Args:
        before: As of the last commit that was synced, with what was written since.
        after: As the commit leaves them.
        seed: What chance is drawn from.
    """
    numbers = random.Random(seed)
    header = after.log[:_HEADER_BYTES]
    if before.database != after.database:
        return Files(_mixed(before.database, after.database, numbers), after.log)
    return Files(before.database, _mixed(header + before.log[_HEADER_BYTES:], after.log, numbers))


def _mixed(before: bytes, after: bytes, numbers: random.Random) -> bytes:
    share = numbers.choice((0.1, 0.5, 0.9, 0.99))
    left = bytearray(before)
    for start in range(0, len(after), SECTOR_BYTES):
        sector = after[start : start + SECTOR_BYTES]
        if sector != before[start : start + SECTOR_BYTES] and numbers.random() < share:
            left.extend(bytes(max(0, start - len(left))))
            left[start : start + len(sector)] = sector
    return bytes(left)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + LOG_SUFFIX)
