"""The help in other languages is built as the English pages are: no page, link, heading or list entry is lost."""

import re
from pathlib import Path

import pytest

from haversack.i18n.interface_languages import INTERFACE_LANGUAGES

HELP = Path(__file__).parents[3] / "resources" / "help"
PARTS = {"links": r"\]\((\w+\.md)\)", "headings": r"^(#+) ", "entries": r"^(-) ", "steps": r"^(\d+\.) "}


def built(path: Path) -> dict[str, list[str]]:
    """Return what a page is built of."""
    words = path.read_text("utf-8")
    return {name: sorted(re.findall(pattern, words, re.MULTILINE)) for name, pattern in PARTS.items()}


@pytest.mark.parametrize("language", [each.tag for each in INTERFACE_LANGUAGES if each.tag != "en"])
def test_every_page_is_there_and_built_as_the_english_one(language: str) -> None:
    english = {path.name: built(path) for path in (HELP / "en").glob("*.md")}

    assert {path.name: built(path) for path in (HELP / language).glob("*.md")} == english
