"""The command `haversack-hub`: the only module of the hub that talks to people."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Final

from haversack_sync.hub import logs
from haversack_sync.hub.backup import BackedUp, backup
from haversack_sync.hub.carry import Carried, carry
from haversack_sync.hub.checking import Checked, check
from haversack_sync.hub.clock import SystemClock
from haversack_sync.hub.errors import (
    AddressError,
    BackupError,
    ConfigError,
    DamagedLedgerError,
    DataFolderError,
    HubError,
    StorageError,
)
from haversack_sync.hub.restoring import Restored, restore
from haversack_sync.hub.server import serve
from haversack_sync.hub.status import HubStatus, read_status

_DEFAULT_PORT: Final = 8765
_UNITS: Final = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}
_FOLDER_SENTENCES: Final = {
    "missing": "There is no hub in {path} yet. Start one with: haversack-hub serve --data {path}",
    "not_a_hub": "{path} is not the database of a hub. Give the hub a folder of its own with --data.",
    "damaged": "{path} is damaged. Put it back from a backup.",
    "no_access": "{path} cannot be read or written. Make it this user’s own, or choose another folder with --data.",
    "no_network": "No network has registered with the hub in {path} yet. Found one first; then carry it.",
    "not_plain": "{path} is a link or a file where a folder belongs. Nothing was followed. Remove it from the stick.",
    "full": "{path} is full. What was taken in is safe; make room and carry again, and it goes on.",
    "read_only": "{path} cannot be written: it is write-protected. What was taken in is safe. Take another stick.",
    "failed": "{path} failed: it was pulled out, or is broken. What was taken in is safe. Put it in and carry again; "
    "if that does not help, take another stick.",
    "newer": "{path} was written by a newer version of this program. Install that version, or a newer one.",
}
_BACKUP_SENTENCES: Final = {
    "no_access": "{path} cannot be written or read. Check that the place is there, has room, and is this user’s.",
    "no_folder": "{path} is no folder. Make it first (mkdir -p), or mount its disk; or name a file that ends in .tar.",
    "no_backup": "{path} is no backup of a hub. Name a file that was made with: haversack-hub backup FILE --data DIR",
    "damaged": "{path} is damaged, so nothing was put back. Take another backup, or another copy of this one.",
    "newer": "{path} was written by a newer version of this program. Install that version, or a newer one.",
    "occupied": "Something lies in {path}. Name an empty folder, or add --replace: then what is there is put aside.",
    "kept_before": "{path} is there from a restore before. Look whether anybody needs it, move it away, and try again.",
    "running": "A hub runs on {path}. Stop it first, so that it takes no change that the backup does not have.",
}
_FINDINGS: Final = {
    "database": "the database file itself is damaged",
    "keys": "the hub’s own keys are missing, or are not those that the network’s history names",
    "profile": "the network’s profile is not this network’s or names other keys of the hub",
    "network": "an entry about who is trusted breaks the rules or its signature is false",
    "feed": "a feed is there that the network does not have",
    "hole": "positions of entries have a hole",
    "digest": "an entry does not fit the chain of digests",
    "order": "an entry is out of order, or one is missing before it",
    "length": "the length of a feed is counted wrong at an entry",
    "signature": "an entry’s signature is false, or its device is unknown",
    "right": "an entry’s device may not write there, or it was sealed with a key that was not there yet",
    "history": "an entry’s author had seen another history of the network",
    "chain": "an entry does not follow the one that its device wrote before",
    "receipt": "an entry has no record of its receipt, or a record says what no hub answers",
    "lost_entry": "a receipt was given for an entry that is not there",
    "refs": "what is noted of the files that an entry needs is not what the entry says",
    "snapshot": "what is noted of a snapshot or a dispute is not what entries say",
    "erasure": "an erasure was not carried out as its order says, or what was erased has no order",
    "held": "a change that waits is not authentic, or was decided already",
    "late": "a late change is not authentic, or its device was not revoked",
    "stanza": "a key for readers is malformed, or of an epoch or sender that the network does not have",
    "account": "a counter or a quota is of a device that the network does not have",
    "carried": "what is noted of sticks cannot be read, or is of a device that the network does not have",
    "lost_object": "a file is listed and cannot be read",
    "altered_object": "a file’s bytes are not what its name says",
    "unlisted_object": "a file lies among the others and is not listed",
    "upload": "an upload under way has fewer bytes than its sender was told",
}
_RESTORE: Final = "Stop the hub and put it back from a backup that checks well (docs/operating.md, section 7)."
_ASK_FIRST: Final = "Nothing that people read is touched: keep what check said, and ask the makers before you restore."
_CURES: Final = {
    "keys": "Stop the hub, take the file hub-keys out of a backup of this hub (any tar opens it), and start again.",
    "unlisted_object": "Nobody is given a file that is not listed. Move these out of the folder objects:",
    "account": _ASK_FIRST,
    "carried": _ASK_FIRST,
    "late": _ASK_FIRST,
    "lost_object": "Look at the disk. Computers that may write and have a lost file send it again in time. A backup "
    "that checks well (docs/operating.md, section 7) has it at once, and loses what came after it was made.",
    "upload": "Nothing needs to be done for the upload: its sender begins it again.",
}
"""What else than putting it back helps against a finding."""
_MOST_NAMED: Final = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: What stands after the command's name; the process's own if None.

    Returns:
        0 done, 1 a known error, or `check` found something wrong; wrong usage ends the process with 2.
    """
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except HubError as error:
        print(f"haversack-hub: {sentence(error)}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "serve":
            logs.configure()
            serve(options.data, host=options.host, port=options.port, on_ready=_say_ready)
        case "carry":
            _show_carried(carry(options.data, options.folder, size=options.size))
        case "backup":
            _show_backup(backup(options.data, options.file, clock=SystemClock()))
        case "restore":
            _show_restored(restore(options.file, options.data, replace=options.replace))
        case "check":
            return _show_checked(check(options.data), as_json=options.json)
        case _:
            _show_status(read_status(options.data), as_json=options.json)
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
    if isinstance(error, BackupError):
        return _BACKUP_SENTENCES[error.reason].format(path=error.path)
    if isinstance(error, StorageError):
        return "The disk failed or is full. Make room on it and start again; nothing that was promised is lost."
    if isinstance(error, DamagedLedgerError):
        return "The hub’s database holds what no hub can have accepted. Stop it, and put the folder back from a backup."
    return f"Something unexpected happened ({error.kind})."


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = argparse.ArgumentParser(prog="haversack-hub", description="The hub of one Haversack network.")
    made.add_argument("--version", action="version", version=f"haversack-hub {metadata.version('haversack')}")
    commands = made.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="run the hub until it is stopped")
    serving.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder; made if missing")
    serving.add_argument("--port", type=int, default=_DEFAULT_PORT, metavar="N", help="0 finds a free port")
    serving.add_argument(
        "--host", default="127.0.0.1", metavar="H", help="address to listen on (default: this computer only)"
    )
    carrying = commands.add_parser(
        "carry", help="take in what a folder or stick brings, and write onto it what the hub holds"
    )
    carrying.add_argument("folder", type=Path, metavar="FOLDER", help="made if missing")
    carrying.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder")
    carrying.add_argument(
        "--size",
        type=_size,
        metavar="SIZE",
        help="at most so much for this network, for example 4GB; files are left out",
    )
    backing = commands.add_parser("backup", help="write everything that the hub is into one file, while it runs")
    backing.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a folder that is there, where it gets a name with its time, or a file that ends in .tar",
    )
    backing.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder")
    restoring = commands.add_parser("restore", help="make a hub's folder from a backup")
    restoring.add_argument("file", type=Path, metavar="FILE", help="what `backup` wrote")
    restoring.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder")
    restoring.add_argument("--replace", action="store_true", help="put aside what is there; nothing is deleted")
    checking = commands.add_parser("check", help="verify everything that the hub holds, while it runs")
    checking.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder")
    checking.add_argument("--json", action="store_true", help="for programs")
    status = commands.add_parser("status", help="tell what the hub holds, running or not")
    status.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's folder")
    status.add_argument("--json", action="store_true", help="for programs")
    return made


