"""My organisation: every group with its state, drafts until they are ready to send, undo, languages, contact lines."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from haversack.operations import drafting, undoing
from haversack.operations.editing import NoSuchRecordError
from haversack.operations.workspace import Workspace
from haversack.store import schema
from haversack.viewmodels.organisation import OrganisationModel
from haversack.viewmodels.organisation_shown import GroupShown
from haversack.views.organisation_form import GroupEditor
from haversack.views.organisation_page import OrganisationPage
from haversack.views.parts.element_box import ElementBox
from haversack_sync.model.ids import parse_record_id
from tests.gui.conftest import Window, controls
from tests.gui.slow_hub import SlowHub
from tests.gui.small_vault import ORGANISATION

HOURS = "opening_hours@en"


def open_page(window: Window) -> OrganisationPage:
    window.open()
    page = window.go("organisation")
    assert isinstance(page, OrganisationPage)
    return page


def model_of(window: Window) -> OrganisationModel:
    return window.app.models.get(OrganisationModel)


def group(window: Window, key: str) -> GroupShown:
    return next(one for one in model_of(window).groups if one.key == key)


def editor(page: QWidget, label: str) -> GroupEditor:
    return next(one for one in page.findChildren(GroupEditor) if one.accessibleName() == label)


def press(page: QWidget, name: str) -> None:
    """Press the button of a name."""
    next(one for one in page.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible()).click()


def drafts_of(window: Window) -> dict[str, dict[str, str]]:
    """What a fresh process would find in the vault."""
    profile = model_of(window).profile
    assert profile is not None
    found: dict[str, dict[str, str]] = {}
    record = parse_record_id(profile.id)

    def read(workspace: Workspace) -> dict[str, dict[str, str]]:
        return {key: draft.values for key, draft in drafting.load_drafts(workspace, record).items()}

    window.app.session.read(read, found.update)
    window.settle()
    return found


def texts_on(page: QWidget) -> set[str]:
    return {one.text() for one in page.findChildren(QLabel) if one.isVisible()}


def test_every_group_that_an_editor_may_change_stands_there_with_its_state(window: Window) -> None:
    page = open_page(window)

    shown = {one.accessibleName() for one in page.findChildren(GroupEditor)}
    assert {
        *("Name shown in the directory", "What you do, in two or three sentences", "Services", "Opening hours"),
        *("Languages spoken", "Areas of work", "Countries where you work", "Address", "Website", "Short name"),
        *("Type of organisation", "Level", "Founded", "Refugee-led", "Women-led", "From the host community"),
        *("More about what you do", "Main language", "Last confirmed", "Source", "As of"),
    } == shown
    assert group(window, "name@en").parts[0].value == ORGANISATION
    assert group(window, "name@en").state == "published"
    assert group(window, HOURS).state == "waiting"
    assert page.subtitle() == ORGANISATION
    line = editor(page, "Opening hours").findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    assert (line.accessibleName(), line.accessibleDescription()) == ("Opening hours", "Not sent yet")
    assert "Set by coordinators" in texts_on(page)
    assert any(words.startswith("1 field not sent yet, ") for words in texts_on(page))


def test_what_is_typed_is_in_the_vault_within_two_seconds(window: Window) -> None:
    page = open_page(window)
    line = editor(page, "Opening hours").findChild(QLineEdit)
    assert isinstance(line, QLineEdit)

    line.selectAll()
    QTest.keyClicks(line, "Every day")
    assert group(window, HOURS).state == "typing"
    window.qtbot.waitUntil(lambda: group(window, HOURS).state == "draft", timeout=2_000)

    assert drafts_of(window) == {HOURS: {"opening_hours": "Every day"}}
    assert line.text() == "Every day"
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "Monday to Friday, 8:30 to 17:00"


def test_what_is_complete_is_sent_and_the_rest_says_what_is_missing(window: Window) -> None:
    page = open_page(window)
    model = model_of(window)
    model.type(group(window, "services@en"), "services", "Legal advice")
    model.type(group(window, "website"), "website", "not a link")
    model.type(group(window, "address"), "city", "Mae Sot")

    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.settle()

    states = {key: group(window, key).state for key in ("services@en", "address", "website")}
    assert states == {"services@en": "waiting", "address": "waiting", "website": "check"}
    assert drafts_of(window) == {"website": {"website": "not a link"}}
    website = editor(page, "Website").findChild(QLineEdit)
    assert isinstance(website, QLineEdit)
    assert website.text() == "not a link"
    assert website.property("state") == "error"
    assert website.accessibleDescription().startswith("Check this Write the whole web address")
    assert any("2 changes are ready." in words for words in texts_on(window.main))


def test_undo_of_one_group_and_of_all_and_bringing_it_back(window: Window) -> None:
    page = open_page(window)
    model = model_of(window)
    for key, field in (("services@en", "services"), ("summary@en", "summary")):
        model.type(group(window, key), field, "Typed")
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert set(drafts_of(window)) == {"services@en", "summary@en"}

    press(page, "Undo my changes of Services")
    window.settle()
    assert group(window, "services@en").parts[0].value == ""
    assert set(drafts_of(window)) == {"summary@en"}

    press(page, "Undo my changes")
    window.settle()
    assert drafts_of(window) == {}
    assert group(window, HOURS).state == ""
    assert not model.can_undo

    page.focus_first()
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert group(window, HOURS).state == "waiting"
    assert group(window, "summary@en").parts[0].value == "Typed"


def test_what_waits_is_taken_back_to_go_on_writing(window: Window) -> None:
    page = open_page(window)

    press(page, "Opening hours: take back what waits, to go on writing")
    window.settle()

    assert group(window, HOURS).state == "draft"
    assert drafts_of(window) == {HOURS: {"opening_hours": "Monday to Friday, 8:30 to 17:00"}}


def test_a_set_is_changed_by_keyboard_alone(window: Window) -> None:
    page = open_page(window)
    box = editor(page, "Languages spoken").findChild(ElementBox)
    assert isinstance(box, ElementBox)

    def values() -> str:
        return group(window, "languages").parts[0].value

    for name in ("Burmese", "thai", "karen no such language"):
        box.field.setFocus()
        box.field.clear()
        QTest.keyClicks(box.field, name)
        QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert values() == "my,th"
    assert box.field.text() == "karen no such language"
    box.field.clear()
    QTest.keyClick(box.field, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    chip = page.focusWidget()
    assert chip is not None
    assert chip.accessibleName() == "Remove Thai from Languages spoken"

    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert values() == "my"
    after = page.focusWidget()
    assert after is not None
    assert after.accessibleName() == "Remove Burmese from Languages spoken"
    box.field.setFocus()
    QTest.keyClick(box.field, Qt.Key.Key_Backspace)
    assert values() == ""


def test_texts_in_another_language_are_drafts_of_their_own(window: Window) -> None:
    page = open_page(window)
    model = model_of(window)
    model.type(group(window, "services@en"), "services", "Legal advice")

    model.choose_language("fr")
    window.settle()
    model.type(group(window, "services@fr"), "services", "Conseil juridique")
    model.keep_now()
    window.settle()
    text = editor(page, "Services").findChild(QPlainTextEdit)
    assert isinstance(text, QPlainTextEdit)
    assert text.toPlainText() == "Conseil juridique"
    assert group(window, "services@en").label == "Services (English)"
    assert ("fr", "French") in model.languages

    model.release()
    window.settle()
    assert [group(window, key).state for key in ("services@en", "services@fr")] == ["waiting", "waiting"]


def test_a_draft_survives_another_look(window: Window) -> None:
    open_page(window)
    model_of(window).type(group(window, "services@en"), "services", "Interpreting")

    window.look(theme="dark")

    text = editor(window.page, "Services").findChild(QPlainTextEdit)
    assert isinstance(text, QPlainTextEdit)
    assert text.toPlainText() == "Interpreting"


def test_contact_lines_are_added_completed_sent_and_removed(window: Window) -> None:
    page = open_page(window)
    model = model_of(window)
    page.choose_tab("contacts")
    window.settle()
    assert any("every member can read them" in words for words in texts_on(page))

    press(page, "Add a contact line")
    window.settle()
    assert "Still missing: What this line is for, Number or address." in texts_on(page)
    first = page.focusWidget()
    assert isinstance(first, QLineEdit)
    assert first.accessibleName() == "What this line is for"
    QTest.keyClicks(first, "Office")
    model.release()
    window.settle()
    assert model.contacts[0].is_new

    value = next(one for one in page.findChildren(QLineEdit) if one.accessibleName() == "Contact, Number or address")
    QTest.keyClicks(value, "+66 55 000 318")
    assert value.layoutDirection() is Qt.LayoutDirection.LeftToRight
    model.release()
    window.settle()
    line = model.contacts[0]
    assert (line.title, line.is_new, line.audience_words) == ("Office", False, "All members")
    assert {one.state for one in line.groups} == {"waiting", ""}

    press(page, "Remove this line: Office")
    window.settle()
    assert model.contacts == ()


def test_the_preview_shows_what_was_written_and_leads_back(window: Window) -> None:
    page = open_page(window)
    model_of(window).type(group(window, "summary@en"), "summary", "Advice at the border.")

    press(page, "Preview")
    window.settle()
    assert "Advice at the border." in texts_on(page)
    assert not any(one.isVisible() for one in page.findChildren(GroupEditor))

    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert editor(page, "Services").isVisible()


LOOKS = (("en", 100, 960, 520), ("ar", 100, 1366, 696), ("en-XA", 100, 1024, 600), ("en", 200, 1366, 696))


def is_operated(widget: QWidget) -> bool:
    return isinstance(widget, QPushButton | QLineEdit | QComboBox | QPlainTextEdit)


@pytest.mark.parametrize(("language", "scale", "width", "height"), LOOKS)
def test_nothing_is_lost_in_any_look(window: Window, language: str, scale: int, width: int, height: int) -> None:
    open_page(window)
    window.app.shell.resize(width, height)
    window.look(language=language, scale=scale)
    page = window.page
    assert isinstance(page, OrganisationPage)

    for tab in ("profile", "contacts", "history"):
        page.choose_tab(tab)
        window.settle()
        nothing_is_lost(page)


def nothing_is_lost(page: QWidget) -> None:
    """Check that everything that is operated lies within the page's width and has a name."""
    for one in controls(page, is_operated):
        left = one.mapTo(page, one.rect().topLeft()).x()
        assert left >= 0, one.accessibleName()
        assert left + one.width() <= page.width(), one.accessibleName()
        assert one.accessibleName(), one


