"""Erasing by real processes: a hub, three computers, and an old stick."""

import pytest

from tests.integration.processes import HUB, Answer, run
from tests.integration.shapes import ErasedAnswer, ErasureAnswer
from tests.integration.stage import EDITORS, Stage, find

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

CANARY = "Xylophonique"


def at_hub(stage: Stage, *words: str) -> Answer:
    """Let the hub's operator type something."""
    command = [str(HUB), *words, "--data", str(stage.world.hub.folder)]
    return run(command, stage.world.environment, stage.world.folder)


def test_h4_a_record_is_erased_on_every_computer_that_comes_and_an_old_stick_brings_none_of_it_back(
    stage: Stage,
) -> None:
    coordinator, editor, field = stage.coordinator, stage.editor, stage.field
    people, old = (coordinator, editor, field), stage.world.folder / "old"
    house = find(coordinator, "organisation", EDITORS)
    stage.raise_curtain()
    editor.edit(house, f"services={CANARY} clinic")
    for person in (editor, coordinator, field):
        person.sync()
    assert [len(person.search(CANARY)) for person in people] == [1, 1, 1]
    stage.world.hub.stop()
    assert at_hub(stage, "carry", str(old)).code == 0
    stage.raise_curtain()

    # Written while the order is on its way; it comes to the hub behind it.
    editor.edit(house, f"services={CANARY} clinic, new hours")
    assert coordinator.ask(ErasedAnswer, "erase", house, "--reason", "Asked for", "--yes").orders == 1
    for person in (coordinator, editor, coordinator, field):
        person.sync()
    (first, *_) = coordinator.ask(list[ErasureAnswer], "erasures")
    assert (first.done, first.devices, first.reason) == (2, 3, "Asked for")
    coordinator.sync()

    told = coordinator.ask(list[ErasureAnswer], "erasures")
    assert [(one.done, one.devices, one.missing) for one in told[:1]] == [(3, 3, [])]
    field.ask(dict, "carry", "in", str(old))
    for person in people:
        assert person.search(CANARY) == []
        assert person.refused("show", house).kind == "no_such_record"
        assert person.refused("erase", house, "--yes").kind in ("no_such_record", "not_allowed")
    stage.world.hub.stop()
    assert at_hub(stage, "check").code == 0