def _size(text: str) -> int:
    """Read a size as people type it."""
    found = re.fullmatch(r"([0-9]{1,9})\s*([KMG]?)I?B?", text.strip().upper(), re.ASCII)
    if found is None:
        raise argparse.ArgumentTypeError("write a size like 500MB or 4GB")
    return int(found[1]) * _UNITS[found[2]]


def _say_ready(address: str) -> None:
    print(f"Hub ready on {address}", flush=True)


def _show_carried(carried: Carried) -> None:
    taken = carried.taken
    if taken.letters or taken.later or taken.shut_out or taken.unread or taken.damaged:
        print(
            f"Taken in: {taken.letters} outboxes; {taken.changes} changes accepted, {taken.held} held until others "
            f"come, {taken.refused} refused, {taken.files} files."
        )
    if taken.later:
        print(
            f"{taken.later} outboxes stay on the stick: they wait for what another stick brings, or were too much for "
            "today. Carry again tomorrow."
        )
    if taken.shut_out:
        print(
            f"{taken.shut_out} outboxes came from computers that their invitation does not let in: it had ended, or "
            "was used elsewhere. They were removed; a coordinator has to invite these people again."
        )
    if taken.unread:
        print(
            f"{taken.unread} outboxes could not be read and stay on the stick: it was pulled out, or is broken. Carry "
            "again; if that does not help, take another stick."
        )
    if taken.damaged:
        print(f"{taken.damaged} outboxes were damaged or not for this hub, and were removed. Their senders send again.")
    print(f"Written to {carried.folder}: {carried.entries} entries in {carried.feeds} feeds, {carried.objects} files.")
    if carried.receipts:
        print(f"Receipts for {carried.receipts} computers lie there too.")
    if carried.left_out:
        print(f"No room for {carried.left_out} files, {carried.left_out_bytes} bytes: they come another time.")
    print(f"{carried.written_bytes} bytes were new. All of it is sealed; a finder sees sizes and numbers, no text.")


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


