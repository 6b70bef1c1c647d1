"""The own profile is asked about when nobody checked it for long, and one answer is enough."""

from datetime import UTC, date, datetime, timedelta

import pytest

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.reporting import status
from haversack.operations.still_right import ASK_AFTER_DAYS, say_still_right, unchecked_profile
from haversack.operations.workspace import Workspace
from haversack_sync.model.ids import show_record_id
from tests.unit.haversack.little_network import LittleNetwork, own_organisation


def day_before(network: LittleNetwork, days: int) -> date:
    return datetime.fromtimestamp(network.wall_ms / 1000, UTC).date() - timedelta(days=days)


def test_it_is_asked_once_the_last_check_is_long_ago(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, [f"confirmed={day_before(network, ASK_AFTER_DAYS)}"])
    assert unchecked_profile(editor) is None

    edit(editor, riverside, [f"confirmed={day_before(network, ASK_AFTER_DAYS + 1)}"])
    found = unchecked_profile(editor)

    assert found is not None
    assert (found.record, found.days) == (show_record_id(riverside), ASK_AFTER_DAYS + 1)


def test_one_answer_is_enough_and_waits_to_be_sent(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, [f"confirmed={day_before(network, 400)}"])
    network.sync(editor)

    say_still_right(editor, show_record_id(riverside))

    assert unchecked_profile(editor) is None
    assert show_record(editor, riverside).fields["confirmed"] == day_before(network, 0).isoformat()
    assert status(editor).waiting == 1


@pytest.mark.parametrize(("written", "is_asked"), [("2020", True), ("2020-02", True), ("2999", False)])
def test_a_date_that_is_known_to_the_month_counts_to_its_end(
    editor: Workspace, written: str, *, is_asked: bool
) -> None:
    edit(editor, own_organisation(editor), [f"confirmed={written}"])

    assert (unchecked_profile(editor) is not None) is is_asked


def test_nothing_is_asked_of_a_profile_that_was_never_checked_nor_without_one(
    editor: Workspace, reader: Workspace, coordinator: Workspace
) -> None:
    assert unchecked_profile(editor) is None
    assert unchecked_profile(reader) is None
    assert unchecked_profile(coordinator) is None
