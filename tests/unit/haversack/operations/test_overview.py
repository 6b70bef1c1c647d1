"""The start page's facts: what lies ahead, where to go on learning, what waits of each record."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from haversack.operations import learner
from haversack.operations.browsing import list_records
from haversack.operations.coming import coming
from haversack.operations.editing import edit
from haversack.operations.next_lesson import next_lesson
from haversack.operations.overview import overview
from haversack.operations.workspace import Workspace
from haversack_sync.model.ids import show_record_id
from tests.unit.haversack.little_network import LittleNetwork, own_organisation
from tests.unit.haversack.operations.published_folder import Folder

COURSE = {
    "courses/first/course.md": "---\nlanguage: en\ntitle: First steps\n---\n",
    "courses/first/01-who/module.md": "---\nlanguage: en\ntitle: Who\n---\n",
    "courses/first/01-who/01-hello.md": "---\nlanguage: en\ntitle: Hello\n---\nText.\n",
    "courses/first/01-who/02-again.md": "---\nlanguage: en\ntitle: Again\n---\nText.\n",
    "courses/first/02-how/module.md": "---\nlanguage: en\ntitle: How\n---\n",
    "courses/first/02-how/01-listen.md": "---\nlanguage: en\ntitle: Listen\n---\nText.\n",
}


def today(network: LittleNetwork) -> date:
    return datetime.fromtimestamp(network.wall_ms / 1000, UTC).date()


def event(title: str, day: date, **more: str) -> str:
    lines = {"language": "en", "title": title, "start": day.isoformat()} | more
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\n"


def learning(network: LittleNetwork, coordinator: Workspace, tmp_path: Path) -> None:
    Folder(tmp_path).publish(coordinator, COURSE)
    network.sync(coordinator)


def part(workspace: Workspace, title: str) -> str:
    return next(one.id for one in list_records(workspace, "lesson") if one.title == title)


def test_the_nearest_dates_come_first_and_what_is_over_does_not(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    now = today(network)
    yearly = (now - timedelta(days=365 * 3)).replace(day=1) + timedelta(days=40)
    Folder(tmp_path).publish(
        coordinator,
        {
            "events/far.md": event("Far", now + timedelta(days=200)),
            "events/near.md": event("Near", now + timedelta(days=5), type="meeting", city="Bangkok"),
            "events/gone.md": event("Gone", now - timedelta(days=2)),
            "events/yearly.md": event("Yearly", yearly, recurrence="FREQ=YEARLY"),
            "events/running.md": event("Running", now - timedelta(days=1), end=(now + timedelta(days=1)).isoformat()),
        },
    )
    network.sync(coordinator)

    found = coming(coordinator)

    assert [one.title for one in found][:2] == ["Running", "Near"]
    assert {one.title for one in found} == {"Running", "Near", "Yearly", "Far"}
    assert [(one.days_left, one.type, one.city) for one in found[:2]] == [(0, "", ""), (5, "meeting", "Bangkok")]
    assert [one.days_left for one in found] == sorted(one.days_left for one in found)


def test_without_anything_opened_the_first_course_begins_at_its_first_lesson(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    learning(network, coordinator, tmp_path)

    found = next_lesson(coordinator)

    assert found is not None
    assert (found.course_title, found.next_title, found.done, found.total) == ("First steps", "Hello", 0, 3)
    assert not found.is_begun


def test_the_next_lesson_is_the_first_from_where_one_was_that_is_not_done(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    learning(network, coordinator, tmp_path)
    learner.open_part(coordinator, part(coordinator, "Again"))
    learner.mark_done(coordinator, part(coordinator, "Again"))

    found = next_lesson(coordinator)

    assert found is not None
    assert (found.next_title, found.done, found.is_begun) == ("Listen", 1, True)


def test_what_was_left_out_comes_when_the_rest_is_done(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    learning(network, coordinator, tmp_path)
    for title in ("Again", "Listen"):
        learner.open_part(coordinator, part(coordinator, title))
        learner.mark_done(coordinator, part(coordinator, title))

    found = next_lesson(coordinator)
    assert found is not None
    assert found.next_title == "Hello"

    learner.mark_done(coordinator, part(coordinator, "Hello"))
    found = next_lesson(coordinator)
    assert found is not None
    assert (found.next, found.done, found.total) == ("", 3, 3)


def test_without_a_course_there_is_nowhere_to_go_on(reader: Workspace) -> None:
    assert next_lesson(reader) is None


def test_what_waits_is_told_by_record_with_its_parts_and_size(editor: Workspace) -> None:
    own = own_organisation(editor)
    edit(editor, own, ["opening_hours=Mondays"])
    edit(editor, own, ["services=Advice", "languages+=fr"])

    (change,) = overview(editor).waiting

    assert change.is_own
    assert change.parts == ("opening_hours", "services", "languages")
    assert change.record == show_record_id(own)
    assert 200 < change.size < 2_000


def test_what_was_sent_and_has_no_receipt_is_told_apart_from_what_was_not_sent(editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["services=Advice"])
    editor.replica.left_computer(editor.replica.hand_over(10**6).envelopes)

    assert [change.is_sent for change in overview(editor).waiting] == [True]

    edit(editor, own_organisation(editor), ["acronym=RVS"])
    assert [change.is_sent for change in overview(editor).waiting] == [False]


def test_of_a_network_that_says_nothing_the_start_page_is_empty_and_true(reader: Workspace) -> None:
    seen = overview(reader)

    assert seen.last_contact > 0
    assert seen.waiting == ()
    assert seen.coming == ()
    assert seen.lesson is None
