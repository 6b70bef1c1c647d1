"""The main job from beginning to end, with real processes: one test, because each act stands on the one before."""

import stat
from pathlib import Path

import msgspec
import pytest

from tests.integration.processes import running
from tests.integration.shapes import ErrorAnswer, HubStatusAnswer, ShownAnswer
from tests.integration.stage import EDITORS, LABEL, READERS, find, found
from tests.integration.tapped_link import TappedLink
from tests.integration.world import NETWORK_NAME, SAMPLE_CONTENT, Computer, World

HOURS = "opening_hours"


@pytest.mark.story
@pytest.mark.timeout(400)
def test_the_main_job_from_founding_to_two_versions_and_back(world: World, tmp_path: Path) -> None:
    coordinator, editor, field = (world.computer(name) for name in ("coordinator", "editor", "field"))

    with running(world.hub):
        _found_and_publish(world, coordinator)
        home = find(coordinator, "organisation", EDITORS)
        _everybody_joins(world, home)
    _read_and_search_without_the_hub(field)
    _edit_without_the_hub(editor, home)
    with running(world.hub):
        _the_edit_reaches_the_others(world, home)
    _two_people_edit_the_same_text(coordinator, editor, home)
    with running(world.hub):
        both = _two_versions_everywhere(world, home)
        _one_of_them_chooses(world, home, both)
        _every_file_comes_out_as_it_went_in(field, tmp_path / "exported")
        _the_hub_dies_in_the_middle_of_a_sync(world, home)
        _again_changes_nothing(world)


def _found_and_publish(world: World, coordinator: Computer) -> None:
    token = world.hub.folder / "registration-token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600

    founded = found(coordinator, world.hub.address, world.hub.token)
    published = coordinator.publish(SAMPLE_CONTENT)
    waiting = coordinator.status()
    synced = coordinator.sync()

    assert (founded.network, founded.role) == (NETWORK_NAME, "coordinator")
    assert published.created == published.records == sum(waiting.records.values())
    assert published.files == len(_attachments())
    assert waiting.waiting == published.changes
    assert (synced.waiting, synced.refused, synced.two_versions, synced.is_complete) == (0, 0, 0, True)
    assert synced.applied == published.changes
    assert coordinator.status().waiting == 0
    assert coordinator.publish(SAMPLE_CONTENT).changes == 0, "publishing the same folder again writes nothing"


def _everybody_joins(world: World, home: str) -> None:
    coordinator, editor, field = (world.computer(name) for name in ("coordinator", "editor", "field"))
    # What people type: the code is alone on the last line.
    invited = coordinator.run("invite", "--organisation", home, "--role", "editor")
    editors_code = invited.lines[-1]
    fields_code = coordinator.invite(f"new:{READERS}", "reader")
    assert invited.code == 0
    assert coordinator.sync().waiting == 0

    editor.enrol(editors_code, world.hub.address)
    typed = field.run("enrol", "-", "--hub", world.hub.address, "--label", LABEL, typed=fields_code.lower() + "\n")
    assert typed.code == 0, typed

    everybody = {name: world.computer(name).status() for name in ("coordinator", "editor", "field")}
    assert {name: one.role for name, one in everybody.items()} == {
        "coordinator": "coordinator",
        "editor": "editor",
        "field": "reader",
    }
    assert everybody["editor"].organisation is not None
    assert everybody["editor"].organisation.id == home
    assert everybody["field"].organisation is not None
    assert everybody["field"].organisation.name == READERS
    assert everybody["editor"].records == everybody["field"].records == everybody["coordinator"].records
    assert {one.network for one in everybody.values()} == {NETWORK_NAME}
    assert len({one.fingerprint for one in everybody.values()}) == 1
    assert not everybody["field"].holds_root


def _read_and_search_without_the_hub(field: Computer) -> None:
    organisations = field.records("organisation")
    assert {EDITORS, READERS} <= {one.title for one in organisations}
    assert [one.title for one in organisations] == sorted((one.title for one in organisations), key=str.casefold)

    treaty = field.search("Istanbul Convention", "--kind", "resource", "--limit", "3")[0]
    shown = field.show(treaty.id)
    assert shown.kind == treaty.kind == "resource"
    assert "Istanbul" in treaty.title
    assert (shown.audience, shown.shelf, shown.state) == ("open", "library", "published")
    assert isinstance(shown.fields["title"], dict)
    assert treaty.title in shown.fields["title"].values()

    assert field.search("اللاجئ"), "words of another script are found"
    assert any(hit.kind == "lesson" for hit in field.search("non-refoulement")), "and words inside of lessons"


def _edit_without_the_hub(editor: Computer, home: str) -> None:
    done = editor.edit(home, f"{HOURS}=Thursdays from noon to five", "services=Lending of umbrellas")
    assert done.operations == 2

    shown = editor.show(home)
    assert shown.fields[HOURS] == {_main(shown): "Thursdays from noon to five"}
    assert shown.state == "waiting"
    assert editor.status().waiting == 1
    assert next(hit.id for hit in editor.search("umbrellas")) == home

    refused = editor.refused("sync")
    assert refused.kind == "link.hub_away"
    assert editor.status().waiting == 1, "nothing is lost by a hub that is not there"


