"""Which search index: size, speed and what is found, for five ways to use FTS5. The numbers behind decision 0011.

    python -m tests.benchmarks.search_choice --records 100000 --queries 400 --seed 7 [--language ar] [--only D]

Every candidate gets the same normalised text in the same encrypted database, ranks by the same weights, looks in titles
first and stops when it has enough. Times are of the processor, so that other work on the computer does not count;
everything stays in memory here. *Found* is the share of the texts that hold what was meant.
"""

import argparse
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import sqlalchemy as sa

from haversack.store.database import Database, create_database, open_database
from haversack.store.normalise import normalise
from haversack.store.search_tokens import ask, body_tokens, heading_tokens
from tests.benchmarks.search_corpus import SHARES, Query, Text, make_queries, make_texts

KEY = bytes(32)
LIMIT = 20
BATCH = 2_000
COLUMNS = "title, names, topics, body"
RANK = "'bm25(10.0, 5.0, 3.0, 1.0)'"
JOINED = re.compile("[\u0590-\u06ff\u0750-\u077f\u08a0-\u08ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")

Row = tuple[int, str, str, str, str]
Step = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Candidate:
    """One way to index and to ask.

    Attributes:
        name: For the table.
        tables: FTS5 arguments by table name.
        rows: Gives the rows of each table for one normalised text and its language.
        steps: Gives the queries for one normalised question, each `(statement without LIMIT, parameters)`.
    """

    name: str
    tables: dict[str, str]
    rows: Callable[[Row, str], dict[str, Row]]
    steps: Callable[[str], list[Step]]


def match(table: str, expression: str) -> Step:
    """Return a ranked query."""
    ranked = f"FROM {table} WHERE {table} MATCH ? AND rank MATCH {RANK} ORDER BY rank"
    return (f"SELECT rowid {ranked}", (expression,))


def in_title_then_all(table: str, expression: str) -> list[Step]:
    """Return the two queries that most candidates begin with."""
    return [match(table, f"{{title}} : ({expression})"), match(table, f"({expression})")]


def like_headings(question: str) -> Step:
    """Return the query for what trigrams cannot find."""
    return ("SELECT rowid FROM headings WHERE heading LIKE ?", (f"%{question}%",))


def beginnings(question: str) -> str:
    """Ask for words by their beginning."""
    return " ".join(f'"{word}" *' for word in question.split())


def phrases(question: str) -> str:
    """Ask a trigram table for what is written together."""
    return " ".join(f'"{word}"' for word in question.split())


def has_short_word(question: str) -> bool:
    """Tell whether trigrams cannot answer."""
    return any(len(word) < 3 for word in question.split())


def steps_of_trigrams(question: str) -> list[Step]:
    """A: everything is a run of three letters, and LIKE for less."""
    return [like_headings(question)] if has_short_word(question) else in_title_then_all("runs", phrases(question))


def steps_of_words(question: str) -> list[Step]:
    """B: words by their beginning."""
    return in_title_then_all("words", beginnings(question))


def rows_of_two(row: Row, _language: str) -> dict[str, Row]:
    """C: words, and FTS5's trigrams for titles and for bodies in joined scripts."""
    number, title, names, topics, body = row
    return {"words": row, "runs": (number, title, names, topics, body if JOINED.search(body) else "")}


def steps_of_two(question: str) -> list[Step]:
    """C: joined scripts ask the trigrams, others the words and then the trigrams of titles."""
    if has_short_word(question):
        return [*steps_of_words(question), like_headings(question)]
    runs = in_title_then_all("runs", phrases(question))
    return runs if JOINED.search(question) else [*steps_of_words(question), *runs]


def rows_of_own(row: Row, language: str) -> dict[str, Row]:
    """D: words, and our own runs of three letters with the shorter ones at the end."""
    number, *headings, body = row
    tokens = [*map(heading_tokens, headings), body_tokens(body, language)]
    words = (number, *(one.words for one in tokens))
    inside = (number, *(one.inside for one in tokens))
    return {"words": words, "runs": inside}  # type: ignore[dict-item]  # four columns, as many as were taken apart


def steps_of_own(question: str) -> list[Step]:
    """D: as `SearchIndex` asks."""
    asked = ask(question)
    table, expression = ("runs", asked.match_inside()) if asked.inside else ("words", asked.match_words())
    from_inside = asked.match_words_inside()
    last = [match("runs", from_inside)] if from_inside else []
    return [*in_title_then_all(table, expression), *last]


def rows_with_titles(row: Row, language: str) -> dict[str, Row]:
    """E: as D, and the titles once more in a small table of their own."""
    own = rows_of_own(row, language)
    title = heading_tokens(row[1])
    return own | {"titles": (row[0], title.words, title.inside, "", "")}


def steps_with_titles(question: str) -> list[Step]:
    """E: the small table first; the large ones only if it has too little."""
    asked = ask(question)
    parts = [f"{{title}} : ({asked.match_words()})"] if asked.words else []
    parts += [f"{{names}} : ({asked.match_inside()})"] if asked.inside else []
    return [match("titles", " AND ".join(parts)), *steps_of_own(question)[1:]]


