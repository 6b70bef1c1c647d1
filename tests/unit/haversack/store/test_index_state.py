"""Which records the search index must read again."""

from haversack.operations.workspace import Workspace
from haversack.store import index_state
from haversack_sync.model.ids import FeedId, RecordId

FEED = FeedId(b"feed one")
IDS = [RecordId(number.to_bytes(16, "big")) for number in range(5)]


def test_a_record_keeps_its_document_for_ever(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        index_state.mark_stale(connection, FEED, IDS[:3])
        first = {record: document for document, feed, record in index_state.stale(connection, limit=99) if feed == FEED}
        index_state.mark_fresh(connection, list(first.values()))
        assert index_state.stale(connection, limit=99) == []
        index_state.mark_stale(connection, FEED, IDS)
        again = {record: document for document, _, record in index_state.stale(connection, limit=99)}

    assert {record: again[record] for record in first} == first
    assert len(set(again.values())) == 5


def test_stale_documents_come_in_portions(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        index_state.mark_stale(connection, FEED, IDS)
        portion = index_state.stale(connection, limit=2)
        index_state.mark_fresh(connection, [document for document, _, _ in portion])
        assert len(portion) == 2
        assert len(index_state.stale(connection, limit=99)) == 3


def test_stale_documents_come_in_the_order_of_their_numbers_which_the_index_takes_fastest(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        index_state.mark_stale(connection, FEED, IDS[::-1])
        found = index_state.stale(connection, limit=99)

    assert [record for _, feed, record in found if feed == FEED] == IDS[::-1]
    assert sorted(found) == found


def test_documents_are_found_again(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        index_state.mark_stale(connection, FEED, IDS)
        found = index_state.stale(connection, limit=99)
        places = index_state.locate(connection, [document for document, _, _ in found])
        assert places == {document: (feed, record) for document, feed, record in found}
        assert index_state.locate(connection, [10**9]) == {}


def test_nothing_to_mark_is_fine(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        index_state.mark_stale(connection, FEED, [])
        index_state.mark_fresh(connection, [])
        assert index_state.stale(connection, limit=99) == []