def test_every_undo_can_be_undone(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    page, model = open_page(window), model_of(window)
    model.type(group(window, "services@en"), "services", "Not kept yet")
    press(page, "Undo my changes of Services")
    model.type(group(window, "summary@en"), "summary", "Typed")
    model.keep_now()
    window.settle()
    press(page, "Undo my changes of What you do, in two or three sentences")
    model.begin_line("members")
    window.settle()
    model.type(group(window, "purpose@en"), "purpose", "Office")
    model.put_away(model.contacts[0])
    window.settle()
    assert drafts_of(window) == {}
    assert model.contacts == ()

    def fail(*_: object) -> None:
        raise NoSuchRecordError

    with monkeypatch.context() as patch:
        patch.setattr(undoing, "bring_back", fail)
        press(page, "Bring my changes back")
        window.settle()
    assert model.can_bring_back
    page.focus_first()
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.settle()

    assert drafts_of(window) == {"services@en": {"services": "Not kept yet"}, "summary@en": {"summary": "Typed"}}
    assert [group(window, key).parts[0].value for key in ("services@en", "purpose@en")] == ["Not kept yet", "Office"]
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert drafts_of(window) == {}
    assert group(window, HOURS).state == ""
    assert model.can_bring_back


def test_what_was_not_accepted_says_why(window: Window) -> None:
    page = open_page(window)

    def refuse(workspace: Workspace) -> None:
        with workspace.replica.transaction() as connection:
            connection.execute(schema.outbox.update().values(state="refused", reason="not_owner"))

    window.app.session.write(refuse, lambda _: None)
    window.settle()

    assert group(window, HOURS).state == "refused"
    why = "It belongs to another organisation. Ask that organisation to change it. Your text is kept here."
    assert why in texts_on(page)


def test_what_is_saved_here_only_is_said_on_home_and_in_the_sync_centre(window: Window, hub: SlowHub) -> None:
    open_page(window)
    window.app.models.synchroniser.start()
    window.settle()
    model_of(window).type(group(window, "services@en"), "services", "Legal advice")
    words = "1 change is saved here and not ready to send."

    for name in ("home", "sync"):
        page = window.go(name)
        shown = texts_on(page)
        assert words in shown
        assert "Everything is exchanged." not in shown
        assert "Everything that you wrote on this computer has left it." not in shown
        press(page, "My organisation")
        window.settle()
        assert isinstance(window.page, OrganisationPage)

    model_of(window).undo_all()
    window.settle()
    assert "Everything is exchanged." in texts_on(window.go("sync"))
    assert "Everything that you wrote on this computer has left it." in texts_on(window.go("home"))


def test_what_is_nothing_of_the_list_is_refused_beside_it_and_one_match_is_taken_on_leaving(window: Window) -> None:
    page = open_page(window)
    box = editor(page, "Languages spoken").findChild(ElementBox)
    assert isinstance(box, ElementBox)

    def say_so() -> bool:
        return "Choose one from the list." in {one.text() for one in box.findChildren(QLabel) if one.isVisible()}

    for key in (Qt.Key.Key_Return, Qt.Key.Key_Tab):
        box.field.setFocus()
        # Keys would open the list of the completer, which offscreen takes the keyboard from the window.
        box.field.setText("no such language")
        QTest.keyClick(box.field, key)
        window.settle()
        assert say_so(), key
        box.field.clear()
        assert not say_so()

    box.field.setFocus()
    box.field.setText("Burmes")
    page.focus_first()
    window.settle()

    assert group(window, "languages").parts[0].value == "my"
    assert box.field.text() == ""
