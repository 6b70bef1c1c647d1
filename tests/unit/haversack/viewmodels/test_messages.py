"""The one bridge to people: nothing is lost before it was closed, nothing is said twice."""

import logging

from haversack.i18n.language import Speaker
from haversack.store.errors import VaultBusyError
from haversack.viewmodels.messages import Message, Messages
from tests.guards.logs import ExpectedLogs


def test_what_came_before_anybody_listened_is_kept_in_order() -> None:
    messages = Messages(Speaker("en"))
    messages.tell(Message("First.", tone="wait"))
    messages.tell(Message("Second.", tone="wait"))

    assert messages.current == Message("First.", tone="wait")
    assert messages.take() == Message("First.", tone="wait")
    assert messages.current == Message("Second.", tone="wait")


def test_a_message_stays_until_it_is_taken() -> None:
    messages = Messages(Speaker("en"))
    messages.tell(Message("Wrong.", tone="danger"))

    assert messages.current == messages.current
    messages.take()
    assert messages.current is None
    assert messages.take() is None


def test_the_same_is_not_said_twice() -> None:
    messages = Messages(Speaker("en"))
    told: list[int] = []
    messages.came.connect(lambda: told.append(1))

    for _ in range(3):
        messages.tell(Message("The disk is full.", tone="wait"))

    assert len(told) == 1


def test_good_news_gives_way_and_bad_news_stays() -> None:
    messages = Messages(Speaker("en"))
    messages.tell(Message("Synced.", tone="ok"))
    messages.tell(Message("The disk is full.", tone="wait"))
    messages.tell(Message("Synced again.", tone="ok"))

    assert messages.current is not None
    assert messages.current.text == "The disk is full."


def test_a_known_error_is_calm_and_has_nothing_to_report() -> None:
    messages = Messages(Speaker("en"))
    messages.report(VaultBusyError())

    shown = messages.current
    assert shown is not None
    assert (shown.kind, shown.tone, shown.report) == ("vault_busy", "wait", "")


def test_a_bug_says_where_in_the_program_and_nothing_of_what_was_written(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(logging.ERROR, "bug KeyError at")
    messages = Messages(Speaker("en"))
    try:
        dict[str, str]()["what somebody wrote"]
    except KeyError as error:
        messages.report(error)

    shown = messages.current
    assert shown is not None
    assert shown.kind == "bug"
    assert shown.report.startswith("KeyError < tests.unit.haversack.viewmodels.test_messages:")
    assert "somebody" not in shown.report + shown.text + shown.next_step
