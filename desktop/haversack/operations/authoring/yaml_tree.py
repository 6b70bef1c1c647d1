"""YAML as a tree of plain texts with line numbers.

Nothing is guessed: `no` stays "no" and 2018-12-18 stays "2018-12-18"; the declaration of a field says what a text
means. Aliases, anchors, tags and repeated keys are refused, so the tree is never larger than its text. The tree is
built from the parser's events, without recursion and without PyYAML's constructors. Must not know any field.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn, Protocol

import yaml

from haversack.operations.authoring.limits import YAML_DEPTH, YAML_NODES
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack.operations.authoring.sources import note_escaped


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `line` is its line in the file, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: "tuple[Node, ...]"
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a map with its value; `line` is the key's."""

    key: str
    value: "Node"
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """A map, in the order in which it was written."""

    entries: tuple[Entry, ...]
    line: int

    def get(self, key: str) -> "Node | None":
        """Return the value of a key, or None."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


Node = Scalar | Items | Fields


@dataclass(slots=True)
class _Open:
    """A list or map that is still being read."""

    is_map: bool
    line: int
    items: list[Node] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    key: Scalar | None = None


class _Mark(Protocol):
    """A place in a text, as both of PyYAML's parsers tell it."""

    @property
    def line(self) -> int:
        """The line, from 0."""


class _RefusedError(Exception):
    """Stops the reading at the first thing that makes the rest meaningless; the mistake is already noted."""


_CAUSES: Final = (
    ("mapping values are not allowed", ProblemKind.YAML_COLON),
    ("'\\t'", ProblemKind.YAML_TAB),
    ("quoted scalar", ProblemKind.YAML_QUOTE),
    ("undefined tag", ProblemKind.YAML_TAG),
    ("alias", ProblemKind.YAML_ALIAS),
    ("anchor", ProblemKind.YAML_ALIAS),
)
"""Words in PyYAML's own messages that tell a common mistake (PyYAML 6.0; checked by tests)."""


def read_yaml(text: str, *, file: str, first_line: int, problems: ProblemList) -> Fields | None:
    """Read one YAML document whose top is a map.

    Args:
        text: The YAML, already checked by `sources.decode`.
        file: The path below the folder, for the mistakes.
        first_line: Line of the file on which `text` begins, from 1.
        problems: Receives the mistakes.

    Returns:
        The map, empty if the text is; None if it cannot be read.
    """
    reader = _Reader(text, file=file, first_line=first_line, problems=problems)
    try:
        top = reader.read()
    except _RefusedError:
        return None
    if top is None or (isinstance(top, Scalar) and not top.text):
        return Fields((), first_line)
    if not isinstance(top, Fields):
        problems.add(ProblemKind.WRONG_SHAPE, Place(file, top.line), expected="map")
        return None
    return top


