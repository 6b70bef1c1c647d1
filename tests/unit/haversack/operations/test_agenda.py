"""The agenda: events in order with their next time and areas, one in full, and the file for other calendars."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from icalendar import Calendar

from haversack.operations import agenda
from haversack.operations.agenda import Event, Exported, today_in
from haversack.operations.coming import coming
from haversack.operations.filing import TargetExistsError, TargetInVaultError
from haversack.operations.standing import SOON_DAYS, standing, today_of
from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import LittleNetwork
from tests.unit.haversack.operations.published_folder import Folder

BANGKOK = timezone(timedelta(hours=7))
FILES: dict[str, str | bytes] = {
    "topics/borders.md": "---\nlanguage: en\nname: Borders\nname@fr: Frontières\n---\n",
    "events/month.md": "---\nlanguage: en\ntitle: Month\ntype: training\nstart: 2100-03\n---\n",
    "events/day.md": "---\nlanguage: en\ntitle: Day\ntype: day\nstart: 2001-06-20\nrecurrence: FREQ=YEARLY\n---\n",
    "events/call.md": "---\nlanguage: en\ntitle: Call\ntype: deadline\n"
    "start: 2100-01-15T18:00+01:00\nzone: Europe/Paris\ntopics: [borders]\nsummary: Two pages.\n---\nWhat they want.\n",
    "events/old.md": "---\nlanguage: en\ntitle: Old\ntype: meeting\nstart: 2018-05-10\n---\n",
}


@pytest.fixture
def own_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts this computer into another zone, by its name."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def dated(network: LittleNetwork, coordinator: Workspace, tmp_path: Path) -> Workspace:
    """The vault of who published some events."""
    place = tmp_path / "folders"
    place.mkdir()
    Folder(place).publish(coordinator, FILES)
    network.sync(coordinator)
    return coordinator


def by_title(workspace: Workspace) -> dict[str, Event]:
    found = agenda.agenda(workspace, BANGKOK, languages=("fr", "en"))
    return {event.title: event for event in found.events}


def test_events_have_their_next_time_here(dated: Workspace) -> None:
    events = by_title(dated)
    today = today_in(dated.clock.wall_ms(), BANGKOK)

    assert list(events)[:2] == ["Day", "Old"]
    assert events["Old"].next is None
    assert events["Month"].next is None
    day, call = events["Day"].next, events["Call"].next
    assert day is not None
    assert call is not None
    assert (day.first.month, day.first.day) == (6, 20)
    assert day.first >= today
    assert f"{call.first}" == "2100-01-15"  # midnight in Bangkok is the end of that day
    assert events["Call"].time.is_deadline


def test_areas_of_work_are_named_in_the_language_that_was_asked_for(dated: Workspace) -> None:
    found = agenda.agenda(dated, UTC, languages=("fr",))

    (topic,) = by_title(dated)["Call"].topics
    assert found.topics[topic] == "Frontières"


def test_one_event_in_full(dated: Workspace) -> None:
    found = agenda.event(dated, by_title(dated)["Call"].id, UTC, languages=("en",))

    assert found.event.summary == "Two pages."
    assert "What they want." in found.body.html
    assert [topic.title for topic in found.topics] == ["Borders"]
    assert found.language == "en"


@pytest.mark.parametrize(("asked", "is_draft"), [("fr", True), ("en", False)])
def test_an_event_without_a_text_is_a_draft_where_its_summary_is(
    coordinator: Workspace, tmp_path: Path, asked: str, is_draft: bool
) -> None:
    lines = "language: en\ntitle: Forum\nsummary: Come.\nsummary@fr: Venez.\nunreviewed: [fr]\nstart: 2100-01-15"
    place = tmp_path / "folders"
    place.mkdir()
    Folder(place).publish(coordinator, {"events/forum.md": f"---\n{lines}\n---\n"})

    found = agenda.event(coordinator, by_title(coordinator)["Forum"].id, UTC, languages=(asked,))

    assert (found.language, found.body.is_unreviewed, found.body.html) == (asked, is_draft, "")


def test_the_file_has_what_was_asked_for_with_its_notes(dated: Workspace, tmp_path: Path) -> None:
    events = by_title(dated)
    notes = {events["Call"].id: "Until 15 January", events["Month"].id: "", events["Day"].id: "", "0" * 26: ""}

    done = agenda.export_ics(dated, notes, tmp_path / "a.ics", BANGKOK)

    assert done == Exported(2, 1)
    calendar = Calendar.from_ical((tmp_path / "a.ics").read_bytes())
    assert sorted(str(event["SUMMARY"]) for event in calendar.walk("VEVENT")) == ["Call", "Day"]
    (task,) = calendar.walk("VTODO")
    assert str(task["DESCRIPTION"]) == "Two pages.\n\nUntil 15 January"


def test_no_file_is_written_over_and_none_into_the_vault(dated: Workspace, tmp_path: Path) -> None:
    notes = {by_title(dated)["Call"].id: ""}
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("mine", encoding="utf-8")
    slots = dated.vault.folder / "vault.slots"
    before = slots.read_bytes()

    with pytest.raises(TargetExistsError):
        agenda.export_ics(dated, notes, thesis, UTC)
    with pytest.raises(TargetInVaultError):
        agenda.export_ics(dated, notes, slots, UTC)

    assert thesis.read_text(encoding="utf-8") == "mine"
    assert slots.read_bytes() == before


@pytest.mark.parametrize("zone", ["UTC", "Asia/Bangkok", "Pacific/Honolulu", "Pacific/Kiritimati"])
def test_the_start_page_and_the_calendar_agree_on_every_day(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path, own_zone: Callable[[str], None], zone: str
) -> None:
    own_zone(zone)
    now = datetime.fromtimestamp(network.wall_ms / 1000, UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = {
        "midnight": midnight + timedelta(days=3),
        "early": midnight + timedelta(days=2, hours=1),
        "late": midnight + timedelta(days=2, hours=23, minutes=30),
        "today": midnight + timedelta(hours=23, minutes=30),
        "past": midnight - timedelta(days=1, hours=-23, minutes=-30),
    }
    files: dict[str, str | bytes] = {}
    for name, start in starts.items():
        for offset in (-600, 0, 840):
            at = start.replace(tzinfo=timezone(timedelta(minutes=offset)))
            for kind in ("deadline", "meeting"):
                facts = {"title": f"{name} {offset} {kind}", "start": at.isoformat(timespec="minutes"), "type": kind}
                lines = "".join(f"{key}: {value}\n" for key, value in facts.items())
                files[f"events/{len(files)}.md"] = f"---\nlanguage: en\n{lines}---\n"
    Folder(tmp_path).publish(coordinator, files)
    network.sync(coordinator)

    home = {one.title: one.day for one in coming(coordinator, number=len(files))}

    ahead = {one.title: one.next for one in agenda.agenda(coordinator, None).events if one.next is not None}
    today = today_of(coordinator)
    assert home == {title: max(at.first, today) for title, at in ahead.items()}
    last = today + timedelta(days=SOON_DAYS)
    assert standing(coordinator).soon == sum(at.first <= last for at in ahead.values())
