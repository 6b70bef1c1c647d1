"""The first start: look around or join; the vault that is made of it, and nothing left where it stops or goes wrong."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from haversack.clock import system_clock
from haversack.operations import inviting, reporting, synchronising
from haversack.operations.preferences import Preferences
from haversack.operations.workspace import opened
from haversack.viewmodels.first_run import Starter, Typed
from haversack.viewmodels.settings import SettingsModel
from haversack.views.first_run import FirstRunScreen
from haversack.views.main_window import MainWindow
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.roles import Role
from tests.gui.conftest import Window, wait_until
from tests.gui.first_start import (
    ADDRESS,
    ADDRESS_OR_FOLDER,
    CODE,
    SOME_CODE,
    WORDS,
    choose,
    field,
    model_of,
    press,
    screen,
    status,
    texts,
    type_passphrase,
)
from tests.gui.slow_hub import Line
from tests.gui.small_vault import NETWORK, PASSPHRASE, make_vault
from tests.unit.haversack.dated_line import DatedLine


def test_what_comes_with_haversack_is_offered_first_and_needs_only_a_passphrase(first: Window) -> None:
    assert model_of(first).typed.way == "starter"
    assert model_of(first).missing() == "Still missing: a passphrase of at least 12 signs, and not only digits."

    type_passphrase(first)
    assert model_of(first).missing() == ""
    press(first, "Open Haversack")
    first.settle()

    assert isinstance(screen(first), MainWindow)
    now = status(first)
    assert (now.role, now.waiting, now.files_waiting_bytes) == ("visitor", 0, 0)
    assert now.records["organisation"] >= 8
    assert now.records["lesson"] >= 4


def test_who_knows_a_network_compares_its_fingerprint_before_anything_is_kept(
    first: Window, line: Line, tmp_path: Path
) -> None:
    line.lead_to(make_vault(tmp_path / "field"))
    choose(first, "A network that I know of")
    field(first, ADDRESS_OR_FOLDER).setText(ADDRESS)
    type_passphrase(first)
    assert "fingerprint" in model_of(first).missing()

    press(first, "Show its fingerprint")
    first.settle()
    with opened(tmp_path / "field", PASSPHRASE, clock=system_clock()) as workspace:
        fingerprint = reporting.status(workspace).fingerprint
    assert f"This is “{NETWORK}”" in texts(first)
    assert all(group in texts(first) for group in fingerprint.split())
    assert not (tmp_path / "new").exists()
    press(first, "Open Haversack")
    first.settle()

    now = status(first)
    assert (now.role, now.fingerprint) == ("visitor", fingerprint)
    assert "organisation" not in now.records, "organisations are for members"


def test_another_address_needs_another_look_at_the_fingerprint(first: Window, starter: tuple[str, str]) -> None:
    choose(first, "A network that I know of")
    field(first, ADDRESS_OR_FOLDER).setText(starter[0])
    press(first, "Show its fingerprint")
    first.settle()
    assert model_of(first).sight is not None

    field(first, ADDRESS_OR_FOLDER).setText(starter[0] + "/x")

    assert model_of(first).sight is None
    press(first, "Show its fingerprint")
    first.settle()
    assert "not the address of a hub" in texts(first)
    assert field(first, ADDRESS_OR_FOLDER).property("state") == "error"


def invited(folder: Path) -> tuple[HubEndpoint, str]:
    """Return a hub, and a code of its coordinator for somebody of a new organisation."""
    hub = make_vault(folder / "field")
    with opened(folder / "office", PASSPHRASE, clock=system_clock()) as workspace:
        code = inviting.invite(workspace, inviting.ForNewOrganisation("Weaving Futures", "en"), Role.EDITOR)
        synchronising.synchronise(workspace, hub, synchronising.Wishes())
    return hub, code


def test_an_invitation_leads_to_home_in_the_chosen_language_with_the_chosen_lock(
    first: Window, line: Line, tmp_path: Path
) -> None:
    hub, code = invited(tmp_path)
    line.lead_to(hub)
    first.look(language="fr")
    model = model_of(first)
    model.keep(
        replace(
            Typed("join"),
            code=code,
            source=ADDRESS,
            passphrase=WORDS,
            again=WORDS,
            preferences=Preferences(lock_minutes=5),
        )
    )

    model.start()
    first.settle()

    assert isinstance(screen(first), MainWindow)
    assert model.typed == Typed(), "nothing of what was typed is kept"
    assert (status(first).role, status(first).waiting) == ("editor", 0)
    assert first.app.models.get(SettingsModel).preferences.lock_minutes == 5
    assert b'"fr"' in (tmp_path / "new" / "vaults" / "1" / "look.json").read_bytes()
    first.look(language="en")


def test_f2_who_joins_with_a_dead_clock_is_told_that_joining_went_by_the_hubs(
    first: Window, line: Line, tmp_path: Path
) -> None:
    hub, code = invited(tmp_path)
    line.before = dated = DatedLine(line.lead_to(hub))
    model = model_of(first)
    model.keep(replace(Typed("join"), code=code, source=ADDRESS, passphrase=WORDS, again=WORDS))

    model.start()
    first.settle()

    assert dated.stamp
    assert status(first).role == "editor"
    said = first.app.models.session.messages.current
    assert said is not None
    assert said.text.endswith("Joining went by the hub’s.")
    assert said.next_step.startswith("Set date and time")


@pytest.mark.parametrize(
    ("code", "source", "part", "words"),
    [
        (SOME_CODE, "hub example", "source", "not the address of a hub"),
        (SOME_CODE, ADDRESS, "code", "does not know this code"),
    ],
)
def test_what_went_wrong_stands_beside_its_field_and_nothing_is_left_or_lost(
    first: Window, line: Line, tmp_path: Path, code: str, source: str, part: str, words: str
) -> None:
    line.lead_to(make_vault(tmp_path / "field"))
    choose(first, "I have an invitation")
    field(first, CODE).setText(code)
    field(first, ADDRESS_OR_FOLDER).setText(source)
    type_passphrase(first)

    press(first, "Open Haversack")
    first.settle()

    assert model_of(first).failed_part == part
    assert words in texts(first)
    assert not (tmp_path / "new").exists()
    assert (field(first, CODE).text(), field(first, ADDRESS_OR_FOLDER).text()) == (code, source)
    field(first, CODE).setText("A")
    assert model_of(first).failure is None


def test_cancel_while_a_hub_is_silent_goes_back_to_what_was_typed(first: Window, line: Line, tmp_path: Path) -> None:
    slow = line.lead_to(make_vault(tmp_path / "field"))
    slow.may_answer.clear()
    model = model_of(first)
    model.keep(replace(Typed("join"), code=SOME_CODE, source=ADDRESS, passphrase=WORDS, again=WORDS))
    model.start()
    wait_until(slow.is_asked.is_set)
    assert model.is_running

    press(first, "Cancel")
    wait_until(lambda: not model.is_running)

    assert not (tmp_path / "new").exists()
    assert model.typed.code == SOME_CODE
    assert isinstance(screen(first), FirstRunScreen)
    slow.may_answer.set()


def test_stop_leaves_nothing_behind_at_any_moment(first: Window, tmp_path: Path) -> None:
    model = model_of(first)
    stopped: list[bool] = []
    model.stopped.connect(lambda: stopped.append(True))
    model.keep(replace(model.typed, passphrase=WORDS, again=WORDS))
    model.start()
    # The vault is there before anybody was told of it: the very last moment. No event is told meanwhile.
    until = time.monotonic() + 30
    while model._made is None and time.monotonic() < until:
        time.sleep(0.005)
    assert (tmp_path / "new" / "vaults" / "1").exists()

    model.stop()
    wait_until(lambda: bool(stopped))

    assert not (tmp_path / "new").exists()
    assert not first.app.session.is_open
    assert not first.app.shell.isVisible()


def test_a_starter_network_that_was_exchanged_is_not_taken(
    first: Window, tmp_path: Path, starter: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(first)
    other = Starter(starter[0], "0000 " * 8)
    monkeypatch.setattr(model, "_means", replace(model._means, starter=other))
    model.keep(replace(model.typed, passphrase=WORDS, again=WORDS))

    model.start()
    first.settle()

    assert model.failure is not None
    assert model.failure.kind == "other_network"
    assert not (tmp_path / "new").exists()
