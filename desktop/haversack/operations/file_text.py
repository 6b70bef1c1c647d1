"""A file that is a text, read inside the window: Markdown, plain text, tables of values. Nothing is written anywhere.

Must not open files of other kinds, nor one that is not here whole.
"""

import csv
import io
from dataclasses import dataclass
from typing import Final

from haversack.operations.editing import one_shown
from haversack.operations.filing import FileNotHereError, NoFilesError, readable_pieces
from haversack.operations.reading_text import ReadingText, plain_text, reading_text, table_text
from haversack.operations.workspace import Workspace
from haversack.store import object_table, projection
from haversack_sync.model import reading
from haversack_sync.model.ids import ObjectId, parse_record_id
from haversack_sync.model.reading import FileEntry

MOST_BYTES: Final = 1_000_000
"""Of a longer file only so much is shown; its end is said, and a copy has all of it."""
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class FileText:
    """A file that can be read.

    Attributes:
        title: What it is; its name where nobody gave it a title.
        text: Readable.
        is_cut: Whether the file is longer than what is shown.
    """

    title: str
    text: ReadingText
    is_cut: bool


def file_text(workspace: Workspace, record: str, file: ObjectId) -> FileText:
    """Read a file that is a text.

    Args:
        workspace: The open vault.
        record: Its record, as people write it.
        file: Its object.

    Raises:
        FileNotHereError: It is not on this computer.
        NoFilesError: The record has no such file any more.
        NoSuchRecordError: The record is not here.
        DamagedFileError: The sealed file is damaged; if the hub has it, it comes again.
    """
    with workspace.replica.reading() as connection:
        state = one_shown(projection.show(connection, parse_record_id(record), own=workspace.own)).state
        entry = next((one for one in reading.files(state) if one.object == file), None)
        if entry is None:
            raise NoFilesError("no such file")
        if not object_table.is_here(connection, file):
            raise FileNotHereError(entry.name, entry.size)
    data = _beginning(workspace, entry)
    words = _decoded(data)
    language = entry.language or ""
    if entry.media_type == "text/markdown":
        text = reading_text(words, language)
    elif entry.media_type == "text/csv":
        text = table_text(list(_cells(words)), language)
    else:
        text = plain_text(words, language)
    return FileText(entry.title or entry.name, text, entry.size > len(data))


def _beginning(workspace: Workspace, entry: FileEntry) -> bytes:
    found = bytearray()
    for piece in readable_pieces(workspace, entry):
        found += piece
        if len(found) >= MOST_BYTES:
            break
    return bytes(found[:MOST_BYTES])


def _decoded(data: bytes) -> str:
    """Return a text as it is written; what no encoding makes sense of is marked, never lost silently."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    return data.decode(encoding, errors="replace")


def _cells(words: str) -> list[list[str]]:
    """Return rows and cells, whichever sign separates them; a table that cannot be read stands as lines."""
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(words[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        return list(csv.reader(io.StringIO(words, newline=""), dialect))
    except csv.Error:
        return [[line] for line in words.splitlines()]
