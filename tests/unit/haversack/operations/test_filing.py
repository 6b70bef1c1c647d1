"""Files of records: fetched by wish, resumed in the middle, checked, and copied out byte for byte over nothing."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from haversack.operations.browsing import list_records, show_record
from haversack.operations.editing import NoSuchRecordError
from haversack.operations.fetching import get_files
from haversack.operations.filing import (
    DamagedFileError,
    FileNotHereError,
    NoFilesError,
    NoTargetFolderError,
    TargetExistsError,
    TargetInVaultError,
    export,
    files_of,
    want_files,
)
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import outbox, projection
from haversack.store.errors import DiskFullError, FolderAccessError
from haversack_sync.client import gathering
from haversack_sync.client.conditions import Conditions
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import ObjectId, RecordId, parse_record_id
from haversack_sync.model.operations import Change, Set
from haversack_sync.model.reading import FileEntry
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError
from haversack_sync.protocol.parcel import sealed_length
from tests.unit.haversack.little_network import ATTACHMENT, CONTENT, LittleNetwork, record
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint

CONTENTS = {"words.txt": ATTACHMENT, "more.csv": str(CONTENT["library/more.csv"]).encode()}


def words(workspace: Workspace) -> RecordId:
    return record(workspace, "resource", "words")


def conditions(workspace: Workspace, budget: int | None = None) -> Conditions:
    return Conditions(workspace.clock.monotonic, workspace.clock.random, budget)


def fetch(network: LittleNetwork, workspace: Workspace) -> None:
    """Get the files of the published resource."""
    want_files(workspace, words(workspace))
    get_files(workspace, words(workspace), network.endpoint, conditions=conditions(workspace))


class Objects(BentEndpoint):
    """An endpoint whose objects can be bent."""

    alter = staticmethod(lambda object_id, data: data)
    lacks: frozenset[ObjectId] = frozenset()
    asked: list[tuple[ObjectId, int]]

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        self.asked = [*getattr(self, "asked", []), (object_id, offset)]
        if object_id in self.lacks:
            raise LinkError("not_found")
        data = b"".join(self.hub.fetch_object(object_id, offset))
        yield from self.pieces(object_id, data)

    def pieces(self, object_id: ObjectId, data: bytes) -> Iterator[bytes]:
        yield data


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small files come like long ones, each by its own request; lists are tested where they are gathered."""
    monkeypatch.setattr(gathering, "SMALL_BYTES", 0)


def test_files_come_by_wish_and_are_copied_out_byte_for_byte(
    network: LittleNetwork, reader: Workspace, tmp_path: Path
) -> None:
    missing = want_files(reader, words(reader))
    assert missing == sum(sealed_length(len(data)) for data in CONTENTS.values())
    assert not any(file.is_here for file in show_record(reader, words(reader)).files)

    fetch(network, reader)
    copies = export(reader, words(reader), tmp_path / "copies")

    assert all(file.is_here for file in show_record(reader, words(reader)).files)
    assert {copy.path.name: copy.path.read_bytes() for copy in copies} == CONTENTS
    assert {copy.path.name: copy.size for copy in copies} == {name: len(data) for name, data in CONTENTS.items()}
    assert (tmp_path / "copies").stat().st_mode & 0o077 == 0
    assert want_files(reader, words(reader)) == 0


def test_wanted_files_come_with_the_next_sync(network: LittleNetwork, reader: Workspace) -> None:
    want_files(reader, words(reader))

    result = network.sync(reader)

    assert result.files_waiting_bytes == 0
    assert all(file.is_here for file in show_record(reader, words(reader)).files)


@pytest.mark.usefixtures("one_by_one")
def test_a_download_that_was_cut_goes_on_in_the_middle(network: LittleNetwork, reader: Workspace) -> None:
    class Cut(Objects):
        def pieces(self, object_id: ObjectId, data: bytes) -> Iterator[bytes]:
            yield data[:20_000]
            if len(data) > 20_000:
                raise LinkError("cut")

    line = Cut(network.endpoint)
    want_files(reader, words(reader))
    for _ in range(10):
        try:
            get_files(reader, words(reader), line, conditions=conditions(reader))
        except LinkError:
            continue
        break

    large = max(files_of(reader, words(reader)), key=lambda file: file.size).object
    assert [offset for object_id, offset in line.asked if object_id == large] == [0, 20_000, 40_000]
    assert all(file.is_here for file in show_record(reader, words(reader)).files)


