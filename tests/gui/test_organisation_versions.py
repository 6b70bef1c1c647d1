"""Two versions of a group, in the window: who wrote which, what differs, choosing, combining; and the history after."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from haversack.operations import drafting
from haversack.operations.workspace import Workspace
from haversack.store import drafts
from haversack.viewmodels.organisation import OrganisationModel
from haversack.viewmodels.organisation_history import HistoryModel, VersionShown
from haversack.viewmodels.organisation_shown import GroupShown
from haversack.views.organisation_page import OrganisationPage
from haversack.views.parts.version_choice import VersionChoice
from haversack_sync.model.ids import parse_record_id
from tests.gui.conftest import Window, put_away
from tests.gui.organisation_vault import FIRST, OURS, SUMMARY, THEIRS, make_disputed_vault
from tests.gui.small_vault import ORGANISATION

HOURS, SERVICES = "opening_hours@en", "services@en"


@pytest.fixture(scope="module")
def disputed_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An editor's vault in which two groups have two versions."""
    folder = tmp_path_factory.mktemp("disputed") / "vault"
    make_disputed_vault(folder)
    return folder


@pytest.fixture
def disputed(
    prepared: QApplication, disputed_vault: Path, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock
) -> Iterator[Window]:
    """The window on a copy of that vault, on the page of the organisation."""
    folder = tmp_path / "vault"
    shutil.copytree(disputed_vault, folder)
    app = App(folder, "en", fixed_clock)
    app.shell.show()
    window = Window(app, qtbot)
    window.open()
    window.go("organisation")
    yield window
    put_away(app)


def page_of(window: Window) -> OrganisationPage:
    page = window.page
    assert isinstance(page, OrganisationPage)
    return page


def model_of(window: Window) -> OrganisationModel:
    return window.app.models.get(OrganisationModel)


def history_of(window: Window) -> HistoryModel:
    page_of(window).choose_tab("history")
    window.settle()
    return window.app.models.get(HistoryModel)


def group(window: Window, key: str) -> GroupShown:
    return next(one for one in model_of(window).groups if one.key == key)


def card(window: Window, name: str) -> VersionChoice:
    return next(one for one in page_of(window).findChildren(VersionChoice) if one.accessibleName() == name)


def press(root: QWidget, name: str) -> None:
    next(one for one in root.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible()).click()


def radios(shown: VersionChoice) -> dict[str, QRadioButton]:
    return {one.text(): one for one in shown.findChildren(QRadioButton)}


def versions(window: Window, key: str) -> list[VersionShown]:
    return [one for one in history_of(window).versions if one.key == key]


def test_the_card_says_who_wrote_which_and_what_differs_to_eyes_and_ears(disputed: Window) -> None:
    shown = card(disputed, "Opening hours: two versions")
    options = radios(shown)

    assert list(options) == ["Yours", "A coordinator’s", "Write a new one from both"]
    assert options["Yours"].isChecked()
    name = options["Yours"].accessibleName()
    assert name.startswith("Yours, This computer, ")
    assert name.endswith(f"{OURS}. Different here: Fri, ; Sat mornings")
    assert options["A coordinator’s"].accessibleName().startswith("A coordinator’s, Computer 1, ")
    texts = {one.text() for one in shown.findChildren(QLabel)}
    assert "Mon to <b><u>Fri</u></b>, 8:30–17:00<b><u>; Sat mornings</u></b>" in texts
    assert "Mon to <b><u>Thu</u></b>, 8:30–17:00" in texts
    assert f"Before: {FIRST}. All of them stay in the history." in texts
    assert any("Neither is lost." in one for one in texts)
    assert group(disputed, HOURS).state_words == "Someone else changed this too"


