"""More than one picture of some pages: a lesson, a quiz with its feedback, a month. Must not draw."""

from collections.abc import Callable
from typing import Final

from sample_hub import NOW

from haversack.app import App
from haversack.viewmodels.calendar import CalendarModel, Mode
from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.library import LibraryModel
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading_desk import ReadingDesk
from haversack.viewmodels.training import TrainingModel
from haversack.views.main_window import MainWindow
from haversack.views.organisation_page import OrganisationPage

Show = Callable[[App, Callable[[], None]], None]
"""Shows something on the page that is open; is given the app, and what waits until all work is done."""


def show_lesson(app: App, settle: Callable[[], None]) -> None:
    """Open the first lesson of the first course."""
    _open_part(app, settle, "lesson")


def show_quiz(app: App, settle: Callable[[], None]) -> None:
    """Open the first quiz of the first course and answer its first question rightly."""
    _open_part(app, settle, "quiz")
    quiz = app.models.get(TrainingModel).quiz
    if quiz is not None:
        quiz.begin_again()
        quiz.answer(1)
        quiz.check()


def show_month(app: App, settle: Callable[[], None]) -> None:
    """Show the next month in which something is, and the day on which it is."""
    model = app.models.get(CalendarModel)
    today = NOW.date()
    first = min((one.at.first for one in model.listed() if one.at is not None and one.at.first > today), default=None)
    model.show_mode(Mode.MONTH)
    model.pick(first)
    settle()


def show_agenda(app: App, settle: Callable[[], None]) -> None:
    """Go back to the agenda, so that the next picture begins where people begin."""
    app.models.get(CalendarModel).show_mode(Mode.AGENDA)
    settle()


def show_reader(app: App, settle: Callable[[], None]) -> None:
    """Open the item that is shown for reading."""
    rows = app.models.get(LibraryModel).rows.ids
    app.models.get(ReadingDesk).open_item(rows[1])
    settle()


def show_item(app: App, settle: Callable[[], None]) -> None:
    """Show one item, also where a list covers it."""
    app.models.get(ReadingDesk).close()
    app.navigation.go(Place("library", app.models.get(LibraryModel).rows.ids[4]))
    settle()


def show_first_item(app: App, settle: Callable[[], None]) -> None:
    """Go back to the beginning of the list."""
    app.navigation.go(Place("library", app.models.get(LibraryModel).rows.ids[0]))
    settle()


def show_profile(app: App, settle: Callable[[], None]) -> None:
    """Show one profile, also where a list covers it."""
    app.navigation.go(Place("directory", app.models.get(DirectoryModel).rows.ids[0]))
    settle()


def show_tab(name: str) -> Show:
    """Return what opens a tab of the own organisation."""

    def show(app: App, settle: Callable[[], None]) -> None:
        main = app.shell.centralWidget()
        if isinstance(main, MainWindow) and isinstance(main.page, OrganisationPage):
            main.page.choose_tab(name)
        settle()

    return show


def _open_part(app: App, settle: Callable[[], None], kind: str) -> None:
    model = app.models.get(TrainingModel)
    course = model.course
    if course is None:
        return
    app.navigation.go(Place("training", course.id))
    settle()
    app.navigation.go(Place("training", course.next_part))
    settle()
    while model.quiz is None and kind == "quiz" and model.after:
        app.navigation.go(Place("training", model.after))
        settle()
    while model.quiz is not None and kind == "lesson" and model.before:
        app.navigation.go(Place("training", model.before))
        settle()


PAGE_STATES: Final[dict[str, tuple[tuple[str, Show], ...]]] = {
    "directory": (("profile", show_profile),),
    "library": (("reader", show_reader), ("item", show_item), ("", show_first_item)),
    "organisation": (("contacts", show_tab("contacts")), ("history", show_tab("history")), ("", show_tab("profile"))),
    "training": (("lesson", show_lesson), ("quiz", show_quiz)),
    "calendar": (("month", show_month), ("", show_agenda)),
}
"""Page → what else is shown of it: the name of the picture, empty for none, and who shows it."""
