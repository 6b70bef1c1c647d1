"""What holds files back beside a day's limit: a connection that costs money as the system says, and the month."""

import pytest
from PySide6.QtWidgets import QCheckBox

from haversack.operations.data_used import DayCounter
from haversack.operations.preferences import Preferences, write_preferences
from haversack.operations.workspace import Workspace
from haversack.viewmodels.sync_centre import SyncCentreModel
from tests.gui.conftest import Window
from tests.gui.slow_hub import SlowHub
from tests.gui.test_sync_page import ask_for_files, change, queue


def test_a5_where_the_system_says_that_a_connection_costs_money_files_wait_until_somebody_says_otherwise_of_it(
    window: Window, hub: SlowHub
) -> None:
    window.open()
    change(window, ask_for_files)
    page = window.go("sync")
    [switch] = [box for box in page.findChildren(QCheckBox) if box.accessibleName() == "This connection costs money"]
    assert not switch.isChecked(), "somebody said so of another connection"
    system = window.app.session.reachability
    system.know(has_network=True, medium="Cellular", is_metered=True)
    window.settle()
    assert switch.isChecked()
    assert switch.accessibleDescription().startswith("This computer’s system says that it does.")
    assert (queue(window)["later"].lines, queue(window)["later"].state) == (("This connection costs money",), "Waiting")

    window.app.models.synchroniser.start()
    window.settle()
    assert "later" in queue(window), "no file moved"

    switch.click()
    window.settle()
    assert not switch.isChecked()
    assert "comes" in queue(window)
    system.know(has_network=False)
    system.know(has_network=True, medium="Cellular", is_metered=True)
    window.settle()
    assert switch.isChecked(), "it is another connection"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This month’s 30 MB is used. Sync now still brings text. Files wait for the next month."),
        ("ar", "مزامنة الآن"),
    ],
)
def test_where_the_months_data_is_used_files_wait_and_nobody_says_tomorrow(
    window: Window, hub: SlowHub, language: str, words: str
) -> None:
    window.open()
    window.look(language=language)

    def use_all(workspace: Workspace) -> None:
        free = Preferences(daily_bytes=None, costs_money=False, monthly_bytes=30_000_000)
        write_preferences(workspace, free)
        DayCounter(workspace).end(30_000_000)

    change(window, use_all)
    change(window, ask_for_files)
    window.go("sync")

    assert "comes" not in queue(window)
    assert "later" in queue(window)
    assert words in window.app.models.get(SyncCentreModel).facts.limit
    window.app.models.synchroniser.start()
    window.settle()
    assert "later" in queue(window), "no file moved"
