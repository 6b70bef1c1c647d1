"""What lies in a kit and under which name: one form for whoever builds, checks and opens one. See `docs/kits.md`.

Nothing in a kit proves anything by itself: the network's own folder is verified as every stick is, and checksums only
tell a broken copy from a whole one.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from haversack.store.stick_files import names_in, stick_errors
from haversack_sync.client.folder import is_plain_folder, plain_size
from haversack_sync.protocol.sticks import UNFINISHED

NETWORK_FILE: Final = "network.haversack"
"""The network profile, beside the installers: what *open a network file* opens."""
DESCRIPTION: Final = "kit.json"
CHECKSUMS: Final = "checksums.sha256"
START: Final = "START-HERE.html"
FORM: Final = 1
_MOST_TEXT_BYTES: Final = 64 << 20
READS_AFRESH: Final = hasattr(os, "posix_fadvise")
"""Whether this system can be told to forget what it remembers of a file. Source: POSIX.1-2024, `posix_fadvise`."""
_MOUNTS: Final = Path("/proc/self/mountinfo")
_PIECE_BYTES: Final = 4 << 20
_LINE: Final = re.compile(r"(?P<sum>[0-9a-f]{64}) [ *](?P<name>[^\r\n]{1,300})")
_DEPTH: Final = 3
_OF_SYSTEMS: Final = re.compile(
    # Windows, with what its check of a disk finds; Macs; Linux.
    r"system volume information|\$recycle\.bin|recycler|recycled|found\.\d{3}|bootex\.log|thumbs\.db"
    r"|\.ds_store|\.fseventsd|\.spotlight-v100|\.trashes|\.temporaryitems|\.documentrevisions-v100|\.apdisk"
    r"|\.trash-\d+|lost\+found",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_APPLE_DOUBLE: Final = bytes.fromhex("0005160700020000")
_MOST_NOTE_BYTES: Final = 64 << 10
_PAGE: Final = re.compile(r"start-here(?:\.(?P<tag>[a-z0-9-]{2,35}))?\.html", re.ASCII | re.IGNORECASE)


class KitError(Exception):
    """A folder cannot be used as a kit, or a kit cannot be built so.

    Attributes:
        reason: no_kit, no_network_file, lone_file, old_content, no_installers, no_language, inside_vault,
            invitation_number, no_sheets, sheets_with_kit, sheets_on_stick.
        number: How many changes cannot go along, or how many invitations may be made, where that is the reason.
    """

    kind = "kit"

    def __init__(self, reason: str, *, number: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.number = number


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What a kit says of itself; for people, never believed by a program.

    Attributes:
        form: `FORM`.
        network: The network's public name.
        fingerprint: As people compare it.
        built: Day on which it was built, by the clock of whoever did.
        languages: Of its START-HERE pages.
        installers: Names of the installers.
    """

    form: int
    network: str
    fingerprint: str
    built: str
    languages: tuple[str, ...]
    installers: tuple[str, ...]


def start_name(language: str) -> str:
    """Return the name of the START-HERE page in a language."""
    return f"START-HERE.{language}.html"


def is_page(name: str) -> bool:
    """Tell whether a name looks like that of a START-HERE page, so that nothing else of a kit may be called so."""
    return name.lower().startswith("start-here")


def page_tag(name: str) -> str | None:
    """Return the language tag of a START-HERE page by its name; empty for the first page, None for what is no page."""
    page = _PAGE.fullmatch(name)
    return (page["tag"] or "") if page else None


def describe(folder: Path) -> Description | None:
    """Read what a kit says of itself; None where it says nothing that can be read."""
    path = folder / DESCRIPTION
    if not 0 < (plain_size(path) or 0) <= _MOST_TEXT_BYTES:
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Description)
    except (OSError, msgspec.DecodeError):
        return None


