"""Following an area in a language, keeping a record's files, room and quota: in a real network, on real disks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from haversack.operations import file_queue, following, offline_files, pinning, preferences, sync_log
from haversack.operations.data_used import Used
from haversack.operations.filing import DamagedFileError, export, files_of, want_files
from haversack.operations.following import NotFollowedError, NothingToFollowError
from haversack.operations.letting_go import space
from haversack.operations.meeting import within_day
from haversack.operations.publishing import publish
from haversack.operations.sync_plan import FileFate, plan
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, object_table
from haversack.store.file_wishes import Reason
from haversack.store.following import Follow
from haversack_sync.model.ids import ObjectId, parse_record_id, show_record_id
from haversack_sync.protocol.parcel import sealed_length
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, record, write_folder

GUIDE = (
    "---\nlanguage: en\ntitle: Guide\ntopics: [detention]\nfiles:\n"
    "  - path: guide.en.txt\n    language: en\n  - path: guide.fr.txt\n    language: fr\n---\nText.\n"
)
MORE: dict[str, str | bytes] = {
    "library/guide.md": GUIDE,
    "library/guide.en.txt": b"In English. " * 2_000,
    "library/guide.fr.txt": "En français. ".encode() * 2_000,
}


@pytest.fixture
def shelf(network: LittleNetwork, coordinator: Workspace, reader: Workspace) -> Callable[..., None]:
    """A way to publish more and let the reader sync."""
    number = 0

    def put(more: dict[str, str | bytes], **options: bool) -> None:
        nonlocal number
        number += 1
        folder = write_folder(network.base.parent / f"shelf {number}", dict(CONTENT) | more)
        publish(coordinator, folder, **options)
        network.sync(coordinator, reader)

    preferences.write_preferences(reader, preferences.Preferences(costs_money=False))
    put(MORE)
    return put


def topic(workspace: Workspace, slug: str = "detention") -> str:
    return show_record_id(record(workspace, "topic", slug))


def here(workspace: Workspace) -> set[str]:
    """Names of the files of the guide that are here."""
    with workspace.replica.reading() as connection:
        return {
            file.name
            for file in files_of(workspace, record(workspace, "resource", "guide"))
            if object_table.is_here(connection, file.object)
        }


def on_disk(workspace: Workspace) -> set[str]:
    return {path.name for path in (workspace.vault.folder / "parcels").iterdir()} | {
        path.name for path in (workspace.vault.folder / "partials").iterdir()
    }


def test_what_is_followed_comes_by_language_and_nothing_else_does(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    wanted = following.line(topic(reader), "fr")
    extent = following.extent_of(reader, [wanted])
    assert (extent.files, extent.away_files) == (1, 1)
    assert extent.away_bytes == sealed_length(len(MORE["library/guide.fr.txt"]))

    following.follow(reader, [wanted, wanted])
    [waiting] = plan(reader).wanted
    assert (waiting.name, waiting.reason, waiting.fate) == ("guide.fr.txt", Reason.FOLLOWED, FileFate.COMES)
    network.sync(reader)

    assert here(reader) == {"guide.fr.txt"}
    [one] = following.followed(reader, languages=["en"])
    assert (one.title, one.language, one.extent.files, one.extent.away_files) == ("Detention", "fr", 1, 0)


def test_what_is_published_later_comes_by_itself_and_what_it_replaces_leaves_the_disk(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    following.follow(reader, [following.line(topic(reader), "fr")])
    network.sync(reader)
    before = on_disk(reader)

    shelf(MORE | {"library/guide.fr.txt": b"Autre texte. " * 2_500})

    assert here(reader) == {"guide.fr.txt"}
    assert len(on_disk(reader)) == len(before) == 1
    assert on_disk(reader) != before


def test_a_file_that_was_got_once_is_wanted_again_when_it_changes(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    guide = record(reader, "resource", "guide")
    french = next(file for file in files_of(reader, guide) if file.language == "fr")
    offline_files.ask_for_files(reader, [french.object])
    network.sync(reader)
    assert here(reader) == {"guide.fr.txt"}

    for words in ("Deuxième. ", "Troisième. "):
        shelf(MORE | {"library/guide.fr.txt": words.encode() * 2_500})
        assert here(reader) == {"guide.fr.txt"}
    assert len(on_disk(reader)) == 1


def test_a_kept_record_brings_its_new_files_and_newer_editions(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    guide = show_record_id(record(reader, "resource", "guide"))
    assert following.keep(reader, guide).away_files == 2
    network.sync(reader)
    assert here(reader) == {"guide.en.txt", "guide.fr.txt"}

    edition = {
        "library/second.md": "---\nlanguage: en\ntitle: Second\nreplaces: [guide]\nfiles: [{path: s.txt}]\n---\nNew.\n",
        "library/s.txt": b"Second edition.\n",
    }
    shelf(MORE | edition)
    assert following.is_kept(reader, show_record_id(record(reader, "resource", "second")))
    assert len(on_disk(reader)) == 3

    following.keep_no_longer(reader, guide)
    shelf(MORE | edition | {"library/s.txt": b"Third.\n"})
    assert len(on_disk(reader)) == 2
    assert here(reader) == {"guide.en.txt", "guide.fr.txt"}


def test_h3_subscribing_and_ending_a_thousand_times_leaves_the_disk_as_it_was(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    """H3: disk back to the start, pinned files stay; with syncs, cuts by the budget, and a pin in between."""
    words = record(reader, "resource", "words")
    want_files(reader, words)
    network.sync(reader)
    start, database = on_disk(reader), reader.vault.folder / "vault.db"
    size = database.stat().st_size
    lines = [following.line(topic(reader), "fr"), following.line(topic(reader), ""), following.line("", "en")]

    for turn in range(1_000):
        one = lines[turn % 3]
        following.follow(reader, [one])
        if turn % 100 == 0:
            network.sync(reader)
            assert len(on_disk(reader)) > len(start)
        elif turn % 50 == 0:
            synchronise(reader, network.endpoint, Wishes(files_budget_bytes=9_000))
            assert on_disk(reader) > start
        following.unfollow(reader, one)

    assert on_disk(reader) == start
    assert database.stat().st_size - size < 200_000
    assert plan(reader).wanted == ()

    following.follow(reader, lines[:1])
    network.sync(reader)
    pinning.toggle(reader, show_record_id(record(reader, "resource", "guide")))
    assert following.ends_with(reader, lines[0]).files == 0
    assert following.unfollow(reader, lines[0]).files == 0
    assert here(reader) == {"guide.fr.txt"}


def test_ending_one_line_leaves_what_another_brought_and_says_what_left(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    both, french = following.line(topic(reader), ""), following.line(topic(reader), "fr")
    following.follow(reader, [both, french])
    network.sync(reader)

    said = following.ends_with(reader, both)
    gone = following.unfollow(reader, both)

    assert said == gone
    assert (gone.files, here(reader)) == (1, {"guide.fr.txt"})
    with pytest.raises(NotFollowedError):
        following.unfollow(reader, both)
    with pytest.raises(NothingToFollowError):
        following.line("", "")


def test_what_a_person_removed_does_not_come_back_by_itself_until_they_want_it(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    line = following.line(topic(reader), "fr")
    following.follow(reader, [line])
    network.sync(reader)
    guide = show_record_id(record(reader, "resource", "guide"))
    assert offline_files.remove_from_here(reader, guide) > 0
    network.sync(reader)
    assert here(reader) == set()
    assert [one.fate for one in plan(reader).wanted] == [FileFate.PUT_OFF]

    following.follow(reader, [line])
    network.sync(reader)
    assert here(reader) == {"guide.fr.txt"}


def test_the_quota_lets_go_only_what_is_followed_and_says_so(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    following.follow(reader, [following.line(topic(reader), "")])
    network.sync(reader)
    assert here(reader) == {"guide.en.txt", "guide.fr.txt"}
    read = next(file for file in files_of(reader, record(reader, "resource", "guide")) if file.language == "fr")
    with reader.replica.transaction() as connection:
        object_table.note_use(connection, read.object)
    one = sealed_length(len(MORE["library/guide.fr.txt"]))
    small = sealed_length(42_000) + sealed_length(40) + one
    monkeypatch.setattr(preferences, "QUOTA_CHOICES", (small,))
    preferences.write_preferences(reader, preferences.Preferences(quota_bytes=small, costs_money=False))

    want_files(reader, record(reader, "resource", "words"))
    result = sync_log.noted(lambda _: network.sync(reader), reader, Wishes())

    assert result.let_go_files == 1
    assert result.let_go_bytes > 0
    # The history has it too.
    [meeting] = sync_log.read_log(reader).meetings
    assert (meeting.let_go_files, meeting.let_go_bytes) == (result.let_go_files, result.let_go_bytes)
    assert here(reader) == {"guide.fr.txt"}
    assert space(reader).used_bytes <= small
    # What was let go waits for room, and comes by itself when there is some.
    assert [one.fate for one in plan(reader).wanted] == [FileFate.NO_ROOM]
    assert network.sync(reader).lacking_bytes > 0
    offline_files.remove_from_here(reader, show_record_id(record(reader, "resource", "words")))
    network.sync(reader)
    assert here(reader) == {"guide.en.txt", "guide.fr.txt"}


def test_d2_a_full_disk_pauses_files_says_what_lacks_and_goes_on_by_itself(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """D2: pause with the bytes needed; the outbox stays readable; it goes on."""
    free = 100_000_000 + 10_000
    monkeypatch.setattr("haversack.store.parcel_files.free_bytes", lambda _: free)
    guide = record(reader, "resource", "guide")
    total = want_files(reader, guide)

    result = network.sync(reader)

    assert result.is_complete
    assert here(reader) == set()
    one = total // 2
    assert abs(result.lacking_bytes - (one - 10_000)) < 4_000
    assert {each.fate for each in plan(reader).wanted} == {FileFate.NO_ROOM}
    free = 100_000_000 + 2 * total
    assert network.sync(reader).lacking_bytes == 0
    assert here(reader) == {"guide.en.txt", "guide.fr.txt"}


def test_a_disk_that_fills_up_while_a_file_comes_stops_it_there(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = record(reader, "resource", "guide")
    want_files(reader, guide)

    def full(*_arguments: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr("haversack.store.partial_files.write_all", full)
        result = network.sync(reader)
    assert result.lacking_bytes > 0
    assert here(reader) == set()

    assert network.sync(reader).lacking_bytes == 0
    assert here(reader) == {"guide.en.txt", "guide.fr.txt"}


def test_the_queue_goes_as_a_person_puts_it(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    following.follow(reader, [following.line(topic(reader), "")])
    want_files(reader, record(reader, "resource", "words"))

    def names() -> list[str]:
        return [one.name for one in plan(reader).wanted]

    def file(name: str) -> ObjectId:
        return next(one.object for one in plan(reader).wanted if one.name == name)

    assert names() == ["more.csv", "words.txt", "guide.en.txt", "guide.fr.txt"]
    file_queue.put_first(reader, [file("guide.fr.txt")])
    assert names() == ["guide.fr.txt", "more.csv", "words.txt", "guide.en.txt"]
    file_queue.move(reader, file("guide.fr.txt"), 1)
    file_queue.put_last(reader, file("more.csv"))
    assert names() == ["guide.fr.txt", "words.txt", "guide.en.txt", "more.csv"]
    file_queue.put_off(reader, [file("guide.fr.txt")])
    assert names() == ["words.txt", "guide.en.txt", "more.csv", "guide.fr.txt"]
    file_queue.move(reader, file("guide.fr.txt"), -3)
    assert names()[-1] == "guide.fr.txt"

    again = network.reopen(reader)
    assert [one.name for one in plan(again).wanted][-1] == "guide.fr.txt"
    network.sync(again)
    assert here(again) == {"guide.en.txt"}


def test_d3_rotten_and_short_files_are_noticed_and_only_that_part_comes_again(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None], tmp_path: Path
) -> None:
    """D3: rotten, truncated, zeroed object: only that part again."""
    guide = record(reader, "resource", "guide")
    want_files(reader, guide)
    network.sync(reader)
    rotten, short = (reader.vault.folder / "parcels" / file.object.hex() for file in files_of(reader, guide))
    raw = rotten.read_bytes()
    rotten.write_bytes(raw[:20_000] + bytes(300) + raw[20_300:])
    short.write_bytes(short.read_bytes()[:17_000])

    with pytest.raises(DamagedFileError):
        export(reader, guide, tmp_path / "copies")
    assert file_queue.check_files(reader).damaged == 1
    assert here(reader) == set()

    result = network.sync(reader)
    assert here(reader) == {"guide.en.txt", "guide.fr.txt"}
    assert result.received_bytes < len(raw) + 12_000
    assert file_queue.check_files(reader) == file_queue.Checked(2, 0, 0)


def believing(hint: bool | None) -> Wishes:
    """Return the wishes of a sync on a computer whose system believes something of the connection."""
    return Wishes(system_hint=lambda: hint)


def test_a_connection_that_costs_money_carries_words_only(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    """Nobody's word counts as costly, a person's goes before the system's; limits are asked for again meanwhile."""
    want_files(reader, record(reader, "resource", "guide"))
    cases = ((None, None), (None, True), (True, None), (True, False))
    for said, hint in cases:
        preferences.write_preferences(reader, preferences.Preferences(daily_bytes=None, costs_money=said))
        assert preferences.read_preferences(reader).left_for_files(Used(), hint=hint) == 0

        synchronise(reader, network.endpoint, within_day(reader, believing(hint)))

        assert here(reader) == set()
    assert preferences.Preferences().left_for_files(Used(), hint=False) == 5_000_000
    preferences.write_preferences(reader, preferences.Preferences(costs_money=False))
    synchronise(reader, network.endpoint, within_day(reader, believing(True)))
    assert here(reader) == {"guide.en.txt", "guide.fr.txt"}


def test_follows_live_in_this_vault_only_and_outlive_it_being_closed(
    network: LittleNetwork, reader: Workspace, shelf: Callable[..., None]
) -> None:
    following.follow(reader, [Follow(parse_record_id(topic(reader)), "fr")])
    following.keep(reader, show_record_id(record(reader, "resource", "words")))
    result = network.sync(reader)
    assert result.waiting == 0

    again = network.reopen(reader)
    assert [one.language for one in following.followed(again)] == ["fr"]
    with again.replica.reading() as connection:
        assert file_wishes.kept_records(connection) == {record(again, "resource", "words")}
