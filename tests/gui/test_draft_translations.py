"""Every page that shows a text says when its translation was not checked by a native speaker, and only then."""

from PySide6.QtWidgets import QLabel

from haversack.viewmodels.areas import AreasModel
from haversack.viewmodels.course_words import OutlineRow
from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.training import TrainingModel
from tests.gui.conftest import Window

FRENCH = "Traduction provisoire : aucun locuteur natif ne l’a encore vérifiée."
ENGLISH = "A draft translation: no native speaker has checked it yet."


def words(window: Window) -> str:
    return "\n".join(one.text() for one in window.page.findChildren(QLabel) if one.isVisibleTo(window.page))


def area(window: Window, name: str) -> str:
    window.go("areas")
    return next(row.id for row in window.app.models.get(AreasModel).rows.rows if row.title == name)


def item(window: Window, area_name: str, title: str) -> str:
    window.go("areas", area(window, area_name))
    rows = window.app.models.get(AreasModel).sections["items"].rows
    return next(row.id for row in rows if row.title == title)


def lesson(window: Window) -> str:
    window.go("training")
    course = window.app.models.get(TrainingModel).course
    assert course is not None
    window.go("training", course.id)
    return window.app.models.get(TrainingModel).rows.rows[1].id


def quiz(window: Window) -> str:
    window.go("training")
    course = window.app.models.get(TrainingModel).course
    assert course is not None
    window.go("training", course.id)
    rows = [row for row in window.app.models.get(TrainingModel).rows.rows if isinstance(row, OutlineRow)]
    # Two lessons come before the quiz of the first module.
    return [row.id for row in rows if not row.is_module][2]


def organisation(window: Window, name: str) -> str:
    window.go("directory")
    model = window.app.models.get(DirectoryModel)
    return next(row.id for row in model.rows.rows if row.title == name)


def test_a_draft_says_so_on_every_page_and_the_original_does_not(window: Window) -> None:
    window.open()
    places = [
        ("network", ""),
        ("areas", area(window, "Statelessness")),
        ("library", item(window, "Legal rights and asylum", "Somebody was detained: the first 48 hours")),
        ("training", lesson(window)),
        ("training", quiz(window)),
        ("directory", organisation(window, "UNHCR, the UN Refugee Agency")),
    ]
    for page, record in places:
        window.go(page, record)
        assert ENGLISH not in words(window), page

    window.look(language="fr")
    for page, record in places:
        window.go(page, record)
        assert FRENCH in words(window), page


def test_a_text_that_is_not_translated_is_no_draft(window: Window) -> None:
    window.open()
    advocacy = area(window, "Advocacy")
    window.look(language="fr")
    window.go("areas", advocacy)

    assert "il n’y a pas encore de traduction" in words(window)
    assert FRENCH not in words(window)
