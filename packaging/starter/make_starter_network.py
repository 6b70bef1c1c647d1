"""Makes the network that comes with the program: the starter content as a folder that anybody can look around in.

    make_starter_network.py CONTENT TARGET

The same folder as `haversack-hub carry` writes, with a network of its own: its root, its coordinator and its hub live
as long as this script and are never seen again, so nobody can ever add to it. `TARGET/fingerprint` says which network
it is; the program goes on only with that one. Organisations and contact lines are `open` here, since nobody can be a
member of it. Must not change CONTENT.
"""

import argparse
import csv
import logging
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from haversack.clock import system_clock
from haversack.operations.founding import NewNetwork, found
from haversack.operations.publishing import publish
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import opened
from haversack.store.cost import COST_FLOOR
from haversack_sync.hub.carry import carry
from haversack_sync.hub.clock import SystemClock
from haversack_sync.hub.data_folder import DataFolder, load_keys, load_token, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.service import Hub, Parts
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.profile import show_fingerprint

NAME: Final = "Haversack starter content"
FINGERPRINT: Final = "fingerprint"
_FOR_MEMBERS: Final = ("organisations", "contacts")
"""Content that is for members where nobody says otherwise: tables and folders of these names."""
_OPEN: Final = "open"
_MARK: Final = "---"


def make(content: Path, target: Path) -> str:
    """Make the network's folder anew.

    Args:
        content: An authoring folder.
        target: Is replaced; `haversack-<16 hex digits>` and `fingerprint` lie in it afterwards.

    Returns:
        The fingerprint, as people compare it.
    """
    with tempfile.TemporaryDirectory(prefix="haversack-starter-") as made:
        base = Path(made)
        shutil.copytree(content, base / "content")
        open_to_everybody(base / "content")
        root = _publish(base)
        carry(base / "hub", base / "carried")
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(base / "carried", target)
    fingerprint = show_fingerprint(root)
    # Written last: a folder without it is none, so a build that was interrupted is made again.
    (target / FINGERPRINT).write_text(fingerprint + "\n", encoding="ascii")
    return fingerprint


def open_to_everybody(content: Path) -> None:
    """Let a folder say of everything that would be for members that everybody may read it."""
    for name in _FOR_MEMBERS:
        for table in content.glob(f"{name}.csv"):
            _open_table(table)
        for page in (content / name).rglob("*.md"):
            # A translation (`name.fr.md`) belongs to its record, and has no audience of its own.
            if "." not in page.stem:
                _open_page(page)


def _open_table(table: Path) -> None:
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = dict.fromkeys([*(rows[0] if rows else ()), "audience"])
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns))
        writer.writeheader()
        # What only coordinators may see is for nobody here.
        writer.writerows(row | {"audience": _OPEN} for row in rows if row.get("audience") != "coordinators")


def _open_page(page: Path) -> None:
    lines = page.read_text("utf-8").splitlines(keepends=True)
    end = next(place for place, line in enumerate(lines[1:], start=1) if line.strip() == _MARK)
    kept = [line for line in lines[1:end] if not line.startswith("audience:")]
    page.write_text("".join([lines[0], f"audience: {_OPEN}\n", *kept, *lines[end:]]), "utf-8")


def _publish(base: Path) -> bytes:
    """Found the network on a hub in this process and publish; return the network's root."""
    folder = DataFolder(base / "hub")
    prepare(folder)
    database = open_database(folder.database, migrate=True)
    try:
        keys, token = load_keys(folder, random=os.urandom), load_token(folder, random=os.urandom)
        objects = FolderObjects(folder.objects, folder.uploads)
        limits = HubLimits(requests_per_device_and_minute=1_000_000, request_burst=1_000_000)
        endpoint = HubEndpoint(Hub(Parts(SqliteLedger(database), objects, keys, token, limits, SystemClock())))
        clock, passphrase = system_clock(), secrets.token_hex()
        # It names no hub: there is none to meet.
        new = NewNetwork(base / "vault", passphrase, NAME, "", token, COST_FLOOR)
        founded = found(new, endpoint, clock=clock)
        with opened(base / "vault", passphrase, clock=clock) as workspace:
            publish(workspace, base / "content")
            result = synchronise(workspace, endpoint, Wishes())
        if result.waiting or result.refused:
            raise RuntimeError("the starter content was not accepted whole")
    finally:
        database.close()
    return founded.root


def main() -> None:
    """Read what was typed and make it."""
    parser = argparse.ArgumentParser(description="The network that comes with the program")
    parser.add_argument("content", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    fingerprint = make(options.content, options.target)
    size = sum(path.stat().st_size for path in options.target.rglob("*") if path.is_file())
    sys.stdout.write(f"starter network: {size / 1000:,.0f} KB, fingerprint {fingerprint}\n")


if __name__ == "__main__":
    main()
