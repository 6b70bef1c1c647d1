"""Training: courses in order, how far the learner is, lessons in pages, quizzes as their author wants them."""

from pathlib import Path

import pytest

from haversack.operations import learner, offline_files
from haversack.operations.learner import Answers
from haversack.operations.training import Course, lesson, quiz, training
from haversack.operations.workspace import Workspace
from tests.unit.haversack.operations.published_folder import Folder

_LONG = " ".join(["Nobody may be sent back to a place where they face grave danger."] * 8)
_QUIZ = "## [true_false] So?\n- [x] true\n- [ ] false\n\n## [short_text] How many?\n- [x] 1\n"
COURSE: dict[str, str | bytes] = {
    "courses/a/course.md": "---\nlanguage: en\ntitle: Steps\ntitle@fr: Pas\n---\n",
    "courses/a/02-b/module.md": "---\nlanguage: en\ntitle: Second\n---\n",
    "courses/a/01-c/module.md": "---\nlanguage: en\ntitle: First\n---\n",
    "courses/a/01-c/01-x.md": f"---\nlanguage: en\ntitle: X\nminutes: 7\n---\n{_LONG}\n\n## More\n\n{_LONG}\n",
    "courses/a/01-c/02-y.md": "---\nlanguage: en\ntitle: Y\nminutes: 5\nfiles: [files/map.png]\n---\nLook.\n",
    "courses/a/01-c/files/map.png": b"\x89PNG\r\n\x1a\n",
    "courses/a/01-c/quiz.md": f"---\nlanguage: en\ntitle: Q\nfeedback: at_end\nto_pass: 9\n---\n{_QUIZ}",
    "courses/a/01-c/quiz.fr.md": _QUIZ.replace("So?", "Vrai ?").replace("How many?", "Combien ?"),
    "courses/a/02-b/quiz.md": f"---\nlanguage: en\ntitle: R\n---\n{_QUIZ}",
}


@pytest.fixture
def taught(coordinator: Workspace, tmp_path: Path) -> Workspace:
    """The vault of who published a course."""
    place = tmp_path / "folders"
    place.mkdir()
    Folder(place).publish(coordinator, COURSE)
    return coordinator


def course_of(workspace: Workspace) -> Course:
    return next(one for one in training(workspace, languages=("en",)).courses if one.title == "Steps")


def test_modules_and_parts_stand_in_their_order(taught: Workspace) -> None:
    course = course_of(taught)

    assert [module.title for module in course.modules] == ["First", "Second"]
    assert [part.title for part in course.parts] == ["X", "Y", "Q", "R"]
    assert [part.kind for part in course.parts] == ["lesson", "lesson", "quiz", "quiz"]
    assert course.minutes == 12
    assert course.parts[2].questions == 2


def test_states_say_how_far_the_learner_is(taught: Workspace) -> None:
    x, y, q, r = course_of(taught).parts
    learner.turn_to(taught, x.id, 1)
    learner.mark_done(taught, y.id)
    learner.keep_answers(taught, q.id, Answers("shape"))
    learner.mark_done(taught, r.id, right=1, of=2)
    learner.open_part(taught, x.id)

    parts = course_of(taught).parts

    assert [part.state for part in parts] == ["begun", "done", "begun", "done"]
    assert (parts[3].right, parts[3].of) == (1, 2)
    assert training(taught).last == x.id


def test_a_lesson_comes_in_pages_and_opens_where_it_was_left(taught: Workspace) -> None:
    x = course_of(taught).parts[0]

    assert lesson(taught, x.id, languages=("en",)).page == 0
    learner.turn_to(taught, x.id, 1)
    found = lesson(taught, x.id, languages=("en",))

    assert len(found.pages) == 2
    assert "<h2" in found.pages[1].html
    assert found.page == 1
    learner.turn_to(taught, x.id, 40)
    assert lesson(taught, x.id, languages=("en",)).page == 1


def test_a_quiz_is_what_its_author_wants(taught: Workspace) -> None:
    _, _, q, r = course_of(taught).parts

    told_at_end, told_at_once = quiz(taught, q.id, languages=("fr",)), quiz(taught, r.id, languages=("fr",))

    assert told_at_end.is_told_at_end
    assert told_at_end.language == "fr"
    assert told_at_end.questions[0]["text"] == "Vrai ?"
    assert told_at_end.to_pass == 2  # never more than there are questions
    assert not told_at_once.is_told_at_end
    assert told_at_once.to_pass == 0
    assert told_at_once.language == "en"
    assert told_at_once.answers is None


def test_files_of_lessons_are_counted_where_they_are_missing(taught: Workspace) -> None:
    y = course_of(taught).parts[1]
    assert course_of(taught).missing_files == 0
    assert [(file.name, file.state) for file in lesson(taught, y.id).files] == [("map.png", "here")]
    with taught.replica.transaction() as connection:
        connection.exec_driver_sql("UPDATE objects SET is_at_hub = 1")

    offline_files.remove_from_here(taught, y.id)

    assert course_of(taught).missing_files == 1
    assert [file.state for file in lesson(taught, y.id).files] == ["away"]
