"""The languages that are offered: by their own names, with what is true of them."""

import pytest

from haversack.i18n.interface_languages import INTERFACE_LANGUAGES, interface_language
from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE


@pytest.mark.parametrize(
    ("tag", "name"), [("fr", "Français"), ("fr-CA", "Français"), ("AR-LB", "العربية"), ("en", "English")]
)
def test_a_region_is_of_its_language(tag: str, name: str) -> None:
    found = interface_language(tag)

    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("tag", ["", "de", "C", "france"])
def test_other_languages_are_not_offered(tag: str) -> None:
    assert interface_language(tag) is None


def test_only_what_native_speakers_have_read_is_called_reviewed() -> None:
    assert [language.tag for language in INTERFACE_LANGUAGES if language.is_reviewed] == ["en"]


def test_the_made_up_language_is_offered_to_nobody() -> None:
    assert PSEUDO_LANGUAGE not in {language.tag for language in INTERFACE_LANGUAGES}
