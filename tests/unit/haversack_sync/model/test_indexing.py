"""What the search index and the facets take from a record."""

from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.indexing import Facet, Link, SearchText, facets, links, search_texts
from tests.unit.haversack_sync.model.makers import RECORD, TOPIC, after, change, put, record

OTHER = RecordId(b"topic-of-schools")
TITLES = {TOPIC: {"en": "Housing", "fr": "Logement"}}


def test_there_is_a_row_for_each_language_and_text_without_one_stands_with_the_main_language() -> None:
    state = record(
        {
            "language": "fr",
            "name@en": "The Shelter",
            "name@fr": "Le Refuge",
            "acronym": "SHL",
            "address": {"city": "Malmö", "street": "Gatan 1"},
            "description@en": "*Beds*",
            "summary@en": "A place.",
            "services@ar": "مأوى",
            "website": "https://shelter.example",
        },
        {"topics": [TOPIC, OTHER], "languages": ["sv"]},
    )

    assert search_texts(state, titles=TITLES) == (
        SearchText(language="fr", title="Le Refuge", names="SHL\nMalmö", topics="Logement", body=""),
        SearchText(language="ar", title="", names="", topics="Housing", body="مأوى"),
        SearchText(language="en", title="The Shelter", names="", topics="Housing", body="A place.\n\n*Beds*"),
    )


def test_without_text_in_the_main_language_the_first_row_takes_the_rest() -> None:
    state = record({"language": "sv", "name@en": "The Shelter", "acronym": "SHL"})

    assert search_texts(state, titles={}) == (
        SearchText(language="en", title="The Shelter", names="SHL", topics="", body=""),
    )


def test_a_record_without_any_text_still_has_a_row() -> None:
    empty = SearchText(language="", title="", names="", topics="", body="")

    assert search_texts(record({}), titles={}) == (empty,)
    assert search_texts(record({"language": "sv"}), titles={})[0].language == "sv"
    assert search_texts(record({"acronym": "SHL"}), titles={})[0].names == "SHL"


def test_only_the_shown_version_is_indexed_and_removed_text_is_not() -> None:
    state = after(
        record({"language": "en", "name@en": "The Shelter", "summary@en": "Old"}),
        change(put("name@en", "Another", "x"), put("summary@en", None, "Old")),
    )

    (row,) = search_texts(state, titles={})

    assert (row.title, row.body) == ("The Shelter", "")


def test_questions_are_searched_and_their_answers_are_not() -> None:
    questions: list[Value] = [
        {"type": "choice", "text": "Who protects?", "options": ["States", "Nobody", 5], "answer": 0},
        {"type": "blank", "text": "The ___", "answers": [["secret"]]},
    ]
    state = record({"language": "en", "title@en": "Quiz", "questions@en": questions}, kind="quiz")
    strange = record({"language": "en", "questions@en": ["?", {"text": 5}]}, kind="quiz")

    assert search_texts(state, titles={})[0].body == "Who protects?\n\nStates\n\nNobody\n\nThe ___"
    assert search_texts(strange, titles={})[0].body == ""


def test_values_of_another_type_are_not_searched() -> None:
    assert search_texts(record({"acronym": 5}), titles={})[0].names == ""


def test_facets_are_what_lists_can_be_narrowed_by() -> None:
    state = record(
        {"type": "ngo", "refugee_led": True, "women_led": False, "acronym": "SHL", "address": {"country": "SE"}},
        {"topics": [TOPIC], "countries": ["SE", "SO"]},
    )

    assert facets(state) == (
        Facet("type", "ngo"),
        Facet("refugee_led", "yes"),
        Facet("women_led", "no"),
        Facet("topics", show_record_id(TOPIC)),
        Facet("countries", "SE"),
        Facet("countries", "SO"),
    )


def test_facets_are_found_inside_groups_and_a_set_that_is_none_is_left_out() -> None:
    event = record({"place": {"country": "CH", "city": "Geneva"}, "type": "day"}, {"languages": ["fr"]}, kind="event")
    topic = record({"taxonomy": "pillar"}, {"related": [OTHER]}, kind="topic")

    assert facets(event) == (Facet("type", "day"), Facet("country", "CH"), Facet("languages", "fr"))
    assert facets(topic) == (Facet("taxonomy", "pillar"),)


def test_links_are_those_of_fields_and_of_sets() -> None:
    assert links(record({"organisation": RECORD, "owner": b"our-org!"}, kind="contact")) == (
        Link("organisation", RECORD),
    )
    assert links(record({}, {"topics": [TOPIC], "related": [OTHER], "languages": ["en"]}, kind="resource")) == (
        Link("topics", TOPIC),
        Link("related", OTHER),
    )


def test_an_unknown_kind_gives_nothing_to_index() -> None:
    garden = record({"name@en": "Garden", "organisation": RECORD}, {"topics": [TOPIC]}, kind="garden")

    assert search_texts(garden, titles=TITLES) == ()
    assert facets(garden) == ()
    assert links(garden) == ()


def test_fields_that_the_declaration_does_not_know_are_left_alone() -> None:
    state = record({"plot": "x", "name@en": "The Shelter", "address": {"city": "Malmö", "geo": "x"}})

    assert search_texts(state, titles={})[0].names == "Malmö"
