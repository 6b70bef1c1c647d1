"""Language tags: how they are written, and which of several texts is taken."""

import pytest

from haversack_sync.model.languages import choose, is_tidy_language, tidy_language


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("FR", "fr"),
        (" ar ", "ar"),
        ("pt_br", "pt-BR"),
        ("zh-hANT-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sr-latn", "sr-Latn"),
        ("de-CH-1996", "de-CH-1996"),
        ("kmr", "kmr"),
    ],
)
def test_a_tag_is_written_as_rfc_5646_recommends(written: str, tidy: str) -> None:
    assert tidy_language(written) == tidy
    assert is_tidy_language(tidy)
    assert is_tidy_language(written) == (written == tidy)


@pytest.mark.parametrize("written", ["", "e", "english", "fr-", "fr--FR", "fr-FR\nx", "é", "x-private", "1"])
def test_a_text_that_is_no_tag_is_told(written: str) -> None:
    assert tidy_language(written) is None
    assert not is_tidy_language(written)


@pytest.mark.parametrize(
    ("available", "wanted", "chosen"),
    [
        (("en", "fr"), ["fr"], "fr"),
        (("en", "fr"), ["fr-CA"], "fr"),
        (("en", "pt-BR", "pt-PT"), ["pt"], "pt-BR"),
        (("en", "zh-Hant"), ["zh-Hant-TW"], "zh-Hant"),
        (("en", "zh-Hant"), ["zh-Hans"], "zh-Hant"),
        (("en", "fr"), ["ar", "en"], "en"),
        (("fr", "en"), ["ar"], "en"),
        (("fr", "en"), [], "en"),
        ((), ["en"], None),
    ],
)
def test_the_nearest_language_is_chosen_and_all_computers_choose_alike(
    available: tuple[str, ...], wanted: list[str], chosen: str | None
) -> None:
    assert choose(available, wanted) == chosen
