"""A second coordinator comes in by the verbs, and confirms the order that the first one's brake held."""

import pytest

from tests.integration.shapes import AdmittedAnswer, InvitedAnswer, WaitingComputerAnswer, WaitingOrderAnswer
from tests.integration.stage import EDITORS, Stage, find

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


def test_the_order_that_one_coordinators_brake_holds_is_confirmed_by_a_second_one(stage: Stage) -> None:
    stage.raise_curtain()
    founder, field, second = stage.coordinator, stage.field, stage.world.computer("second")
    code = founder.ask(InvitedAnswer, "invite", "--role", "coordinator").code
    founder.sync()
    second.enrol(code, stage.world.hub.address)
    founder.sync()
    assert second.status().role == "unconfirmed"
    assert second.records("organisation") == []
    name = second.status().device
    groups = (name[:4], name[4:8], name[8:])
    assert "\u00a0".join(groups) in second.run("status").out
    assert [one.id for one in founder.ask(list[WaitingComputerAnswer], "admit")] == [name]
    assert founder.ask(AdmittedAnswer, "admit", *groups, "--yes").admitted == name
    founder.sync()
    second.sync()
    assert second.status().role == "coordinator"
    house = find(second, "organisation", EDITORS)

    others = [one.id for one in founder.records("resource")][:5]
    assert len(others) == 5
    for record in (*others, house):
        founder.run("erase", record, "--reason", "Asked for", "--yes")
    for computer in (founder, second, field):
        computer.sync()
    (held,) = founder.ask(list[WaitingOrderAnswer], "confirm")
    assert (held.titles, held.confirming) == ([EDITORS], "others")
    assert founder.refused("confirm", held.id, "--yes").kind == "cannot_confirm"
    assert find(field, "organisation", EDITORS) == house

    (asked,) = second.ask(list[WaitingOrderAnswer], "confirm")
    assert (asked.id, asked.confirming) == (held.id, "here")
    second.ask(dict, "confirm", asked.id, "--yes")
    for computer in (second, founder, second, field):
        computer.sync()

    assert field.refused("show", house).kind == "no_such_record"
    assert founder.ask(list[WaitingOrderAnswer], "confirm") == []
