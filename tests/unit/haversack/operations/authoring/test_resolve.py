from pathlib import Path

import pytest

from haversack.operations.authoring import resolve
from haversack_sync.model.canonical import Value, encode
from haversack_sync.model.content import create_operations, published, republish_operations
from haversack_sync.model.ids import published_id
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import Add, Create, Set
from haversack_sync.model.roles import AudienceType
from haversack_sync.model.validate import validate
from tests.unit.haversack.operations.authoring.authoring_folder import read, read_one

ROOT = bytes(range(32))
SEALED: dict[str, Value] = {
    "name": "a.pdf",
    "media_type": "application/pdf",
    "size": 1,
    "object": bytes(32),
    "key": bytes(32),
    "parcel": bytes(16),
}
FILES: dict[str, str | bytes] = {
    "topics/work.md": "---\nlanguage: en\nname: Work\nname@fr: Travail\n---\n",
    "library/a.md": "---\nlanguage: en\ntitle: A\ntopics: [work]\nfiles: [a.pdf]\n---\nText.\n",
    "library/a.pdf": "x",
}


def test_links_become_ids_and_files_become_what_their_sealing_gave(tmp_path: Path) -> None:
    topic, guide = (
        resolve(record, root=ROOT, file_values={"library/a.pdf": SEALED}) for record in read(tmp_path, FILES).records
    )

    assert guide.record_id == published_id(ROOT, kind="resource", slug="a")
    assert guide.fields["topics"] == [topic.record_id]
    assert guide.fields["files"] == [SEALED]
    assert guide.content.groups["body@en"] == encode("Text.")
    assert guide.content.sets == {"topics": (encode(topic.record_id),), "languages": (encode("en"),)}
    assert validate(KINDS["resource"], guide.fields) == []


def test_a_file_has_the_title_that_the_record_gives_it(tmp_path: Path) -> None:
    text = FILES["library/a.md"]
    assert isinstance(text, str)
    titled = text.replace("files: [a.pdf]", "files:\n  - path: a.pdf\n    title: One page to print")
    guide = read(tmp_path, FILES | {"library/a.md": titled}).records[1]

    resolved = resolve(guide, root=ROOT, file_values={"library/a.pdf": SEALED})

    assert resolved.fields["files"] == [{**SEALED, "title": "One page to print"}]
    assert validate(KINDS["resource"], resolved.fields) == []


def test_a_record_names_the_editions_that_it_replaces(tmp_path: Path) -> None:
    newer = "---\nlanguage: en\ntitle: A, second edition\nreplaces: [a]\n---\nText.\n"
    records = read(tmp_path, FILES | {"library/a-2.md": newer}).records

    resolved = resolve(next(one for one in records if one.slug == "a-2"), root=ROOT, file_values={})

    assert resolved.fields["replaces"] == [published_id(ROOT, kind="resource", slug="a")]
    assert validate(KINDS["resource"], resolved.fields) == []


def test_a_file_that_was_not_sealed_is_refused(tmp_path: Path) -> None:
    guide = read(tmp_path, FILES).records[1]

    with pytest.raises(KeyError):
        resolve(guide, root=ROOT, file_values={})


def test_audience_and_shelf_are_the_kinds_unless_the_author_says_otherwise(tmp_path: Path) -> None:
    front = "---\nlanguage: en\nname: A\n{}---\n"
    usual = read_one(tmp_path / "one", {"organisations/a.md": front.format("")})
    chosen = read_one(tmp_path / "two", {"organisations/a.md": front.format("audience: open\nshelf: library\n")})

    assert [(one.audience, one.shelf) for one in (resolve(r, root=ROOT, file_values={}) for r in (usual, chosen))] == [
        (AudienceType.MEMBERS, "directory"),
        (AudienceType.OPEN, "library"),
    ]


def test_publishing_the_same_folder_again_sends_nothing(tmp_path: Path) -> None:
    def content(folder: Path) -> list[object]:
        records = read(folder, FILES).records
        return [resolve(record, root=ROOT, file_values={"library/a.pdf": SEALED}).content for record in records]

    first, again = content(tmp_path / "one"), content(tmp_path / "two")

    assert first == again


def test_publishing_sends_only_what_the_author_changed(tmp_path: Path) -> None:
    (before,) = read(tmp_path / "one", {"topics/work.md": FILES["topics/work.md"]}).records
    changed = (
        str(FILES["topics/work.md"]).replace("Travail", "Le travail").replace("---\n", "---\nrelated: [work]\n", 1)
    )
    (after,) = read(tmp_path / "two", {"topics/work.md": changed}).records
    first = resolve(before, root=ROOT, file_values={})
    second = resolve(after, root=ROOT, file_values={})

    operations = republish_operations(second.content, published(first.content))

    assert isinstance(create_operations(first.content)[0], Create)
    assert [type(operation) for operation in operations] == [Set, Add]
    assert isinstance(operations[0], Set)
    assert operations[0].group == "name@fr"
    assert operations[0].bases == (published(first.content).groups["name@fr"],)
