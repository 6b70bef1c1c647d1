"""`--json`: what scripts rely on. Names and types are read strictly by `shapes`; here stand the names, as promised."""

import json
from pathlib import Path

import pytest

from tests.integration.shapes import (
    EditedAnswer,
    ExportedAnswer,
    FileAnswer,
    FoundAnswer,
    HubStatusAnswer,
    InvitedAnswer,
    ListedAnswer,
    PublishedAnswer,
    RecheckedAnswer,
    Shape,
    ShownAnswer,
    StatusAnswer,
    SyncAnswer,
)
from tests.integration.stage import EDITORS, Stage, find, found
from tests.integration.world import SAMPLE_CONTENT, World

pytestmark = pytest.mark.story

PROMISED: dict[type[Shape], str] = {
    SyncAnswer: "sent_bytes received_bytes applied waiting refused two_versions position files_waiting_bytes",
    ListedAnswer: "id kind title",
    FoundAnswer: "id kind title snippet score",
    ShownAnswer: "id kind audience shelf state fields files",
    StatusAnswer: "network organisation role position last_contact waiting records",
}


@pytest.mark.parametrize("shape", PROMISED)
def test_the_promised_names_come_first(shape: type[Shape]) -> None:
    names = PROMISED[shape].split()

    assert list(shape.__struct_fields__[: len(names)]) == names


def test_what_can_be_asked_without_the_hub(stage: Stage) -> None:
    field = stage.field
    home = find(field, "organisation", EDITORS)

    shown, status = field.ask(ShownAnswer, "show", home), field.ask(StatusAnswer, "status")
    hits = field.ask(list[FoundAnswer], "search", "Casa Camino", "--limit", "2", "--kind", "organisation")
    assert (shown.id, shown.kind, shown.audience, shown.shelf) == (home, "organisation", "members", "directory")
    assert (shown.state, shown.files, shown.versions, shown.is_retired) == ("published", [], {}, False)
    name, languages = shown.fields["name"], shown.fields["languages"]
    assert isinstance(name, dict), "what has languages is {language: text}"
    assert name["en"] == EDITORS
    assert isinstance(languages, list), "a set is a list"
    assert "es" in languages
    assert {hit.id for hit in hits} >= {home}
    assert len(hits) <= 2
    assert all(len(one) == 26 for one in (shown.id, hits[0].id))
    kept = field.ask(RecheckedAnswer, "check")
    assert (kept.mended, kept.again, kept.has_lost, kept.is_whole) == (0, 0, False, True)
    assert kept.records > 10
    assert status.last_contact > 1_700_000_000
    assert "owner" in shown.fields

    listed = field.run("list", "organisation", "--language", "fr", "--json")
    titles = [one["title"] for one in json.loads(listed.out)]
    assert all(isinstance(title, str) for title in titles), "a list has one text in the asked language"
    assert titles == sorted(titles, key=str.casefold)


def test_what_writes(stage: Stage, tmp_path: Path) -> None:
    coordinator = stage.coordinator
    home = find(coordinator, "organisation", EDITORS)
    guide = find(coordinator, "resource", "Counting women, men and others without harm")

    assert coordinator.ask(PublishedAnswer, "publish", str(SAMPLE_CONTENT), "--retire-missing").changes == 0
    assert coordinator.ask(EditedAnswer, "edit", home, "city=Lima", "languages+=qu").operations == 2
    (exported,) = coordinator.ask(list[ExportedAnswer], "export", guide, str(tmp_path / "copy.csv"))
    assert Path(exported.path).stat().st_size == exported.size
    (file,) = coordinator.ask(list[FileAnswer], "files", "get", guide)
    assert (file.is_here, file.size, len(file.object)) == (True, exported.size, 64)

    code = coordinator.ask(InvitedAnswer, "invite", "--organisation", home, "--role", "reader").code
    typed = coordinator.run("invite", "--organisation", home, "--role", "focal-point").lines
    assert [len(part) for part in code.split("-")] == [len(part) for part in typed[-1].split("-")] == [5, 5, 5, 5, 1]


def test_what_talks_to_a_hub(world: World) -> None:
    founder = world.computer("founder")
    world.hub.start()

    founded = found(founder, world.hub.address, world.hub.token)
    code = founder.invite("new:Harbour Kitchen", "editor")
    synced = founder.ask(SyncAnswer, "sync", "--hub", world.hub.address)
    joined = world.computer("late").ask(SyncAnswer, "enrol", code, "--hub", world.hub.address)

    assert founded.role == "coordinator"
    assert (synced.waiting, synced.applied, synced.is_complete) == (0, 1, True)
    assert (joined.applied, joined.waiting, joined.refused, joined.two_versions) == (1, 0, 0, 0)
    assert joined.position == synced.position + 1
    for is_running in (True, False):
        asked = world.hub.read_status()
        status = HubStatusAnswer(**json.loads(asked.out))
        assert (status.network_registered, status.devices, status.position) == (True, 2, joined.position)
        if is_running:
            world.hub.stop()
