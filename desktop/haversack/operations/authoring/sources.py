"""Bytes of a content file become checked text.

Line ends, Unicode form and the byte order mark are made equal here, so that the same words always give the same
values. Must not know Markdown, YAML or tables, and reads no files.
"""

import re
import unicodedata
from typing import Final

from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList

_UTF8_MARK: Final = b"\xef\xbb\xbf"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")

CONTROL_CHARACTERS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls but tab and newline, Unicode's own line ends, a byte order mark inside text, halves of surrogate
pairs, tags and noncharacters."""

DIRECTION_CHARACTERS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates. They can make a name or an address look like another one (Trojan Source,
CVE-2021-42574); the app adds its own isolates where it shows text. The marks U+200E, U+200F and U+061C stay allowed
in text: people need them in Arabic."""

DIRECTION_MARKS: Final = re.compile("[\u200e\u200f\u061c]")
"""Harmless in text; refused in addresses, codes and file names, where nobody can see them."""

_MOST_PER_FILE: Final = 10


def decode(data: bytes, *, file: str, problems: ProblemList) -> str | None:
    """Turn the bytes of a content file into text.

    A byte order mark is dropped, CRLF and CR become LF, and the text is put into NFC.

    Args:
        data: The whole file.
        file: Its path below the folder, for the mistakes.
        problems: Receives every mistake.

    Returns:
        The text, or None if it cannot be used.
    """
    if data.startswith(_UTF16_MARKS):
        problems.add(ProblemKind.NOT_UTF8, Place(file, 1))
        return None
    try:
        text = data.removeprefix(_UTF8_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(ProblemKind.NOT_UTF8, Place(file, line))
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    found = _note_characters(text, CONTROL_CHARACTERS, ProblemKind.CONTROL_CHARACTER, file=file, problems=problems)
    found += _note_characters(text, DIRECTION_CHARACTERS, ProblemKind.DIRECTION_CHARACTER, file=file, problems=problems)
    return None if found else text


def note_escaped(text: str, place: Place, problems: ProblemList) -> bool:
    """Note a forbidden character that stood in a file as an escape, as double quotes in YAML allow.

    Args:
        text: The text after the escapes were read.
        place: Where it stands.
        problems: Receives the mistake.

    Returns:
        Whether there is one.
    """
    for pattern, kind in (
        (CONTROL_CHARACTERS, ProblemKind.CONTROL_CHARACTER),
        (DIRECTION_CHARACTERS, ProblemKind.DIRECTION_CHARACTER),
    ):
        if match := pattern.search(text):
            problems.add(kind, place, code_point=f"U+{ord(match.group()):04X}")
            return True
    return False


def _note_characters(
    text: str, pattern: re.Pattern[str], kind: ProblemKind, *, file: str, problems: ProblemList
) -> int:
    """Note the first forbidden character of each line, for a few lines; return how many were noted."""
    lines_seen: set[int] = set()
    for match in pattern.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if line in lines_seen:
            continue
        lines_seen.add(line)
        problems.add(kind, Place(file, line), code_point=f"U+{ord(match.group()):04X}")
        if len(lines_seen) == _MOST_PER_FILE:
            break
    return len(lines_seen)
