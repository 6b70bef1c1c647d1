"""How an error is told: by its exit code, as one sentence and a next step, the same with `--json` and without."""

import re
from typing import Final

import msgspec

from tests.integration.shapes import ErrorAnswer, ErrorFacts
from tests.integration.world import Computer

_NOT_FOR_PEOPLE: Final = re.compile(r"[a-z0-9]+_[a-z0-9_]+|[{}<>]|\bNone\b|Error\b|Traceback|[.]py\b|Errno|\(\)")
_NAMES: Final = re.compile(r"(?<=[ “])/[^ ”]+|“[^”]*”|(?<=Write one of these: ).*")
"""Paths, what was typed, and the list of what can be typed."""
_SENTENCE: Final = re.compile(r"[A-Z“0-9].*[.]", re.DOTALL)


def told(computer: Computer, kind: str, *words: str) -> ErrorFacts:
    """Meet an error twice, with `--json` and without, and check how it is told.

    Args:
        computer: Whose vault.
        kind: The error's stable name; several where the moment decides.
        words: The verb and what is typed behind it.

    Returns:
        What was said.
    """
    error = said(computer, kind, *words)
    answer = computer.run(*words)
    assert (answer.code, answer.out) == (1, ""), answer
    first, *between, last = answer.err.splitlines()
    assert (first, last) == (error.message, error.next)
    assert between == "\n".join(error.lines).splitlines()
    return error


def said(computer: Computer, kind: str, *words: str) -> ErrorFacts:
    """Meet an error with `--json` only: for a variant of one that is told in full elsewhere."""
    answer = computer.run(*words, "--json")
    assert answer.code == 1, answer
    assert "Traceback" not in answer.err
    error = msgspec.json.decode(answer.out, type=ErrorAnswer).error
    assert error.kind in kind.split(), error
    check_words(error)
    return error


def check_words(error: ErrorFacts) -> None:
    """Check that sentence and next step are for people: whole, and without words of the program."""
    for text in (error.message, error.next):
        assert _SENTENCE.fullmatch(text), text
    for text in (error.message, error.next, *(part for one in error.problems for part in (one.message, one.next))):
        assert not _NOT_FOR_PEOPLE.search(_NAMES.sub("", text)), text
    assert error.message.count(". ") == 0, "one sentence says what happened"
