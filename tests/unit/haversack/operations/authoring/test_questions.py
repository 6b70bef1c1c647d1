from pathlib import Path

from tests.unit.haversack.operations.authoring.authoring_folder import read

FRAME: dict[str, str | bytes] = {
    "courses/a/course.md": "---\nlanguage: en\ntitle: A\n---\n",
    "courses/a/01-b/module.md": "---\nlanguage: en\ntitle: B\n---\n",
}
MARKDOWN = """---
language: en
title: C
---

## [choice] Who decides?

Think of the *law*.

- plain bullets belong to the text

- [x] The state
  Right.

  - Even so.
- [ ] The press

> Because.
>
> Really.

## [multiple] Which?
- [x] A
- [ ] B
- [X] C
  Also.

## [true_false] So?
- [x] false
- [ ] true
  No.

## [order] In order?
1. One
2. Two

## [match] Who?
- A = a = b
- B = c

## [blank] Fill.

Grave [[harm|danger ]] and [[law]].

## [short_text] How many?
- [x] 1
- [ ] 2
  Fewer.
- [ ] 3

## [self_check] Say it. ##
- Kind
- Short

> So.
"""
YAML = """language: en
title: C
questions:
  - choice: Who decides?
    text: |
      Think of the *law*.

      - plain bullets belong to the text
    answers:
      - right: The state
        feedback: |
          Right.

          - Even so.
      - wrong: The press
    explanation: |
      Because.

      Really.
  - multiple: Which?
    answers:
      - right: A
      - wrong: B
      - right: C
        feedback: Also.
  - true_false: So?
    answers:
      - right: "false"
      - wrong: "true"
        feedback: No.
  - order: In order?
    items: [One, Two]
  - match: Who?
    pairs:
      - {left: A, right: a = b}
      - {left: B, right: c}
  - blank: Fill.
    text: Grave [[harm|danger ]] and [[law]].
  - short_text: How many?
    answers:
      - right: 1
      - wrong: 2
        feedback: Fewer.
      - wrong: 3
  - self_check: Say it.
    points: [Kind, Short]
    explanation: So.
"""
EXPECTED = [
    {
        "type": "choice",
        "text": "Who decides?\n\nThink of the *law*.\n\n- plain bullets belong to the text",
        "feedback": "Because.\n\nReally.",
        "options": ["The state", "The press"],
        "answer": 0,
        "option_feedback": ["Right.\n\n- Even so.", ""],
    },
    {
        "type": "multiple",
        "text": "Which?",
        "options": ["A", "B", "C"],
        "answers": [0, 2],
        "option_feedback": ["", "", "Also."],
    },
    {"type": "true_false", "text": "So?", "answer": False, "option_feedback": ["No.", ""]},
    {"type": "order", "text": "In order?", "options": ["One", "Two"]},
    {"type": "match", "text": "Who?", "pairs": [{"left": "A", "right": "a = b"}, {"left": "B", "right": "c"}]},
    {"type": "blank", "text": "Fill.\n\nGrave ___ and ___.", "answers": [["harm", "danger"], ["law"]]},
    {
        "type": "short_text",
        "text": "How many?",
        "answers": ["1"],
        "wrong_answers": [{"text": "2", "feedback": "Fewer."}],
    },
    {"type": "self_check", "text": "Say it.", "answer": "- Kind\n- Short\n\nSo."},
]


def test_every_type_of_question_becomes_what_the_model_asks_for(tmp_path: Path) -> None:
    quiz = read(tmp_path, {**FRAME, "courses/a/01-b/quiz.md": MARKDOWN}).records[-1]

    assert quiz.fields["questions"] == {"en": EXPECTED}


def test_markdown_and_yaml_give_equal_questions(tmp_path: Path) -> None:
    quiz = read(tmp_path, {**FRAME, "courses/a/01-b/quiz.yaml": YAML}).records[-1]

    assert quiz.fields["questions"] == {"en": EXPECTED}


def test_a_quiz_in_yaml_is_translated_beside_it(tmp_path: Path) -> None:
    files = {
        **FRAME,
        "courses/a/01-b/quiz.yaml": YAML,
        "courses/a/01-b/quiz.fr.yaml": YAML.replace("language: en\n", ""),
    }

    quiz = read(tmp_path, files).records[-1]

    assert quiz.fields["questions"] == {"en": EXPECTED, "fr": EXPECTED}
    assert quiz.fields["title"] == {"en": "C", "fr": "C"}