def test_a_budget_spreads_a_download_over_several_syncs(network: LittleNetwork, reader: Workspace) -> None:
    class InPieces(Objects):
        def pieces(self, object_id: ObjectId, data: bytes) -> Iterator[bytes]:
            yield from (data[start : start + 8_192] for start in range(0, len(data), 8_192))

    want_files(reader, words(reader))
    line, syncs = InPieces(network.endpoint), 0
    while synchronise(reader, line, Wishes(budget_bytes=15_000)).files_waiting_bytes:
        syncs += 1
        assert syncs < 20

    assert syncs >= 2


@pytest.mark.usefixtures("one_by_one")
def test_wrong_bytes_are_refused_and_the_other_file_comes_nevertheless(
    network: LittleNetwork, reader: Workspace
) -> None:
    class Wrong(Objects):
        def pieces(self, object_id: ObjectId, data: bytes) -> Iterator[bytes]:
            yield data if len(data) > 30_000 else bytes(len(data))

    want_files(reader, words(reader))
    with pytest.raises(DigestError):
        get_files(reader, words(reader), Wrong(network.endpoint), conditions=conditions(reader))

    here = {file.name: file.is_here for file in show_record(reader, words(reader)).files}
    assert here == {"words.txt": True, "more.csv": False}
    fetch(network, reader)
    assert all(file.is_here for file in show_record(reader, words(reader)).files)


@pytest.mark.usefixtures("one_by_one")
def test_a_file_that_the_hub_lacks_keeps_neither_the_sync_nor_other_files_back(
    network: LittleNetwork, reader: Workspace
) -> None:
    small = min(files_of(reader, words(reader)), key=lambda file: file.size)
    line = Objects(network.endpoint)
    line.lacks = frozenset({small.object})
    want_files(reader, words(reader))

    result = synchronise(reader, line, Wishes())

    assert result.is_complete
    assert result.files_waiting_bytes == sealed_length(small.size)
    with pytest.raises(LinkError, match="not_found"):
        get_files(reader, words(reader), line, conditions=conditions(reader))


def test_getting_the_files_of_one_record_leaves_those_of_others_for_the_sync(
    network: LittleNetwork, reader: Workspace
) -> None:
    want_files(reader, words(reader))
    line = Objects(network.endpoint)
    other = record(reader, "topic", "detention")

    with pytest.raises(NoFilesError):
        get_files(reader, other, line, conditions=conditions(reader))
    assert not hasattr(line, "asked")


def test_one_file_goes_to_the_path_that_was_named(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    keep_one_file(network, coordinator, reader)

    (copy,) = export(reader, words(reader), tmp_path / "renamed.txt")

    assert copy.path == tmp_path / "renamed.txt"
    assert copy.path.read_bytes() == ATTACHMENT


def keep_one_file(network: LittleNetwork, coordinator: Workspace, reader: Workspace, name: str = "words.txt") -> None:
    """Let the record have one file only, under a name, and the reader get it."""
    rewrite(coordinator, [each for each in files_of(coordinator, words(coordinator)) if each.name == "words.txt"], name)
    network.sync(coordinator, reader)
    fetch(network, reader)


def rewrite(coordinator: Workspace, entries: list[FileEntry], *names: str) -> None:
    """Give the published resource other file entries."""
    values = [
        {key: value for key, value in msgspec.structs.asdict(entry).items() if value is not None} | {"name": name}
        for entry, name in zip(entries, names, strict=True)
    ]
    with coordinator.replica.transaction() as connection:
        (shown,) = projection.show(connection, words(coordinator), own=coordinator.own)
        state = shown.state
        change = Change(1, state.id, state.kind, (Set("files", (state.shown_hash("files"),), encode(values)),))
        outbox.queue_change(connection, change, feed=state.feed, signer=coordinator.own, created_ms=1)


@pytest.mark.parametrize("name", ["../escaped.txt", "/etc/escaped.txt", "..\\escaped.txt"])
def test_a_name_from_a_record_never_leaves_the_folder(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path, name: str
) -> None:
    keep_one_file(network, coordinator, reader, name)
    folder = tmp_path / "copies"
    folder.mkdir()

    (copy,) = export(reader, words(reader), folder)

    assert copy.path.parent == folder
    assert list(tmp_path.glob("*escaped*")) == []


def test_two_files_of_one_name_are_both_copied(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    rewrite(coordinator, list(files_of(coordinator, words(coordinator))), "same.txt", "Same.txt")
    network.sync(coordinator, reader)
    fetch(network, reader)

    copies = export(reader, words(reader), tmp_path / "copies")

    assert sorted(copy.path.read_bytes() for copy in copies) == sorted(CONTENTS.values())


def test_a_file_that_is_not_here_is_said_and_nothing_is_written(reader: Workspace, tmp_path: Path) -> None:
    with pytest.raises(FileNotHereError) as caught:
        export(reader, words(reader), tmp_path / "copies")

    assert (caught.value.name, caught.value.size) == ("words.txt", len(ATTACHMENT))
    assert not (tmp_path / "copies").exists()


@pytest.mark.parametrize("blocked", ["words.txt", "more.csv", "words.txt.new"])
def test_nothing_is_ever_written_over(network: LittleNetwork, reader: Workspace, tmp_path: Path, blocked: str) -> None:
    fetch(network, reader)
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / blocked).write_text("mine")

    with pytest.raises(TargetExistsError) as caught:
        export(reader, words(reader), folder)

    assert caught.value.path.parent == folder
    assert (folder / blocked).read_text() == "mine"
    assert list(folder.iterdir()) == [folder / blocked]


def test_a_folder_that_people_use_keeps_its_rights(network: LittleNetwork, reader: Workspace, tmp_path: Path) -> None:
    fetch(network, reader)
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)

    copies = export(reader, words(reader), folder)

    assert folder.stat().st_mode & 0o777 == 0o755
    assert all(copy.path.stat().st_mode & 0o077 == 0 for copy in copies)