def _show_backup(done: BackedUp) -> None:
    about = done.about
    print(f"Written to {done.path}: {about.entries} entries and {about.objects} files, {done.written_bytes} bytes.")
    print("It holds the hub’s own keys: keep it as safe as this server.")


def _show_restored(done: Restored) -> None:
    about = done.about
    held = f"{about.entries} entries and {about.objects} files, up to position {about.position}"
    print(f"Put back into {done.folder}: {held}.")
    if done.before is not None:
        print(f"What was there lies in {done.before}; delete it when nobody needs it.")
    print("Changes that came after the backup are missing here, and the hub takes none for now. Tell a coordinator:")
    print("haversack new-era lets it go on, and then everybody hands back what is missing.")


def _show_checked(done: Checked, *, as_json: bool) -> int:
    if as_json:
        facts = {
            "entries": done.entries,
            "feeds": done.feeds,
            "objects": done.objects,
            "object_bytes": done.object_bytes,
            "missing_objects": done.missing_objects,
            "unfinished_snapshots": done.unfinished_snapshots,
            "unlisted": done.unlisted,
        }
        print(json.dumps(facts | {"wrong": done.wrong}))
    else:
        _say_checked(done)
    return 1 if done.wrong else 0


def _say_checked(done: Checked) -> None:
    print(f"Looked at {done.entries} entries in {done.feeds} feeds and {done.objects} files.")
    if done.missing_objects:
        print(f"{done.missing_objects} files that entries need are not here: not sent yet, or lost.")
    if done.unfinished_snapshots:
        print(f"{done.unfinished_snapshots} announced snapshots are not whole here; nobody is offered them.")
    for what, count in done.wrong.items():
        print(f"{count} times: {_FINDINGS[what]}.")
    print("Something is wrong." if done.wrong else "All is well.")
    cures = dict.fromkeys(_CURES.get(what, _RESTORE) for what in done.wrong)
    for cure in sorted(cures, key=lambda cure: cure == _CURES["unlisted_object"]):
        print(cure)
    for name in done.unlisted[:_MOST_NAMED]:
        print(f"  {name}")
    if len(done.unlisted) > _MOST_NAMED:
        print(f"  and {len(done.unlisted) - _MOST_NAMED} more; --json lists all")
