"""A Markdown file becomes its front matter and its body.

Must not know any kind or field.
"""

from dataclasses import dataclass
from typing import Final

from haversack.operations.authoring.limits import FRONT_MATTER_BYTES
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack.operations.authoring.yaml_tree import Fields, read_yaml

_FENCE: Final = "---"


@dataclass(frozen=True, slots=True)
class MarkdownFile:
    """A Markdown file in two parts.

    Attributes:
        fields: The front matter.
        body: The Markdown below it, without empty lines at both ends; "" if there is none.
        body_line: Line of the file on which `body` begins, from 1.
    """

    fields: Fields
    body: str
    body_line: int


def read_markdown(text: str, *, file: str, problems: ProblemList) -> MarkdownFile | None:
    """Split a Markdown file and read its front matter.

    Args:
        text: The file, already checked by `sources.decode`.
        file: Its path below the folder, for the mistakes.
        problems: Receives the mistakes.

    Returns:
        Both parts, or None if the front matter is missing or cannot be read.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        problems.add(ProblemKind.FRONT_MATTER_MISSING, Place(file, 1))
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        problems.add(ProblemKind.FRONT_MATTER_OPEN, Place(file, 1))
        return None
    front = "\n".join(lines[1:end])
    if len(front.encode()) > FRONT_MATTER_BYTES:
        problems.add(ProblemKind.FRONT_MATTER_TOO_BIG, Place(file, 1), limit_bytes=FRONT_MATTER_BYTES)
        return None
    fields = read_yaml(front, file=file, first_line=2, problems=problems)
    if fields is None:
        return None
    body, body_line = trim_blank_lines(lines[end + 1 :], first_line=end + 2)
    return MarkdownFile(fields, body, body_line)


def trim_blank_lines(lines: list[str], *, first_line: int) -> tuple[str, int]:
    """Drop empty lines at both ends.

    Args:
        lines: Lines without their ends.
        first_line: Line of the file that `lines[0]` is, from 1.

    Returns:
        The text, and the line of the file on which it begins.
    """
    start, stop = 0, len(lines)
    while start < stop and not lines[start].strip():
        start += 1
    while stop > start and not lines[stop - 1].strip():
        stop -= 1
    return "\n".join(lines[start:stop]).rstrip(), first_line + start
