"""What is new: brought by others, a few things one by one, many as one line, and what changed in each."""

from pathlib import Path

from haversack.operations.editing import edit
from haversack.operations.news import NewGroup, news
from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record
from tests.unit.haversack.operations.published_folder import Folder


def groups(workspace: Workspace) -> dict[tuple[str, bool], NewGroup]:
    return {(one.kind, one.is_created): one for one in news(workspace).groups}


def resource(title: str, **more: str) -> str:
    lines = {"language": "en", "title": title} | more
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\nText.\n"


def test_after_the_first_sync_everything_is_new_and_many_are_one_line(reader: Workspace) -> None:
    found = news(reader)

    assert found.is_first
    assert {(one.kind, one.number, one.is_one_line) for one in found.groups} >= {
        ("organisation", 2, True),
        ("resource", 1, False),
        ("topic", 2, False),
    }
    assert found.number == sum(one.number for one in found.groups)


def test_what_others_changed_is_told_with_its_parts(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    own = own_organisation(editor)
    edit(editor, own, ["opening_hours=Mondays", "languages+=fr", "services@fr=Conseil"])
    network.sync(editor, reader)

    (changed,) = groups(reader)["organisation", False].things

    assert changed.title == "Riverside"
    assert set(changed.changed) == {"opening_hours", "languages", "services"}
    assert not changed.is_created


def test_what_one_wrote_oneself_is_no_news(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["opening_hours=Mondays"])
    network.sync(editor)
    edit(coordinator, record(coordinator, "organisation", "hill"), ["services=Nurses"])
    network.sync(coordinator, editor)

    assert [thing.title for thing in groups(editor)["organisation", False].things] == ["Hill Clinic"]
    assert [thing.title for thing in groups(coordinator)["organisation", False].things] == ["Riverside"]


def test_a_new_item_comes_with_its_languages_and_size(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    folder = Folder(tmp_path)
    folder.publish(
        coordinator,
        {
            "library/night.md": resource("Night calls", type="guide", files="[{path: night.txt, language: my}]"),
            "library/night.txt": b"x" * 700,
            "library/night.fr.md": "---\ntitle: Appels de nuit\n---\nTexte.\n",
        },
    )
    network.sync(coordinator, reader)

    (item,) = groups(reader)["resource", True].things

    assert (item.title, item.facts["type"], item.size) == ("Night calls", "guide", 700)
    assert {"en", "fr", "my"} <= set(item.languages)


def test_many_can_be_listed_one_by_one_when_asked(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    folder = Folder(tmp_path)
    folder.publish(coordinator, {f"library/n{number}.md": resource(f"Item {number}") for number in range(7)})
    network.sync(coordinator, reader)

    line = groups(reader)["resource", True]
    assert (line.is_one_line, line.number, len(line.things)) == (True, 7, 3)

    everything = {(one.kind, one.is_created): one for one in news(reader, most=5).groups}
    alone = everything["resource", True]
    assert (alone.is_one_line, alone.number, len(alone.things)) == (False, 7, 5)


def test_what_was_taken_out_of_the_network_is_no_news(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    folder = Folder(tmp_path)
    folder.publish(coordinator, {"library/soon.md": resource("Soon gone")})
    network.sync(coordinator)
    del folder.files["library/soon.md"]
    folder.publish(coordinator, retire_missing=True)
    network.sync(coordinator, reader)

    assert ("resource", True) not in groups(reader)
