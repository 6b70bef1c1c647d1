"""Whether the words that search finds are still those of the records; if not, the index is made anew. In short turns.

The full-text tables hold no text of their own, so what is compared is what they were given. Must not judge records.
"""

from collections.abc import Iterator
from typing import Final

from haversack.operations.searching import documents_of, topic_titles, update_in_turns
from haversack.operations.workspace import Workspace
from haversack.store import index_state
from haversack.store.recheck import Tally
from haversack.store.search_index import NO_TEXT, Document

_TURN: Final = 20
"""Records that are read in one turn."""


def check_search(workspace: Workspace, tally: Tally) -> Iterator[None]:
    """Look at the search index.

    Args:
        workspace: The open vault.
        tally: Filled in.

    Yields:
        After each turn; no transaction is open then.
    """
    last, titles = 0, topic_titles(workspace)
    while True:
        with workspace.replica.reading() as connection:
            if index_state.stale(connection, limit=1):
                # It lags, as it may; what is written next is right.
                return
            keys = index_state.after(connection, last, limit=_TURN)
            kept = workspace.index.kept(connection, [document for document, _, _ in keys])
        if not keys:
            break
        last = keys[-1][0]
        right = documents_of(workspace, keys, titles=titles)
        if any(_is_other(right.get(document), kept.get(document)) for document, _, _ in keys):
            yield from _made_anew(workspace, tally)
            return
        yield
    with workspace.replica.reading() as connection:
        is_right = not index_state.missing(connection) and not index_state.has_strangers(connection)
    if not is_right:
        yield from _made_anew(workspace, tally)


def _made_anew(workspace: Workspace, tally: Tally) -> Iterator[None]:
    tally.mended += 1
    with workspace.replica.transaction() as connection:
        for feed, record in index_state.missing(connection):
            index_state.mark_stale(connection, feed, [record])
        # Words leave the full-text tables only by their names, and which those were nobody knows any more.
        workspace.index.begin_anew(connection)
    yield from update_in_turns(workspace)


def _is_other(right: Document | None, kept: Document | None) -> bool:
    if right is None or kept is None:
        return right is not kept
    return right.kind != kept.kind or (list(right.texts) or [NO_TEXT]) != list(kept.texts)
