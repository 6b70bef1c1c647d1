"""Searching: everything on this computer, as it is seen here; the index follows by itself."""

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.publishing import publish
from haversack.operations.searching import search, search_by_kind, update_index
from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, own_organisation, record, write_folder


def test_hits_name_record_kind_title_and_the_place_that_matched(reader: Workspace) -> None:
    (found,) = search(reader, "citizen")

    assert (found.kind, found.title) == ("topic", "Statelessness")
    assert "citizen" in found.snippet.lower()
    assert found.id == show_record(reader, record(reader, "topic", "statelessness")).id


def test_a_title_is_better_than_a_text(coordinator: Workspace) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["introduction=About statelessness."])

    found = search(coordinator, "statelessness", kinds=["topic"])

    assert [one.title for one in found] == ["Statelessness", "Detention"]
    assert found[0].score > found[1].score


def test_kinds_and_a_limit_narrow_the_search(coordinator: Workspace) -> None:
    everything = search(coordinator, "statelessness")

    assert {one.kind for one in everything} == {"topic", "resource"}
    assert {one.kind for one in search(coordinator, "statelessness", kinds=["resource"])} == {"resource"}
    assert len(search(coordinator, "statelessness", limit=1)) == 1
    assert search(coordinator, "statelessness", limit=0) == []
    assert len(search(coordinator, "statelessness", limit=-1)) <= len(everything)


def test_titles_come_in_the_asked_language(coordinator: Workspace) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["name@fr=Rétention"])

    assert [one.title for one in search(coordinator, "detention", kinds=["topic"], languages=["fr"])] == ["Rétention"]


def test_nothing_matches_nothing(reader: Workspace) -> None:
    assert search(reader, "xylophone") == []
    assert search(reader, "") == []


def test_an_index_that_is_up_to_date_has_nothing_to_do(reader: Workspace) -> None:
    update_index(reader)

    assert update_index(reader) == 0


def test_what_is_retired_is_not_found(network: LittleNetwork, coordinator: Workspace, reader: Workspace) -> None:
    less = {name: text for name, text in CONTENT.items() if name != "topics/statelessness.md"}
    less["library/words.md"] = str(less["library/words.md"]).replace("topics: [statelessness]\n", "")
    publish(coordinator, write_folder(network.base.parent / "less", less), retire_missing=True)
    network.sync(coordinator, reader)

    for workspace in (coordinator, reader):
        assert search(workspace, "citizen") == []


def test_what_waits_here_is_found_here_and_the_old_words_are_not(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Rafting lessons"])
    edit(editor, riverside, ["services=Canoe lessons"])

    assert search(editor, "rafting") == []
    assert [one.title for one in search(editor, "canoe")] == ["Riverside"]


def test_a_record_is_found_by_a_topics_new_title_and_no_longer_by_the_old_one(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    assert [one.title for one in search(reader, "statelessness", kinds=["resource"])] == ["Words we use"]
    edit(coordinator, record(coordinator, "topic", "statelessness"), ["name=Without a nationality"])
    network.sync(coordinator, reader)

    for workspace in (coordinator, reader):
        assert [one.title for one in search(workspace, "nationality", kinds=["resource"])] == ["Words we use"]
        assert search(workspace, "statelessness", kinds=["resource"]) == []
        assert update_index(workspace) == 0


def test_an_index_that_was_made_by_other_rules_is_made_anew(reader: Workspace) -> None:
    search(reader, "citizen")
    with reader.replica.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE name LIKE 'search%' OR name LIKE 'index%'")

    assert [one.title for one in search(reader, "citizen")] == ["Statelessness"]


def test_by_kind_all_are_counted_and_the_best_of_each_are_read(coordinator: Workspace) -> None:
    everything = search(coordinator, "statelessness")

    found = search_by_kind(coordinator, "statelessness", limit=20, first=1)

    kinds = list(dict.fromkeys(one.kind for one in everything))
    assert [one.kind for one in found] == kinds
    for one in found:
        of_kind = [hit for hit in everything if hit.kind == one.kind]
        assert (one.count, list(one.hits)) == (len(of_kind), of_kind[:1])


def test_by_kind_a_whole_kind_is_read_where_it_is_asked_for(coordinator: Workspace) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["introduction=About statelessness."])

    found = search_by_kind(coordinator, "statelessness", limit=20, first=0, whole={"topic"})

    assert {one.kind: (one.count, len(one.hits)) for one in found} == {"topic": (2, 2), "resource": (1, 0)}
