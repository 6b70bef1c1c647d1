"""Problems in content, found before it is published."""

import pytest

from haversack_sync.model.canonical import Value
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.validate import Problem, validate
from tests.unit.haversack_sync.model.makers import TOPIC

EVENT: dict[str, Value] = {
    "title": {"en": "World Refugee Day", "fr": "Journée mondiale des réfugiés"},
    "summary": {"en": "Every year on 20 June."},
    "type": "day",
    "start": "2001-06-20",
    "recurrence": "FREQ=YEARLY",
    "country": "CH",
    "topics": [TOPIC],
    "languages": ["en", "ar"],
    "countries": ["CH"],
    "url": None,
    "language": "en",
}
MANY_LANGUAGES: Value = {f"a{chr(97 + number % 26)}{chr(97 + number // 26)}": "x" for number in range(61)}
QUIZ: dict[str, Value] = {
    "title": {"en": "Words"},
    "module": TOPIC,
    "questions": {"en": [{"type": "true_false", "text": "Is it?", "answer": True}]},
    "language": "en",
}


def _problems(kind: str, base: dict[str, Value], **fields: Value) -> list[tuple[str, str | None, str]]:
    return [(one.field, one.language, one.kind) for one in validate(KINDS[kind], {**base, **fields})]


def test_good_content_has_no_problem() -> None:
    assert validate(KINDS["event"], EVENT) == []
    assert validate(KINDS["quiz"], QUIZ) == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"colour": "red"}, ("colour", None, "unknown_field")),
        ({"title": None}, ("title", None, "missing")),
        ({"title": {}}, ("title", None, "missing")),
        ({"language": None}, ("language", None, "missing")),
        ({"language": "ar"}, ("title", None, "missing_in_main_language")),
        ({"summary": "Every year."}, ("summary", None, "needs_language")),
        ({"summary": {"English": "x"}}, ("summary", "English", "bad_language")),
        ({"summary": {"ar": 5}}, ("summary", "ar", "wrong_type")),
        ({"title": {"en": "x" * 301}}, ("title", "en", "too_long")),
        ({"summary": MANY_LANGUAGES}, ("summary", None, "too_many_languages")),
        ({"type": "party"}, ("type", None, "unknown_term")),
        ({"start": "June"}, ("start", None, "bad_date")),
        ({"end": "2001-06-19"}, ("end", None, "end_before_start")),
        ({"country": "ch"}, ("country", None, "bad_country")),
        ({"recurrence": "yearly"}, ("recurrence", None, "bad_recurrence")),
        ({"topics": TOPIC}, ("topics", None, "not_a_list")),
        ({"topics": ["housing"]}, ("topics", None, "wrong_type")),
        ({"countries": ["CH", "Chad"]}, ("countries", None, "bad_country")),
        ({"countries": ["CH"] * 201}, ("countries", None, "too_many_elements")),
    ],
)  # fmt: skip
def test_each_problem_names_its_field(fields: dict[str, Value], problem: tuple[str, str | None, str]) -> None:
    assert _problems("event", EVENT, **fields) == [problem]


def test_all_problems_are_told_at_once_in_the_order_of_the_fields() -> None:
    assert _problems("event", {}, type="party", start="June") == [
        ("type", None, "unknown_term"),
        ("start", None, "bad_date"),
        ("title", None, "missing"),
        ("language", None, "missing"),
    ]


def test_facts_hold_what_a_sentence_needs() -> None:
    (unknown,) = validate(KINDS["event"], {**EVENT, "colour": "red"})
    (term,) = validate(KINDS["event"], {**EVENT, "type": "party"})
    (long,) = validate(KINDS["event"], {**EVENT, "title": {"en": "x" * 301}})
    (typed,) = validate(KINDS["event"], {**EVENT, "url": [1]})
    (main,) = validate(KINDS["event"], {**EVENT, "language": "ar"})
    (end,) = validate(KINDS["event"], {**EVENT, "end": "1999"})

    assert unknown.facts == {"allowed": KINDS["event"].names}
    assert term.facts["value"] == "party"
    assert "day" in str(term.facts["allowed"])
    assert (long.facts["limit"], long.facts["allowed"]) == (300, ())
    assert typed.facts == {"allowed": ("url",), "limit": 2_048}
    assert main.facts == {"value": "ar", "allowed": ("en", "fr")}
    assert end == Problem(field="end", kind="end_before_start", facts={"value": "1999", "allowed": ("2001-06-20",)})


def test_a_bad_question_is_named_by_its_number() -> None:
    bad: Value = [{"type": "true_false", "text": "Is it?", "answer": True}, {"type": "true_false", "text": "Or not?"}]

    assert validate(KINDS["quiz"], {**QUIZ, "questions": {"en": bad}}) == [
        Problem(field="questions", language="en", kind="bad_question", facts={"number": 2, "allowed": ("answer",)})
    ]


def test_dates_that_are_none_are_not_compared() -> None:
    assert _problems("event", EVENT, start="June", end="1999") == [("start", None, "bad_date")]
    assert _problems("event", EVENT, end=5) == [("end", None, "wrong_type")]


def test_a_link_to_the_parent_is_required() -> None:
    assert _problems("quiz", QUIZ, module=None) == [("module", None, "missing")]
