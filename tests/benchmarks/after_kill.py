"""The start after a kill: a process that writes into the vault is killed, and another one opens it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from haversack.operations.searching import update_index
from tests.benchmarks.measured import PASSPHRASE, READER, Settings, vault

Numbers = dict[str, object]
_KILLS: Final = 3
_READY: Final = b"w"


def killed(folder: Path, _settings: Settings) -> Numbers:
    """Kill a process in the middle of indexing the whole vault; time the verb `status` on what it leaves."""
    shutil.copytree(folder / READER, folder / "killed")
    (folder / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
    try:
        return {"kills": _KILLS, "seconds": max(_kill_and_start(folder) for _ in range(_KILLS))}
    finally:
        shutil.rmtree(folder / "killed")


def _kill_and_start(folder: Path) -> float:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _write_for_ever(folder, writing)
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    # In the middle of a transaction: one batch of the index takes longer than this.
    time.sleep(0.5)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    started = time.monotonic()
    words = ["status", "--vault", str(folder / "killed"), "--passphrase-file", str(folder / "passphrase")]
    subprocess.run([sys.executable, "-m", "haversack", *words], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - started


def _write_for_ever(folder: Path, ready: int) -> None:
    try:
        with vault(folder, "killed") as workspace:
            with workspace.replica.transaction() as connection:
                workspace.index.begin_anew(connection)
            os.write(ready, _READY)
            update_index(workspace)
    finally:
        os._exit(1)
