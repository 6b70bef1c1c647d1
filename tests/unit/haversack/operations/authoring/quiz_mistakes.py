"""The mistakes of quizzes; see `mistakes`."""

from haversack.operations.authoring import ProblemKind
from tests.unit.haversack.operations.authoring.mistake import COURSE, Mistake

K = ProblemKind

QUIZ = "---\nlanguage: en\ntitle: Check\n---\n\n{}"
_QUIZ = "courses/a/01-b/quiz.md"
_CHOICE = "## [choice] Who?\n\n- [x] A\n- [ ] B\n"


def _quiz(body: str) -> dict[str, str | bytes]:
    return {
        "courses/a/course.md": COURSE,
        "courses/a/01-b/module.md": COURSE,
        "courses/a/01-b/quiz.md": QUIZ.format(body),
    }


def _yaml_quiz(questions: str) -> dict[str, str | bytes]:
    return {
        "courses/a/course.md": COURSE,
        "courses/a/01-b/module.md": COURSE,
        "courses/a/01-b/quiz.yaml": f"language: en\ntitle: Check\nquestions:\n{questions}",
    }


QUIZ_MISTAKES = (
    Mistake(K.QUIZ_EMPTY, _quiz(""), _QUIZ, 1, "questions"),
    Mistake(K.QUIZ_STRAY_TEXT, _quiz(f"Welcome.\n\n{_CHOICE}"), _QUIZ, 6, "questions"),
    Mistake(
        K.QUIZ_DIFFERS,
        {**_quiz(_CHOICE), "courses/a/01-b/quiz.fr.md": f"---\ntitle: C\n---\n{_CHOICE}\n{_CHOICE}"},
        "courses/a/01-b/quiz.fr.md",
        None,
        "questions",
        2,
    ),
    Mistake(
        K.QUIZ_DIFFERS,
        {**_quiz(_CHOICE), "courses/a/01-b/quiz.fr.md": "## [choice] Qui ?\n- [ ] A\n- [x] B\n"},
        "courses/a/01-b/quiz.fr.md",
        1,
        "questions",
        1,
    ),
    Mistake(K.QUESTION_TYPE_MISSING, _quiz("## Who?\n- [x] A\n"), _QUIZ, 6, "questions", "choice, multiple"),
    Mistake(K.QUESTION_TYPE_MISSING, _yaml_quiz("  - text: Who?\n"), "courses/a/01-b/quiz.yaml", 4, "questions"),
    Mistake(K.QUESTION_TYPE_UNKNOWN, _quiz("## [chioce] Who?\n- [x] A\n"), _QUIZ, 6, "questions", "chioce"),
    Mistake(K.QUESTION_NO_PROMPT, _quiz("## [choice]\n- [x] A\n- [ ] B\n"), _QUIZ, 6, "questions"),
    Mistake(K.QUESTION_NO_RIGHT_ANSWER, _quiz("## [choice] Who?\n- [ ] A\n- [ ] B\n"), _QUIZ, 6, "questions"),
    Mistake(K.QUESTION_MANY_RIGHT_ANSWERS, _quiz("## [choice] Who?\n- [x] A\n- [x] B\n"), _QUIZ, 6, "questions", 2),
    Mistake(K.QUESTION_FEW_ANSWERS, _quiz("## [choice] Who?\n- [x] A\n"), _QUIZ, 6, "questions", 2),
    Mistake(K.QUESTION_FEW_ANSWERS, _quiz("## [order] What?\n1. A\n"), _QUIZ, 6, "questions", 2),
    Mistake(K.QUESTION_SAME_ANSWER, _quiz("## [choice] Who?\n- [x] A\n- [ ] a\n"), _QUIZ, 8, "questions", "a"),
    Mistake(K.QUESTION_NOT_TRUE_FALSE, _quiz("## [true_false] So?\n- [x] vrai\n- [ ] faux\n"), _QUIZ, 6, "questions"),
    Mistake(K.QUESTION_PAIR, _quiz("## [match] What?\n- A = 1\n- B\n- C = 3\n"), _QUIZ, 8, "questions", "B"),
    Mistake(K.QUESTION_NO_BLANK, _quiz("## [blank] Fill.\n\nNo gap.\n"), _QUIZ, 6, "questions"),
    Mistake(K.QUESTION_BLANK_EMPTY, _quiz("## [blank] Fill.\n\nA [[ | ]] gap.\n"), _QUIZ, 6, "questions"),
    Mistake(K.QUESTION_NO_MODEL, _quiz("## [self_check] Say it.\n"), _QUIZ, 6, "questions"),
    Mistake(K.QUESTION_WRONG_PART, _quiz(f"{_CHOICE}Stray.\n"), _QUIZ, 10, "questions", "ticks"),
    Mistake(K.QUESTION_WRONG_PART, _quiz("## [order] W?\n1. A\n2. B\n  more\n"), _QUIZ, 9, "questions", "numbers"),
    Mistake(K.QUESTION_WRONG_PART, _quiz("## [match] W?\n- A = B\n- C = D\n1. E\n"), _QUIZ, 9, "questions", "bullets"),
    Mistake(K.QUESTION_WRONG_PART, _quiz(f"{_CHOICE}> Why.\nStray.\n"), _QUIZ, 11, "questions", "end"),
    Mistake(
        K.QUESTION_BAD,
        _quiz("## [order] What?\n" + "\n".join(f"{n}. item {n}" for n in range(1, 22))),
        _QUIZ,
        6,
        "questions",
        1,
    ),
    Mistake(
        K.WRONG_SHAPE,
        _yaml_quiz("  - choice: Who?\n    answers:\n      - A\n      - right: B\n"),
        "courses/a/01-b/quiz.yaml",
        6,
        "questions",
        "answer",
    ),
    Mistake(
        K.WRONG_SHAPE,
        _yaml_quiz("  - choice: Who?\n    answers:\n      - feedback: A\n      - right: B\n"),
        "courses/a/01-b/quiz.yaml",
        6,
        "questions",
        "answer",
    ),
    Mistake(
        K.UNKNOWN_FIELD,
        _yaml_quiz("  - choice: Who?\n    anwers: [A]\n"),
        "courses/a/01-b/quiz.yaml",
        5,
        "questions",
        "anwers",
    ),
    Mistake(K.WRONG_SHAPE, _yaml_quiz("  a: b\n"), "courses/a/01-b/quiz.yaml", 4, "questions", "list"),
    Mistake(K.WRONG_SHAPE, _yaml_quiz("  - Who?\n"), "courses/a/01-b/quiz.yaml", 4, "questions", "map"),
    Mistake(K.WRONG_SHAPE, _yaml_quiz("  - self_check: [a]\n"), "courses/a/01-b/quiz.yaml", 4, "questions", "text"),
    Mistake(
        K.UNKNOWN_FIELD,
        _yaml_quiz("  - match: Who?\n    pairs:\n      - {left: A, rihgt: B}\n      - {left: C, right: D}\n"),
        "courses/a/01-b/quiz.yaml",
        6,
        "questions",
        "right",
    ),
)
