"""What was published last from an authoring folder."""

import dataclasses

from haversack.operations.workspace import Workspace
from haversack.store import publications
from haversack.store.publications import Last
from haversack_sync.model.canonical import encode, value_hash
from haversack_sync.model.content import Published
from haversack_sync.model.ids import FeedId

FEED = FeedId(b"feed one")
HASH = value_hash(encode("text"))
CONTENT = Last(Published({"name@en": HASH, "address": HASH}, {"topics": (encode("a"), encode("b"))}), FEED)
EMPTY = Last(Published({}, {}), FEED)


def test_what_is_saved_is_loaded_and_replaced(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        assert publications.load(connection, "topic", "detention") is None
        publications.save(connection, "topic", "detention", CONTENT)
        assert publications.load(connection, "topic", "detention") == CONTENT
        publications.save(connection, "topic", "detention", EMPTY)
        assert publications.load(connection, "topic", "detention") == EMPTY
        assert publications.load(connection, "event", "detention") is None


def test_what_was_put_away_is_known_but_not_listed(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        publications.save(connection, "topic", "detention", CONTENT)
        publications.save(connection, "topic", "return", EMPTY)
        assert publications.slugs(connection) == {("topic", "detention"), ("topic", "return")}
        retired = dataclasses.replace(CONTENT, is_retired=True)
        publications.save(connection, "topic", "detention", retired)
        assert publications.slugs(connection) == {("topic", "return")}
        assert publications.load(connection, "topic", "detention") == retired
        publications.save(connection, "topic", "detention", CONTENT)
        assert publications.load(connection, "topic", "detention") == CONTENT


def test_a_file_is_remembered_under_its_first_entry(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        assert publications.load_file(connection, b"mark") is None
        publications.save_file(connection, b"mark", {"name": "words.txt", "object": b"1" * 32})
        publications.save_file(connection, b"mark", {"name": "other.txt"})
        assert publications.load_file(connection, b"mark") == {"name": "words.txt", "object": b"1" * 32}