class _Reader:
    """Builds the tree of one document from the events of PyYAML's parser."""

    def __init__(self, text: str, *, file: str, first_line: int, problems: ProblemList) -> None:
        self._text = text
        self._lines = text.split("\n")
        self._file = file
        self._first_line = first_line
        self._problems = problems
        self._stack: list[_Open] = []
        self._top: Node | None = None
        self._nodes = 0

    def read(self) -> Node | None:
        """Return the top of the tree, or None for an empty text."""
        try:
            for event in self._events():
                self._take(event)
        except yaml.MarkedYAMLError as error:
            self._note_broken(error)
            raise _RefusedError from error
        except yaml.YAMLError as error:
            self._problems.add(ProblemKind.YAML_BROKEN, Place(self._file, self._first_line))
            raise _RefusedError from error
        return self._top

    def _events(self) -> Iterator[yaml.Event]:
        # The pure Python loader: the C one is not on every platform, and its marks differ.
        yield from yaml.parse(self._text, Loader=yaml.SafeLoader)

    def _take(self, event: yaml.Event) -> None:
        line = self._line(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(ProblemKind.YAML_ALIAS, line)
        if isinstance(event, yaml.NodeEvent):
            self._check_node(event, line)
        if isinstance(event, yaml.DocumentStartEvent) and self._top is not None:
            self._refuse(ProblemKind.YAML_BROKEN, line)
        if isinstance(event, yaml.ScalarEvent):
            self._check_hash(event, line)
            self._place(self._scalar(event, line))
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            if len(self._stack) >= YAML_DEPTH:
                self._refuse(ProblemKind.YAML_DEEP, line, limit=YAML_DEPTH)
            self._stack.append(_Open(isinstance(event, yaml.MappingStartEvent), line))
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            closed = self._stack.pop()
            self._place(
                Fields(tuple(closed.entries), closed.line) if closed.is_map else Items(tuple(closed.items), closed.line)
            )

    def _check_node(self, event: yaml.NodeEvent, line: int) -> None:
        self._nodes += 1
        if self._nodes > YAML_NODES:
            self._refuse(ProblemKind.YAML_DEEP, line, limit=YAML_NODES)
        if event.anchor is not None:
            self._refuse(ProblemKind.YAML_ALIAS, line)
        if getattr(event, "tag", None) is not None:
            self._refuse(ProblemKind.YAML_TAG, line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Scalar:
        """Read a text; in double quotes escapes may stand for what the file itself may not hold."""
        if event.style != '"':
            return Scalar(event.value, line)
        is_forbidden = note_escaped(event.value, Place(self._file, line), self._problems)
        return Scalar("" if is_forbidden else unicodedata.normalize("NFC", event.value), line)

    def _check_hash(self, event: yaml.ScalarEvent, line: int) -> None:
        """Find `title: Lesson #1`, which YAML would cut to "Lesson" without a word."""
        if event.style is not None:
            return
        end = event.end_mark
        rest = self._lines[end.line][end.column :] if end is not None and end.line < len(self._lines) else ""
        comment = rest.lstrip()
        if rest != comment and comment.startswith("#") and comment[1:2].strip("# "):
            self._problems.add(ProblemKind.YAML_HASH, Place(self._file, line), found=comment[:40])

    def _place(self, node: Node) -> None:
        if not self._stack:
            self._top = node
            return
        parent = self._stack[-1]
        if not parent.is_map:
            parent.items.append(node)
        elif parent.key is None:
            self._take_key(parent, node)
        else:
            if all(entry.key != parent.key.text for entry in parent.entries):
                parent.entries.append(Entry(parent.key.text, node, parent.key.line))
            parent.key = None

    def _take_key(self, parent: _Open, node: Node) -> None:
        if not isinstance(node, Scalar):
            self._refuse(ProblemKind.YAML_BROKEN, node.line)
        first = next((entry for entry in parent.entries if entry.key == node.text), None)
        if first is not None:
            self._problems.add(
                ProblemKind.DUPLICATE_KEY, Place(self._file, node.line), field=node.text, first_line=first.line
            )
        parent.key = node

    def _note_broken(self, error: yaml.MarkedYAMLError) -> None:
        line = self._line(error.problem_mark or error.context_mark)
        words = f"{error.context or ''} {error.problem or ''}"
        kind = next((kind for text, kind in _CAUSES if text in words), ProblemKind.YAML_BROKEN)
        if kind is ProblemKind.YAML_QUOTE and error.context_mark is not None:
            line = self._line(error.context_mark)
        self._problems.add(kind, Place(self._file, line))

    def _line(self, mark: _Mark | None) -> int:
        """Return the line of the file that a mark of PyYAML means."""
        return (mark.line if mark is not None else 0) + self._first_line

    def _refuse(self, kind: ProblemKind, line: int, *, limit: int = 0) -> NoReturn:
        self._problems.add(kind, Place(self._file, line), limit=limit)
        raise _RefusedError
