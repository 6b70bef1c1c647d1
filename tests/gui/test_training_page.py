"""Training: from the courses to a lesson and through both quizzes of the sample course, by keys where it counts."""

import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QMessageBox
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock, system_clock
from haversack.operations import learner, marking
from haversack.operations import training as operation
from haversack.operations.learner import Answers
from haversack.operations.marking import Attempt
from haversack.operations.workspace import opened
from haversack.viewmodels.course_words import OutlineRow
from haversack.viewmodels.pins import PinsModel
from haversack.viewmodels.quiz import QuizModel
from haversack.viewmodels.training import TrainingModel
from haversack.views.parts.printing import pdf_printer
from haversack.views.training_lesson import LessonText
from haversack.views.training_page import TrainingPage
from haversack.views.training_paper import lesson_document, quiz_document
from tests.gui.conftest import Window, controls, put_away
from tests.gui.small_vault import PASSPHRASE


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
    return [row.id for row in model_of(window).rows.rows if isinstance(row, OutlineRow) and not row.is_module]


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
    assert rows[1].lines == ("10 minutes",)
    assert rows[0].title.startswith("1. ")


def page_of(window: Window) -> TrainingPage:
    page = window.page
    assert isinstance(page, TrainingPage)
    return page


def activate(window: Window) -> None:
    window.app.shell.activateWindow()
    window.qtbot.waitUntil(window.app.shell.isActiveWindow)


def kept_answers(window: Window, record: str) -> Answers | None:
    """What the vault holds of a quiz."""
    found: list[Answers | None] = []
    window.app.session.read(lambda workspace: learner.load_answers(workspace, record), found.append)
    window.settle()
    return found[0]


def test_a_course_is_kept_within_reach(window: Window) -> None:
    window.open()
    course = course_of(window)
    pins = window.app.models.get(PinsModel)

    shown = model_of(window).course
    assert shown is not None
    press(window, f"Keep {shown.title} within reach on Home")

    assert pins.is_pinned(course)
    assert pins.place_of(course).page == "training"


