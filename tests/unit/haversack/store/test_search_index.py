"""Search finds what people type, in their script, the best first, and nothing that was taken out."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from haversack.store import search_index
from haversack.store.database import Database, create_database
from haversack.store.normalise import normalise
from haversack.store.schema import index_state
from haversack.store.schema_version import bring_up_to_date
from haversack.store.search_index import Document, Hit, SearchIndex
from haversack_sync.model.indexing import SearchText

INDEX = SearchIndex()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty vault's database."""
    database = create_database(tmp_path / "vault.db", bytes(32))
    bring_up_to_date(database)
    yield database
    database.close()


def text(title: str = "", *, names: str = "", topics: str = "", body: str = "", language: str = "en") -> SearchText:
    return SearchText(language=language, title=title, names=names, topics=topics, body=body)


def fill(database: Database, *texts: SearchText, kind: str = "resource") -> None:
    with database.transaction() as connection:
        INDEX.put_many(connection, [(number, Document(kind, (one,))) for number, one in enumerate(texts, start=1)])


def search(database: Database, query: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    with database.reading() as connection:
        return INDEX.search(connection, query, kinds=kinds, limit=limit)


def numbers(database: Database, query: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[int]:
    return [hit.document for hit in search(database, query, kinds=kinds, limit=limit)]


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("refugee", "Rights of Refugees in Kenya"),
        ("refug", "Rights of refugees"),
        ("ETE", "Cours d’été"),
        ("مؤسسه", "دليل المُؤسّسة"),
        ("تعليم", "والتعليم حق"),
        ("لاجئين", "دعم اللاجئين في عمّان"),
        ("حق", "لكل إنسان الحق في التعليم"),
        ("حقوق", "عن الحقوق"),
        ("خواهم", "من می‌خواهم بروم"),
        ("كتاب", "یک کتاب خوب"),
        ("2018", "اتفاقية ٢٠١٨"),
        ("۲۰۱۸", "Compact of 2018"),
        ("ลี้ภัย", "สิทธิของผู้ลี้ภัยในประเทศไทย"),
        ("ອົບພະຍົບ", "ສິດຂອງຊາວອົບພະຍົບ"),
        ("ភៀសខ្លួន", "សិទ្ធិជនភៀសខ្លួន"),
        ("ကလေး", "ဒုက္ခသည်ကလေးများ"),
        ("ဒုက္ခသည်", "ဒုကၡသည္မ်ား"),  # Zawgyi found by Unicode
        ("ဒုကၡသည္", "ဒုက္ခသည်များ"),  # and the other way round
        ("難民", "世界の難民の日"),
        ("פליט", "הפליטים"),
        ("siginmaci", "SIĞINMACI hakları"),
        ("беженц", "Права беженцев"),
        ("ስደተኛ", "የስደተኛ መብት"),
        ("शरणार्थी", "शरणार्थी अधिकार"),
        ("+254 20", "Call +254 20 555 0100"),
        ("e", "Everything"),
        ("ู", "ผู้ลี้ภัย"),
        ("ق", "حق"),
    ],
)
def test_a_word_is_found_in_a_body_however_it_was_typed(query: str, body: str, database: Database) -> None:
    fill(database, text("Another", body="Nothing of the kind"), text("One", body=body))

    assert 2 in numbers(database, query)


@pytest.mark.parametrize(
    ("query", "language", "body"),
    [("kimbizi", "sw", "Haki za wakimbizi"), ("ungsi", "id", "Hak pengungsi"), ("recht", "de", "Das Flüchtlingsrecht")],
)
def test_a_word_is_found_inside_others_in_languages_that_join_them(
    query: str, language: str, body: str, database: Database
) -> None:
    fill(database, text("One", body=body, language=language), text("Two", body=body, language="en"))

    assert numbers(database, query) == [1]


@pytest.mark.parametrize("query", ["zzz", "", " ", "…", '"', "*", "legal nothing", "NEAR(", "title : x", "\ue000"])
def test_a_query_that_nothing_answers_finds_nothing(query: str, database: Database) -> None:
    fill(database, text("Legal aid", body="free"))

    assert numbers(database, query) == []


