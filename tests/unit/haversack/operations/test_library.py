"""The library's list and its items: editions both ways, what is read again, texts among files, links inside."""

from pathlib import Path

from haversack.operations import offline_files, reading_places
from haversack.operations.editing import edit
from haversack.operations.file_text import file_text
from haversack.operations.filing import files_of
from haversack.operations.library import library
from haversack.operations.library_item import library_item
from haversack.operations.linked_records import linked_record
from haversack.operations.reading_places import ReadingLikes, ReadingPlace
from haversack.operations.workspace import Workspace
from haversack_sync.model.ids import show_record_id
from tests.unit.haversack.little_network import LittleNetwork, record
from tests.unit.haversack.operations.published_folder import Folder

NEWER = "---\nlanguage: en\ntitle: Words we use, second edition\nreplaces: [words]\n---\nA longer list.\n"


def test_an_edition_and_the_one_that_replaces_it_lead_to_each_other(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    Folder(tmp_path).publish(coordinator, {"library/words-2.md": NEWER})
    network.sync(coordinator, reader)

    items = {item.title: item for item in library(reader).items}
    older, newer = items["Words we use"], items["Words we use, second edition"]

    assert (older.newer, newer.newer) == (newer.id, "")
    assert [one.id for one in library_item(reader, older.id).newer] == [newer.id]
    assert [one.id for one in library_item(reader, newer.id).older] == [older.id]


def test_the_list_is_read_anew_only_where_records_changed(coordinator: Workspace) -> None:
    first = library(coordinator)
    again = library(coordinator, known=first)
    assert again.items[0] is first.items[0]

    edit(coordinator, record(coordinator, "resource", "words"), ["title=Other words"])
    changed = library(coordinator, known=again)

    assert [item.title for item in changed.items] == ["Other words"]
    assert library(coordinator, languages=("fr",), known=changed).languages == ("fr",)


def test_where_files_are_is_read_each_time(reader: Workspace) -> None:
    first = library(reader)
    offline_files.ask_for(reader, first.items[0].id)

    moved = library(reader, known=first)

    assert (first.items[0].state, moved.items[0].state) == ("away", "asked")
    assert moved.mark == first.mark


def test_a_text_among_the_files_is_read_and_a_table_is_a_table(coordinator: Workspace) -> None:
    words = record(coordinator, "resource", "words")
    entries = {entry.name: entry for entry in files_of(coordinator, words)}

    text = file_text(coordinator, show_record_id(words), entries["words.txt"].object)
    table = file_text(coordinator, show_record_id(words), entries["more.csv"].object)

    assert text.text.blocks[0].startswith('<p dir="ltr">Words we use.<br>')
    assert not text.is_cut
    assert ">permit</td>" in table.text.html


def test_a_link_inside_leads_to_what_is_here_alone(coordinator: Workspace) -> None:
    found = linked_record(coordinator, "topic:statelessness")
    assert found is not None
    assert found.title == "Statelessness"
    assert linked_record(coordinator, "topic:never-was") is None
    assert linked_record(coordinator, "https://example.org/") is None


def test_places_and_likes_stay_in_the_vault_and_bookmarks_go_as_they_came(coordinator: Workspace) -> None:
    place = ReadingPlace(120, 40).with_bookmark(90).with_bookmark(10)
    reading_places.keep_place(coordinator, "text", place)
    reading_places.keep_likes(coordinator, ReadingLikes(125, "dim"))

    assert reading_places.read_place(coordinator, "text").bookmarks == (10, 90)
    assert reading_places.read_place(coordinator, "text").with_bookmark(90).bookmarks == (10,)
    assert reading_places.read_place(coordinator, "another") == ReadingPlace()
    assert reading_places.read_likes(coordinator) == ReadingLikes(125, "dim")