def test_one_of_them_is_chosen_and_both_stay_in_the_history(disputed: Window) -> None:
    shown = card(disputed, "Opening hours: two versions")

    radios(shown)["A coordinator’s"].setChecked(True)
    press(shown, "Opening hours: Use theirs")
    disputed.settle()

    assert group(disputed, HOURS).versions == ()
    assert group(disputed, HOURS).parts[0].value == THEIRS
    assert group(disputed, HOURS).state == "waiting"
    assert group(disputed, SERVICES).versions, "the other group is not touched"
    words = [one.words for one in versions(disputed, HOURS)]
    assert words[:4] == [THEIRS, OURS, THEIRS, FIRST]


def test_a_new_one_takes_parts_of_both_and_is_kept_while_it_is_written(disputed: Window) -> None:
    shown = card(disputed, "Opening hours: two versions")
    radios(shown)["Write a new one from both"].setChecked(True)
    new = next(one for one in shown.findChildren(QLineEdit) if one.accessibleName() == "New text for Opening hours")
    assert new.text() == OURS

    new.selectAll()
    QTest.keyClicks(new, "Mon to")
    press(shown, "Take “Thu”: A coordinator’s")
    press(shown, "Take “; Sat mornings”: Yours")
    model_of(disputed).keep_now()
    disputed.settle()
    assert new.text() == "Mon to Thu; Sat mornings"
    disputed.look(theme="dark")
    again = card(disputed, "Opening hours: two versions")
    kept = next(one for one in again.findChildren(QLineEdit) if one.accessibleName() == "New text for Opening hours")
    assert kept.text() == "Mon to Thu; Sat mornings"

    press(again, "Opening hours: Use the new one")
    disputed.settle()
    assert group(disputed, HOURS).parts[0].value == "Mon to Thu; Sat mornings"
    assert group(disputed, HOURS).versions == ()
    assert not group(disputed, HOURS).has_draft


@pytest.mark.parametrize(
    ("button", "hours", "services"), [("Mine", OURS, "By us"), ("Theirs", THEIRS, "By the coordinators")]
)
def test_one_decision_for_all(disputed: Window, button: str, hours: str, services: str) -> None:
    press(page_of(disputed), f"{button} for all")
    disputed.settle()

    assert model_of(disputed).disputed == ()
    assert group(disputed, HOURS).parts[0].value == hours
    assert group(disputed, SERVICES).parts[0].value == services


def test_the_history_tells_every_version_and_gives_one_back(disputed: Window) -> None:
    found = versions(disputed, HOURS)[:3]
    assert [one.words for one in found] == [OURS, THEIRS, FIRST]
    assert [one.before for one in found[:2]] == [THEIRS, FIRST]
    assert [one.who for one in found[:2]] == ["You, on this computer", "A coordinator · Computer 1"]
    assert [[words for words, _ in one.marks] for one in found] == [["Beside another version"], ["Shown now"], []]
    assert [one.can_restore for one in found] == [True, False, True]

    press(page_of(disputed), f"Restore Opening hours: {FIRST}")
    disputed.settle()

    assert group(disputed, HOURS).parts[0].value == FIRST
    assert group(disputed, HOURS).versions == ()
    newest = versions(disputed, HOURS)[0]
    assert (newest.words, [words for words, _ in newest.marks]) == (
        FIRST,
        ["Not sent yet", "Shown now", "Chosen from two versions"],
    )


def test_the_history_of_one_field_alone_and_no_restore_over_a_draft(disputed: Window) -> None:
    model = model_of(disputed)
    model.type(group(disputed, HOURS), "opening_hours", "Being written")
    model.keep_now()
    disputed.settle()
    history = history_of(disputed)
    oldest = versions(disputed, HOURS)[-1]
    assert not oldest.can_restore
    assert oldest.why_not == "You are writing this field. Send it or undo it first."

    key = next(key for key, label in history.fields if label == "What you do, in two or three sentences")
    history.choose(key)

    assert [one.words for one in history.versions] == [SUMMARY]
    assert {one.key for one in history.versions} == {"summary@en"}
    assert "Office: Contact" in [label for _, label in history.fields]


