"""A folder that a test writes and reads: the small fake of an author."""

from collections.abc import Mapping
from pathlib import Path

from haversack.operations.authoring import (
    AuthoredFolder,
    AuthoredRecord,
    ContentMistakesError,
    ContentProblem,
    ProblemKind,
    read_folder,
)

Found = tuple[str, int | None, str | None, ProblemKind]

NETWORK = "---\nlanguage: en\nname: Sample\n---\n"


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by path below a folder, and return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(folder: Path, files: Mapping[str, str | bytes]) -> AuthoredFolder:
    """Write and read a folder that has no mistakes."""
    return read_folder(write(folder, files))


def read_one(folder: Path, files: Mapping[str, str | bytes]) -> AuthoredRecord:
    """Write and read a folder with one record."""
    (record,) = read(folder, files).records
    return record


def problems_of(folder: Path, files: Mapping[str, str | bytes]) -> tuple[ContentProblem, ...]:
    """Write and read a folder with mistakes; none if it has none."""
    try:
        read(folder, files)
    except ContentMistakesError as error:
        return error.problems
    return ()


def found(problems: tuple[ContentProblem, ...]) -> list[Found]:
    """Tell of each mistake where it is and of what kind."""
    return [(problem.file, problem.line, problem.field, problem.kind) for problem in problems]
