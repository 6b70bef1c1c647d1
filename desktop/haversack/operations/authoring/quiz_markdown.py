"""Quiz questions written in Markdown.

    ## [choice] Who decides?

    Text of the question, if it needs any.

    - [x] The right answer
      What is said to who chooses it.
    - [ ] A wrong answer

    > Shown after the answer.

Must not check whether a question makes sense; `questions` does.
"""

import re
import textwrap
from dataclasses import dataclass, field
from typing import Final

from haversack.operations.authoring.front_matter import trim_blank_lines
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack.operations.authoring.questions import QUESTION_TYPES, DraftAnswer, DraftQuestion

_HEADING: Final = re.compile(r"##\s+(?:\[\s*([^\]]*?)\s*\]\s*)?(.*?)\s*#*\s*")
_TICK: Final = re.compile(r"[-*+]\s+\[([ xX])\]\s+(.+)")
_NUMBERED: Final = re.compile(r"\d+[.)]\s+(.+)")
_BULLET: Final = re.compile(r"[-*+]\s+(.+)")
_QUOTE: Final = re.compile(r">\s?(.*)")
_INDENTED: Final = re.compile(r"(\t| {2,})\S.*")
_PAIR_SIGN: Final = " = "

_ITEM_OF_TYPE: Final = {
    "choice": _TICK,
    "multiple": _TICK,
    "true_false": _TICK,
    "short_text": _TICK,
    "order": _NUMBERED,
    "match": _BULLET,
    "self_check": _BULLET,
}
_PART_NAMES: Final = {_TICK: "ticks", _NUMBERED: "numbers", _BULLET: "bullets"}


@dataclass(slots=True)
class _Item:
    """A list item that is still being read."""

    match: re.Match[str]
    line: int
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """A question that is still being read."""

    type: str
    prompt: str
    line: int
    text: list[str] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    quote: list[str] = field(default_factory=list)
    is_whole: bool = True


def read_quiz_body(body: str, *, file: str, first_line: int, problems: ProblemList) -> tuple[DraftQuestion, ...]:
    """Read the questions below the front matter of a quiz.

    Args:
        body: Markdown.
        file: The path below the authoring folder.
        first_line: Line of the file on which `body` begins, from 1.
        problems: Receives the mistakes.

    Returns:
        The questions whose type is known, in order.
    """
    blocks: list[_Block] = []
    has_stray_text = False
    for line, content in enumerate(body.split("\n"), first_line):
        if (heading := _HEADING.fullmatch(content)) and not content.startswith("###"):
            blocks.append(_Block(heading.group(1) or "", heading.group(2), line))
            _check_type(heading.group(1), Place(file, line), problems)
        elif blocks:
            _take_line(blocks[-1], content, Place(file, line), problems)
        elif content.strip() and not has_stray_text:
            has_stray_text = True
            problems.add(ProblemKind.QUIZ_STRAY_TEXT, Place(file, line), field="questions")
    return tuple(_finish(block) for block in blocks if block.type in QUESTION_TYPES)


def _check_type(written: str | None, place: Place, problems: ProblemList) -> None:
    allowed = ", ".join(QUESTION_TYPES)
    if written is None:
        problems.add(ProblemKind.QUESTION_TYPE_MISSING, place, field="questions", allowed=allowed)
    elif written not in QUESTION_TYPES:
        problems.add(ProblemKind.QUESTION_TYPE_UNKNOWN, place, field="questions", found=written, allowed=allowed)


def _take_line(block: _Block, content: str, place: Place, problems: ProblemList) -> None:
    """Give a line below the heading to the text, the items, the feedback of the last item, or the explanation."""
    if block.type not in QUESTION_TYPES:
        return
    item = _ITEM_OF_TYPE.get(block.type)
    if not content.strip():
        _take_blank(block)
    elif quote := _QUOTE.fullmatch(content):
        block.quote.append(quote.group(1))
    elif block.quote:
        block.is_whole = False
        problems.add(ProblemKind.QUESTION_WRONG_PART, place, field="questions", expected="end")
    elif item is not None and (match := item.fullmatch(content)):
        block.items.append(_Item(match, place.line or 0))
    elif not block.items:
        block.text.append(content)
    elif _INDENTED.fullmatch(content) and item is _TICK:
        block.items[-1].below.append(content)
    else:
        block.is_whole = False
        expected = _PART_NAMES[item] if item is not None else "end"
        problems.add(ProblemKind.QUESTION_WRONG_PART, place, field="questions", expected=expected)


def _take_blank(block: _Block) -> None:
    if block.quote:
        block.quote.append("")
    elif block.items:
        block.items[-1].below.append("")
    else:
        block.text.append("")


def _finish(block: _Block) -> DraftQuestion:
    is_ticked = _ITEM_OF_TYPE.get(block.type) is _TICK
    answers = [
        DraftAnswer(
            text=item.match.group(2).strip(),
            is_right=item.match.group(1) in "xX",
            feedback=textwrap.dedent("\n".join(item.below).expandtabs(4)).strip(),
            line=item.line,
        )
        for item in (block.items if is_ticked else [])
    ]
    texts = [item.match.group(1).strip() for item in ([] if is_ticked else block.items)]
    pairs = [_split_pair(text, item.line) for text, item in zip(texts, block.items, strict=False)]
    text, _ = trim_blank_lines(block.text, first_line=1)
    explanation, _ = trim_blank_lines(block.quote, first_line=1)
    return DraftQuestion(
        type=block.type,
        prompt=block.prompt,
        text=text,
        answers=tuple(answers),
        items=tuple(texts) if block.type != "match" else (),
        pairs=tuple(pairs) if block.type == "match" else (),
        explanation=explanation,
        line=block.line,
        is_whole=block.is_whole,
    )


def _split_pair(text: str, line: int) -> tuple[str, str, int]:
    left, _, right = text.partition(_PAIR_SIGN)
    return left.strip(), right.strip(), line
