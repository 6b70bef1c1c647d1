"""The project's own files as the house rules see them. Must not know any rule."""

import ast
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
CODE_FOLDERS = ("desktop", "sync", "packaging", "tests")


@dataclass(frozen=True)
class Finding:
    """A place where a rule is broken.

    Attributes:
        path: The file, from the root of the project.
        line: From 1; 0 stands for the whole file.
        what: What is wrong, and what to write instead.
    """

    path: PurePosixPath
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Source:
    """One file of text.

    Attributes:
        path: From the root of the project.
        text: Its content.
    """

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        """Everything in the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def imported(self) -> Mapping[str, str]:
        """Local name → the full dotted name it was imported as."""
        names: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    name = alias.name if alias.asname else alias.name.partition(".")[0]
                    names[alias.asname or name] = name
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return names

    def full_name(self, node: ast.AST) -> str | None:
        """Tell which imported thing an expression such as `dt.datetime.now` names.

        Args:
            node: Any expression.

        Returns:
            The dotted name from the library's root; None if it begins with nothing that was imported.
        """
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.imported:
            return None
        return ".".join([self.imported[node.id], *reversed(parts)])

    def is_under(self, *places: str) -> bool:
        """Tell whether the file is one of the places, or lies in one.

        Args:
            places: Files and folders, from the root of the project.
        """
        return any(self.path.is_relative_to(place) for place in places)

    def finding(self, line: int, what: str) -> Finding:
        """Make a finding in this file.

        Args:
            line: From 1; 0 stands for the whole file.
            what: What is wrong, and what to write instead.
        """
        return Finding(self.path, line, what)


def python_sources() -> Iterator[Source]:
    """Give every Python file of the project, whether git knows it already or not."""
    for folder in CODE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield Source(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text("utf-8"))


def tracked_texts() -> Iterator[Source]:
    """Give every file of text that git tracks; what is not UTF-8 is no text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.rstrip("\0").split("\0"):
        path = ROOT / name
        try:
            yield Source(PurePosixPath(name), path.read_text("utf-8"))
        except (UnicodeDecodeError, FileNotFoundError):  # not text; or deleted and not yet committed
            continue


def parsed(path: str, text: str) -> Source:
    """Make a source that stands nowhere, to try a rule on.

    Args:
        path: Where it would stand, from the root of the project.
        text: Its content.
    """
    return Source(PurePosixPath(path), text)
