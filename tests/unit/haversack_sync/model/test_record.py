"""What a record's state answers, whatever its kind."""

from haversack_sync.model.canonical import ABSENT, ABSENT_HASH, encode, value_hash
from haversack_sync.model.operations import Retire
from haversack_sync.model.record import RecordState
from tests.unit.haversack_sync.model.makers import after, change, put, raw, record


def _shelter() -> RecordState:
    return record(
        {
            "language": "sv",
            "name@sv": "Härbärget",
            "name@en": "The Shelter",
            "name@ar": "",
            "summary@fr": "Un refuge",
            "summary@pt-BR": "Um abrigo",
            "type": "ngo",
        },
        {"topics": [b"t" * 16, b"a" * 16]},
    )


def test_the_shown_value_of_a_group_is_its_first_version() -> None:
    state = after(_shelter(), change(put("type", "academic", "x")))

    assert state.shown("type") == "ngo"
    assert state.shown_bytes("type") == encode("ngo")
    assert state.shown_hash("type") == value_hash(encode("ngo"))
    assert [version.value for version in state.versions("type")] == [raw("ngo"), raw("academic")]


def test_a_group_that_never_had_a_value_shows_none() -> None:
    state = _shelter()

    assert state.shown("level") is None
    assert state.shown_bytes("level") == ABSENT
    assert state.shown_hash("level") == ABSENT_HASH
    assert state.versions("level") == ()


def test_two_versions_are_told_with_their_groups() -> None:
    state = _shelter()
    assert not state.has_two_versions
    assert state.disputed_groups() == ()

    disputed = after(state, change(put("type", "academic", "x"), put("name@en", "Other", "x")))

    assert disputed.has_two_versions
    assert set(disputed.disputed_groups()) == {"type", "name@en"}


def test_elements_stand_in_the_order_in_which_they_came() -> None:
    assert _shelter().elements("topics") == (raw(b"t" * 16), raw(b"a" * 16))
    assert _shelter().elements("tools") == ()


def test_languages_are_those_in_which_something_is_shown() -> None:
    state = after(_shelter(), change(put("name@en", None, "The Shelter")))

    assert state.languages("name") == ("ar", "sv")
    assert state.languages("summary") == ("fr", "pt-BR")
    assert state.languages("type") == ()


def test_a_text_comes_in_the_asked_language_else_in_the_main_one_else_in_any() -> None:
    state = _shelter()

    assert state.text("name", ["en"]) == ("en", "The Shelter")
    assert state.text("name", ["en-GB", "sv"]) == ("en", "The Shelter")
    assert state.text("name", ["ar"]) == ("sv", "Härbärget")
    assert state.text("name", []) == ("sv", "Härbärget")
    assert state.text("summary", ["ar"]) == ("fr", "Un refuge")
    assert state.text("summary", ["pt"]) == ("pt-BR", "Um abrigo")
    assert state.text("description", ["en"]) is None


def test_a_record_without_a_main_language_has_none() -> None:
    assert _shelter().main_language == "sv"
    assert record({}).main_language is None
    assert record({"language": 5}).main_language is None
    assert record({"name@en": "Shelter", "name@fr": 5}).text("name", ["fr"]) == ("en", "Shelter")


def test_a_record_knows_whether_it_is_put_away() -> None:
    assert not _shelter().is_retired
    assert after(_shelter(), change(Retire())).is_retired
