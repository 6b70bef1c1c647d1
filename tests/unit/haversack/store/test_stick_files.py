import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from haversack.store.stick_files import StickError, cluster_of, stick_errors


class WindowsError(OSError):
    """What Windows raises: one errno for many causes, and its own number beside it."""

    def __init__(self, winerror: int) -> None:
        super().__init__(errno.EACCES, "access")
        self.winerror = winerror


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (WindowsError(5), "no_access"),
        (WindowsError(19), "read_only"),
        (WindowsError(21), "gone"),
        (WindowsError(1167), "gone"),
        (OSError(errno.EROFS, "read-only"), "read_only"),
        (OSError(errno.ENOSPC, "full"), "full"),
        (OSError(errno.ENODEV, "gone"), "gone"),
    ],
    ids=["refused", "switch", "not ready", "pulled out", "read-only", "full", "no device"],
)
def test_what_a_system_says_of_a_stick_becomes_a_reason(error: OSError, reason: str) -> None:
    with pytest.raises(StickError) as raised, stick_errors():
        raise error
    assert raised.value.reason == reason


def test_clusters_are_as_the_system_says_or_as_large_as_they_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cluster_of(tmp_path) == os.statvfs(tmp_path).f_frsize
    monkeypatch.delattr(os, "statvfs")
    sizes = []
    for total in (16 << 30, 64 << 30):
        monkeypatch.setattr(shutil, "disk_usage", lambda folder, total=total: SimpleNamespace(total=total))
        sizes.append(cluster_of(tmp_path))

    assert sizes == [32 << 10, 128 << 10]
    monkeypatch.undo()
    with pytest.raises(StickError) as gone:
        cluster_of(tmp_path / "pulled out")
    assert gone.value.reason == "gone"
