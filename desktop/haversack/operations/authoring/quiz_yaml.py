"""Quiz questions written in YAML: the `questions` list of a `quiz.yaml`.

Each question is a map whose first key is its type and whose value there is the prompt. Must not check whether a
question makes sense; `questions` does.
"""

from dataclasses import replace
from typing import Final

from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack.operations.authoring.questions import QUESTION_TYPES, DraftAnswer, DraftQuestion
from haversack.operations.authoring.yaml_tree import Fields, Items, Node, Scalar

_PARTS: Final = {
    "choice": ("text", "answers", "explanation"),
    "multiple": ("text", "answers", "explanation"),
    "true_false": ("text", "answers", "explanation"),
    "short_text": ("text", "answers", "explanation"),
    "order": ("text", "items", "explanation"),
    "match": ("text", "pairs", "explanation"),
    "blank": ("text", "explanation"),
    "self_check": ("text", "points", "explanation"),
}


def read_quiz_list(node: Node, *, file: str, problems: ProblemList) -> tuple[DraftQuestion, ...]:
    """Read the questions of a quiz in YAML.

    Args:
        node: The value of `questions`.
        file: The path below the authoring folder.
        problems: Receives the mistakes.

    Returns:
        The questions whose type is known, in order.
    """
    reader = _Reader(file, problems)
    drafts = [reader.question(item) for item in reader.items(node)]
    return tuple(draft for draft in drafts if draft is not None)


class _Reader:
    """Reads nodes of one file and notes what has the wrong shape."""

    def __init__(self, file: str, problems: ProblemList) -> None:
        self._file = file
        self._problems = problems

    def question(self, node: Node) -> DraftQuestion | None:
        """Read one question; None if it has no known type."""
        fields = self.fields(node)
        if fields is None:
            return None
        types = [entry for entry in fields.entries if entry.key in QUESTION_TYPES]
        allowed = ", ".join(QUESTION_TYPES)
        if len(types) != 1:
            self._note(ProblemKind.QUESTION_TYPE_MISSING, node.line, allowed=allowed)
            return None
        kind = types[0].key
        before = len(self._problems)
        for entry in fields.entries:
            if entry.key != kind and entry.key not in _PARTS[kind]:
                parts = ", ".join(_PARTS[kind])
                self._note(ProblemKind.UNKNOWN_FIELD, entry.line, found=entry.key, allowed=parts, suggestion="")
        points = fields.get("points") or fields.get("items")
        draft = DraftQuestion(
            type=kind,
            prompt=self.text(types[0].value),
            text=self.text(fields.get("text")),
            answers=tuple(self.answer(item) for item in self.items(fields.get("answers"))),
            items=tuple(self.text(item) for item in self.items(points)),
            pairs=tuple(self.pair(item) for item in self.items(fields.get("pairs"))),
            explanation=self.text(fields.get("explanation")),
            line=node.line,
        )
        return replace(draft, is_whole=len(self._problems) == before)

    def answer(self, node: Node) -> DraftAnswer:
        """Read `right: …` or `wrong: …` with its feedback."""
        fields = node if isinstance(node, Fields) else Fields((), node.line)
        right, wrong = fields.get("right"), fields.get("wrong")
        self._check_keys(fields, ("right", "wrong", "feedback"))
        if (right is None) == (wrong is None):
            self._note(ProblemKind.WRONG_SHAPE, node.line, expected="answer")
        text = self.text(right if right is not None else wrong)
        return DraftAnswer(
            text=text, is_right=right is not None, feedback=self.text(fields.get("feedback")), line=node.line
        )

    def pair(self, node: Node) -> tuple[str, str, int]:
        """Read `left: …` and `right: …`."""
        fields = node if isinstance(node, Fields) else Fields((), node.line)
        self._check_keys(fields, ("left", "right"))
        return self.text(fields.get("left")), self.text(fields.get("right")), node.line

    def text(self, node: Node | None) -> str:
        """Read a text; "" if there is none."""
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self._note(ProblemKind.WRONG_SHAPE, node.line, expected="text")
            return ""
        return node.text.strip()

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """Read a list; empty if there is none."""
        if node is None:
            return ()
        if not isinstance(node, Items):
            self._note(ProblemKind.WRONG_SHAPE, node.line, expected="list")
            return ()
        return node.items

    def fields(self, node: Node) -> Fields | None:
        """Read a map."""
        if not isinstance(node, Fields):
            self._note(ProblemKind.WRONG_SHAPE, node.line, expected="map")
            return None
        return node

    def _check_keys(self, fields: Fields, allowed: tuple[str, ...]) -> None:
        for entry in fields.entries:
            if entry.key not in allowed:
                self._note(
                    ProblemKind.UNKNOWN_FIELD, entry.line, found=entry.key, allowed=", ".join(allowed), suggestion=""
                )

    def _note(self, kind: ProblemKind, line: int, **facts: str) -> None:
        self._problems.add(kind, Place(self._file, line), field="questions", **facts)