@pytest.mark.parametrize("target", ["nowhere/at/all", "file/below"])
def test_a_place_that_cannot_be_is_said(network: LittleNetwork, reader: Workspace, tmp_path: Path, target: str) -> None:
    fetch(network, reader)
    (tmp_path / "file").write_text("a file")

    with pytest.raises((NoTargetFolderError, FolderAccessError)):
        export(reader, words(reader), tmp_path / target)


def test_readable_copies_do_not_lie_in_the_vault(network: LittleNetwork, reader: Workspace) -> None:
    fetch(network, reader)
    before = sorted(reader.vault.folder.rglob("*"))

    for target in (reader.vault.folder, reader.vault.folder / "parcels" / "copies"):
        with pytest.raises(TargetInVaultError):
            export(reader, words(reader), target)

    assert sorted(reader.vault.folder.rglob("*")) == before


def test_several_files_do_not_fit_into_a_file(network: LittleNetwork, reader: Workspace, tmp_path: Path) -> None:
    fetch(network, reader)
    (tmp_path / "file").write_text("a file")

    with pytest.raises(FolderAccessError):
        export(reader, words(reader), tmp_path / "file")
    assert (tmp_path / "file").read_text() == "a file"


def test_a_full_disk_leaves_no_half_copy(
    network: LittleNetwork, reader: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(network, reader)

    def full(*_arguments: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("haversack.store.files.write_all", full)
    with pytest.raises(DiskFullError):
        export(reader, words(reader), tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_damaged_file_is_said_and_leaves_no_half_copy(
    network: LittleNetwork, reader: Workspace, tmp_path: Path
) -> None:
    fetch(network, reader)
    large = max(files_of(reader, words(reader)), key=lambda file: file.size)
    path = reader.vault.folder / "parcels" / large.object.hex()
    raw = path.read_bytes()
    path.write_bytes(raw[:-20] + b"\x00" + raw[-19:])

    with pytest.raises(DamagedFileError):
        export(reader, words(reader), tmp_path / "copies")
    assert "words.txt" not in {each.name for each in (tmp_path / "copies").iterdir()}
    assert not list((tmp_path / "copies").glob("*.new"))


def test_records_without_files_and_records_that_are_not_here(reader: Workspace, tmp_path: Path) -> None:
    topic = parse_record_id(list_records(reader, "topic")[0].id)

    with pytest.raises(NoFilesError):
        export(reader, topic, tmp_path / "copies")
    with pytest.raises(NoFilesError):
        want_files(reader, topic)
    with pytest.raises(NoSuchRecordError):
        want_files(reader, RecordId(bytes(16)))