def test_a_contact_line_that_was_removed_comes_back_from_the_history(disputed: Window) -> None:
    model = model_of(disputed)
    model.put_away(model.contacts[0])
    disputed.settle()
    assert model.contacts[0].is_leaving
    history_of(disputed)

    press(page_of(disputed), "Use the contact line “Office” again")
    disputed.settle()

    assert [(one.title, one.is_leaving) for one in model.contacts] == [("Office", False)]


def type_before_others(window: Window, **texts: str) -> None:
    """Leave drafts in the vault that began on values which others have changed since."""
    profile = model_of(window).profile
    assert profile is not None
    record = parse_record_id(profile.id)

    def keep(workspace: Workspace) -> None:
        with workspace.replica.transaction() as connection:
            for name, typed in texts.items():
                draft = drafting.Draft({name: typed}, b"?" * 16)
                drafts.save(connection, record, f"{name}@en", msgspec.msgpack.encode(draft))

    window.app.session.write(keep, lambda _: None)
    window.settle()


def test_a_draft_that_was_not_chosen_is_in_no_history_and_comes_back(disputed: Window) -> None:
    type_before_others(disputed, name="Typed here", opening_hours="Never")
    label = "Name shown in the directory"
    shown = card(disputed, f"{label}: two versions")
    words = " ".join(one.text() for one in page_of(disputed).findChildren(QLabel))
    assert "Yours was never sent, so it is in no history." in words
    assert "Neither is lost" not in " ".join(one.text() for one in shown.findChildren(QLabel))
    assert "for all at once. What you have not sent is in no history" in words
    of_three = card(disputed, "Opening hours: 3 versions")
    assert "Write a new one from both" not in radios(of_three)

    press(page_of(disputed), "Theirs for all")
    disputed.settle()
    assert model_of(disputed).disputed == ()
    assert group(disputed, "name@en").parts[0].value == ORGANISATION

    press(page_of(disputed), "Bring my changes back")
    disputed.settle()
    assert [one.words for one in group(disputed, "name@en").versions] == ["Typed here", ORGANISATION]
    assert [one.words for one in group(disputed, HOURS).versions] == ["Never", THEIRS]
    assert not model_of(disputed).can_bring_back


def test_a_contact_line_that_is_kept_after_all_has_what_was_written_in_it(disputed: Window) -> None:
    model = model_of(disputed)
    model.type(group(disputed, "note@en"), "note", "Ring twice")
    model.put_away(model.contacts[0])
    disputed.settle()
    assert [one.is_leaving for one in model.contacts] == [True]
    assert not group(disputed, "note@en").has_draft

    model.take_into_use(model.contacts[0].id)
    disputed.settle()

    assert group(disputed, "note@en").parts[0].value == "Ring twice"
    assert [one.is_leaving for one in model.contacts] == [False]
    assert not model.can_bring_back


def test_a_new_version_of_a_choice_is_chosen_in_words(disputed: Window, qtbot: QtBot) -> None:
    one = group(disputed, HOURS).versions
    versions = (
        replace(one[0], values={"women_led": "yes"}, words="Yes"),
        replace(one[1], values={"women_led": "no"}, words="No"),
    )
    shown = VersionChoice(page_of(disputed).context, replace(group(disputed, "women_led"), versions=versions))
    qtbot.addWidget(shown)
    box = next(one for one in shown.findChildren(QComboBox) if one.accessibleName() == "New text for Women-led")
    assert [box.itemText(place) for place in range(box.count())] == ["Not said", "Yes", "No"]
    assert box.currentText() == "Yes"
    typed: list[dict[str, str]] = []
    written: list[dict[str, str]] = []
    shown.typed.connect(typed.append)
    shown.written.connect(written.append)

    next(one for one in shown.findChildren(QPushButton) if one.accessibleName().startswith("Take “No”")).click()
    radios(shown)["Write a new one from both"].setChecked(True)
    next(one for one in shown.findChildren(QPushButton) if one.text() == "Use the new one").click()

    assert typed == written == [{"women_led": "no"}]
