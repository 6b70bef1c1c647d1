"""START-HERE pages: every language says everything, nothing runs, nothing is fetched, names cannot break out."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from haversack.operations.kit_pages import PageFacts, read_pages

PAGES = read_pages(Path(__file__).parents[4] / "resources" / "kits")
INSTALLERS = ("Haversack.exe", "Haversack.run", "Haversack-1.0-linux-x86_64-portable.tar.xz", "haversack.deb")
FACTS = PageFacts("<b>Harbour</b>", "ABCD EFGH", INSTALLERS, PAGES.languages)


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_six_languages_are_there_and_drafts_say_so() -> None:
    assert PAGES.languages == ("en", "fr", "es", "ar", "my", "fa-AF")
    assert [tag for tag in PAGES.languages if not PAGES.texts[tag].draft] == ["en"]


@pytest.mark.parametrize("tag", PAGES.languages)
def test_a_page_names_everything_and_runs_nothing(tag: str) -> None:
    page = PAGES.page(tag, FACTS).decode()
    found = Tags()
    found.feed(page)

    names = {name for name, _ in found.tags}
    assert not names & {"script", "iframe", "object", "embed", "link", "img", "b"}
    assert not re.search(r"\b(src|on\w+)=|https?://", page)
    assert ("html", {"lang": tag, "dir": PAGES.texts[tag].direction}) in found.tags
    links = [attributes["href"] for name, attributes in found.tags if name == "a"]
    assert links == [f"START-HERE.{other}.html" for other in PAGES.languages if other != tag]
    for wanted in (
        "&lt;b&gt;Harbour&lt;/b&gt;",
        "ABCD EFGH",
        *FACTS.installers,
        "sh Haversack.run",
        "tar -xJf Haversack-1.0-linux-x86_64-portable.tar.xz &amp;&amp; sh Haversack-portable/Start-Haversack.sh",
        "network.haversack",
        "More info",
    ):
        assert wanted in page
    assert "{" not in page.replace(re.findall(r"<style>.*</style>", page)[0], "")


def test_a_kit_without_a_program_says_so_and_the_first_page_offers_all_languages() -> None:
    bare = PageFacts("Harbour", "ABCD", (), PAGES.languages)

    assert PAGES.texts["en"].no_program in PAGES.page("en", bare).decode()
    first = PAGES.first_page(bare).decode()
    assert all(PAGES.texts[tag].name in first for tag in PAGES.languages)
    assert 'dir="rtl">العربية' in first


def test_letters_that_many_computers_lack_come_along_where_they_are_needed() -> None:
    with_font = [tag for tag in PAGES.languages if b"@font-face" in PAGES.page(tag, FACTS)]

    assert with_font == ["my"]
    assert b"@font-face" in PAGES.first_page(FACTS)
    assert b"@font-face" not in PAGES.first_page(PageFacts("Harbour", "ABCD", (), ("en", "ar")))
    # Where the letters do not come along, the link to that language says it in others as well.
    assert "(Burmese)" in PAGES.page("fr", FACTS).decode()
    assert "(Burmese)" not in PAGES.first_page(FACTS).decode()


def test_no_line_of_a_french_page_begins_with_a_sign_that_belongs_to_the_line_before() -> None:
    page = PAGES.page("fr", FACTS).decode()

    assert " »" not in page
    assert "« " not in page
    assert not re.search(r" [:;?!](?=[ <])", re.sub(r"<style>.*</style>", "", page))
