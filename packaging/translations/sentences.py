"""Finds every sentence for people in the source, so that none escapes the translators.

A sentence stands where it is said (`speaker.say("…")`, `speaker.count("…", "…", number)`), or in a constant whose
annotation names `Sentence` or `SentencePair`. What is said any other way is a finding. Must not import the app.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = ROOT / "desktop" / "haversack"

Key = tuple[str, str]
"""A sentence, and its form for many; empty where it has none."""

_SPEAKERS: Final = frozenset({"speaker", "_speaker"})
_SELF: Final = "self"
"""The speaker itself says units and the like; others that have a `say` of their own are given no sentence as it is."""

_ALIASES: Final = {"SentencePair": 2}


@dataclass
class Found:
    """What the source says.

    Attributes:
        places: Each sentence → the files where it stands, in the order in which people meet them in the source.
        escaped: What no translator would see: file, line, what it is.
    """

    places: dict[Key, list[str]] = field(default_factory=dict)
    escaped: list[str] = field(default_factory=list)


def find_sentences(folder: Path = SOURCE, root: Path = ROOT) -> Found:
    """Read every module below a folder.

    Args:
        folder: Of the source.
        root: What places are told from.
    """
    found = Found()
    for path in sorted(folder.rglob("*.py")):
        module = _Module(path.relative_to(root).as_posix(), ast.parse(path.read_text("utf-8")))
        for key, _ in sorted(module.sentences(), key=lambda each: each[1]):
            files = found.places.setdefault(key, [])
            if module.name not in files:
                files.append(module.name)
        found.escaped += module.escaped
    return found


class _Module:
    """One module of the source, looked through once.

    Attributes:
        name: Path from the root.
        escaped: What no translator would see; complete after `sentences` was read to its end.
    """

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name = name
        self.escaped: list[str] = []
        self._tree = tree
        self._has_table = False
        self._named = {name for node in tree.body for name in _sentences_named_by(node)}

    def sentences(self) -> Iterator[tuple[Key, int]]:
        """Give each sentence with its line."""
        constants = [node for node in ast.walk(self._tree) if isinstance(node, ast.AnnAssign)]
        for node in constants:
            names = {each.id for each in ast.walk(node.annotation) if isinstance(each, ast.Name)}
            if node.value is not None and names & {"Sentence", *_ALIASES}:
                self._has_table = True
                yield from self._in_table(node.annotation, node.value)
        for call in (node for node in ast.walk(self._tree) if isinstance(node, ast.Call)):
            for method, forms in (("say", 1), ("count", 2)):
                if _is_called(call, method):
                    yield from self._said(call, forms)

    def _in_table(self, shape: ast.expr, value: ast.expr) -> Iterator[tuple[Key, int]]:
        """Follow an annotation and a value side by side, down to the sentences."""
        if isinstance(shape, ast.Name) and shape.id == "Sentence":
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield (value.value, ""), value.lineno
            elif not isinstance(value, ast.Name):
                self._escapes(value, "a table of sentences holds texts as they are, and names of other sentences")
            elif value.id not in self._named:
                self._escapes(value, "a name in a table of sentences is a constant that is annotated with `Sentence`")
        elif isinstance(shape, ast.Name) and shape.id in _ALIASES and isinstance(value, ast.Tuple):
            for one in value.elts:
                yield from self._in_table(ast.Name("Sentence"), one)
        elif isinstance(shape, ast.Subscript):
            yield from self._in_parts(shape, value)

    def _in_parts(self, shape: ast.Subscript, value: ast.expr) -> Iterator[tuple[Key, int]]:
        parts = shape.slice.elts if isinstance(shape.slice, ast.Tuple) else [shape.slice]
        if isinstance(shape.value, ast.Name) and shape.value.id == "Final":
            yield from self._in_table(parts[0], value)
        elif isinstance(value, ast.Dict):
            for key, one in zip(value.keys, value.values, strict=True):
                if key is not None:  # else it is another table, spread into this one, which is found by itself
                    yield from self._in_table(parts[-1], one)
        elif isinstance(value, ast.Tuple):
            is_long = len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis
            shapes = [parts[0]] * len(value.elts) if is_long else parts
            for part, one in zip(shapes, value.elts, strict=False):
                yield from self._in_table(part, one)

    def _said(self, call: ast.Call, forms: int) -> Iterator[tuple[Key, int]]:
        """Give what one call says; a choice of two is two sentences."""
        given = [_texts(argument) for argument in call.args[:forms]]
        if len(given) == forms and all(given):
            for one in given[0]:
                yield (one, given[1][0] if forms == 2 else ""), call.lineno
        elif not self._has_table and _owner(call) != _SELF:
            self._escapes(call, "say a text as it is, or one from a constant that is annotated with `Sentence`")

    def _escapes(self, node: ast.expr, what: str) -> None:
        self.escaped.append(f"{self.name}:{node.lineno}: {what}")


def _sentences_named_by(node: ast.stmt) -> Iterator[str]:
    """Yield the names that may stand for a sentence: constants annotated so, and what other modules give."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        if any(isinstance(each, ast.Name) and each.id == "Sentence" for each in ast.walk(node.annotation)):
            yield node.target.id
    elif isinstance(node, ast.ImportFrom):
        yield from (one.asname or one.name for one in node.names)


def _is_called(call: ast.Call, method: str) -> bool:
    """Tell whether a call is `say(…)`, `speaker.say(…)` or `self._context.speaker.say(…)`, not another's `say`."""
    if isinstance(call.func, ast.Name):
        return call.func.id == method
    return isinstance(call.func, ast.Attribute) and call.func.attr == method and _owner(call) in {*_SPEAKERS, _SELF}


def _owner(call: ast.Call) -> str:
    """Return the last name before the method of a call: `speaker` in `self._context.speaker.say(…)`."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""


def _texts(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        first, second = _texts(argument.body), _texts(argument.orelse)
        return first + second if first and second else []
    return []
