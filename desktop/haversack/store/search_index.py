"""Full text over everything in the vault: two FTS5 tables inside the encrypted database, and the texts they index.

A *document* is one record in all its languages. Its texts are kept as they were written, for snippets, and because
words leave an index that holds no text only when they are named once more. The shape of the queries matters more than
anything else (docs/decisions/0011-search-index.md): rank first, read only what is shown. Works on a connection inside
the caller's transaction; must not decide which record a document stands for.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from haversack.store.bulk import Row, insert_rows, select_rows
from haversack.store.full_text import INSIDE, WORDS, FullTextTable
from haversack.store.normalise import NORMALISER, normalise
from haversack.store.schema import index_state, meta, search_texts
from haversack.store.search_tokens import Question, ask, body_tokens, heading_tokens, kind_token, match_kinds
from haversack.store.snippets import SnippetMaker
from haversack_sync.model.indexing import SearchText

RULES: Final = f"{NORMALISER}/{unicodedata.unidata_version}".encode()
"""By which rules the index was made: ours, and Python's tables of characters."""

_RULES_NAME: Final = "search_rules"
_TITLES_RANKED: Final = 100
"""How many documents with a fitting title are compared by their titles: the ranking inside FTS5 counts all words of a
document, so it alone would put an exact title with a long text far down."""
NO_TEXT: Final = SearchText(language="", title="", names="", topics="", body="")
"""What is kept of a record without any words."""


@dataclass(frozen=True)
class Document:
    """What is indexed of a record.

    Attributes:
        kind: The record's kind, for narrowing.
        texts: Its words, one value for each language; see `haversack_sync.model.indexing`.
    """

    kind: str
    texts: Sequence[SearchText]


@dataclass(frozen=True)
class Hit:
    """A document that answers a query.

    Attributes:
        document: The number that it was put under.
        kind: Its kind.
        snippet: A piece of its text as it was written, on one line.
        marks: Begin and end in `snippet` of each part that matched.
        score: Higher is better; comparable within one search only. A match in the title always wins.
    """

    document: int
    kind: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True)
class Ranked:
    """A document that answers a query, by number alone.

    Attributes:
        document: The number that it was put under.
        kind: Its kind.
        score: Higher is better; comparable within one search only. A match in the title always wins.
    """

    document: int
    kind: str
    score: float


@dataclass(frozen=True)
class _Step:
    """One full-text query of a search; each later one finds more documents, and less telling ones."""

    table: FullTextTable
    match: str
    worth: float
    limit: int
    also_words: str = ""


