from pathlib import Path
from string import Formatter
from types import MappingProxyType

import pytest

from haversack.i18n.content_problems import SENTENCES, sentence
from haversack.i18n.language import Speaker
from haversack.operations.authoring import ContentProblem, ProblemKind
from tests.unit.haversack.operations.authoring.authoring_folder import problems_of
from tests.unit.haversack.operations.authoring.mistake import Mistake
from tests.unit.haversack.operations.authoring.mistakes import MISTAKES

ENGLISH = Speaker("en")


def problem(kind: ProblemKind, *, file: str = "a.md", line: int | None = 3, **facts: str | int) -> ContentProblem:
    return ContentProblem(kind=kind, file=file, line=line, field=None, facts=MappingProxyType(facts))


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=[f"{number:03}-{mistake.kind}" for number, mistake in enumerate(MISTAKES)]
)
def test_every_mistake_is_said_with_its_place_and_a_cure(tmp_path: Path, mistake: Mistake) -> None:
    for found in problems_of(tmp_path, mistake.files):
        wrong, cure = sentence(found, ENGLISH)

        assert found.file in wrong
        assert found.line is None or f"line {found.line}" in wrong
        assert found.field is None or found.field in wrong
        assert cure.endswith((".", "?"))
        assert "{" not in wrong.replace(str(found.facts.get("found")), "") + cure


def test_every_kind_has_sentences() -> None:
    named = {key.partition(".")[0] for key in SENTENCES}

    assert named == set(ProblemKind)


@pytest.mark.parametrize("kind", [ProblemKind.SHORTCUT, ProblemKind.UNREADABLE, ProblemKind.BAD_VALUE])
def test_kinds_without_facts_are_said(kind: ProblemKind) -> None:
    assert sentence(problem(kind), ENGLISH)[0].startswith("a.md, line 3: ")


def test_kinds_with_limits_are_said() -> None:
    for kind in (ProblemKind.TOO_MANY_FILES, ProblemKind.TOO_MANY_PROBLEMS, ProblemKind.TABLE_TOO_LONG):
        assert "500" in sentence(problem(kind, file="", line=None, limit=500), ENGLISH)[0]
    assert "500" in sentence(problem(ProblemKind.FILE_TOO_BIG, limit_bytes=500), ENGLISH)[0]


def test_a_folder_that_is_missing_is_said_without_a_place() -> None:
    wrong, cure = sentence(problem(ProblemKind.FOLDER_MISSING, file="", line=None), ENGLISH)

    assert wrong == "There is no such folder."
    assert "network.md" in cure


def test_the_suggestion_is_said_where_there_is_one() -> None:
    def said(suggestion: str) -> tuple[str, str]:
        return sentence(
            problem(ProblemKind.LINK_UNKNOWN, found="wrok", kind_found="topic", suggestion=suggestion), ENGLISH
        )

    with_one, without = said("work"), said("")

    assert with_one[1] == "Write work."
    assert without[1].startswith("Write its id")


def test_sentences_are_whole_and_name_their_facts() -> None:
    for key, pair in SENTENCES.items():
        for text in pair:
            names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]

            assert text[0].isupper() or text[0] in "“{", key
            assert text.rstrip()[-1] in ".?}]", (key, text)
            assert all(names), key


def test_a_brace_in_an_authors_text_is_no_placeholder() -> None:
    wrong, _ = sentence(problem(ProblemKind.BAD_NUMBER, found="{file.__class__}"), ENGLISH)

    assert "{file.__class__}" in wrong
