"""Names come from Babel; what nobody knows comes back as it is."""

import pytest

from haversack.i18n.names import country_name, language_name, partial_date


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2018", "2018"),
        ("2018-12", "December 2018"),
        ("2018-12-18", "18 December 2018"),
        ("2018-12-18T14:00+03:00", "18 December 2018"),
        ("2018-13", "2018-13"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_a_date_is_as_precise_as_it_was_written(written: str, shown: str) -> None:
    assert partial_date("en", written) == shown


def test_names_are_in_the_asked_language() -> None:
    assert language_name("fr", "ar") == "Arabe"
    assert country_name("fr", "de") == "Allemagne"
    assert language_name("en", "not a tag") == "not a tag"