def _the_edit_reaches_the_others(world: World, home: str) -> None:
    editor, field = world.computer("editor"), world.computer("field")

    sent = editor.sync()
    assert (sent.waiting, sent.refused, sent.is_complete) == (0, 0, True)
    assert editor.show(home).state == "published"

    received = field.sync()
    shown = field.show(home)
    assert received.applied == 1
    assert shown.fields[HOURS] == {_main(shown): "Thursdays from noon to five"}
    assert next(hit.id for hit in field.search("umbrellas")) == home
    assert world.computer("coordinator").sync().applied == 1


def _two_people_edit_the_same_text(coordinator: Computer, editor: Computer, home: str) -> None:
    coordinator.edit(home, f"{HOURS}=Closed in August", "city=Valparaíso")
    editor.edit(home, f"{HOURS}=Open all summer", "languages+=ht")


def _two_versions_everywhere(world: World, home: str) -> set[str]:
    coordinator, editor, field = (world.computer(name) for name in ("coordinator", "editor", "field"))
    counts = [one.sync().two_versions for one in (coordinator, editor, coordinator, field)]
    assert counts == [0, 1, 1, 1]

    shown = [one.show(home) for one in (coordinator, editor, field)]
    key = f"{HOURS}@{_main(shown[0])}"
    assert [one.versions for one in shown] == [{key: ["Closed in August", "Open all summer"]}] * 3
    assert shown[0].fields == shown[1].fields == shown[2].fields
    for one in shown:
        assert one.fields["city"] == "Valparaíso", "what only one of them edited is simply there"
        assert isinstance(one.fields["languages"], list)
        assert "ht" in one.fields["languages"]
    marked = [one.id for one in field.records("organisation") if one.has_two_versions]
    assert marked == [home]
    return {str(value) for value in shown[0].versions[key]}


def _one_of_them_chooses(world: World, home: str, both: set[str]) -> None:
    coordinator, editor, field = (world.computer(name) for name in ("coordinator", "editor", "field"))
    assert both == {"Closed in August", "Open all summer"}

    editor.edit(home, f"{HOURS}=Open all summer but closed in August", "--resolve")
    assert editor.show(home).versions == {}
    assert [one.sync().two_versions for one in (editor, field, coordinator)] == [0, 0, 0]

    for one in (coordinator, field):
        shown = one.show(home)
        assert shown.versions == {}
        assert shown.fields[HOURS] == {_main(shown): "Open all summer but closed in August"}


def _every_file_comes_out_as_it_went_in(field: Computer, folder: Path) -> None:
    folder.mkdir()
    before = field.status().files_waiting_bytes
    assert before > 0
    for resource in field.records("resource"):
        got = field.run("files", "get", resource.id, "--json")
        if got.code == 0:
            exported = field.export(resource.id, folder)
            assert {one.size for one in exported} == {Path(one.path).stat().st_size for one in exported}
        else:
            assert msgspec.json.decode(got.out, type=ErrorAnswer).error.kind == "no_files"

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == _attachments()
    assert field.status().files_waiting_bytes == 0


def _the_hub_dies_in_the_middle_of_a_sync(world: World, home: str) -> None:
    editor, field = world.computer("editor"), world.computer("field")
    for number in range(2):
        editor.edit(home, f"services=Tea, talk and paper number {number}")
    with TappedLink(world.hub.address) as link:
        weakness = link.fail(up=700)
        syncing = editor.start("sync", "--json", "--hub", link.address)
        weakness.wait()
        world.hub.kill()
        answer = syncing.finish()
    assert answer.code == 1
    assert msgspec.json.decode(answer.out, type=ErrorAnswer).error.kind == "link.cut"

    world.hub.start()
    synced = editor.sync()
    assert (synced.waiting, synced.two_versions) == (0, 0)
    assert field.sync().applied == 2
    shown = field.show(home)
    assert shown.fields["services"] == {_main(shown): "Tea, talk and paper number 1"}


def _again_changes_nothing(world: World) -> None:
    position = msgspec.json.decode(world.hub.read_status().out, type=HubStatusAnswer).position
    world.computer("coordinator").sync()
    for one in world.computers:
        again = one.sync()
        assert (again.applied, again.waiting, again.refused, again.two_versions) == (0, 0, 0, 0)
        assert again.sent_bytes + again.received_bytes < 400
        assert again.position == position
    counts = [one.status().records for one in world.computers]
    assert counts == [counts[0]] * len(counts)


def _attachments() -> dict[str, bytes]:
    files = [
        path for path in SAMPLE_CONTENT.rglob("files/*") if path.is_file() and not path.name.startswith((".", "_"))
    ]
    return {path.name: path.read_bytes() for path in files}


def _main(shown: ShownAnswer) -> str:
    return str(shown.fields["language"])
