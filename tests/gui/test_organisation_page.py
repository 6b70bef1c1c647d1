"""My organisation: drafts, states, two versions, and who may only read."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from haversack.operations import drafting
from haversack.operations.workspace import Workspace
from haversack.viewmodels.organisation import OrganisationModel
from haversack.viewmodels.organisation_form import GroupShown
from haversack.views.organisation_form import GroupEditor
from haversack.views.organisation_page import OrganisationPage
from haversack_sync.model.ids import parse_record_id
from tests.gui.conftest import Window, controls
from tests.gui.small_vault import ORGANISATION


def open_page(window: Window) -> OrganisationPage:
    window.open()
    page = window.go("organisation")
    assert isinstance(page, OrganisationPage)
    return page


def model_of(window: Window) -> OrganisationModel:
    return window.app.models.get(OrganisationModel)


def group(window: Window, key: str) -> GroupShown:
    return next(one for one in model_of(window).groups if one.key == key)


def editor(page: OrganisationPage, label: str) -> GroupEditor:
    return next(one for one in page.findChildren(GroupEditor) if one.accessibleName() == label)


def drafts_of(window: Window) -> dict[str, dict[str, str]]:
    """What a fresh process would find in the vault."""
    model = model_of(window)
    found: dict[str, dict[str, str]] = {}
    assert model.profile is not None
    record = parse_record_id(model.profile.id)

    def read(workspace: Workspace) -> dict[str, dict[str, str]]:
        return {key: draft.values for key, draft in drafting.load_drafts(workspace, record).items()}

    window.app.session.read(read, found.update)
    window.settle()
    return found


def test_the_own_profile_is_shown_with_the_state_of_each_group(window: Window) -> None:
    page = open_page(window)

    assert model_of(window).profile is not None
    assert group(window, "name@en").parts[0].value == ORGANISATION
    assert group(window, "name@en").state == "published"
    assert group(window, "opening_hours@en").state == "waiting"
    assert page.subtitle() == ORGANISATION


def test_what_is_typed_is_in_the_vault_within_two_seconds(window: Window) -> None:
    page = open_page(window)
    line = editor(page, "Opening hours").findChild(QLineEdit)
    assert line is not None

    line.selectAll()
    QTest.keyClicks(line, "Every day")
    assert group(window, "opening_hours@en").state == "typing"
    window.qtbot.waitUntil(lambda: group(window, "opening_hours@en").state == "draft", timeout=2_000)

    assert drafts_of(window) == {"opening_hours@en": {"opening_hours": "Every day"}}
    assert line.text() == "Every day"


def test_a_draft_that_is_ready_waits_in_the_outbox(window: Window) -> None:
    open_page(window)
    model = model_of(window)

    model.type(group(window, "services@en"), "services", "Legal advice")
    model.release()
    window.settle()

    assert group(window, "services@en").state == "waiting"
    assert group(window, "services@en").parts[0].value == "Legal advice"
    assert drafts_of(window) == {}


def test_undo_brings_back_what_was_there(window: Window) -> None:
    page = open_page(window)
    model = model_of(window)
    model.type(group(window, "services@en"), "services", "Legal advice")
    model.keep_now()
    window.settle()
    text = editor(page, "Services").findChild(QPlainTextEdit)
    assert text is not None
    assert text.toPlainText() == "Legal advice"

    model.undo(group(window, "services@en"))
    window.settle()

    assert text.toPlainText() == ""
    assert drafts_of(window) == {}


def test_undo_of_everything_takes_back_what_nobody_sealed(window: Window) -> None:
    open_page(window)

    model_of(window).undo_all()
    window.settle()

    assert group(window, "opening_hours@en").state == ""
    assert not model_of(window).can_undo


def test_languages_are_added_and_removed(window: Window) -> None:
    page = open_page(window)
    box = editor(page, "Languages spoken").findChild(QComboBox)
    assert box is not None

    for tag in ("my", "th"):
        box.activated.emit(box.findData(tag))
    model_of(window).release()
    window.settle()
    remove = next(one for one in page.findChildren(QPushButton) if one.accessibleName().startswith("Remove Thai"))
    remove.click()
    model_of(window).release()
    window.settle()

    assert group(window, "languages").parts[0].value == "my"


def test_a_value_that_cannot_stand_is_said_and_kept(window: Window) -> None:
    open_page(window)
    model = model_of(window)

    model.type(group(window, "website"), "website", "not a link")
    model.release()
    window.settle()

    assert group(window, "website").state == "draft"
    assert group(window, "website").parts[0].value == "not a link"


@pytest.mark.parametrize(
    ("language", "scale", "size"), [("en", 100, (960, 520)), ("ar", 100, (1366, 696)), ("en", 200, (1366, 696))]
)
def test_nothing_is_wider_than_the_page(window: Window, language: str, scale: int, size: tuple[int, int]) -> None:
    open_page(window)
    window.app.shell.resize(*size)
    window.look(language=language, scale=scale)
    page = window.go("organisation")

    for one in controls(page, lambda widget: isinstance(widget, QPushButton | QLineEdit | QComboBox | QPlainTextEdit)):
        left = one.mapTo(page, one.rect().topLeft()).x()
        assert left >= 0
        assert left + one.width() <= page.width(), one.accessibleName()
        assert one.accessibleName(), one


def test_a_draft_survives_another_look(window: Window) -> None:
    open_page(window)
    model_of(window).type(group(window, "services@en"), "services", "Interpreting")

    window.look(theme="dark")
    page = window.page
    assert isinstance(page, OrganisationPage)

    text = editor(page, "Services").findChild(QPlainTextEdit)
    assert text is not None
    assert text.toPlainText() == "Interpreting"
