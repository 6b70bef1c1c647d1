"""`search`: full text over everything in the vault, and keeping its index up to date.

The index is its own lane: records are marked when they change and read again in batches. Must not decide relevance; the
index ranks.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations.workspace import Workspace
from haversack.store import index_state, projection
from haversack.store.search_index import Document, Hit, Ranked
from haversack_sync.model import reading
from haversack_sync.model.ids import FeedId, RecordId, show_record_id
from haversack_sync.model.indexing import search_texts

_BATCH: Final = 2_000
_TURN: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One hit.

    Attributes:
        id: The record, as people write it.
        kind: Its kind.
        title: In the asked language.
        snippet: The place that matched, from the text itself.
        score: Higher is better; comparable within one search only.
        marks: Begin and end in `snippet` of each part that matched.
    """

    id: str
    kind: str
    title: str
    snippet: str
    score: float
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundKind:
    """What was found of one kind.

    Attributes:
        kind: The kind.
        count: How many hits there are.
        hits: The first of them, the best first.
    """

    kind: str
    count: int
    hits: tuple[Found, ...]


def update_index(workspace: Workspace) -> int:
    """Read again what changed since the last time; return how many records.

    Commits every 2,000 records, so it can stop anywhere. An index that was made by other rules begins anew.
    """
    with workspace.replica.reading() as connection:
        if workspace.index.is_current(connection) and not index_state.stale(connection, limit=1):
            return 0
    with workspace.replica.transaction() as connection:
        if not workspace.index.is_current(connection):
            workspace.index.begin_anew(connection)
        # A record is found by the titles of its topics, in every language.
        index_state.mark_followers(connection, kind="topic", set_name="topics")
    done, titles = 0, topic_titles(workspace)
    while some := _index_some(workspace, titles, limit=_BATCH):
        done += some
    return done


def update_in_turns(workspace: Workspace) -> Iterator[None]:
    """Read again what changed since the last time, so little at once that other work may come between.

    Yields:
        After each turn; no transaction is open then.
    """
    while True:
        # Others may write meanwhile, titles too.
        if not _index_some(workspace, topic_titles(workspace), limit=_TURN):
            return
        yield


def documents_of(
    workspace: Workspace, keys: Sequence[tuple[int, FeedId, RecordId]], *, titles: Mapping[RecordId, Mapping[str, str]]
) -> dict[int, Document]:
    """Return what is to be indexed of records now; nothing of those that nobody sees.

    Args:
        workspace: The open vault.
        keys: Document, feed and id of each.
        titles: Of topics, in all their languages.
    """
    with workspace.replica.reading() as connection:
        shown = projection.show_many(connection, [(feed, record) for _, feed, record in keys], own=workspace.own)
    alive = {
        document: one.state
        for document, feed, record in keys
        if (one := shown.get((feed, record))) is not None and not one.state.is_retired
    }
    return {document: Document(state.kind, search_texts(state, titles=titles)) for document, state in alive.items()}


def _index_some(workspace: Workspace, titles: Mapping[RecordId, Mapping[str, str]], *, limit: int) -> int:
    with workspace.replica.transaction() as connection:
        stale = index_state.stale(connection, limit=limit)
        documents = documents_of(workspace, stale, titles=titles) if stale else {}
        workspace.index.put_many(connection, list(documents.items()))
        workspace.index.remove_many(connection, [document for document, _, _ in stale if document not in documents])
        index_state.mark_fresh(connection, [document for document, _, _ in stale])
        return len(stale)


def topic_titles(workspace: Workspace) -> dict[RecordId, Mapping[str, str]]:
    """Return the titles of all topics, in all their languages: records are found by those of theirs."""
    with workspace.replica.reading() as connection:
        return {
            shown.state.id: reading.title_by_language(shown.state)
            for shown in projection.show_all(connection, own=workspace.own, kind="topic")
        }


def search(
    workspace: Workspace, query: str, *, kinds: Sequence[str] = (), limit: int = 20, languages: Sequence[str] = ()
) -> list[Found]:
    """Search everything on this computer.

    Args:
        workspace: The open vault.
        query: As typed, in any script.
        kinds: Only these kinds; empty for all.
        limit: At most so many hits.
        languages: Asked language tags for titles, the best first.

    Returns:
        Hits, the best first.
    """
    update_index(workspace)
    with workspace.replica.reading() as connection:
        ranked = workspace.index.rank(connection, query, kinds=kinds, limit=limit)
        return _told(workspace, workspace.index.hits(connection, query, ranked), languages)


def search_by_kind(
    workspace: Workspace,
    query: str,
    *,
    limit: int,
    first: int,
    whole: Collection[str] = (),
    languages: Sequence[str] = (),
) -> tuple[FoundKind, ...]:
    """Search everything on this computer, and read only what a page of results shows at first.

    Args:
        workspace: The open vault.
        query: As typed, in any script.
        limit: At most so many hits.
        first: Of each kind, read so many of them.
        whole: Of these kinds, read all.
        languages: Asked language tags for titles, the best first.

    Returns:
        The kind of the best hit first.
    """
    update_index(workspace)
    with workspace.replica.reading() as connection:
        ranked = workspace.index.rank(connection, query, limit=limit)
        by_kind: dict[str, list[Ranked]] = {}
        for one in ranked:
            by_kind.setdefault(one.kind, []).append(one)
        shown = [one for kind, some in by_kind.items() for one in (some if kind in whole else some[:first])]
        found = _told(workspace, workspace.index.hits(connection, query, shown), languages)
    return tuple(
        FoundKind(kind, len(some), tuple(hit for hit in found if hit.kind == kind)) for kind, some in by_kind.items()
    )


def _told(workspace: Workspace, hits: Sequence[Hit], languages: Sequence[str]) -> list[Found]:
    """Return hits with their titles; read in the same state as the hits."""
    with workspace.replica.reading() as connection:
        places = index_state.locate(connection, [hit.document for hit in hits])
        shown = projection.show_many(connection, list(places.values()), own=workspace.own)
    found = []
    for hit in hits:
        one = shown.get(places[hit.document])
        if one is not None:
            title = reading.title(one.state, languages)
            found.append(Found(show_record_id(one.state.id), one.state.kind, title, hit.snippet, hit.score, hit.marks))
    return found
