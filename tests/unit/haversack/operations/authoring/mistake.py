"""What the lists of mistakes have in common."""

from typing import NamedTuple

from haversack.operations.authoring import ProblemKind

COURSE = "---\nlanguage: en\ntitle: Course\n---\n"


class Mistake(NamedTuple):
    """A folder with one mistake.

    Attributes:
        kind: What is found.
        files: Path → content.
        file: Where.
        line: In which line.
        field: In which field.
        fact: A word that the facts must hold: the cure.
    """

    kind: ProblemKind
    files: dict[str, str | bytes]
    file: str
    line: int | None = None
    field: str | None = None
    fact: str | int = ""
