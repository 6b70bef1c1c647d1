"""Codes that do not open the door: each is told apart, and nothing is made on the computer."""

import sys

import pytest

from tests.integration.errors.told import said, told
from tests.integration.processes import HubProcess, running
from tests.integration.stage import Stage
from tests.integration.tapped_link import TappedLink
from tests.integration.world import NETWORK_NAME, ROOT, Computer, World, fingerprints

pytestmark = pytest.mark.story


@pytest.fixture
def late(stage: Stage) -> Computer:
    """A computer that wants to join; the hub is running."""
    stage.raise_curtain()
    return stage.world.computer("late")


def _enrol(stage: Stage, code: str) -> list[str]:
    return ["enrol", code, "--hub", stage.world.hub.address]


def _nothing_was_made(computer: Computer) -> bool:
    return fingerprints(computer.vault.parent).keys() == {"passphrase.txt"}


def test_a_typing_mistake_is_found_before_anybody_is_asked(stage: Stage, late: Computer) -> None:
    code = stage.field_code
    other = "7" if code[3] != "7" else "8"
    swapped = code[1] + code[0] + code[2:] if code[0] != code[1] else other + code[1:]
    stage.world.hub.stop()

    told(late, "bad_code", *_enrol(stage, code[:3] + other + code[4:]))
    for typo in (swapped, code[:-3] + code[-2:], ""):
        said(late, "bad_code", *_enrol(stage, typo))
    assert _nothing_was_made(late)


def test_a_code_that_nobody_made(stage: Stage, late: Computer) -> None:
    told(late, "invitation", *_enrol(stage, "00000-00000-00000-00000-0"))

    assert _nothing_was_made(late)


def test_a_code_whose_maker_has_not_synced_yet(stage: Stage, late: Computer) -> None:
    code = stage.coordinator.invite("new:Night Train Kitchen", "reader")

    error = told(late, "invitation", *_enrol(stage, code))

    assert error.reason == "unknown"
    assert "sync" in error.next
    assert _nothing_was_made(late)
    stage.coordinator.sync()
    late.enrol(code, stage.world.hub.address)


def test_a_code_that_was_used(stage: Stage, late: Computer) -> None:
    for code in (stage.field_code, stage.editor_code.lower().replace("-", " ")):
        error = told(late, "invitation", *_enrol(stage, code))
        assert error.reason == "used"
    assert _nothing_was_made(late)


def test_a_code_that_is_too_old(stage: Stage) -> None:
    with running(stage.world.hub) as hub:
        stage.world.go_through(hub.address)
        code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
        stage.coordinator.sync()
    late = stage.world.computer("late")
    environment = dict(stage.world.environment)
    environment["PYTHONPATH"] += f":{ROOT}"
    command = (sys.executable, "-m", "tests.integration.errors.hub_of_later")
    with running(HubProcess(hub.folder, environment, command=command)) as later:
        error = told(late, "invitation", "enrol", code, "--hub", later.address)

    assert error.reason == "expired"
    assert _nothing_was_made(late)


def test_a_place_for_the_vault_that_is_taken(stage: Stage, late: Computer) -> None:
    code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
    stage.coordinator.sync()
    late.vault.mkdir()
    (late.vault / "letter.txt").write_text("Dear friend", encoding="utf-8")

    told(late, "vault_exists", *_enrol(stage, code))
    assert fingerprints(late.vault).keys() == {"letter.txt"}

    inside_a_file = late.vault / "letter.txt" / "vault"
    late.vault = inside_a_file
    told(late, "folder_access", *_enrol(stage, code))

    late.vault = inside_a_file.parents[1] / "vault"
    late.enrol(code, stage.world.hub.address)


def test_a_wrong_registration_token(world: World) -> None:
    founder = world.computer("founder")
    with running(world.hub) as hub:
        words = ["found", "--hub", hub.address, "--name", NETWORK_NAME, "--registration"]
        error = told(founder, "hub_refusal", *words, "wrong")
        assert error.reason == "wrong_token"
        assert _nothing_was_made(founder)

        assert founder.run(*words, hub.token).code == 0


def test_a_hub_that_serves_a_network_already(stage: Stage, late: Computer) -> None:
    hub = stage.world.hub
    words = ["found", "--hub", hub.address, "--name", "Second Network", "--registration", hub.token]

    error = told(late, "hub_refusal", *words)

    assert error.reason == "already_registered"
    assert _nothing_was_made(late)


def test_a_founding_whose_answer_was_lost_can_be_tried_again(world: World) -> None:
    founder = world.computer("founder")
    with running(world.hub) as hub, TappedLink(hub.address) as link:
        words = ["found", "--registration", hub.token, "--name", NETWORK_NAME, "--hub"]
        link.fail(down=1)
        said(founder, "link.cut", *words, link.address)
        assert _nothing_was_made(founder)

        assert founder.run(*words, hub.address).code == 0, "the hub has kept no place for a network that nobody has"
        assert founder.sync().waiting == 0


def test_a_founding_that_failed_can_be_tried_again(world: World) -> None:
    founder = world.computer("founder")
    founder.vault.mkdir()
    (founder.vault / "letter.txt").write_text("Dear friend", encoding="utf-8")
    with running(world.hub) as hub:
        words = ["found", "--hub", hub.address, "--registration", hub.token, "--name"]
        told(founder, "vault_exists", *words, NETWORK_NAME)
        founder.vault = founder.vault.with_name("elsewhere")
        told(founder, "bad_name", *words, "")
        told(founder, "bad_name", *words, "x" * 301)
        assert not founder.vault.exists()

        assert founder.run(*words, NETWORK_NAME).code == 0, "a failure must not use up the hub"
