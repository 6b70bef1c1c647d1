"""Country codes."""

import pytest

from haversack_sync.model.countries import COUNTRIES, is_country


def test_all_249_codes_of_iso_3166_1_and_kosovo_are_there() -> None:
    assert len(COUNTRIES) == 250
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)


@pytest.mark.parametrize(("code", "known"), [("SS", True), ("PS", True), ("XK", True), ("ss", False), ("ZZ", False)])
def test_a_code_is_known_or_not(code: str, known: bool) -> None:
    assert is_country(code) is known
