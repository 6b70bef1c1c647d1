"""What the frame shows: who this is, counts, what waits, what is soon, what the people here have to choose."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from haversack.operations.editing import edit
from haversack.operations.standing import SOON_DAYS, contact_state, identity, standing
from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record
from tests.unit.haversack.operations.published_folder import Folder


def event(day: str, **more: str) -> str:
    lines = {"language": "en", "title": "A meeting", "start": day} | more
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\n"


def test_an_editor_is_named_with_role_organisation_and_network(editor: Workspace) -> None:
    who = identity(editor)

    assert (who.network, who.organisation, who.role) == ("Little network", "Riverside", "editor")


def test_a_coordinator_has_no_organisation(coordinator: Workspace) -> None:
    assert identity(coordinator).organisation == ""
    assert identity(coordinator).role == "coordinator"


def test_counts_are_of_records_in_use(reader: Workspace) -> None:
    counts = standing(reader).counts

    assert (counts["organisation"], counts["resource"], counts["topic"]) == (2, 1, 2)


def test_what_waits_is_counted_and_the_last_contact_is_known(editor: Workspace) -> None:
    assert contact_state(editor)[1] == 0

    edit(editor, own_organisation(editor), ["opening_hours=Mondays"])

    last_contact, waiting = contact_state(editor)
    assert waiting == standing(editor).waiting == 1
    assert last_contact > 0


def test_soon_is_within_fourteen_days_by_rule_too(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    today = datetime.fromtimestamp(network.wall_ms / 1000, UTC).date()
    days = {name: (today + timedelta(days=ahead)).isoformat() for name, ahead in (("today", 0), ("last", SOON_DAYS))}
    beyond, gone = today + timedelta(days=SOON_DAYS + 1), today - timedelta(days=1)
    long_ago = today.replace(year=2001) + timedelta(days=3)
    folder = Folder(tmp_path)
    folder.publish(
        coordinator,
        {
            "events/today.md": event(days["today"]),
            "events/last.md": event(days["last"]),
            "events/beyond.md": event(beyond.isoformat()),
            "events/gone.md": event(gone.isoformat()),
            "events/yearly.md": event(long_ago.isoformat(), recurrence="FREQ=YEARLY"),
            "events/month.md": event(days["today"][:7]),
        },
    )
    network.sync(coordinator)

    assert standing(coordinator).soon == 3


def test_two_versions_are_told_to_those_who_can_choose(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    own = own_organisation(editor)
    edit(coordinator, own, ["opening_hours=Tuesdays"])
    edit(editor, own, ["opening_hours=Mondays"])
    network.sync(coordinator, editor, coordinator, reader)

    assert standing(editor).two_versions == 1
    assert standing(coordinator).two_versions == 1
    assert standing(reader).two_versions == 0


def test_an_editor_is_not_told_of_what_others_have_to_choose(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, tmp_path: Path
) -> None:
    hill = record(editor, "organisation", "hill")
    other = network.copy_to(tmp_path / "other").open("coordinator")
    edit(coordinator, hill, ["services=Nurses"])
    edit(other, hill, ["services=Midwives"])
    network.sync(coordinator, editor)

    assert standing(editor).two_versions == 0