def test_modules_fold_and_the_model_keeps_its_promises(window: Window) -> None:
    window.open()
    model = model_of(window)
    tester = QAbstractItemModelTester(model.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    parts_of(window)
    module = model.rows.rows[0]
    assert "listed below" in module.spoken

    model.fold(module.id)

    assert [row.id for row in model.rows.rows][:2] == [module.id, model.rows.rows[1].id]
    assert "folded away" in model.rows.rows[0].spoken
    counts = [len(model.rows.rows)]
    model.fold(module.id)
    counts.append(len(model.rows.rows))
    window.go("training")
    assert [*counts, len(model.rows.rows)] == [6, 9, 1]
    assert isinstance(tester.model(), QAbstractItemModel)


def test_a_lesson_is_read_page_by_page_marked_and_taken_back(window: Window) -> None:
    window.open()
    first, second = parts_of(window)[:2]
    window.go("training", first)
    lesson = model_of(window).lesson
    assert lesson is not None
    assert model_of(window).page_words == "Page 1 of 3"

    press(window, "Next page")
    press(window, "Next page")
    press(window, "Mark as done and go on")

    assert model_of(window).part == second
    window.go("training", first)
    assert model_of(window).is_done
    assert model_of(window).page_words == "Page 3 of 3"
    press(window, "Not done yet")
    assert not model_of(window).is_done


def test_keys_turn_pages_and_lead_on_at_the_end(window: Window) -> None:
    window.open()
    first, second = parts_of(window)[:2]
    window.go("training", first)
    activate(window)
    window.page.focus_first()
    focused = QApplication.focusWidget()
    assert isinstance(focused, LessonText)

    for _ in range(20):
        focused = QApplication.focusWidget()
        assert isinstance(focused, LessonText)
        if model_of(window).part == second:
            break
        QTest.keyClick(focused, Qt.Key.Key_PageDown)
        window.settle()

    assert model_of(window).part == second
    QTest.keyClick(window.page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert model_of(window).part == first
    QTest.keyClick(window.page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert model_of(window).part == second


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


@pytest.mark.usefixtures("prepared")
def test_half_an_answer_survives_a_crash(window: Window, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock) -> None:
    window.open()
    quiz = quiz_of(window, 2)
    quiz.go_to(3)
    quiz.answer(("half an ans", ""))
    window.qtbot.waitUntil(lambda: not quiz._keeping.isActive(), timeout=5_000)
    window.settle()

    # What lies on the disk now is what a computer finds whose power failed.
    shutil.copytree(tmp_path / "vault", tmp_path / "after", ignore=shutil.ignore_patterns("vault.lock"))
    after = Window(App(tmp_path / "after", "en", fixed_clock), qtbot)
    after.app.shell.show()
    after.open()
    again = quiz_of(after, 2)
    found = (again.at, again.attempt)
    put_away(after.app)

    assert found == (3, ("half an ans", ""))


def test_half_an_answer_is_kept_when_the_window_closes_while_the_vault_is_busy(window: Window, tmp_path: Path) -> None:
    window.open()
    quiz = quiz_of(window, 2)
    quiz.go_to(3)
    go_on = threading.Event()
    window.app.session.run(lambda workspace, job: go_on.wait())
    quiz.answer(("half an ans", ""))
    quiz.keep_now()

    go_on.set()
    window.app.session.close()

    with opened(tmp_path / "vault", PASSPHRASE, clock=system_clock()) as workspace:
        found = operation.quiz(workspace, quiz.id)
    assert found.answers is not None
    assert found.answers.given[3] == ("half an ans", "")


def test_progress_is_forgotten_only_after_a_question(window: Window) -> None:
    window.open()
    parts = parts_of(window)
    quiz = quiz_of(window, 2)
    quiz.answer(0)
    quiz.check()
    quiz.keep_now()
    window.go("training", parts[0])
    model_of(window).mark_done()
    window.settle()

    for answer, is_there in (("Keep my progress", True), ("Forget my progress", False)):
        press(window, "Forget my progress")
        box = window.page.findChildren(QMessageBox)[-1]
        default = box.defaultButton()
        assert isinstance(default, QAbstractButton)
        assert default.text() == "Keep my progress"
        next(one for one in box.buttons() if one.text() == answer).click()
        window.settle()
        states = [row.spoken for row in model_of(window).rows.rows if isinstance(row, OutlineRow) and not row.is_module]
        assert any("Done" in spoken for spoken in states) is is_there
        assert (kept_answers(window, parts[2]) is not None) is is_there

    course = model_of(window).course
    assert course is not None
    assert not course.has_past


def test_lessons_and_quizzes_are_printed(window: Window, tmp_path: Path) -> None:
    window.open()
    parts = parts_of(window)
    window.go("training", parts[0])
    lesson = model_of(window).lesson
    assert lesson is not None
    paper = lesson_document(page_of(window).context, lesson).toPlainText()
    assert "Meet Amina" in paper
    assert "Cartagena" in paper  # the last page too
    page_of(window).choose_printer = lambda *_: pdf_printer(str(tmp_path / "lesson.pdf"))
    press(window, "Print the lesson")
    assert (tmp_path / "lesson.pdf").read_bytes().startswith(b"%PDF")

    quiz = quiz_of(window, 2)
    plain, answers = (
        quiz_document(page_of(window).context, quiz.title, quiz.paper(), has_answers=one).toPlainText()
        for one in (False, True)
    )
    assert "An internally displaced person" in plain
    assert "His own government owes him protection" not in plain
    assert "His own government owes him protection" in answers
    assert "Only" not in plain
    page_of(window).choose_printer = lambda *_: None
    press(window, "Print with the answers")


def test_beside_a_quiz_stands_how_far_one_is(window: Window) -> None:
    window.open()
    quiz = quiz_of(window, 2)
    assert dict(model_of(window).module_facts) == {"Lessons read": "0 of 2", "Quiz so far": "Not begun"}

    quiz.answer(1)
    quiz.check()

    assert dict(model_of(window).module_facts)["Quiz so far"] == "1 of 1 right"
    assert model_of(window).reread[1] == "The rule of no return"


def test_the_lesson_says_in_which_other_language_it_is(window: Window) -> None:
    window.open()
    first, second = parts_of(window)[:2]
    window.look(language="fr")
    window.go("training", second)
    lesson = model_of(window).lesson
    assert lesson is not None
    assert lesson.pages[0].language == "en"
    assert lesson.fallback
    window.go("training", first)
    french = model_of(window).lesson
    assert french is not None
    assert french.pages[0].language == "fr"
    # It says only that no native speaker has checked it.
    assert french.fallback != lesson.fallback


def test_results_survive_in_the_vault_but_are_no_change(window: Window) -> None:
    window.open()
    waiting = window.app.models.synchroniser.waiting
    window.go("training", parts_of(window)[0])
    model_of(window).mark_done()
    window.settle()

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
    assert [one.accessibleName() for one in found if one.mapTo(window.page, one.rect().topLeft()).x() < 0] == []
    assert all(one.accessibleName() for one in found)
    assert all(one.mapTo(window.page, one.rect().bottomRight()).x() <= window.page.width() for one in found)
    assert all(one.mapTo(window.page, one.rect().topLeft()).x() >= 0 for one in found)