def test_a_title_is_found_from_inside_its_words(database: Database) -> None:
    fill(database, text("Counterstatement", names="UNHCR", body="inside out"))

    assert numbers(database, "statement") == [1]
    assert numbers(database, "nhcr") == [1]
    assert numbers(database, "side") == []


def test_all_words_must_be_found_but_anywhere(database: Database) -> None:
    fill(
        database,
        text("Legal aid", body="in Nairobi"),
        text("Legal advice", names="Amman", body="by telephone"),
        text("Aid", topics="Education", body="ผู้ลี้ภัย and Nairobi"),
    )

    assert numbers(database, "nairobi legal") == [1]
    assert numbers(database, "amman telephone advice") == [2]
    assert numbers(database, "ลี้ภัย nairobi education") == [3]
    assert numbers(database, "ลี้ภัย amman") == []


def test_words_of_one_record_are_found_together_across_its_languages(database: Database) -> None:
    with database.transaction() as connection:
        texts = (text("Amal Centre", body="Advice"), text("", language="fr", body="Conseil juridique"))
        INDEX.put(connection, 7, Document("organisation", texts))

    hits = search(database, "amal juridique")

    assert [hit.document for hit in hits] == [7]
    assert hits[0].snippet == "Conseil juridique"


def test_a_title_outweighs_a_name_a_name_a_topic_and_a_topic_a_body(database: Database) -> None:
    fill(
        database,
        text("A", body="asylum"),
        text("B", topics="asylum"),
        text("C", names="asylum"),
        text("The asylum"),
        text("Asylum and more"),
        text("Asylum"),
        text("D", body="nothing"),
    )

    assert numbers(database, "asylum") == [6, 5, 4, 3, 2, 1]


def test_an_exact_title_comes_first_even_with_a_long_text(database: Database) -> None:
    many = [text(f"Asylum {number}", body="x") for number in range(60)]
    fill(database, *many, text("Asylum", body="a long text about other things " * 50))

    assert numbers(database, "asylum", limit=3)[0] == 61


def test_scores_fall_and_are_above_zero(database: Database) -> None:
    fill(database, text("Camp"), text("Camp life", body="camp"), text("X", body="camp"), text("Encampment"))

    scores = [hit.score for hit in search(database, "camp")]

    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 4
    assert scores[-1] > 0


def test_a_limit_is_kept_and_more_hits_follow_beyond_it(database: Database) -> None:
    fill(database, *[text(f"Title {number}", body="shared word") for number in range(50)])

    assert len(numbers(database, "shared", limit=5)) == 5
    assert len(numbers(database, "shared", limit=50)) == 50
    assert len(numbers(database, "title", limit=50)) == 50


def test_kinds_narrow_a_search(database: Database) -> None:
    with database.transaction() as connection:
        for number, kind in enumerate(["organisation", "event", "future_kind"], start=1):
            INDEX.put(connection, number, Document(kind, (text("Amman", body="สิทธิ"),)))

    assert numbers(database, "amman", kinds=["event"]) == [2]
    assert sorted(numbers(database, "สิทธิ", kinds=["organisation", "future_kind"])) == [1, 3]
    assert sorted(numbers(database, "amm")) == [1, 2, 3]
    assert numbers(database, "amman", kinds=["lesson"]) == []
    assert numbers(database, "organisation") == []


def test_a_hit_carries_its_kind_and_the_place_that_matched_as_written(database: Database) -> None:
    fill(database, text("Guide", body="Pour l’été à l’École des réfugiés"), kind="event")

    hit = search(database, "ecole")[0]

    assert hit.kind == "event"
    assert [hit.snippet[begin:end] for begin, end in hit.marks] == ["École"]


def test_a_document_that_is_put_again_is_found_by_its_new_words_only(database: Database) -> None:
    fill(database, text("Old title", body="ผู้ลี้ภัย old"), text("Stays", body="old"))

    with database.transaction() as connection:
        INDEX.put(connection, 1, Document("event", (text("New title", body="اللاجئون"),)))

    assert numbers(database, "old") == [2]
    assert numbers(database, "ลี้ภัย") == []
    assert numbers(database, "لاجئ") == [1]
    assert numbers(database, "new", kinds=["event"]) == [1]
    assert numbers(database, "new", kinds=["resource"]) == []