def reads_afresh(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """Tell whether what is read of a folder comes from its stick itself, and not from this computer's memory.

    A file system that a program of its own serves (FUSE, as for NTFS on many systems) is remembered twice, and only the
    upper memory can be told to forget. Source: proc(5), mountinfo.

    Args:
        folder: On the stick; it is there.
        mounts: What is mounted where, as Linux tells it.
    """
    if not READS_AFRESH:
        return False
    try:
        disk = folder.stat().st_dev
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    mine = f"{os.major(disk)}:{os.minor(disk)}"
    kinds = [line.partition(" - ")[2].split(" ")[0] for line in lines if line.split(" ")[2:3] == [mine]]
    return bool(kinds) and not any(kind.startswith("fuse") for kind in kinds)


def pieces_of(path: Path, *, is_afresh: bool = False) -> Iterator[bytes]:
    """Yield a file, a piece at a time.

    Args:
        path: The file.
        is_afresh: Whether to read it from the stick itself, where the system can do that (`reads_afresh`).

    Raises:
        StickError: It cannot be read.
    """
    with stick_errors(), path.open("rb") as stream:
        if is_afresh and READS_AFRESH:
            with contextlib.suppress(OSError):
                # What was just written lies in the computer's memory too; from there it says nothing of the stick.
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := stream.read(_PIECE_BYTES):
            yield piece


def sum_of(path: Path, on_piece: Callable[[int], None] = lambda size: None, *, is_afresh: bool = False) -> str:
    """Return the SHA-256 of a file, in hexadecimal.

    Args:
        path: The file.
        on_piece: Told how long each piece is that was read; what it raises ends the reading.
        is_afresh: See `pieces_of`.

    Raises:
        StickError: It cannot be read.
    """
    digest = hashlib.sha256()
    for piece in pieces_of(path, is_afresh=is_afresh):
        digest.update(piece)
        on_piece(len(piece))
    return digest.hexdigest()


def write_sums(sums: Mapping[str, str]) -> bytes:
    """Write checksums as `sha256sum` does, so that anybody can check them without this program."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def read_sums(folder: Path) -> dict[str, str]:
    """Read the checksums of a kit, by name; lines that are none are passed over.

    Raises:
        KitError: There are none (`no_kit`).
    """
    path = folder / CHECKSUMS
    if not 0 < (plain_size(path) or 0) <= _MOST_TEXT_BYTES:
        raise KitError("no_kit")
    with stick_errors():
        text = path.read_text(encoding="utf-8", errors="replace")
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    return {match["name"]: match["sum"] for match in found if match and is_inside(match["name"])}


def sums_of(folder: Path) -> dict[str, str]:
    """Return the checksums of a kit, by name; none where no kit lies, or one that is not finished."""
    try:
        return read_sums(folder)
    except KitError:
        return {}


def is_inside(name: str) -> bool:
    """Tell whether a name in a list means a file of the kit: a list could name any file of this computer."""
    parts = name.split("/")
    return 0 < len(parts) <= _DEPTH and not any(
        part in ("", ".", "..") or "\\" in part or ":" in part for part in parts
    )


def is_of_system(path: Path) -> bool:
    """Tell whether a system writes such a file or folder onto any stick, so that it says nothing of a kit.

    What a Mac notes of a file lies in `._` and that file's name, in a form of its own (RFC 1740, appendix B): under
    such a name anything else could lie, for other systems show it as they show every file.
    """
    if path.name.startswith("._"):
        return _is_note_of_mac(path)
    return _OF_SYSTEMS.fullmatch(path.name) is not None


def _is_note_of_mac(path: Path) -> bool:
    if not 0 < (plain_size(path) or 0) <= _MOST_NOTE_BYTES:
        return False
    try:
        data = path.read_bytes()
    except OSError:
        return False
    # A page that began so would be shown as a page all the same.
    return data.startswith(_APPLE_DOUBLE) and b"<" not in data


def kit_files(folder: Path) -> dict[str, Path]:
    """Return the plain files of a folder by their names in a list; no checksums, and nothing that systems write."""
    found: dict[str, Path] = {}
    _collect(folder, "", found, depth=_DEPTH)
    return found


def _collect(folder: Path, before: str, found: dict[str, Path], *, depth: int) -> None:
    for name in names_in(folder):
        path = folder / name
        if is_of_system(path):
            continue
        if is_plain_folder(path):
            if depth > 1:
                _collect(path, f"{before}{name}/", found, depth=depth - 1)
        elif plain_size(path) is not None and not name.endswith(UNFINISHED) and before + name != CHECKSUMS:
            found[before + name] = path
