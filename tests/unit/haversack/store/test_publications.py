"""What was published last from an authoring folder."""

from haversack.operations.workspace import Workspace
from haversack.store import publications
from haversack_sync.model.canonical import encode, value_hash
from haversack_sync.model.content import Published

HASH = value_hash(encode("text"))
CONTENT = Published({"name@en": HASH, "address": HASH}, {"topics": (encode("a"), encode("b"))})


def test_what_is_saved_is_loaded_and_replaced(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        assert publications.load(connection, "topic", "detention") is None
        publications.save(connection, "topic", "detention", CONTENT)
        assert publications.load(connection, "topic", "detention") == CONTENT
        publications.save(connection, "topic", "detention", Published({}, {}))
        assert publications.load(connection, "topic", "detention") == Published({}, {})
        assert publications.load(connection, "event", "detention") is None


def test_what_was_published_is_listed_until_it_is_forgotten(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        publications.save(connection, "topic", "detention", CONTENT)
        publications.save(connection, "topic", "return", Published({}, {}))
        assert publications.slugs(connection) == {("topic", "detention"), ("topic", "return")}
        publications.forget(connection, "topic", "detention")
        publications.forget(connection, "topic", "detention")
        assert publications.slugs(connection) == {("topic", "return")}


def test_a_file_is_remembered_under_its_first_entry(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        assert publications.load_file(connection, b"mark") is None
        publications.save_file(connection, b"mark", {"name": "words.txt", "object": b"1" * 32})
        publications.save_file(connection, b"mark", {"name": "other.txt"})
        assert publications.load_file(connection, b"mark") == {"name": "words.txt", "object": b"1" * 32}
