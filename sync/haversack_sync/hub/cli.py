"""The command `haversack-hub`: serve, status and carry. The only module of the hub that talks to people."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from haversack_sync.hub import logs
from haversack_sync.hub.carry import Carried, carry
from haversack_sync.hub.errors import (
    AddressError,
    ConfigError,
    DamagedLedgerError,
    DataFolderError,
    HubError,
    StorageError,
)
from haversack_sync.hub.server import serve
from haversack_sync.hub.status import HubStatus, read_status

_DEFAULT_PORT: Final = 8765
_FOLDER_SENTENCES: Final = {
    "missing": "There is no hub in {path} yet. Start one with: haversack-hub serve --data {path}",
    "not_a_hub": "{path} is not the database of a hub. Give the hub a folder of its own with --data.",
    "damaged": "{path} is damaged. Put it back from a backup.",
    "no_access": "{path} cannot be read or written. Make it this user’s own, or choose another folder with --data.",
    "no_network": "No network has registered with the hub in {path} yet. Found one first; then carry it.",
    "newer": "{path} was written by a newer version of this program. Install that version, or a newer one.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: What stands after the command's name; the process's own if None.

    Returns:
        0 done, 1 a known error; wrong usage ends the process with 2.
    """
    options = parser().parse_args(arguments)
    try:
        if options.command == "serve":
            logs.configure()
            serve(options.data, host=options.host, port=options.port, on_ready=_say_ready)
        elif options.command == "carry":
            _show_carried(carry(options.data, options.folder))
        else:
            _show_status(read_status(options.data), as_json=options.json)
    except HubError as error:
        print(f"haversack-hub: {sentence(error)}", file=sys.stderr)
        return 1
    return 0


def sentence(error: HubError) -> str:
    """Say what went wrong and what to do."""
    if isinstance(error, ConfigError):
        what = f"“{error.key}” cannot be used" if error.key else "it cannot be read as TOML"
        return f"In {error.path}, {what}: {error.cure}."
    if isinstance(error, AddressError):
        return (
            f"Cannot listen on {error.host}, port {error.port}: it is taken or not this computer’s. "
            "Choose another with --port or --host; 0 finds a free port."
        )
    if isinstance(error, DataFolderError):
        return _FOLDER_SENTENCES[error.reason].format(path=error.path)
    if isinstance(error, StorageError):
        return "The disk failed or is full. Make room on it and start again; nothing that was promised is lost."
    if isinstance(error, DamagedLedgerError):
        return "The hub’s database holds what no hub can have accepted. Stop it, and put the folder back from a backup."
    return f"Something unexpected happened ({error.kind})."


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = argparse.ArgumentParser(prog="haversack-hub", description="The hub of one Haversack network.")
    commands = made.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="run the hub until it is stopped")
    serving.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder; made if missing")
    serving.add_argument("--port", type=int, default=_DEFAULT_PORT, metavar="N", help="0 finds a free port")
    serving.add_argument(
        "--host", default="127.0.0.1", metavar="H", help="address to listen on (default: this computer only)"
    )
    carrying = commands.add_parser("carry", help="write what the hub holds into a folder or onto a stick")
    carrying.add_argument("folder", type=Path, metavar="FOLDER", help="made if missing")
    carrying.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder")
    status = commands.add_parser("status", help="tell what the hub holds, running or not")
    status.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder")
    status.add_argument("--json", action="store_true", help="for programs")
    return made


def _say_ready(address: str) -> None:
    print(f"Hub ready on {address}", flush=True)


def _show_carried(carried: Carried) -> None:
    print(f"Written to {carried.folder}: {carried.entries} entries in {carried.feeds} feeds, {carried.objects} files.")
    print(f"{carried.written_bytes} bytes. All of it is sealed; whoever finds it sees sizes and numbers, no text.")


def _show_status(status: HubStatus, *, as_json: bool) -> None:
    facts = status.facts()
    if as_json:
        print(json.dumps(facts))
        return
    for name, value in facts.items():
        print(f"{name.replace('_', ' ')}: {_shown(value)}")


def _shown(value: bool | int | str | None) -> str:  # noqa: FBT001 - a fact to show, not a switch
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else str(value)
