"""Every type of question, answered right, wrong and in part, by the keyboard alone; and what is said to each answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from haversack.i18n.language import Speaker
from haversack.operations.marking import Question
from haversack.operations.training import Quiz
from haversack.viewmodels.models import Models
from haversack.viewmodels.navigation import Navigation, Place
from haversack.viewmodels.quiz import Keeper, QuizModel
from haversack.views.clipboard import Clipboard
from haversack.views.context import Context
from haversack.views.look import Look
from haversack.views.parts.step_strip import StepStrip
from haversack.views.training_quiz import QuizView
from haversack.views.training_result import QuizDoors

K = Qt.Key
QUESTIONS: dict[str, Question] = {
    "choice": {"type": "choice", "text": "Which?", "options": ["a", "b", "c"], "answer": 1},
    "multiple": {"type": "multiple", "text": "Which?", "options": ["a", "b", "c"], "answers": [0, 2]},
    "true_false": {"type": "true_false", "text": "So?", "answer": False},
    "order": {"type": "order", "text": "Order", "options": ["one", "two", "three"]},
    "match": {
        "type": "match",
        "text": "Match",
        "pairs": [{"left": "1", "right": "x"}, {"left": "2", "right": "y"}, {"left": "3", "right": "z"}],
    },
    "blank": {"type": "blank", "text": "Rule.\n\n___ and ___.", "answers": [["harm"], ["danger"]]},
    "short_text": {
        "type": "short_text",
        "text": "How many?",
        "answers": ["1", "one"],
        "wrong_answers": [{"text": "2", "feedback": "One is enough."}],
    },
    "self_check": {"type": "self_check", "text": "Say it.", "answer": "I do not know."},
}


@dataclass
class Taken:
    """A quiz on the screen, and the keyboard."""

    model: QuizModel
    view: QuizView

    def press(self, *keys: Qt.Key, alt: bool = False) -> None:
        """Press keys where the keyboard is."""
        modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.focused, key, modifier)

    def write(self, words: str) -> None:
        """Write in any script; `QTest` knows Latin letters only."""
        for letter in words:
            for event in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focused, QKeyEvent(event, 0, Qt.KeyboardModifier.NoModifier, letter))

    @property
    def focused(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    @property
    def words(self) -> list[str]:
        """Everything that is written on the screen."""
        return [one.text() for one in self.view.findChildren(QLabel) if one.isVisibleTo(self.view) and one.text()]


Take = Callable[..., Taken]


@pytest.fixture
def take(prepared: QApplication, qtbot: QtBot) -> Iterator[Take]:
    """Show a quiz of one or more questions."""
    made: list[QuizView] = []

    def show(*questions: Question, language: str = "en", is_told_at_end: bool = False, to_pass: int = 0) -> Taken:
        speaker = Speaker("en")
        navigation = Navigation(Place("training"))
        context = Context(Look(), speaker, cast("Models", None), navigation, lambda: None, Clipboard(), lambda _: None)
        quiz = Quiz("Q", "Quiz", questions, language, is_told_at_end, to_pass)
        model = QuizModel(speaker, quiz, Keeper(lambda _: None, lambda right, of: None))
        view = QuizView(context, model, QuizDoors("A lesson", lambda: None, "", lambda: None))
        made.append(view)
        view.resize(600, 700)
        view.show()
        view.activateWindow()
        qtbot.waitUntil(view.isActiveWindow)
        view.focus_first()
        return Taken(model, view)

    yield show
    for view in made:
        view.close()
        view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def choose(taken: Taken, pairs: dict[int, int]) -> None:
    """Choose right sides for left ones, going down through each list."""
    boxes = [one for one in taken.view.findChildren(QComboBox) if one.isVisibleTo(taken.view)]
    for place, wanted in pairs.items():
        boxes[place].setFocus()
        taken.press(K.Key_Home)
        while boxes[place].currentData() != wanted:
            taken.press(K.Key_Down)


def arrange(taken: Taken, order: tuple[int, ...]) -> None:
    """Bring lines into an order by moving one after the other up to its place."""
    for place, wanted in enumerate(order):
        assert isinstance(taken.model.attempt, tuple)
        now = taken.model.attempt.index(wanted)
        taken.press(K.Key_Home, *[K.Key_Down] * now)
        taken.press(*[K.Key_Up] * (now - place), alt=True)


def both(first: str, second: str) -> Callable[[Taken], None]:
    """Write into both gaps."""

    def write(taken: Taken) -> None:
        taken.write(first)
        taken.press(K.Key_Tab)
        taken.write(second)

    return write


ANSWERS: list[tuple[str, Callable[[Taken], None], str]] = [
    ("choice", lambda taken: taken.press(K.Key_Down, K.Key_Space), "right"),
    ("choice", lambda taken: taken.press(K.Key_Space, K.Key_Down), "right"),
    ("choice", lambda taken: taken.press(K.Key_Space), "wrong"),
    ("choice", lambda taken: None, ""),
    ("multiple", lambda taken: taken.press(K.Key_Space, K.Key_Tab, K.Key_Tab, K.Key_Space), "right"),
    ("multiple", lambda taken: taken.press(K.Key_Space), "partly"),
    ("multiple", lambda taken: taken.press(K.Key_Tab, K.Key_Space), "wrong"),
    ("multiple", lambda taken: taken.press(K.Key_Space, K.Key_Space), ""),
    ("true_false", lambda taken: taken.press(K.Key_Down, K.Key_Space), "right"),
    ("true_false", lambda taken: taken.press(K.Key_Space), "wrong"),
    ("true_false", lambda taken: None, ""),
    ("order", lambda taken: arrange(taken, (0, 1, 2)), "right"),
    ("order", lambda taken: arrange(taken, (2, 1, 0)), "partly"),
    ("order", lambda taken: arrange(taken, (1, 2, 0)), "wrong"),
    ("match", lambda taken: choose(taken, {0: 0, 1: 1, 2: 2}), "right"),
    ("match", lambda taken: choose(taken, {0: 0, 1: 2, 2: 1}), "partly"),
    ("match", lambda taken: choose(taken, {0: 1, 1: 2, 2: 0}), "wrong"),
    ("match", lambda taken: choose(taken, {0: 0, 2: 2}), ""),
    ("blank", both("Harm", "DANGER"), "right"),
    ("blank", both("harm", "risk"), "partly"),
    ("blank", both("x", "y"), "wrong"),
    ("blank", lambda taken: taken.write("harm"), ""),
    ("short_text", lambda taken: taken.write("One"), "right"),
    ("short_text", lambda taken: taken.write("2"), "wrong"),
    ("short_text", lambda taken: taken.write("  "), ""),
]


@pytest.mark.parametrize(
    ("kind", "give", "state"), ANSWERS, ids=[f"{kind}-{at}-{state}" for at, (kind, _, state) in enumerate(ANSWERS)]
)
def test_each_type_is_answered_by_keys_alone(take: Take, kind: str, give: Callable[[Taken], None], state: str) -> None:
    taken = take(QUESTIONS[kind])

    give(taken)
    taken.press(K.Key_Return)

    assert taken.model.mark_state == state
    if not state:
        assert not taken.model.can_check
        return
    verdict = {"right": "Right.", "partly": "Partly right.", "wrong": "Not right."}[state]
    assert taken.focused.accessibleName() == "See the result"
    assert taken.focused.accessibleDescription().startswith(verdict)
    assert any(verdict in words for words in taken.words)
    taken.press(K.Key_Space)
    assert taken.model.is_over
    assert f"{1 if state == 'right' else 0} of 1 right" in taken.words


def test_a_self_check_is_compared_and_judged_by_keys(take: Take) -> None:
    taken = take(QUESTIONS["self_check"])

    taken.write("Nobody can promise it")
    taken.press(K.Key_Tab, K.Key_Space)

    assert "I do not know." in taken.words
    assert taken.focused.accessibleName() == "I had it"
    QTest.keyClick(taken.focused, K.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert taken.focused.accessibleName() == "I missed it"
    taken.press(K.Key_Space)
    assert taken.model.is_over
    assert "0 of 1 right" in taken.words


def test_the_feedback_to_a_usual_mistake_is_shown_and_the_answer_only_when_asked_for(take: Take) -> None:
    taken = take(QUESTIONS["short_text"])
    taken.write("2")
    taken.press(K.Key_Return)
    assert any("One is enough." in words for words in taken.words)
    assert "The right answer" not in taken.words

    show = next(one for one in taken.view.findChildren(QAbstractButton) if one.accessibleName() == "Show the answer")
    show.setFocus()
    taken.press(K.Key_Space)

    assert "The right answer" in taken.words
    assert "1" in taken.words


def test_trying_again_keeps_what_was_written(take: Take) -> None:
    taken = take(QUESTIONS["blank"])
    both("harm", "risk")(taken)
    taken.press(K.Key_Return)
    again = next(one for one in taken.view.findChildren(QAbstractButton) if one.accessibleName() == "Try again")

    again.click()

    edits = [one for one in taken.view.findChildren(QLineEdit) if one.isVisibleTo(taken.view)]
    assert [edit.text() for edit in edits] == ["harm", "risk"]
    assert not any(edit.isReadOnly() for edit in edits)
    assert taken.focused is edits[0]


def test_where_the_end_tells_enter_goes_on_and_nothing_is_said_before(take: Take) -> None:
    taken = take(QUESTIONS["choice"], QUESTIONS["short_text"], is_told_at_end=True, to_pass=2)
    taken.press(K.Key_Down, K.Key_Space, K.Key_Return)
    assert taken.model.at == 1
    assert not any("Right." in words or "Not right." in words for words in taken.words)

    taken.write("three")
    taken.press(K.Key_Return)

    assert "1 of 2 right" in taken.words
    assert "Not passed yet: 2 right answers are needed. Try as often as you like." in taken.words
    assert taken.focused.accessibleName() == "Go through what was not right"
    taken.press(K.Key_Space)
    assert taken.model.at == 1
    taken.write("one")
    taken.press(K.Key_Return)
    assert "You passed: 2 right answers are enough." in taken.words


def test_steps_say_how_each_question_stands_and_lead_there(take: Take) -> None:
    taken = take(QUESTIONS["choice"], QUESTIONS["true_false"], QUESTIONS["self_check"])
    taken.press(K.Key_Down, K.Key_Space, K.Key_Return)
    strip = next(one for one in taken.view.findChildren(StepStrip) if one.isVisibleTo(taken.view))
    steps = strip.findChildren(QAbstractButton)

    assert [step.accessibleName() for step in steps] == [
        "Question 1. Right.",
        "Question 2. Not answered yet.",
        "Question 3. Not answered yet.",
    ]
    steps[0].setFocus()
    taken.press(K.Key_Right, K.Key_Right, K.Key_Right)
    assert taken.focused is steps[2]
    taken.press(K.Key_Return)
    assert taken.model.at == 2


def test_lines_of_an_order_say_their_place_also_after_they_moved(take: Take) -> None:
    taken = take(QUESTIONS["order"])
    lines = taken.view.findChild(QListWidget)
    assert lines is not None
    first = lines.item(0).text().partition(". ")[2]

    taken.press(K.Key_Home)
    taken.press(K.Key_Down, alt=True)

    assert lines.currentItem().text() == f"2. {first}"
    assert lines.currentItem().data(Qt.ItemDataRole.AccessibleTextRole) == f"Line 2 of 3: {first}"


def test_a_question_reads_in_the_direction_of_its_own_language(take: Take) -> None:
    arabic: Question = {"type": "short_text", "text": "من هو اللاجئ؟", "answers": ["مسؤول"]}
    taken = take(arabic, language="ar")
    heading = next(one for one in taken.view.findChildren(QLabel) if one.text() == "من هو اللاجئ؟")

    assert heading.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert taken.view.layoutDirection() == Qt.LayoutDirection.LeftToRight
    taken.write("مَسئول")
    taken.press(K.Key_Return)
    assert taken.model.mark_state == "right"


@pytest.mark.parametrize("kind", QUESTIONS)
def test_everything_that_is_operated_has_a_name(take: Take, kind: str) -> None:
    taken = take(QUESTIONS[kind], QUESTIONS["choice"])

    for _ in range(2):
        found = [
            one
            for one in taken.view.findChildren(QWidget)
            if one.isVisibleTo(taken.view) and one.focusPolicy() & Qt.FocusPolicy.TabFocus and not one.focusProxy()
        ]
        assert found
        assert [type(one).__name__ for one in found if not one.accessibleName()] == []
        taken.press(K.Key_Return)
