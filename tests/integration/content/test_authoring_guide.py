"""The guide for authors says what is so: its examples are read, its lists are the declarations'."""

import re
from pathlib import Path

import pytest

from haversack.operations.authoring import AuthoredRecord, read_folder
from haversack.operations.authoring.attachments import MEDIA_TYPES
from haversack.operations.authoring.fields import RESERVED
from haversack_sync.model.declaration import FieldType, Kind
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.vocabularies import terms
from tests.unit.haversack.operations.authoring.authoring_folder import write

GUIDE = (Path(__file__).parents[3] / "docs" / "authoring.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```\w+ (?P<path>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PLACED_BY_FOLDER = {("module", "course"), ("lesson", "module"), ("quiz", "module")}


@pytest.fixture
def examples(tmp_path: Path) -> dict[tuple[str, str], AuthoredRecord]:
    files: dict[str, str | bytes] = {match["path"]: match["text"] for match in EXAMPLE.finditer(GUIDE)}
    attachments = {"library/files/checklist.docx": b"x", "library/files/card.pdf": b"x"}
    return {
        (record.kind, record.slug): record for record in read_folder(write(tmp_path, {**files, **attachments})).records
    }


def test_all_examples_are_one_folder_without_mistakes(examples: dict[tuple[str, str], AuthoredRecord]) -> None:
    kinds = {kind for kind, _ in examples}

    assert kinds == set(KINDS)
    assert len(examples) == 16


def test_the_examples_mean_what_the_guide_says(examples: dict[tuple[str, str], AuthoredRecord]) -> None:
    topic = examples["topic", "statelessness"]
    phone = examples["contact", "camino-puerta"]
    guide = examples["resource", "first-hours"]

    assert {"name@en", "name@fr", "name@ar", "introduction@en", "introduction@fr"} <= set(topic.places)
    assert phone.fields["value"] == "+52 000 000 0000"
    assert [file.name for file in guide.files] == ["checklist.docx", "card.pdf"]


def test_every_type_of_question_is_shown_in_both_ways(examples: dict[tuple[str, str], AuthoredRecord]) -> None:
    def types(slug: str) -> set[object]:
        questions = examples["quiz", f"first-steps/rights/{slug}"].fields["questions"]
        assert isinstance(questions, dict)
        return {question["type"] for question in questions["en"]}

    assert types("quiz") == set(terms("question_type"))
    assert types("quiz-again") == set(terms("question_type")) - {"multiple"}


def _row(kind: Kind) -> str:
    """Write the fields of a kind as the guide's table has them."""
    words: list[str] = []
    for field in kind.fields:
        if field.type in (FieldType.HANDLE, FieldType.QUESTIONS) or (kind.name, field.name) in PLACED_BY_FOLDER:
            continue
        word = f"`{field.name}`" + ("@" if field.type.is_localised else "")
        is_fat = field.is_required and field.name not in ("language", kind.title)
        words.append(f"**{word}**" if is_fat else word)
    return f"| {' '.join(words)} |"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_the_guide_lists_the_fields_of_every_kind(kind: Kind) -> None:
    assert _row(kind) in GUIDE
    sets = [f"`{one.name}`" for one in kind.sets if one.name not in RESERVED]
    if sets:
        assert f"| {' '.join(sets)} | lists" in GUIDE


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_the_guide_lists_the_words_of_every_vocabulary(kind: Kind) -> None:
    for field in kind.fields:
        if field.vocabulary is not None:
            assert f"`{field.name}`: {', '.join(terms(field.vocabulary))}" in GUIDE


def test_the_guide_lists_what_may_be_attached_and_the_reserved_words() -> None:
    assert f"Types: {', '.join(sorted(ending[1:] for ending in MEDIA_TYPES))}." in GUIDE
    assert all(f"| `{word}` |" in GUIDE for word in RESERVED)
