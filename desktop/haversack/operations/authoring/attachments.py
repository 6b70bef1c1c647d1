"""The `files` of a record: checked paths to attachments.

Must not read the attachments' contents, nor leave the authoring folder.
"""

import difflib
import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from haversack.operations.authoring.limits import ATTACHMENT_BYTES, FILE_NAME_CHARACTERS
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack.operations.authoring.sources import CONTROL_CHARACTERS, DIRECTION_CHARACTERS, DIRECTION_MARKS
from haversack.operations.authoring.walk import FoundFile

MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
    ".gif": "image/gif",
    ".ics": "text/calendar",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".md": "text/markdown",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".vcf": "text/vcard",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What may be attached, by ending. Programs, scripts, macros, archives and web pages are not documents: they are left
out on purpose (HTML and SVG run scripts in other programs)."""

_BAD_IN_NAMES: Final = re.compile(r'[<>:"/\\|?*]')
_RESERVED_NAMES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoredFile:
    """An attachment as the author listed it.

    Attributes:
        name: Its file name, safe to save on every system.
        path: Below the authoring folder, with forward slashes.
        media_type: From its ending.
        on_disk: The path to open it with: the disk may spell its name in another Unicode form.
        size: In bytes, when the folder was listed.
        language: The language in which it is written (BCP 47), if the author says so.
        title: A title for people, if the author gives one.
    """

    name: str
    path: str
    on_disk: Path = field(compare=False)
    media_type: str
    size: int
    language: str | None
    title: str | None


def find_attachment(
    written: str,
    *,
    place: Place,
    files: Mapping[str, FoundFile],
    attachable: frozenset[str],
    problems: ProblemList,
) -> tuple[str, str] | None:
    """Find the file that an author's path means.

    Args:
        written: The path as written, from the folder of the file in which it stands.
        place: Where it is written.
        files: Every file in the authoring folder, by path.
        attachable: The files that may be attached.
        problems: Receives the mistakes.

    Returns:
        Path below the authoring folder and media type, or None.
    """
    if _leads_outside(written):
        problems.add(ProblemKind.FILE_OUTSIDE, place, field="files", found=written)
        return None
    folder = posixpath.dirname(place.file)
    path = posixpath.join(folder, posixpath.normpath(unicodedata.normalize("NFC", written)))
    name = posixpath.basename(path)
    if not _is_portable(name):
        problems.add(ProblemKind.FILE_NAME_BAD, place, field="files", found=name, limit=FILE_NAME_CHARACTERS)
        return None
    media_type = MEDIA_TYPES.get(posixpath.splitext(name)[1].lower())
    if media_type is None:
        endings = ", ".join(sorted(MEDIA_TYPES))
        problems.add(ProblemKind.FILE_TYPE_UNKNOWN, place, field="files", found=name, allowed=endings)
        return None
    if path not in attachable:
        problems.add(
            ProblemKind.FILE_MISSING, place, field="files", found=written, suggestion=_nearest(path, folder, attachable)
        )
        return None
    if files[path].size == 0:
        problems.add(ProblemKind.FILE_EMPTY, place, field="files", found=written)
        return None
    if files[path].size > ATTACHMENT_BYTES:
        problems.add(ProblemKind.FILE_TOO_BIG, Place(path), limit_bytes=ATTACHMENT_BYTES)
        return None
    return path, media_type


def _leads_outside(written: str) -> bool:
    """Tell whether a path could mean anything but a file beside or below."""
    parts = written.split("/")
    return "\\" in written or ".." in parts or written.startswith(("/", "~")) or ":" in parts[0]


def _is_portable(name: str) -> bool:
    hidden = (CONTROL_CHARACTERS, DIRECTION_CHARACTERS, DIRECTION_MARKS, _BAD_IN_NAMES)
    return (
        0 < len(name) <= FILE_NAME_CHARACTERS
        and name == name.strip(" .")
        and _RESERVED_NAMES.fullmatch(name) is None
        and not any(pattern.search(name) for pattern in hidden)
    )


def _nearest(path: str, folder: str, attachable: frozenset[str]) -> str:
    """Return the path, as it must be written, of the attachment beside or below that is most like the missing one."""
    prefix = folder + "/" if folder else ""
    beside = sorted(other for other in attachable if other.startswith(prefix))
    near = difflib.get_close_matches(path, beside, n=1, cutoff=0.6)
    return near[0].removeprefix(prefix) if near else ""