class SearchIndex:
    """The search index of a vault. Holds no state of its own."""

    def put(self, connection: sa.Connection, document: int, content: Document) -> None:
        """Index a document, or index it again. Safe to repeat.

        Args:
            connection: Inside a transaction.
            document: Its number, from 1.
            content: All of its words.
        """
        self.put_many(connection, [(document, content)])

    def put_many(self, connection: sa.Connection, documents: Sequence[tuple[int, Document]]) -> None:
        """Index many documents at once, which is much faster than one by one. Safe to repeat.

        Args:
            connection: Inside a transaction; commit about every 2,000 documents.
            documents: Number and content of each, no number twice.
        """
        self.remove_many(connection, [document for document, _ in documents])
        if documents:
            insert_rows(connection, search_texts, list(_text_rows(documents)))
            words, inside = _token_rows(documents)
            connection.exec_driver_sql(WORDS.insert, words)
            connection.exec_driver_sql(INSIDE.insert, inside)

    def remove(self, connection: sa.Connection, document: int) -> None:
        """Forget a document: it is not found any more. Safe to repeat; see `purge`."""
        self.remove_many(connection, [document])

    def remove_many(self, connection: sa.Connection, documents: Sequence[int]) -> None:
        """Forget many documents. Safe to repeat; see `purge`.

        Args:
            connection: Inside a transaction.
            documents: Their numbers.
        """
        known = _load(connection, documents)
        if known:
            words, inside = _token_rows(list(known.items()))
            connection.exec_driver_sql(WORDS.delete, words)
            connection.exec_driver_sql(INSIDE.delete, inside)
            connection.execute(
                sa.delete(search_texts).where(search_texts.c.document == sa.bindparam("b_document")),
                [{"b_document": document} for document in known],
            )

    def search(self, connection: sa.Connection, query: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """Find documents, and what matched in each; see `rank` and `hits`."""
        return self.hits(connection, query, self.rank(connection, query, kinds=kinds, limit=limit))

    def rank(
        self, connection: sa.Connection, query: str, *, kinds: Sequence[str] = (), limit: int = 20
    ) -> list[Ranked]:
        """Find documents, the best first, without their texts.

        Each word that was typed must be found: at the beginning of a word, in titles inside words too, and anywhere in
        scripts and languages that write words together.

        Args:
            connection: Reading.
            query: As typed, in any script and any normal form.
            kinds: Only these kinds; empty for all.
            limit: At most so many hits, at least 1.

        Returns:
            The best first; none for a query without a letter or digit.
        """
        question = ask(normalise(query))
        if question.is_empty:
            return []
        worth: dict[int, float] = {}
        for step in _steps(question, limit):
            for document, rank in _run(connection, step, kinds):
                worth.setdefault(document, step.worth + _squeezed(-rank))
            if len(worth) >= limit:
                break
        kind_of: dict[int, str] = {}
        bonuses: dict[int, float] = {}
        columns = ("document", "kind", "title")
        for document, kind, title in select_rows(connection, search_texts, "document", list(worth), columns=columns):
            kind_of[document] = kind
            bonuses[document] = max(bonuses.get(document, 0.0), _title_bonus(question, title))
        ranked = [
            Ranked(document, kind_of[document], score + bonuses[document])
            for document, score in worth.items()
            if document in kind_of
        ]
        return sorted(ranked, key=lambda one: (-one.score, one.document))[:limit]

    def hits(self, connection: sa.Connection, query: str, ranked: Sequence[Ranked]) -> list[Hit]:
        """Read what matched in some of the documents that `rank` found for the same query.

        Args:
            connection: Reading, the same state.
            query: As it was ranked.
            ranked: Those that are to be shown.

        Returns:
            Hits in the same order.
        """
        maker = SnippetMaker(ask(normalise(query)))
        documents = _load(connection, [one.document for one in ranked])
        return [_hit(one, documents[one.document], maker) for one in ranked if one.document in documents]

    def kept(self, connection: sa.Connection, documents: Sequence[int]) -> dict[int, Document]:
        """Return what is indexed under some numbers, as it was given; missing ones are left out."""
        return _load(connection, documents)

    def purge(self, connection: sa.Connection) -> None:
        """Rewrite the index, so that no word of what was removed or replaced is left in its pages. Safe to repeat.

        What FTS5 removes stays in older pages until they are merged. Its own `secure-delete` costs 11 to 34 ms for
        each removed document, this about 2 s for all of 100,000 (2 cores, 2026-11), and only this clears what edits
        left behind. Needed when something is erased; an edit's old words lie in the vault's entries anyway.

        Args:
            connection: Inside a transaction; pages that become free are overwritten when it commits.
        """
        for table in (WORDS, INSIDE):
            connection.exec_driver_sql(table.rewrite)

    def is_current(self, connection: sa.Connection) -> bool:
        """Tell whether the index was made by the rules of this version."""
        rules = connection.execute(sa.select(meta.c.value).where(meta.c.name == _RULES_NAME)).scalar()
        return bool(rules == RULES)

    def begin_anew(self, connection: sa.Connection) -> None:
        """Empty the index, and mark every record to be read again by the rules of this version.

        Args:
            connection: Inside a transaction.
        """
        for table in (WORDS, INSIDE):
            connection.exec_driver_sql(table.clear)
        connection.execute(sa.delete(search_texts))
        connection.execute(sa.update(index_state).values(is_stale=True))
        connection.execute(sa.delete(meta).where(meta.c.name == _RULES_NAME))
        connection.execute(sa.insert(meta).values(name=_RULES_NAME, value=RULES))


def _text_rows(documents: Sequence[tuple[int, Document]]) -> Iterator[Row]:
    """Yield the documents' rows for the table of texts, which numbers them itself."""
    for document, content in documents:
        for text in content.texts or (NO_TEXT,):
            yield (None, document, content.kind, text.language, text.title, text.names, text.topics, text.body)


def _token_rows(documents: Sequence[tuple[int, Document]]) -> tuple[list[Row], list[Row]]:
    """Return the documents' rows for the two tables: number, kind, and the tokens of each column."""
    words: list[Row] = []
    inside: list[Row] = []
    for document, content in documents:
        kind = kind_token(content.kind)
        columns = (
            [heading_tokens(normalise(text.title)) for text in content.texts],
            [heading_tokens(normalise(text.names)) for text in content.texts],
            [heading_tokens(normalise(text.topics)) for text in content.texts],
            [body_tokens(normalise(text.body), text.language) for text in content.texts],
        )
        words.append((document, kind, *(" ".join(tokens.words for tokens in column) for column in columns)))
        inside.append((document, kind, *(" ".join(tokens.inside for tokens in column) for column in columns)))
    return words, inside


def _load(connection: sa.Connection, documents: Sequence[int]) -> dict[int, Document]:
    """Load documents by number, in the order asked; unknown ones are left out."""
    kinds: dict[int, str] = {}
    texts: dict[int, list[SearchText]] = {}
    rows = select_rows(connection, search_texts, "document", documents, order="rowid")
    for _, document, kind, language, title, names, topics, body in rows:
        kinds[document] = kind
        text = SearchText(language=language, title=title, names=names, topics=topics, body=body)
        texts.setdefault(document, []).append(text)
    return {document: Document(kinds[document], tuple(texts[document])) for document in documents if document in kinds}


def _steps(question: Question, limit: int) -> Iterator[_Step]:
    """Yield the queries of a search, the most telling first; most searches are answered by the first."""
    words = question.match_words()
    table, match, also = (INSIDE, question.match_inside(), words) if question.inside else (WORDS, words, "")
    yield _Step(
        table,
        f"{{title}} : ({match})",
        worth=3.0,
        limit=max(limit, _TITLES_RANKED),
        also_words=f"{{title}} : ({also})" if also else "",
    )
    yield _Step(table, f"({match})", worth=2.0, limit=limit, also_words=also)
    from_inside = question.match_words_inside()
    if from_inside is not None:
        yield _Step(INSIDE, f"({from_inside})", worth=1.0, limit=limit)


def _run(connection: sa.Connection, step: _Step, kinds: Sequence[str]) -> list[tuple[int, float]]:
    """Rank the documents that match, by numbers alone: no text is read. A lower rank is better."""
    match = f"{step.match} AND ({match_kinds(kinds)})" if kinds else step.match
    if step.also_words:
        rows = connection.exec_driver_sql(step.table.match_also_words, (match, step.also_words, step.limit))
    else:
        rows = connection.exec_driver_sql(step.table.match, (match, step.limit))
    return [(document, rank) for document, rank in rows]


def _squeezed(relevance: float) -> float:
    """Bring a relevance between 0 and a half, so that it never outweighs where the match was."""
    positive = max(relevance, 0.0)
    return 0.5 * positive / (1.0 + positive)


def _title_bonus(question: Question, title: str) -> float:
    """Return up to 0.4 for a title that is, begins with, or holds as words what was asked."""
    padded = f" {normalise(title)} "
    parts = (*question.words, *question.inside)
    asked = " ".join(parts)
    if padded == f" {asked} ":
        return 0.4
    if padded.startswith(f" {asked}"):
        return 0.3
    return 0.2 if all(f" {part}" in padded for part in parts) else 0.0


def _hit(ranked: Ranked, content: Document, maker: SnippetMaker) -> Hit:
    bodies = [text.body for text in content.texts]
    headings = [part for text in content.texts for part in (text.names, text.topics, text.title)]
    snippet = maker.make([*bodies, *headings])
    return Hit(ranked.document, ranked.kind, snippet.text, snippet.marks, ranked.score)