CANDIDATES = (
    Candidate(
        "A trigrams everywhere",
        {"runs": "tokenize='trigram case_sensitive 1'"},
        lambda row, _language: {"runs": row},
        steps_of_trigrams,
    ),
    Candidate(
        "B words only",
        {"words": "tokenize='ascii', prefix='1 2'"},
        lambda row, _language: {"words": row},
        steps_of_words,
    ),
    Candidate(
        "C words + trigrams where needed",
        {"words": "tokenize='ascii', prefix='1 2'", "runs": "tokenize='trigram case_sensitive 1'"},
        rows_of_two,
        steps_of_two,
    ),
    Candidate(
        "D words + own runs where needed",
        {"words": "tokenize='ascii', prefix='1 2'", "runs": "tokenize='ascii'"},
        rows_of_own,
        steps_of_own,
    ),
    Candidate(
        "E as D, titles in a table of their own",
        {
            "words": "tokenize='ascii', prefix='1 2'",
            "runs": "tokenize='ascii'",
            "titles": "tokenize='ascii', prefix='1 2'",
        },
        rows_with_titles,
        steps_with_titles,
    ),
)


def fill(database: Database, candidate: Candidate, rows: Sequence[Row], languages: Sequence[str]) -> float:
    """Index everything; return seconds."""
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE headings (rowid INTEGER PRIMARY KEY, heading TEXT)")
        for table, arguments in candidate.tables.items():
            connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {table} USING fts5({COLUMNS}, content='', {arguments})")
    began = time.process_time()
    for begin in range(0, len(rows), BATCH):
        some = rows[begin : begin + BATCH]
        parts = list(map(candidate.rows, some, languages[begin : begin + BATCH]))
        with database.transaction() as connection:
            for table in candidate.tables:
                connection.exec_driver_sql(
                    f"INSERT INTO {table} (rowid, {COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - names of tables made here
                    [part[table] for part in parts],
                )
            connection.exec_driver_sql(
                "INSERT INTO headings VALUES (?, ?)", [(row[0], " ".join(row[1:4])) for row in some]
            )
    return time.process_time() - began


def search(connection: sa.Connection, candidate: Candidate, question: str, limit: int) -> list[int]:
    """Ask step by step until there is enough."""
    found: dict[int, None] = {}
    for statement, parameters in candidate.steps(question):
        for (number,) in connection.exec_driver_sql(f"{statement} LIMIT {limit:d}", parameters):
            found.setdefault(number)
        if len(found) >= limit:
            break
    return list(found)


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile of values."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(candidate: Candidate, texts: Sequence[Text], rows: Sequence[Row], queries: Sequence[Query]) -> None:
    """Measure one candidate and print its part of the table."""
    milliseconds: dict[str, list[float]] = defaultdict(list)
    shares: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        database = create_database(path, KEY)
        seconds = fill(database, candidate, rows, [text.language for text in texts])
        database.close()
        megabytes = path.stat().st_size / 1e6
        database = open_database(path, KEY)
        for query in queries:
            began = time.process_time()
            question = normalise(query.text)
            with database.reading() as connection:
                search(connection, candidate, question, LIMIT)
            milliseconds[f"{query.group}, {query.shape}"].append((time.process_time() - began) * 1_000)
        for query in queries[:150]:
            meant = {text.record for text in texts if query.means(text)}
            if meant:
                with database.reading() as connection:
                    found = meant.intersection(search(connection, candidate, normalise(query.text), 10**7))
                shares[f"{query.group}, {query.shape}"].append(len(found) / len(meant))
        database.close()
    every = [value for values in milliseconds.values() for value in values]
    print(
        f"{candidate.name:34} {len(rows) / seconds:7.0f} rows/s {megabytes:6.0f} MB"
        f"  p50 {percentile(every, 0.5):6.1f} ms  p95 {percentile(every, 0.95):6.1f} ms  max {max(every):6.1f} ms"
    )
    for name, values in sorted(milliseconds.items()):
        found_share = f"found {mean(shares[name]):.3f}" if shares[name] else ""
        print(f"    {name:28} n {len(values):3d}  p95 {percentile(values, 0.95):6.1f} ms  {found_share}")


def main() -> None:
    """Measure the candidates one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--language", help="all texts in this language, instead of the usual mixture")
    parser.add_argument("--only", default="", help="the letters of the candidates to measure")
    arguments = parser.parse_args()
    shares = {arguments.language: 100} if arguments.language else SHARES
    texts = make_texts(arguments.records, seed=arguments.seed, shares=shares)
    queries = make_queries(arguments.queries, seed=arguments.seed, shares=shares)
    rows = [
        (text.record, normalise(text.title), normalise(text.names), normalise(text.topics), normalise(text.body))
        for text in texts
    ]
    megabytes = sum(len("".join(row[1:]).encode()) for row in rows) / 1e6
    print(f"{len(rows)} records, {megabytes:.0f} MB of normalised text, {len(queries)} queries, seed {arguments.seed}")
    for candidate in CANDIDATES:
        if not arguments.only or candidate.name[0] in arguments.only:
            measure(candidate, texts, rows, queries)


if __name__ == "__main__":
    main()
