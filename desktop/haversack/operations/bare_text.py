"""The words of a text without its marks: for questions, answers and whatever else is shown without a reading view.

Pure. Must not be given what people typed as an answer: a sign in it may be meant.
"""

from collections.abc import Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER: Final = MarkdownIt("commonmark", {"html": False})
_PARAGRAPH: Final = "\n\n"


def bare_line(markdown: str) -> str:
    """Return the words of a single line, such as an answer to choose.

    Args:
        markdown: Inline only: what looks like a list or a heading is words.
    """
    return "".join(_words(token.children or []) for token in _PARSER.parseInline(markdown)).strip()


def bare_text(markdown: str) -> str:
    """Return the words of a text: paragraphs apart by an empty line, each item of a list on a line of its own.

    Args:
        markdown: CommonMark.
    """
    parts: list[str] = []
    numbers: list[int | None] = []
    sign, is_tight = "", False
    for token in _PARSER.parse(markdown):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            first = token.attrGet("start")
            numbers.append((int(first) if first is not None else 1) if token.type == "ordered_list_open" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            numbers.pop()
            is_tight = bool(numbers)
        elif token.type == "list_item_open":
            number = numbers[-1]
            sign = "• " if number is None else f"{number}. "
            numbers[-1] = None if number is None else number + 1
        elif token.type in {"inline", "code_block", "fence"}:
            words = _words(token.children) if token.children else token.content.rstrip()
            between = "" if not parts else "\n" if sign and is_tight else _PARAGRAPH
            parts.append(f"{between}{sign}{words}")
            is_tight, sign = bool(numbers), ""
    return "".join(parts)


def _words(tokens: Sequence[Token]) -> str:
    said = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(said.get(token.type, token.content) for token in tokens)