def test_a_document_that_was_removed_is_not_found(database: Database) -> None:
    fill(database, text("Camp", body="สิทธิ"), text("Camp"))

    with database.transaction() as connection:
        INDEX.remove(connection, 1)
        INDEX.remove(connection, 1)
        INDEX.remove(connection, 99)

    assert numbers(database, "camp") == [2]
    assert numbers(database, "สิทธิ") == []


def test_many_changes_leave_the_tables_whole(database: Database) -> None:
    fill(database, *[text(f"Title {number}", body=f"word{number} ผู้ลี้ภัย {number}") for number in range(700)])
    with database.transaction() as connection:
        INDEX.remove_many(connection, range(1, 600))
        INDEX.put_many(connection, [(number, Document("x", (text(f"Again {number}"),))) for number in range(500, 800)])
        INDEX.purge(connection)

    with database.reading() as connection:
        connection.exec_driver_sql("INSERT INTO search_words (search_words) VALUES ('integrity-check')")
        connection.exec_driver_sql("INSERT INTO search_inside (search_inside) VALUES ('integrity-check')")
    assert numbers(database, "word650") == []
    assert numbers(database, "again", limit=1000) != []
    assert len(numbers(database, "again", limit=1000)) == 300
    assert len(numbers(database, "ผู้ลี้", limit=1000)) == 0


def test_a_document_without_words_can_be_put_and_removed(database: Database) -> None:
    with database.transaction() as connection:
        INDEX.put(connection, 1, Document("network", ()))
        INDEX.put(connection, 1, Document("network", (text("Now with a title"),)))
        INDEX.remove(connection, 1)

    assert numbers(database, "title") == []


def test_putting_nothing_does_nothing(database: Database) -> None:
    with database.transaction() as connection:
        INDEX.put_many(connection, [])
        INDEX.remove_many(connection, [])

    assert numbers(database, "anything") == []


def test_an_index_by_other_rules_is_begun_anew_and_every_record_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, text("Camp"))
    with database.transaction() as connection:
        INDEX.begin_anew(connection)
        INDEX.put(connection, 1, Document("x", (text("Camp"),)))
        connection.execute(sa.insert(index_state).values(feed=bytes(8), record=bytes(16), document=1, is_stale=False))
    assert numbers(database, "camp") == [1]

    monkeypatch.setattr(search_index, "RULES", b"other rules")
    with database.transaction() as connection:
        was_current = INDEX.is_current(connection)
        INDEX.begin_anew(connection)
        is_current = INDEX.is_current(connection)
        stale = connection.execute(sa.select(index_state.c.is_stale)).scalars().all()

    assert (was_current, is_current, stale) == (False, True, [True])
    assert numbers(database, "camp") == []


_WORDS = st.text(alphabet="abcdeéßıçñ", min_size=1, max_size=9)
# Of one script each, and letters only: nobody writes a word in two scripts, or begins one with a vowel sign.
_SCRIPTS = ("ابتحقلمنهةأىیک", "ผลภยสค", "သညဒကခမ", "ជនភសរត", "ຊາວສຄມ", "難民庇護権")
_JOINED = st.one_of([st.text(alphabet=letters, min_size=1, max_size=12) for letters in _SCRIPTS])


@given(data=st.data(), words=st.lists(st.one_of(_WORDS, _JOINED), min_size=1, max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_in_a_text_is_found_by_its_words_and_in_joined_scripts_by_any_part(
    data: st.DataObject, words: list[str], database: Database
) -> None:
    whole = data.draw(st.sampled_from(words))
    normalised = normalise(whole).split()
    assume(normalised)
    part = data.draw(st.sampled_from(normalised))
    begin = data.draw(st.integers(0, len(part) - 1)) if part[0] >= "\u0590" else 0
    asked = part[begin : data.draw(st.integers(begin + 1, len(part)))]

    fill(database, text("x", body=" ".join(words)))

    assert numbers(database, whole) == [1]
    assert numbers(database, asked) == [1]
