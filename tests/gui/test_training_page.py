"""Training: from the courses to a lesson and through both quizzes of the starter course, by keys where it counts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QListWidget, QRadioButton

from haversack.operations import marking
from haversack.operations.marking import Attempt
from haversack.viewmodels.quiz import QuizModel
from haversack.viewmodels.training import TrainingModel
from haversack.views.parts.reading_view import ReadingView
from tests.gui.conftest import Window, controls


def model_of(window: Window) -> TrainingModel:
    return window.app.models.get(TrainingModel)


def course_of(window: Window) -> str:
    window.go("training")
    course = model_of(window).course
    assert course is not None
    return course.id


def parts_of(window: Window) -> list[str]:
    """Ids of lessons and quizzes in order; opens the course."""
    window.go("training", course_of(window))
    return [row.id for row in model_of(window).rows.rows if row.icon]


def quiz_of(window: Window, place: int) -> QuizModel:
    """Open a part that is a quiz."""
    window.go("training", parts_of(window)[place])
    quiz = model_of(window).quiz
    assert quiz is not None
    return quiz


def press(window: Window, words: str) -> None:
    window.settle()
    found = [one for one in window.page.findChildren(QAbstractButton) if one.accessibleName() == words]
    shown = [one for one in found if one.isVisibleTo(window.page) and one.isEnabled()]
    assert shown, words
    shown[-1].click()
    window.settle()


def solution(quiz: QuizModel) -> Attempt:
    """What is right for the question that is shown, found by trying."""
    shown, rights = quiz.shown, quiz.right_answers
    if shown.kind == "choice":
        return next(place for place, words in shown.options if words in rights)
    if shown.kind == "multiple":
        return tuple(place for place, words in shown.options if words in rights)
    if shown.kind == "true_false":
        return rights == ("True",)
    if shown.kind == "order":
        return tuple(range(len(shown.options)))
    if shown.kind == "match":
        return tuple(range(len(shown.lefts)))
    return rights if shown.kind == "blank" else rights[0]


def test_a_course_shows_its_outline_with_states_in_words(window: Window) -> None:
    window.open()

    parts = parts_of(window)

    rows = model_of(window).rows.rows
    assert len(parts) == 7
    assert all("Not begun" in row.spoken for row in rows)
    assert rows[0].title.startswith("1. ")


def test_a_lesson_is_read_marked_and_taken_back(window: Window) -> None:
    window.open()
    first, second = parts_of(window)[:2]
    window.go("training", first)
    assert window.page.findChild(ReadingView) is not None

    press(window, "Mark as done and go on")

    assert model_of(window).part == second
    window.go("training", first)
    assert model_of(window).is_done
    press(window, "Not done yet")
    assert not model_of(window).is_done


def test_keys_go_on_and_back(window: Window) -> None:
    window.open()
    first, second = parts_of(window)[:2]
    window.go("training", first)
    window.app.shell.activateWindow()
    window.qtbot.waitUntil(window.app.shell.isActiveWindow)

    QTest.keyClick(window.page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert model_of(window).part == second
    QTest.keyClick(window.page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert model_of(window).part == first


def test_training_goes_on_where_it_was_left(window: Window) -> None:
    window.open()
    parts = parts_of(window)
    window.go("training", parts[1])
    model_of(window).refresh()
    window.go("training")

    course = model_of(window).course

    assert course is not None
    assert course.next_words == "Continue training"
    assert course.next_part == parts[1]
    assert model_of(window).continue_part == parts[1]
    assert model_of(window).continue_words


@pytest.mark.parametrize("place", [2, 6])
def test_every_question_can_be_answered_right(window: Window, place: int) -> None:
    window.open()
    quiz = quiz_of(window, place)

    while not quiz.is_over:
        quiz.answer(solution(quiz))
        quiz.check()
        assert quiz.mark is not None
        if quiz.mark.state == marking.COMPARE:
            press(window, "I had it")
        else:
            assert quiz.mark.state == marking.RIGHT
            press(window, "See the result" if quiz.at + 1 == quiz.count else "Next question")

    assert quiz.right == quiz.count
    window.settle()
    row = next(row for row in model_of(window).rows.rows if row.id == quiz.id)
    assert row.icon == "circle-check"
    assert f"{quiz.count} of {quiz.count} right" in row.spoken


def test_a_wrong_choice_gets_its_feedback_and_another_try(window: Window) -> None:
    window.open()
    quiz = quiz_of(window, 2)
    options = window.page.findChildren(QRadioButton)

    options[0].setFocus()
    QTest.keyClick(options[0], Qt.Key.Key_Space)
    press(window, "Check")

    assert quiz.mark is not None
    assert quiz.mark.state == marking.WRONG
    assert quiz.mark.feedback[0]
    press(window, "Try again")
    assert quiz.mark is None


def test_lines_move_by_keys(window: Window) -> None:
    window.open()
    quiz = quiz_of(window, 6)
    quiz.answer(solution(quiz))
    quiz.check()
    press(window, "Next question")
    lines = window.page.findChild(QListWidget)
    assert lines is not None
    before = quiz.attempt
    first = lines.item(0).text()

    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert lines.currentRow() == 1
    assert lines.item(1).text() == first
    assert quiz.attempt != before


def test_results_survive_in_the_vault_but_are_no_change(window: Window) -> None:
    window.open()
    waiting = window.app.models.synchroniser.waiting
    window.go("training", parts_of(window)[0])
    press(window, "Mark as done and go on")

    assert window.app.models.synchroniser.waiting == waiting


@pytest.mark.parametrize(
    ("language", "scale", "size"), [("en", 100, (960, 520)), ("ar", 100, (960, 520)), ("en", 200, (1366, 696))]
)
@pytest.mark.parametrize("place", [0, 2, 6])
def test_no_control_is_lost(window: Window, language: str, scale: int, size: tuple[int, int], place: int) -> None:
    window.open()
    window.app.shell.resize(*size)
    window.look(language=language, scale=scale)
    window.go("training", parts_of(window)[place])

    found = controls(window.page, lambda one: isinstance(one, QAbstractButton | QComboBox))

    assert found
    assert all(one.accessibleName() for one in found)
    assert all(one.mapTo(window.page, one.rect().bottomRight()).x() <= window.page.width() for one in found)
    assert all(one.mapTo(window.page, one.rect().topLeft()).x() >= 0 for one in found)
