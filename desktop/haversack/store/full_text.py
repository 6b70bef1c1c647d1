"""The statements of the two full-text tables, each written out once.

Must not decide what is asked or in which order; `search_index` does.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class FullTextTable:
    """The statements of one table.

    Attributes:
        insert: Takes rowid, kind, title, names, topics, body, as tokens.
        delete: The same: a table that holds no text must be told which tokens leave it.
        clear: Takes every document out.
        rewrite: Merges all that is there, and leaves out what was deleted.
        match: Takes an expression and a limit; returns rowid and rank, the best (lowest) first.
        match_also_words: Takes an expression, one for the table of words, and a limit; both must match.
    """

    insert: str
    delete: str
    clear: str
    rewrite: str
    match: str
    match_also_words: str


WORDS: Final = FullTextTable(
    insert="INSERT INTO search_words (rowid, kind, title, names, topics, body) VALUES (?, ?, ?, ?, ?, ?)",
    delete=(
        "INSERT INTO search_words (search_words, rowid, kind, title, names, topics, body)"
        " VALUES ('delete', ?, ?, ?, ?, ?, ?)"
    ),
    clear="INSERT INTO search_words (search_words) VALUES ('delete-all')",
    rewrite="INSERT INTO search_words (search_words) VALUES ('optimize')",
    match="SELECT rowid, rank FROM search_words WHERE search_words MATCH ? ORDER BY rank LIMIT ?",
    match_also_words=(
        "SELECT rowid, rank FROM search_words WHERE search_words MATCH ?"
        " AND rowid IN (SELECT rowid FROM search_words WHERE search_words MATCH ?) ORDER BY rank LIMIT ?"
    ),
)
"""Words, found from their beginning."""

INSIDE: Final = FullTextTable(
    insert="INSERT INTO search_inside (rowid, kind, title, names, topics, body) VALUES (?, ?, ?, ?, ?, ?)",
    delete=(
        "INSERT INTO search_inside (search_inside, rowid, kind, title, names, topics, body)"
        " VALUES ('delete', ?, ?, ?, ?, ?, ?)"
    ),
    clear="INSERT INTO search_inside (search_inside) VALUES ('delete-all')",
    rewrite="INSERT INTO search_inside (search_inside) VALUES ('optimize')",
    match="SELECT rowid, rank FROM search_inside WHERE search_inside MATCH ? ORDER BY rank LIMIT ?",
    match_also_words=(
        "SELECT rowid, rank FROM search_inside WHERE search_inside MATCH ?"
        " AND rowid IN (SELECT rowid FROM search_words WHERE search_words MATCH ?) ORDER BY rank LIMIT ?"
    ),
)
"""Runs of three letters, found inside words."""
